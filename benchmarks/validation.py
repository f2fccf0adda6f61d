"""How fast a graph is validated, loading included, beside pySHACL on the same triples and with the same tuples.

    python benchmarks/validation.py VOLUME.xml... [--documents N] [--rounds N] [--json FILE]

Reads, extracts and maps N documents of each volume (default 32, a batch of a build), with what they share and the
ontology. There is little to find in them, so they are measured a second time without each 500th statement. Each
engine loads them as N-Triples and runs the shapes, as often as *rounds* says: the compiled one, pySHACL on rdflib's
own store, pySHACL on pyoxigraph by way of oxrdflib, and pySHACL on pyoxigraph's store as it is (pySHACL's own way,
new in 0.40). All must find the same tuples of focus node, shape, constraint, path and value. Printed are medians of
CPU time, which other work on the machine does not change as it does the clock's. Needs oxrdflib beside kgbuild.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import tempfile
import time
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pyshacl
import rdflib
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
    from collections.abc import Callable

Found = frozenset[tuple[str, ...]]
LOST = 500
TARGETS = {"pySHACL on rdflib": 100, "pySHACL on pyoxigraph, by oxrdflib": 8}


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


ENGINES: dict[str, Callable[[Path], Found]] = {
    "kgbuild": by_kgbuild,
    "pySHACL on rdflib": by_rdflib,
    "pySHACL on pyoxigraph, by oxrdflib": by_oxrdflib,
    "pySHACL on pyoxigraph": by_pyoxigraph,
}
SHAPES = rdflib.Graph()
for shapes in sorted(resource_folder("shapes").glob("*.ttl")):
    SHAPES.parse(shapes)


def rows(volumes: list[Path], documents: int = 32, rounds: int = 3) -> list[dict[str, object]]:
    """Measure; return a row for each graph and engine: its ``seconds``, and the ``ratio`` of them to kgbuild's."""
    graph, ontology = triples_of(volumes, documents)
    faulty = [line for place, line in enumerate(graph) if place % LOST]
    measured: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "graph.nt")
        for name, lines in (("as it is", graph), ("with faults", faulty)):
            path.write_text("".join(lines + ontology), encoding="utf-8")
            measured += measure(path, f"{len(lines) + len(ontology):,} triples, {name}", rounds)
    return measured


def measure(path: Path, what: str, rounds: int) -> list[dict[str, object]]:
    """Run all engines on one file."""
    by_kgbuild(path)  # reads the shapes
    taken: dict[str, list[float]] = {name: [] for name in ENGINES}
    found: dict[str, Found] = {}
    for _ in range(rounds):
        for name, engine in ENGINES.items():
            started = time.process_time()
            found[name] = engine(path)
            taken[name].append(time.process_time() - started)
    for name, its in found.items():
        if its != found["kgbuild"]:
            sys.exit(f"{name} finds {sorted(its ^ found['kgbuild'])[:5]} otherwise")
    seconds = {name: statistics.median(times) for name, times in taken.items()}
    return [
        {
            "what": what,
            "engine": name,
            "tuples": len(found[name]),
            "seconds": round(median, 3),
            "ratio": round(median / seconds["kgbuild"], 1),
            "target": TARGETS.get(name),
        }
        for name, median in seconds.items()
    ]


def main() -> None:
    """Print a table, and write it as JSON with a description of the machine."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("volumes", nargs="+", type=Path)
    parser.add_argument("--documents", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    measured = rows(options.volumes, options.documents, options.rounds)
    print(f"validation, with loading: median of {options.rounds}")
    for row in measured:
        if row["engine"] == "kgbuild":
            print(f"{row['what']}: all find the same {row['tuples']} tuples")
        aim = f"  (target {row['target']})" if row["target"] else ""
        print(f"  {row['engine']:36} {row['seconds']:8.3f} CPU s  {row['ratio']:6.1f} times{aim}")
    if options.json:
        versions = {name: version(name) for name in ("pyshacl", "rdflib", "pyoxigraph", "oxrdflib")}
        machine = {"python": platform.python_version(), "platform": platform.platform(), **versions}
        options.json.write_text(json.dumps({"machine": machine, "rows": measured}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
