"""Which earlier positions a position rebuts: every pair of different sides is weighed by a trained model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgbuild.extract.lexicon import cue_word
from kgbuild.extract.linear import LinearModel, load_linear
from kgbuild.model import Act, SectionKind, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.language import Sentence

__all__ = ["Claim", "Rebutting", "find_rebuttals", "pair_features", "pairs"]

REACH = 14
"""How many positions back a rebuttal may reach: further ones are one in fifty of the annotated."""

_CONTRARY = frozenset(
    "not no never cannot neither nor unable impossible unacceptable contrary however but although nevertheless "
    "nonetheless rather instead without unwilling nothing".split()
)
_TURNS = frozenset("reply response turn answer however contrary but hand then".split())
_STOP = frozenset(
    "the a an of to in and or that it be is was were are would could should will had has have not no this these "
    "those their his her its our we he they i on for with by as at from which any all if but so than there".split()
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A position as far as rebuttals need it; ``sentence`` is its content's index."""

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


def _bucket(n: int) -> str:
    return str(n) if n < 5 else "5-7" if n < 8 else "8+"


def _stems(claim: Claim, sentences: Sequence[Sentence]) -> set[str]:
    tokens = sentences[claim.sentence].tokens
    inside = (t.lower for t in tokens if claim.content.start <= t.start < claim.content.end)
    return {w[:5] for w in inside if w.isalpha() and len(w) > 3 and w not in _STOP}


def pairs(claims: Sequence[Claim]) -> list[tuple[int, int]]:
    """The pairs (later, earlier) that may be rebuttals: of other holders, within reach, not one inside the other."""
    found = []
    for j, later in enumerate(claims):
        for i in range(max(0, j - REACH), j):
            earlier = claims[i]
            same = later.holders[0] == earlier.holders[0] or set(later.holders) == set(earlier.holders)
            if not same and not later.content.contains(earlier.content) and not earlier.content.contains(later.content):
                found.append((j, i))
    return found


def pair_features(j: int, i: int, claims: Sequence[Claim], sentences: Sequence[Sentence], author: str) -> list[str]:
    """What is known of position *j* as an answer to position *i*."""
    later, earlier = claims[j], claims[i]
    sentence, other = sentences[later.sentence], sentences[earlier.sentence]
    between = claims[i + 1 : j]
    turns = sum(a.holders[0] != b.holders[0] for a, b in zip(claims[i:j], claims[i + 1 : j + 1], strict=True))
    mine = [c for c in between if c.holders[0] == later.holders[0]]
    theirs = [c for c in between if c.holders[0] == earlier.holders[0]]
    cued = [t for t in sentence.tokens if later.cue and later.cue.start <= t.start < later.cue.end]
    heads = [w for t in cued if (w := cue_word(t.text))]
    inside = [t.lower for t in sentence.tokens if later.content.start <= t.start < later.content.end]
    opening = [t.lower for t in sentence.tokens[:4]]
    gap = later.sentence - earlier.sentence
    same_section = sentence.section == other.section
    acts = f"{later.act}<{earlier.act}"
    turn = f"turns{min(turns, 4)}"
    shared = _stems(later, sentences) & _stems(earlier, sentences)
    row = [
        acts,
        f"{turn},{acts}",
        f"apart={_bucket(j - i)}",
        f"{turn},mine{_bucket(len(mine))},theirs{_bucket(len(theirs))}",
        f"gap={_bucket(gap)}",
        f"section={same_section},{turn}",
        f"shared={min(len(shared), 4)}",
        f"shared={min(len(shared), 3)},{turn}",
        f"act={later.act},{turn}",
        f"goes_on={later.goes_on},{turn}",
        f"author={'later' if later.holders[0] == author else 'earlier' if earlier.holders[0] == author else 'none'},{turn}",
        f"comment={sentence.kind == SectionKind.COMMENT}",
        f"side={later.side == earlier.side if later.side and earlier.side else '?'}",
    ]
    row += [f"base={w.base},{turn}" for w in heads[:2]] + [f"base={w.base}" for w in heads[:2]]
    row += [f"cueact={w.act},{earlier.act}" for w in heads[:1]]
    row += [f"contrary={w}" for w in dict.fromkeys(inside) if w in _CONTRARY]
    row.append(f"contrary={any(w in _CONTRARY for w in inside)},{turn},{earlier.act}")
    row += [f"turn={w},{turn}" for w in opening if w in _TURNS]
    row += [f"first={inside[0]}"] if inside else []
    row += [f"earlier base={w.base}" for w in _heads(earlier, other)[:1]]
    row.append(f"speech={_is_speech(heads)},{turn}")
    return row


def _heads(claim: Claim, sentence: Sentence) -> list[object]:
    return [
        w for t in sentence.tokens if claim.cue and claim.cue.start <= t.start < claim.cue.end and (w := cue_word(t.text))
    ]


def _is_speech(heads: Sequence[object]) -> bool:
    return bool(heads)


def find_rebuttals(
    claims: Sequence[Claim],
    sentences: Sequence[Sentence],
    author: str,
    model: LinearModel | None = None,
    threshold: float = 0.22,
) -> list[Rebutting]:
    """The rebuttals among the positions, which are in the order of the text."""
    model = model or load_linear("rebuttals")
    found = []
    for j, i in pairs(claims):
        probability = model.probability(pair_features(j, i, claims, sentences, author))
        if probability >= threshold:
            found.append(Rebutting(j, i, probability))
    return found
