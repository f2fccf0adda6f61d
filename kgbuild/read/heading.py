"""The heading: "406. Telegram From the Mission to the United Nations to the Department of State1"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgbuild.model import Correspondent, DocumentKind, NoteMarker, Span
from kgbuild.read.elements import fold
from kgbuild.read.kinds import kind_of_heading

if TYPE_CHECKING:
    from kgbuild.read.markers import Called

__all__ = ["Heading", "read_heading", "stuck_marker"]

_NUMBER = re.compile(r"\[?(?P<number>\d{1,4}[a-z]?)\]?\. ?(?=\S)")
_STUCK = re.compile(r"(?<=[^\s\d])(?P<label>\d{1,2}|[*†‡§]+)$")
_YEAR = re.compile(r"[ ,](?:1[89]|20)\d\d$")
_STUCK_TO_YEAR = re.compile(r"(?<=[ ,](?:1[89]|20)\d\d)(?P<label>\d{1,2})$")
# What the sender follows: "Telegram From the ...", "Memorandum by Mr. Ross", and in older volumes
# nothing: "The Ambassador in Belgium (Kirk) to the Secretary of State".
_FROM = re.compile(r"(?:^|\s)From (?=\S)|^(?:[A-Z]\w+ ){1,3}from (?=\S)")
_BY = re.compile(r"(?:,? by |^(?=(?:The |M[rs]s?\. |President |Prime Minister |Dr\. )[^;]{3,140}? to ))(?=\S)")
# Posts that are held "to" somewhere: the "to" after them does not part sender and recipient.
_POST = re.compile(
    r"(?:Mission|Missions|Delegation|Delegate|Representative|Representatives|Ambassador|Assistant|Adviser|Advisor"
    r"|Observer|Counsel|Counselor|Consultant|Envoy|Emissary|Minister|Commissioner|Deputy|Aide|Liaison|Secretary"
    r"|Attaché|Legation|Consul)$"
)
_TO = re.compile(r"\s(?:and )?to (?=\S)")
_AND = re.compile(
    r",? and (?:to )?(?=the (?:U\.S\. )?"
    r"(?:Embass|Mission|Consul|Legation|Delegation|Department|Office|Interests)"
    r"|(?:Embass|Mission|Consul|Legation|Delegation)[a-z]* (?:in|at|to)\b)"
    r"|(?<=\)) and (?:to )?(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's parts; ``title`` is the span of the words between number and note marker."""

    document_number: str | None
    title: Span
    kind: DocumentKind
    senders: tuple[Correspondent, ...]
    recipients: tuple[Correspondent, ...]


def read_heading(text: str, span: Span) -> Heading:
    """Return the heading that stands at *span* of *text*, whose note markers are blanked."""
    words = span.of(text)
    number = _NUMBER.match(words)
    start = span.start + (number.end() if number else 0)
    title = Span(start, start + len(text[start : span.end].rstrip()))
    senders, recipients = _correspondents(text, title)
    kind = kind_of_heading(title.of(text))
    return Heading(number["number"] if number else None, title, kind, senders, recipients)


def stuck_marker(text: str, span: Span, first: Called | None) -> NoteMarker | None:
    """Return the note marker that is stuck to the end of the heading at *span*.

    ``first`` is the document's first note, where its notes are known: only its label can be stuck to
    the heading, and that of a source note is, even to a number.
    """
    words = span.of(text)
    if first is not None and first.words.startswith("Source: ") and first.label.isdigit():
        stuck = None if _YEAR.search(words) else re.search(rf"(?<=\S)(?P<label>{first.label})$", words)
    else:
        stuck = _STUCK.search(words) or _STUCK_TO_YEAR.search(words)
    if stuck is None or (first is not None and stuck["label"] != first.label):
        return None
    return NoteMarker(Span(span.start + stuck.start(), span.end), stuck["label"])


def _correspondents(text: str, title: Span) -> tuple[tuple[Correspondent, ...], tuple[Correspondent, ...]]:
    words = title.of(text)
    opening = _FROM.search(words) or _BY.search(words)
    if opening is None:
        return (), ()
    parting = _parting(words, opening.end())
    if parting is None:
        return _parties(text, Span(title.start + opening.end(), title.end)), ()
    sender = Span(title.start + opening.end(), title.start + parting.start())
    return _parties(text, sender), _parties(text, Span(title.start + parting.end(), title.end))


def _parting(words: str, start: int) -> re.Match[str] | None:
    """Return the "to" between sender and recipient: the first that does not belong to the sender's post."""
    outside = [
        to for to in _TO.finditer(words, start) if words.count("(", 0, to.start()) == words.count(")", 0, to.start())
    ]
    free = (to for to in outside if not _POST.search(words[start : to.start()]))
    return next(free, outside[-1] if outside else None)


def _parties(text: str, span: Span) -> tuple[Correspondent, ...]:
    words = span.of(text)
    bounds = [0, *(edge for match in _AND.finditer(words) for edge in match.span()), len(words)]
    parties = []
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        party = words[start:end]
        article = re.match(r"[Tt]he ", party)
        begin = span.start + start + (4 if article else 0)
        words_of_party = text[begin : span.start + end].rstrip(" ,")
        if words_of_party:
            parties.append(Correspondent(fold(words_of_party), Span(begin, begin + len(words_of_party))))
    return tuple(parties)
