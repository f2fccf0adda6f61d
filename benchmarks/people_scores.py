"""Score who is who in a built graph against the people of the Office of the Historian, by pairs of entries.

    python benchmarks/people_scores.py GRAPH.nq [--gold PEOPLE.tsv] [--authority FOLDER]

The gold is a table of entry, number of the person, and name (../shared/gold/people.tsv); with ``--authority`` it is
the *people* records instead, which know entries of any volume. Two entries are held for one man if they are the
``dip:listEntry`` of one node. Entries that the graph does not have are men of their own; entries that the gold does
not know are left out.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

from pyoxigraph import Literal, RdfFormat, parse

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "training"))

from persons_data import SHARED, read_known, score  # noqa: E402 - the scripts of both folders are no package

LIST_ENTRY = "https://w3id.org/diplomatic-events/ontology#listEntry"


def persons_of(graph: Path) -> list[list[str]]:
    """Return the entries of each person of a graph as N-Quads."""
    entries: dict[str, set[str]] = defaultdict(set)
    for quad in parse(path=graph, format=RdfFormat.N_QUADS):
        if quad.predicate.value == LIST_ENTRY and isinstance(quad.object, Literal):
            entries[str(quad.subject)].add(quad.object.value)
    return [sorted(of_one) for of_one in entries.values()]


def gold_of(table: Path) -> dict[str, str]:
    """Return the number of the person of each entry."""
    lines = table.read_text(encoding="utf-8").splitlines()[1:]
    return {entry: person for entry, person, *_ in (line.split("\t") for line in lines)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graph", type=Path)
    parser.add_argument("--gold", type=Path, default=SHARED / "gold" / "people.tsv")
    parser.add_argument("--authority", type=Path)
    given = parser.parse_args()
    persons = persons_of(given.graph)
    truth = (
        {known.person.entry: known.man for known in read_known(given.authority)}
        if given.authority
        else gold_of(given.gold)
    )
    there = {entry for entries in persons for entry in entries}
    print(f"{len(truth.keys() & there)} of {len(truth)} entries are in the graph")
    print(score(persons, truth))


if __name__ == "__main__":
    main()
