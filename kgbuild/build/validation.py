"""Validation of a graph that is never held whole: documents by the batch, then what they share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import islice
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple

from kgbuild.build.memory import give_back
from kgbuild.graph.description import Description
from kgbuild.graph.entities import Entities
from kgbuild.graph.shared_statements import Row, from_rows, to_rows
from kgbuild.graph.vocabulary import XSD_STRING
from kgbuild.validate import ReportRow, validate_batch, validate_entities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.build.shard import Shard
    from kgbuild.graph.iris import Iris
    from kgbuild.graph.writers import GraphSyntax

__all__ = ["SaidOf", "entity_rows", "validated"]

_ENTITIES = 250
"""How many shared entities are validated at a time."""

SaidOf = Callable[[Collection[str]], tuple[Iterable[Description], Iterable[Row]]]
"""Takes IRIs, and gives what is said of them in the graph of shared entities, and in documents' graphs."""


def validated(shards: Sequence[Shard], iris: Iris, syntax: GraphSyntax) -> list[Shard]:
    """Validate the documents of *shards* in this process; give the shards with what was found in each."""
    entities = Entities()
    for shard in shards:
        entities.add(from_rows(shard.shared))
    store = _store_of(entities.descriptions(), syntax)
    store.bulk_load(b"".join(shard.nquads for shard in shards), RdfFormat.N_QUADS, lenient=True)
    found = validate_batch(store, iris.entities_graph)
    return [
        shard.with_findings(findings.rows, tuple(dict.fromkeys(map(_row_of, findings.links))))
        for shard, findings in ((shard, found[iris.document(shard.identifier)]) for shard in shards)
    ]


def entity_rows(
    entities: Iterable[Description], said_of: SaidOf, iris: Iris, syntax: GraphSyntax
) -> tuple[ReportRow, ...]:
    """Validate the *entities* that documents share, some at a time, each with what it is linked to.

    No shape of theirs looks further. *said_of* gives what is known of other entities by their IRIs, and documents'
    links.
    """
    found: dict[ReportRow, None] = {}
    rest = iter(entities)
    while some := list(islice(rest, _ENTITIES)):
        _, links = said_of({about.subject for about in some})
        triples = list(map(_triple_of, links))
        linked = {value for about in some for _, sort, value in about.statements if sort is None}
        linked.update(triple.object.value for triple in triples if isinstance(triple.object, NamedNode))
        others, their_links = said_of(linked.difference(about.subject for about in some))
        triples.extend(map(_triple_of, to_rows(others)))
        triples.extend(map(_triple_of, their_links))
        give_back()
        found.update(dict.fromkeys(validate_entities(_store_of(some, syntax), iris.entities_graph, triples)))
    return tuple(found)


def _store_of(entities: Iterable[Description], syntax: GraphSyntax) -> Store:
    store = Store()
    nquads, _ = syntax.entities(entities)
    store.bulk_load(nquads, RdfFormat.N_QUADS, lenient=True)  # they are our own
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
