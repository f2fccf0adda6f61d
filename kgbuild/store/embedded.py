"""A built graph in a store inside this process, opened to be read."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import RdfFormat, Store

from kgbuild.errors import InputError

__all__ = ["BUILT_GRAPH", "BUILT_STORE", "load_store", "open_graph", "open_store"]

BUILT_GRAPH = Path("out") / "kg.nq"
"""Where a build leaves its graph unless it is told otherwise."""

BUILT_STORE = Path("out") / "store"
"""Where a build leaves its graph as a store."""

_REMEDY = "run `kgbuild build FILES`, or `make kg` for the examples, first"


def open_graph(path: Path = BUILT_GRAPH) -> Store:
    """The graph of the RDF file *path*, or of ``kg.nq`` in the folder *path*, in memory.

    Raises :class:`InputError` if there is none, or none that can be read.
    """
    store = Store()
    _load(store, path)
    return store


def load_store(path: Path, folder: Path) -> None:
    """Load the RDF file *path*, or ``kg.nq`` in the folder *path*, into a new store in *folder*.

    Raises :class:`InputError` if there is no such file, or none that can be read.
    """
    store = Store(str(folder))
    _load(store, path)
    store.flush()


def open_store(folder: Path) -> Store:
    """The store in *folder*, to be read while others read it.

    Raises :class:`InputError` if there is none, or it is damaged.
    """
    try:
        return Store.read_only(str(folder))
    except OSError as error:
        raise InputError(str(folder), f"not a store that can be read ({error})", "build the graph again") from error


def _load(store: Store, path: Path) -> None:
    file = path / BUILT_GRAPH.name if path.is_dir() else path
    if not file.is_file():
        raise InputError(str(file), "no graph has been built there", _REMEDY)
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
