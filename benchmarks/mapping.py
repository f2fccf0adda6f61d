"""How fast events become N-Quads and Turtle, beside rdflib on the very same triples.

    python benchmarks/mapping.py [--documents N] [SOURCE...]

Maps the events of N real telegrams (default 1,000; of the volumes beside the repository, or of the examples, again
and again under other identifiers). rdflib is given the triples ready-made, so its figure is of ``Graph.add`` and
``serialize`` alone; ours is of mapping and writing together.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import rdflib
from measuring import Row, in_turns, print_table
from pyoxigraph import Literal
from samples import records, sources

from kgbuild.graph.iris import Iris
from kgbuild.graph.mapper import map_document, map_to_descriptions
from kgbuild.graph.nquads import to_nquads
from kgbuild.graph.turtle import Turtle
from kgbuild.graph.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pyoxigraph import Quad

    from kgbuild.read.records import Record

IRIS = Iris()
Triple = tuple[rdflib.URIRef, rdflib.URIRef, rdflib.term.Node]


def write_nquads(mapped: Sequence[Record]) -> None:
    """Map and write, a document at a time."""
    for record in mapped:
        of_one = map_to_descriptions(record.document, record.events, IRIS)
        to_nquads(of_one.own, of_one.graph) + to_nquads(of_one.shared, IRIS.entities_graph)


def write_turtle(mapped: Sequence[Record]) -> None:
    """Map and write, a document at a time."""
    turtle = Turtle(IRIS.base, PREFIXES)
    for record in mapped:
        of_one = map_to_descriptions(record.document, record.events, IRIS)
        turtle.to_turtle((*of_one.own, *of_one.shared)).encode()


def as_rdflib(quad: Quad) -> Triple:
    """Make rdflib's triple of a quad."""
    value: rdflib.term.Node
    if isinstance(quad.object, Literal):
        datatype = None if quad.object.language else rdflib.URIRef(quad.object.datatype.value)
        value = rdflib.Literal(quad.object.value, lang=quad.object.language, datatype=datatype)
    else:
        value = rdflib.URIRef(quad.object.value)
    return rdflib.URIRef(quad.subject.value), rdflib.URIRef(quad.predicate.value), value


def by_rdflib(triples: Sequence[Triple], form: str) -> Callable[[], None]:
    """Return what adds *triples* to a graph and serializes it."""

    def work() -> None:
        graph = rdflib.Graph()
        for triple in triples:
            graph.add(triple)
        graph.serialize(format=form, encoding="utf-8")

    return work


def rows(mapped: Sequence[Record]) -> Iterator[Row]:
    """Compare on the records *mapped*."""
    triples = [as_rdflib(quad) for record in mapped for quad in map_document(record.document, record.events, IRIS)]
    what = f"{len(mapped):,} telegrams, {len(triples):,} triples"
    nquads = in_turns(lambda: write_nquads(mapped), by_rdflib(triples, "nt"))
    yield Row(f"map, N-Quads: {what}", "rdflib, N-Triples", *nquads, wanted=25)
    turtle = in_turns(lambda: write_turtle(mapped), by_rdflib(triples, "turtle"))
    yield Row(f"map, Turtle: {what}", "rdflib, Turtle", *turtle, wanted=35)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="*", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    given = parser.parse_args()
    print_table(list(rows(records(given.sources or sources(), given.documents))))
