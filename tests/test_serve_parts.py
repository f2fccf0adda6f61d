"""The endpoint's parts by themselves: negotiation, buckets, the log's mask, connections, the description."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, Store, parse_query_results
from uvicorn import Config
from uvicorn.server import ServerState

from kgbuild.publish.access_log import without_literals
from kgbuild.publish.address import Address
from kgbuild.publish.answering import Answering
from kgbuild.publish.cache import AnswerCache
from kgbuild.publish.clients import Clients, TooManyError
from kgbuild.publish.connections import bounded_protocol
from kgbuild.publish.formats import accepts_gzip, choose, prefers_page
from kgbuild.publish.limits import Limits
from kgbuild.publish.messages import Fault, QueryJob, Reply

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\r\t"), max_size=40)


# --- negotiation ---


@given(
    accept=TEXT | st.lists(st.sampled_from(["*/*", "text/*;q=0.1", "text/csv", ";q=1", "a/b;q=.", ","])).map(",".join)
)
def test_any_accept_header_is_understood_somehow(accept: str) -> None:
    for chosen in choose(accept):
        assert chosen is None or "/" in chosen.media_type
    prefers_page(accept)
    accepts_gzip(accept)


@pytest.mark.parametrize(
    ("accept", "is_browser"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("text/html", True),
        ("*/*", False),
        ("", False),
        ("text/turtle, text/html;q=0.9", False),
        ("text/html;q=0", False),
    ],
)
def test_a_browser_is_known_by_what_it_accepts(accept: str, *, is_browser: bool) -> None:
    assert prefers_page(accept) is is_browser


@pytest.mark.parametrize(
    ("header", "accepted"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("*", True), ("", False), ("gzip;q=0, *", False), ("identity", False)],
)
def test_gzip_is_sent_to_whom_takes_it(header: str, *, accepted: bool) -> None:
    assert accepts_gzip(header) is accepted


# --- answers ---


@given(
    values=st.lists(TEXT, min_size=1, max_size=5, unique=True),
    accept=st.sampled_from(
        ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"]
    ),
)
def test_rows_are_counted_whatever_they_hold(values: list[str], accept: str) -> None:
    store = Store()
    for at, value in enumerate(values):
        store.add(Quad(NamedNode(f"http://example.org/{at}"), NamedNode("http://example.org/says"), Literal(value)))
    job = QueryJob("SELECT * { ?s ?p ?o }", (), (), choose(accept), gzip=False)
    whole = Answering(store, rows=len(values), answer_bytes=2**20).answer(job)
    assert isinstance(whole, Reply)
    assert whole.rows == len(values)
    short = Answering(store, rows=len(values) - 1, answer_bytes=2**20).answer(job)
    assert isinstance(short, Fault)
    assert short.status == 403
    if "json" in accept or "xml" in accept:
        form = QueryResultsFormat.JSON if "json" in accept else QueryResultsFormat.XML
        assert len(list(parse_query_results(whole.body, form))) == len(values)


def test_an_answer_has_no_more_bytes_than_it_may() -> None:
    job = QueryJob("SELECT (1 AS ?x) {}", (), (), choose(""), gzip=False)
    told = Answering(Store(), rows=10, answer_bytes=20).answer(job)
    assert told == Fault(
        403, "The query is refused: the answer is longer than 20 bytes; ask for less with LIMIT and OFFSET."
    )


def test_the_cache_forgets_what_was_asked_for_longest_ago() -> None:
    cache = AnswerCache(100_000)
    for at in range(40):
        cache.keep(at, Reply(bytes(2000), "text/csv", at, gzip=False))
        assert cache.get(0) == Reply(bytes(2000), "text/csv", 0, gzip=False)
    kept = [at for at in range(40) if cache.get(at)]
    assert kept == [0, *range(40 - len(kept) + 1, 40)]
    assert 20 <= len(kept) <= 25
    cache.keep("large", Reply(bytes(7000), "text/csv", 1, gzip=False))
    assert cache.get("large") is None


# --- clients ---


def test_a_bucket_is_refilled_with_time() -> None:
    now = 0.0
    clients = Clients(rate=2, burst=3, at_once=10, clock=lambda: now)

    def ask(client: str) -> int:
        """The seconds that the client is told to wait."""
        try:
            with clients.turn(client):
                return 0
        except TooManyError as told:
            return told.seconds

    assert [ask("a") for _ in range(5)] == [0, 0, 0, 1, 1]
    assert ask("b") == 0
    now = 0.5
    assert [ask("a") for _ in range(2)] == [0, 1]
    now = 1000.0
    assert [ask("a") for _ in range(4)] == [0, 0, 0, 1]


def test_a_client_has_only_so_many_queries_at_once() -> None:
    clients = Clients(rate=0, burst=1, at_once=1, clock=lambda: 0.0)
    with clients.turn("a"):
        with pytest.raises(TooManyError, match="1 queries running"), clients.turn("a"):
            pass
        with clients.turn("b"):
            pass
    with clients.turn("a"):
        pass


# --- the log ---


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("SELECT ?x1 { ?x1 <http://e/1> 'a \\' b' }", 'SELECT ?x1 { ?x1 <http://e/1> "…" }'),
        ('ASK { ?s ?p """Or\n"lov" """@de }', 'ASK { ?s ?p "…"@de }'),
        ("ASK { ?s ?p 'Orlov", 'ASK { ?s ?p "…"'),
        ("ASK { ?s ?p -3.5e7 . ?s1 dip:d406 2 }", "ASK { ?s ?p -0 . ?s1 dip:d406 0 }"),
        ("ASK { # it's Orlov's\n ?s <http://e/#x> 1 }", "ASK { ?s <http://e/#x> 0 }"),
    ],
)
def test_literals_are_masked(query: str, shown: str) -> None:
    assert without_literals(query) == shown


@given(TEXT)
def test_no_string_is_left(value: str) -> None:
    literal = json.dumps(f"secret-{value}-word", ensure_ascii=False)
    assert "secret" not in without_literals(f"ASK {{ ?s ?p {literal} }}")


# --- connections ---


class _Wire(asyncio.Transport):
    """A connection that nobody reads from."""

    def __init__(self) -> None:
        super().__init__({"peername": ("192.0.2.1", 1), "sockname": ("192.0.2.2", 2)})
        self.sent = bytearray()
        self.unsent = 0
        self.closed = ""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.sent += data

    def close(self) -> None:
        self.closed = self.closed or "closed"

    def abort(self) -> None:
        self.closed = "aborted"

    def is_closing(self) -> bool:
        return bool(self.closed)

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


async def _nothing(_scope: object, _receive: object, _send: object) -> None:
    """An application that does not answer."""


def on_wire(work: Callable[[asyncio.Protocol, _Wire, ServerState], None], *, seconds: float = 0.0) -> _Wire:
    """What becomes of a connection on which *work* is done, after so many seconds."""

    async def run() -> _Wire:
        limits = replace(Limits(), head_bytes=1000, io_seconds=0.05, connections=1)
        config = Config(_nothing, http=bounded_protocol(limits), log_config=None, lifespan="off")
        config.load()
        state, wire = ServerState(), _Wire()
        protocol = bounded_protocol(limits)(config=config, server_state=state, app_state={})
        protocol.connection_made(wire)
        work(protocol, wire, state)
        await asyncio.sleep(seconds)  # with 0, others still get their turn
        return wire

    return asyncio.run(run())


def test_a_connection_that_says_nothing_is_closed() -> None:
    assert on_wire(lambda *_: None, seconds=0.2).sent.startswith(b"HTTP/1.1 408 ")
    assert not on_wire(lambda *_: None).closed


def test_a_head_that_comes_drop_by_drop_is_not_waited_for() -> None:
    wire = on_wire(lambda protocol, *_: protocol.data_received(b"GET / HTTP/1.1\r\nX: "), seconds=0.2)
    assert wire.sent.startswith(b"HTTP/1.1 408 ")
    assert wire.closed


def test_a_head_without_end_is_refused() -> None:
    def fill(protocol: asyncio.Protocol, wire: _Wire, _: ServerState) -> None:
        protocol.data_received(b"GET / HTTP/1.1\r\nX: ")
        while not wire.closed and len(wire.sent) < 1:
            protocol.data_received(b"x" * 100)

    assert on_wire(fill).sent.startswith(b"HTTP/1.1 431 ")


def test_one_connection_too_many_is_ended() -> None:
    def connect_again(protocol: asyncio.Protocol, wire: _Wire, state: ServerState) -> None:
        state.connections.add(object())  # type: ignore[arg-type]
        protocol.connection_made(wire)

    assert on_wire(connect_again).closed == "aborted"


def test_a_client_that_reads_no_further_is_left() -> None:
    def stall(protocol: asyncio.Protocol, wire: _Wire, _: ServerState) -> None:
        protocol.data_received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        wire.unsent = 1000
        protocol.pause_writing()

    assert on_wire(stall, seconds=0.2).closed == "aborted"


# --- what is set unless it is asked for ---


def test_the_server_is_alone_with_its_machine_unless_told_otherwise() -> None:
    assert Address().host == "127.0.0.1"
    assert not Address().is_behind_proxy
