"""Every constraint of the shapes has a small graph that breaks it and nothing else."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import RDF, SH, Namespace

from kgbuild.validate import ReportRow, validate

ROOT = Path(__file__).parent.parent
VIOLATIONS = Path(__file__).parent / "violations"
BASE = "https://w3id.org/diplomatic-events/"
DIPSH = Namespace("https://w3id.org/diplomatic-events/shapes#")
PREFIXES = {
    "dip": "https://w3id.org/diplomatic-events/ontology#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
NOT_CONSTRAINTS = {
    RDF.type,
    SH.targetClass,
    SH.targetSubjectsOf,
    SH.path,
    SH.message,
    SH.severity,
    SH.property,
}


@cache
def shapes() -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in sorted((ROOT / "shapes").glob("*.ttl")):
        graph.parse(path)
    return graph


def constraining_shapes() -> list[rdflib.URIRef]:
    kinds = (SH.NodeShape, SH.PropertyShape)
    return sorted({s for kind in kinds for s in shapes().subjects(RDF.type, kind) if not groups(s)})


def groups(shape: rdflib.URIRef) -> bool:
    """Whether the shape only gathers property shapes, which have targets of their own."""
    return (shape, SH.property, None) in shapes()


def constraints() -> set[str]:
    """SHAPE.PARAMETER for every constraint, as the files in tests/violations are named."""
    return {
        f"{shape.removeprefix(DIPSH)}.{predicate.removeprefix(str(SH))}"
        for shape in constraining_shapes()
        for predicate in shapes().predicates(shape)
        if predicate not in NOT_CONSTRAINTS
    }


def store_of(update: str | None = None) -> ox.Store:
    store = ox.Store()
    store.load(path=str(VIOLATIONS / "conforming.ttl"), format=ox.RdfFormat.TURTLE)
    if update:
        before = set(store)
        store.update(update, base_iri=BASE, prefixes=PREFIXES)
        assert set(store) != before, "the update changes nothing"
    return store


def name_of(row: ReportRow) -> str:
    component = row.component.removeprefix(str(SH)).removesuffix("ConstraintComponent")
    parameter = "sparql" if component == "SPARQL" else component[0].lower() + component[1:]
    return f"{row.shape.removeprefix(DIPSH)}.{parameter}"


def test_the_conforming_graph_conforms() -> None:
    assert validate(store_of()).rows == ()


def test_every_constraint_has_a_violation_and_every_violation_a_constraint() -> None:
    assert {path.stem for path in VIOLATIONS.glob("*.ru")} == constraints()


@pytest.mark.parametrize("path", sorted(VIOLATIONS.glob("*.ru")), ids=lambda path: path.stem)
def test_a_violation_trips_its_constraint_alone(path: Path) -> None:
    rows = validate(store_of(path.read_text("utf-8"))).rows
    assert {name_of(row) for row in rows} == {path.stem}


ADOPTED = [
    ("A/RES/1(I)", "I", "1946-01-24"),
    ("A/RES/103(I)", "I", "1946-11-19"),
    ("A/RES/106(S-I)", "S-I", "1947-05-15"),
    ("A/RES/181(II)", "II", "1947-11-29"),
    ("A/RES/186(S-II)", "S-II", "1948-05-14"),
    ("A/RES/217(III)A", "III", "1948-12-10"),
    ("A/RES/273(III)", "III", "1949-05-11"),
    ("A/RES/377(V)A", "V", "1950-11-03"),
    ("A/RES/500(V)", "V", "1951-05-18"),
    ("A/RES/712(VII)", "VII", "1953-08-28"),
    ("A/RES/997(ES-I)", "ES-I", "1956-11-02"),
    ("A/RES/1237(ES-III)", "ES-III", "1958-08-21"),
    ("A/RES/1474(ES-IV)", "ES-IV", "1960-09-20"),
    ("A/RES/1133(XI)", "XI", "1957-09-14"),
    ("A/RES/1747(XVI)", "XVI", "1962-06-28"),
    ("A/RES/2006(XIX)", "XIX", "1965-02-18"),
    ("A/RES/2221(XXI)", "XXI", "1966-12-19"),
    ("A/RES/2252(ES-V)", "ES-V", "1967-07-04"),
    ("A/RES/3201(S-VI)", "S-VI", "1974-05-01"),
    ("A/RES/3379(XXX)", "XXX", "1975-11-10"),
    ("A/RES/31/6", "31", "1976-10-26"),
    ("A/RES/S-10/2", "S-10", "1978-06-30"),
    ("A/RES/ES-6/2", "ES-6", "1980-01-14"),
    ("S/RES/83(1950)", None, "1950-06-27"),
    ("S/RES/105(1954)", None, "1954-07-28"),
    ("S/RES/106(1955)", None, "1955-03-29"),
    ("S/RES/186(1964)", None, "1964-03-04"),
    ("S/RES/242(1967)", None, "1967-11-22"),
    ("S/RES/338(1973)", None, "1973-10-22"),
    ("S/RES/461(1979)", None, "1979-12-31"),
]
"""Real resolutions: the first and last of sessions, special ones, sessions resumed in the next year."""


def test_resolutions_that_were_adopted_raise_nothing() -> None:
    update = "\n".join(
        f'INSERT DATA {{ <resolution/{n}> a dip:Resolution ; rdfs:label "{symbol}" ; dip:symbol "{symbol}" ;'
        + (f' dip:session "{session}" ;' if session else "")
        + f' dip:adoptedOn "{day}"^^xsd:date }} ;'
        for n, (symbol, session, day) in enumerate(ADOPTED)
    )
    assert validate(store_of(update)).rows == ()


@pytest.mark.parametrize(
    "symbol",
    ["A/RES/2221 XXI", "A/RES/2221(IIII)", "A/RES/2221(XXXI)", "A/RES/2221(21)", "A/RES/31-5"],
)
def test_a_malformed_symbol_of_the_assembly_is_a_violation(symbol: str) -> None:
    update = f'INSERT DATA {{ <resolution/1> a dip:Resolution ; rdfs:label "1" ; dip:symbol "{symbol}" }}'
    rows = validate(store_of(update)).rows
    assert {name_of(row) for row in rows} == {"Resolution-assemblySymbol.sparql"}


def test_a_rebuttal_may_rebut_what_is_told_within_it() -> None:
    """As in "rejected the charge that ...": the charge is a position inside the rejection."""
    outer, inner = (262, 285), (266, 285)
    update = f"""INSERT DATA {{
        <inner> a dip:Position ; dip:reportedIn <document/v1/t1> ; dip:rule "r" ; dip:confidence 0.9 ;
            dip:evidence <document/v1/t1#char={inner[0]},{inner[1]}> ; dip:act dip:Assert ;
            dip:heldBy <document/v1/t1/agent/duval> ; dip:content "vote could not wait" .
        <document/v1/t1#char={inner[0]},{inner[1]}> a oa:SpecificResource ; oa:hasSource <document/v1/t1> ;
            oa:hasSelector <document/v1/t1#selector={inner[0]},{inner[1]}> .
        <document/v1/t1#selector={inner[0]},{inner[1]}> a oa:TextPositionSelector , oa:TextQuoteSelector ;
            oa:start {inner[0]} ; oa:end {inner[1]} ; oa:exact "vote could not wait" .
        <document/v1/t1/position/{outer[0]}-{outer[1]}-249> dip:rebuts <inner> }}"""
    assert validate(store_of(update)).rows == ()


def test_every_shape_says_what_is_wrong_and_how_badly() -> None:
    for shape in constraining_shapes():
        messages = list(shapes().objects(shape, SH.message))
        severities = list(shapes().objects(shape, SH.severity))
        assert len(messages) == 1, shape
        assert messages[0].language == "en", shape
        assert str(messages[0]).endswith("."), shape
        assert len(severities) == 1, shape
        assert severities[0] in {SH.Violation, SH.Warning, SH.Info}, shape


def test_every_constraint_has_a_target() -> None:
    targets = (SH.targetClass, SH.targetSubjectsOf)
    for shape in constraining_shapes():
        assert any((shape, target, None) in shapes() for target in targets), shape


def test_the_shapes_have_no_blank_nodes() -> None:
    assert not [term for triple in shapes() for term in triple if isinstance(term, rdflib.BNode)]
