"""Who is who: the entries of all volumes' lists of persons, joined where they are one man.

Entries meet only where keys of their names agree (blocking), so time grows with the entries and not with
their square. Equal names are joined one after the other while their offices allow it; then different
spellings, the surest first, each time with all that is known of both men by then, so that "Hill, Robert" joins one
of "Hill, Robert B." and "Hill, Robert C." and does not chain them together.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kgbuild.authority.blocking import candidate_pairs, count_bearers
from kgbuild.authority.matching import MatchModel, Profile, features, load_match_model, profile_of
from kgbuild.authority.person_names import fold, parse_names
from kgbuild.authority.roles import see_reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgbuild.model import ListedPerson

__all__ = ["Doubt", "Join", "Unification", "UnifiedPerson", "unify"]

_JOIN = 0.5
_DOUBT = 0.2
_SURE = 0.995
_ALL_BUT_SURE = 0.999
_RECORD = "record"


@dataclass(frozen=True, slots=True, order=True)
class Join:
    """Why two entries are one man: the rule that joined them, and how sure it is (0 to 1)."""

    entry: str
    other: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class UnifiedPerson:
    """One man: his entries, sorted, and the joins that hold them together, one fewer than entries.

    ``record`` is the identifier of the authority's record of him, where one decides.
    """

    entries: tuple[ListedPerson, ...]
    joins: tuple[Join, ...] = ()
    record: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Doubt:
    """Two persons (by an entry of each) who may be one, yet are not joined."""

    entry: str
    other: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Unification:
    """The persons of all lists, sorted by their first entry, and the doubtful pairs."""

    persons: tuple[UnifiedPerson, ...]
    doubts: tuple[Doubt, ...] = ()


@dataclass(slots=True)
class _Man:
    profile: Profile
    joins: list[Join] = field(default_factory=list)
    record: str | None = None
    version: int = 0

    @property
    def first(self) -> str:
        return min(self.profile.entries)


def unify(
    persons: Iterable[ListedPerson],
    records: Mapping[str, str] | None = None,
    *,
    holders: Iterable[ListedPerson] = (),
    model: MatchModel | None = None,
) -> Unification:
    """Join the entries *persons*, in any order; *records* gives entries that an authority's record decides.

    *holders* are entries of a register of office holders: they are joined too, but how common a family name is, is
    counted without them.
    """
    return _Unifier(persons, holders, records or {}, model or load_match_model()).run()


class _Unifier:
    def __init__(
        self,
        persons: Iterable[ListedPerson],
        holders: Iterable[ListedPerson],
        records: Mapping[str, str],
        model: MatchModel,
    ) -> None:
        listed = list(persons)
        self._persons = {person.entry: person for person in sorted((*listed, *holders), key=lambda p: p.entry)}
        self._records = records
        self._model = model
        self._men: dict[int, _Man] = {}
        self._joined: dict[int, int] = {}
        self._bearers = count_bearers({person.entry: person for person in listed}.values())

    def run(self) -> Unification:
        self._join_equal_names()
        self._follow_references()
        doubts = self._join_spellings()
        found = [
            UnifiedPerson(
                tuple(self._persons[entry] for entry in sorted(man.profile.entries)),
                tuple(sorted(man.joins)),
                man.record,
            )
            for man in self._men.values()
        ]
        return Unification(tuple(sorted(found, key=lambda p: p.entries[0].entry)), doubts)

    # --- equal names ---

    def _join_equal_names(self) -> None:
        groups: dict[object, list[_Man]] = defaultdict(list)
        by_record: dict[str, _Man] = {}
        for person in self._persons.values():
            record = self._records.get(person.entry)
            man = _Man(profile_of(person), record=record)
            if record and (known := by_record.get(record)):
                self._merge(known, man, _RECORD, 1.0)
                continue
            if record:
                by_record[record] = man
            groups[_equal_name(person.name)].append(man)
        for group in groups.values():
            for man in self._one_by_one(group):
                self._men[len(self._men)] = man

    def _one_by_one(self, group: list[_Man]) -> list[_Man]:
        """Let each man of one name join the likeliest of those before him, by years and entries.

        A name without a second forename is a name of many: such men wait for all other evidence, unless sure.
        """
        settled: list[_Man] = []
        for man in sorted(group, key=lambda m: (m.profile.years or (9999, 9999), m.first)):
            best = max(((self._probability(known, man), -at) for at, known in enumerate(settled)), default=(0.0, 0))
            enough = _JOIN if any(len(name.given) > 1 for name in man.profile.names) else _SURE
            if best[0] >= enough:
                self._merge(settled[-best[1]], man, "equal-name", best[0])
            else:
                settled.append(man)
        return settled

    # --- references within a volume ---

    def _follow_references(self) -> None:
        owner = {entry: at for at, man in self._men.items() for entry in man.profile.entries}
        volumes: dict[str, list[ListedPerson]] = defaultdict(list)
        references = [(p, name) for p in self._persons.values() if (name := see_reference(p.role))]
        wanted = {person.entry.partition("#")[0] for person, _ in references}
        for person in self._persons.values():
            volume = person.entry.partition("#")[0]
            if volume in wanted and not see_reference(person.role):
                volumes[volume].append(person)
        for person, name in references:
            target = _referred(name, volumes[person.entry.partition("#")[0]])
            if not target:
                continue
            one, other = self._root(owner[target.entry]), self._root(owner[person.entry])
            if one != other and self._may_join(self._men[one], self._men[other]):
                self._absorb(one, other, Join(person.entry, target.entry, "see-reference", 0.99))

    # --- spellings ---

    def _join_spellings(self) -> tuple[Doubt, ...]:
        neighbours: dict[int, set[int]] = defaultdict(set)
        heap: list[tuple[float, str, str, int, int, int, int]] = []
        doubts: dict[tuple[int, int], float] = {}

        def weigh(one: int, other: int) -> None:
            first, second = self._men[one], self._men[other]
            if not self._may_join(first, second):
                return
            probability = self._probability(first, second)
            if probability >= _JOIN:
                lesser, greater = sorted((first.first, second.first))
                heapq.heappush(heap, (-probability, lesser, greater, one, other, first.version, second.version))
            elif probability >= _DOUBT:
                doubts[min(one, other), max(one, other)] = probability

        for one, other in candidate_pairs({at: man.profile for at, man in self._men.items()}):
            neighbours[one].add(other)
            neighbours[other].add(one)
            weigh(one, other)
        while heap:
            negative, _, _, one, other, version, other_version = heapq.heappop(heap)
            first, second = self._men.get(one), self._men.get(other)
            if not first or not second or (first.version, second.version) != (version, other_version):
                continue
            if len(first.profile.entries) < len(second.profile.entries):
                one, other, first, second = other, one, second, first
            self._absorb(one, other, _join(first, second, "similar-name", -negative))
            around = (neighbours.pop(other) | neighbours[one]) - {one, other}
            neighbours[one] = around
            for near in sorted(around):
                neighbours[near].discard(other)
                neighbours[near].add(one)
                doubts.pop((min(one, near), max(one, near)), None)
                weigh(one, near)
        return tuple(sorted(self._doubt(a, b, p) for (a, b), p in doubts.items() if a in self._men and b in self._men))

    # --- joining ---

    def _doubt(self, one: int, other: int, probability: float) -> Doubt:
        lesser, greater = sorted((self._men[one].first, self._men[other].first))
        return Doubt(lesser, greater, round(probability, 3))

    def _probability(self, one: _Man, other: _Man) -> float:
        """Return how likely two men are one; 0 where no names of theirs share a family name."""
        return self._model.probability(features(one.profile, other.profile, self._model, self._bearers))

    def _may_join(self, one: _Man, other: _Man) -> bool:
        return not (one.record and other.record and one.record != other.record)

    def _root(self, at: int) -> int:
        while at in self._joined:
            at = self._joined[at]
        return at

    def _absorb(self, one: int, other: int, join: Join) -> None:
        absorbed = self._men.pop(other)
        self._joined[other] = one
        man = self._men[one]
        man.profile.absorb(absorbed.profile)
        man.joins.extend((*absorbed.joins, join))
        man.record = man.record or absorbed.record
        man.version += 1

    def _merge(self, man: _Man, other: _Man, rule: str, confidence: float) -> None:
        man.joins.append(_join(man, other, rule, confidence))
        man.joins.extend(other.joins)
        man.profile.absorb(other.profile)
        man.record = man.record or other.record


def _join(one: _Man, other: _Man, rule: str, confidence: float) -> Join:
    lesser, greater = sorted((one.first, other.first))
    return Join(lesser, greater, rule, round(min(confidence, _ALL_BUT_SURE), 3) if rule != _RECORD else 1.0)


def _equal_name(printed: str) -> tuple[object, ...]:
    name = parse_names(printed)[0]
    return name.family, name.given, name.generation


def _referred(name: str, persons: list[ListedPerson]) -> ListedPerson | None:
    """Return the only entry of a volume that has all words of *name*, or whose own words come closest."""
    wanted = {word for found in parse_names(name) for word in found.words} or {fold(name)}
    matches = []
    for person in persons:
        words = {word for found in parse_names(person.name) for word in found.words}
        if wanted <= words:
            matches.append((len(words - wanted), person.entry, person))
    matches.sort(key=lambda match: match[:2])
    return matches[0][2] if matches and (len(matches) == 1 or matches[0][0] < matches[1][0]) else None
