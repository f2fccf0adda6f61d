"""Reading a document from plain text, as copied from the series' web page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kgbuild.errors import InputError
from kgbuild.model import Correspondent, Document, SectionKind, Span, Volume
from kgbuild.read.dateline import Dateline, parse_dateline
from kgbuild.read.heading import read_heading
from kgbuild.read.kinds import NUMBERED
from kgbuild.read.layout import Layout, Line, read_layout
from kgbuild.read.markers import Called, find_markers
from kgbuild.read.sections import blank_markers, read_notes, read_parts, read_source
from kgbuild.read.signature import signature_name

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_plain_text", "read_text_file"]

_VOLUME = re.compile(r"(?P<volume>frus\d{4}(?:-\d{2})?\w*)-(?P<document>d\d+\w*)")

_DATELINE_END = 4


def read_plain_text(text: str, identifier: str) -> Document:
    """Return the document that *text* prints; never fails, and leaves out what is not there.

    ``identifier`` of the form "VOLUME-ID" ("frus1964-68v33-d406") says which volume the document
    stands in, which is what citations of other documents are read against.
    """
    layout = read_layout(text)
    volume = _VOLUME.fullmatch(identifier)
    notes = [Called(note.label, text[note.body : note.span.end]) for note in layout.notes]
    heading = read_heading(text, layout.first(SectionKind.HEADING) or Span(0, 0), notes[0] if notes else None)
    regions = [_markable(line) for line in layout.lines if line.kind not in {SectionKind.HEADING, None}]
    markers = ([heading.marker] if heading.marker else []) + find_markers(
        text, regions, notes[1:] if heading.marker else notes
    )
    unmarked = blank_markers(text, markers)
    kind = layout.kind or heading.kind
    dated = layout.first(SectionKind.DATELINE)
    dateline = parse_dateline(dated.of(unmarked)) if dated else Dateline()
    parts = read_parts(unmarked, layout.lines, layout.notes, numbered=kind in NUMBERED)
    return Document(
        identifier=identifier,
        kind=kind,
        text=text,
        sections=parts.sections,
        title=heading.title.of(text) or None,
        document_number=heading.document_number,
        number=parts.opening.number,
        subject=parts.opening.subject,
        references=parts.opening.references,
        date=dateline.date,
        place=dateline.place,
        senders=heading.senders,
        recipients=heading.recipients,
        signer=_signer(unmarked, layout),
        source=read_source(text, layout.notes, layout.lines) or layout.source,
        notes=read_notes(
            text, layout.notes, volume["volume"] if volume else None, volume["document"] if volume else None
        ),
        note_markers=tuple(markers),
        volume=Volume(volume["volume"]) if volume else None,
    )


def _markable(line: Line) -> Span:
    """Give the part of *line* that can hold a marker: of a dateline its end, which no date is."""
    if line.kind is SectionKind.DATELINE:
        return Span(max(line.span.start, line.span.end - _DATELINE_END), line.span.end)
    return line.span


def read_text_file(path: Path) -> Document:
    """Return the document in the file *path* (UTF-8); its identifier is the file's stem.

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


def _signer(text: str, layout: Layout) -> Correspondent | None:
    """Name who signs: the last signature before any attachment."""
    span = layout.first(SectionKind.SIGNATURE)
    if span is None:
        return None
    words = span.of(text)
    name = signature_name(words)
    start = span.start + words.index(name)
    return Correspondent(name, Span(start, start + len(name))) if name else None
