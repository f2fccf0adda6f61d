"""The store that a build leaves beside its files: whether it is whole and theirs, and how it is opened.

It is a folder of RocksDB (https://github.com/facebook/rocksdb/wiki), as Oxigraph has it, and a mark in it:
``kgbuild.json``, which tells of which graph it is and of which files it consists. Who reads it looks at their
sizes; a build, before it goes on from a store, at their bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Self

import pyoxigraph
from pyoxigraph import Store

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "STORE_FOLDER",
    "FileMark",
    "StoreFault",
    "StoreMark",
    "check_alone",
    "check_built",
    "is_store",
    "open_built",
    "read_mark",
]

STORE_FOLDER = "store"
"""The store's name in the folder that a build writes."""

_MARK_FILE = "kgbuild.json"
_SIGN_OF_ROCKSDB = "CURRENT"
_OF_NO_ACCOUNT = ("LOCK", _MARK_FILE)


class StoreFault(Exception):  # noqa: N818  # for those who have another way, it is no error
    """Why a folder cannot be used as the store of a graph, in a few words."""


@dataclass(frozen=True, slots=True)
class FileMark:
    """The size in bytes and the digest of a file (SHA-256 in hexadecimal)."""

    size: int
    digest: str

    @classmethod
    def of(cls, path: Path) -> Self:
        """Read the whole file *path*."""
        with path.open("rb") as file:
            return cls(path.stat().st_size, hashlib.file_digest(file, hashlib.sha256).hexdigest())


@dataclass(frozen=True, slots=True)
class StoreMark:
    """Of what a store was made: the ``graph`` in N-Quads and when that file was ``written``; and its own ``files``.

    ``parts`` is for the next build: a digest of what it would find unchanged. ``made_by`` is the version of
    Oxigraph, which decides how a store is laid out; ``written`` is in nanoseconds, as the file system has it.
    """

    graph: FileMark
    written: int
    parts: str
    files: dict[str, FileMark]
    made_by: str = pyoxigraph.__version__

    @classmethod
    def of(cls, folder: Path, graph: FileMark, written: int, parts: str, before: StoreMark | None) -> Self:
        """Mark the store in *folder*, which nobody has open; tables that it shares with the one *before* are known."""
        known = before.files if before else {}
        files = {
            path.name: known[path.name]
            if path.suffix == ".sst" and path.name in known and known[path.name].size == path.stat().st_size
            else FileMark.of(path)
            for path in sorted(folder.iterdir())
            if path.name not in _OF_NO_ACCOUNT
        }
        return cls(graph, written, parts, files)

    def write(self, folder: Path) -> None:
        """Put the mark into the store's *folder*, for good."""
        with (folder / _MARK_FILE).open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file, indent=1)
            file.flush()
            os.fsync(file.fileno())

    def check_files(self, folder: Path, *, thoroughly: bool) -> None:
        """Raise :class:`StoreFault` if a file of the store has another size, or *thoroughly*, other bytes."""
        for name, mark in self.files.items():
            path = folder / name
            if not path.is_file():
                raise StoreFault(f"its file {name} is missing")
            if path.stat().st_size != mark.size or (thoroughly and FileMark.of(path) != mark):
                raise StoreFault(f"its file {name} is not as it was written")

    def is_of(self, graph: Path) -> bool:
        """Whether the store is of the N-Quads in *graph*, whose bytes are read only where its time is another."""
        status = graph.stat()
        if status.st_size != self.graph.size:
            return False
        return status.st_mtime_ns == self.written or FileMark.of(graph) == self.graph


def is_store(folder: Path) -> bool:
    """Whether *folder* is a store, or the remains of one, by the files that it holds."""
    return any((folder / name).exists() for name in (_MARK_FILE, _SIGN_OF_ROCKSDB))


def read_mark(folder: Path) -> StoreMark:
    """The mark of the store in *folder*; :class:`StoreFault` if it has none that can be read."""
    if not folder.exists():
        raise StoreFault("it is missing")
    try:
        read = json.loads((folder / _MARK_FILE).read_bytes())
        files = {name: FileMark(**mark) for name, mark in read.pop("files").items()}
        mark = StoreMark(graph=FileMark(**read.pop("graph")), files=files, **read)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreFault(f"its {_MARK_FILE} cannot be read") from error
    if mark.made_by != pyoxigraph.__version__:
        raise StoreFault(f"it is by Oxigraph {mark.made_by}")
    return mark


def check_built(folder: Path, parts: str) -> None:
    """Raise :class:`StoreFault` if the store in *folder* is damaged, or not of the build whose digest is *parts*."""
    mark = read_mark(folder)
    if mark.parts != parts:
        raise StoreFault("it is of another build")
    mark.check_files(folder, thoroughly=True)


def check_alone(folder: Path) -> None:
    """Raise :class:`StoreFault` if the store in *folder*, without its graph's file, has a mark and is not as that says.

    One without a mark was not made by a build.
    """
    if (folder / _MARK_FILE).exists():
        read_mark(folder).check_files(folder, thoroughly=False)


def open_built(folder: Path, graph: Path) -> Store:
    """Open the store in *folder*, made with the N-Quads in *graph*, to be read beside any number of others.

    Raises :class:`StoreFault` where it is damaged, changed by another program, or of other N-Quads.
    """
    mark = read_mark(folder)
    mark.check_files(folder, thoroughly=False)
    if not mark.is_of(graph):
        raise StoreFault(f"it is of another {graph.name}")
    try:
        return Store.read_only(str(folder))
    except OSError as error:
        raise StoreFault(f"Oxigraph cannot open it: {error}") from error
