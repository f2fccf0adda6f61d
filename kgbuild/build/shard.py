"""One document's part of a graph: a pure function of the document, its events and the base.

A shard holds bytes and plain values only, so that it can be made in any process, in any order, kept and
taken again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgbuild.build.report import Counts
from kgbuild.graph.mapper import map_to_descriptions, refusing_surrogates
from kgbuild.graph.vocabulary import AGENT_CLASSES, TYPE

if TYPE_CHECKING:
    from kgbuild.graph.description import Description
    from kgbuild.graph.iris import Iris
    from kgbuild.graph.writers import GraphSyntax
    from kgbuild.model import Document, Events

__all__ = ["Shard", "make_shard"]

_AGENTS = frozenset((TYPE, None, term.iri) for term in AGENT_CLASSES.values())


@dataclass(frozen=True, slots=True)
class Shard:
    """What one document adds: its graph in both syntaxes, what it says of entities, counts and words.

    The counts are of what is the document's own; shared agents and resolutions are counted at the end.
    """

    identifier: str
    nquads: bytes
    turtle: bytes
    shared: tuple[Description, ...]
    counts: Counts
    words: int


def make_shard(document: Document, events: Events, iris: Iris, syntax: GraphSyntax) -> Shard:
    """Map one document.

    Raises :class:`InputError` where its events do not fit it or its text has half of a surrogate pair,
    which no RDF syntax can write.
    """
    mapped = map_to_descriptions(document, events, iris)
    with refusing_surrogates(document):
        nquads, turtle = syntax.document(mapped)
        syntax.entities(mapped.shared)
    counts = Counts(
        documents=1,
        meetings=len(events.meetings),
        positions=len(events.positions),
        rebuttals=sum(bool(position.rebuts) for position in events.positions),
        resolutions=sum(not resolution.symbol for resolution in events.resolutions),
        references=len({reference.evidence for reference in events.references}),
        agents=sum(not _AGENTS.isdisjoint(about.statements[:1]) for about in mapped.own),
        triples=sum(len(about.statements) for about in mapped.own),
    )
    return Shard(document.identifier, nquads, turtle, mapped.shared, counts, len(document.text.split()))
