"""Derive the table of who held which office from the data sets of the Office of the Historian (public domain).

python training/derive_office_holders.py

Reads ``../shared/authority`` (``visits``: leaders who visited the United States; ``travels``: whom Presidents and
Secretaries of State met abroad; ``pocom``: principal officers of the Department of State) and writes
``kgbuild/authority/data/office_holders.tsv``. An officer of the Department has the days on which his service began
and ended; a leader of another state has the days on which he was first and last seen in office.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from kgbuild.authority.offices import OFFICE_HOLDERS, office_pattern
from kgbuild.authority.states import state_pattern
from kgbuild.authority.xml_files import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

AUTHORITY = Path(__file__).parents[1].parent / "shared" / "authority"
FIRST, LAST = "1945", "1981"

Fact = tuple[str, str, str, str, str]
"""State, office, name, first day, last day."""

_STATES = {
    "China, People’s Republic of": "Communist China",
    "China, Republic of": "Republic of China",
    "Congo, Republic of": "Congo",
    "Dahomey (Benin)": "Dahomey",
    "Democratic Republic of the Congo (Zaire)": "Congo",
    "Ceylon (Sri Lanka)": "Ceylon",
    "Germany, Federal Republic of": "West Germany",
    "Germany": "West Germany",
    "Khmer Republic (Cambodia)": "Cambodia",
    "Korea": "South Korea",
    "Malaya": "Malaysia",
    "U.S.S.R.": "Soviet Union",
    "Union of South Africa": "South Africa",
    "Vatican City": "Holy See",
    "Vietnam": "South Vietnam",
}
_PRINCIPALS = {
    "secretary": "Secretary of State",
    "under-secretary": "Under Secretary",
    "deputy-secretary": "Deputy Secretary",
}
_LEADERS = frozenset({
    "President", "Prime Minister", "Premier", "Chancellor", "Foreign Minister", "Defense Minister", "King", "Queen",
    "Shah", "Emperor", "Sultan", "Pope", "Crown Prince", "Generalissimo", "Archbishop", "Chairman", "Amir",
})  # fmt: skip
_AFTER_OFFICE = re.compile(
    r"\s+((?:(?:[A-Z]\.|St\.|de|van|von|al|el|ben|bin|U)\s)*[A-ZÀ-Þ][\w’'-]+(?:\s(?:[A-Z]\.|de|van|[A-ZÀ-Þ][\w’'-]+))*)"
)
_PAST = re.compile(r"[Ff]ormer\s|[Ff]uneral")
_AMERICANS = frozenset("Roosevelt Truman Eisenhower Kennedy Johnson Nixon Ford Carter Reagan".split())


_HEAD = """\
# Who held which office, 1945 to 1980: for officers of the Department of State the days of entry on duty and of
# leaving it, for leaders the days on which they were first and last seen in office.
# By training/derive_office_holders.py from the Office of the Historian's Principal Officers and Chiefs of Mission,
# Visits by Foreign Leaders, and Travels of the President and of the Secretary (public domain).
# state\toffice\tname\tfrom\tuntil
"""


def _state(name: str) -> str | None:
    pattern, meaning = state_pattern()
    match = pattern.fullmatch(name)
    return _STATES.get(name) or (meaning[match.group()] if match else None)


def _persons(words: str, state: str | None) -> Iterator[tuple[str, str, str]]:
    """State, office and name of each leader in the words; one of another people than the state's is said to be."""
    offices, meaning = office_pattern()
    states, people = state_pattern()
    taken = 0
    for match in offices.finditer(words):
        office, name = meaning[match.group()], _AFTER_OFFICE.match(words, match.end())
        if office not in _LEADERS or name is None or match.start() < taken or _PAST.search(words, 0, match.start()):
            continue
        taken = name.end()
        words_of_name = name.group(1).split()
        titles = {"Archbishop"} & set(words_of_name)  # "President Archbishop Makarios"
        full = " ".join(words_of_name[len(titles) :])
        before = states.search(words[max(0, match.start() - 15) : match.start()].rpartition(",")[2])
        whose = people[before.group()] if before else state
        if whose and not _AMERICANS & set(words_of_name):
            yield from ((whose, each, full) for each in sorted({office, *titles}))


def _text(element: etree._Element, tag: str) -> str:
    return one_line(element.findtext(tag))


def visits() -> Iterator[Fact]:
    """Leaders who visited the United States."""
    for path in sorted((AUTHORITY / "visits" / "data").glob("*.xml")):
        for visit in etree.parse(path).iterfind("visit"):
            for state, office, name in _persons(_text(visit, "visitor"), _state(_text(visit, "from"))):
                yield state, office, name, _text(visit, "start-date"), _text(visit, "end-date")


def travels() -> Iterator[Fact]:
    """Presidents who travelled, and the leaders whom they and the Secretaries of State met abroad."""
    for path in sorted((AUTHORITY / "travels").glob("*/*.xml")):
        for trip in etree.parse(path).iterfind("trip"):
            start, end = _text(trip, "start-date"), _text(trip, "end-date")
            if trip.get("role") == "president":
                yield "United States", "President", _text(trip, "name"), start, end
            for state, office, name in _persons(_text(trip, "remarks"), _state(_text(trip, "country"))):
                yield state, office, name, start, end


def principals() -> Iterator[Fact]:
    """The Department's highest officers, from entry on duty to the end of service."""
    for file, office in _PRINCIPALS.items():
        for person in etree.parse(AUTHORITY / "pocom" / "positions-principals" / f"{file}.xml").iter("principal"):
            identifier = _text(person, "person-id")
            record = etree.parse(AUTHORITY / "pocom" / "people" / identifier[0] / f"{identifier}.xml").find("persName")
            if record is not None and (start := _text(person, "started/date")):
                yield "United States", office, _text(record, "surname"), start, _text(person, "ended/date") or start


def merged(facts: Iterator[Fact]) -> list[Fact]:
    """The facts of the years of the table; a man in the same office is one row from his first to his last day."""
    spans: dict[tuple[str, str, str], tuple[str, str]] = {}
    for state, office, name, start, end in facts:
        if start < LAST and end >= FIRST:
            first, last = spans.get((state, office, name), (start, end))
            spans[state, office, name] = (min(first, start), max(last, end))
    return sorted((*key, *days) for key, days in spans.items())


def main() -> None:
    rows = merged(fact for source in (visits(), travels(), principals()) for fact in source)
    OFFICE_HOLDERS.write_text(_HEAD + "".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    print(f"{len(rows)} rows")


if __name__ == "__main__":
    main()
