"""What a document says before its prose: its number, subject and references.

"2264. Subject: Jarring Mission. Ref: Tel Aviv 2257. Subsequent to conversation ..." in a telegram;
in a memorandum lines of their own: "SUBJECT", then the subject, "REF", then what it refers to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from kgbuild.read.numbering import paragraph_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kgbuild.model import Span

__all__ = ["Opening", "read_opening"]

_NUMBER = re.compile(
    r"\[?(?:(?:No\. ?|Telegram (?:No\. )?)(?P<named>\d{1,7})|(?P<plain>\d{1,7}Z?)"
    r"|(?P<series>[A-Z][A-Za-z/–-]{0,11}(?: [A-Z]{1,4}){0,2} ?[–-]?\d{1,7}(?:[–/-]\d{1,7})?))"
    r"\]?(?:\.(?=\s|$)|$)"
)
_END = r"(?P<stop>\.?\s*$|\.(?=\s+[A-Z0-9(\[“])|\s+(?=(?:Ref|Subj)[a-z]*: ))"
_SUBJECT = re.compile(rf"(?:Subject|Subj|SUBJECT|SUBJ|Subject is)[.:] *(?P<words>\S.*?){_END}")
_TALK = re.compile(
    r"(?P<words>(?:Talk|Conversation|Meeting|Call|Visit|Discussion)s? (?:[Ww]ith|[Oo]n|[Rr]e) [^.;]{3,60}?)"
    r"(?P<stop>\.(?=\s+[A-Z0-9])|\.?\s*$)"
)
_REFERENCE = re.compile(rf"(?:Refs?|References?|REFS?|REFERENCES?|Reftels?|REFTELS?)\s?: *(?P<words>\S.*?){_END}")
_REGARDING = re.compile(rf"(?:Re|RE|Reference): *(?P<words>\S.{{0,90}}?){_END}")
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|No|Nos|Mr|Mrs|Dr|St|Gen|Amb|Min|Vol|para|paras|Feb|Jan|Aug|Sept|Oct|Nov|Dec|vs|U\.S|U\.N|U\.K))$"
)
_LONGEST_SUBJECT = 200
_SUBJECT_LINE = re.compile(r"SUBJECTS?|Subjects?|SUBJ")
_REFERENCE_LINE = re.compile(r"REFS?|REFERENCES?|References?|Refs?|REFTELS?")
_HEAD_LINE = re.compile(r"(?:[A-Z][A-Z ./&’'-]{1,40}|Participants|Subject|References?)\s*:?\s*")
_LINES_SEARCHED = 60


@dataclass(frozen=True, slots=True)
class Opening:
    """``bodies``: for a paragraph's first offset, where its prose begins, if that is not its start."""

    number: str | None = None
    subject: str | None = None
    references: tuple[str, ...] = ()
    bodies: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))


def read_opening(text: str, paragraphs: Sequence[Span], *, numbered: bool) -> Opening:
    """Return the opening of a document whose *paragraphs* are given; its note markers are blanked in *text*.

    ``numbered`` says that the document is of a kind whose text begins with the paper's number.
    """
    number: str | None = None
    subject: str | None = None
    references: list[str] = []
    bodies: dict[int, int] = {}
    index = 0
    if paragraphs and numbered:
        number, at = _number(text, paragraphs)
        bodies[paragraphs[0].start] = at
    while index < len(paragraphs):
        span = paragraphs[index]
        at = bodies.get(span.start, span.start)
        titled = number is not None and index == 0
        while at < span.end:
            part = _part(text, at, span.end, titled=titled and subject is None)
            if part is None:
                break
            kind, words, at = part
            if kind == "subject" and subject is None:
                subject = words
            else:
                references.append(words)
        bodies[span.start] = at
        if at < span.end:
            break
        index += 1
    found = _lines(text, paragraphs)
    bodies = {start: at for start, at in bodies.items() if at != start}
    return Opening(number, subject or found[0], tuple(references) or found[1], MappingProxyType(bodies))


def _number(text: str, paragraphs: Sequence[Span]) -> tuple[str | None, int]:
    """Return the paper's number that opens the first paragraph, and where the words after it begin."""
    span = paragraphs[0]
    match = _NUMBER.match(text, span.start, span.end)
    if match is None or _is_label(text, match, paragraphs):
        return None, span.start
    return match["named"] or match["plain"] or match["series"], _skip(text, match.end(), span.end)


def _is_label(text: str, match: re.Match[str], paragraphs: Sequence[Span]) -> bool:
    """Whether the number is the first of a count of paragraphs ("1. ... 2. ...")."""
    if match["plain"] != "1":
        return False
    labels = [paragraph_label(span.of(text))[0] for span in paragraphs[1:]]
    return "2" in labels or paragraph_label(text[_skip(text, match.end(), len(text)) :][:20])[0] is None


def _skip(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at


def _part(text: str, at: int, end: int, *, titled: bool) -> tuple[str, str, int] | None:
    """Return the subject or reference that stands at *at*: its kind, words, and where the next begins."""
    patterns = [("subject", _SUBJECT), ("reference", _REFERENCE), ("regarding", _REGARDING)]
    if titled:
        patterns.append(("subject", _TALK))
    for kind, pattern in patterns:
        match = pattern.match(text, at, end)
        if match is None:
            continue
        stop = _sentence_end(text, match, end)
        words = " ".join(text[match.start("words") : stop].split()).rstrip(".")
        if len(words) > _LONGEST_SUBJECT:
            return None
        is_reference = kind == "reference" or (kind == "regarding" and re.search(r"\d|tel\b", words))
        after = stop + 1 if text[stop : stop + 1] == "." else stop
        return "reference" if is_reference else "subject", words, _skip(text, after, end)
    return None


def _sentence_end(text: str, match: re.Match[str], end: int) -> int:
    """Where the words of *match* end: at the first period that ends no abbreviation."""
    at = match.end("words")
    while at < end and text[at] == "." and _ABBREVIATED.search(text, match.start("words"), at):
        following = re.compile(r"\.(?=\s+[A-Z0-9(\[“]|\s*$)").search(text, at + 1, end)
        at = following.start() if following else end
    return at


def _lines(text: str, paragraphs: Sequence[Span]) -> tuple[str | None, tuple[str, ...]]:
    """Subject and references that stand as lines under "SUBJECT" and "REF"."""
    words = [" ".join(span.of(text).split()) for span in paragraphs[:_LINES_SEARCHED]]
    subject: str | None = None
    references: tuple[str, ...] = ()
    for index, line in enumerate(words[:-1]):
        head = line.rstrip(" :")
        if subject is None and _SUBJECT_LINE.fullmatch(head):
            subject = words[index + 1]
        elif not references and _REFERENCE_LINE.fullmatch(head):
            references = (words[index + 1],)
    return subject, references
