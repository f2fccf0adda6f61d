"""Offices and titles by which telegrams call persons, from the table beside this package."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

__all__ = ["SECRETARIES_OF_STATE", "TITLES_ONLY", "office_pattern", "secretary_of_state"]

_DATA = Path(__file__).parent / "data"

TITLES_ONLY = frozenset({"Mr", "Dr", "Professor", "Madame", "Sir", "Lord"})
"""What stands before a name but does not stand for a person by itself."""

SECRETARIES_OF_STATE = (
    ("1945-07-03", "Byrnes"),
    ("1947-01-21", "Marshall"),
    ("1949-01-21", "Acheson"),
    ("1953-01-21", "Dulles"),
    ("1959-04-22", "Herter"),
    ("1961-01-21", "Rusk"),
    ("1969-01-22", "Rogers"),
    ("1973-09-22", "Kissinger"),
    ("1977-01-23", "Vance"),
    ("1980-05-08", "Muskie"),
    ("1981-01-22", "Haig"),
    ("1982-07-16", "Shultz"),
    ("1989-01-25", "Baker"),
)
"""The day of entry on duty and the family name (Office of the Historian, *Principal Officers*)."""


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
    longest_first = sorted(meaning, key=lambda n: (-len(n), n))
    return re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"), meaning


def secretary_of_state(date: str | None) -> str | None:
    """The family name of the Secretary of State on *date* (ISO), if the table covers it.

    >>> secretary_of_state("1963-02-06T22:34:00")
    'Rusk'
    """
    holder = None
    for since, name in SECRETARIES_OF_STATE:
        if date is not None and since <= date[:10]:
            holder = name
    return holder
