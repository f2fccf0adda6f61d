"""Where a text names resolutions, and what each name tells of the one it means.

A name is a noun phrase ("Canadian res on peacekeeping", "Nov 22 SC res", "Resolutions 2221 (XXI)
and 2222 (XXI)") or the symbol of a document ("A/SPC/L.130"). Which names mean the same
resolution is decided in :mod:`kgbuild.extract.resolutions`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kgbuild.authority import united_nations as un
from kgbuild.authority.states import state_pattern
from kgbuild.extract.language import Sentence, Token, sentences, without_markers
from kgbuild.extract.pieces import short_sentences
from kgbuild.extract.resolution_lexicon import count_of, group_pattern, lexicon, stem
from kgbuild.extract.resolution_numbers import Dated, date_after, date_inside, date_of_all, is_month, numbers_after
from kgbuild.model import SectionKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgbuild.extract.actors import Cast
    from kgbuild.model import Document

__all__ = ["Determiner", "Naming", "find_namings"]

_POWERS = re.compile(
    r"\b(\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"[-‑–](?:power|nation|member|country|state)s?\b",
    re.IGNORECASE,
)
# Without a match no sentence names a resolution, and without one in the whole text no draft is of one.
_TOLD = re.compile(r"\b[Rr](?:es|esolutions?)\b|RESOLUTION|\b[ASET]/[A-Z0-9]")
_WORTH_READING = re.compile(
    r"\bres(?:olutions?)?\b|\bdrafts?\b|\b(?:text|proposal|initiative|proposition|measure|declaration)\b|\b[ASET]/",
    re.IGNORECASE,
)
_HEADS = frozenset({"resolution", "resolutions", "res"})
_HYPHENS = frozenset("-‑–")
_QUOTED = 3  # tokens of "8-power" and of a word in quotation marks
_AFTER_PERIOD = 16  # characters: the number in "Res. 1514 (XV)" lies past the end of its sentence
_GERUND = 5  # letters: "being" tells nothing
_LIMIT = 14  # words of a complement that are read
_SHORT = 2  # letters: shorter words tell no matter
_SLACK = 20  # characters after a complement in which a date may begin


class Determiner(StrEnum):
    """What stands before the noun phrase."""

    DEFINITE = "definite"
    INDEFINITE = "indefinite"
    BARE = "bare"


@dataclass(frozen=True, slots=True)
class Naming:
    """A place that names a resolution, and what it says of it.

    ``section`` and ``sentence`` are indexes into the document's sections and into the sentences
    that :func:`find_namings` returns. ``kind`` is "resolution", "draft" (the word alone),
    "proposal" (text, proposal, initiative: never a name of its own) or "symbol". ``sponsors`` and
    ``topics`` are words in lower case, a state by its common name. ``qualifier`` is the session or
    the year that stands beside the number.
    """

    span: Span
    kind: str
    section: int
    sentence: int
    determiner: Determiner = Determiner.BARE
    plural: bool = False
    draft: bool = False
    organ: str | None = None
    symbol: str | None = None
    number: str | None = None
    qualifier: str | None = None
    sponsors: frozenset[str] = frozenset()
    introducers: frozenset[str] = frozenset()
    powers: str | None = None
    topics: frozenset[str] = frozenset()
    complement: bool = False
    day: tuple[int, int] | None = None
    year: int | None = None
    vague: bool = False

    @property
    def bare(self) -> bool:
        """Whether nothing but its organ, if that, tells which resolution is meant."""
        told = self.number or self.symbol or self.sponsors or self.powers or self.topics or self.day or self.year
        return not told


def find_namings(document: Document, cast: Cast) -> tuple[list[Naming], list[Sentence]]:
    """The namings of body and notes in the order of the text, and the sentences they stand in."""
    if not _TOLD.search(document.text):
        return [], []
    kinds = (SectionKind.PARAGRAPH, SectionKind.COMMENT, SectionKind.NOTE)
    found = short_sentences(sentences(document, *kinds))
    reader = _Reader(document, cast)
    namings = [naming for index, sentence in enumerate(found) for naming in reader.read(sentence, index)]
    return namings, found


class _Reader:
    """Reads the sentences of one document."""

    def __init__(self, document: Document, cast: Cast) -> None:
        self.text = without_markers(document)
        self.words = lexicon()
        self.cast = cast
        self.states: dict[int, str] = {}

    def read(self, sentence: Sentence, index: int) -> Iterator[Naming]:
        """The namings of one sentence."""
        span = sentence.span
        if not _WORTH_READING.search(self.text, span.start, span.end):
            return
        pattern, meaning = state_pattern()
        self.states = {m.start(): meaning[m.group()].lower() for m in pattern.finditer(self.text, span.start, span.end)}
        for match in group_pattern().finditer(self.text, span.start, span.end):
            for inside in range(match.start(), match.end()):
                self.states.pop(inside, None)
            self.states[match.start()] = self.words.groups[match.group()]
        end = -1
        found = []
        for at, token in enumerate(sentence.tokens):
            if token.start < end:
                continue
            for naming in self._at(sentence, index, at):
                found.append(naming)
                end = naming.span.end if naming.kind == "symbol" or naming.number else end
        yield from sorted(found, key=lambda naming: naming.span)

    def _at(self, sentence: Sentence, index: int, at: int) -> Iterator[Naming]:
        tokens = sentence.tokens
        word = tokens[at].lower.rstrip("’'").removesuffix("’s").removesuffix("'s")
        if word in _HEADS:
            yield from self._resolution(sentence, index, at)
        elif self._is_draft(tokens, at, word):
            yield from self._other_head(sentence, index, at, "draft")
        elif word in self.words.stand_ins:
            yield from self._other_head(sentence, index, at, "proposal")
        elif word in ("a", "s", "e", "t") or "/" in word:
            yield from self._symbol(sentence, index, at)

    def _is_draft(self, tokens: tuple[Token, ...], at: int, word: str) -> bool:
        """Whether "draft" or "US text" stands for a resolution by itself."""
        if word == "text":
            return at > 0 and self._state(tokens[at - 1]) is not None
        return word in ("draft", "drafts") and not self._draft_of_something(tokens, at)

    # --- the three forms --------

    def _symbol(self, sentence: Sentence, index: int, at: int) -> Iterator[Naming]:
        start = sentence.tokens[at].start
        match = un.document_symbol(self.text, start, sentence.span.end)
        if match is None or match.start() != start:
            return
        symbol = match.group()
        draft = un.paper_kind(symbol) is un.PaperKind.DRAFT
        yield Naming(Span(*match.span()), "symbol", sentence.section, index, symbol=symbol, draft=draft)

    def _other_head(self, sentence: Sentence, index: int, at: int, kind: str) -> Iterator[Naming]:
        first = self._first(sentence.tokens, at)
        naming = self._described(sentence, index, first, at, kind)
        if kind != "proposal" and not (naming.sponsors or naming.powers or self._own(sentence.tokens, first)):
            return
        yield replace(naming, draft=True, sponsors=naming.sponsors or naming.introducers)

    def _resolution(self, sentence: Sentence, index: int, at: int) -> Iterator[Naming]:
        tokens = sentence.tokens
        first = self._first(tokens, at)
        if self._settling(tokens, first, at):
            return
        naming = self._described(sentence, index, first, at, "resolution")
        numbers = list(numbers_after(self.text, *self._behind(sentence, at), plural=naming.plural))
        if not numbers:
            by_resolution = first == at and at > 0 and tokens[at - 1].lower == "by"
            yield from () if by_resolution else (naming,)
            return
        of_all = date_of_all(self.text, numbers[-1][1], sentence.span.end)
        for order, (start, end, number, qualifier) in enumerate(numbers):
            first_char = naming.span.start if order == 0 else start
            dated = of_all or date_after(self.text, end, sentence.span.end)
            yield replace(
                naming,
                span=Span(first_char, end),
                number=number,
                qualifier=qualifier,
                plural=False,
                day=dated.day or naming.day,
                year=dated.year or naming.year,
            )

    # --- parts of a noun phrase ---

    def _first(self, tokens: tuple[Token, ...], at: int) -> int:
        """The index of the first word before the head that belongs to its noun phrase."""
        first = at
        while first > 0 and (width := self._width(tokens, first, at)):
            first -= width
        return first

    def _width(self, tokens: tuple[Token, ...], first: int, at: int) -> int:
        """How many tokens before index *first* belong to the noun phrase of the head *at* (0: none)."""
        before = tokens[first - 1]
        if self._modifies(tokens, first - 1):
            return 1
        if first > 1 and self._modifies(tokens, first - 2):
            joins = before.text in _HYPHENS or before.text in ("’s", "'s") or (before.text == "and" and first < at)
            if joins:
                return 2
        if first < _QUOTED:
            return 0
        if before.lower in self.words.counted and tokens[first - 2].text in _HYPHENS:
            return _QUOTED
        quoted = before.text in '”"’' and tokens[first - 3].text in '“"‘'
        return _QUOTED if quoted and self._modifies(tokens, first - 2) else 0

    def _modifies(self, tokens: tuple[Token, ...], at: int) -> bool:
        token = tokens[at]
        word = token.lower
        if word in self.words.topics or word in self.words.qualifiers or token.start in self.states:
            return True
        if _POWERS.match(word) or word.endswith(("-sponsored", "-supported")):
            return True
        if token.text[0].isdigit():
            return bool(re.fullmatch(r"19\d\d", word)) or self._next_to_month(tokens, at)
        if not token.text[0].isupper() or word in self.words.never_modifiers:
            return False
        return at > 0 or un.organ_of(token.text) is not None or self._state(token) is not None

    @staticmethod
    def _next_to_month(tokens: tuple[Token, ...], at: int) -> bool:
        beside = tokens[max(0, at - 1) : at] + tokens[at + 1 : at + 2]
        return any(is_month(token.lower) and token.text[0].isupper() for token in beside)

    def _state(self, token: Token) -> str | None:
        """The sponsor that the word names: a state or a group of members."""
        if token.start in self.states and token.lower not in self.words.no_sponsors:
            return self.states[token.start]
        for mention in self.cast.within(Span(token.start, token.end)):
            if mention.form == "state" and token.text.isupper():  # an abbreviation that several governments share
                return self.cast.agents[mention.agent].label.lower()
        return None

    @staticmethod
    def _own(tokens: tuple[Token, ...], first: int) -> bool:
        return first > 0 and tokens[first - 1].lower in ("its", "their", "our", "own")

    def _draft_of_something(self, tokens: tuple[Token, ...], at: int) -> bool:
        following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
        return following in self.words.other_drafts or following in _HEADS or following.endswith("ing")

    def _settling(self, tokens: tuple[Token, ...], first: int, at: int) -> bool:
        """Whether the word means the settling of something ("resolution of this problem")."""
        if any(token.lower in self.words.settling for token in tokens[max(0, first - 1) : at]):
            return True
        after = [token.lower for token in tokens[at + 1 : at + 7]]
        if not after or after[0] != "of":
            return at + 1 < len(tokens) and tokens[at + 1].lower in ("rep", "representative", "meter")
        return any(word in self.words.settled for word in after)

    def _described(self, sentence: Sentence, index: int, first: int, at: int, kind: str) -> Naming:
        tokens = sentence.tokens
        before, head = tokens[first:at], tokens[at]
        lower = {token.lower for token in before}
        determiner = self._determiner(tokens, first, at)
        draft = bool(lower & {"draft", "proposed", "tabled"})
        article = first > 0 and tokens[first - 1].lower in ("a", "an")
        end, topics = self._complement(tokens, at, open_ended=draft or article)
        own = self._topics_before(before)
        dated = self._date(sentence, first, at, end)
        powers = _POWERS.search(self.text, tokens[first].start, head.start)
        return Naming(
            span=Span(tokens[first].start, max(end, dated.end, head.end)),
            kind=kind,
            section=sentence.section,
            sentence=index,
            determiner=determiner,
            plural=head.lower.rstrip("’'") in ("resolutions", "drafts"),
            draft=draft or kind == "draft",
            organ=self._organ(sentence, first, at),
            sponsors=frozenset(name for token in before if (name := self._state(token))),
            introducers=frozenset(self._introducers(tokens, first, at)),
            powers=count_of(powers[1]) if powers else None,
            topics=frozenset(own | topics),
            complement=bool(topics) and not own,
            day=dated.day,
            year=dated.year,
            vague=self._vague(tokens, first),
        )

    def _vague(self, tokens: tuple[Token, ...], first: int) -> bool:
        return first > 0 and tokens[first - 1].lower in self.words.vague_before

    def _determiner(self, tokens: tuple[Token, ...], first: int, at: int) -> Determiner:
        inside = {token.lower for token in tokens[first:at]}
        before = tokens[first - 1].lower if first else ""
        if before in self.words.indefinite or inside & self.words.indefinite:
            return Determiner.INDEFINITE
        if before in self.words.definite or inside & {"’s", "'s", "our"}:
            return Determiner.DEFINITE
        return Determiner.BARE

    def _topics_before(self, before: tuple[Token, ...]) -> set[str]:
        """What the words before the head say that it is about."""
        if not before:
            return set()
        start, stop = before[0].start, before[-1].end
        organs = [Span(*match.span()) for match in un.organ_pattern().finditer(self.text, start, stop)]
        found: set[str] = set()
        for token in before:
            word = token.lower
            if word in self.words.ordinals:
                found.add("#" + word)
            if word in self.words.qualifiers or word in self.words.counted or not (len(word) > 1 and word[0].isalpha()):
                continue
            within_organ = any(organ.start <= token.start < organ.end for organ in organs)
            if within_organ or self._state(token) or is_month(word) or word in self.words.no_topics:
                continue
            found.update(self.words.aliases.get(word, [stem(word)]))
        return found

    def _complement(self, tokens: tuple[Token, ...], at: int, *, open_ended: bool) -> tuple[int, set[str]]:
        """Where the head's complement ends (-1: there is none), and what the resolution is about by it.

        Clauses with "that", "which" and "to" tell which one is meant only after an article or "draft"
        (*open_ended*).
        """
        following = tokens[at + 1 : at + 1 + _LIMIT]
        if following and following[0].lower.endswith("ly"):
            following = following[1:]
        if not following:
            return -1, set()
        opener = following[0].lower
        if len(following) > 1 and following[1].lower in ("this", "that", "these", "which", "it", "them"):
            return -1, set()
        if opener in ("reported", "contained", "transmitted", "described", "quoted"):
            return self._telegram(following)
        if opener in self.words.open_ended and not open_ended:
            return -1, set()
        if not (opener in self.words.complement_openers or (opener.endswith("ing") and len(opener) > _GERUND)):
            return -1, set()
        words: set[str] = set()
        end = -1
        for order, token in enumerate(following):
            stops = token.text in ".;:()?!,—" or (order > 1 and token.lower in self.words.complement_ends)
            if stops or (order > 1 and token.lower in _HEADS):
                break
            if (
                order
                and token.text[0].isalnum()
                and len(token.text) > _SHORT
                and token.lower not in self.words.empty_words
            ):
                words.add(self._state(token) or stem(token.lower))
                end = token.end
        return end, words

    @staticmethod
    def _telegram(following: tuple[Token, ...]) -> tuple[int, set[str]]:
        for order, token in enumerate(following[:5]):
            if order and token.text.isdigit():
                return token.end, {following[order - 1].lower + token.text}
        return -1, set()

    def _introducers(self, tokens: tuple[Token, ...], first: int, at: int) -> set[str]:
        """Sponsors that the clause names: "submitted by A and B", "Italians submitting a draft"."""
        found: set[str] = set()
        for order in range(at + 1, min(at + 12, len(tokens) - 2)):
            if tokens[order].lower in self.words.sponsoring and tokens[order + 1].lower == "by":
                found |= self._list_of_states(tokens[order + 2 : order + 20])
                break
        verb = next(
            (i for i in range(first - 1, max(-1, first - 6), -1) if tokens[i].lower in self.words.sponsoring),
            None,
        )
        if verb is None or found or (verb + 1 < len(tokens) and tokens[verb + 1].lower == "by"):
            return found
        for order in range(verb - 1, max(-1, verb - 6), -1):
            if tokens[order].text in ".;:," or tokens[order].lower in self.words.pronouns:
                break
            following = {token.lower for token in tokens[order + 1 : order + 4]}
            if (name := self._state(tokens[order])) and not following & _HEADS:
                return {name}
        return found

    def _list_of_states(self, tokens: tuple[Token, ...]) -> set[str]:
        found = set()
        for token in tokens:
            if name := self._state(token):
                found.add(name)
            elif token.lower not in (",", "and", "the", "&") and not token.text[0].isupper():
                break
        return found

    def _organ(self, sentence: Sentence, first: int, at: int) -> str | None:
        """The organ that the noun phrase or its clause names."""
        tokens = sentence.tokens
        inside = un.organ_pattern().search(self.text, tokens[first].start, tokens[at].start)
        after = re.compile(r" (?:of|in|by|adopted by) (?:the )?(?:U\.?N\.? |United Nations )?").match(
            self.text, tokens[at].end
        )
        behind = un.organ_pattern().match(self.text, after.end()) if after else None
        if match := inside or behind:
            return un.organ_of(match.group())
        if any(token.lower in self.words.adopting for token in tokens):
            named = list(un.organ_pattern().finditer(self.text, tokens[0].start, tokens[-1].end))
            if named:
                return un.organ_of(min(named, key=lambda m: abs(m.start() - tokens[at].start)).group())
        return None

    def _date(self, sentence: Sentence, first: int, at: int, end: int) -> Dated:
        """The date that the noun phrase tells; its end only where it follows the head."""
        tokens = sentence.tokens
        inside = date_inside(self.text, tokens[first].start, tokens[at].start)
        if inside.day is not None:
            return inside._replace(end=-1)
        behind = date_after(self.text, *self._behind(sentence, at), end + _SLACK if end > 0 else -1)
        return behind if behind.year or inside.year is None else behind._replace(year=inside.year)

    def _behind(self, sentence: Sentence, at: int) -> tuple[int, int]:
        """Where number or date may follow the head: past the sentence's end after "Res."."""
        head = sentence.tokens[at]
        if head.lower == "res" and self.text[head.end : head.end + 1] == ".":
            return head.end + 1, max(sentence.span.end, head.end + _AFTER_PERIOD)
        return head.end, sentence.span.end
