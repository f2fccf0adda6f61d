"""Which earlier positions a position rebuts: trained trees weigh every pair of different sides.

Two linear models say how a position's words look like rebutting and like being rebutted; boosted trees weigh that
with the turns, the acts and what both speak of (:mod:`kgbuild.extract.rebuttal_features`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice, takewhile
from typing import TYPE_CHECKING

import msgspec

from kgbuild.extract.linear import LinearModel  # noqa: TC001  msgspec reads the fields' types
from kgbuild.extract.models import model_path
from kgbuild.extract.rebuttal_features import Claim, Exchange, pair_rows, word_features
from kgbuild.extract.trees import Trees  # noqa: TC001

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kgbuild.extract.language import Sentence

__all__ = ["Claim", "RebuttalModel", "Rebutting", "find_rebuttals", "load_rebuttals"]

AT_LEAST = 0.14
"""How likely a rebuttal must be: about the best F1 in cross-validation on positions as they are found."""

WITH_IT = 0.4
"""A further rebuttal by the same position must be this share as likely as its likeliest."""

EXPLICIT = 0.6
"""The share of the explicit ones that are right on the training telegrams."""

POINTED_OUT = 0.45
"""The share of those right that point something out right after another side's position, on the training telegrams."""

_REFUSAL = (
    r"\b(?:reject|den(?:y|ie)|disput|contest|refut|rebut|challeng|dismiss|disagree|took issue"
    r"|could not (?:accept|agree)|cannot (?:accept|agree)|did not (?:accept|agree)|unable (?:to )?(?:accept|agree))"
    r"\w*(?: \w+ly)?(?: with| to)?"
)
_SERIES = re.compile(
    _REFUSAL + r"(?: all| any| both)?(?: of)? (?:his|her|their|these|those|such|all|the)(?: \w+){0,2} "
    r"(?:arguments|points|contentions|charges|allegations|assertions|accusations|views|claims|statements|reasons)\b",
    re.IGNORECASE,
)
_IN_LIKE_TERMS = re.compile(
    r"\b(?:repl|answer|respond)\w* (?:in|along) (?:\w+ ){0,2}?(?:terms|lines|vein|sense)", re.IGNORECASE
)
_THIS = re.compile(
    _REFUSAL + r" (?:(?:this|that|it|his|her|their|these|such)\b|$)",
    re.IGNORECASE,
)

_POINTING_OUT = re.compile(r"\b(?:point(?:ed|ing)? out|(?:not|counter|retort)(?:ed|ing))\b", re.IGNORECASE)
_TOUCHING = 30  # characters between a cue and the content that it governs
_REMEMBERED = 6  # sentences
_SERIES_AT_MOST = 8  # positions


@dataclass(frozen=True, slots=True)
class RebuttalModel:
    """``answering`` and ``answered`` weigh the words of a position, ``trees`` a pair; ``rarity`` is that of stems."""

    answering: LinearModel
    answered: LinearModel
    rarity: dict[str, float]
    trees: Trees

    def weigh(self, exchange: Exchange) -> list[dict[int, float]]:
        """For each position, how likely it is (0 to 1) that it rebuts each of its candidates."""
        words = [word_features(j, exchange) for j in range(len(exchange.claims))]
        answering = [self.answering.score(row) for row in words]
        answered = [self.answered.score(row) for row in words]
        rows = pair_rows(exchange, self.rarity, answering, answered)
        return [dict(zip(pairs, self.trees.probabilities([*pairs.values()]), strict=True)) for pairs in rows]


def load_rebuttals() -> RebuttalModel:
    """The model in use."""
    return _load(model_path("rebuttals.json"))


@cache
def _load(path: Path) -> RebuttalModel:
    return msgspec.json.decode(path.read_bytes(), type=RebuttalModel)


@dataclass(frozen=True, slots=True)
class Rebutting:
    """The position number ``source`` rebuts number ``target``."""

    source: int
    target: int
    probability: float


def explicit(j: int, exchange: Exchange, text: str) -> set[int]:
    """The positions that *j* says it rejects by pointing back: a series ("rejected his arguments"), or the last one."""
    claim = exchange.claims[j]
    start = (
        claim.cue.start if claim.cue and 0 <= claim.content.start - claim.cue.end < _TOUCHING else claim.content.start
    )
    words = text[start : claim.content.end]
    series = _SERIES.search(words)
    if not series and not _THIS.search(words) and not _IN_LIKE_TERMS.search(words):
        return set()
    mine = set(claim.holders)
    before = range(j - 1, -1, -1)
    near = takewhile(lambda n: claim.sentence - exchange.claims[n].sentence <= _REMEMBERED, before)
    last = next((n for n in near if mine.isdisjoint(exchange.claims[n].holders)), None)
    if last is None:
        return set()
    theirs = exchange.parties[last]
    run = islice(takewhile(lambda n: theirs & exchange.parties[n], before[j - 1 - last :]), _SERIES_AT_MOST)
    return {n for n in run if mine.isdisjoint(exchange.claims[n].holders)} if series else {last}


def find_rebuttals(
    claims: Sequence[Claim],
    sentences: Sequence[Sentence],
    author: str,
    text: str,
    *,
    model: RebuttalModel | None = None,
    threshold: float = AT_LEAST,
) -> list[Rebutting]:
    """The rebuttals among the positions of a document of this *text*; the positions are in its order."""
    exchange = Exchange.of(claims, sentences, author)
    found: list[Rebutting] = []
    for j, weighed in enumerate((model or load_rebuttals()).weigh(exchange)):
        said = explicit(j, exchange, text)
        least = max(WITH_IT * max(weighed.values(), default=0.0), threshold)
        likely = dict.fromkeys(said, EXPLICIT) or {i: p for i, p in weighed.items() if p >= least}
        if not said and j - 1 in weighed and _points_out(claims[j], text):
            likely[j - 1] = POINTED_OUT
        found += [Rebutting(j, i, max(p, weighed.get(i, 0.0))) for i, p in sorted(likely.items())]
    return found


def _points_out(claim: Claim, text: str) -> bool:
    return claim.cue is not None and _POINTING_OUT.search(claim.cue.of(text)) is not None
