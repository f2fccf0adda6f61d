"""Expressions of time ("this morning", "noon November 8", "evening 27th") and the day that they mean.

The day is counted from the document's own: "yesterday" of a telegram dated 9 March is 8 March, and
a date without a year is the nearest one, or the next one for what is planned.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from kgbuild.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["find_durations", "find_times", "resolve_day"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth", "twentieth"),
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_WEEKDAY = (
    r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
    r"|(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\b\.?)"
)
_PART = r"(?:morning|afternoon|evening|night|noon|midnight|midday|lunchtime)"
_ORDINAL = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(_ORDINALS)})"
_NUMBERS = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_CLOCK = (
    r"(?:\d{1,2}(?:[:.]\d\d)? ?(?:[ap]\.?m\.?|[AP]\.?M\.?)|\d{1,2}:\d\d|[012]\d[0-5]0(?: hours)?"
    rf"|(?:\d{{1,2}}|{_NUMBERS}) o[’']clock)"
)
_SEASON = r"(?:week|weekend|month|year|spring|summer|fall|autumn|winter)"
_CALENDAR = rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?![\d:])|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH})(?:,? \d{{4}})?"
_UNIT = (
    rf"(?:(?:earlier|later) in the (?:day|{_PART}|week)"
    rf"|(?:(?:late|early|earlier|later) )?(?:today|tonight|yesterday|tomorrow)(?: {_PART})?"
    rf"|(?:late |early )?this (?:{_PART}|week|weekend|month)"
    r"|(?:late |early )?(?:last|next|the following|the previous) "
    rf"(?:{_PART}|{_SEASON}|{_WEEKDAY}|{_MONTH})(?: {_PART})?"
    rf"|(?:the )?(?:same|previous|following|next|other) (?:day|{_PART})"
    rf"|(?:late |early )?(?:{_PART} )?(?:of )?{_CALENDAR}(?: {_PART})?"
    rf"|{_WEEKDAY}(?: {_PART})?"
    rf"|(?:on )?{_PART} (?:of )?(?:the )?(?:{_ORDINAL}|\d{{1,2}}(?![\d:]))"
    rf"|(?:a few|several|some|{_NUMBERS}|\d{{1,2}}) (?:days|weeks|months|hours|minutes) ago"
    r"|some time ago|a (?:week|month|year) ago"
    rf"|recently|just now|day before(?: yesterday)?|{_CLOCK}|noon|midnight)"
)
_TIME = re.compile(rf"(?<![\w-]){_UNIT}(?:,? (?:(?:at|on|of) )?{_UNIT})*(?![\w-])")
_LENGTH = (
    rf"(?:a|an|one|half|{_NUMBERS}|\d{{1,3}}(?:[-–]?1/2|½)?|(?:one|two|three|four) and (?:one |a )?half"
    r"|one and a half|half an|some|several|over \w+|almost \w+|nearly \w+)"
)
_MINUTES = rf"(?:\d{{1,2}}|(?:{_NUMBERS}|fifteen|twenty|thirty|forty|fifty)(?:-five)?)"
_DURATION = re.compile(
    rf"(?i)(?<![\w-])(?:{_LENGTH}[ -](?:and (?:a |one )?half )?(?:hours?|hrs?)"
    rf"(?: (?:and )?{_MINUTES} minutes?| and (?:a|one|three) (?:half|quarters?))?"
    rf"|{_MINUTES}[ -](?:minutes?|mins?))\b"
)
_NEAR = (
    (r"\bday before yesterday\b", -2),
    (r"\byesterday\b|\blast (?:night|evening)\b", -1),
    (r"\btomorrow\b", 1),
    (rf"\btoday\b|\btonight\b|\bthis {_PART}|\bjust now\b", 0),
)
_ZONED = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def find_times(text: str, start: int, end: int) -> Iterator[Span]:
    """The expressions of time in ``text[start:end]``, the parts of one ("noon", "November 8") together."""
    for match in _TIME.finditer(text, start, end):
        yield Span(*match.span())


def find_durations(text: str, start: int, end: int) -> Iterator[Span]:
    """The expressions of how long ("one and one half hours") in ``text[start:end]``."""
    for match in _DURATION.finditer(text, start, end):
        yield Span(*match.span())


def resolve_day(expression: str, written: str | None, *, planned: bool = False) -> str | None:
    """The ISO date that *expression* means in a document dated *written* (ISO), where it means one day.

    >>> resolve_day("yesterday evening", "1967-03-09")
    '1967-03-08'
    >>> resolve_day("noon November 8", "1967-01-02"), resolve_day("January 12", "1956-01-06")
    ('1966-11-08', '1956-01-12')
    """
    dated = _ZONED.match(written or "")
    if dated is None:
        return None
    today = dt.date(int(dated[1]), int(dated[2]), int(dated[3]))
    day = _day(expression, today, planned=planned)
    return day.isoformat() if day else None


def _day(expression: str, today: dt.date, *, planned: bool) -> dt.date | None:
    words = expression.lower()
    if match := re.search(rf"({_MONTH}) (\d{{1,2}})|(\d{{1,2}})(?:st|nd|rd|th)? ({_MONTH})", expression):
        month = _MONTHS.index((match[1] or match[4])[:3].lower()) + 1
        year = re.search(r"\b(1[89]\d\d|20\d\d)\b", expression)
        return _date_near(month, int(match[2] or match[3]), int(year[1]) if year else None, today, planned=planned)
    for pattern, days in _NEAR:
        if re.search(pattern, words):
            return today + dt.timedelta(days=days)
    if match := re.search(rf"\b{_WEEKDAY}", expression):
        return _weekday(_DAYS.index(match[0][:3].lower()), today, planned=planned)
    if match := re.search(rf"{_PART} (?:of )?(?:the )?({_ORDINAL}|\d{{1,2}})\b", words):
        number = _ORDINALS.index(match[1]) + 1 if match[1] in _ORDINALS else int(re.sub(r"\D", "", match[1]))
        return _day_of_month(number, today, planned=planned)
    return None


def _date_near(month: int, day: int, year: int | None, today: dt.date, *, planned: bool) -> dt.date | None:
    """The day in *year*, else in the year that brings it nearest to *today*; what is planned lies ahead."""
    dates = []
    for candidate in [year] if year else [today.year - 1, today.year, today.year + 1]:
        try:
            dates.append(dt.date(candidate, month, day))
        except ValueError:
            continue
    ahead = [date for date in dates if date >= today] if planned else []
    return min(ahead or dates, key=lambda date: abs(date - today), default=None)


def _weekday(weekday: int, today: dt.date, *, planned: bool) -> dt.date:
    if planned:
        return today + dt.timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return today - dt.timedelta(days=(today.weekday() - weekday) % 7)


def _day_of_month(number: int, today: dt.date, *, planned: bool) -> dt.date | None:
    step = 1 if planned else -1
    for days in range(32):
        day = today + dt.timedelta(days=days * step)
        if day.day == number:
            return day
    return None
