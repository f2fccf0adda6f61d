"""Organs of the United Nations, and how their resolutions and papers are numbered.

The facts lie in ``data/united_nations.toml``. Until 1975 the General Assembly numbered its
resolutions through, with the session in Roman numerals: ``A/RES/2221(XXI)``; the Security Council
numbers through, with the year: ``S/RES/242(1967)``. Papers carry symbols whose parts are set by
ST/LIB/SER.B/5 (*United Nations Document Series Symbols*): ``/L.`` for drafts, ``/PV.`` and
``/SR.`` for records of meetings.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

__all__ = [
    "PaperKind",
    "document_symbol",
    "general_assembly_session",
    "organ_of",
    "organ_pattern",
    "paper_kind",
    "resolution_of_day",
    "resolution_symbol",
    "security_council_year",
    "session_year",
]

_Fact = TypeVar("_Fact", int, str)
_DATA = Path(__file__).parent / "data" / "united_nations.toml"
_SYMBOL = re.compile(
    r"\b[ASET]/[A-Z0-9][A-Za-z0-9]*(?:[/.\-–][A-Za-z0-9]+)*(?: ?\((?:[IVXLES–-]+|\d{4})\))?(?![A-Za-z0-9])"
)
_SESSION = re.compile(r"^(?:E?S-)?(?:[IVXL]+|\d{1,2})$")


class PaperKind(StrEnum):
    """What a document symbol stands for."""

    RESOLUTION = "resolution"
    DRAFT = "draft"
    RECORD = "record"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class _Facts:
    organ_labels: dict[str, str]  # name in lower case -> label
    prefixes: dict[str, str]  # label -> prefix of the symbols of its resolutions
    council_years: tuple[tuple[int, int, int], ...]  # first number, last number, year
    sessions: tuple[tuple[int, int, str], ...]  # first number, last number, session
    opened: dict[str, int]  # session -> year
    dated: dict[tuple[str, str], str]  # organ, date -> number as in the symbol


@cache
def _facts() -> _Facts:
    data: dict[str, Any] = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    council = [(first, last, int(year)) for year, (first, last) in data["security_council"].items()]
    return _Facts(
        organ_labels={name.lower(): organ["label"] for organ in data["organ"] for name in organ["names"]},
        prefixes={organ["label"]: organ["symbol"] for organ in data["organ"]},
        council_years=tuple(sorted(council)),
        sessions=tuple(sorted((*s["numbers"], s["session"]) for s in data["general_assembly"])),
        opened={s["session"]: s["opened"] for s in data["general_assembly"]},
        dated={(group["organ"], day): str(number) for group in data["dated"] for day, number in group["resolutions"]},
    )


@cache
def organ_pattern() -> re.Pattern[str]:
    """Matches the names of the organs, the longest first; case counts."""
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    names = sorted((name for organ in data["organ"] for name in organ["names"]), key=len, reverse=True)
    return re.compile(r"(?<![\w.])(?:" + "|".join(map(re.escape, names)) + r")(?!\w)")


def organ_of(name: str) -> str | None:
    """The organ's label for one of its names.

    >>> organ_of("SC")
    'Security Council'
    """
    return _facts().organ_labels.get(name.lower())


def security_council_year(number: int) -> int | None:
    """The year in which the Security Council adopted its resolution *number*.

    >>> security_council_year(242)
    1967
    """
    return _lookup(_facts().council_years, number)


def general_assembly_session(number: int) -> str | None:
    """The session of the General Assembly's resolution *number*, where that is certain.

    >>> general_assembly_session(1514)
    'XV'
    """
    return _lookup(_facts().sessions, number)


def session_year(session: str) -> int | None:
    """The year in which a session of the General Assembly opened.

    >>> session_year("XXI")
    1966
    """
    return _facts().opened.get(session)


def resolution_symbol(organ: str, number: str, qualifier: str | None = None) -> str | None:
    """The symbol of an organ's resolution, or ``None`` where session or year cannot be known.

    *number* as printed ("1144B"); *qualifier* the session or year as printed, without which it is
    looked up.

    >>> resolution_symbol("General Assembly", "2221", "XXI")
    'A/RES/2221(XXI)'
    >>> resolution_symbol("Security Council", "242")
    'S/RES/242(1967)'
    >>> resolution_symbol("General Assembly", "2145", "1966")
    'A/RES/2145(XXI)'
    """
    digits = int(re.sub(r"\D", "", number) or 0)
    if qualifier is None or (organ == "General Assembly" and qualifier.isdigit()):  # its sessions have Roman numerals
        year = security_council_year(digits) if organ == "Security Council" else None
        session = general_assembly_session(digits) if organ == "General Assembly" else None
        qualifier = str(year) if year else session
    if qualifier is None or organ not in _facts().prefixes:
        return None
    return f"{_facts().prefixes[organ]}{number}({qualifier.replace('–', '-')})"


def resolution_of_day(organ: str, day: str) -> str | None:
    """The symbol of the resolution that papers call by the day of its adoption (ISO date).

    >>> resolution_of_day("Security Council", "1967-11-22")
    'S/RES/242(1967)'
    """
    found = _facts().dated.get((organ, day))
    if found is None:
        return None
    number, _, qualifier = found.rstrip(")").partition("(")
    return resolution_symbol(organ, number, qualifier or None)


def document_symbol(text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
    """The first symbol of a United Nations document in ``text[start:end]``.

    >>> document_symbol("see U.N. doc. A/SPC/L.130.").group()
    'A/SPC/L.130'
    >>> document_symbol("approved by Walsh (S/S)") is None
    True
    """
    stop = len(text) if end is None else end
    for match in _SYMBOL.finditer(text, start, stop):
        if re.search(r"\d", match.group()) and paper_kind(match.group()) is not None:
            return match
    return None


def paper_kind(symbol: str) -> PaperKind | None:
    """What *symbol* stands for; ``None`` if it is no symbol of a document.

    >>> paper_kind("A/C.1/L.205"), paper_kind("A/PV.792"), paper_kind("S/5575")
    (<PaperKind.DRAFT: 'draft'>, <PaperKind.RECORD: 'record'>, <PaperKind.OTHER: 'other'>)
    """
    parts = symbol.split("/")[1:]
    if parts[0] == "RES":
        return PaperKind.RESOLUTION if len(parts) > 1 else None
    if any(re.match(r"(?:PV|SR)[.\d]", part) for part in parts):
        return PaperKind.RECORD
    if any(re.match(r"L\.?\d", part) for part in parts):
        return PaperKind.DRAFT
    known = re.match(r"(?:\d{2,5}$|\d{2,5}\b|C\.\d|AC\.\d|BUR/|SPC/|CN\.\d|CONF\.\d|INF/|P/)", "/".join(parts))
    return PaperKind.OTHER if known else None


def _lookup(ranges: tuple[tuple[int, int, _Fact], ...], number: int) -> _Fact | None:
    at = bisect_right(ranges, number, key=lambda entry: entry[0]) - 1
    if at >= 0 and ranges[at][0] <= number <= ranges[at][1]:
        return ranges[at][2]
    return None
