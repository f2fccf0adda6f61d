"""How fast events become N-Quads and Turtle, beside rdflib on the very same triples.

    python benchmarks/mapping.py [DOCUMENTS]

Maps the same telegram (a made one, 20 positions) under DOCUMENTS identifiers (default 60), in this
process, three times, and prints the medians of CPU time. rdflib is given the triples ready-made, so its
figure is of ``Graph.add`` and ``serialize`` alone; ours is of mapping and writing together.
"""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import rdflib
from pyoxigraph import Literal

from kgbuild.graph.iris import Iris
from kgbuild.graph.mapper import map_document, map_to_descriptions
from kgbuild.graph.nquads import to_nquads
from kgbuild.graph.turtle import Turtle
from kgbuild.graph.vocabulary import PREFIXES
from kgbuild.model import (
    Act,
    Agent,
    AgentKind,
    Correspondent,
    Document,
    DocumentKind,
    Events,
    Meeting,
    MeetingStatus,
    Note,
    Position,
    Resolution,
    ResolutionKind,
    ResolutionReference,
    Span,
)

if TYPE_CHECKING:
    from collections.abc import Callable

IRIS = Iris()
TEXT = "He said that the draft could not be accepted, and I replied at some length that it was fair.\n" * 40
ROUNDS = 3


def telegram() -> tuple[Document, Events]:
    """Compose a telegram with some four hundred triples."""
    document = Document(
        "d",
        DocumentKind.TELEGRAM,
        TEXT,
        title="A telegram",
        date="1962-05-04",
        senders=(Correspondent("Embassy in Iceland", Span(0, 7)),),
        recipients=(Correspondent("Department of State", Span(8, 12)),),
        notes=(Note("1", "1", Span(90, 180)), Note("2", "2", Span(190, 280))),
    )
    agents = (
        Agent("author", AgentKind.PERSON, "the author"),
        Agent("minister", AgentKind.PERSON, "Jonsson", "Jonsson", evidence=Span(0, 2)),
        Agent("iceland", AgentKind.STATE, "Iceland", shared=True, evidence=Span(3, 7)),
    )
    positions = tuple(
        Position(
            f"p{n}",
            ("minister" if n % 2 else "author",),
            Span(94 * n + 13, 94 * n + 44),
            Act.ASSERT,
            "position.tagger",
            0.8,
            cue=Span(94 * n + 3, 94 * n + 7),
            on_behalf_of="iceland",
            expressed_at="m",
            rebuts=(f"p{n - 1}",) if n else (),
        )
        for n in range(20)
    )
    events = Events(
        "d",
        agents,
        "author",
        (Meeting("m", Span(0, 44), ("author", "minister"), MeetingStatus.HELD, "meeting.said", 0.9),),
        positions,
        (Resolution("r", ResolutionKind.DRAFT, "the draft", "A/C.1/L.77"),),
        (ResolutionReference(Span(13, 22), "r", "reference.name", 0.7),),
    )
    return document, events


def seconds(work: Callable[[], object]) -> float:
    """Return the median of the rounds."""
    taken = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def main(number: int) -> None:
    """Print a row for each way to write."""
    document, events = telegram()
    made = [(replace(document, identifier=f"d{n}"), replace(events, document=f"d{n}")) for n in range(number)]
    turtle = Turtle(IRIS.base, PREFIXES)
    triples = [
        (
            rdflib.URIRef(quad.subject.value),
            rdflib.URIRef(quad.predicate.value),
            rdflib.Literal(quad.object.value, datatype=quad.object.datatype.value)
            if isinstance(quad.object, Literal)
            else rdflib.URIRef(quad.object.value),
        )
        for one in made
        for quad in map_document(*one, IRIS)
    ]

    def nquads() -> None:
        for one in made:
            mapped = map_to_descriptions(*one, IRIS)
            (to_nquads(mapped.own, mapped.graph) + to_nquads(mapped.shared, IRIS.entities_graph)).encode()

    def both() -> None:
        for one in made:
            mapped = map_to_descriptions(*one, IRIS)
            to_nquads(mapped.own, mapped.graph).encode()
            turtle.to_turtle(mapped.own).encode()

    def by_rdflib(form: str) -> Callable[[], None]:
        def work() -> None:
            graph = rdflib.Graph()
            for triple in triples:
                graph.add(triple)
            graph.serialize(format=form, encoding="utf-8")

        return work

    rows = {
        "kgbuild: map, N-Quads": seconds(nquads),
        "kgbuild: map, N-Quads and Turtle": seconds(both),
        "rdflib: add, N-Triples": seconds(by_rdflib("nt")),
        "rdflib: add, Turtle": seconds(by_rdflib("turtle")),
    }
    print(f"{number} documents, {len(triples)} triples, median of {ROUNDS}")
    for name, taken in rows.items():
        print(f"  {name:34} {len(triples) / taken / 1000:8.0f} thousand triples/s")
    ours, ours_both, ntriples, rdflib_turtle = rows.values()
    print(f"  N-Quads: {ntriples / ours:.1f} times rdflib; with Turtle: {rdflib_turtle / ours_both:.1f} times")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
