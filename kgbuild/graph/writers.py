"""A graph into files that are whole or not there at all.

Files are written beside their places (``.kg.ttl.part``) and moved into them together at the end, so a
build that fails, is interrupted or finds the disk full leaves the last good output as it was. Before the
first of them is moved it is written down (``.moves``) that all are whole: whoever comes next moves the rest,
where the process died between two of them.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Self

from kgbuild.errors import InputError
from kgbuild.graph.nquads import to_nquads
from kgbuild.graph.turtle import Turtle
from kgbuild.graph.vocabulary import ONTOLOGY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from kgbuild.graph.description import Description
    from kgbuild.graph.iris import Iris
    from kgbuild.graph.mapper import Mapped
    from kgbuild.graph.ontology import Ontology

__all__ = ["NQUADS_FILE", "TURTLE_FILE", "GraphFiles", "GraphSyntax", "OnNQuads", "StagedFolder", "is_changing"]

OnNQuads = Callable[[bytes, str | None], None]
"""Takes all lines of a graph, or those about a subject (an IRI)."""

TURTLE_FILE = "kg.ttl"
NQUADS_FILE = "kg.nq"
_MOVES = ".moves"


def is_changing(folder: Path) -> bool:
    """Whether files are being moved into *folder*, or their move was broken off: they may not fit together."""
    return (folder / _MOVES).exists()


class StagedFolder:
    """A folder whose files, and folders in it, change all at once.

    A context: enter makes *folder* where it is not there and begins the files *names* and the *folders*, which
    are empty; :meth:`commit` puts them in place, and takes away those that :meth:`leave_out` was told of; an exit
    without commit leaves the folder as it was. Raises :class:`InputError` where the folder cannot be written.
    """

    def __init__(self, folder: Path, names: Iterable[str], folders: Iterable[str] = ()) -> None:
        self._folder = folder
        self._files: dict[str, IO[bytes]] = {}
        self._folders = tuple(folders)
        self._names = (*names, *self._folders)
        self._left_out: set[str] = set()
        self._is_new = not folder.exists()

    def __enter__(self) -> Self:
        try:
            with _explained(self._folder):
                self._folder.mkdir(parents=True, exist_ok=True)
                self._move()  # what a process that died was about to move
                for name in self._names:
                    if name in self._folders:
                        _remove(self._part(name))
                        self._part(name).mkdir()
                    else:
                        self._files[name] = self._part(name).open("wb")
                        _refuse_folder(self._folder / name)
        except BaseException:
            self._discard()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._discard()

    def write(self, name: str, content: bytes) -> None:
        """Append *content* to a file."""
        with _explained(self._folder):
            self._files[name].write(content)

    def put(self, name: str, made: Path) -> None:
        """Take *made*, on the same disk, for the folder *name*."""
        with _explained(self._folder):
            self._part(name).rmdir()
            made.rename(self._part(name))

    def flushed(self, name: str) -> os.stat_result:
        """The status of a file to which no more is written: its size and time are those that it keeps."""
        with _explained(self._folder):
            self._files[name].flush()
            return os.fstat(self._files[name].fileno())

    def leave_out(self, name: str) -> None:
        """Have the folder without this file or folder: an old one would tell of another build."""
        self._left_out.add(name)

    def commit(self) -> None:
        """Put all files in their places, when the disk holds every byte of them."""
        with _explained(self._folder):
            for file in self._files.values():
                file.flush()
                os.fsync(file.fileno())
                file.close()
            with self._part(_MOVES).open("wb") as file:
                file.write("".join(f"{name}\n" for name in self._names if name not in self._left_out).encode())
                file.flush()
                os.fsync(file.fileno())
            self._part(_MOVES).replace(self._folder / _MOVES)
            _sync(self._folder)
            self._move()

    def _move(self) -> None:
        """Put in their places the files that are whole, and take away those that are left out."""
        moves = self._folder / _MOVES
        if not moves.exists():
            return
        names = moves.read_text(encoding="utf-8").splitlines()
        for name in self._names:
            place = self._folder / name
            if name in self._folders:
                self._move_folder(place, is_left_out=name not in names)
            elif name not in names:
                place.unlink(missing_ok=True)
            elif self._part(name).exists():
                self._part(name).replace(place)
        _sync(self._folder)
        moves.unlink()

    def _move_folder(self, place: Path, *, is_left_out: bool) -> None:
        """Do it in two steps, as no folder takes the place of one that is not empty."""
        old = self._folder / f".{place.name}.old"
        if place.exists() and (is_left_out or self._part(place.name).exists()):
            _remove(old)
            place.rename(old)
        if not is_left_out and self._part(place.name).exists():
            self._part(place.name).rename(place)
        _remove(old)

    def _part(self, name: str) -> Path:
        return self._folder / f".{name.lstrip('.')}.part"

    def _discard(self) -> None:
        moves = self._folder / _MOVES
        for file in self._files.values():
            with suppress(OSError):
                file.close()
        if moves.exists() and not all(self._part(name).exists() for name in self._names):
            return  # some were moved: the rest will be
        for path in (moves, *map(self._part, (_MOVES, *self._names))):
            with suppress(OSError):
                _remove(path)
        if self._is_new:
            with suppress(OSError):  # not empty: the files are in place
                self._folder.rmdir()


class GraphSyntax:
    """How a build's graph is written: *iris* give base and graph names, *ontology* the prefixes."""

    def __init__(self, iris: Iris, ontology: Ontology) -> None:
        self._entities_graph = iris.entities_graph
        self._turtle = Turtle(iris.base, ontology.prefixes)
        self._bare_turtle = Turtle(None, ontology.prefixes)
        self.header = self._turtle.header().encode()

    def document(self, mapped: Mapped) -> tuple[bytes, bytes]:
        """Return a document's own statements as N-Quads and as Turtle."""
        return to_nquads(mapped.own, mapped.graph), self._turtle.to_turtle(mapped.own).encode()

    def entities(self, descriptions: Iterable[Description]) -> tuple[bytes, bytes]:
        """Return statements about shared entities as N-Quads and as Turtle."""
        listed = list(descriptions)
        return to_nquads(listed, self._entities_graph), self._turtle.to_turtle(listed).encode()

    def ontology(self, ontology: Ontology) -> tuple[bytes, bytes]:
        """Return the ontology as N-Quads and as Turtle."""
        described = ontology.descriptions
        return to_nquads(described, ONTOLOGY), self._bare_turtle.to_turtle(described).encode()


class GraphFiles:
    """``kg.ttl`` and ``kg.nq``, written as documents come: theirs first, then entities, then the ontology."""

    def __init__(self, folder: StagedFolder, syntax: GraphSyntax, on_nquads: OnNQuads | None = None) -> None:
        """Write into *folder*; what is written as N-Quads goes to *on_nquads*, too."""
        self._folder = folder
        self._syntax = syntax
        self._on_nquads = on_nquads
        folder.write(TURTLE_FILE, syntax.header)

    def write(self, nquads: bytes, turtle: bytes, subject: str | None = None) -> None:
        """Append a part in both syntaxes: all of a graph, or what it says of *subject*."""
        self._folder.write(NQUADS_FILE, nquads)
        self._folder.write(TURTLE_FILE, turtle)
        if self._on_nquads:
            self._on_nquads(nquads, subject)

    def write_entity(self, about: Description) -> None:
        """Append what documents say of a shared entity."""
        self.write(*self._syntax.entities([about]), about.subject)

    def write_ontology(self, ontology: Ontology) -> None:
        """Append the ontology."""
        self.write(*self._syntax.ontology(ontology))


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Say what the surroundings refuse in the words of an input's fault."""
    try:
        yield
    except OSError as error:
        reason = f"cannot be written: {error.strerror or error}"
        remedy = "free space or choose another output folder; what it held before is as it was"
        raise InputError(str(folder), reason, remedy) from error


def _remove(path: Path) -> None:
    """Remove a file, or a folder with all in it, if it is there."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _refuse_folder(path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, f"{path.name} is a folder in it")


def _sync(folder: Path) -> None:
    """Make the renames last, where the system lets a folder be synchronised."""
    with suppress(PermissionError, NotADirectoryError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
