"""One document's part of a graph: a pure function of the document, its events and the base.

A shard holds bytes and plain values only, so that it can be made in any process, in any order, kept and
taken again.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kgbuild.build.report import Counts
from kgbuild.graph.description import one_subject_each
from kgbuild.graph.mapper import map_to_descriptions, refusing_surrogates
from kgbuild.graph.shared_statements import Row, to_rows
from kgbuild.graph.vocabulary import AGENT_CLASSES, TYPE

if TYPE_CHECKING:
    from kgbuild.authority.office_holders import OfficeHolders
    from kgbuild.graph.iris import Iris
    from kgbuild.graph.writers import GraphSyntax
    from kgbuild.model import Document, Events
    from kgbuild.validate import ReportRow

__all__ = ["Shard", "make_shard"]

_AGENTS = frozenset((TYPE, None, term.iri) for term in AGENT_CLASSES.values())
_LEVEL = 1
"""Of compression: N-Quads come down to a sixteenth, and two thousand documents are done in a second."""


@dataclass(frozen=True, slots=True)
class Shard:
    """What one document adds: its graph in both syntaxes, what it says of entities, counts and words.

    The graph is kept compressed (zlib): it crosses processes and waits on disk. The counts are of what is
    the document's own; shared agents and resolutions are counted at the end. Validation adds its ``rows``,
    and ``links``: what the document says of entities in its own graph.
    """

    identifier: str
    nquads_packed: bytes
    turtle_packed: bytes
    shared: tuple[Row, ...]
    counts: Counts
    words: int
    rows: tuple[ReportRow, ...] = ()
    links: tuple[Row, ...] = ()

    def with_findings(self, rows: tuple[ReportRow, ...], links: tuple[Row, ...]) -> Shard:
        """The shard with what validation found in it."""
        return replace(self, rows=rows, links=links)

    @property
    def nquads(self) -> bytes:
        """The document's named graph as lines of N-Quads."""
        return zlib.decompress(self.nquads_packed)

    @property
    def turtle(self) -> bytes:
        """The same statements as Turtle, without its head."""
        return zlib.decompress(self.turtle_packed)


def make_shard(
    document: Document, events: Events, iris: Iris, syntax: GraphSyntax, holders: OfficeHolders | None = None
) -> Shard:
    """Map one document; *holders* tell who held an office that it names.

    Raises :class:`InputError` where its events do not fit it or its text has half of a surrogate pair,
    which no RDF syntax can write.
    """
    mapped = map_to_descriptions(document, events, iris, holders)
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
        agents=sum(not _AGENTS.isdisjoint(about.statements[:1]) for about in one_subject_each(mapped.own)),
        triples=nquads.count(b"\n"),  # one a line
    )
    return Shard(
        identifier=document.identifier,
        nquads_packed=zlib.compress(nquads, _LEVEL),
        turtle_packed=zlib.compress(turtle, _LEVEL),
        shared=tuple(to_rows(mapped.shared)),
        counts=counts,
        words=len(document.text.split()),
    )
