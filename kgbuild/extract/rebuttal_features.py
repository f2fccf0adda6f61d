"""What is known of two positions when the one may rebut the other: words, turns, acts, and what both speak of."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from kgbuild.extract.lexicon import cue_word
from kgbuild.extract.rebuttal_wording import common, frequencies, stems, wording
from kgbuild.model import Act, SectionKind, Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kgbuild.extract.language import Sentence

__all__ = ["REACH", "Claim", "Exchange", "candidates", "pair_rows", "rarities", "turns_of", "word_features"]

REACH = 14
"""How many positions back a rebuttal may reach: further ones are one in twenty of the annotated."""

_INSIDE = 3  # positions after it that a position may answer, since they lie in its content
_NEAR = 4  # positions on either side among which one is looked for that contains it
_BEFORE_CUE = 25  # characters
_ACTS = {act: tuple(float(act is other) for other in Act) for act in Act}


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

    @property
    def parties(self) -> frozenset[str]:
        """The holders and the first one's state."""
        return frozenset((*self.holders, self.side) if self.side else self.holders)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A document's positions, which are in the order of the text, with the turn, words and parties of each."""

    claims: Sequence[Claim]
    sentences: Sequence[Sentence]
    author: str
    turns: Sequence[int]
    words: Sequence[tuple[str, ...]]
    parties: Sequence[frozenset[str]]

    @classmethod
    def of(cls, claims: Sequence[Claim], sentences: Sequence[Sentence], author: str) -> Exchange:
        """The exchange of the *claims*; their ``sentence`` is an index into *sentences*."""
        words = [
            tuple(
                t.lower for t in sentences[c.sentence].tokens if c.content.start <= t.start and t.end <= c.content.end
            )
            for c in claims
        ]
        return cls(claims, sentences, author, turns_of(claims), words, [c.parties for c in claims])


def turns_of(claims: Sequence[Claim]) -> list[int]:
    """The number of the turn of each position: a new one begins where another speaks."""
    numbers: list[int] = []
    for n, claim in enumerate(claims):
        changed = n > 0 and claim.holders[0] != claims[n - 1].holders[0]
        numbers.append((numbers[-1] + changed) if numbers else 0)
    return numbers


def candidates(j: int, claims: Sequence[Claim]) -> list[int]:
    """The positions that number *j* may rebut: of other holders and sides, within reach, the nearest first."""
    later = claims[j]
    inside = (i for i in range(j + 1, min(j + 1 + _INSIDE, len(claims))) if later.content.contains(claims[i].content))
    return [
        i
        for i in (*inside, *range(j - 1, max(-1, j - 1 - REACH), -1))
        if set(later.holders).isdisjoint(claims[i].holders)
        and (later.side is None or later.side != claims[i].side)
        and not claims[i].content.contains(later.content)
    ]


def word_features(j: int, exchange: Exchange) -> list[str]:
    """The words of position *j*: of its content, of its cue and of what stands around the cue; and its act."""
    claim, words = exchange.claims[j], exchange.words[j]
    tokens, cue = exchange.sentences[claim.sentence].tokens, claim.cue
    opening = [t.lower for t in tokens[:5]]
    cued = [t.lower for t in tokens if cue and cue.start <= t.start < cue.end]
    row = [f"act={claim.act}", f"goes_on={claim.goes_on}", f"opening={' '.join(opening[:2])}"]
    row += [f"first={' '.join(words[:n])}" for n in (1, 2, 3)]
    row += [f"in={w}" for w in dict.fromkeys(words)]
    row += [f"in={a} {b}" for a, b in dict.fromkeys(pairwise(words))]
    row += [f"opening={w}" for w in opening] + [f"cue={w}" for w in cued]
    row += [f"before={t.lower}" for t in tokens if cue and cue.start - _BEFORE_CUE <= t.start < cue.start]
    row += [f"cues={' '.join(cued)}"] if cued else []
    row += [f"cueact={head.act}" for w in cued if (head := cue_word(w))]
    return row


def rarities(documents: Sequence[Sequence[Sentence]]) -> dict[str, float]:
    """How much a word's stem tells of the topic: the logarithm of how few of the *documents* hold it (idf)."""
    counts = Counter(stem for body in documents for stem in stems(t.lower for s in body for t in s.tokens))
    return {stem: round(math.log((len(documents) + 1) / (n + 0.5)), 2) for stem, n in counts.items() if n > 1}


def _topic(words: Sequence[str], rarity: Mapping[str, float], unseen: float) -> dict[str, float]:
    """The stems of the words that tell a topic, weighted by rarity (or as *unseen*), as a vector of length 1."""
    weights = {stem: rarity.get(stem, unseen) for stem in sorted(stems(words))}
    length = math.sqrt(sum(w * w for w in weights.values())) or 1.0
    return {stem: w / length for stem, w in weights.items()}


def pair_rows(
    exchange: Exchange, rarity: Mapping[str, float], answering: Sequence[float], answered: Sequence[float]
) -> list[dict[int, list[float]]]:
    """For each position, the numbers that describe it as an answer to each of its candidates.

    *answering* and *answered* say of each position how its words look like rebutting, and like being rebutted
    (log-odds).
    """
    alone = [_alone(j, exchange) for j in range(len(exchange.claims))]
    places = _places(exchange.turns)
    unseen = max(rarity.values(), default=1.0)
    topics = [_topic(words, rarity, unseen) for words in exchange.words]
    worded = [
        wording(c.content, c.cue, exchange.sentences[c.sentence], words)
        for c, words in zip(exchange.claims, exchange.words, strict=True)
    ]
    held = frequencies(worded)
    talk = _Talk.of(exchange)
    seen: set[str] = set()
    found = []
    for j, claim in enumerate(exchange.claims):
        others = candidates(j, exchange.claims)
        likeness = {i: _cosine(topics[j], topics[i]) for i in others}
        most = max(likeness.values(), default=0.0)
        speakers = {h for c in exchange.claims[max(0, j - REACH) : j] for h in c.holders}
        own = [*places[j], *alone[j], len(speakers), claim.holders[0] in seen, answering[j]]
        own += [*worded[j].numbers, j / len(places), len(places), talk.opens[j], len(claim.holders) > 1]
        between = _between(j, others, exchange)
        found.append(
            {
                i: [
                    *own,
                    *places[i],
                    *alone[i],
                    answered[i],
                    *between[i],
                    likeness[i],
                    sum(other > likeness[i] for other in likeness.values()),
                    likeness[i] - most,
                    *worded[i].numbers,
                    *common(worded[j], worded[i], held),
                    len(exchange.claims[i].holders) > 1,
                    *talk.between(j, i, exchange),
                ]
                for i in others
            }
        )
        seen.add(claim.holders[0])
    return found


@dataclass(frozen=True, slots=True)
class _Talk:
    """Who speaks how often and after whom; which positions open their turn and which end it; what reports nothing.

    ``silent`` counts the sentences without a position up to and with each, ``paragraphs`` the paragraphs.
    """

    often: Counter[str]
    after: Counter[tuple[str, str]]
    leading: frozenset[str]
    opens: Sequence[bool]
    silent: Sequence[int]
    paragraphs: Sequence[int]

    @classmethod
    def of(cls, exchange: Exchange) -> _Talk:
        claims, turns, sentences = exchange.claims, exchange.turns, exchange.sentences
        speakers = [c.holders[0] for c in claims]
        often = Counter(speakers)
        opens = [n == 0 or turns[n - 1] != turn for n, turn in enumerate(turns)]
        after = Counter(pair for pair, opened in zip(pairwise(speakers), opens[1:], strict=True) if opened)
        reporting = {c.sentence for c in claims}
        silent = accumulate(n not in reporting for n in range(len(sentences)))
        changes = (one.section != other.section for one, other in pairwise(sentences))
        leading = frozenset(speaker for speaker, _ in often.most_common(2))
        return cls(often, after, leading, opens, list(silent), list(accumulate(changes, initial=0)))

    def between(self, j: int, i: int, exchange: Exchange) -> list[float]:
        """How often the holders of positions *j* and *i* speak, and one after the other; and what lies between."""
        later, earlier = exchange.claims[j], exchange.claims[i]
        one, other = later.holders[0], earlier.holders[0]
        return [
            self.often[one],
            self.often[other],
            self.after[one, other] + self.after[other, one],
            one in self.leading,
            other in self.leading,
            i + 1 == len(self.opens) or self.opens[i + 1],
            later.content.start - earlier.content.end,
            self.paragraphs[later.sentence] - self.paragraphs[earlier.sentence],
            self.silent[later.sentence] - self.silent[earlier.sentence],
        ]


def _alone(j: int, exchange: Exchange) -> list[float]:
    """What a position is by itself."""
    claim = exchange.claims[j]
    near = exchange.claims[max(0, j - _NEAR) : j + _NEAR]
    return [
        claim.goes_on,
        claim.holders[0] == exchange.author,
        claim.side is not None,
        any(c.content != claim.content and c.content.contains(claim.content) for c in near),
        exchange.sentences[claim.sentence].kind == SectionKind.COMMENT,
        *_ACTS[claim.act],
    ]


def _places(turns: Sequence[int]) -> list[tuple[int, int]]:
    """How many positions of its turn stand before each, and how many after."""
    size = Counter(turns)
    before: Counter[int] = Counter()
    places = []
    for turn in turns:
        places.append((before[turn], size[turn] - before[turn] - 1))
        before[turn] += 1
    return places


def _between(j: int, others: Sequence[int], exchange: Exchange) -> dict[int, list[float]]:
    """How far position *j* stands from each of the *others* (the nearest first), and what lies between."""
    turns, parties, claims = exchange.turns, exchange.parties, exchange.claims
    later = claims[j]
    section = exchange.sentences[later.sentence].section
    of_turn: Counter[int] = Counter()
    own = passed = 0
    at = j - 1
    found: dict[int, list[float]] = {}
    for i in others:
        while at > i:
            of_turn[turns[at]] += 1
            own += not parties[j].isdisjoint(parties[at])
            passed += 1
            at -= 1
        found[i] = [
            j - i,
            turns[j] - turns[i],
            later.sentence - claims[i].sentence,
            section == exchange.sentences[claims[i].sentence].section,
            of_turn[turns[i]],
            own,
            passed - own,
            sum(1 for n in range(i + 1, j) if not parties[i].isdisjoint(parties[n])),
            later.content.contains(claims[i].content),
        ]
    return found


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    return sum(weight * large.get(stem, 0.0) for stem, weight in small.items())
