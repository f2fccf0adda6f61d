"""What has come of a file so far, and which version of it, so that an interrupted transfer can go on."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Partial", "Version"]


class Version(msgspec.Struct, frozen=True):
    """What a server says to tell one version of the file at ``address`` from another (RFC 9110, 8.8)."""

    address: str
    etag: str | None = None
    last_modified: str | None = None

    @property
    def range_validator(self) -> str | None:
        """What ``If-Range`` may hold: a strong entity tag, else a date."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified


class Partial:
    """A file that grows at *path*; beside it stands of which version it is."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._version_path = path.with_name(f"{path.name}.json")

    @property
    def size(self) -> int:
        """Bytes that are there."""
        return self.path.stat().st_size if self.path.exists() else 0

    def version(self, address: str) -> Version | None:
        """Of which version the bytes are; ``None`` where more bytes of it cannot be asked for."""
        if not self.size:
            return None
        try:
            version = msgspec.json.decode(self._version_path.read_bytes(), type=Version)
        except (OSError, msgspec.DecodeError):
            return None
        return version if version.address == address and version.range_validator else None

    def begin(self, version: Version) -> IO[bytes]:
        """Open the file anew, for all bytes of *version*."""
        self.discard()
        self._version_path.write_bytes(msgspec.json.encode(version))
        return self.path.open("wb")

    def go_on(self) -> IO[bytes]:
        """Open the file for the bytes that follow."""
        return self.path.open("ab")

    def move_to(self, place: Path) -> None:
        """Put the file in its place when the disk holds every byte of it."""
        with self.path.open("rb") as file:
            os.fsync(file.fileno())
        self.path.replace(place)
        self.discard()

    def discard(self) -> None:
        """Remove the file."""
        self.path.unlink(missing_ok=True)
        self._version_path.unlink(missing_ok=True)
