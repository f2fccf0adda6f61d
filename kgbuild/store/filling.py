"""Filling the store of a build, in a process of its own: :func:`main` with the arguments ``STORE [BEFORE]``.

So that what RocksDB needs of memory is not the build's, and is given back. A store that is made anew takes the
graph in portions, since Oxigraph's bulk loader holds one in memory. One that goes on from the store of the last
build begins as a checkpoint of it: its tables, which RocksDB never changes, are linked and not copied, and the
store of the last build stays as it is (https://github.com/facebook/rocksdb/wiki/Checkpoints).
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from pyoxigraph import NamedNode, RdfFormat, Store, parse

from kgbuild.store.built import FileMark, StoreMark, read_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Finished", "Part", "fill", "main"]

_PORTION = 16_000_000
"""Bytes of N-Quads; Oxigraph's loader takes some 160 MB of memory for them."""


class Part(NamedTuple):
    """All that a graph (an IRI) says, of *subject* if one is given, as lines of N-Quads: none for nothing more."""

    graph: str
    subject: str | None
    nquads: bytes


class Finished(NamedTuple):
    """Tells that all parts were given: of which file of N-Quads they were, and their digest for the next build."""

    graph: FileMark
    written: int
    parts: str


def fill(folder: Path, before: Path | None, given: Iterable[Part | Finished]) -> None:
    """Make the store in the new *folder* of the parts *given*, or of those that differ from the store *before*.

    Without a last :class:`Finished` the store gets no mark. Raises :class:`OSError` for what the disk refuses.
    """
    finished = None

    def parts() -> Iterator[Part]:
        nonlocal finished
        for each in given:
            if isinstance(each, Part):
                yield each
            else:
                finished = each

    if before:
        Store.read_only(str(before)).backup(str(folder))
        _change(Store(str(folder)), parts())
    else:
        _load(Store(str(folder)), parts())
    for diary in folder.glob("LOG*"):  # of RocksDB: it names places of this machine
        diary.unlink()
    if finished:
        StoreMark.of(folder, *finished, read_mark(before) if before else None).write(folder)


def _load(store: Store, parts: Iterable[Part]) -> None:
    portion = bytearray()
    for part in parts:
        portion += part.nquads
        if len(portion) >= _PORTION:
            store.bulk_load(bytes(portion), RdfFormat.N_QUADS, lenient=True)
            portion.clear()
    store.bulk_load(bytes(portion), RdfFormat.N_QUADS, lenient=True)
    store.optimize()


def _change(store: Store, parts: Iterable[Part]) -> None:
    for graph, subject, nquads in parts:
        name = NamedNode(graph)
        now = set(parse(nquads, RdfFormat.N_QUADS, lenient=True))
        was = set(store.quads_for_pattern(NamedNode(subject) if subject else None, None, None, name))
        for quad in was - now:
            store.remove(quad)
        store.extend(now - was)
        if not now and not subject:
            store.remove_graph(name)
    store.flush()


def _received(stream: IO[bytes]) -> Iterator[Part | Finished]:
    last = None
    while not isinstance(last, Finished):
        try:
            last = pickle.load(stream)  # noqa: S301  # from the build that started this process
        except EOFError:  # the build was killed
            return
        yield last


def main() -> None:
    """Fill a store with what comes on standard input; what the disk refuses is told on standard error."""
    folder, *before = map(Path, sys.argv[1:])
    try:
        fill(folder, before[0] if before else None, _received(sys.stdin.buffer))
    except (OSError, SyntaxError) as error:
        sys.exit(str(error))
