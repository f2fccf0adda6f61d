"""Requests that nobody would send: made from the OpenAPI description, from SPARQL's words, and from bytes."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from composed import composed_store
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat
from served import Endpoint, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT = settings(max_examples=40, derandomize=True, suppress_health_check=list(HealthCheck))
LONG = settings(max_examples=2000, suppress_health_check=list(HealthCheck))
EXPECTED = {200, 204, 303, 304, 400, 403, 404, 405, 406, 408, 413, 415, 431, 504}

WORDS = st.sampled_from(
    "SELECT ASK CONSTRUCT DESCRIBE WHERE FROM NAMED SERVICE GRAPH OPTIONAL UNION MINUS FILTER BIND VALUES LIMIT OFFSET "
    "ORDER BY DISTINCT COUNT EXISTS NOT IN PREFIX BASE * { } ( ) [ ] . ; , = != ?s ?p ?o $x _:b a true 'x' \"y\" '''z "
    "<http://example.org/> <> <\\u0020> dip:Meeting rdfs:label x: 1 -2.5 1e400 ^ / | + ! @en ^^xsd:date # "
    "\\ \\u0041 \0 é 𝔘 INSERT DELETE LOAD CLEAR WITH USING".split(" ")
)
QUERIES = st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=60)
TYPES = st.sampled_from(
    [
        "application/sparql-query",
        "application/x-www-form-urlencoded",
        "application/sparql-update",
        "text/plain",
        "application/sparql-query; charset=latin-1",
        "multipart/form-data; boundary=x",
        "",
        "é",
        "a;b;c=",
        ";",
    ]
)
ACCEPTS = st.sampled_from(["*/*", "text/csv", "text/turtle", "text/html", "", ";;,q=2", "a/b;q=x", "*", "text/*;q=0.5"])


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    folder = tmp_path_factory.mktemp("served")
    composed_store().dump(str(folder / "kg.nq"), RdfFormat.N_QUADS)
    with serving(
        folder, folder / "messages", "--rate", "0", "--seconds", "120", "--memory", "64", "--concurrent", "2"
    ) as running:
        yield running
        assert running.process.poll() is None
        assert not [entry for entry in running.log() if entry["status"] == 500]
        assert "Traceback" not in running.messages.read_text(encoding="utf-8")


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, dict[str, str], bytes | None]:
    """Method, path with query string, headers and body."""
    query = draw(QUERIES)
    graphs = draw(st.lists(st.sampled_from(["", "x", "http://example.org/", "file:///etc/passwd", "\0"]), max_size=2))
    fields = urlencode({"query": query.encode("utf-8", "replace"), "default-graph-uri": graphs}, doseq=True)
    headers = {"Accept": draw(ACCEPTS), "If-None-Match": draw(st.sampled_from(["", "*", '"x', "W/"]))}
    method = draw(st.sampled_from(["GET", "GET", "POST", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "QUERY"]))
    if method != "POST":
        return (
            method,
            f"sparql?{draw(st.sampled_from([fields, quote(query.encode('utf-8', 'replace')), '%', '&=&']))}",
            headers,
            None,
        )
    headers["Content-Type"] = draw(TYPES)
    body = draw(st.sampled_from([fields.encode(), query.encode("utf-8", "replace"), b"\xff\xfe", b"query=%ff", b""]))
    return method, "sparql", headers, body


def check(endpoint: Endpoint, request: tuple[str, str, dict[str, str], bytes | None]) -> None:
    method, path, headers, body = request
    encoded = {name: value.encode("utf-8").decode("latin-1") for name, value in headers.items()}
    answer = endpoint.send(method, path, encoded, body)
    assert answer.status in EXPECTED, (request, answer.data)
    if answer.status >= 400 and method != "HEAD":
        assert answer.json()["detail"]


@given(request=requests())
@SHORT
def test_no_request_breaks_the_endpoint(
    endpoint: Endpoint, request: tuple[str, str, dict[str, str], bytes | None]
) -> None:
    check(endpoint, request)


@pytest.mark.slow
@given(request=requests())
@LONG
def test_no_request_of_many_breaks_the_endpoint(
    endpoint: Endpoint, request: tuple[str, str, dict[str, str], bytes | None]
) -> None:
    check(endpoint, request)


def check_described(endpoint: Endpoint, examples: settings) -> None:
    """Put requests to each operation that the description tells of, right ones and wrong ones."""
    schema = schemathesis.openapi.from_url(f"{endpoint.address}openapi.json")
    operations = [found.ok() for found in schema.get_all_operations()]
    assert {(each.method, each.path) for each in operations} >= {("get", "/sparql"), ("post", "/sparql")}
    for operation in operations:
        modes = [schemathesis.GenerationMode.POSITIVE]
        if operation.path == "/sparql":  # the others take no input that could be wrong
            modes.append(schemathesis.GenerationMode.NEGATIVE)
        for mode in modes:

            @given(case=operation.as_strategy(generation_mode=mode))
            @examples
            def ask(case: schemathesis.Case) -> None:
                answer = case.call(base_url=endpoint.address.rstrip("/"))
                case.validate_response(answer, checks=[schemathesis.checks.not_a_server_error])
                assert answer.status_code in EXPECTED

            ask()


def test_what_the_description_tells_is_answered(endpoint: Endpoint) -> None:
    check_described(endpoint, settings(SHORT, max_examples=8))


@pytest.mark.slow
def test_what_the_description_tells_is_answered_many_times(endpoint: Endpoint) -> None:
    check_described(endpoint, settings(LONG, max_examples=300))


@given(
    data=st.binary(max_size=200)
    | st.builds(
        lambda line, rest: line + rest,
        st.sampled_from(
            [
                b"GET /sparql HTTP/1.1\r\n",
                b"POST /sparql HTTP/1.1\r\nContent-Length: 5\r\n",
                b"GET //%ff HTTP/1.1\r\n",
                b"CONNECT x HTTP/1.1\r\n",
                b"GET http://[ HTTP/1.1\r\n",
                b"OPTIONS * HTTP/1.1\r\n",
                b"PRI * HTTP/2.0\r\n",
            ]
        ),
        st.sampled_from(
            [
                b"\r\n",
                b"Host: \xff\r\n\r\n",
                b"Host: a b<>\r\n\r\n",
                b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
                b": \r\n\r\n",
            ]
        ),
    )
)
@SHORT
def test_no_bytes_break_the_server(endpoint: Endpoint, data: bytes) -> None:
    host, port = endpoint.address.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as client:
        client.sendall(data)
        client.shutdown(socket.SHUT_WR)
        received = client.makefile("rb").readline() if data.endswith(b"\r\n\r\n") else b""
    assert not received.startswith(b"HTTP/1.1 5")
