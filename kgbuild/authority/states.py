"""States and bodies by the names that telegrams use, from the tables beside this package."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kgbuild.authority.alternatives import any_of

__all__ = [
    "Body",
    "State",
    "bodies",
    "body_pattern",
    "capital_pattern",
    "government_of",
    "local_bodies",
    "other_names",
    "state_pattern",
    "states",
]

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class State:
    """A state or territory: its common English name, its other names, its people, its government, its capitals."""

    name: str
    names: tuple[str, ...]
    people: tuple[str, ...]
    government: tuple[str, ...]
    capitals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """An organ, organization or group, with its other names; ``local`` if the name means another in each document."""

    name: str
    names: tuple[str, ...]
    local: bool


def _rows(file: str) -> list[list[str]]:
    lines = (_DATA / file).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") + [""] * 4 for line in lines if line.strip() and not line.startswith("#")]


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split(";")))


def _people(cell: str) -> tuple[str, ...]:
    """Adjectives and peoples; "South Korean South Koreans" holds names of two words."""
    return tuple(re.findall(r"(?:(?:South|North|East|West|Costa|New|Saudi) )?\S+", cell))


@cache
def states() -> tuple[State, ...]:
    """All states, in the order of the table."""
    return tuple(
        State(name, _listed(names), _people(people), tuple(government.split()), _listed(capitals))
        for name, names, people, government, capitals, *_ in _rows("states.tsv")
    )


@cache
def bodies() -> tuple[Body, ...]:
    """All bodies, in the order of the table."""
    return tuple(Body(name, _listed(names), mark == "local") for name, names, mark, *_ in _rows("bodies.tsv"))


def _alternatives(names: set[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.-]){any_of(names)}(?!\w)")


@cache
def state_pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of every unambiguous name, adjective and abbreviation, and the state that each means.

    >>> pattern, meaning = state_pattern()
    >>> [meaning[m.group()] for m in pattern.finditer("Soviets and GRC told Britain")]
    ['Soviet Union', 'Republic of China', 'United Kingdom']
    """
    shared = _shared_governments()
    meaning: dict[str, str] = {}
    for state in states():
        own = [g for g in state.government if g not in shared]
        for name in (state.name, *state.names, *state.people, *own):
            meaning.setdefault(name, state.name)
    return _alternatives(set(meaning)), meaning


@cache
def capital_pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of the capitals, and the state whose government sits in each.

    >>> pattern, meaning = capital_pattern()
    >>> [meaning[m.group()] for m in pattern.finditer("his talks in Ankara and New Delhi")]
    ['Turkey', 'India']
    """
    meaning = {capital: state.name for state in states() for capital in state.capitals}
    return _alternatives(set(meaning)), meaning


@cache
def _shared_governments() -> dict[str, tuple[str, ...]]:
    holders: dict[str, list[str]] = {}
    for state in states():
        for abbreviation in state.government:
            holders.setdefault(abbreviation, []).append(state.name)
    return {a: tuple(names) for a, names in holders.items() if len(names) > 1}


def government_of(abbreviation: str) -> tuple[str, ...]:
    """The states whose government *abbreviation* may mean.

    >>> government_of("GOP")
    ('Pakistan', 'Panama', 'Paraguay', 'Peru', 'Philippines', 'Poland', 'Portugal')
    """
    return _shared_governments().get(abbreviation, ())


@cache
def other_names(name: str) -> tuple[str, ...]:
    """The other names of the state or body called *name* in the tables.

    >>> other_names("NATO")[0]
    'North Atlantic Treaty Organization'
    """
    everything: tuple[State | Body, ...] = (*states(), *bodies())
    return next((entry.names for entry in everything if entry.name == name), ())


@cache
def local_bodies() -> frozenset[str]:
    """The names of bodies that mean another body in each document ("rebels")."""
    return frozenset(body.name for body in bodies() if body.local)


@cache
def body_pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of every name of a body, and the body that each means."""
    meaning: dict[str, str] = {}
    for body in bodies():
        for name in (body.name, *body.names):
            meaning.setdefault(name, body.name)
    return _alternatives(set(meaning)), meaning
