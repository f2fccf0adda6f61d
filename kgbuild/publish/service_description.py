"""What the endpoint says of itself and of its graph, in RDF.

The terms are those of SPARQL 1.1 Service Description (https://www.w3.org/TR/sparql11-service-description/) and of
VoID (https://www.w3.org/TR/void/).
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple, serialize

from kgbuild.graph.vocabulary import ONTOLOGY, PREFIXES, TYPE
from kgbuild.publish.formats import FORMATS, Format, graph_syntax

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgbuild.publish.figures import Figures

__all__ = ["describe_service"]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
_PREFIXES = {**PREFIXES, "sd": _SD, "void": _VOID, "formats": _FORMATS}
_NAMES = {
    Format.JSON: "SPARQL_Results_JSON",
    Format.XML: "SPARQL_Results_XML",
    Format.CSV: "SPARQL_Results_CSV",
    Format.TSV: "SPARQL_Results_TSV",
    Format.TURTLE: "Turtle",
    Format.N_TRIPLES: "N-Triples",
    Format.JSON_LD: "JSON-LD",
    Format.RDF_XML: "RDF_XML",
}
"""The forms' names in https://www.w3.org/ns/formats/."""


def describe_service(endpoint: str, figures: Figures | None, form: str) -> bytes:
    """The description of the service at the IRI *endpoint* and its graph, in the RDF syntax named *form*.

    Without *figures* the graph's size is not told.
    """
    out = io.BytesIO()
    serialize(_statements(endpoint, figures), out, graph_syntax(form), prefixes=_PREFIXES)
    return out.getvalue()


def _statements(endpoint: str, figures: Figures | None) -> Iterator[Triple]:
    service, dataset, union = (f"{endpoint}#{name}" for name in ("service", "dataset", "default-graph"))
    yield _link(service, TYPE.iri, _SD + "Service")
    yield _link(service, _SD + "endpoint", endpoint)
    yield _link(service, _SD + "supportedLanguage", _SD + "SPARQL11Query")
    yield _link(service, _SD + "feature", _SD + "UnionDefaultGraph")
    for form in dict.fromkeys(form for forms in FORMATS.values() for form in forms):
        yield _link(service, _SD + "resultFormat", _FORMATS + _NAMES[form])
    yield _link(service, _SD + "defaultDataset", dataset)
    yield _link(dataset, TYPE.iri, _SD + "Dataset")
    yield _link(dataset, TYPE.iri, _VOID + "Dataset")
    yield _link(dataset, _SD + "defaultGraph", union)
    yield _link(dataset, _VOID + "sparqlEndpoint", endpoint)
    yield _link(dataset, _VOID + "vocabulary", ONTOLOGY)
    yield _link(union, TYPE.iri, _SD + "Graph")
    if figures:
        yield _number(union, "triples", figures.triples)
        yield from _sizes(dataset, figures)


def _sizes(dataset: str, figures: Figures) -> Iterator[Triple]:
    yield _number(dataset, "triples", figures.triples)
    yield _number(dataset, "properties", len(figures.properties))
    yield _number(dataset, "classes", len(figures.classes))
    for kind, counted, numbers in (
        ("property", "triples", figures.properties),
        ("class", "entities", figures.classes),
    ):
        for place, (iri, number) in enumerate(numbers.items(), start=1):
            part = f"{dataset}-{kind}-{place}"
            yield _link(dataset, f"{_VOID}{kind}Partition", part)
            yield _link(part, _VOID + kind, iri)
            yield _number(part, counted, number)


def _link(subject: str, predicate: str, target: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), NamedNode(target))


def _number(subject: str, name: str, number: int) -> Triple:
    return Triple(NamedNode(subject), NamedNode(_VOID + name), Literal(number))
