"""Which earlier positions a position rebuts: every pair of different sides is weighed by a trained model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, islice, takewhile
from operator import itemgetter
from typing import TYPE_CHECKING

from kgbuild.extract.features import step
from kgbuild.extract.lexicon import CueWord, cue_word
from kgbuild.extract.linear import LinearModel, load_linear
from kgbuild.model import Act, SectionKind, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.language import Sentence

__all__ = ["Claim", "Exchange", "Rebutting", "find_rebuttals", "pair_features", "pairs"]

REACH = 14
"""How many positions back a rebuttal may reach: further ones are one in fifty of the annotated."""

AT_LEAST = 0.2
"""How likely a position's likeliest rebuttal must be: where precision and recall meet on the training telegrams."""

WITH_IT = 0.5
"""A further rebuttal by the same position must be this share as likely, and at least :data:`FURTHER`."""

FURTHER = 0.12

EXPLICIT = 0.6
"""The share of the explicit ones that are right on the training telegrams."""

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

_LONG = 4
_TOUCHING = 30  # characters between a cue and the content that it governs
_REMEMBERED = 6  # sentences
_SERIES_AT_MOST = 8  # positions
_INSIDE = 3  # positions after it that a position may answer, since they lie in its content
_CONTRARY = frozenset(
    "not no never cannot neither nor unable impossible unacceptable contrary however but although "
    "nevertheless nonetheless rather instead without unwilling nothing".split()
)
_TURNS = frozenset("reply response turn answer however contrary but hand then".split())
_STOP = frozenset(
    "the a an of to in and or that it be is was were are would could should will had has have not no this "
    "these those their his her its our we he they i on for with by as at from which any all if but so than "
    "there".split()
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A position as far as rebuttals need it: ``side`` is the state that its first holder is or serves, if known."""

    holders: tuple[str, ...]
    side: str | None
    act: Act
    content: Span
    cue: Span | None
    sentence: int
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Rebutting:
    """The position number ``source`` rebuts number ``target``."""

    source: int
    target: int
    probability: float


def pairs(claims: Sequence[Claim]) -> list[tuple[int, int]]:
    """The pairs (rebutting, rebutted) that may be: of other holders, within reach, the nearest first for each."""
    found = []
    for j, later in enumerate(claims):
        inside = (
            i for i in range(j + 1, min(j + 1 + _INSIDE, len(claims))) if later.content.contains(claims[i].content)
        )
        for i in (*inside, *range(j - 1, max(-1, j - 1 - REACH), -1)):
            earlier = claims[i]
            same = set(later.holders) & set(earlier.holders) or (later.side is not None and later.side == earlier.side)
            if not same and not earlier.content.contains(later.content):
                found.append((j, i))
    return found


def turns_of(claims: Sequence[Claim]) -> list[int]:
    """The number of the turn of each position: a new one begins where another speaks."""
    numbers: list[int] = []
    for n, claim in enumerate(claims):
        changed = n > 0 and claim.holders[0] != claims[n - 1].holders[0]
        numbers.append((numbers[-1] + changed) if numbers else 0)
    return numbers


@dataclass(frozen=True, slots=True)
class Exchange:
    """What pairs are weighed against: the positions, their sentences and turns, and the words of each."""

    claims: Sequence[Claim]
    sentences: Sequence[Sentence]
    author: str
    turns: Sequence[int]
    words: Sequence[tuple[str, ...]]
    stems: Sequence[frozenset[str]]

    @classmethod
    def of(cls, claims: Sequence[Claim], sentences: Sequence[Sentence], author: str) -> Exchange:
        """The exchange of a document's positions, which are in the order of the text."""
        words = [
            tuple(
                t.lower for t in sentences[c.sentence].tokens if c.content.start <= t.start and t.end <= c.content.end
            )
            for c in claims
        ]
        return cls(claims, sentences, author, turns_of(claims), words, [_stems(w) for w in words])


def pair_features(j: int, i: int, exchange: Exchange, links: frozenset[tuple[int, int]]) -> list[str]:
    """What is known of position *j* as an answer to position *i*; *links* are the rebuttals before *j*."""
    claims, turns = exchange.claims, exchange.turns
    later, earlier = claims[j], claims[i]
    sentence, other = exchange.sentences[later.sentence], exchange.sentences[earlier.sentence]
    inside = exchange.words[j]
    heads = _heads(later, sentence)
    opening = [t.lower for t in sentence.tokens[:4]]
    acts = f"{later.act}<{earlier.act}"
    passed = turns[j] - turns[i]
    turn = f"turns{min(passed, 4)}" if i < j else "inside"
    opens_turn = j == 0 or turns[j - 1] != turns[j]
    left_of_turn = sum(1 for n in range(i + 1, j) if turns[n] == turns[i])
    row = [
        acts,
        turn,
        f"{turn},{acts}",
        f"apart={step(abs(j - i))}",
        f"{turn},left{step(left_of_turn)}",
        f"{turn},opens={opens_turn},left{min(left_of_turn, 2)}",
        f"gap={step(later.sentence - earlier.sentence)}",
        f"section={sentence.section == other.section},{turn}",
        f"{later.act},{turn},opens={opens_turn}",
        f"goes_on={later.goes_on},{turn}",
        f"author={later.holders[0] == exchange.author}/{earlier.holders[0] == exchange.author},{turn}",
        f"comment={sentence.kind == SectionKind.COMMENT}",
        f"sides known={later.side is not None and earlier.side is not None}",
    ]
    row += _likeness(exchange.stems[j], exchange.stems[i], turn)
    row += _chain(j, i, exchange, links, turn)
    row += [f"base={w.base},{turn}" for w in heads[:2]] + [f"base={w.base}" for w in heads[:2]]
    row += [f"cueact={w.act},{earlier.act},{turn}" for w in heads[:1]]
    contrary = [w for w in dict.fromkeys(inside) if w in _CONTRARY]
    row += [f"contrary={w}" for w in contrary] + [f"contrary={w},{turn}" for w in contrary[:1]]
    row.append(f"contrary={bool(contrary)},{turn},{earlier.act}")
    row += [f"turn={w},{turn}" for w in opening if w in _TURNS]
    row += [f"first={inside[0]}", f"two={' '.join(inside[:2])}"] if inside else []
    row += [f"earlier base={w.base},{turn}" for w in _heads(earlier, other)[:1]]
    return row


def _stems(words: Sequence[str]) -> frozenset[str]:
    """The beginnings of the longer words, which tell what a content speaks of."""
    return frozenset(w[:5] for w in words if w.isalpha() and len(w) >= _LONG and w not in _STOP)


def _likeness(later: frozenset[str], earlier: frozenset[str], turn: str) -> list[str]:
    """How much the two contents speak of the same."""
    shared = len(later & earlier)
    share = shared / (1 + min(len(later), len(earlier)))
    return [f"shared={min(shared, 4)}", f"shared={min(shared, 3)},{turn}", f"share={share:.1f},{turn}"]


def _chain(j: int, i: int, exchange: Exchange, links: frozenset[tuple[int, int]], turn: str) -> list[str]:
    """Whether what the speaker said just before rebuts the same, and whether the other has been answered."""
    row = []
    if j > 0 and exchange.turns[j - 1] == exchange.turns[j]:
        rebuts = any(a == j - 1 for a, _ in links)
        row.append(f"before rebuts={rebuts},same={(j - 1, i) in links},{turn}")
    else:
        row.append(f"before none,{turn}")
    row.append(f"next rebutted={(j, i + 1) in links},{turn}")
    row.append(f"answered={any(b == i for _, b in links)},{turn}")
    row.append(f"rebuts another={any(a == j for a, _ in links)},{turn}")
    return row


def _heads(claim: Claim, sentence: Sentence) -> list[CueWord]:
    cue = claim.cue
    return [w for t in sentence.tokens if cue and cue.start <= t.start < cue.end and (w := cue_word(t.text))]


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
    turn = takewhile(lambda n: exchange.turns[n] == exchange.turns[last], before[j - 1 - last :])
    run = islice((n for n in turn if mine.isdisjoint(exchange.claims[n].holders)), _SERIES_AT_MOST)
    return set(run) if series else {last}


def find_rebuttals(
    claims: Sequence[Claim],
    sentences: Sequence[Sentence],
    author: str,
    text: str,
    *,
    model: LinearModel | None = None,
    threshold: float = AT_LEAST,
) -> list[Rebutting]:
    """The rebuttals among the positions of a document of this *text*; the positions are in its order."""
    model = model or load_linear("rebuttals")
    exchange = Exchange.of(claims, sentences, author)
    found: list[Rebutting] = []
    links: frozenset[tuple[int, int]] = frozenset()
    for j, group in groupby(pairs(claims), key=itemgetter(0)):
        links = frozenset(link for link in links if link[0] >= j - REACH - _INSIDE)  # no older one is asked for
        weighed: dict[int, float] = {}
        known = links
        for _, i in group:
            weighed[i] = model.probability(pair_features(j, i, exchange, known))
            if weighed[i] >= threshold:
                known |= {(j, i)}
        said = explicit(j, exchange, text)
        top = max(weighed.values(), default=0.0)
        least = max(WITH_IT * top, FURTHER) if top >= threshold else 1.0
        for i in sorted(said or {i for i, p in weighed.items() if p >= least}):
            probability = max(weighed.get(i, 0.0), EXPLICIT if i in said else 0.0)
            found.append(Rebutting(j, i, probability))
            links |= {(j, i)}
    return found
