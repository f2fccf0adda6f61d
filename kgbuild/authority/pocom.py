"""*Principal Officers and Chiefs of Mission* of the Office of the Historian: who held which post, from when to when.

A folder of XML: ``people`` (``person`` with ``id`` and ``persName``), ``missions-countries`` and ``missions-orgs``
(``chief`` of a mission, by the territory that it was sent to), ``positions-principals`` (``principal`` of the
Department), ``roles-country-chiefs`` (the titles of chiefs). Dates are those of the records: a chief's ``started`` is
the day on which he presented his credentials, or he counts from his appointment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgbuild.authority.xml_files import one_line, xml_files
from kgbuild.errors import InputError, InputWarning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from lxml import etree

    from kgbuild.authority.territories import Territory

__all__ = ["Appointment", "read_pocom"]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SERIES_NAMES = {
    "china": ("Republic of China",),
    "congo-democratic-republic": ("the Congo", "Congo", "Zaire"),
    "egypt": ("United Arab Republic",),
    "germany": ("West Germany", "Federal Republic of Germany"),
    "korea": ("Korea",),
    "russia": ("Soviet Union",),
    "sri-lanka": ("Ceylon",),
    "vietnam-south": ("Vietnam", "Republic of Vietnam"),
    "representative-to-un": ("United Nations",),
}
"""What the series calls the place of a mission whose present name differs."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """One man in one post: ``id`` and ``person`` are those of the records, ``name`` as "Barbour, Walworth".

    ``title`` is the post's ("Ambassador Extraordinary and Plenipotentiary", "Secretary of State"); ``places`` are the
    names of the state or body to which a mission is sent, none for a post in the Department. ``since`` and ``until``
    are days; ``until`` is ``None`` while it lasts or where it is not known.
    """

    id: str
    person: str
    name: str
    title: str
    places: tuple[str, ...]
    since: str
    until: str | None = None


def read_pocom(
    folder: Path, territories: Mapping[str, Territory], on_fault: Callable[[InputError | InputWarning], None]
) -> Iterator[Appointment]:
    """Yield the appointments in *folder*, by file; *territories* by id give missions the names of their states.

    A file that cannot be read, and an appointment whose person there is no record of, are told to *on_fault*. One
    without any day on which it began is left out, as are those who were named and never served.
    """
    names = _names(folder, on_fault)
    titles = _titles(folder, on_fault)
    for part in ("missions-countries", "missions-orgs", "positions-principals"):
        for path, root in xml_files(folder / part, on_fault):
            place = "" if part == "positions-principals" else path.stem
            for post in root.iter("chief", "principal"):
                person = one_line(post.findtext("person-id"))
                if person not in names:
                    appointment = one_line(post.findtext("id"))
                    reason = f"the appointment {appointment!r} is of {person!r}, of whom there is no record"
                    on_fault(InputWarning(str(path), reason, "it is left out"))
                    continue
                since = _day(post, "started") or _day(post, "appointed")
                if since:
                    yield Appointment(
                        one_line(post.findtext("id")),
                        person,
                        names[person],
                        titles.get(one_line(post.findtext("role-title-id")), "Chief of Mission"),
                        _places(place, one_line(post.findtext("contemporary-territory-id")), territories),
                        since,
                        _day(post, "ended"),
                    )


def _names(folder: Path, on_fault: Callable[[InputError | InputWarning], None]) -> dict[str, str]:
    names = {}
    for _, root in xml_files(folder / "people", on_fault):
        parts = [one_line(root.findtext(f"persName/{part}")) for part in ("surname", "forename", "genName")]
        names[one_line(root.findtext("id"))] = ", ".join(filter(None, parts))
    return names


def _titles(folder: Path, on_fault: Callable[[InputError | InputWarning], None]) -> dict[str, str]:
    parts = ("roles-country-chiefs", "missions-orgs", "positions-principals")
    return {
        one_line(root.findtext("id")): one_line(root.findtext("names/singular"))
        for part in parts
        for _, root in xml_files(folder / part, on_fault)
    }


def _places(mission: str, territory: str, territories: Mapping[str, Territory]) -> tuple[str, ...]:
    if not mission:
        return ()
    known = [territories[one].name for one in (territory, mission) if one in territories]
    spelled = mission.replace("-", " ").title()
    return tuple(dict.fromkeys((*known, *_SERIES_NAMES.get(mission, ()), spelled)))


def _day(post: etree._Element, event: str) -> str | None:
    day = one_line(post.findtext(f"{event}/date"))
    return day if _DAY.fullmatch(day) else None
