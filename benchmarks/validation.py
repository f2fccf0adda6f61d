"""How fast a graph is validated, loading included, beside pySHACL on the same triples and with the same tuples.

    python benchmarks/validation.py VOLUME.xml... [--documents N]

Reads, extracts and maps N documents of each volume (default 32, a batch of a build), with what they share and the
ontology. There is little to find in them, so they are measured a second time without each 500th statement. Each
engine loads them as N-Triples and runs the shapes: the compiled one, pySHACL on rdflib's own store, pySHACL on
pyoxigraph by way of oxrdflib, and pySHACL on pyoxigraph's store as it is (pySHACL's own way, new in 0.40). All must
find the same tuples of focus node, shape, constraint, path and value.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pyshacl
import rdflib
from measuring import Row, in_turns, print_table
from pyshacl.graph_abstraction import OxigraphDataGraph
from rdflib.namespace import SH

from kgbuild.build.batches import in_batches
from kgbuild.build.changes import Task
from kgbuild.build.shard import Shard
from kgbuild.build.work import Settings, Work
from kgbuild.graph.entities import Entities
from kgbuild.graph.iris import DEFAULT_BASE, Iris
from kgbuild.graph.ontology import load_ontology
from kgbuild.graph.shared_statements import from_rows
from kgbuild.graph.writers import GraphSyntax
from kgbuild.read.tei import read_volume
from kgbuild.resources import resource_folder
from kgbuild.validate import compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Found = frozenset[tuple[str, ...]]
LOST = 500


def triples_of(volumes: list[Path], number: int) -> tuple[list[str], list[str]]:
    """Make the graph of the first documents of *volumes* as lines of N-Triples, and the ontology."""
    documents = [document for volume in volumes for document in islice(read_volume(volume, lambda _: None), number)]
    work = Work(Settings(DEFAULT_BASE, validate=False))
    syntax = GraphSyntax(Iris(), load_ontology())
    entities, store = Entities(), ox.Store()
    for batch in in_batches(map(Task, documents)):
        for shard in filter(lambda outcome: isinstance(outcome, Shard), work(batch)):
            store.load(shard.nquads, ox.RdfFormat.N_QUADS)
            entities.add(from_rows(shard.shared))
    store.load(syntax.entities(entities.descriptions())[0], ox.RdfFormat.N_QUADS)
    ontology = ox.parse(syntax.ontology(load_ontology())[0], ox.RdfFormat.N_QUADS)
    return sorted({f"{quad.triple} .\n" for quad in store}), [f"{quad.triple} .\n" for quad in ontology]


def by_kgbuild(path: Path) -> Found:
    store = ox.Store()
    store.bulk_load(path=path, format=ox.RdfFormat.N_TRIPLES, lenient=True)
    results = compiled.results(compiled.shapes(), store)
    return frozenset(
        (r.focus.value, r.shape, r.component, str(r.path), r.value.value if r.value else "None") for r in results
    )


def by_rdflib(path: Path) -> Found:
    return tuples(rdflib.Graph().parse(path, format="nt"))


def by_oxrdflib(path: Path) -> Found:
    return tuples(rdflib.Graph(store="Oxigraph").parse(path, format="ox-nt", transactional=False))


def by_pyoxigraph(path: Path) -> Found:
    store = ox.Store()
    store.bulk_load(path=path, format=ox.RdfFormat.N_TRIPLES, lenient=True)
    return tuples(OxigraphDataGraph(store))


def tuples(data: rdflib.Graph) -> Found:
    """Run pySHACL, and say what it found."""
    _, report, _ = pyshacl.validate(data, shacl_graph=SHAPES)
    members = (SH.focusNode, SH.sourceShape, SH.sourceConstraintComponent, SH.resultPath, SH.value)
    return frozenset(
        tuple(str(report.value(result, member)) for member in members) for result in report.objects(None, SH.result)
    )


PEERS: dict[str, tuple[Callable[[Path], Found], float]] = {
    "pySHACL on rdflib": (by_rdflib, 100),
    "pySHACL on pyoxigraph, by oxrdflib": (by_oxrdflib, 8),
    "pySHACL on pyoxigraph, its own way": (by_pyoxigraph, 8),
}
"""Engines, and how many times as fast as each ours is to be."""

SHAPES = rdflib.Graph()
for shapes in sorted(resource_folder("shapes").glob("*.ttl")):
    SHAPES.parse(shapes)


def rows(volumes: list[Path], documents: int = 32) -> Iterator[Row]:
    """Compare on the first *documents* of *volumes*; exits where an engine finds other tuples."""
    graph, ontology = triples_of(volumes, documents)
    faulty = [line for place, line in enumerate(graph) if place % LOST]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "graph.nt")
        for name, lines in (("as it is", graph), (f"1 in {LOST} taken away", faulty)):
            path.write_text("".join(lines + ontology), encoding="utf-8")
            found = by_kgbuild(path)  # reads the shapes, too
            what = f"validate {len(lines) + len(ontology):,} triples, {name}: {len(found)} results"
            for peer, (engine, wanted) in PEERS.items():
                if differing := engine(path) ^ found:
                    sys.exit(f"{peer} finds {sorted(differing)[:5]} otherwise")
                yield Row(what, peer, *in_turns(lambda: by_kgbuild(path), lambda engine=engine: engine(path)), wanted)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("volumes", nargs="+", type=Path)
    parser.add_argument("--documents", type=int, default=32)
    given = parser.parse_args()
    print_table(list(rows(given.volumes, given.documents)))
