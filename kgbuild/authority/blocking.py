"""Which entries of lists of persons are worth comparing: those whose names share a key."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kgbuild.authority.person_names import PersonName, parse_names, skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kgbuild.authority.matching import Profile
    from kgbuild.model import ListedPerson

__all__ = ["candidate_pairs", "count_bearers"]

_LONG = 4
"""Letters from which a part of a family name ("Douglas" of Douglas-Home) stands for it."""


def candidate_pairs(profiles: Mapping[int, Profile]) -> list[tuple[int, int]]:
    """Return the pairs of *profiles* (by number, the lesser first, sorted) that have a key of their names in common.

    Keys are the sound of a family name, or of a part of it, with an initial; all words in any order; and, for a name
    of one word alone, its sound.
    """
    blocks: dict[tuple[str, ...], set[int]] = defaultdict(set)
    alone: dict[str, set[int]] = defaultdict(set)
    for at, profile in profiles.items():
        for name in profile.names:
            for key in _keys(name):
                blocks[key].add(at)
            if not name.given:
                alone[skeleton("".join(name.family))].add(at)
    families: dict[str, set[int]] = defaultdict(set)
    for at, profile in profiles.items():
        for name in profile.names:
            for sound in {skeleton("".join(name.family)), *map(skeleton, name.family)} & alone.keys():
                families[sound].add(at)
    pairs = {(one, other) for block in blocks.values() for one in block for other in block if one < other}
    for sound, some in alone.items():
        pairs.update((min(one, other), max(one, other)) for one in some for other in families[sound] if one != other)
    return sorted(pairs)


def _keys(name: PersonName) -> Iterator[tuple[str, ...]]:
    families = {"".join(name.family), *(part for part in name.family if len(part) >= _LONG)}
    for family in families:
        for given in (*name.given[:2], *name.nicknames):
            yield skeleton(family), given[0]
    sounds = sorted(skeleton(word) for word in name.words if len(word) > 1)
    if len(sounds) > 1:
        yield ("words", *sounds)
    if name.given:
        yield ("letters", "".join(sorted("".join(name.words))))


def count_bearers(persons: Iterable[ListedPerson]) -> dict[str, int]:
    """Count by family name how many forenames stand with it; an initial counts if no forename begins with it."""
    forenames: dict[str, set[str]] = defaultdict(set)
    for person in persons:
        name = parse_names(person.name)[0]
        if name.given:
            forenames["".join(name.family)].add(name.given[0][:2])
    return {family: _different(starts) for family, starts in forenames.items()}


def _different(starts: set[str]) -> int:
    words = {start for start in starts if len(start) > 1}
    return len(words | (starts - words - {word[0] for word in words}))
