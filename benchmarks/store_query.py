"""What `kgbuild query` takes beside the `oxigraph` command line, for the same questions to the same store.

    python benchmarks/store_query.py [--oxigraph PATH] [--rounds N] OUT

OUT is a folder that `kgbuild build` wrote. Each question is asked by a process that starts, asks, prints CSV and ends,
by the two in turns; printed are the medians of the wall clock's and of the processor's seconds, and how much more
kgbuild takes. Their answers must have the same rows. `make bench-store OUT=...` installs the program
(the package ``oxigraph``) in an environment of its own.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Store

from kgbuild.graph.vocabulary import PREFIXES
from kgbuild.store import find_question
from kgbuild.store.built import STORE_FOLDER

AIM = 0.2
"""Seconds of the wall clock that kgbuild may take more."""

DECLARED = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())


class Run(NamedTuple):
    """A process: its seconds by the wall clock and of the processor, and what it printed."""

    wall: float
    processor: float
    rows: list[list[str]]


def run(command: list[str | Path]) -> Run:
    """Run *command*, which prints CSV."""
    before, started = os.times(), time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    wall, after = time.perf_counter() - started, os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(wall, processor, sorted(csv.reader(io.StringIO(done.stdout))))


def questions(store: Store) -> dict[str, tuple[list[str], str]]:
    """By name: what kgbuild is asked, and the text that the other program is asked."""
    one = DECLARED + "SELECT ?i { ?p dip:rebuts ?q ; dip:reportedIn/dcterms:identifier ?i } LIMIT 1"
    found = store.query(one, use_default_graph_as_union=True)
    (document,) = (solution["i"].value for solution in found)
    exchange = find_question("exchange").bind({"document": document})
    typed = {
        "one document's title": f'SELECT ?t {{ ?d dcterms:identifier "{document}" ; dcterms:title ?t }}',
        "a hundred rebuttals": "SELECT ?a ?b { ?p dip:rebuts ?q . ?p dip:content ?a . ?q dip:content ?b } LIMIT 100",
        "how many documents": "SELECT (COUNT(*) AS ?n) { ?d dip:text ?text }",
    }
    return {name: ([text], DECLARED + text) for name, text in typed.items()} | {
        "exchange, by name": (["exchange", "--param", f"document={document}"], exchange)
    }


def main(out: Path, oxigraph: str, rounds: int) -> None:
    """Print a line for each question."""
    store = Store.read_only(str(out / STORE_FOLDER))
    columns = f"{'wall     CPU':>20}"
    print(f"{len(store):,} triples\n\n{'':24}{'kgbuild':>20}{'oxigraph':>20}{'more':>10}\n{'':24}{columns}{columns}")
    worst = 0.0
    for name, (asked, text) in questions(store).items():
        ours = [sys.executable, "-m", "kgbuild", "query", *asked, "--format", "csv", "--graph", out]
        theirs = [
            oxigraph,
            "query",
            "--location",
            out / STORE_FOLDER,
            "--union-default-graph",
            "--results-format",
            "csv",
            "--query",
            text,
        ]
        pairs = [(run(ours), run(theirs)) for _ in range(rounds)]
        if any(our.rows != their.rows for our, their in pairs):
            sys.exit(f"{name}: other rows")
        our, their = (
            tuple(map(statistics.median, zip(*(r[:2] for r in runs), strict=True))) for runs in zip(*pairs, strict=True)
        )
        more = statistics.median(our.wall - their.wall for our, their in pairs)
        worst = max(worst, more)
        cells = "".join(f"{wall:>12.3f}{processor:>8.3f}" for wall, processor in (our, their))
        print(f"{name:24}{cells}{more:>8.3f} s", flush=True)
    sys.exit(0 if worst < AIM else f"more than {AIM} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("out", metavar="OUT", type=Path)
    parser.add_argument("--oxigraph", default=shutil.which("oxigraph"), help="the program")
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    if not given.oxigraph:
        parser.error("there is no oxigraph on the path; pip install oxigraph")
    main(given.out, given.oxigraph, given.rounds)
