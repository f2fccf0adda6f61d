"""Reading a document from plain text, as copied from the series' web page."""

from __future__ import annotations

import re
from pathlib import Path

from kgbuild.errors import InputError
from kgbuild.model import (
    Correspondent,
    Document,
    Note,
    NoteMarker,
    Section,
    SectionKind,
    SourceNote,
    Span,
    Volume,
)
from kgbuild.read.citations import cited_documents
from kgbuild.read.dateline import Dateline, parse_dateline
from kgbuild.read.heading import read_heading
from kgbuild.read.layout import Layout, read_layout
from kgbuild.read.markers import find_markers
from kgbuild.read.numbering import paragraph_label
from kgbuild.read.opening import Opening, read_opening
from kgbuild.read.source_note import read_source_note

__all__ = ["read_plain_text", "read_text_file"]

_VOLUME = re.compile(r"(frus\d{4}(?:-\d{2,4})?[\w]*)-d\d+\w*")
_COMMENT = re.compile(r"[\[(]?(?:COMMENT|Comments?)\b ?(?:[:.—–]|$)")


def read_plain_text(text: str, identifier: str) -> Document:
    """The document that *text* prints; never fails, and leaves out what is not there."""
    layout = read_layout(text)
    volume = _VOLUME.fullmatch(identifier)
    labels = [note.label for note in layout.notes]
    heading = read_heading(text, layout.heading or Span(0, 0), labels[0] if labels else None)
    markers = [heading.marker] if heading.marker else []
    regions = [span for span in (layout.dateline, *layout.paragraphs, *layout.signature) if span]
    markers += find_markers(text, regions, labels[1:] if heading.marker and labels else labels)
    unmarked = _without_markers(text, markers)
    dateline = parse_dateline(layout.dateline.of(unmarked)) if layout.dateline else Dateline()
    opening = _opening(unmarked, layout)
    return Document(
        identifier=identifier,
        kind=heading.kind,
        text=text,
        sections=tuple(_sections(unmarked, layout, opening)),
        title=heading.title.of(text) or None,
        document_number=heading.document_number,
        number=opening.number,
        subject=opening.subject,
        references=opening.references,
        date=dateline.date,
        place=dateline.place,
        senders=heading.senders,
        recipients=heading.recipients,
        signer=_signer(unmarked, layout),
        source=_source(text, layout),
        notes=tuple(_notes(text, layout, volume[1] if volume else None)),
        note_markers=tuple(markers),
        volume=Volume(volume[1]) if volume else None,
    )


def read_text_file(path: Path) -> Document:
    """The document in the file *path* (UTF-8); its identifier is the file's stem.

    Raises :class:`InputError` where the file is unreadable, empty, binary or not UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise InputError(
            str(path), f"cannot be read ({fault.strerror})", "check the path and its permissions"
        ) from fault
    if not data.strip():
        raise InputError(str(path), "the file is empty", "give the telegram's text")
    if b"\0" in data:
        raise InputError(str(path), "the file is binary", "give plain text (UTF-8)")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise InputError(
            str(path), "the bytes are not UTF-8", "convert the file to UTF-8", place=f"line {line}"
        ) from fault
    return read_plain_text(text.replace("\r\n", "\n").replace("\r", "\n"), path.stem)


def _without_markers(text: str, markers: list[NoteMarker]) -> str:
    """*text* with a blank for each character of a marker, so that offsets stay."""
    characters = list(text)
    for marker in markers:
        characters[marker.span.start : marker.span.end] = " " * (marker.span.end - marker.span.start)
    return "".join(characters)


def _opening(text: str, layout: Layout) -> Opening:
    return read_opening(layout.paragraphs[0].of(text)) if layout.paragraphs else Opening()


def _sections(text: str, layout: Layout, opening: Opening) -> list[Section]:
    sections = []
    if layout.heading:
        sections.append(Section(SectionKind.HEADING, layout.heading, layout.heading.start))
    if layout.dateline:
        sections.append(Section(SectionKind.DATELINE, layout.dateline, layout.dateline.start))
    for index, span in enumerate(layout.paragraphs):
        begin = span.start + (opening.end if index == 0 else 0)
        words = text[begin : span.end]
        label, length = paragraph_label(words)
        kind = SectionKind.COMMENT if _COMMENT.match(words, length) else SectionKind.PARAGRAPH
        sections.append(Section(kind, span, begin + length, label))
    sections += [Section(SectionKind.SIGNATURE, span, span.start) for span in layout.signature]
    sections += [Section(SectionKind.NOTE, note.span, note.body, note.label) for note in layout.notes]
    return sorted(sections, key=lambda section: section.span)


def _signer(text: str, layout: Layout) -> Correspondent | None:
    if not layout.signature:
        return None
    span = layout.signature[0]
    words = span.of(text)
    name = words.strip(" []")
    start = span.start + words.index(name)
    return Correspondent(name, Span(start, start + len(name)))


def _source(text: str, layout: Layout) -> SourceNote | None:
    for note in layout.notes[:1]:
        return read_source_note(text[note.body : note.span.end])
    return None


def _notes(text: str, layout: Layout, volume: str | None) -> list[Note]:
    notes: list[Note] = []
    seen: dict[str, int] = {}
    for note in layout.notes:
        seen[note.label] = seen.get(note.label, 0) + 1
        name = note.label if seen[note.label] == 1 else f"{note.label}-{seen[note.label]}"
        span = Span(note.body, note.span.end)
        notes.append(Note(name, note.label, span, cited_documents(span.of(text), volume)))
    return notes
