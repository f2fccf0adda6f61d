"""Offices and titles by which telegrams call persons, from the table beside this package."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from kgbuild.authority.alternatives import any_of

__all__ = [
    "OFFICE_HOLDERS",
    "TITLES_ONLY",
    "office_holders",
    "office_pattern",
    "secretary_of_state",
]

_DATA = Path(__file__).parent / "data"

OFFICE_HOLDERS = _DATA / "office_holders.tsv"
"""Who held which office (``training/derive_office_holders.py`` writes it)."""

_UNSEEN = 3
"""Years before he was first seen in office, and after the last time, in which a leader may have held it."""

TITLES_ONLY = frozenset({"Mr", "Dr", "Professor", "Madame", "Sir", "Lord"})
"""What stands before a name but does not stand for a person by itself."""


@cache
def office_pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of every office as written, and the office that each means.

    >>> pattern, meaning = office_pattern()
    >>> [meaning[m.group()] for m in pattern.finditer("FonMin told Amb. Reischauer and DefMin")]
    ['Foreign Minister', 'Ambassador', 'Defense Minister']
    """
    meaning: dict[str, str] = {}
    for line in (_DATA / "offices.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            office, _, variants = line.partition("\t")
            for name in (office, *filter(None, variants.split(";"))):
                meaning.setdefault(name, office)
    return re.compile(rf"(?<![\w.-]){any_of(meaning)}(?!\w)"), meaning


@cache
def _terms() -> dict[tuple[str, str], list[tuple[str, str, str]]]:
    """For each state and office its holders: first day, last day, name."""
    terms: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for line in OFFICE_HOLDERS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            state, office, name, since, until = line.split("\t")
            terms.setdefault((state, office), []).append((since, until, name))
    return terms


def secretary_of_state(date: str | None) -> str | None:
    """The family name of the Secretary of State on *date* (ISO), if the table covers it.

    >>> secretary_of_state("1963-02-06T22:34:00")
    'Rusk'
    """
    before = [t for t in _terms()["United States", "Secretary of State"] if date is not None and t[0] <= date[:10]]
    return max(before)[2] if before else None


def office_holders(office: str, state: str, date: str | None) -> list[str]:
    """The names of those who may have held the state's office on *date* (ISO), the likeliest first.

    A leader of another state is known by the days on which he was seen in office. He may have held it for some years
    before and after, but not after another one was seen there, nor before.

    >>> office_holders("Chancellor", "West Germany", "1959-05-04")
    ['Adenauer']
    """
    if date is None:
        return []
    day, year = date[:10], int(date[:4])
    terms = _terms().get((state, office), [])
    latest = max((since for since, _, _ in terms if since <= day), default="")
    next_one = min((until for _, until, _ in terms if until >= day), default="9999")
    away = sorted(
        (max(int(since[:4]) - year, year - int(until[:4]), 0), name)
        for since, until, name in terms
        if until >= latest and since <= next_one
    )
    return [name for years, name in away if years <= _UNSEEN]
