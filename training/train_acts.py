"""Train the model of speech acts from annotated telegrams.

python training/train_acts.py [--folds K]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accuracy import main
from logistic import train_logistic
from train_holders import as_reported

from kgbuild.extract.acts import act_features, find_act

if TYPE_CHECKING:
    from telegrams import Telegram

    from kgbuild.extract.linear import LinearModel


def train(telegrams: list[Telegram]) -> LinearModel:
    """Train on the telegrams."""
    pairs = [(t, p, r) for t in telegrams for p, r in as_reported(t)]
    rows = [act_features(t.sentences[r.sentence], r.cue, r.content) for t, _, r in pairs]
    return train_logistic(rows, [str(p.act) for _, p, _ in pairs], strength=0.3)


def accuracy(telegrams: list[Telegram], model: LinearModel) -> tuple[int, int]:
    """How many acts are right, of how many."""
    pairs = [(t, p, r) for t in telegrams for p, r in as_reported(t)]
    return sum(find_act(t.sentences[r.sentence], r.cue, r.content, model)[0] == p.act for t, p, r in pairs), len(pairs)


if __name__ == "__main__":
    main(__doc__ or "", "acts", train, accuracy)
