"""Numbers, sessions and dates beside the name of a resolution ("Resolutions 2221 (XXI) and 2222 (XXI)")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Dated", "date_after", "date_inside", "date_of_all", "is_month", "numbers_after"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = ("january", "february", "march", "april", "june", "july", "august", "sept", "september", "october")
_LONG_MONTHS = frozenset((*_FULL, "november", "december"))
_CENTURY = 100
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DATE = re.compile(
    rf"(?:(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)? (?P<month2>{_MONTH}))"
    r"(?!\d)(?:,? ?(?P<year>(?:19)?\d\d)(?![\d:]))?"
)
_AFTER = re.compile(rf",? ?(?:(?:of|dated|adopted(?: on| by [A-Z][\w ]+ on)?|passed|on) )?{_DATE.pattern}")
_FURTHER = re.compile(rf" of (?:the )?{_DATE.pattern}")
_YEAR_AFTER = re.compile(r",?(?: of)? (19[3-9]\d)\b")
_NUMBER = re.compile(
    r"[’']?,? ?(?:[Nn]os?\.? |[Nn]umber )?(?P<number>\d{1,4})"
    rf"(?!\d|[:.,]\d| ?(?:[ap]\.?m|percent|per cent|{_MONTH}))"
    r"(?: ?-?(?P<letter>[A-E]\b))?(?: ?\((?P<qualifier>(?:E?S-?)?[IVXLivx1]+|(?:19)\d\d)\))?"
)
_MORE = re.compile(r",? ?(?:and|&|or|,) (?=\d{1,4}[ A-E]*(?:\(|\b))")


class Dated(NamedTuple):
    """Month and day, and year, as far as told; ``end`` is where the date ends (-1: there is none)."""

    day: tuple[int, int] | None
    year: int | None
    end: int


def numbers_after(text: str, at: int, stop: int, *, plural: bool) -> Iterator[tuple[int, int, str, str | None]]:
    """Start, end, number and session or year of each number that follows "resolution" at *at*.

    >>> [n[2:] for n in numbers_after("Resolutions 2221 (XXI) and 2222 (XXI)", 11, 37, plural=True)]
    [('2221', 'XXI'), ('2222', 'XXI')]
    """
    lead = re.compile(r" ?\((?=\d)").match(text, at)
    match = _NUMBER.match(text, lead.end() if lead else at, stop)
    while match:
        number, qualifier = match["number"], match["qualifier"]
        if qualifier is None and re.fullmatch(r"19[3-9]\d", number):
            return
        yield match.start("number"), match.end(), number + (match["letter"] or ""), _qualifier(qualifier)
        more = _MORE.match(text, match.end(), stop) if plural or qualifier else None
        match = _NUMBER.match(text, more.end(), stop) if more else None


def date_inside(text: str, start: int, stop: int) -> Dated:
    """The date in ``text[start:stop]`` ("Nov 22 SC res")."""
    match = _DATE.search(text, start, stop)
    if match:
        return _dated(match)
    year = re.compile(r"\b19\d\d\b").search(text, start, stop)
    return Dated(None, int(year.group()) if year else None, -1)


def date_after(text: str, at: int, stop: int, further: int = -1) -> Dated:
    """The date right after *at*, or before *further* with "of" ("resolution on Cyprus of August 9")."""
    if match := _AFTER.match(text, at, stop):
        return _dated(match)
    if further > 0 and (match := _FURTHER.search(text, at, min(further, stop))):
        return _dated(match)
    year = _YEAR_AFTER.match(text, at, stop)
    return Dated(None, int(year[1]), year.end()) if year else Dated(None, None, -1)


def date_of_all(text: str, at: int, stop: int) -> Dated | None:
    """The date that is said of several resolutions at once ("2221 (XXI) and 2222 (XXI), both December 19")."""
    match = re.compile(r",? ?(?:both|all|each)(?: (?:of|dated|adopted|passed)(?: on)?)? " + _DATE.pattern).match(
        text, at, stop
    )
    return _dated(match) if match else None


def is_month(word: str) -> bool:
    """Whether the word (in lower case) names a month.

    >>> is_month("nov"), is_month("sept"), is_month("marshal")
    (True, True, False)
    """
    return word in _MONTHS or word in _LONG_MONTHS


def _dated(match: re.Match[str]) -> Dated:
    month = (match["month"] or match["month2"])[:3].lower()
    year = int(match["year"]) if match["year"] else None
    day = int(match["day"] or match["day2"])
    return Dated((_MONTHS.index(month) + 1, day), 1900 + year if year and year < _CENTURY else year, match.end())


def _qualifier(text: str | None) -> str | None:
    """The session as the symbols have it: the series also prints "(xiv)" and "(ESII)"."""
    if text is None:
        return None
    upper = text.upper()
    return re.sub(r"^(E?S)-?(?=[IVX\d])", r"\1-", upper) if upper.startswith(("ES", "S")) else upper
