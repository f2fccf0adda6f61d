"""Who held an office on a day: chiefs of missions, principals of the Department of State, leaders of other states."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kgbuild.authority.person_names import fold
from kgbuild.authority.states import state_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgbuild.authority.pocom import Appointment
    from kgbuild.authority.visits import Visit

__all__ = ["Leader", "OfficeHolders"]

_LEADERS_YEARS = 4
"""How far apart two visits of one leader may be for him to have been in office between them."""


@dataclass(frozen=True, slots=True)
class Leader:
    """A foreign leader who came in an office before a day and after it: his ``name`` without it, the two visits."""

    name: str
    before: Visit
    after: Visit


class OfficeHolders:
    """An index of *appointments* and *visits*. Days are ISO dates; a date with a time counts by its day."""

    def __init__(self, appointments: Iterable[Appointment], visits: Iterable[Visit]) -> None:
        self._chiefs: dict[str, list[Appointment]] = defaultdict(list)
        self._principals: dict[str, list[Appointment]] = defaultdict(list)
        for appointment in sorted(appointments, key=lambda a: (a.since, a.id)):
            for place in {_place(name) for name in appointment.places}:
                self._chiefs[place].append(appointment)
            if not appointment.places:
                self._principals[appointment.title].append(appointment)
        self._visits: dict[str, list[Visit]] = defaultdict(list)
        for visit in sorted(visits, key=lambda v: (v.day, v.id)):
            self._visits[_place(visit.country)].append(visit)

    def chief(self, place: str, day: str) -> Appointment | None:
        """Return who was chief of the mission in (or to) *place*; ``None`` where nobody was, or two."""
        return _on(self._chiefs.get(_place(place), []), day)

    def principal(self, title: str, day: str) -> Appointment | None:
        """Return who held the post of *title* in the Department of State; ``None`` where nobody did, or two."""
        return _on(self._principals.get(title, []), day)

    def leader(self, place: str, title: str, day: str) -> Leader | None:
        """Return who was *title* ("Prime Minister") of *place*.

        He came in that office before *day* and after it, within four years, and nobody else did between.
        """
        visits = [visit for visit in self._visits.get(_place(place), []) if visit.visitor.startswith(f"{title} ")]
        at = bisect_right(visits, day[:10], key=lambda visit: visit.day)
        if not 0 < at < len(visits):
            return None
        before, after = visits[at - 1], visits[at]
        apart = date.fromisoformat(after.day) - date.fromisoformat(before.day)
        if fold(before.visitor) != fold(after.visitor) or apart.days > _LEADERS_YEARS * 366:
            return None
        return Leader(before.visitor.removeprefix(f"{title} "), before, after)


def _on(appointments: list[Appointment], day: str) -> Appointment | None:
    """Return the appointment that *day* lies in; on the day of a change, and where two overlap, none."""
    holding = [one for one in appointments if one.since <= day[:10] <= (one.until or _last(one))]
    return holding[0] if len({one.person for one in holding}) == 1 else None


def _last(appointment: Appointment) -> str:
    """An appointment whose end is not recorded counts for four years."""
    return f"{int(appointment.since[:4]) + _LEADERS_YEARS}{appointment.since[4:]}"


def _place(name: str) -> str:
    """Fold the names of a state to the one that the table of states has; others stay as they are."""
    _, meaning = state_pattern()
    plain = name.removeprefix("the ").strip()
    return meaning.get(plain, plain)
