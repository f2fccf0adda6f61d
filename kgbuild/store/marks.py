"""What a store on a server says that it holds: a mark for each graph that was loaded, in a graph of their own.

A graph's mark is the string of its :class:`Content`. Before a graph is touched it is marked as begun beside
its old mark, if it has one; when it was read back and found right it gets the new mark, and only then are the
others taken away. A graph is held if it has one mark, and that no beginning, and as many triples as it says:
so wherever a load is killed, or the server is, the next load knows what it cannot trust.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, islice
from typing import TYPE_CHECKING

from kgbuild.store.answers import plain_text
from kgbuild.store.named_graphs import Content

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from kgbuild.store.remote import RemoteStore

__all__ = ["MARKS", "Marked", "Marks"]

MARKS = "https://w3id.org/diplomatic-events/graph/loaded"
"""The IRI of the graph of marks."""

_HOLDS = f"{MARKS}#holds"
_BEGUN = "begun"
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Marked:
    """A graph, its marks, and how many triples the store counts in it."""

    iri: str
    marks: frozenset[str]
    triples: int

    @property
    def held(self) -> Content:
        """What the store holds of it and vouches for; nothing where it does not."""
        content = Content.parse(next(iter(self.marks))) if len(self.marks) == 1 else None
        return content if content and content.triples == self.triples else Content()


class Marks:
    """The marks in *store*."""

    def __init__(self, store: RemoteStore) -> None:
        self._store = store

    def of(self, iris: Collection[str]) -> list[Marked]:
        """Each of the graphs *iris* as the store has it, marked or not."""
        rows = self._marks(f"VALUES ?graph {{ {_listed(iris)} }}")
        marks: dict[str, set[str]] = {iri: set() for iri in iris}
        for iri, mark in rows:
            marks[iri].add(mark)
        counts = self._counts(iris)
        return [Marked(iri, frozenset(marks[iri]), counts.get(iri, 0)) for iri in iris]

    def all(self) -> Iterator[Marked]:
        """Every graph that has a mark, by its IRI."""
        rows = self._marks("")
        marked = ((iri, frozenset(mark for _, mark in found)) for iri, found in groupby(rows, key=lambda row: row[0]))
        while batch := dict(islice(marked, _BATCH)):
            counts = self._counts(batch)
            for iri, marks in batch.items():
                yield Marked(iri, marks, counts.get(iri, 0))

    def begin(self, graphs: Iterable[Marked]) -> None:
        """Mark *graphs* as begun."""
        self._update("INSERT", ((graph.iri, _BEGUN) for graph in graphs))

    def finish(self, graphs: Collection[tuple[Marked, Content]]) -> None:
        """Mark each of *graphs*, which are begun, as holding the content that stands with it."""
        self._update("INSERT", ((graph.iri, str(content)) for graph, content in graphs))
        past = ((graph.iri, {*graph.marks, _BEGUN} - {str(content)}) for graph, content in graphs)
        self._update("DELETE", ((iri, mark) for iri, marks in past for mark in marks))

    def forget(self, graphs: Iterable[Marked]) -> None:
        """Take the marks of *graphs* away."""
        self._update("DELETE", ((graph.iri, mark) for graph in graphs for mark in graph.marks))

    def _update(self, verb: str, marks: Iterable[tuple[str, str]]) -> None:
        statements = "".join(f'<{iri}> <{_HOLDS}> "{mark}" .\n' for iri, mark in marks)
        self._store.update(f"{verb} DATA {{ GRAPH <{MARKS}> {{\n{statements}}} }}")

    def _marks(self, pattern: str) -> Iterator[tuple[str, str]]:
        query = (
            f"SELECT ?graph ?mark {{ {pattern} GRAPH <{MARKS}> {{ ?graph <{_HOLDS}> ?mark }} }} ORDER BY ?graph ?mark"
        )
        return self._pairs(query)

    def _counts(self, iris: Iterable[str]) -> dict[str, int]:
        pattern = f"VALUES ?graph {{ {_listed(iris)} }} GRAPH ?graph {{ ?s ?p ?o }}"
        query = f"SELECT ?graph (COUNT(*) AS ?triples) {{ {pattern} }} GROUP BY ?graph ORDER BY ?graph"
        return {iri: int(triples) for iri, triples in self._pairs(query)}

    def _pairs(self, query: str) -> Iterator[tuple[str, str]]:
        for one, other in self._store.rows(query):
            if one is not None and other is not None:
                yield plain_text(one), plain_text(other)


def _listed(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in iris)
