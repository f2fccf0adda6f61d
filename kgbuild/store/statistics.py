"""How much a graph holds: of each kind, in each document, by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgbuild.store.documents import list_documents
from kgbuild.store.evaluation import select

if TYPE_CHECKING:
    from pyoxigraph import Store

__all__ = ["DocumentFigures", "SpeakerFigures", "Statistics", "statistics"]

_KINDS = {
    "meetings": "dip:Meeting",
    "positions": "dip:Position",
    "rebuttals": "dip:Rebuttal",
    "resolutions": "dip:Resolution",
    "mentions of resolutions": "dip:ResolutionReference",
    "people": "dip:Person",
    "states": "dip:State",
    "organizations": "dip:Organization",
    "notes": "dip:Note",
    "volumes": "dip:Volume",
}


@dataclass(frozen=True, slots=True)
class DocumentFigures:
    """How many events were found in one document; ``rebuttals`` are among the positions."""

    identifier: str
    title: str | None
    meetings: int
    positions: int
    rebuttals: int
    resolutions: int


@dataclass(frozen=True, slots=True)
class SpeakerFigures:
    """How many positions those of one label hold, in how many documents; ``rebuttals`` are among them."""

    label: str
    positions: int
    rebuttals: int
    documents: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of a graph.

    ``triples`` counts statements of all named graphs. ``kinds`` are (plural name, number); ``acts``
    (notation, number), the most frequent first; ``documents`` by identifier; ``speakers`` the most
    talkative first, up to the number asked for.
    """

    triples: int
    kinds: tuple[tuple[str, int], ...]
    acts: tuple[tuple[str, int], ...]
    documents: tuple[DocumentFigures, ...]
    speakers: tuple[SpeakerFigures, ...]


def statistics(store: Store, *, most_speakers: int = 10) -> Statistics:
    """Count what *store* holds, with the *most_speakers* who hold most positions."""
    documents = _documents(store)
    kinds = (("documents", len(documents)), *((name, _count(store, term)) for name, term in _KINDS.items()))
    acts = select(
        store,
        """SELECT ?act (COUNT(DISTINCT ?position) AS ?number) { ?position dip:act/skos:notation ?act }
        GROUP BY ?act ORDER BY DESC(?number) ?act""",
    )
    return Statistics(
        triples=len(store),
        kinds=kinds,
        acts=tuple((row["act"], int(row["number"])) for row in acts),
        documents=documents,
        speakers=_speakers(store, most_speakers),
    )


def _count(store: Store, term: str) -> int:
    return int(select(store, f"SELECT (COUNT(DISTINCT ?x) AS ?number) {{ ?x a {term} }}")[0]["number"])


def _documents(store: Store) -> tuple[DocumentFigures, ...]:
    meetings = _by_document(store, "?x a dip:Meeting ; dip:reportedIn ?paper")
    positions = _by_document(store, "?x a dip:Position ; dip:reportedIn ?paper")
    rebuttals = _by_document(store, "?x a dip:Rebuttal ; dip:reportedIn ?paper")
    resolutions = _by_document(store, "?reference dip:refersTo ?x ; dip:reportedIn ?paper")
    return tuple(
        DocumentFigures(
            identifier=document.identifier,
            title=document.title,
            meetings=meetings.get(document.iri, 0),
            positions=positions.get(document.iri, 0),
            rebuttals=rebuttals.get(document.iri, 0),
            resolutions=resolutions.get(document.iri, 0),
        )
        for document in list_documents(store)
    )


def _by_document(store: Store, pattern: str) -> dict[str, int]:
    rows = select(store, f"SELECT ?paper (COUNT(DISTINCT ?x) AS ?number) {{ {pattern} }} GROUP BY ?paper")
    return {row["paper"]: int(row["number"]) for row in rows}


def _speakers(store: Store, most: int) -> tuple[SpeakerFigures, ...]:
    rows = select(
        store,
        f"""SELECT ?label (COUNT(DISTINCT ?position) AS ?positions) (COUNT(DISTINCT ?rebuttal) AS ?rebuttals)
               (COUNT(DISTINCT ?paper) AS ?papers) {{
            ?position dip:heldBy/rdfs:label ?label ; dip:reportedIn ?paper .
            OPTIONAL {{ ?position dip:rebuts ?earlier BIND(?position AS ?rebuttal) }}
        }} GROUP BY ?label ORDER BY DESC(?positions) ?label LIMIT {most:d}""",
    )
    return tuple(
        SpeakerFigures(row["label"], int(row["positions"]), int(row["rebuttals"]), int(row["papers"])) for row in rows
    )
