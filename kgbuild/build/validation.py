"""Validation of a graph that is never held whole: documents by the batch, then what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple

from kgbuild.graph.entities import Entities
from kgbuild.graph.shared_statements import Row, from_rows
from kgbuild.graph.vocabulary import XSD_STRING
from kgbuild.validate import ReportRow, validate_batch, validate_entities

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgbuild.build.shard import Shard
    from kgbuild.graph.description import Description
    from kgbuild.graph.iris import Iris
    from kgbuild.graph.writers import GraphSyntax

__all__ = ["entity_rows", "validated"]


def validated(shards: Sequence[Shard], iris: Iris, syntax: GraphSyntax) -> list[Shard]:
    """Validate the documents of *shards* in this process; give the shards with what was found in each."""
    entities = Entities()
    for shard in shards:
        entities.add(from_rows(shard.shared))
    store = _store_of(entities.descriptions(), syntax)
    store.bulk_load(b"".join(shard.nquads for shard in shards), RdfFormat.N_QUADS)
    found = validate_batch(store, iris.entities_graph)
    return [
        shard.with_findings(findings.rows, tuple(dict.fromkeys(map(_row_of, findings.links))))
        for shard, findings in ((shard, found[iris.document(shard.identifier)]) for shard in shards)
    ]


def entity_rows(
    entities: Iterable[Description], links: Iterable[Row], iris: Iris, syntax: GraphSyntax
) -> tuple[ReportRow, ...]:
    """Validate the *entities* that documents share, with the documents' *links* to them."""
    return validate_entities(_store_of(entities, syntax), iris.entities_graph, map(_triple_of, links))


def _store_of(entities: Iterable[Description], syntax: GraphSyntax) -> Store:
    store = Store()
    nquads, _ = syntax.entities(entities)
    store.bulk_load(nquads, RdfFormat.N_QUADS)
    return store


def _row_of(link: Triple) -> Row:
    subject, predicate, node = link.subject, link.predicate, link.object
    if not isinstance(subject, NamedNode) or not isinstance(node, NamedNode | Literal):
        raise TypeError(f"a graph without blank nodes has {link}")
    if isinstance(node, NamedNode):
        sort = ""
    elif node.language or node.datatype.value == XSD_STRING.iri:
        sort = f"@{node.language or ''}"
    else:
        sort = node.datatype.value
    return subject.value, predicate.value, sort, node.value


def _triple_of(row: Row) -> Triple:
    subject, predicate, sort, value = row
    node: NamedNode | Literal
    if not sort:
        node = NamedNode(value)
    elif sort.startswith("@"):
        node = Literal(value, language=sort[1:] or None)
    else:
        node = Literal(value, datatype=NamedNode(sort))
    return Triple(NamedNode(subject), NamedNode(predicate), node)
