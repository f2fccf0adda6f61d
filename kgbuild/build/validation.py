"""Validation of a graph that is never held whole: documents in batches, then what they share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Store

from kgbuild.graph.entities import Entities
from kgbuild.validate import BatchReport, ValidationReport, validate_batch, validate_entities

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from kgbuild.build.shard import Shard
    from kgbuild.graph.iris import Iris
    from kgbuild.graph.writers import GraphSyntax

__all__ = ["BatchValidator"]

_BATCH = 64
"""Documents: enough to spread the cost of the ontology over them, few enough for any memory."""


class BatchValidator:
    """Takes documents as they come; what it keeps of them is what is wrong, and links to shared entities."""

    def __init__(self, iris: Iris, syntax: GraphSyntax) -> None:
        self._entities_graph = iris.entities_graph
        self._syntax = syntax
        self._batch: list[Shard] = []
        self._reports: list[BatchReport] = []
        self._links: set[Triple] = set()

    def take(self, shard: Shard) -> None:
        """Validate *shard*, at once or with those that follow it."""
        self._batch.append(shard)
        if len(self._batch) == _BATCH:
            self._validate_batch()

    def report(self, entities: Entities) -> ValidationReport:
        """Report on all that was taken, and on the *entities* of all of it."""
        self._validate_batch()
        return validate_entities(self._store_of(entities), self._entities_graph, self._reports)

    def _validate_batch(self) -> None:
        entities = Entities()
        for shard in self._batch:
            entities.add(shard.shared)
        store = self._store_of(entities)
        store.bulk_load(b"".join(shard.nquads for shard in self._batch), RdfFormat.N_QUADS)
        report = validate_batch(store, self._entities_graph)
        self._reports.append(replace(report, links=tuple(link for link in report.links if link not in self._links)))
        self._links.update(report.links)
        self._batch.clear()

    def _store_of(self, entities: Entities) -> Store:
        store = Store()
        nquads, _ = self._syntax.entities(entities.descriptions())
        store.bulk_load(nquads, RdfFormat.N_QUADS)
        return store
