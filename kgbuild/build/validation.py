"""Validation of a graph that is never held whole: documents by the batch, then what they share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Store

from kgbuild.graph.entities import Entities
from kgbuild.graph.shared_statements import from_rows
from kgbuild.validate import BatchReport, ValidationReport, validate_batch, validate_entities

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Triple

    from kgbuild.build.shard import Shard
    from kgbuild.graph.iris import Iris
    from kgbuild.graph.writers import GraphSyntax

__all__ = ["Findings", "validate_shards"]


def validate_shards(shards: Iterable[Shard], iris: Iris, syntax: GraphSyntax) -> BatchReport:
    """Validate the documents of *shards*, with what these say of shared entities, in this process."""
    listed = list(shards)
    entities = Entities()
    for shard in listed:
        entities.add(from_rows(shard.shared))
    store = _store_of(entities, syntax)
    store.bulk_load(b"".join(shard.nquads for shard in listed), RdfFormat.N_QUADS)
    return validate_batch(store, iris.entities_graph)


class Findings:
    """What the validation of batches found, kept for the report: rows, and links to shared entities."""

    def __init__(self) -> None:
        self._reports: list[BatchReport] = []
        self._links: set[Triple] = set()

    def take(self, report: BatchReport) -> None:
        """Keep what was found in a batch; a link that an earlier one has too is kept once."""
        self._reports.append(replace(report, links=tuple(link for link in report.links if link not in self._links)))
        self._links.update(report.links)

    def report(self, entities: Entities, iris: Iris, syntax: GraphSyntax) -> ValidationReport:
        """Validate the *entities* of all batches, and report on the whole."""
        return validate_entities(_store_of(entities, syntax), iris.entities_graph, self._reports)


def _store_of(entities: Entities, syntax: GraphSyntax) -> Store:
    store = Store()
    nquads, _ = syntax.entities(entities.descriptions())
    store.bulk_load(nquads, RdfFormat.N_QUADS)
    return store
