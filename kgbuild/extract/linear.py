"""Logistic models over named features, read from JSON: a weight for each feature and label.

Trained by the scripts in ``training/``; applying one is a sum, so it needs no learning library.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import repeat
from typing import TYPE_CHECKING

import msgspec

from kgbuild.extract.models import model_path
from kgbuild.logistic import logistic

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["LinearModel", "load_linear"]


@dataclass(frozen=True)
class LinearModel:
    """``bias`` and ``weights`` by label; a model with one label is binary (its score is a log-odds)."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    weights: dict[str, tuple[float, ...]]

    def scores(self, features: Iterable[str]) -> list[float]:
        """The linear score of each label.

        >>> LinearModel(("a", "b"), (0.5, 0.0), {"x": (1.0, 2.0)}).scores(["x", "unknown"])
        [1.5, 2.0]
        """
        rows = [row for feature in features if (row := self.weights.get(feature))]
        return [sum(column) for column in zip(self.bias, *rows, strict=True)]

    def score(self, features: Iterable[str]) -> float:
        """The linear score of the one label of a binary model: its log-odds."""
        return sum(map(self._first.get, features, repeat(0.0)), self.bias[0])

    @cached_property
    def _first(self) -> dict[str, float]:
        return {feature: row[0] for feature, row in self.weights.items()}

    def probability(self, features: Iterable[str]) -> float:
        """The probability of the one label of a binary model."""
        return logistic(self.score(features))

    def best(self, features: Iterable[str]) -> tuple[str, float]:
        """The likeliest label and its probability (softmax of the scores)."""
        scores = self.scores(features)
        top = max(range(len(scores)), key=lambda i: (scores[i], -i))
        return self.labels[top], 1 / sum(math.exp(s - scores[top]) for s in scores)


def load_linear(name: str) -> LinearModel:
    """The model in use of this name ("holders", "acts", "rebuttals", "meetings")."""
    return _load(model_path(f"{name}.json"))


@cache
def _load(path: Path) -> LinearModel:
    return msgspec.json.decode(path.read_bytes(), type=LinearModel)
