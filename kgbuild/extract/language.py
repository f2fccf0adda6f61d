"""Sentences and tokens of a telegram, with offsets into the document's text.

Rules over characters, not a language library: telegraphese ("USDel", "reftel", "10:20 p.m.",
"para 3") is what general tokenizers are worst at, and a rule costs microseconds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

from kgbuild.model import Document, Section, SectionKind, Span

__all__ = ["Sentence", "Token", "sentences", "tokenize", "without_markers"]

_TOKEN = re.compile(
    r"""
      (?:[A-Z]\.){2,}(?![a-z]) | [ap]\.m\.                    # U.S., p.m.
    | \d+(?:[.,:/]\d+)*(?:st|nd|rd|th)?(?![A-Za-z\d])         # 1,200  10:20  2/3  27th
    | [^\W_]+(?:['’](?!s\b)[^\W\d_]+|[-‑–][^\W_]+|/[^\W\d_]+|&[A-Z]+)*          # can't, co-sponsors, USIA/IOP
    | ['’]s\b
    | \.{2,}|…|--+|—
    | \S
    """,
    re.VERBOSE,
)

# A period after one of these does not end a sentence.
_ABBREVIATIONS = frozenset(
    "mr mrs messrs ms dr prof gen col maj capt lt sgt adm cmdr amb sen rep gov st rev hon dept depts "
    "govt govts min asst secy sec pres vol vols no nos para paras par art arts fig ed eds pp cf viz "
    "vs etc ie eg approx doc docs est inc ltd co corp bros jr sr ff ibid op cit tel tels res reps "
    "del dels comm sc ga intl jan feb mar apr jun jul aug sept oct nov dec".split()
)
_NEVER_LAST = frozenset(
    "mr mrs messrs ms dr prof gen col maj capt lt adm amb sen gov no nos para paras vol cf viz".split()
)
_OFTEN_LAST = frozenset({"govt", "etc", "del", "co", "min"})
_LAST_WITHOUT_NUMBER = _OFTEN_LAST | {"res", "tel", "sec", "art"}
_END = re.compile(r"[.?!]+[\"”’'»)\]]*")
_STARTS = re.compile(r"[\"“‘'«(\[]*(?:[A-Z0-9À-Þ]|\.\.\.)")


class Token(NamedTuple):
    """A word, number or mark, also in lower case; ``start`` and ``end`` are offsets into the document's text."""

    text: str
    start: int
    end: int
    lower: str


_token = partial(tuple.__new__, Token)
"""What ``Token._make`` does, without a call of Python for each token."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of the section ``section`` (its index in ``Document.sections``)."""

    tokens: tuple[Token, ...]
    section: int
    kind: SectionKind
    opens_section: bool

    @cached_property
    def span(self) -> Span:
        """From the first token to the last one."""
        return Span(self.tokens[0].start, self.tokens[-1].end)


def tokenize(text: str, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """The tokens of ``text[start:end]``, with offsets into *text*.

    >>> [t.text for t in tokenize("Nasser’s reply to U.S. note (Deptel 415) of 27th.")]
    ['Nasser', '’s', 'reply', 'to', 'U.S.', 'note', '(', 'Deptel', '415', ')', 'of', '27th', '.']
    """
    matches = list(_TOKEN.finditer(text, start, len(text) if end is None else end))
    words = [match[0] for match in matches]
    starts, ends = [match.start() for match in matches], [match.end() for match in matches]
    return tuple(map(_token, zip(words, starts, ends, map(str.lower, words), strict=True)))


def sentences(document: Document, *kinds: SectionKind) -> list[Sentence]:
    """The sentences of the document's sections of the given kinds (without any: of its body).

    Numbers of notes stuck to words, and the numbers of paragraphs, belong to no sentence.
    """
    wanted = kinds or (SectionKind.PARAGRAPH, SectionKind.COMMENT)
    text = without_markers(document)
    found: list[Sentence] = []
    for index, section in enumerate(document.sections):
        if section.kind in wanted:
            found.extend(_split(text, index, section))
    return found


def without_markers(document: Document) -> str:
    """The document's text with each note marker blanked: "July 41" is "July 4 ", and offsets stay."""
    text, pieces, at = document.text, [], 0
    for marker in document.note_markers:
        pieces += [text[at : marker.span.start], " " * (marker.span.end - marker.span.start)]
        at = marker.span.end
    pieces.append(text[at:])
    return "".join(pieces)


def _split(text: str, index: int, section: Section) -> list[Sentence]:
    found: list[Sentence] = []
    start = section.body
    for end in [*_boundaries(text, section.body, section.span.end), section.span.end]:
        tokens = tokenize(text, start, end)
        if tokens:
            found.append(Sentence(tokens, index, section.kind, opens_section=not found))
        start = end
    return found


def _boundaries(text: str, start: int, stop: int) -> list[int]:
    """Where sentences end inside ``text[start:stop]``."""
    ends = [m.start() for m in re.compile(r"\n").finditer(text, start, stop)]
    for mark in _END.finditer(text, start, stop):
        after = mark.end()
        if after >= stop or not text[after].isspace():
            continue
        following = after
        while following < stop and text[following].isspace():
            following += 1
        if following >= stop or not _STARTS.match(text, following):
            continue
        if text[mark.start()] == "." and _is_abbreviation(text, mark.start(), start):
            continue
        ends.append(after)
    return sorted(set(ends))


def _is_abbreviation(text: str, period: int, start: int) -> bool:
    """Whether the period at *period* belongs to the word before it."""
    begin = period
    while begin > start and (text[begin - 1].isalnum() or text[begin - 1] == "."):
        begin -= 1
    word = text[begin:period]
    bare = word.replace(".", "").lower()
    if bare in _NEVER_LAST or (len(bare) == 1 and bare.isalpha() and word != "I"):
        return True
    if bare in ("am", "pm") and "." in word:
        return False
    following = text[period + 1 : period + 40].lstrip(" \"“‘'(")
    if "." in word and bare.isalpha():  # "U.S. Government" goes on; "to U.S. He said" does not
        return not re.match(r"(?:He|She|It|They|We|I|The|This|In|As|On|But|If|When|However)\b", following)
    return bare in _ABBREVIATIONS and bare not in (_OFTEN_LAST if following[:1].isdigit() else _LAST_WITHOUT_NUMBER)
