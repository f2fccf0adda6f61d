"""The store among a build's outputs: made anew, or gone on from that of the last build where little has changed."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Self

from kgbuild.errors import InputError, InputWarning
from kgbuild.graph.writers import NQUADS_FILE
from kgbuild.store.built import STORE_FOLDER, FileMark, StoreFault, check_built, is_store
from kgbuild.store.filling import Finished, Part

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from kgbuild.build.manifest import Manifest
    from kgbuild.build.report import Changes
    from kgbuild.graph.writers import StagedFolder

__all__ = ["StoreOutput", "is_place_of_store"]

_FILL = "from kgbuild.store.filling import main; main()"

_FEW = 0.1
"""The share of documents up to which changing a store costs less than making it anew."""


def is_place_of_store(place: Path, *, wanted: bool) -> bool:
    """Whether a build may put a store into *place*, or take one away.

    Raises :class:`InputError` where a store is *wanted*, and there is something else.
    """
    is_free = not place.exists() or is_store(place) or (place.is_dir() and not any(place.iterdir()))
    if wanted and not is_free:
        raise InputError(str(place), "is in the place of the store and is none", "move it, or build with --no-store")
    return is_free


class StoreOutput:
    """A store that a process of its own fills beside its place; a context that ends the process.

    Takes the graph by its parts: a document's graph, the ontology, what is said of one shared entity. Only those that
    have changed go into a copy of the last build's store, if that is whole, which takes its files by links. Raises
    :class:`InputError` where the disk refuses it.
    """

    def __init__(
        self, out: Path, manifest: Manifest, changes: Changes, on_warning: Callable[[InputWarning], None]
    ) -> None:
        self._out = out
        self._manifest = manifest
        self._digest = hashlib.sha256()
        self._folder = out / ".kgbuild" / f"store-{os.getpid()}"
        self._before = _last_store(out / STORE_FOLDER, manifest, on_warning) if _are_few(changes) else None

    def __enter__(self) -> Self:
        for left in self._folder.parent.glob("store-*"):  # by builds that were killed
            shutil.rmtree(left, ignore_errors=True)
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", _FILL, self._folder, *filter(None, [self._before])],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()
        shutil.rmtree(self._folder, ignore_errors=True)

    def put(self, nquads: bytes, subject: str | None = None) -> None:
        """Take lines of N-Quads: all of a graph, or what it says of a *subject*."""
        self._digest.update(nquads)
        graph = nquads[nquads.rindex(b"<") + 1 : nquads.rindex(b">")].decode()
        name = f"{graph} {subject}" if subject else graph
        is_known = self._manifest.note_part(name, hashlib.sha256(nquads).digest())
        if not (self._before and is_known):
            self._send(Part(graph, subject, nquads))

    def end(self, folder: StagedFolder) -> None:
        """Say that all N-Quads of the graph stand in *folder*; the store may need a while yet."""
        if self._before:
            for name in self._manifest.gone_parts():
                graph, _, subject = name.partition(" ")
                self._send(Part(graph, subject or None, b""))
        file = folder.flushed(NQUADS_FILE)
        graph_mark = FileMark(file.st_size, self._digest.hexdigest())
        self._send(Finished(graph_mark, file.st_mtime_ns, self._manifest.settle_parts()))

    def finish(self, folder: StagedFolder) -> None:
        """Wait until the store is whole, and put it into *folder*."""
        _, told = self._process.communicate()
        if self._process.returncode:
            raise self._fault(told)
        folder.put(STORE_FOLDER, self._folder)

    def _send(self, value: Part | Finished) -> None:
        stream = self._process.stdin
        if stream is None:
            raise TypeError("the process has no standard input")
        try:
            pickle.dump(value, stream)
            stream.flush()
        except BrokenPipeError as error:
            raise self._fault(self._process.communicate()[1]) from error

    def _fault(self, told: bytes) -> InputError:
        said = told.decode(errors="replace").strip().rpartition("\n")[2]
        reason = said or f"the process that fills the store ended with {self._process.wait()}"
        remedy = "free space or choose another output folder; what it held before is as it was"
        return InputError(str(self._out), f"cannot be written: {reason}", remedy)


def _are_few(changes: Changes) -> bool:
    others = changes.new + changes.changed + changes.outdated + changes.gone
    return others <= _FEW * (others + changes.reused)


def _last_store(place: Path, manifest: Manifest, on_warning: Callable[[InputWarning], None]) -> Path | None:
    """The store of the last build, if it is there as that left it; what is wrong with it is told."""
    parts = manifest.digest_of_parts()
    if not parts:
        return None
    try:
        check_built(place, parts)
    except StoreFault as fault:
        on_warning(InputWarning(str(place), f"cannot be gone on from: {fault}", "it is made anew"))
        return None
    return place
