"""Where in a text its notes' numbers are printed: "peacekeeping.2".

The labels of the notes are known from the notes; each is looked for in its order. A digit that
belongs to the text ("Delga 706", "August 5") is told from a marker by what it is stuck to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kgbuild.model import NoteMarker, Span

__all__ = ["find_markers"]


@dataclass(frozen=True, slots=True)
class _Candidate:
    label: int
    span: Span
    score: float


_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DAY = re.compile(rf"{_MONTH} (\d{{1,2}})$")
_YEAR = re.compile(r"(?:^|[^\d])(?:1[89]\d\d|20\d\d)$")
_TELEGRAM = re.compile(r"(?:[A-Za-z]{3,}|[Nn]o\.) (\d{2,6})$")


def find_markers(text: str, regions: list[Span], labels: list[str]) -> list[NoteMarker]:
    """The markers of *labels* in those parts of *text* that *regions* name, in the order of the text.

    A label that is nowhere printed is left out; none is found twice.
    """
    candidates = [
        candidate
        for region in regions
        for index, label in enumerate(labels)
        for candidate in _candidates(text, region, index, label)
    ]
    candidates.sort(key=lambda c: (c.span, c.label))
    return [NoteMarker(c.span, labels[c.label]) for c in _best_chain(candidates)]


def _candidates(text: str, region: Span, index: int, label: str) -> list[_Candidate]:
    found = []
    at = text.find(label, region.start, region.end)
    while at != -1:
        span = Span(at, at + len(label))
        score = _score(text, region, span, label)
        if score > 0:
            found.append(_Candidate(index, span, score))
        at = text.find(label, at + 1, region.end)
    return found


def _score(text: str, region: Span, span: Span, label: str) -> float:
    """How much the characters at *span* look like a note marker: 0 not at all, 1 surely."""
    before = text[max(region.start, span.start - 24) : span.start]
    after = text[span.end : min(region.end, span.end + 2)]
    if not before or after[:1].isalnum():
        return 0
    if not label.isdigit():
        return 1 if not before[-1].isspace() else 0.5
    if before[-1].isspace() or before[-1] in "([$£#–-—/\\+=<>":
        return 0
    if before[-1].isdigit():
        return _after_digit(before)
    if after[:1] in {".", ",", ":"} and after[1:].isdigit():
        return 0
    if before[-1] in ".,:" and before[-2:-1].isdigit():
        return 0.8 if before[-1] == "." and (not after or after[0].isspace()) else 0.4
    word = re.search(r"[^\W\d_]+$", before)
    if word and (word[0].isupper() or len(word[0]) == 1):
        return 0.6
    return 1


def _after_digit(before: str) -> float:
    if day := _DAY.search(before):
        return 0.3 if 1 <= int(day[1]) <= 31 else 0
    if _YEAR.search(before):
        return 0.5
    return 0.2 if _TELEGRAM.search(before) else 0


def _best_chain(candidates: list[_Candidate]) -> list[_Candidate]:
    """Those candidates that rise in place and in label and whose scores sum highest."""
    best: list[tuple[float, int]] = []
    for i, candidate in enumerate(candidates):
        score, link = candidate.score, -1
        for j in range(i):
            earlier = candidates[j]
            if earlier.label < candidate.label and earlier.span.end <= candidate.span.start:
                total = best[j][0] + candidate.score
                if total > score:
                    score, link = total, j
        best.append((score, link))
    chain: list[_Candidate] = []
    at = max(range(len(best)), key=lambda i: (best[i][0], -i), default=-1)
    while at != -1:
        chain.append(candidates[at])
        at = best[at][1]
    return chain[::-1]
