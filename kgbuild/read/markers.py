"""Where in a text its notes' numbers are printed: "peacekeeping.2".

The labels of the notes are known from the notes, and their markers stand in the same order. A digit
that belongs to the text ("Delga 706", "August 5") is told from a marker by what it is stuck to, and
"18891" is "1889" with the marker 1 above all where the note speaks of telegram 1889.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgbuild.model import NoteMarker, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Called", "find_markers"]

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = re.compile(rf"{_MONTH} (\d{{1,2}})$")
_YEAR = re.compile(r"(?:^|\D)(?:1[89]\d\d|20\d\d)$")
_NUMBER = re.compile(r"(?:^|[^\d.,])(\d+)$")
_TELEGRAM = re.compile(
    r"(?:tels?|grams?|[’']s|\b[Nn]os?\.|\b(?:y?our|my|ur|and)|[Dd]espatch(?:es)?|State|Delgas?|Gadels?|Dels?|,)"
    r" \d{1,7}$|\b[A-Z]{1,5}[–-]\d{1,5}$"
)
_QUANTITY = re.compile(r"\s+(?:million|billion|per ?cent|miles?|feet|tons?|hours?|inch|mm|kilo)", re.IGNORECASE)
_LAST_DAY = 31
_LOOK_BACK = 32

# How sure a place is to be a marker, by what stands before the digits. Only the order of these
# matters, and that a chain of likely places outweighs a single sure one that breaks it.
_SURE, _NAMED_BY_NOTE, _AFTER_STOP, _AFTER_CAPITAL = 1.0, 0.95, 0.8, 0.6
_AFTER_DAY, _AFTER_YEAR, _AFTER_TELEGRAM, _AFTER_NUMBER, _NEVER = 0.7, 0.5, 0.2, 0.05, 0.0
# Of two numbers the longer is the likelier to be a telegram's with a marker.
_BY_LENGTH = 0.02
_SHORTEST_NAMED = 2


@dataclass(frozen=True, slots=True)
class Called:
    """A note whose marker is sought: its label, and its words."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    note: int
    span: Span
    score: float


def find_markers(text: str, regions: Sequence[Span], notes: Sequence[Called]) -> list[NoteMarker]:
    """Find the markers of *notes* in those parts of *text* that *regions* name, in the order of the text.

    A note whose marker is nowhere printed is left out; no marker is found twice.
    """
    candidates = [
        candidate
        for region in regions
        for index, note in enumerate(notes)
        for candidate in _candidates(text, region, index, note)
    ]
    candidates.sort(key=lambda candidate: (candidate.span, candidate.note))
    return [
        NoteMarker(candidate.span, notes[candidate.note].label) for candidate in _best_chain(candidates, len(notes))
    ]


def _candidates(text: str, region: Span, index: int, note: Called) -> list[_Candidate]:
    found = []
    at = text.find(note.label, region.start, region.end)
    while at != -1:
        span = Span(at, at + len(note.label))
        before = text[max(region.start, at - _LOOK_BACK) : at]
        after = text[span.end : min(region.end, span.end + 12)]
        if score := _score(before, after, note):
            found.append(_Candidate(index, span, score))
        at = text.find(note.label, at + 1, region.end)
    return found


def _score(before: str, after: str, note: Called) -> float:
    """Tell how much the label of *note* between *before* and *after* looks like its marker."""
    if not before or before.isdigit() or after[:1].isalnum():
        return _NEVER
    if not note.label.isdigit():
        return _NEVER if before[-1].isspace() else _SURE
    if before[-1].isspace() or before[-1] in "([$£#–-—/\\+=<>" or (after[:1] in ".,:" and after[1:2].isdigit()):
        return _NEVER
    if before[-1].isdigit():
        return _score_after_digit(before, note)
    if before[-1] in ".,:" and before[-2:-1].isdigit():
        return _AFTER_NUMBER if before[-1] == "." and _QUANTITY.match(after) else _AFTER_STOP
    word = re.search(r"[^\W\d_]+$", before)
    return _AFTER_CAPITAL if word and (len(word[0]) == 1 or word[0].isupper()) else _SURE


def _score_after_digit(before: str, note: Called) -> float:
    if day := _DAY.search(before):
        whole = int(day[1] + note.label)
        return _AFTER_DAY if 1 <= int(day[1]) <= _LAST_DAY < whole else _NEVER
    if _YEAR.search(before):
        return _AFTER_YEAR
    number = _NUMBER.search(before)
    if number is None:
        return _NEVER
    if len(number[1]) >= _SHORTEST_NAMED and re.search(rf"(?<!\d){number[1]}(?!\d)", note.words):
        return _NAMED_BY_NOTE
    length = len(number[1]) + len(note.label)
    return _BY_LENGTH * length + (_AFTER_TELEGRAM if _TELEGRAM.search(before) else _AFTER_NUMBER)


def _best_chain(candidates: Sequence[_Candidate], notes: int) -> list[_Candidate]:
    """Choose those candidates that rise in place and in note, and whose scores sum highest."""
    totals: list[float] = []
    links: list[int] = []
    best_of_note = [-1] * notes  # the candidate that ends the best chain up to here, by its note
    waiting: list[int] = []  # candidates that overlap with those that come now

    def best(ends: Iterable[int]) -> int:
        return max((end for end in ends if end != -1), key=lambda end: (totals[end], -end), default=-1)

    for index, candidate in enumerate(candidates):
        passed = [at for at in waiting if candidates[at].span.end <= candidate.span.start]
        waiting = [at for at in waiting if candidates[at].span.end > candidate.span.start]
        for at in passed:
            note = candidates[at].note
            best_of_note[note] = best((best_of_note[note], at))
        link = best(best_of_note[: candidate.note])
        links.append(link)
        totals.append(candidate.score + (totals[link] if link != -1 else 0))
        waiting.append(index)
    chain: list[_Candidate] = []
    at = best(range(len(candidates)))
    while at != -1:
        chain.append(candidates[at])
        at = links[at]
    return chain[::-1]
