"""Sequence labelling with the trained models that ship with the package.

The only file that knows the learning library (CRFsuite, N. Okazaki 2007, linear-chain conditional
random fields). Models are trained by the scripts in ``training/`` and lie in ``extract/data``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pycrfsuite

from kgbuild.extract.models import model_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Tagger", "load_tagger", "train_tagger"]


class Tagger:
    """A trained model: labels a sequence of feature lists (one a token)."""

    def __init__(self, path: Path) -> None:
        self._crf = pycrfsuite.Tagger()
        self._crf.open(str(path))

    def tag(self, features: Sequence[Sequence[str]], outside: str | None = None) -> list[tuple[str, float]]:
        """The best label of each token, with its marginal probability (0 to 1).

        With *outside* the probability is that the token has any label but this one.
        """
        if not features:
            return []
        labels = self._crf.tag(features)
        if outside is not None:
            return [(label, 1 - self._crf.marginal(outside, at)) for at, label in enumerate(labels)]
        return [(label, self._crf.marginal(label, at)) for at, label in enumerate(labels)]


def load_tagger(name: str) -> Tagger:
    """The model in use of this name ("names", "spans")."""
    return _load(model_path(f"{name}.crfsuite"))


@cache
def _load(path: Path) -> Tagger:
    return Tagger(path)


def train_tagger(
    sequences: Sequence[tuple[Sequence[Sequence[str]], Sequence[str]]],
    path: Path,
    *,
    c1: float,
    c2: float,
    min_frequency: int = 1,
    iterations: int = 120,
) -> None:
    """Train on (features, labels) sequences by L-BFGS and write the model to *path*.

    ``c1`` and ``c2`` weigh the L1 and L2 penalties. The same sequences in the same order give the same file.
    """
    trainer = pycrfsuite.Trainer(verbose=False)
    for features, labels in sequences:
        trainer.append(features, labels)
    trainer.set_params(
        {
            "c1": c1,
            "c2": c2,
            "max_iterations": iterations,
            "feature.minfreq": min_frequency,
            "feature.possible_transitions": True,
        }
    )
    trainer.train(str(path))
