"""What keeps the endpoint up, and its store to itself: docs/threat-model.md names these tests."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from builds import leave_build
from composed import composed_store
from pyoxigraph import NamedNode, Quad
from served import Endpoint, serving, until

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 2.0
PATIENCE = 120.0
"""Seconds for a query where its limit of time is not what is tested: machines are shared, and slow at times."""
CROSS_PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
QUICK = "ASK { ?s a dip:Meeting }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a build leaves: its graph, and the store of it."""
    out = tmp_path_factory.mktemp("out")
    leave_build(out, composed_store())
    return out


@pytest.fixture(scope="module")
def guarded(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """Limits of memory and rows that are soon reached."""
    messages = tmp_path_factory.mktemp("log") / "messages"
    limits = ("--seconds", str(PATIENCE), "--memory", "64", "--rows", "300", "--concurrent", "2", "--rate", "0")
    with serving(folder, messages, *limits) as running:
        yield running


@pytest.fixture(scope="module")
def hurried(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """A limit of time that is soon reached."""
    messages = tmp_path_factory.mktemp("log") / "messages"
    with serving(folder, messages, "--seconds", str(LIMIT), "--concurrent", "12", "--rate", "0") as running:
        yield running


def workers(endpoint: Endpoint) -> dict[int, float]:
    """The living children of the server: the CPU seconds that each has taken."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # ended in between
            continue
        if int(fields[1]) == endpoint.process.pid and fields[0] != "Z":
            found[int(stat.parent.name)] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return found


def taken_within(endpoint: Endpoint, *, seconds: float) -> float:
    """The CPU seconds that the workers take within so many seconds from now."""
    before = workers(endpoint)
    time.sleep(seconds)
    return sum(taken - before.get(pid, 0.0) for pid, taken in workers(endpoint).items())


def all_rest(endpoint: Endpoint, number: int) -> bool:
    """Whether the server has so many workers, and they do nothing: those that start do something."""
    return len(workers(endpoint)) == number and taken_within(endpoint, seconds=0.5) == 0


# --- limits of a query ---


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="counts processes in /proc")
def test_ten_cross_products_are_gone_when_their_time_is_over_and_others_are_answered(hurried: Endpoint) -> None:
    until(lambda: all_rest(hurried, 12))
    at_rest = workers(hurried)
    meanwhile = []
    with ThreadPoolExecutor(10) as clients:
        heavy = [clients.submit(hurried.get, query=CROSS_PRODUCT) for _ in range(10)]
        until(lambda: sum(taken > at_rest.get(pid, taken) for pid, taken in workers(hurried).items()) >= 2)
        while not all(each.done() for each in heavy):
            began = time.monotonic()
            meanwhile.append((hurried.get(query=f"{QUICK} # {began}").status, time.monotonic() - began))
        answers = [each.result() for each in heavy]
    assert [answer.status for answer in answers] == [504] * 10
    assert "longer than 2 seconds" in answers[0].json()["detail"]
    assert {status for status, _ in meanwhile[:-1]} == {200}  # the last may have begun when the ten were gone
    # A fault is answered when its process is gone: none of the ten lives on, and who lives rests.
    assert len(at_rest.keys() & workers(hurried).keys()) <= 2
    until(lambda: sum(entry["status"] == 504 for entry in hurried.log()) == 10)
    slowness = max(seconds for _, seconds in meanwhile)  # of the machine: what takes a millisecond where it rests
    assert min(entry["seconds"] for entry in hurried.log() if entry["status"] == 504) < LIMIT + 1 + slowness
    until(lambda: all_rest(hurried, 12))
    assert hurried.get(query=QUICK).status == 200


def test_a_query_takes_no_more_memory_than_it_may(guarded: Endpoint) -> None:
    hoard = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c"
    answer = guarded.get(query=hoard)
    assert answer.status == 403
    assert "memory" in answer.json()["detail"]
    assert guarded.get(query=QUICK).status == 200


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "application/sparql-results+xml", "text/csv"])
def test_an_answer_has_no_more_rows_than_it_may(guarded: Endpoint, accept: str) -> None:
    within = guarded.get(accept=accept, query="SELECT * { ?s ?p ?o } LIMIT 300")
    beyond = guarded.get(accept=accept, query="SELECT * { ?s ?p ?o } LIMIT 301")
    assert (within.status, beyond.status) == (200, 403)
    assert "more than 300 rows" in beyond.json()["detail"]
    graph = guarded.get(query="CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 301")
    assert "more than 300 triples" in graph.json()["detail"]


def test_a_query_nested_without_end_harms_only_its_worker(guarded: Endpoint) -> None:
    depth = 20_000
    answer = guarded.send(
        "POST", "sparql", {"Content-Type": "application/sparql-query"}, "ASK " + "{" * depth + "}" * depth
    )
    assert answer.status in (400, 403)
    assert guarded.get(query=QUICK).status == 200


def test_a_client_that_goes_away_takes_its_query_along(guarded: Endpoint) -> None:
    until(lambda: all_rest(guarded, 2))
    before = workers(guarded)
    host, port = guarded.address.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((host, int(port))) as client:
        client.sendall(f"GET /sparql?query={quote(CROSS_PRODUCT)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        until(lambda: any(taken > before.get(pid, taken) + 0.1 for pid, taken in workers(guarded).items()))
    until(lambda: len(before.keys() & workers(guarded).keys()) == 1)
    until(lambda: any(entry["status"] == 499 for entry in guarded.log()))
    assert all(entry["seconds"] < PATIENCE for entry in guarded.log())


# --- what a query may not do ---


@pytest.fixture
def bait() -> Iterator[tuple[str, list[bytes]]]:
    """A server that nobody should ask, and what it was sent all the same."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                with connection:
                    asked.append(connection.recv(100))

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/", asked
        stop.set()
        thread.join()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { serVice silent <URL> { ?s ?p ?o } }",
        "SELECT * { { SELECT * { OPTIONAL { SERVICE ?x { ?s ?p ?o } } VALUES ?x { <URL> } } } }",
        "SELECT * { s\\u0065rvice <URL> { ?s ?p ?o } }",
        "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
        "PREFIX SERVICE: <http://service/> ASK { SERVICE SERVICE:SERVICE { ?s SERVICE:SERVICE 'SERVICE' } }",
        "SELECT * FROM <URL> { ?s ?p ?o }",
        "PREFIX a: <URL> SELECT * FROM NAMED a:b { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    ],
)
def test_no_other_server_and_no_file_is_asked(guarded: Endpoint, bait: tuple[str, list[bytes]], query: str) -> None:
    url, asked = bait
    answer = guarded.get(query=query.replace("URL", url))
    assert answer.status == 403, answer.data
    assert guarded.get(query="ASK {}", **{"default-graph-uri": url}).status == 403
    assert guarded.get(query="ASK {}", **{"named-graph-uri": "file:///etc/passwd"}).status == 403
    assert not asked


@pytest.mark.parametrize(
    "query",
    [
        "LOAD <URL>",
        "LOAD <URL> INTO GRAPH <http://example.org/g>",
        "CLEAR ALL",
        "DROP GRAPH <http://example.org/g>",
        "INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
        "DELETE WHERE { ?s ?p ?o }",
        "ASK {} ; CLEAR ALL",
    ],
)
def test_nothing_is_loaded_or_changed(guarded: Endpoint, bait: tuple[str, list[bytes]], query: str) -> None:
    url, asked = bait
    before = guarded.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert guarded.get(query=query.replace("URL", url)).status == 400
    assert guarded.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == before
    assert not asked


def test_words_that_only_look_like_clauses_are_no_harm(guarded: Endpoint) -> None:
    query = 'ASK { BIND("SERVICE <http://example.org/> { } FROM <file:///x>" AS ?x) } # SERVICE FROM LOAD'
    assert guarded.get(query=query).status == 200


def test_json_ld_names_no_context_elsewhere(guarded: Endpoint) -> None:
    graph = guarded.get(accept="application/ld+json", query="CONSTRUCT WHERE { ?s a dip:State ; rdfs:label ?label }")
    contexts = [value for value in contexts_of(graph.json()) if isinstance(value, str)]
    assert graph.status == 200
    assert not contexts


def contexts_of(node: object) -> Iterator[object]:
    if isinstance(node, dict):
        if "@context" in node:
            yield node["@context"]
        for value in node.values():
            yield from contexts_of(value)
    elif isinstance(node, list):
        for value in node:
            yield from contexts_of(value)


# --- limits of clients and connections ---


def test_who_comes_when_all_places_are_taken_is_told_when_to_come_back(folder: Path, tmp_path: Path) -> None:
    with serving(folder, tmp_path / "m", "--seconds", "1", "--concurrent", "1", "--rate", "0") as endpoint:
        with ThreadPoolExecutor(16) as clients:
            answers = list(clients.map(lambda _: endpoint.get(query=CROSS_PRODUCT), range(16)))
            statuses = [answer.status for answer in answers]
        assert statuses.count(504) >= 1
        assert statuses.count(503) >= 1
        assert set(statuses) <= {503, 504, 429}
        refused = next(answer for answer in answers if answer.status == 503)
        assert int(refused.headers["Retry-After"]) == 1
        assert endpoint.get(query=QUICK).status == 200


def test_who_asks_too_often_is_told_when_to_come_back(folder: Path, tmp_path: Path) -> None:
    # A new token comes after a hundred seconds, which is longer than the requests take anywhere.
    with serving(folder, tmp_path / "m", "--rate", "0.01", "--concurrent", "1") as endpoint:
        answers = [endpoint.get(query=QUICK) for _ in range(102)]
    assert [answer.status for answer in answers] == [200] * 100 + [429] * 2
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 100


def test_a_request_has_a_longest_length(guarded: Endpoint) -> None:
    long = "ASK {} #" + "x" * 2**20
    posted = guarded.send("POST", "sparql", {"Content-Type": "application/sparql-query"}, long)
    assert posted.status == 413
    host, port = guarded.address.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as client:
        client.sendall(b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: x\r\n")
        received = b""
        try:
            for _ in range(100):
                client.sendall(b"X-Filler: " + b"x" * 4000 + b"\r\n")
            received = client.recv(1000)
        except ConnectionError:
            received = b"HTTP/1.1 431 "
    assert received.startswith(b"HTTP/1.1 431 ")


def test_a_fault_tells_nothing_of_the_machine(hurried: Endpoint, folder: Path) -> None:
    queries = ["SELEC", CROSS_PRODUCT, "SELECT (<http://x/>(1) AS ?y) {}", "ASK FROM <file:///x> {}", "ASK { \0 }"]
    for query in queries:
        answer = hurried.get(query=query)
        assert answer.status >= 400
        told = answer.data.decode() + str(dict(answer.headers))
        for secret in (str(folder), "/site-packages/", "kgbuild/", "Traceback", ".py", "uvicorn"):
            assert secret not in told


# --- log, end, and new builds ---


def test_the_log_tells_of_queries_without_what_they_ask_for(folder: Path, tmp_path: Path) -> None:
    query = "ASK { ?s rdfs:label 'Orlov' FILTER(?s != 1914) } # Orlov"
    with serving(folder, tmp_path / "m", "--concurrent", "1") as endpoint:
        endpoint.get(query=query)
        until(endpoint.log)  # it is written when the client has its answer
        entry = endpoint.log()[-1]
    assert entry["query"] == 'ASK { ?s rdfs:label "…" FILTER(?s != 0) }'
    assert (entry["status"], entry["rows"], entry["path"], entry["client"]) == (200, 1, "/sparql", "127.0.0.1")
    with serving(folder, tmp_path / "n", "--log-literals", "--concurrent", "1") as endpoint:
        endpoint.get(query=query)
        until(endpoint.log)
        assert endpoint.log()[-1]["query"] == query


@pytest.mark.parametrize(("options", "client"), [((), "127.0.0.1"), (("--behind-proxy",), "192.0.2.7")])
def test_a_client_is_who_it_says_only_behind_a_proxy(
    folder: Path, tmp_path: Path, options: tuple[str, ...], client: str
) -> None:
    with serving(folder, tmp_path / "m", "--concurrent", "1", *options) as endpoint:
        endpoint.send("GET", f"sparql?query={quote(QUICK)}", {"X-Forwarded-For": "192.0.2.7"})
        until(endpoint.log)
        assert endpoint.log()[-1]["client"] == client


def test_a_worker_that_is_killed_is_replaced(guarded: Endpoint) -> None:
    until(lambda: len(workers(guarded)) == 2)
    for pid in workers(guarded):
        os.kill(pid, signal.SIGKILL)
    until(lambda: guarded.get(query=QUICK).status == 200)


def test_no_process_is_left_when_the_server_ends(folder: Path, tmp_path: Path) -> None:
    with serving(folder, tmp_path / "m", "--concurrent", "2") as endpoint:
        until(lambda: len(workers(endpoint)) == 2)
        pids = set(workers(endpoint))
        endpoint.process.terminate()
        assert endpoint.process.wait(30) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_a_new_build_is_taken_up_and_no_request_is_dropped(tmp_path: Path) -> None:
    out = tmp_path / "out"
    built = composed_store()
    leave_build(out, built)
    count = "SELECT (COUNT(?x) AS ?n) { ?x a <http://example.org/Build> }"
    with serving(out, tmp_path / "m", "--rate", "0", "--concurrent", "2") as endpoint:
        tag = endpoint.get(query=count).headers["ETag"]
        stop = threading.Event()
        statuses: list[int] = []

        def ask_on() -> None:
            while not stop.is_set():
                statuses.append(endpoint.get(query=count).status)

        with ThreadPoolExecutor(2) as clients:
            asking = [clients.submit(ask_on) for _ in range(2)]
            try:
                for number in range(1, 4):
                    kind = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
                    built.add(
                        Quad(NamedNode(f"http://example.org/{number}"), kind, NamedNode("http://example.org/Build"))
                    )
                    leave_build(out, built)
                    until(lambda number=number: endpoint.rows(count)[0]["n"] == str(number))
            finally:
                stop.set()
        for client in asking:
            client.result()
        assert set(statuses) == {200}
        assert endpoint.get(query=count).headers["ETag"] != tag
        until(lambda: len(workers(endpoint)) == 2)
