"""The records that a user has imported, in one file: JSON, sorted, the same bytes for the same records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kgbuild.authority.people_records import read_people
from kgbuild.authority.pocom import Appointment, read_pocom
from kgbuild.authority.territories import Territory, read_territories
from kgbuild.authority.visits import Visit, read_visits
from kgbuild.errors import InputError, InputWarning, KgbuildError
from kgbuild.model import ListedPerson

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["HOLDERS", "Authority", "RecordedPerson", "import_authority", "load_authority"]

_FORMAT = 1
HOLDERS = "pocom"
"""What stands for a volume in the entries of those who are no more than holders of posts: "pocom#barbour-walworth"."""


class RecordedPerson(msgspec.Struct, frozen=True, omit_defaults=True):
    """A man of the *people* records: his ``entries`` in lists, his id in *pocom*, his IRIs elsewhere."""

    id: str
    entries: tuple[str, ...]
    holder: str | None = None
    same_as: tuple[str, ...] = ()


class Authority(msgspec.Struct, frozen=True):
    """All that was imported; each part may be empty."""

    format: int = _FORMAT
    people: tuple[RecordedPerson, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    visits: tuple[Visit, ...] = ()
    territories: tuple[Territory, ...] = ()

    def record_of_entries(self) -> dict[str, str]:
        """Return the number of the record by entry of a list, and by "pocom#ID" of a holder of posts."""
        records: dict[str, str] = {}
        for person in self.people:
            for entry in (*person.entries, *((f"{HOLDERS}#{person.holder}",) if person.holder else ())):
                records.setdefault(entry, person.id)
        return records

    def holders(self) -> list[ListedPerson]:
        """Return the holders of posts in the form of entries of a list, all posts of one in one role."""
        posts: dict[str, list[Appointment]] = {}
        for appointment in self.appointments:
            posts.setdefault(appointment.person, []).append(appointment)
        return [
            ListedPerson(f"{HOLDERS}#{person}", held[0].name, "; ".join(map(_as_role, held)))
            for person, held in sorted(posts.items())
        ]


def _as_role(appointment: Appointment) -> str:
    title = appointment.title.replace(" Extraordinary and Plenipotentiary", "")
    place = f" to {appointment.places[0]}" if appointment.places else ""
    end = f"–{appointment.until[:4]}" if appointment.until else ""
    return f"{title}{place}, {appointment.since[:4]}{end}"


def import_authority(
    output: Path,
    on_fault: Callable[[InputError | InputWarning], None],
    *,
    people: Path | None = None,
    pocom: Path | None = None,
    visits: Path | None = None,
    gsh: Path | None = None,
) -> Authority:
    """Read the folders that are given, write them as one file to *output*, and return what they hold.

    What cannot be read is told to *on_fault* and left out. Raises :class:`KgbuildError` where nothing is left, and
    :class:`OSError` where *output* cannot be written.
    """
    territories = tuple(read_territories(gsh, on_fault)) if gsh else ()
    authority = Authority(
        people=tuple(
            RecordedPerson(record.id, tuple(entry.entry for entry in record.entries), record.holder, record.same_as)
            for record in (read_people(people, on_fault) if people else ())
        ),
        appointments=tuple(
            sorted(
                read_pocom(pocom, {one.id: one for one in territories}, on_fault) if pocom else (),
                key=lambda appointment: (appointment.since, appointment.id),
            )
        ),
        visits=tuple(sorted(read_visits(visits, on_fault) if visits else (), key=lambda visit: (visit.day, visit.id))),
        territories=territories,
    )
    if not (authority.people or authority.appointments or authority.visits):
        raise KgbuildError("nothing was imported; give a folder of people, pocom or visits with --people and so on")
    output.parent.mkdir(parents=True, exist_ok=True)
    beside = output.with_name(f"{output.name}.part")
    beside.write_bytes(msgspec.json.format(msgspec.json.encode(authority), indent=0) + b"\n")
    beside.replace(output)
    return authority


def load_authority(path: Path) -> Authority:
    """Read a file that :func:`import_authority` wrote; raises :class:`InputError` where it is none."""
    remedy = "import the records again (`kgbuild authority import`)"
    try:
        authority = msgspec.json.decode(path.read_bytes(), type=Authority)
    except OSError as fault:
        raise InputError(str(path), f"cannot be read ({fault.strerror})", "check the path") from fault
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise InputError(str(path), f"this is no file of imported records: {fault}", remedy) from fault
    if authority.format != _FORMAT:
        raise InputError(str(path), f"its format is {authority.format}, and this kgbuild reads {_FORMAT}", remedy)
    return authority
