"""A built graph into a store on a server: only what differs, and whole in the end whatever happens on the way."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from kgbuild.errors import InputError
from kgbuild.store.graph_stores import UpdatedGraphStore, graph_store_of
from kgbuild.store.marks import Marks
from kgbuild.store.named_graphs import Content, GraphFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kgbuild.store.graph_stores import GraphStore
    from kgbuild.store.marks import Marked
    from kgbuild.store.named_graphs import NamedGraph
    from kgbuild.store.remote import RemoteStore

__all__ = ["LoadProgress", "LoadReport", "load"]

_BATCH = 100
"""How many graphs are marked in one update: so many at most are loaded again after a load that was killed."""


@dataclass(frozen=True, slots=True)
class LoadProgress:
    """How far a load is: bytes of the file done of how many, graphs seen, and graphs loaded among them."""

    done: int
    size: int
    graphs: int
    loaded: int


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did, or would do: graphs of the file, what they hold together, and how many were loaded.

    ``stale`` are the IRIs of graphs of an earlier load that are not in the file, and ``pruned`` whether
    they were removed.
    """

    graphs: int
    content: Content
    loaded: int
    stale: tuple[str, ...]
    pruned: bool


def load(
    path: Path,
    store: RemoteStore,
    *,
    prune: bool = False,
    dry_run: bool = False,
    on_progress: Callable[[LoadProgress], None] = lambda _: None,
) -> LoadReport:
    """Have *store* hold each graph of the N-Quads file *path* exactly, in which no graph comes in two places.

    With *prune*, graphs of an earlier load that are not in the file are removed; graphs that no load has put
    there are never touched. With *dry_run* nothing is changed. At the end the store's counts and checksums
    are held against the file. Raises :class:`InputError` for a bad file and where the server cannot be made
    to hold it; what was loaded by then stays, and the next call goes on.
    """
    file, graphs, marks = GraphFile(path), graph_store_of(store), Marks(store)
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror})", "name a folder that a build wrote") from error
    number, total, loaded = 0, Content(), 0
    found = file.graphs()
    while batch := list(islice(found, _BATCH)):
        pairs = zip(batch, marks.of([graph.iri for graph in batch]), strict=True)
        changed = [(graph, marked) for graph, marked in pairs if marked.held != graph.content]
        if changed and not dry_run:
            marks.begin([marked for _, marked in changed])
            for place, (graph, _) in enumerate(changed, start=1):
                _put(file, graph, store, graphs)
                on_progress(LoadProgress(graph.end, size, number, loaded + place))
            marks.finish([(marked, graph.content) for graph, marked in changed])
        number += len(batch)
        total = sum((graph.content for graph in batch), start=total)
        loaded += len(changed)
        on_progress(LoadProgress(batch[-1].end, size, number, loaded))
    held, stale = _survey(file, marks)
    if not dry_run:
        _verify(file, total, held)
        if prune:
            _remove(stale, graphs, marks)
    return LoadReport(number, total, loaded, tuple(marked.iri for marked in stale), pruned=prune and not dry_run)


def _put(file: GraphFile, graph: NamedGraph, store: RemoteStore, graphs: GraphStore) -> None:
    """Put a graph into the store and read it back."""
    graphs.put(graph.iri, file.parts(graph, graphs.part_size))
    held = graphs.content(graph.iri)
    if held.triples < graph.content.triples:
        held = UpdatedGraphStore(store).content(graph.iri)  # page by page: servers cut long answers
    if held != graph.content:
        reason = f"the server holds {held.triples:,} triples of it, and not the {graph.content.triples:,} sent"
        raise InputError(graph.iri, reason, "run the command again; if it fails again, see the server's log")


def _survey(file: GraphFile, marks: Marks) -> tuple[Content, list[Marked]]:
    """What the store holds of the graphs of *file*, and the marked graphs that are not of it."""
    held, stale = Content(), []
    for marked in marks.all():
        if marked.iri in file:
            held += marked.held
        else:
            stale.append(marked)
    return held, stale


def _verify(file: GraphFile, total: Content, held: Content) -> None:
    if held != total:
        reason = f"the store holds {held.triples:,} of its {total.triples:,} triples, or others"
        raise InputError(str(file.path), reason, "run the command again, and no other load into that store beside it")


def _remove(stale: list[Marked], graphs: GraphStore, marks: Marks) -> None:
    """Remove graphs; each keeps its marks till it is gone, for else nobody would know of it."""
    for marked in stale:
        graphs.remove(marked.iri)
        marks.forget([marked])
