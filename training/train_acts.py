"""Train the model of speech acts from annotated telegrams.

python training/train_acts.py [--folds K]
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from logistic import train_logistic, write_model
from telegrams import GOLD, Telegram, read_telegrams
from train_holders import as_reported

from kgbuild.extract.acts import act_features, find_act
from kgbuild.extract.models import SHIPPED

if TYPE_CHECKING:
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=0)
    args = parser.parse_args()
    telegrams = read_telegrams(GOLD / "train")
    if not args.folds:
        model = train(telegrams)
        write_model(model, SHIPPED / "acts.json")
        good, total = accuracy(read_telegrams(GOLD / "dev"), model)
        print(f"dev, given the contents: {100 * good / total:.1f}; {len(model.weights)} features")
        return
    good = total = 0
    for k in range(args.folds):
        model = train([t for i, t in enumerate(telegrams) if i % args.folds != k])
        g, n = accuracy(telegrams[k :: args.folds], model)
        good, total = good + g, total + n
    print(f"train, {args.folds} folds, given the contents: {100 * good / total:.1f}")


if __name__ == "__main__":
    main()
