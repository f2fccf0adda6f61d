"""What a document's shard was made by: fingerprints of the code, data and options that decide its bytes.

A fingerprint is of the files themselves, so none has to be raised by hand when one of them changes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

import kgbuild
from kgbuild.resources import resource_folder

if TYPE_CHECKING:
    from kgbuild.build.work import Settings

__all__ = ["MadeFrom", "Versions", "fingerprint_of", "new_fingerprint", "reader_version", "versions"]

_PACKAGE = Path(kgbuild.__file__).parent
_GIVEN = "given"


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """What a shard was made from: the digest of the document (with its events, if they were given), and versions."""

    digest: bytes
    versions: Versions


@dataclass(frozen=True, slots=True)
class Versions:
    """Of what reads events, of who a name is, of terms, mapping and shapes, and of the build's options.

    Whose a document's entries of lists of persons are is part of its ``authority``. In the order in which a
    change is told, where more than one has changed.
    """

    extractor: str
    authority: str
    ontology: str
    options: str


def versions(settings: Settings, *, events_are_given: bool) -> Versions:
    """Give the versions for a build; of what does not read the text where *events_are_given*."""
    return Versions(
        extractor=_GIVEN if events_are_given else _fingerprint(_PACKAGE / "extract", _PACKAGE / "model.py"),
        authority=_GIVEN if events_are_given else _fingerprint(_PACKAGE / "authority"),
        ontology=_fingerprint(
            resource_folder("ontology"),
            resource_folder("shapes"),
            _PACKAGE / "graph",
            _PACKAGE / "validate",
            _PACKAGE / "build" / "shard.py",
        ),
        options=f"base={settings.base} validate={settings.validate} min_confidence={settings.min_confidence} "
        f"listed={_listed(settings)} authority={fingerprint_of(settings.authority).hex()}",
    )


def _listed(settings: Settings) -> str:
    """Fingerprint the persons to name in documents without tags, and who each of them is."""
    people = settings.listed.people if settings.listed else ()
    return fingerprint_of([(person, settings.persons.get(person.entry)) for person in people]).hex()


def reader_version() -> str:
    """Give the version of what turns files into documents."""
    return _fingerprint(_PACKAGE / "read", _PACKAGE / "model.py")


def new_fingerprint(content: bytes = b"") -> hashlib.blake2b:
    """Begin a fingerprint, which takes more bytes by its ``update``: BLAKE2b of 16 bytes (RFC 7693)."""
    return hashlib.blake2b(content, digest_size=16)


def fingerprint_of(value: object) -> bytes:
    """Fingerprint plain values, as they are in MessagePack."""
    return new_fingerprint(msgspec.msgpack.encode(value)).digest()


@cache
def _fingerprint(*places: Path) -> str:
    digest = new_fingerprint()
    for place in places:
        files = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
        for file in files:
            if file.suffix != ".pyc":
                content = file.read_bytes()
                digest.update(f"{file.relative_to(place.parent).as_posix()} {len(content)}\n".encode())
                digest.update(content)
    return digest.hexdigest()
