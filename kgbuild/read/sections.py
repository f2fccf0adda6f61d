"""The sections and notes of a document whose lines are known, whatever source they were read from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgbuild.model import DocumentKind, Note, NoteMarker, Section, SectionKind, SourceNote, Span
from kgbuild.read.citations import cited_documents
from kgbuild.read.numbering import paragraph_label
from kgbuild.read.opening import Opening, read_opening
from kgbuild.read.source_note import read_source_note

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgbuild.read.layout import Line, NoteLines

__all__ = ["Parts", "blank_markers", "cited_by_editors", "read_notes", "read_parts", "read_source"]

_COMMENT = re.compile(r"[\[(“]?(?:COMMENTS?|Comments?)(?: ?[:.—–]|\]|$| (?=[A-Z]))")


@dataclass(frozen=True, slots=True)
class Parts:
    """The sections, notes included, and what the opening of the first paragraphs says."""

    sections: tuple[Section, ...]
    opening: Opening


def read_parts(text: str, lines: Sequence[Line], notes: Iterable[NoteLines], *, numbered: bool) -> Parts:
    """Sections of *lines* and *notes* in *text*, whose note markers are blanked.

    ``numbered`` says that the document is of a kind whose text begins with the paper's number.
    """
    paragraphs = [line.span for line in lines if line.kind is SectionKind.PARAGRAPH]
    opening = read_opening(text, paragraphs, numbered=numbered)
    sections = [_section(text, line, opening) for line in lines if line.kind is not None]
    sections += [Section(SectionKind.NOTE, note.span, note.body, note.label) for note in notes]
    return Parts(tuple(sorted(sections, key=lambda section: section.span)), opening)


def _section(text: str, line: Line, opening: Opening) -> Section:
    if line.kind is not None and line.kind is not SectionKind.PARAGRAPH:
        return Section(line.kind, line.span, line.span.start)
    begin = opening.bodies.get(line.span.start, line.span.start)
    label, length = paragraph_label(text[begin : line.span.end])
    body = begin + length
    kind = SectionKind.COMMENT if _COMMENT.match(text, body, line.span.end) else SectionKind.PARAGRAPH
    return Section(kind, line.span, body, label)


def blank_markers(text: str, markers: Iterable[NoteMarker]) -> str:
    """*text* with a blank for each character of a marker, so that offsets stay."""
    pieces, at = [], 0
    for marker in sorted(markers, key=lambda marker: marker.span):
        pieces += [text[at : marker.span.start], " " * (marker.span.end - marker.span.start)]
        at = marker.span.end
    return "".join([*pieces, text[at:]])


def read_notes(
    text: str,
    notes: Sequence[NoteLines],
    volume: str | None,
    document: str | None,
    cited: Sequence[tuple[str, ...]] = (),
) -> tuple[Note, ...]:
    """Return the notes of *text* with ids that are unique.

    *cited* are, for each note, the documents that the source itself names.
    """
    labels = {note.label for note in notes}
    used: set[str] = set()
    values: list[Note] = []
    for index, note in enumerate(notes):
        name, count = note.label, 1
        while name in used or (count > 1 and name in labels):
            count += 1
            name = f"{note.label}-{count}"
        used.add(name)
        span = Span(note.body, note.span.end)
        named = cited[index] if index < len(cited) else ()
        documents = _documents(span.of(text), volume, document, named) if volume else ()
        if not documents and values and _SAME_PLACE.match(span.of(text)):
            documents = values[-1].documents[-1:]
        values.append(Note(name, note.label, span, documents))
    return tuple(values)


_BRACKETED = re.compile(r"\[[^\[\]]*\]")


def cited_by_editors(
    text: str, kind: DocumentKind, sections: Iterable[Section], volume: str | None, document: str | None
) -> tuple[str, ...]:
    """List the documents that the editors cite above the footnotes of *text*, whose note markers are blanked.

    The words of an editorial note are theirs, and in other documents those in square brackets.
    """
    if volume is None:
        return ()
    end = min((section.span.start for section in sections if section.kind is SectionKind.NOTE), default=len(text))
    body = text[:end]
    words = body if kind is DocumentKind.EDITORIAL_NOTE else "\n".join(_BRACKETED.findall(body))
    return cited_documents(words, volume, document)


_SAME_PLACE = re.compile(r"See footnotes? \d+(?: and \d+)?, ibid\.")


def _documents(words: str, volume: str, document: str | None, named: Sequence[str]) -> tuple[str, ...]:
    """Unite what the source names with what the words cite.

    Tags sometimes point into the note's own volume where the words name another; the words are right.
    """
    cited = cited_documents(words, volume, document)
    elsewhere = {name.partition("/")[2] for name in cited if not name.startswith(f"{volume}/")}
    kept = (
        name
        for name in named
        if name in cited or not (name.startswith(f"{volume}/") and name.partition("/")[2] in elsewhere)
    )
    return tuple(name for name in dict.fromkeys([*kept, *cited]) if name != f"{volume}/{document}")


def read_source(text: str, notes: Sequence[NoteLines], lines: Sequence[Line]) -> SourceNote | None:
    """Return the source note: the first note, or a first paragraph "[Source: ...]" of a withheld document."""
    candidates = [text[note.body : note.span.end] for note in notes[:2]]
    candidates += [line.span.of(text) for line in lines if line.kind is SectionKind.PARAGRAPH][:1]
    return next(filter(None, map(read_source_note, candidates)), None)
