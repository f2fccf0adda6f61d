"""The endpoint beside the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/): case by case."""

from __future__ import annotations

import gzip
import io
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest
import rdflib
import SPARQLWrapper
from composed import composed_store
from pyoxigraph import RdfFormat
from rdflib.query import Result
from served import Endpoint, serving

from kgbuild.graph.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

SELECT = "SELECT ?label { ?state a dip:State ; rdfs:label ?label } ORDER BY ?label"
ASK = "ASK { ?state a dip:State }"
CONSTRUCT = "CONSTRUCT { ?state rdfs:label ?label } WHERE { ?state a dip:State ; rdfs:label ?label }"
DESCRIBE = "DESCRIBE ?state { ?state a dip:State } LIMIT 1"
DECLARED = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
DIRECT = {"Content-Type": "application/sparql-query"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = "application/sparql-results+json"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    folder = tmp_path_factory.mktemp("served")
    composed_store().dump(str(folder / "kg.nq"), RdfFormat.N_QUADS)
    with serving(folder, folder / "messages", "--rate", "0", "--seconds", "120", "--concurrent", "2") as running:
        yield running


@pytest.fixture(scope="module")
def graphs(endpoint: Endpoint) -> list[str]:
    """The IRIs of two documents' graphs."""
    return [row["g"] for row in endpoint.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s a dip:Document } } ORDER BY ?g")][:2]


# --- the query operation (2.1) ---


def test_a_query_is_asked_by_get_by_a_form_and_directly(endpoint: Endpoint) -> None:
    answers = [
        endpoint.get(query=SELECT),
        endpoint.send("POST", "sparql", FORM, urlencode({"query": SELECT})),
        endpoint.send("POST", "sparql", DIRECT, SELECT),
        endpoint.send("POST", "sparql", {"Content-Type": "application/sparql-query; charset=UTF-8"}, SELECT),
    ]
    assert [answer.status for answer in answers] == [200] * 4
    assert len({answer.data for answer in answers}) == 1
    assert answers[0].json()["results"]["bindings"]


@pytest.mark.parametrize("how", ["get", "form", "direct"])
@pytest.mark.parametrize("number", [1, 2])
def test_the_default_graph_is_made_of_the_graphs_that_the_request_names(
    endpoint: Endpoint, graphs: list[str], how: str, number: int
) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    chosen = graphs[:number]
    each = [int(endpoint.rows(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{g}> {{ ?s ?p ?o }} }}")[0]["n"]) for g in chosen]
    fields = urlencode({"default-graph-uri": chosen}, doseq=True)
    if how == "get":
        answer = endpoint.send("GET", f"sparql?{fields}&query={quote(query)}")
    elif how == "form":
        answer = endpoint.send("POST", "sparql", FORM, f"{fields}&query={quote(query)}")
    else:
        answer = endpoint.send("POST", f"sparql?{fields}", DIRECT, query)
    assert int(answer.json()["results"]["bindings"][0]["n"]["value"]) == sum(each)


def test_named_graphs_are_those_that_the_request_names(endpoint: Endpoint, graphs: list[str]) -> None:
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    answer = endpoint.get(query=query, **{"named-graph-uri": graphs[:1]})
    assert [row["g"]["value"] for row in answer.json()["results"]["bindings"]] == graphs[:1]
    nothing = endpoint.get(query="ASK { ?s ?p ?o }", **{"named-graph-uri": graphs[:1]})
    assert nothing.json()["boolean"] is False


def test_the_dataset_of_the_request_goes_before_that_of_the_query(endpoint: Endpoint, graphs: list[str]) -> None:
    query = f"SELECT DISTINCT ?g FROM NAMED <{graphs[0]}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"  # noqa: S608
    of_query = endpoint.get(query=query)
    of_request = endpoint.get(query=query, **{"named-graph-uri": graphs[1]})
    assert [row["g"]["value"] for row in of_query.json()["results"]["bindings"]] == [graphs[0]]
    assert [row["g"]["value"] for row in of_request.json()["results"]["bindings"]] == [graphs[1]]


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("GET", f"sparql?query={quote(ASK)}&query={quote(SELECT)}", {}, None, 400),
        ("POST", "sparql", FORM, f"query={quote(ASK)}&query={quote(SELECT)}", 400),
        ("POST", f"sparql?query={quote(ASK)}", DIRECT, ASK, 400),
        ("GET", "sparql?default-graph-uri=urn%3Ax", {}, None, 400),
        ("POST", "sparql", FORM, "", 400),
        ("PUT", f"sparql?query={quote(ASK)}", {}, None, 405),
        ("DELETE", "sparql", {}, None, 405),
        ("POST", "sparql", {"Content-Type": ""}, ASK, 415),
        ("POST", "sparql", {"Content-Type": "text/plain"}, ASK, 415),
        ("POST", "sparql", {"Content-Type": "application/sparql-query; charset=UTF-16"}, ASK.encode("utf-16"), 415),
        ("POST", "sparql", {**DIRECT, "Content-Encoding": "gzip"}, gzip.compress(ASK.encode(), mtime=0), 415),
        ("POST", "sparql", DIRECT, ASK.encode("utf-16"), 400),
        ("GET", "sparql?query=%ED%A0%80", {}, None, 400),
        ("GET", "sparql?query=ASK%20%7B", {}, None, 400),
        ("GET", "sparql?query=", {}, None, 400),
        ("GET", f"sparql?query={quote(ASK)}&default-graph-uri=not%20an%20iri", {}, None, 400),
        ("POST", "sparql", {"Content-Type": "application/sparql-update"}, "CLEAR ALL", 415),
        ("POST", "sparql", FORM, "update=CLEAR%20ALL", 400),
        ("GET", "sparql?update=CLEAR%20ALL", {}, None, 400),
        ("GET", "sparql?query=CLEAR%20ALL", {}, None, 400),
        ("GET", f"sparql?query={quote('INSERT DATA { <a:a> <a:a> <a:a> }')}", {}, None, 400),
        ("GET", "sparql?query=LOAD%20%3Chttp%3A%2F%2Fexample.org%2F%3E", {}, None, 400),
        ("GET", "nothing-is-here", {}, None, 404),
    ],
)
def test_each_fault_has_its_status(  # noqa: PLR0917 - a case has as many parts
    endpoint: Endpoint, method: str, path: str, headers: dict[str, str], body: bytes | str | None, status: int
) -> None:
    answer = endpoint.send(method, path, headers, body)
    assert answer.status == status, answer.data
    if status == 405:
        assert "GET" in answer.headers["Allow"]
    if status != 404:
        assert answer.json()["status"] == status
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_fault_of_the_query_is_told_with_its_place(endpoint: Endpoint) -> None:
    detail = endpoint.get(query="SELECT *\n{ ?s ?p }").json()["detail"]
    assert detail.startswith("Query, line 2, column ")
    assert "'?s ?p }'" in detail or "'}'" in detail


# --- what is accepted (2.1.4) ---


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (SELECT, None, JSON),
        (SELECT, "*/*", JSON),
        (SELECT, "application/json", "application/json"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/csv", "text/csv"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values"),
        (SELECT, f"{JSON};q=0.5, text/csv;q=0.9", "text/csv"),
        (SELECT, "text/*;q=0.3, application/sparql-results+xml;q=0.2", "text/csv"),
        (SELECT, f"*/*;q=0.8, {JSON};q=0", "application/sparql-results+xml"),
        (SELECT, "text/turtle;q=1, text/tab-separated-values;q=0.1", "text/tab-separated-values"),
        (SELECT, "text/html, */*;q=0.8", JSON),
        (SELECT, "nonsense, text/csv", "text/csv"),
        (ASK, None, JSON),
        (ASK, "application/sparql-results+xml", "application/sparql-results+xml"),
        (ASK, "text/csv, application/xml;q=0.1", "application/xml"),
        (CONSTRUCT, None, "text/turtle"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (DESCRIBE, f"{JSON}, application/rdf+xml;q=0.2", "application/rdf+xml"),
    ],
)
def test_the_form_is_the_one_accepted_most(endpoint: Endpoint, query: str, accept: str | None, media_type: str) -> None:
    answer = endpoint.get(accept=accept, query=query)
    assert (answer.status, answer.headers["Content-Type"]) == (200, media_type)
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("query", "accept"),
    [(SELECT, "text/html"), (SELECT, "text/turtle"), (ASK, "text/csv"), (CONSTRUCT, JSON), (SELECT, "*/*;q=0")],
)
def test_what_has_none_of_the_accepted_forms_is_told_which_there_are(
    endpoint: Endpoint, query: str, accept: str
) -> None:
    answer = endpoint.get(accept=accept, query=query)
    assert answer.status == 406
    assert ("text/turtle" if query is CONSTRUCT else JSON) in answer.json()["detail"]


@pytest.mark.parametrize(("accept", "form"), [(JSON, "json"), ("application/sparql-results+xml", "xml")])
def test_rows_and_verdicts_are_read_back_by_rdflib(endpoint: Endpoint, accept: str, form: str) -> None:
    rows = Result.parse(io.BytesIO(endpoint.get(accept=accept, query=SELECT).data), format=form)
    assert [str(row["label"]) for row in rows] == [row["label"] for row in endpoint.rows(SELECT)]
    verdict = Result.parse(io.BytesIO(endpoint.get(accept=accept, query=ASK).data), format=form)
    assert verdict.askAnswer is True


@pytest.mark.parametrize(("accept", "form"), [("text/csv", "csv"), ("text/tab-separated-values", "tsv")])
def test_tables_are_read_back_by_rdflib(endpoint: Endpoint, accept: str, form: str) -> None:
    rows = Result.parse(io.BytesIO(endpoint.get(accept=accept, query=SELECT).data), format=form)
    assert [str(row[0]) for row in rows] == [row["label"] for row in endpoint.rows(SELECT)]


def test_a_graph_is_the_same_in_each_syntax(endpoint: Endpoint) -> None:
    read = []
    for accept, form in (
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/ld+json", "json-ld"),
        ("application/rdf+xml", "xml"),
    ):
        answer = endpoint.get(accept=accept, query=CONSTRUCT)
        read.append(set(rdflib.Graph().parse(data=answer.data, format=form)))
    assert read[0]
    assert all(triples == read[0] for triples in read)


@pytest.mark.parametrize("method", [SPARQLWrapper.GET, SPARQLWrapper.POST])
@pytest.mark.parametrize("posting", [SPARQLWrapper.URLENCODED, SPARQLWrapper.POSTDIRECTLY])
def test_sparqlwrapper_reads_each_form(endpoint: Endpoint, method: str, posting: str) -> None:
    client = SPARQLWrapper.SPARQLWrapper(endpoint.url)
    client.setMethod(method)
    client.setRequestMethod(posting)

    def answered(query: str, form: str) -> Any:
        client.setQuery(f"{DECLARED}{query}")
        client.setReturnFormat(form)
        return client.query().convert()

    labels = [row["label"] for row in endpoint.rows(SELECT)]
    assert [row["label"]["value"] for row in answered(SELECT, SPARQLWrapper.JSON)["results"]["bindings"]] == labels
    assert len(answered(SELECT, SPARQLWrapper.XML).getElementsByTagName("result")) == len(labels)
    assert answered(SELECT, SPARQLWrapper.CSV).decode().splitlines() == ["label", *labels]
    assert len(answered(SELECT, SPARQLWrapper.TSV).decode().splitlines()) == 1 + len(labels)
    assert answered(ASK, SPARQLWrapper.JSON)["boolean"] is True
    assert len(answered(CONSTRUCT, SPARQLWrapper.RDFXML)) == len(labels)
    assert len(rdflib.Graph().parse(data=answered(CONSTRUCT, SPARQLWrapper.TURTLE), format="turtle")) == len(labels)
    assert len(answered(CONSTRUCT, SPARQLWrapper.JSONLD)) == len(labels)


# --- without a query; other methods; caching ---


@pytest.mark.parametrize("path", ["sparql", ".well-known/void", ""])
def test_without_a_query_the_service_describes_itself(endpoint: Endpoint, path: str) -> None:
    answer = endpoint.get(path, accept="text/turtle")
    about = rdflib.Graph().parse(data=answer.data, format="turtle")
    service = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    (described,) = about.subjects(rdflib.RDF.type, service.Service)
    assert str(about.value(described, service.endpoint)) == endpoint.url
    (dataset,) = about.subjects(rdflib.RDF.type, void.Dataset)
    assert int(about.value(dataset, void.triples)) == int(endpoint.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"])
    assert (None, void["class"], rdflib.URIRef("https://w3id.org/diplomatic-events/ontology#Meeting")) in about


def test_a_browser_is_sent_to_the_page(endpoint: Endpoint) -> None:
    answer = endpoint.http.request(
        "GET", endpoint.url, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, redirect=False
    )
    assert (answer.status, answer.headers["Location"]) == (303, "./")


def test_head_is_get_without_the_body(endpoint: Endpoint) -> None:
    path = f"sparql?query={quote(SELECT)}"
    whole, head = endpoint.send("GET", path), endpoint.send("HEAD", path)
    assert head.status == 200
    assert head.data == b""
    for name in ("Content-Type", "Content-Length", "ETag"):
        assert head.headers[name] == whole.headers[name]


def test_an_answer_that_is_known_is_not_sent_again(endpoint: Endpoint) -> None:
    path = f"sparql?query={quote(SELECT)}"
    tag = endpoint.send("GET", path).headers["ETag"]
    again = endpoint.send("GET", path, {"If-None-Match": f'"other", {tag}'})
    assert (again.status, again.data, again.headers["ETag"]) == (304, b"", tag)
    other_form = endpoint.send("GET", path, {"If-None-Match": tag, "Accept": "text/csv"})
    assert other_form.status == 200
    assert "ETag" not in endpoint.get(query="SELECT (NOW() AS ?now) {}").headers


def test_a_long_answer_is_compressed_for_whom_accepts_it(endpoint: Endpoint) -> None:
    path = f"sparql?query={quote('SELECT * { ?s ?p ?o }')}"
    packed = endpoint.http.request(
        "GET", f"{endpoint.address}{path}", headers={"Accept-Encoding": "gzip"}, decode_content=False
    )
    plain = endpoint.send("GET", path, {"Accept-Encoding": "gzip;q=0"})
    assert (packed.headers["Content-Encoding"], plain.headers.get("Content-Encoding")) == ("gzip", None)
    assert len(json.loads(gzip.decompress(packed.data))["results"]["bindings"]) == len(
        plain.json()["results"]["bindings"]
    )


def test_pages_of_other_origins_may_ask(endpoint: Endpoint) -> None:
    origin = {"Origin": "https://elsewhere.example"}
    assert endpoint.send("GET", f"sparql?query={quote(ASK)}", origin).headers["Access-Control-Allow-Origin"] == "*"
    asked = {**origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    preflight = endpoint.send("OPTIONS", "sparql", asked)
    assert preflight.status == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert preflight.headers["Access-Control-Allow-Headers"] == "*"
    assert preflight.headers["Allow"] == "GET, HEAD, POST, OPTIONS"
