"""Volumes of the series in a folder: fetched, checked, and not fetched again while they stay the same."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from kgbuild.errors import InputError
from kgbuild.fetch.digests import Digest, digest_of
from kgbuild.fetch.mirror import Listed, Mirror, load_mirror, read_listing
from kgbuild.fetch.partial import Partial, Version
from kgbuild.fetch.transfer import Received, Transfer
from kgbuild.read.elements import TEI, XML_ID, words_of
from kgbuild.read.tei import parse_tei
from kgbuild.transport import Manners, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

__all__ = ["FetchProgress", "FetchReport", "fetch"]

_VOLUME = re.compile(r"frus[0-9A-Za-z-]+")
_UNREACHED = 3
"""Volumes in a row that no server answers for, after which the others are not tried."""


@dataclass(frozen=True, slots=True)
class FetchProgress:
    """How far a fetch is: volumes done of how many, and of the one at hand bytes come of how many."""

    done: int
    volumes: int
    volume: str
    came: int
    size: int | None


@dataclass(frozen=True, slots=True)
class FetchReport:
    """The files that are new or renewed, those that were up to date, and what went wrong."""

    fetched: tuple[Path, ...]
    unchanged: tuple[Path, ...]
    faults: tuple[InputError, ...]


def fetch(
    volumes: Iterable[str] | None,
    folder: Path,
    *,
    on_fault: Callable[[InputError], None],
    on_progress: Callable[[FetchProgress], None] = lambda _: None,
    mirror: Mirror | None = None,
    manners: Manners | None = None,
) -> FetchReport:
    """Bring volumes, or with ``None`` all that the mirror lists, into *folder* as ``VOLUME.xml``.

    A file is put in its place when it is whole: its length and digest are those that the server or the
    listing tells, and it is TEI that names the volume. What came of one that broke off stays in the hidden
    folder ``.fetch`` and is gone on with by the next call. A file that is up to date is not fetched again,
    and one that was not fetched, or was changed since, is never overwritten. *on_fault* receives each
    fault, and the other volumes go on. *mirror* is the Office of the Historian's repository unless given.
    Raises :class:`OSError` where the folder cannot be written.
    """
    shelf = _Shelf(folder, mirror or load_mirror(), manners or Manners())
    faults: list[InputError] = []
    fetched: list[Path] = []
    unchanged: list[Path] = []

    def tell(fault: InputError) -> None:
        faults.append(fault)
        on_fault(fault)

    def tell_bytes(done: int, volume: str, came: int, size: int | None) -> None:
        on_progress(FetchProgress(done, len(wanted), volume, came, size))

    try:
        wanted = shelf.listed() if volumes is None else [Listed(volume) for volume in dict.fromkeys(volumes)]
    except InputError as fault:
        tell(fault)
        wanted = []
    unreached = 0
    for done, listed in enumerate(wanted):
        told = partial(tell_bytes, done, listed.volume)
        try:
            (fetched if shelf.bring(listed, told) else unchanged).append(shelf.place(listed.volume))
        except InputError as fault:
            tell(fault)
            unreached = unreached + 1 if isinstance(fault, UnreachableError) else 0
        else:
            unreached = 0
        left = len(wanted) - done - 1
        if unreached == _UNREACHED and left:
            reason = f"the server cannot be reached; {left:,} more volumes were not tried"
            tell(InputError(shelf.mirror.volume, reason, "see to the connection and run the command again"))
            break
    return FetchReport(tuple(fetched), tuple(unchanged), tuple(faults))


class _Receipt(msgspec.Struct, frozen=True):
    """What is put in a volume's place: which version of the server's file, and its digest.

    ``before`` is the digest of what stood there: a run that is killed between receipt and file leaves that.
    """

    version: Version
    digest: Digest
    before: Digest | None


class _Shelf:
    """The folder of the volumes, and the mirror that they come from."""

    def __init__(self, folder: Path, mirror: Mirror, manners: Manners) -> None:
        self.mirror = mirror
        self._folder = folder
        self._workshop = folder / ".fetch"
        self._workshop.mkdir(parents=True, exist_ok=True)
        self._transfer = Transfer(manners)
        self._asked = False

    def place(self, volume: str) -> Path:
        """Where a volume's file is, once it is whole."""
        return self._folder / f"{volume}.xml"

    def listed(self) -> list[Listed]:
        """Ask the mirror for its listing, which is small and never gone on with."""
        part = Partial(self._workshop / "listing.part")
        part.discard()
        self._get(self.mirror.listing, part, None, lambda *_: None)
        data = part.path.read_bytes()
        part.discard()
        return read_listing(self.mirror.listing, data)

    def bring(self, listed: Listed, on_bytes: Callable[[int, int | None], None]) -> bool:
        """Bring a volume to its place; tell whether it is new or renewed."""
        if not _VOLUME.fullmatch(listed.volume):
            remedy = "give it as its address on history.state.gov has it, such as frus1964-68v33"
            raise InputError(listed.volume, "is no volume's id", remedy)
        place, address = self.place(listed.volume), self.mirror.address(listed.volume)
        current = place.read_bytes() if place.exists() else None
        if current is not None and listed.digest and digest_of(listed.digest.algorithm, current) == listed.digest:
            return False
        before = digest_of("sha-256", current) if current is not None else None
        part = Partial(self._workshop / f"{listed.volume}.part")
        received = self._get(address, part, self._known(listed.volume, address, before), on_bytes)
        if received is None:
            return False
        data = part.path.read_bytes()
        try:
            _check(data, address, listed, received)
        except InputError:
            part.discard()
            raise
        receipt = _Receipt(received.version, digest_of("sha-256", data), before)
        self._receipt(listed.volume).write_bytes(msgspec.json.encode(receipt))
        part.move_to(place)
        return receipt.digest != before

    def _get(
        self, address: str, part: Partial, known: Version | None, on_bytes: Callable[[int, int | None], None]
    ) -> Received | None:
        if self._asked:
            time.sleep(self.mirror.delay)
        self._asked = True
        return self._transfer.get(address, part, known, on_bytes)

    def _receipt(self, volume: str) -> Path:
        return self._workshop / f"{volume}.json"

    def _known(self, volume: str, address: str, current: Digest | None) -> Version | None:
        """Return the version of the file in place, whose digest is *current*; refuse one that is not as fetched."""
        if current is None:
            return None
        try:
            receipt = msgspec.json.decode(self._receipt(volume).read_bytes(), type=_Receipt)
        except (FileNotFoundError, msgspec.DecodeError):
            receipt = None
        if receipt is None or current not in {receipt.digest, receipt.before}:
            reason = "the file was not fetched, or was changed since, and is not overwritten"
            raise InputError(str(self.place(volume)), reason, "move it away, or fetch to another folder")
        return receipt.version if current == receipt.digest and receipt.version.address == address else None


def _check(data: bytes, address: str, listed: Listed, received: Received) -> None:
    """Raise :class:`InputError` where *data* is not the volume that was asked for, whole and unharmed."""
    remedy = "run the command again; if it fails again, tell those who keep the server"
    if listed.size is not None and len(data) != listed.size:
        raise InputError(address, f"{len(data):,} bytes came, and the listing says {listed.size:,}", remedy)
    for digest in filter(None, (listed.digest, received.digest)):
        if digest_of(digest.algorithm, data) != digest:
            raise InputError(address, f"what came is not what its {digest.algorithm} digest says", remedy)
    try:
        root = parse_tei(address, data)
    except InputError as fault:
        raise InputError(address, fault.reason, remedy, place=fault.place) from fault
    names = {root.get(XML_ID), *(words_of(idno) for idno in root.iter(f"{{{TEI}}}idno") if idno.get("type") == "frus")}
    if listed.volume not in names:
        others = ", ".join(sorted(filter(None, names))) or "none"
        raise InputError(address, f"the file does not name the volume {listed.volume} but {others}", remedy)
