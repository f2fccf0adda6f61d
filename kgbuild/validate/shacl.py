"""Running the shapes over a store, by either engine.

Two ways in: :func:`validate` for a whole store, and, for a graph that is never held whole, :func:`validate_batch`
for some documents at a time and :func:`validate_entities` for what they share. The last two together find what
:func:`validate` finds in the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgbuild.errors import KgbuildError
from kgbuild.resources import resource_folder
from kgbuild.validate import compiled, whole
from kgbuild.validate.context import Sources
from kgbuild.validate.report import ReportRow, Result, Term, ValidationReport
from kgbuild.validate.shapes import UnsupportedShapeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Engine", "Findings", "validate", "validate_batch", "validate_entities", "validate_whole"]

_DIP = "https://w3id.org/diplomatic-events/ontology#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_ONTOLOGY_GRAPH = ox.NamedNode("https://w3id.org/diplomatic-events/ontology")
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_LABEL = ox.NamedNode(f"{_RDFS}label")
_UNCHECKED = frozenset({ox.NamedNode(f"{_DIP}evidence"), ox.NamedNode(f"{_DIP}reportedIn")})
"""What documents say of shared entities that no shape of an entity looks at."""


_Graph = ox.NamedNode | ox.BlankNode
_Subject = ox.NamedNode | ox.BlankNode | ox.Triple


class Engine(StrEnum):
    """What runs the shapes; both find the same, one of them far sooner."""

    COMPILED = "compiled"
    PYSHACL = "pyshacl"


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong with one document, and ``links``: what it says of shared entities."""

    rows: tuple[ReportRow, ...] = ()
    links: tuple[ox.Triple, ...] = ()


def validate(store: ox.Store, engine: Engine = Engine.COMPILED) -> ValidationReport:
    """Validate all graphs of *store*, taken together; the store is left as it is.

    Shapes that the compiled engine does not know are run by pySHACL. A store without the ontology is copied
    into memory with it. Raises :class:`KgbuildError` where the validator fails.
    """
    with_ontology = _with_ontology(store)
    return ValidationReport.of(_rows(with_ontology, _results(with_ontology, engine)))


def validate_whole(store: ox.Store) -> ValidationReport:
    """Look for what no document shows by itself: links to nothing, one identifier or symbol of two nodes.

    The store is left as it is, as by :func:`validate`. Raises :class:`KgbuildError` where a query fails.
    """
    with_ontology = _with_ontology(store)
    return ValidationReport.of(_rows(with_ontology, whole.results(with_ontology)))


def validate_batch(store: ox.Store, entities_graph: str) -> dict[str, Findings]:
    """Validate the documents in *store*: their named graphs, and in *entities_graph* what they share.

    Returns the findings by the IRI of the document's graph; they are the same in whatever batch the document
    is. The store is the caller's to give: the ontology is added to it. Documents of a batch may cite
    documents of another, but name no other node of theirs. Nothing is reported of shared entities yet; what
    the documents say of them is handed on to :func:`validate_entities`. A pure function of the store's
    content, for any process. Raises :class:`KgbuildError` where the validator fails.
    """
    entities = ox.NamedNode(entities_graph)
    graphs = [graph for graph in store.named_graphs() if graph != entities]
    shared = _subjects(store, entities)
    links = {graph: tuple(_links(store, shared, graph)) for graph in graphs}
    store.extend(_ontology())
    rows: dict[_Graph, list[ReportRow]] = {graph: [] for graph in graphs}
    for row in _rows(store, _results(store)):
        if row.focus not in shared and (graph := _graph_of(store, row.focus, links)):
            rows[graph].append(row)
    return {graph.value: Findings(tuple(rows[graph]), links[graph]) for graph in graphs}


def validate_entities(store: ox.Store, entities_graph: str, links: Iterable[ox.Triple]) -> tuple[ReportRow, ...]:
    """Validate what the documents of all batches share, and return what was found in that alone.

    *store* holds the whole graph of shared entities, *entities_graph*; it is the caller's to give, as for
    :func:`validate_batch`. *links* are what the documents say of them. Raises :class:`KgbuildError` where
    the validator fails.
    """
    shared = _subjects(store, ox.NamedNode(entities_graph)) | {quad.subject for quad in _ontology()}
    store.extend(_ontology())
    store.extend(ox.Quad(link.subject, link.predicate, link.object) for link in links)
    return tuple(row for row in _rows(store, _results(store)) if row.focus in shared)


# --- the stores ---


@lru_cache(maxsize=1)
def _ontology() -> tuple[ox.Quad, ...]:
    return tuple(
        ox.Quad(quad.subject, quad.predicate, quad.object, _ONTOLOGY_GRAPH)
        for path in sorted(resource_folder("ontology").glob("*.ttl"))
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    )


def _with_ontology(store: ox.Store) -> ox.Store:
    if all(any(store.quads_for_pattern(q.subject, q.predicate, q.object, None)) for q in _ontology()):
        return store
    copy = ox.Store()
    copy.bulk_extend(store)
    copy.extend(_ontology())
    return copy


def _subjects(store: ox.Store, graph: _Graph) -> set[_Subject]:
    return {quad.subject for quad in store.quads_for_pattern(None, None, None, graph)}


def _links(store: ox.Store, shared: set[_Subject], graph: _Graph) -> Iterator[ox.Triple]:
    """Yield what *graph* alone says of shared entities, with type and label of the nodes of its own in it."""
    for entity in _subjects(store, graph) & shared:
        for quad in store.quads_for_pattern(entity, None, None, graph):
            if quad.predicate in _UNCHECKED:
                continue
            yield quad.triple
            if not isinstance(quad.object, ox.Literal) and quad.object not in shared:
                for predicate in (_TYPE, _LABEL):
                    yield from (q.triple for q in store.quads_for_pattern(quad.object, predicate, None, graph))


def _graph_of(store: ox.Store, node: Term, graphs: Iterable[_Graph]) -> _Graph | None:
    """Find which of *graphs* has *node*; ``None`` for a term of the ontology."""
    if isinstance(node, ox.Literal):
        return None
    quads = chain(store.quads_for_pattern(node, None, None, None), store.quads_for_pattern(None, None, node, None))
    named = {quad.graph_name for quad in quads}
    return next((graph for graph in graphs if graph in named), None)


# --- rows ---


def _rows(store: ox.Store, results: Iterable[Result]) -> Iterator[ReportRow]:
    sources = Sources(store)
    try:
        yield from (_row(result, sources) for result in results)
    except (UnsupportedShapeError, SyntaxError, ValueError, OSError) as error:
        raise _failure(error) from error


def _results(store: ox.Store, engine: Engine = Engine.COMPILED) -> Iterator[Result]:
    if engine is Engine.COMPILED:
        try:
            shapes = compiled.shapes()
        except UnsupportedShapeError:
            pass
        else:
            return compiled.results(shapes, store)
    from kgbuild.validate import reference  # noqa: PLC0415  # pySHACL takes half a second to import

    return reference.results(store)


def _row(result: Result, sources: Sources) -> ReportRow:
    document = sources.document(result.focus)
    # The checks that run once a document name the thing at fault as the value.
    is_thing = result.value is not None and sources.is_document(result.focus)
    concerned = result.value if is_thing and result.value is not None else result.focus
    return ReportRow(
        severity=result.severity,
        message=result.message,
        document=sources.identifier(document) if document else None,
        focus=result.focus,
        path=result.path,
        value=result.value,
        words=sources.words(concerned) or sources.words(result.focus),
        shape=result.shape,
        component=result.component,
    )


def _failure(error: object) -> KgbuildError:
    reason = " ".join(str(error).split())
    return KgbuildError(f"the validator failed: {reason}; check the files in shapes/, or install kgbuild again")
