"""Reading a document from plain text, as copied from the series' web page."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from typing import TYPE_CHECKING

from kgbuild.errors import InputError
from kgbuild.model import Correspondent, Document, SectionKind, Span, Volume
from kgbuild.read.dateline import Dateline, parse_dateline
from kgbuild.read.elements import fold
from kgbuild.read.heading import read_heading, stuck_marker
from kgbuild.read.kinds import is_numbered
from kgbuild.read.layout import Layout, Line, read_layout
from kgbuild.read.markers import Called, find_markers
from kgbuild.read.redactions import find_redactions
from kgbuild.read.sections import blank_markers, cited_by_editors, read_notes, read_parts, read_source
from kgbuild.read.signature import signature_name

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_plain_text", "read_text_file"]

_IDENTIFIER = re.compile(r"(?P<volume>frus\d{4}(?:-\d{2})?\w*)-(?P<document>d(?P<number>\d+)\w*)")
# A marker can only be the last of a dateline: the digits before belong to its day, year and time.
_DATELINE_END = 4


def read_plain_text(text: str, identifier: str) -> Document:
    """Return the document that *text* prints; never fails, and leaves out what is not there.

    ``identifier`` of the form "VOLUME-ID" ("frus1964-68v33-d406") says which volume the document
    stands in, which is what citations of other documents are read against, and the number that it has
    there, which older volumes do not print.
    """
    layout = read_layout(text)
    volume = _IDENTIFIER.fullmatch(identifier)
    notes = [Called(note.label, text[note.body : note.span.end]) for note in layout.notes]
    headed = layout.first(SectionKind.HEADING) or Span(0, 0)
    stuck = stuck_marker(text, headed, notes[0] if notes else None)
    regions = [_markable(line) for line in layout.lines if line.kind and not (stuck and line.span == headed)]
    markers = ([stuck] if stuck else []) + find_markers(text, regions, notes[1:] if stuck else notes)
    unmarked = blank_markers(text, markers)
    heading = read_heading(unmarked, headed)
    kind = layout.kind or heading.kind
    dated = layout.first(SectionKind.DATELINE)
    dateline = parse_dateline(dated.of(unmarked)) if dated else Dateline()
    parts = read_parts(unmarked, layout.lines, layout.notes, numbered=is_numbered(kind, sent=bool(heading.senders)))
    place_in_series = volume.group("volume", "document") if volume else (None, None)
    return Document(
        identifier=identifier,
        kind=kind,
        text=text,
        sections=parts.sections,
        title=fold(heading.title.of(unmarked)) or None,
        document_number=heading.document_number or (volume["number"] if volume else None),
        number=parts.opening.number,
        subject=parts.opening.subject,
        references=parts.opening.references,
        date=dateline.date,
        place=dateline.place,
        senders=heading.senders,
        recipients=heading.recipients,
        signer=_signer(unmarked, layout),
        source=read_source(text, layout.notes, layout.lines) or layout.source,
        notes=read_notes(text, layout.notes, *place_in_series),
        note_markers=tuple(markers),
        redactions=find_redactions(text),
        cited=cited_by_editors(unmarked, kind, parts.sections, *place_in_series),
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
    source = str(path)
    try:
        data = path.read_bytes()
    except OSError as fault:
        reason = f"cannot be read ({fault.strerror})"
        raise InputError(source, reason, "check its permissions") from fault
    if not data.removeprefix(BOM_UTF8).strip():
        raise InputError(source, "the file is empty", "give the telegram's text, or leave the file out")
    if b"\0" in data and not data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise InputError(source, "the file is binary", "give the telegram's text as UTF-8, or a TEI volume")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        reason = f"the byte {data[fault.start]:#04x} is not UTF-8"
        remedy = f"convert the file: iconv -f WINDOWS-1252 -t UTF-8 {path.name}"
        raise InputError(source, reason, remedy, place=f"line {line}") from fault
    return read_plain_text(text.replace("\r\n", "\n").replace("\r", "\n"), path.stem)


def _signer(text: str, layout: Layout) -> Correspondent | None:
    """Name who signs the document itself."""
    span = layout.first(SectionKind.SIGNATURE)
    if span is None:
        return None
    words = span.of(text)
    name = signature_name(words)
    start = span.start + words.index(name)
    return Correspondent(name, Span(start, start + len(name))) if name else None
