"""What the words of a position tell of it as an answer, and what the words of two have in common."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgbuild.extract.language import Sentence
    from kgbuild.model import Span

__all__ = ["Wording", "common", "frequencies", "stems", "wording"]

_STOP = frozenset(
    "the a an of to in and or that it be is was were are would could should will had has have not no this "
    "these those their his her its our we he they i on for with by as at from which any all if but so than "
    "there".split()
)

_STEM = 6  # characters
_SHORT = 2  # characters: words up to these tell no topic
_OPENING = 6  # words
_HEAD = 7  # words of a content, among which it may refuse
_NEGATED = 5  # words after a negation
_NONE = 99  # the place of a negation that is not there
_NEGATIONS = frozenset(
    "not no never cannot neither nor unable impossible unacceptable without unwilling nothing none hardly refuse "
    "refused reject rejected deny denied oppose opposed against fail failed lack".split()
)
_MODALS = ("would", "should", "could", "can", "may", "might", "must", "will", "shall")
_CONTRAST = re.compile(
    r"\b(?:however|but|on (?:the )?(?:contrary|other hand)|nevertheless|nonetheless|yet|although|though|while"
    r"|whereas|still|instead|rather)\b"
)
_REPLY = re.compile(
    r"\b(?:repl(?:y|ied|ies)\b|answer(?:ed|ing|s)?\b|respon|retort|counter|rejoin|point(?:ed|ing)? out"
    r"|in (?:turn|reply|response|answer)\b|interrupt|remark|object)"
)
_REFUSAL = re.compile(
    r"\b(?:reject|den(?:y|ie)|disput|contest|refut|rebut|challeng|dismiss|disagree|took issue|oppos|object|protest"
    r"|unable|refus|declin|not agree|could not|can ?not|would not|did not|doubt|differ|regret)"
)
_POINTING_BACK = frozenset("this that these those such it its his her their your our he they same".split())
_QUESTION = ("whether", "if", "how", "what", "why")
_AFTER_OTHER = re.compile(r"(?:when|to (?:this|my)|in (?:reply|response|answer)|after)\b")
_BOTH = 2


@dataclass(frozen=True, slots=True)
class Wording:
    """``numbers`` are what the words tell of the position alone, ``negated`` the stems after a negation."""

    numbers: list[float]
    stems: frozenset[str]
    negated: frozenset[str]
    denies: bool


def stems(words: Iterable[str]) -> frozenset[str]:
    """The first letters of those words that tell a topic."""
    return frozenset(w[:_STEM] for w in words if w.isalpha() and len(w) > _SHORT and w not in _STOP)


def wording(content: Span, cue: Span | None, sentence: Sentence, words: Sequence[str]) -> Wording:
    """What the *words* of the *content*, those before it in its *sentence*, and those of its *cue* tell."""
    before = " ".join(t.lower for t in sentence.tokens if t.start < content.start)
    cued = " ".join(t.lower for t in sentence.tokens if cue and cue.start <= t.start < cue.end)
    opened = " ".join(t.lower for t in sentence.tokens[:_OPENING])
    first = words[1:2] if words[:1] == ("that",) else words[:1]
    negations = [place for place, word in enumerate(words) if word in _NEGATIONS]
    negated = {w[:_STEM] for place in negations for w in words[place + 1 : place + 1 + _NEGATED] if w.isalpha()}
    numbers = (
        _CONTRAST.search(before) is not None or _CONTRAST.match(opened) is not None,
        _REPLY.search(before) is not None or _REPLY.search(cued) is not None,
        _REFUSAL.search(cued) is not None,
        _REFUSAL.search(" ".join(words[:_HEAD])) is not None,
        not _POINTING_BACK.isdisjoint(first),
        len(negations),
        negations[0] if negations else _NONE,
        len(words),
        (words[0] if words else "") in _QUESTION or sentence.tokens[-1].text == "?",
        next((_MODALS.index(w) + 1 for w in words if w in _MODALS), 0),
        _AFTER_OTHER.match(opened) is not None,
        sentence.opens_section,
    )
    return Wording([float(n) for n in numbers], stems(words), frozenset(negated), bool(negations))


def frequencies(found: Sequence[Wording]) -> Counter[str]:
    """How many of the positions of a document hold each stem."""
    return Counter(stem for one in found for stem in one.stems)


def common(one: Wording, other: Wording, held: Counter[str]) -> list[float]:
    """What two positions share of what they speak of, and whether the one denies it and the other does not.

    *held* tells how many positions of the document hold a stem: what few others hold ties two closer.
    """
    shared = one.stems & other.stems
    flipped = sum((stem in one.negated) != (stem in other.negated) for stem in shared)
    return [
        float(len(shared)),
        sum(1 / held[stem] for stem in sorted(shared)),
        float(flipped),
        float(len(shared) - flipped),
        float(sum(held[stem] == _BOTH for stem in shared)),
        len(shared) / (1 + min(len(one.stems), len(other.stems))),
        float(one.denies != other.denies),
    ]
