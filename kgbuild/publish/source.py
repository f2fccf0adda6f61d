"""Where the endpoint's graph comes from, and how a new build of it is noticed."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from kgbuild.errors import InputError
from kgbuild.graph.writers import is_changing
from kgbuild.store.built import STORE_FOLDER, StoreFault, check_alone, is_store
from kgbuild.store.embedded import graph_file, load_store, open_beside

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from kgbuild.errors import InputWarning

__all__ = ["Edition", "GraphSource"]

_SIGNS = ("CURRENT", "IDENTITY")
"""Files of RocksDB that differ between any two stores."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A state of the graph: what tells it from others, and the folder of its store."""

    identity: str
    store: Path


class GraphSource:
    """The graph at *path*: a folder that a build wrote, a file of RDF, or a store that stands alone.

    A file of RDF, and a build whose store is missing or cannot be used (of which *on_warning* is told), is loaded
    into a store in a temporary folder, which is gone when the context is left.
    """

    def __init__(self, path: Path, on_warning: Callable[[InputWarning], None]) -> None:
        self._path = path.parent if path.name == STORE_FOLDER and graph_file(path.parent).is_file() else path
        self._on_warning = on_warning
        self._scratch = tempfile.TemporaryDirectory(prefix="kgbuild-serve-", ignore_cleanup_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._scratch.cleanup()

    def has_changed(self, since: Edition) -> bool:
        """Whether there is another graph than in *since*, and whole: no build is just putting it in place."""
        file = graph_file(self._path)
        return not is_changing(file.parent) and self._identity() not in (None, since.identity)

    def edition(self) -> Edition:
        """The graph that is there now, loaded if need be.

        Raises :class:`InputError` if there is none that can be read.
        """
        identity = self._identity()
        if identity is None:
            raise InputError(str(self._path), "no graph has been built there", "run `kgbuild build FILES` first")
        return Edition(identity, self._store() or self._loaded(identity))

    def discard(self, edition: Edition) -> None:
        """Remove the store of *edition* if it was loaded here."""
        if edition.store.is_relative_to(self._scratch.name):
            shutil.rmtree(edition.store, ignore_errors=True)

    def _identity(self) -> str | None:
        """What tells the graph that is there now from others, ``None`` while there is none."""
        file = graph_file(self._path)
        stores = (self._path, file.parent / STORE_FOLDER)
        marks = [_mark(file), *(_mark(store / name) for store in stores for name in _SIGNS)]
        return hashlib.blake2b(repr(marks).encode(), digest_size=12).hexdigest() if any(marks) else None

    def _store(self) -> Path | None:
        """The folder of a store that can be used as it is."""
        file = graph_file(self._path)
        if file.is_file():
            return file.parent / STORE_FOLDER if open_beside(file, self._on_warning) is not None else None
        if not is_store(self._path):
            return None
        try:
            check_alone(self._path)
        except StoreFault as fault:
            raise InputError(str(self._path), f"cannot be used: {fault}", "copy it anew from the build") from fault
        return self._path

    def _loaded(self, identity: str) -> Path:
        store = Path(self._scratch.name) / identity
        if not store.is_dir():
            begun = Path(tempfile.mkdtemp(dir=self._scratch.name))
            load_store(self._path, begun)
            begun.rename(store)
        return store


def _mark(path: Path) -> tuple[int, int, int] | None:
    """What changes when *path* is written or replaced; ``None`` if it is not there."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
