"""Where the endpoint's graph comes from, and how a new build of it is noticed."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from kgbuild.errors import InputError
from kgbuild.store.built import STORE_FOLDER
from kgbuild.store.embedded import graph_file, load_store

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["Edition", "GraphSource"]

_FIRST_READ = ("CURRENT", "IDENTITY")
"""Files of RocksDB that differ between any two stores."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A state of the graph: what tells it from others, and the folder of its store."""

    identity: str
    store: Path


class GraphSource:
    """The graph at *path*: a folder that a build wrote, its store, or a file of RDF.

    A file of RDF, and a build without a store, is loaded into a store in a temporary folder, which is gone
    when the context is left.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._scratch = tempfile.TemporaryDirectory(prefix="kgbuild-serve-", ignore_cleanup_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._scratch.cleanup()

    def identity(self) -> str | None:
        """What tells the graph that is there now from others, ``None`` while there is none."""
        place = self._store() or graph_file(self._path)
        watched = [place, *(place / name for name in _FIRST_READ)] if place.is_dir() else [place]
        try:
            marks = [(stat.st_ino, stat.st_mtime_ns, stat.st_size) for stat in map(Path.stat, watched)]
        except OSError:
            return None
        return hashlib.blake2b(repr(marks).encode(), digest_size=12).hexdigest()

    def edition(self) -> Edition:
        """The graph that is there now, loaded if need be.

        Raises :class:`InputError` if there is none that can be read.
        """
        identity = self.identity()
        if identity is None:
            raise InputError(str(self._path), "no graph has been built there", "run `kgbuild build FILES` first")
        store = self._store()
        if store is None:
            store = Path(self._scratch.name) / identity
            if not store.is_dir():
                begun = Path(tempfile.mkdtemp(dir=self._scratch.name))
                load_store(self._path, begun)
                begun.rename(store)
        return Edition(identity, store)

    def discard(self, edition: Edition) -> None:
        """Remove the store of *edition* if it was loaded here."""
        if edition.store.is_relative_to(self._scratch.name):
            shutil.rmtree(edition.store, ignore_errors=True)

    def _store(self) -> Path | None:
        for folder in (self._path / STORE_FOLDER, self._path):
            if (folder / _FIRST_READ[0]).is_file():
                return folder
        return None
