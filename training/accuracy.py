"""The command line of models whose worth is a share of right answers: train them, or cross-validate them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from logistic import write_model
from telegrams import GOLD, Telegram, read_telegrams

from kgbuild.extract.models import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgbuild.extract.linear import LinearModel


def main(
    description: str,
    name: str,
    train: Callable[[list[Telegram]], LinearModel],
    accuracy: Callable[[list[Telegram], LinearModel], tuple[int, int]],
) -> None:
    """Train the model *name* and write it, or with ``--folds`` print how many answers are right in cross-validation."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=0)
    folds = parser.parse_args().folds
    telegrams = read_telegrams(GOLD / "train")
    if not folds:
        model = train(telegrams)
        write_model(model, SHIPPED / f"{name}.json")
        good, total = accuracy(read_telegrams(GOLD / "dev"), model)
        print(f"dev, given the contents: {100 * good / total:.1f}; {len(model.weights)} features")
        return
    good = total = 0
    for k in range(folds):
        model = train([t for i, t in enumerate(telegrams) if i % folds != k])
        right, asked = accuracy(telegrams[k::folds], model)
        good, total = good + right, total + asked
    print(f"train, {folds} folds, given the contents: {100 * good / total:.1f}")
