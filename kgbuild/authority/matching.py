"""How alike two men of lists of persons are: named features of their names and offices, weighed by a model."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kgbuild.authority.name_comparison import compare_family, compare_given, rank_of
from kgbuild.authority.person_names import PersonName, parse_names
from kgbuild.authority.roles import countries_of, parse_role, role_words, see_reference, years_of_volume
from kgbuild.logistic import logistic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kgbuild.model import ListedPerson

__all__ = ["MatchModel", "Profile", "features", "load_match_model", "profile_of"]

_ROLES = 40
"""Different offices that are kept of a man; who is in a hundred lists has few that these do not tell."""
_MODEL = Path(__file__).parent / "data" / "persons.json"


@dataclass(slots=True)
class Profile:
    """What entries that are held for one man say together."""

    entries: list[str]
    volumes: set[str]
    names: set[PersonName]
    middles: Counter[str]
    roles: dict[frozenset[str], None]
    countries: set[str]
    years: tuple[int, int] | None

    def absorb(self, other: Profile) -> None:
        """Take in what is said of the same man elsewhere."""
        self.entries.extend(other.entries)
        self.volumes |= other.volumes
        self.names |= other.names
        self.middles += other.middles
        for role in other.roles:
            if len(self.roles) < _ROLES:
                self.roles.setdefault(role)
        self.countries |= other.countries
        if self.years and other.years:
            self.years = min(self.years[0], other.years[0]), max(self.years[1], other.years[1])
        else:
            self.years = self.years or other.years


def profile_of(person: ListedPerson) -> Profile:
    """Read one entry."""
    role = "" if see_reference(person.role) else person.role or ""
    tenures = parse_role(role)
    names = parse_names(person.name)
    volume = person.entry.partition("#")[0]
    span = years_of_volume(volume)
    years = [int(year[:4]) for tenure in tenures for year in (tenure.since, tenure.until) if year]
    years.extend(span or ())
    return Profile(
        entries=[person.entry],
        volumes={volume},
        names=set(names),
        middles=Counter(n.given[1][0] for n in names[:1] if n.ordered and len(n.given) > 1),
        roles=dict.fromkeys(words for tenure in tenures if (words := role_words(tenure.text))),
        countries=set(countries_of(role)),
        years=(min(years), max(years)) if years else None,
    )


class MatchModel(msgspec.Struct, frozen=True):
    """Weights of features, and how much a word of an office tells (``inverse document frequency``)."""

    bias: float
    weights: dict[str, float]
    words: dict[str, float]
    rarest: float

    def probability(self, found: Sequence[str]) -> float:
        """Return how likely two profiles of these features are one man; 0 where there is none."""
        if not found:
            return 0.0
        return logistic(self.bias + sum(self.weights.get(name, 0.0) for name in found))

    def weight_of(self, words: frozenset[str]) -> float:
        """Return how much *words* of an office tell together."""
        return sum(self.words.get(word, self.rarest) for word in words)


@cache
def load_match_model() -> MatchModel:
    """Return the shipped model."""
    return msgspec.json.decode(_MODEL.read_bytes(), type=MatchModel)


def _fullness(name: PersonName) -> int:
    return 0 if not name.given else 1 if len(name.given[0]) == 1 else 2


def _names(one: Profile, other: Profile) -> tuple[str, str, str, PersonName, PersonName]:
    """Compare the names that are as full as both profiles have them, and take the pair that agrees best."""
    fullness = min(max(map(_fullness, one.names)), max(map(_fullness, other.names)))
    mine, yours = ([name for name in p.names if _fullness(name) >= fullness] for p in (one, other))
    if any(len(name.given) > 1 for name in mine) and any(len(name.given) > 1 for name in yours):
        mine, yours = ([name for name in names if len(name.given) > 1] for names in (mine, yours))
    found = []
    for a in mine:
        for b in yours:
            family = compare_family(a, b)
            first, further = compare_given(a, b)
            rank = rank_of(family, first, further)
            found.append((rank, a.words, b.words, family, first, further, a, b))
    return max(found, key=lambda pair: pair[:3])[3:]


def features(one: Profile, other: Profile, model: MatchModel, bearers: Mapping[str, int]) -> list[str]:
    """Name what speaks for and against that two profiles are of one man; nothing where no family names agree.

    *bearers* tells how many forenames there are to a family name.
    """
    family, first, further, a, b = _names(one, other)
    if family == "other":
        return []
    grade = _grade(family, first, further)
    if _excluded(one, other, grade, a, b):
        return []
    found = [
        f"grade={grade}",
        f"family={family}",
        f"first={first}",
        f"further={further}",
        f"{family}/{first}/{further}",
    ]
    if not a.ordered or not b.ordered:
        found.append(f"unordered/{grade}")
    if a.alias or b.alias:
        found.append("alias")
    found.append(f"generation={_generation(one, other)}")
    common = bearers.get("".join(a.family), 1)
    found.extend(f"common>{level}/{_sure(grade)}" for level in (1, 3, 8) if common > level)
    if one.middles and other.middles and not one.middles.keys() & other.middles.keys():
        support = min(one.middles.total(), other.middles.total())
        found.extend(f"middles>{level}" for level in (0, 1, 3) if support > level)
    role = _roles(one, other, model)
    if role is None:
        found.append("role=none")
    else:
        found.extend(f"role>{level}" for level in _ROLE_LEVELS if role > level)
        found.extend(f"role>{level}/{_sure(grade)}" for level in _ROLE_LEVELS if role > level)
    found.append(f"country={_country(one, other)}")
    found.append(f"country={_country(one, other)}/{_sure(grade)}")
    gap = _gap(one.years, other.years)
    found.extend(f"gap>{level}" for level in _GAP_LEVELS if gap > level)
    found.extend(f"gap>{level}/{_sure(grade)}" for level in _GAP_LEVELS if gap > level)
    if one.volumes & other.volumes:
        found.extend(("same-volume", f"same-volume/{grade}"))
    return found


def _excluded(one: Profile, other: Profile, grade: str, a: PersonName, b: PersonName) -> bool:
    """Whether names that conflict are surely no misprint of each other.

    So it is where one list has both, where both stand in several lists, and where names in the order of Vietnam or
    China differ in a whole word.
    """
    if grade != "conflict":
        return False
    if one.volumes & other.volumes or not (a.ordered or b.ordered):
        return True
    if not one.middles or not other.middles or one.middles.keys() & other.middles.keys():
        return False
    return min(one.middles.total(), other.middles.total()) >= _NO_MISPRINT


_NO_MISPRINT = 4
_ROLE_LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9)
_GAP_LEVELS = (5, 12, 20)


def _sure(grade: str) -> str:
    return grade if grade in {"full", "conflict"} else "weak"


def _generation(one: Profile, other: Profile) -> str:
    mine, yours = ({name.generation for name in profile.names} - {""} for profile in (one, other))
    if mine and yours:
        return "same" if mine & yours else "other"
    return "missing" if mine or yours else "none"


def _country(one: Profile, other: Profile) -> str:
    if not one.countries or not other.countries:
        return "unknown"
    return "same" if one.countries & other.countries else "other"


def _grade(family: str, first: str, further: str) -> str:
    """Sum up how two names stand to each other."""
    if not {first, further}.isdisjoint(("other", "clash")):
        return "conflict"
    if family != "equal":
        return "family"
    if first in {"skipped", "nick"}:
        return first
    same_first = first in {"equal", "joined"}
    if further == "equal" or (same_first and further in {"initials", "initial"}):
        return "full"
    if same_first:
        return "first-only"
    return "bare" if first == "none" else "weak"


def _roles(one: Profile, other: Profile, model: MatchModel) -> float | None:
    """How alike the most alike two of their offices are, from 0 to 1; ``None`` where one has none."""
    if not one.roles or not other.roles:
        return None
    others = [(yours, model.weight_of(yours)) for yours in other.roles]
    least = 2 * model.rarest
    best = 0.0
    for mine in one.roles:
        weight = model.weight_of(mine)
        for yours, its in others:
            if common := mine & yours:
                best = max(best, model.weight_of(common) / max(min(weight, its), least))
                if best > _ROLE_LEVELS[-1]:
                    return best
    return best


def _gap(one: tuple[int, int] | None, other: tuple[int, int] | None) -> int:
    """Years between what is known of the one and of the other; 0 where they overlap or nothing is known."""
    return max(0, one[0] - other[1], other[0] - one[1]) if one and other else 0
