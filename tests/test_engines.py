"""The compiled engine beside pySHACL: the same tuples, on faults that were sown and on a real volume."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgbuild.build.batches import Task
from kgbuild.build.work import Settings, Work
from kgbuild.errors import KgbuildError
from kgbuild.graph.iris import DEFAULT_BASE
from kgbuild.read.tei import read_volume
from kgbuild.validate import Engine, ReportRow, compiled, reference, validate
from kgbuild.validate.shapes import QueryConstraint, UnsupportedShapeError, compile_shapes

if TYPE_CHECKING:
    from collections.abc import Iterator

VIOLATIONS = Path(__file__).parent / "violations"
DIP = "https://w3id.org/diplomatic-events/ontology#"
SH = "http://www.w3.org/ns/shacl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
HEAD = f"@prefix sh: <{SH}> . @prefix dip: <{DIP}> . @prefix xsd: <{XSD}> . @prefix : <x:> .\n"
PREFIXES = {
    "dip": DIP,
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": XSD,
}
OUTSIDE_TERMS = re.compile(rf"<{re.escape(DEFAULT_BASE)}(?!ontology|shapes)")


def by_both(store: ox.Store) -> tuple[ReportRow, ...]:
    """What both engines find."""
    found = validate(store).rows
    assert found == validate(store, Engine.PYSHACL).rows
    return found


def conforming() -> ox.Store:
    store = ox.Store()
    store.load(path=str(VIOLATIONS / "conforming.ttl"), format=ox.RdfFormat.TURTLE)
    return store


def test_both_engines_find_each_fault_that_is_sown() -> None:
    sown = ox.Store()
    faults = sorted(VIOLATIONS.glob("*.ru"))
    for fault in faults:
        store = conforming()
        store.update(fault.read_text("utf-8"), base_iri=DEFAULT_BASE, prefixes=PREFIXES)
        triples = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()).decode()
        apart = OUTSIDE_TERMS.sub(f"<{DEFAULT_BASE}case/{fault.stem}/", triples)
        sown.load(apart.encode(), format=ox.RdfFormat.N_TRIPLES)
    rows = by_both(sown)
    found = {
        (row.focus.value.split("/")[5], row.shape.partition("#")[2]) for row in rows if "/case/" in row.focus.value
    }
    assert found == {(fault.stem, fault.stem.partition(".")[0]) for fault in faults}


def test_both_engines_find_the_same_in_a_volume(shared: Path) -> None:
    volume = shared / "frus" / "frus1964-68v22.xml"
    documents = islice(read_volume(volume, lambda _: None), 40, 52)
    outcomes = Work(Settings(DEFAULT_BASE, validate=False))(tuple(map(Task, documents)))
    store = ox.Store()
    for outcome in outcomes:
        store.load(outcome.nquads, format=ox.RdfFormat.N_QUADS)
    assert len(store) > 5_000
    by_both(store)
    quads = sorted((quad for quad in store if quad.predicate != TYPE), key=str)  # pySHACL fails on a literal class
    store.bulk_extend(ox.Quad(q.subject, q.predicate, quads[n - 7].object, q.graph_name) for n, q in sown(quads, 51))
    for _, quad in sown(quads, 53):
        store.remove(quad)
    rows = by_both(store)
    assert len({(row.shape, row.component) for row in rows}) > 60


def sown(quads: list[ox.Quad], distance: int) -> Iterator[tuple[int, ox.Quad]]:
    return ((number, quad) for number, quad in enumerate(quads) if number % distance == 0)


TERMS = st.one_of(
    st.sampled_from(sorted({quad.object for quad in conforming()}, key=str)),
    st.builds(
        ox.Literal,
        st.sampled_from(["", "1", "01", "-1", "0.5", "1.0", "1967-06-31", "1967-06-30", "1967-06-30T25:00:00", "true"]),
        datatype=st.sampled_from([ox.NamedNode(XSD + name) for name in ("integer", "decimal", "date", "dateTime")]),
    ),
    st.builds(ox.Literal, st.text(max_size=3), language=st.sampled_from(["en", "EN-gb"])),
    st.builds(ox.Literal, st.text(max_size=3)),
)
QUADS = sorted(conforming(), key=str)
TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
GRAPHS = [ox.DefaultGraph(), ox.NamedNode(f"{DEFAULT_BASE}graph/entities")]


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(
    gone=st.lists(st.sampled_from(QUADS), max_size=20),
    new=st.lists(
        st.tuples(st.sampled_from([quad for quad in QUADS if quad.predicate != TYPE]), TERMS, st.sampled_from(GRAPHS)),
        max_size=40,
    ),
)
def test_both_engines_find_the_same_in_any_graph(
    gone: list[ox.Quad], new: list[tuple[ox.Quad, ox.Literal, ox.NamedNode]]
) -> None:
    store = ox.Store()
    store.extend(set(QUADS) - set(gone))
    store.extend(ox.Quad(quad.subject, quad.predicate, value, graph) for quad, value, graph in new)
    by_both(store)


# --- shapes other than ours ---


@pytest.fixture
def use_shapes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Have both engines take their shapes from a text."""

    def use(turtle: str) -> None:
        (tmp_path / "shapes.ttl").write_text(HEAD + turtle, encoding="utf-8")
        for engine, cached in ((compiled, compiled.shapes), (reference, reference.shapes)):
            monkeypatch.setattr(engine, "resource_folder", lambda _: tmp_path)
            cached.cache_clear()

    yield use
    compiled.shapes.cache_clear()
    reference.shapes.cache_clear()


def of(turtle: str) -> tuple[object, ...]:
    return compile_shapes(quad.triple for quad in ox.parse(HEAD + turtle, format=ox.RdfFormat.TURTLE))


SHAPE = ':s a sh:PropertyShape ; sh:targetClass dip:Document ; sh:message "Bad."@en ; '


@pytest.mark.parametrize(
    "rest",
    [
        "sh:path dip:text ; sh:minLength 3 .",
        "sh:path dip:text ; sh:minCount 1 ; sh:deactivated true .",
        "sh:path [ sh:inversePath dip:text ] ; sh:minCount 1 .",
        "sh:path dip:text ; sh:datatype xsd:gYear .",
        'sh:path dip:text ; sh:minInclusive "a" .',
        'sh:path dip:text ; sh:message "Worse."@en ; sh:minCount 1 .',
        'sh:path dip:text ; sh:sparql :q . :q sh:select "SELECT $this { $this a ?type }" .',
        "sh:property :p . :p sh:path dip:text ; sh:minCount 1 .",
        "sh:node :other . :other a sh:NodeShape .",
        "sh:sparql :q . :q sh:select 'SELECT ?value { ?value a dip:Document }' .",
        "sh:minCount 1 .",
    ],
)
def test_shapes_that_the_compiled_engine_does_not_know_are_refused(rest: str) -> None:
    with pytest.raises(UnsupportedShapeError):
        of(SHAPE + rest)


def test_shapes_that_the_compiled_engine_does_not_know_are_run_by_pyshacl(use_shapes: object) -> None:
    use_shapes(SHAPE + "sh:path dip:text ; sh:maxLength 3 .")
    rows = validate(conforming()).rows
    assert {row.component for row in rows} == {f"{SH}MaxLengthConstraintComponent"}


@pytest.mark.parametrize(
    ("select", "takes_many"),
    [
        ("SELECT $this ?value WHERE { $this dip:text ?value }", True),
        ("SELECT $this { FILTER NOT EXISTS { $this dip:text ?text FILTER NOT EXISTS { ?text a $this } } }", True),
        ('SELECT $this { $this dip:text ?text FILTER(?text != "a { UNION b") }', True),
        ("SELECT $this { $this dip:sender ?who } GROUP BY $this HAVING (COUNT(?who) > 1)", True),
        ("SELECT $this { { BIND($this AS ?value) } UNION { $this a ?value } }", False),
        ("SELECT $this { OPTIONAL { $this dip:text ?text } FILTER(!BOUND(?text)) }", False),
        ("SELECT $this { $this a ?type } LIMIT 1", False),
    ],
)
def test_queries_are_asked_of_many_nodes_at_once_where_that_gives_the_same(
    use_shapes: object, select: str, *, takes_many: bool
) -> None:
    shape = f""":s a sh:NodeShape ; sh:targetClass dip:Document ; sh:message "Bad."@en ; sh:sparql :q .
        :q sh:prefixes : ; sh:select '''{select}''' . : sh:declare :dip .
        :dip sh:prefix "dip" ; sh:namespace "{DIP}"^^xsd:anyURI ."""
    use_shapes(shape)
    ((query,),) = (shape.constraints for shape in compiled.shapes())
    assert isinstance(query, QueryConstraint)
    assert query.takes_many is takes_many
    store = conforming()
    store.update("INSERT DATA { _:b a dip:Document ; dip:text 'a' ; dip:sender <x:1>, <x:2> }", prefixes=PREFIXES)
    by_both(store)


@pytest.mark.parametrize("engine", Engine)
def test_shapes_that_cannot_be_run_are_a_fault_in_one_line(use_shapes: object, engine: Engine) -> None:
    query = ':q sh:select "SELECT $this WHERE { nonsense }" .'
    use_shapes(f':s a sh:NodeShape ; sh:targetClass dip:Document ; sh:message "Bad."@en ; sh:sparql :q . {query}')
    with pytest.raises(KgbuildError, match="the validator failed: ") as caught:
        validate(conforming(), engine)
    assert "\n" not in str(caught.value)


def test_a_graph_that_pyshacl_cannot_take_is_a_fault_in_one_line() -> None:
    store = conforming()
    store.update(f"INSERT DATA {{ <x:literally> a 'a class' . <x:d> a <{DIP}Document> ; <{DIP}sender> <x:literally> }}")
    with pytest.raises(KgbuildError, match="the validator failed: "):
        validate(store, Engine.PYSHACL)
    assert len(validate(store).rows) > 1
