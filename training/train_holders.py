"""Train the model that says who holds a position from annotated telegrams.

python training/train_holders.py [--folds K]
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accuracy import main
from logistic import train_logistic

from kgbuild.extract.holder_features import Floor, holder_candidates
from kgbuild.extract.holders import find_holders
from kgbuild.extract.spans import Reported

if TYPE_CHECKING:
    from telegrams import GoldPosition, Telegram

    from kgbuild.extract.actors import Cast
    from kgbuild.extract.linear import LinearModel


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", name.lower()).strip()


def names(cast: Cast, agent: str) -> set[str]:
    """The keys by which the annotation may name the agent."""
    a = cast.agents[agent]
    found = {_key(n) for n in (a.label, a.family_name or "", *a.alt_labels)}
    return found | ({"author"} if agent == cast.author else set())


def as_reported(telegram: Telegram) -> list[tuple[GoldPosition, Reported]]:
    """The annotated positions in the form in which the tagger gives them, in the order of the text."""
    found = []
    for p in sorted(telegram.positions, key=lambda p: p.content):
        index = next((i for i, s in enumerate(telegram.sentences) if s.span.overlaps(p.content)), None)
        if index is not None:
            own = telegram.sentences[index].span.overlaps(p.cue)
            found.append((p, Reported(p.content, index, not own, 1.0, p.cue)))
    return found


def examples(telegrams: list[Telegram]) -> tuple[list[list[str]], list[bool]]:
    """Every candidate of every position, and whether it holds it."""
    rows: list[list[str]] = []
    right: list[bool] = []
    for telegram in telegrams:
        items = as_reported(telegram)
        floor = Floor.of([r for _, r in items], telegram.sentences, telegram.cast)
        for position, reported in items:
            gold = {_key(h) for h in position.holders}
            first = None
            for candidate in holder_candidates(reported, telegram.sentences, telegram.cast, floor):
                known = names(telegram.cast, candidate.agent)
                rows.append(candidate.features)
                right.append(bool(known & gold))
                if right[-1] and (first is None or _key(position.holders[0]) in known):
                    first = candidate.agent
            if first:
                floor.took(first, reported.sentence)
    return rows, right


def train(telegrams: list[Telegram]) -> LinearModel:
    """Train on the telegrams."""
    rows, right = examples(telegrams)
    return train_logistic(rows, right, strength=0.3)


def accuracy(telegrams: list[Telegram], model: LinearModel) -> tuple[int, int]:
    """How many of the annotated positions get one of their holders, of how many."""
    good = total = 0
    for telegram in telegrams:
        pairs = as_reported(telegram)
        found = find_holders([r for _, r in pairs], telegram.sentences, telegram.cast, model)
        for (position, _), holder in zip(pairs, found, strict=True):
            total += 1
            good += any(names(telegram.cast, a) & {_key(h) for h in position.holders} for a in holder.agents)
    return good, total


if __name__ == "__main__":
    main(__doc__ or "", "holders", train, accuracy)
