"""The validator: its report for readers and programs, batches against the whole, and how it fails."""

from __future__ import annotations

import pickle
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import RDF, SH

from kgbuild.build import build
from kgbuild.store import open_graph
from kgbuild.validate import (
    Findings,
    ReportRow,
    Severity,
    ValidationReport,
    validate,
    validate_batch,
    validate_entities,
    validate_whole,
)

VIOLATIONS = Path(__file__).parent / "violations"
EXAMPLES = Path(__file__).parent.parent / "examples"
BASE = "https://w3id.org/diplomatic-events/"
ENTITIES = f"{BASE}graph/entities"
DIP = "https://w3id.org/diplomatic-events/ontology#"
FAULTS = {
    "quote": ("<document/v1/t1#selector=149,195>", "oa:exact", '"Called on Duval this evening"'),
    "holder": ("<document/v1/t2/position/99-145-94>", "dip:heldBy", "<nobody>"),
    "label": ("<state/canada>", "rdfs:label", '""'),
    "sponsor": ("<resolution/A%2FSPC%2FL.130>", "dip:sponsor", "<document/v1/t1/agent/duval> , <nobody>"),
    "day": ("<resolution/A%2FRES%2F2221%28XXI%29>", "dip:adoptedOn", '"1965-12-19"^^xsd:date'),
}
PREFIXES = {
    "dip": DIP,
    "oa": "http://www.w3.org/ns/oa#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def faulty(*names: str) -> ox.Store:
    """The conforming graph with the faults of these names, in the named graphs that a build makes."""
    flat = ox.Store()
    flat.load(path=str(VIOLATIONS / "conforming.ttl"), format=ox.RdfFormat.TURTLE)
    for subject, predicate, objects in (FAULTS[name] for name in names):
        flat.update(
            f"DELETE WHERE {{ {subject} {predicate} ?value }} ; INSERT DATA {{ {subject} {predicate} {objects} }}",
            base_iri=BASE,
            prefixes=PREFIXES,
        )
    return ox_store(ox.Quad(quad.subject, quad.predicate, quad.object, graph_of(quad)) for quad in flat)


def graph_of(quad: ox.Quad) -> ox.NamedNode:
    """A document's for what is the document's, and for what only it says of a shared entity."""
    for term in (quad.subject, quad.object):
        if isinstance(term, ox.NamedNode) and term.value.startswith(f"{BASE}document/v1/"):
            return ox.NamedNode(term.value[: len(f"{BASE}document/v1/t1")])
    return ox.NamedNode(ENTITIES)


def ox_store(quads: object) -> ox.Store:
    store = ox.Store()
    store.extend(quads)
    return store


def in_batches(store: ox.Store) -> ValidationReport:
    found: list[Findings] = []
    for document in ("t1", "t2"):
        graphs = {f"{BASE}document/v1/{document}", ENTITIES}
        part = ox_store(quad for quad in store if quad.graph_name.value in graphs)
        findings = pickle.loads(pickle.dumps(validate_batch(part, ENTITIES)))  # noqa: S301
        assert list(findings) == [f"{BASE}document/v1/{document}"]
        found += findings.values()
    entities = ox_store(quad for quad in store if quad.graph_name.value == ENTITIES)
    rows = [row for document in reversed(found) for row in document.rows]
    links = [link for document in reversed(found) for link in document.links]
    return ValidationReport.of([*rows, *validate_entities(entities, ENTITIES, links)])


def test_a_document_has_the_same_findings_in_any_batch() -> None:
    together = faulty(*FAULTS)
    entities = {quad for quad in together if quad.graph_name.value == ENTITIES}
    whole = validate_batch(ox_store(together), ENTITIES)
    for document, findings in whole.items():
        alone = ox_store(entities | {quad for quad in together if quad.graph_name.value == document})
        (found,) = validate_batch(alone, ENTITIES).values()
        assert (set(found.rows), set(found.links)) == (set(findings.rows), set(findings.links))
    assert any(findings.rows for findings in whole.values())


@pytest.mark.parametrize("names", [(), ("quote",), ("sponsor",), tuple(FAULTS)], ids="-".join)
def test_batches_find_what_the_whole_finds(names: tuple[str, ...]) -> None:
    store = faulty(*names)
    whole = validate(store)
    assert len(whole.rows) == len(names)
    assert in_batches(store) == whole


def test_what_a_build_reports_is_what_its_files_report(tmp_path: Path) -> None:
    report = build([EXAMPLES], tmp_path)
    assert report.validation is not None
    assert report.validation.conforms
    assert validate(open_graph(tmp_path / "kg.nq")) == report.validation
    assert validate(open_graph(tmp_path / "kg.ttl")) == report.validation
    assert validate_whole(open_graph(tmp_path)).rows == ()


def test_the_store_is_left_as_it_is() -> None:
    store = faulty()
    before = set(store)
    validate(store)
    assert set(store) == before


def test_a_row_names_document_fault_and_words() -> None:
    (row,) = validate(faulty("holder")).rows
    assert row.severity is Severity.VIOLATION
    assert row.document == "v1/t2"
    assert row.message == "A position is held by at least one person, state or body."
    assert row.words == "the Assembly had settled it in A/RES/2221(XXI)"
    assert row.focus == ox.NamedNode(f"{BASE}document/v1/t2/position/99-145-94")
    assert row.path == f"{DIP}heldBy"
    assert row.value == ox.NamedNode(f"{BASE}nobody")


def test_a_row_of_a_document_check_quotes_the_text_and_the_false_quotation() -> None:
    (row,) = validate(faulty("quote")).rows
    assert row.document == "v1/t1"
    said = "Called on Duval this morning at Foreign Office"
    assert row.words == f"{said}” quoted as “Called on Duval this evening"


def test_what_documents_share_has_no_document() -> None:
    (row,) = validate(faulty("day")).rows
    assert (row.severity, row.document, row.words) == (Severity.WARNING, None, "A/RES/2221(XXI)")


def test_only_violations_keep_a_graph_from_conforming() -> None:
    assert validate(faulty("day")).conforms
    assert not validate(faulty("day", "label")).conforms


def rows(count: int, message: str = "Bad.", document: str = "d1") -> list[ReportRow]:
    return [
        ReportRow(
            severity=Severity.VIOLATION,
            message=message,
            document=document,
            focus=ox.NamedNode(f"{BASE}document/{document}/position/{n}"),
            path=f"{DIP}heldBy",
            value=ox.Literal("x"),
            words="one\n two " + "long " * 40,
            shape=f"{BASE}shapes#S",
            component=f"{SH}ClassConstraintComponent",
        )
        for n in range(count)
    ]


def test_the_text_is_grouped_and_says_how_much_it_leaves_out() -> None:
    report = ValidationReport.of([*rows(3), *rows(4, document="d2"), *rows(1, "Worse.", "d2")])
    lines = report.render(2).splitlines()
    assert lines[0] == "Does not conform: 8 violations, 0 warnings, 0 infos."
    assert lines[2:4] == ["Violation (7): Bad.", "  d1"]
    assert lines[4].startswith("    “one two long long")
    assert lines[4].endswith('…”  /position/0  dip:heldBy  "x"')
    assert lines[6:9] == ["  and 5 more in 2 documents", "", "Violation (1): Worse."]


def test_the_text_of_a_conforming_graph_is_one_line() -> None:
    assert validate(faulty()).text == "Conforms: 0 violations, 0 warnings, 0 infos.\n"


def test_the_turtle_is_a_validation_report_without_blank_nodes() -> None:
    report = validate(faulty(*FAULTS))
    graph = rdflib.Graph().parse(data=report.turtle, format="turtle")
    assert not [term for triple in graph for term in triple if isinstance(term, rdflib.BNode)]
    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(node, SH.conforms).toPython() is False
    results = list(graph.objects(node, SH.result))
    assert len(results) == len(report.rows)
    found = {(str(graph.value(r, SH.focusNode)), str(graph.value(r, SH.resultMessage))) for r in results}
    assert found == {(row.focus.value, row.message) for row in report.rows}


def test_the_turtle_is_the_same_whatever_order_the_rows_come_in() -> None:
    found = validate(faulty(*FAULTS)).rows
    assert ValidationReport.of([*reversed(found), *found]).turtle == ValidationReport.of(found).turtle


def test_blank_nodes_of_a_file_are_reported_under_iris(tmp_path: Path) -> None:
    path = tmp_path / "blank.ttl"
    path.write_text(f"[] a <{DIP}Volume> .")
    report = validate(open_graph(path))
    assert [row.message for row in report.rows] == ["A volume has exactly one identifier, a string."]
    assert "urn:blank:" in report.turtle
    assert "shared by documents" in report.text


def test_a_graph_is_whole() -> None:
    assert validate_whole(faulty()).rows == ()


@pytest.mark.parametrize(
    ("update", "shape", "focuses"),
    [
        ("INSERT DATA { <document/v1/t2> dip:mentions <nobody> }", "dangling-link", {"document/v1/t2"}),
        (
            "INSERT DATA { <document/v1/t9> a dip:Telegram ; dcterms:identifier 'v1/t1' }",
            "identifier-twice",
            {"document/v1/t1", "document/v1/t9"},
        ),
        (
            "INSERT DATA { <resolution/x> dip:symbol 'A/SPC/L.130' }",
            "symbol-twice",
            {"resolution/A%2FSPC%2FL.130", "resolution/x"},
        ),
    ],
)
def test_what_only_the_whole_graph_shows_is_found(update: str, shape: str, focuses: set[str]) -> None:
    store = ox_store(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in faulty())
    store.update(update, base_iri=BASE, prefixes={**PREFIXES, "dcterms": "http://purl.org/dc/terms/"})
    rows = validate_whole(store).rows
    assert {row.shape for row in rows} == {f"{BASE}shapes#Graph-{shape}"}
    assert {row.focus.value for row in rows} == {BASE + focus for focus in focuses}
    assert all(row.severity is Severity.VIOLATION and row.message.endswith(".") for row in rows)


def test_a_document_that_is_cited_may_lie_outside_the_graph() -> None:
    store = faulty()
    store.update(f"INSERT DATA {{ <{BASE}document/v1/t2> <{DIP}refersToDocument> <{BASE}document/v9/t1> }}")
    assert validate_whole(store).rows == ()
