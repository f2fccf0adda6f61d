"""The layout of a document as text: which lines are heading, dateline, paragraphs, signature, notes.

A document as the series' web page shows it: heading, dateline, paragraphs and signature parted by
empty lines, then the notes, each on a line that two blanks and its label open ("  1. Source: ...").
A line is a paragraph; nothing is folded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kgbuild.model import SectionKind, Span
from kgbuild.read.dateline import is_dateline

__all__ = ["Layout", "NoteLines", "read_layout"]

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_NOTE = re.compile(
    r"(?P<indent>[^\S\n]{2,})(?P<label>\d{1,3}[a-z]?|[*†‡§¶#]{1,4})(?P<stop>\.?)[^\S\n]+(?=\S)"
)
_SOURCE = re.compile(r"[^\S\n]*(?P<label>\d{1,2}|[*†‡])\.? +Source: ")
_SIGNATURE = re.compile(
    r"\[?[A-Z][\w.’'–-]*(?:,? (?:[A-Z][\w.’'–-]*|de|von|van|der|[IVJS]r?\.?)){0,5}\]?(?:\d{1,2}|[*†‡])?$"
)
_DATELINE_WITHIN = 3


@dataclass(frozen=True, slots=True)
class NoteLines:
    """A note: ``span`` from its label to its end, ``body`` where its words begin."""

    label: str
    span: Span
    body: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a text, in its order; what it does not have is ``None`` or empty."""

    heading: Span | None
    dateline: Span | None
    paragraphs: tuple[Span, ...]
    signature: tuple[Span, ...]
    notes: tuple[NoteLines, ...]


def read_layout(text: str) -> Layout:
    """Part *text* into heading, dateline, paragraphs, signature and notes."""
    lines = [_trimmed(match) for match in _LINE.finditer(text)]
    notes, lines = _split_notes(text, lines)
    heading = lines.pop(0) if lines else None
    dateline = None
    for index, line in enumerate(lines[:_DATELINE_WITHIN]):
        if is_dateline(line.of(text)):
            dateline = lines.pop(index)
            break
    signature: list[Span] = []
    while len(lines) > 1 and len(signature) < 2 and _SIGNATURE.fullmatch(lines[-1].of(text)):
        signature.insert(0, lines.pop())
    return Layout(heading, dateline, tuple(lines), tuple(signature), notes)


def _trimmed(line: re.Match[str]) -> Span:
    words = line[0]
    start = line.start() + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))


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
        begin = head.start("label")
        body = head.end() - len("Source: ") if head.re is _SOURCE else head.end()
        notes.append(NoteLines(head["label"], Span(begin, lines[end - 1].end), body))
    return tuple(notes), lines[: heads[0][0]]


def _last_series(heads: list[tuple[int, re.Match[str]]]) -> list[tuple[int, re.Match[str]]]:
    """The last run of note labels that rise one by one, from 0 or 1; symbols rise freely."""
    series: list[tuple[int, re.Match[str]]] = []
    for head in heads:
        label = head[1]["label"]
        if label in {"0", "1"} and (
            not series or label == "1" and series[-1][1]["label"] != "0" or label == "0"
        ):
            series = [head]
        elif not label.isdigit() or not series or _next(series) == int(label):
            series.append(head)
    return series


def _next(series: list[tuple[int, re.Match[str]]]) -> int:
    numbers = [int(head["label"]) for _, head in series if head["label"].isdigit()]
    return numbers[-1] + 1 if numbers else 1
