"""A built graph in a store inside this process, opened to be read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Store

from kgbuild.errors import InputError, InputWarning
from kgbuild.store.built import STORE_FOLDER, StoreFault, open_built

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BUILT_GRAPH", "graph_file", "load_store", "open_beside", "open_graph", "open_store"]

BUILT_GRAPH = Path("out") / "kg.nq"
"""Where a build leaves its graph unless it is told otherwise."""

_REMEDY = "run `kgbuild build FILES`, or `make kg` for the examples, first"


def open_graph(path: Path = BUILT_GRAPH, on_warning: Callable[[InputWarning], None] | None = None) -> Store:
    """The graph of the RDF file *path*, or of the build in the folder *path*, to be read.

    A build's ``kg.nq`` is answered for by the store beside it, which is opened at once; where that cannot be used,
    *on_warning* is told why. Else the file is read into memory. Raises :class:`InputError` if there is none, or none
    that can be read.
    """
    file = _file_of(path)
    store = open_beside(file, on_warning)
    if store is None:
        store = Store()
        _load(store, file)
    return store


def open_beside(file: Path, on_warning: Callable[[InputWarning], None] | None = None) -> Store | None:
    """The store that a build left beside its graph *file*, to be read.

    ``None`` if there is none, or it cannot be used, of which *on_warning* is told.
    """
    place = file.parent / STORE_FOLDER
    if file.name != BUILT_GRAPH.name or not place.is_dir():
        return None
    try:
        return open_built(place, file)
    except StoreFault as fault:
        if on_warning:
            remedy = f"{file} is read instead, which takes longer; a build makes the store anew"
            on_warning(InputWarning(str(place), f"cannot be used: {fault}", remedy))
        return None


def load_store(path: Path, folder: Path) -> None:
    """Load the RDF file *path*, or ``kg.nq`` in the folder *path*, into a new store in *folder*.

    Raises :class:`InputError` if there is no such file, or none that can be read.
    """
    store = Store(str(folder))
    _load(store, _file_of(path))
    store.flush()


def open_store(folder: Path) -> Store:
    """The store in *folder*, to be read while others read it.

    Raises :class:`InputError` if there is none, or it is damaged.
    """
    try:
        return Store.read_only(str(folder))
    except OSError as error:
        raise InputError(str(folder), f"not a store that can be read ({error})", "build the graph again") from error


def graph_file(path: Path) -> Path:
    """The file of the graph at *path*: itself, or what a build has left of it in a folder; it need not be there."""
    return path / BUILT_GRAPH.name if path.is_dir() else path


def _file_of(path: Path) -> Path:
    file = graph_file(path)
    if not file.is_file():
        raise InputError(str(file), "no graph has been built there", _REMEDY)
    return file


def _load(store: Store, file: Path) -> None:
    form = RdfFormat.from_extension(file.suffix.lstrip("."))
    if form is None:
        raise InputError(str(file), "not a file of RDF by its name", "name a .nq, .trig, .ttl or .nt file")
    try:
        store.bulk_load(path=str(file), format=form)
    except SyntaxError as error:
        place = f"line {error.lineno}" if error.lineno else None
        raise InputError(str(file), f"not readable as {form.name}: {error.msg}", _REMEDY, place=place) from error
    except OSError as error:
        raise InputError(str(file), f"cannot be read ({error.strerror or error})", "check the file's rights") from error
