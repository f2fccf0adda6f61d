"""The layout of a document as text: which lines are heading, dateline, paragraphs, signature, notes.

A document as the series' web page shows it: heading, dateline, paragraphs and signature parted by
empty lines, then the notes, each on a line that two blanks and its label open ("  1. Source: ...").
A line is a paragraph; nothing is folded. Older volumes print the paper's file above the heading
("501.BB/9-848: Telegram") and its secrecy below the dateline ("secret").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kgbuild.model import DocumentKind, SectionKind, SourceNote, Span
from kgbuild.read.dateline import is_dateline
from kgbuild.read.kinds import kind_of_heading
from kgbuild.read.signature import is_office, is_signature
from kgbuild.read.source_note import source_of_lines

__all__ = ["Layout", "Line", "NoteLines", "file_line_kind", "read_layout"]

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_NOTE = re.compile(r"(?P<indent>[^\S\n]{2,})(?P<label>\d{1,3}[a-z]?|[*†‡§¶#]{1,4})\.[^\S\n]+(?=\S)")
_SOURCE = re.compile(r"[^\S\n]*(?P<label>\d{1,2}|[*†‡])\.? +(?=Source: )")
_FILE = re.compile(
    r"(?=\[?\d{3}\.\S?.{0,40}/\d{1,2}[–-]\d{2,4}|.{0,80}\b(?:Files?|Lot \d|Papers|Collection)\b)"
    r"(?P<file>[^:]{1,60}(?:: (?!Telegram|Airgram|Circular).{1,80}?)?)"
    r"(?:: (?P<kind>(?:Circular )?(?:Telegram|Airgram)))?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\[?\d{1,4}[a-z]?\]?\. [A-Z][a-z]")
_GRADE = (
    r"(?:top secret|secret|confidential|restricted|unclassified|plain|personal|private|(?:u\.? ?s\.? )?urgent"
    r"|niact|priority|operational immediate|no distribution|eyes only)"
)
_SECRECY = re.compile(rf"{_GRADE}(?:[ ,;—–-]+{_GRADE})*\.?", re.IGNORECASE)
_ATTACHMENT = re.compile(
    r"\[?(?:Attachment|Enclosure|Annex|Appendix|Tab|Subenclosure)"
    r"(?: (?:[A-Z]|\d{1,2}|[IVX]+|No\. \d+))?\]?(?:\d{1,2})?"
)
_DATELINE_WITHIN = 3
_SECRECY_WITHIN = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A line before the notes; ``kind`` is the part it plays, ``None`` for file and secrecy."""

    kind: SectionKind | None
    span: Span


@dataclass(frozen=True, slots=True)
class NoteLines:
    """A note: ``span`` from its label to its end, ``body`` where its words begin."""

    label: str
    span: Span
    body: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of a text in its order, then its notes.

    ``kind`` and ``source`` are what the lines about the paper itself say, in older volumes.
    """

    lines: tuple[Line, ...]
    notes: tuple[NoteLines, ...]
    kind: DocumentKind | None = None
    source: SourceNote | None = None

    def first(self, kind: SectionKind) -> Span | None:
        """Give the first line of the given kind, before any attachment."""
        for line in self.lines:
            if line.kind is SectionKind.ATTACHMENT:
                break
            if line.kind is kind:
                return line.span
        return None


def read_layout(text: str) -> Layout:
    """Part *text* into heading, dateline, paragraphs, signature and notes."""
    spans = [_trimmed(match) for match in _LINE.finditer(text)]
    notes, spans = _split_notes(text, spans)
    words = [span.of(text) for span in spans]
    kinds: list[SectionKind | None] = [SectionKind.PARAGRAPH] * len(spans)
    start = 1 if len(words) > 1 and _is_file(words[0]) else 0
    kinds[:start] = [None] * start
    if start < len(words):
        _mark_head(words, kinds, start)
        _mark_attachments(words, kinds, start + 1)
    lines = tuple(map(Line, kinds, spans))
    about = [line.span.of(text) for line in lines if line.kind is None]
    return Layout(
        lines,
        notes,
        file_line_kind(about[0]) if start else None,
        source_of_lines(about[0] if start else None, about[start:]),
    )


def file_line_kind(words: str) -> DocumentKind | None:
    """Return the kind that a file line names ("501.BB/9-848: Telegram"), if it does."""
    match = _FILE.fullmatch(words)
    return kind_of_heading(match["kind"]) if match and match["kind"] else None


def _trimmed(line: re.Match[str]) -> Span:
    words = line[0]
    start = line.start() + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))


def _is_file(words: str) -> bool:
    return not _NUMBERED.match(words) and _FILE.fullmatch(words) is not None


def _mark_head(words: list[str], kinds: list[SectionKind | None], start: int) -> None:
    """Mark heading and dateline, in either order, and the lines of secrecy below."""
    if len(words) > start + 1 and is_dateline(words[start]) and _NUMBERED.match(words[start + 1]):
        kinds[start : start + 2] = [SectionKind.DATELINE, SectionKind.HEADING]
        return
    kinds[start] = SectionKind.HEADING
    for index in range(start + 1, min(start + 1 + _DATELINE_WITHIN, len(words))):
        if is_dateline(words[index]):
            kinds[index] = SectionKind.DATELINE
            break
    for index in range(start + 1, min(start + 1 + _SECRECY_WITHIN, len(words))):
        if _SECRECY.fullmatch(words[index]):
            kinds[index] = None


def _mark_attachments(words: list[str], kinds: list[SectionKind | None], start: int) -> None:
    """Mark headings of attachments, and the signatures that end the document and each attachment."""
    ends = [len(words)]
    for index in range(start, len(words)):
        if kinds[index] is SectionKind.PARAGRAPH and _ATTACHMENT.fullmatch(words[index]):
            kinds[index] = SectionKind.ATTACHMENT
            ends.append(index)
    for end in ends:
        last = end - 1
        if last - 1 > start and is_office(words[last]) and is_signature(words[last - 1]):
            kinds[last - 1 : end] = [SectionKind.SIGNATURE] * 2
        elif last > start and kinds[last] is SectionKind.PARAGRAPH and is_signature(words[last]):
            kinds[last] = SectionKind.SIGNATURE


def _split_notes(text: str, lines: list[Span]) -> tuple[tuple[NoteLines, ...], list[Span]]:
    heads: list[tuple[int, re.Match[str]]] = []
    for index, line in enumerate(lines):
        start = text.rfind("\n", 0, line.start) + 1
        if match := _NOTE.match(text, start) or _SOURCE.match(text, start):
            heads.append((index, match))
    heads = _last_series(heads)
    if not heads:
        return (), lines
    notes = []
    ends = [index for index, _ in heads[1:]] + [len(lines)]
    for (_, head), end in zip(heads, ends, strict=True):
        notes.append(NoteLines(head["label"], Span(head.start("label"), lines[end - 1].end), head.end()))
    return tuple(notes), lines[: heads[0][0]]


def _last_series(heads: list[tuple[int, re.Match[str]]]) -> list[tuple[int, re.Match[str]]]:
    """Choose the labels that open the notes: from the source note on, else from the last 0, 1 or symbol.

    A line of the body may be indented and numbered too; the notes come after it.
    """
    for index, (_, head) in enumerate(heads):
        if head.string.startswith("Source: ", head.end()):
            return heads[index:]
    series: list[tuple[int, re.Match[str]]] = []
    for index, head in heads:
        label = head["label"]
        adjacent = bool(series) and series[-1][0] + 1 == index
        if label in {"0", "1"} and not adjacent and any(label == other["label"] for _, other in series):
            series = []
        if series or not label.isdigit() or label in {"0", "1"}:
            series.append((index, head))
    return series or [head for at, head in enumerate(heads) if heads[-1][0] - head[0] == len(heads) - 1 - at]
