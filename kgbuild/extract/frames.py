"""A reported content in its sentence: the cue, its likely subject, and the agents named around it and before."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from kgbuild.extract.floor import PREPOSITIONS
from kgbuild.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.actors import Cast, Mention
    from kgbuild.extract.floor import Floor
    from kgbuild.extract.language import Sentence, Token
    from kgbuild.extract.spans import Reported

__all__ = ["Frame", "Subject"]

_RELATIVES = frozenset({"latter", "former", "who", "which", "it", "his"})
_PERSONAL = {"he": "he", "she": "he", "they": "they", "both": "they"} | {w: w for w in _RELATIVES}
_AUXILIARIES = frozenset(
    "had has have was were is be been being did does do not never would could should will can may might must "
    "also then further again still now just only once both again himself however therefore n't".split()
)
_COORDINATORS = frozenset({"and", "but", "or", ",", ";", ":"})
_TITLE_WORDS = 3
_REMEMBERED = 12
"""How many sentences back a mention counts."""

_OPENERS = frozenset("he she they it we i this that there if such his their our no not also however but and".split())


@dataclass(frozen=True, slots=True)
class Subject:
    """What stands before the cue as its likely subject: a mention's or pronoun's form, and the agent, if named."""

    form: str
    agent: str | None
    gap: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A reported content in its sentence: what every candidate is weighed against.

    ``cue`` is empty at the content's start where the sentence has no cue of its own; ``before``, ``within`` and
    ``after`` are the mentions around it, outside of contents that do not hold this one; ``tokens`` are the words
    before the cue, ``named`` are the agents of the sentence, ``link`` is what the cue leans on; ``recency`` says how
    many sentences ago each agent was last mentioned; ``persons`` are those whom "he" can mean, the one mentioned last
    first, ``narrated`` those of them whom the narration names, outside of contents, and ``topic`` is the first person
    of the paragraph; ``led`` is whom the last sentence named first, ``last`` are the last speakers.
    """

    reported: Reported
    sentence: Sentence
    cue: Span
    cued: bool
    nested: bool
    tokens: Sequence[Token]
    before: Sequence[Mention]
    within: Sequence[Mention]
    after: Sequence[Mention]
    inside: Sequence[Mention]
    named: Sequence[str]
    subject: Subject
    link: str
    recency: dict[str, int]
    persons: Sequence[str]
    narrated: Sequence[str]
    topic: str | None
    led: str | None
    last: Sequence[str]
    floor: Floor
    cast: Cast

    @classmethod
    def of(cls, reported: Reported, sentences: Sequence[Sentence], cast: Cast, floor: Floor) -> Frame:
        """The frame of a content, after those whom the *floor* has noted so far."""
        sentence, content = sentences[reported.sentence], reported.content
        cued = reported.cue is not None and sentence.span.contains(reported.cue)
        cue = reported.cue if cued and reported.cue else Span(content.start, content.start)
        floor.reach(cue.start)
        contents = floor.contents[reported.sentence]
        others = [c for c in contents if c == content or not c.contains(content)]
        tokens = [t for t in sentence.tokens if t.end <= cue.start]
        for other in (c for c in others if c.start < cue.start):
            tokens = [t for t in tokens if not other.start <= t.start < other.end]
        named = [m for m in floor.mentions[reported.sentence] if m.form != "pronoun"]
        outside = [m for m in named if not any(c.contains(m.span) for c in others)]
        holding = _without_attributes(outside, sentence)
        before = [m for m in holding if m.span.start < cue.start]
        recency = _recency(reported.sentence, floor)
        recent = [*(m.agent for m in reversed(before)), *recency]
        previous = floor.mentions[reported.sentence - 1] if reported.sentence else []
        leading = [m for m in previous if m.form not in ("state", "body")] or previous
        return cls(
            reported,
            sentence,
            cue,
            cued,
            any(c != content and c.contains(content) for c in contents),
            tokens,
            before,
            [m for m in holding if cue.start <= m.span.start < cue.end],
            [m for m in holding if m.span.start >= cue.end],
            cast.within(content),
            [m.agent for m in named],
            _subject(tokens, before),
            _link(tokens, before) if cued else "goes_on",
            recency,
            [a for a in dict.fromkeys(recent) if floor.is_third_person(a)],
            [a for a in dict.fromkeys(floor.narrated(reported.sentence, before)) if floor.is_third_person(a)],
            floor.topics[reported.sentence],
            leading[0].agent if leading else None,
            floor.last(),
            floor,
            cast,
        )

    @property
    def opens(self) -> bool:
        """Whether the sentence opens its paragraph."""
        return self.sentence.opens_section

    @property
    def first_word(self) -> str:
        """The content's first word, if it is a pronoun or a small word; else how it is written."""
        first = next((t for t in self.sentence.tokens if t.start >= self.reported.content.start), None)
        if first is None:
            return "$"
        return first.lower if first.lower in _OPENERS else "Aa" if first.text[0].isupper() else "a"

    @property
    def following(self) -> str:
        """What the main clause after the content has for a subject ("After thanking him, she said")."""
        forms = {m.span.start: m.form for m in self.after if m.span.start >= self.reported.content.end}
        previous = ""
        for token in self.sentence.tokens:
            if token.start >= self.reported.content.end:
                if token.start in forms and previous not in PREPOSITIONS:
                    return forms[token.start]
                if token.lower in _PERSONAL:
                    return _PERSONAL[token.lower]
            previous = token.lower
        return "none"


def _without_attributes(mentions: Sequence[Mention], sentence: Sentence) -> list[Mention]:
    """The mentions without states that only say whose man the next or the last one is ("Johnson (Liberia)")."""
    dropped = set()
    for left, right in pairwise(mentions):
        persons = [m.form in ("name", "office") for m in (left, right)]
        if persons[0] == persons[1] or "state" not in (left.form, right.form):
            continue
        between = [t.text for t in sentence.tokens if left.span.end <= t.start and t.end <= right.span.start]
        if left.form == "state" and len(between) <= _TITLE_WORDS and all(w[0].isupper() for w in between):
            dropped.add(left)
        elif right.form == "state" and between == ["("]:
            dropped.add(right)
    return [m for m in mentions if m not in dropped]


def _subject(tokens: Sequence[Token], before: Sequence[Mention]) -> Subject:
    """The last mention or pronoun before the cue that no preposition governs."""
    by_start = {m.span.start: m for m in before}
    for back, token in enumerate(reversed(tokens)):
        left = tokens[-back - 2].lower if back + 2 <= len(tokens) else ""
        mention = by_start.get(token.start)
        if mention is not None and left not in PREPOSITIONS:
            return Subject(mention.form, mention.agent, back)
        if token.lower in _PERSONAL:
            return Subject(_PERSONAL[token.lower], None, back)
    return Subject("none", None, len(tokens))


def _link(tokens: Sequence[Token], before: Sequence[Mention]) -> str:
    """What stands before the cue and its auxiliaries and adverbs: a mention's form, a pronoun, a kind of word."""
    forms = {m.span.end: m.form for m in before}
    for token in reversed(tokens):
        word = token.lower
        if token.end in forms:
            return forms[token.end]
        if word in _PERSONAL:
            return _PERSONAL[word]
        if word in _AUXILIARIES or word.endswith("ly"):
            continue
        if word in _COORDINATORS or word in ("to", "that", "by", "in"):
            return word
        return "prep" if word in PREPOSITIONS else "word"
    return "^"


def _recency(index: int, floor: Floor) -> dict[str, int]:
    """How many sentences ago each agent was last mentioned, the latest first."""
    found: dict[str, int] = {}
    for back in range(1, min(_REMEMBERED, index + 1)):
        for mention in floor.mentions[index - back]:
            found.setdefault(mention.agent, back)
    return found
