"""Train the model that says who holds a position from annotated telegrams.

python training/train_holders.py [--folds K]
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accuracy import main
from conditional_logit import Choice, train_choices

from kgbuild.extract.floor import Floor
from kgbuild.extract.holder_features import holder_candidates
from kgbuild.extract.holders import find_holders, likeliest
from kgbuild.extract.spans import Reported

if TYPE_CHECKING:
    from telegrams import GoldPosition, Telegram

    from kgbuild.extract.actors import Cast
    from kgbuild.extract.linear import LinearModel


_HALVES = 2
_STRENGTH = 0.15


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


def _spoken_for(cast: Cast, agent: str) -> set[str]:
    """The keys of the agent, and of the state if he writes for it."""
    both = agent == cast.author and cast.writes_for_state
    return names(cast, agent) | (names(cast, cast.author_side) if both else set())


def choices(telegram: Telegram, model: LinearModel | None = None) -> list[Choice]:
    """The candidates of every position: after the true earlier holders, or after those that *model* takes for it."""
    items = as_reported(telegram)
    floor = Floor.of([r for _, r in items], telegram.sentences, telegram.cast)
    found = []
    for position, reported in items:
        gold = [_key(h) for h in position.holders]
        candidates = holder_candidates(reported, telegram.sentences, telegram.cast, floor)
        known = [_spoken_for(telegram.cast, c.agent) for c in candidates]
        right = [bool(k & set(gold)) for k in known]
        found.append(Choice([c.features for c in candidates], right))
        if model is not None:
            floor.took(candidates[likeliest(candidates, model)[0]].agent, reported)
        elif any(right):
            first = next((i for i, k in enumerate(known) if gold[0] in k), right.index(True))
            floor.took(candidates[first].agent, reported)
    return found


def train(telegrams: list[Telegram]) -> LinearModel:
    """Train on the telegrams, with the mistakes about earlier holders that a model makes on texts unknown to it."""
    after_true = [choices(t) for t in telegrams]
    after_found: list[Choice] = []
    for k in range(_HALVES):
        others = [c for i, found in enumerate(after_true) if i % _HALVES != k for c in found]
        model = train_choices(others, strength=_STRENGTH)
        after_found += [c for t in telegrams[k::_HALVES] for c in choices(t, model)]
    return train_choices(after_found, strength=_STRENGTH)


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
