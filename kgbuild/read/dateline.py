"""Place and date of a dateline, as in "Tel Aviv, January 24, 1968, 1020Z".

Dates are written as the attribute ``when`` of the series' TEI writes them: a day as ``xsd:date``, a
day with a time as ``xsd:dateTime``, with "Z" only where the dateline prints it. Of a range the
beginning counts; "midnight" is the beginning of the day that it is printed with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

__all__ = ["Dateline", "is_dateline", "parse_date", "parse_dateline", "valid_date"]

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: ?(?:[–/-]|and|\[) ?\d{1,2}\]?)?"
_YEAR = r"(?P<year>1[789]\d\d|20\d\d)"
_MONTH_FIRST = re.compile(rf"\[?\b{_MONTH} {_DAY},? ?\[?{_YEAR}(?!\d\d\D)", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"\b{_DAY} {_MONTH},? {_YEAR}", re.IGNORECASE)
_MONTH_ONLY = re.compile(rf"\[?\b{_MONTH},? {_YEAR}", re.IGNORECASE)
_UNDATED = re.compile(r"\[?\b(?:undated|no date|n\.d\.)", re.IGNORECASE)
_ZULU = re.compile(r"\s*(?:,|—|–|-)?\s*\[?(?P<hour>[01]\d|2[0-3]):?(?P<minute>[0-5]\d) ?Z\b")
_CLOCK = re.compile(
    r"\s*(?:,|—|–|-)?\s*\[?(?P<hour>1\d|2[0-3]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))?"
    r"(?: ?[–-] ?\d{1,2}(?:[:.]\d\d)?)? ?(?P<half>[ap])\. ?m\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\s*(?:,|—|–|-)?\s*\[?(?:12 )?(?P<word>noon|midnight)\b", re.IGNORECASE)
_NO_YEAR = re.compile(rf"\[?\b{_MONTH} {_DAY}(?=[,.—–-]|$)", re.IGNORECASE)
_RECEIVED = re.compile(r"\s*\[Received [^\]]*\]\d{0,2}$")
_LONGEST, _LONGEST_PLACE, _LONGEST_TIME = 160, 60, 40
_NOON = 12
_PROSE = re.compile(r"\b(?!noon|midnight|time|local|undated)[a-z]{4,}")


@dataclass(frozen=True, slots=True)
class Dateline:
    """``place`` as printed; ``date`` the lexical form of an ``xsd:date`` or ``xsd:dateTime``."""

    place: str | None = None
    date: str | None = None


def is_dateline(words: str) -> bool:
    """Whether *words*, a paragraph of its own, is a place and date and nothing else.

    >>> is_dateline("New York, December 15, 1966, 0107Z."), is_dateline("On May 3, 1956, he left Paris.")
    (True, False)
    >>> is_dateline("Paris, May 8, 1948—10 p. m. [Received May 9—8:09 a. m.]")
    True
    """
    if len(words) > _LONGEST:
        return False
    found = _first_date(words)
    if found is None:
        return False
    before = words[: found.start()].strip(" ,[")
    after = _RECEIVED.sub("", words[found.end() :])
    if found.re is _NO_YEAR and not before:
        return False
    return _is_place(before) and len(after) <= _LONGEST_TIME and not _PROSE.search(after)


def parse_dateline(words: str) -> Dateline:
    """Place and date of a dateline, each ``None`` where it has none.

    >>> parse_dateline("Tel Aviv, January 24, 1968, 1020Z.")
    Dateline(place='Tel Aviv', date='1968-01-24T10:20:00Z')
    >>> parse_dateline("Geneva, June 10, 1959—10 p.m.").date
    '1959-06-10T22:00:00'
    """
    found = _first_date(words)
    place = (words if found is None else words[: found.start()]).strip(" ,[].—–\n")
    return Dateline(place if place and _is_place(place) else None, parse_date(words))


def parse_date(words: str) -> str | None:
    """Return the first day that *words* name, with its time; ``None`` if it is no real day."""
    found = _MONTH_FIRST.search(words) or _DAY_FIRST.search(words)
    if found is None:
        return None
    month = [name.lower() for name in _MONTHS].index(found["month"].lower()) + 1
    day = f"{int(found['year']):04d}-{month:02d}-{int(found['day']):02d}"
    if valid_date(day) is None:
        return None
    time = _time(words[found.end() :])
    return f"{day}T{time}" if time else day


def valid_date(value: str) -> str | None:
    """*value* where it is a real ``xsd:date`` or ``xsd:dateTime``, else ``None``.

    >>> valid_date("1968-01-24T10:20:00Z"), valid_date("1968-02-30"), valid_date("1968-02")
    ('1968-01-24T10:20:00Z', None, None)
    """
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        reader: type[date] = date
    elif re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?", value):
        reader = datetime
    else:
        return None
    try:
        reader.fromisoformat(value)
    except ValueError:
        return None
    return value


def _first_date(words: str) -> re.Match[str] | None:
    found = (p.search(words) for p in (_MONTH_FIRST, _DAY_FIRST, _MONTH_ONLY, _UNDATED, _NO_YEAR))
    return next((match for match in found if match), None)


def _is_place(words: str) -> bool:
    """Tell whether *words* can stand before the date: names, nothing that makes a sentence."""
    return not words or (
        words[0].isupper()
        and len(words) <= _LONGEST_PLACE
        and not re.search(r"[.;:?!] [A-Z]|\d", words)
        and not re.match(r"(?:On|In|At|By|From|Since|As|The(?! Hague)|After|Before|Until|Between)\b", words)
    )


def _time(after: str) -> str | None:
    if zulu := _ZULU.match(after):
        return f"{zulu['hour']}:{zulu['minute']}:00Z"
    if word := _WORD.match(after):
        return "12:00:00" if word["word"].lower() == "noon" else "00:00:00"
    if clock := _CLOCK.match(after):
        hour = int(clock["hour"])
        if hour <= _NOON:
            hour = hour % _NOON + (_NOON if clock["half"].lower() == "p" else 0)
        return f"{hour:02d}:{clock['minute'] or '00'}:00"
    return None
