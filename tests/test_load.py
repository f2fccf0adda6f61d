"""A graph is loaded into real stores: only what differs, exactly, and whatever dies on the way."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import termios
import threading
import time
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse
from store_proxy import Fault, Guard, Proxy, basic, bearer, digest, proxied
from stores import Oxigraph, Server, Virtuoso, running

from kgbuild.errors import InputError
from kgbuild.graph.vocabulary import XSD_DECIMAL
from kgbuild.store.credentials import Credentials, Login
from kgbuild.store.loading import LoadProgress, load
from kgbuild.store.marks import Marks
from kgbuild.store.named_graphs import Content, GraphFile
from kgbuild.store.remote import RemoteStore, connect
from kgbuild.transport import Manners

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Kgbuild

BASE = "https://stores.example/graph/"
ONCE = Manners(attempts=1, timeout=30)
STUBBORN = Manners(attempts=300, timeout=30, wait=0.05, longest_wait=0.5, patience=2)
"""Tries for as long as a server may take to start on a machine that others use."""

SERVERS = [Oxigraph, pytest.param(Virtuoso, marks=pytest.mark.stores)]
WAYS = ["graph store", "updates"]


def lines(name: str, *, triples: int = 12, note: str = "as first written") -> list[str]:
    """A graph's lines, of all sorts that a build writes."""
    graph, xsd = f"<{BASE}{name}>", "http://www.w3.org/2001/XMLSchema#"
    objects = [
        f'"{note} in “{name}”\\nwith a <html> tag, a \\"quotation\\", a tab\\t and \\\\ é \\u0001"',
        '"ein Satz"@de',
        f'"0.90"^^<{xsd}decimal>',
        f'"17"^^<{xsd}nonNegativeInteger>',
        f'"1967-03-01T20:00:00Z"^^<{xsd}dateTime>',
        f'"1967-03-02"^^<{xsd}date>',
        f'"1967"^^<{xsd}gYear>',
        f"<{BASE}{name}#char=1,2>",
    ]
    objects += [f'"{number} words"' for number in range(triples - len(objects))]
    return [f"<{BASE}{name}> <{BASE}says/{i}> {term} {graph} .\n" for i, term in enumerate(objects)]


def write(path: Path, *graphs: list[str]) -> Path:
    path.write_text("".join(line for graph in graphs for line in graph), encoding="utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "kg.nq", *(lines(f"d{number}") for number in range(5)))


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(request.param(tmp_path_factory.mktemp("store"))) as one:
        yield one


@pytest.fixture(autouse=True)
def _login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KGBUILD_STORE_USER", "dba")
    monkeypatch.setenv("KGBUILD_STORE_PASSWORD", "dba")
    monkeypatch.delenv("KGBUILD_STORE_TOKEN", raising=False)


@pytest.fixture(params=WAYS)
def store(request: pytest.FixtureRequest, server: Server, tmp_path: Path) -> RemoteStore:
    """An empty store, to be loaded in either way."""
    found = connect(server.address, manners=ONCE)
    load(write(tmp_path / "nothing.nq"), found, prune=True)
    if request.param == "updates":
        return connect(found.endpoints.query, update=found.endpoints.update, manners=ONCE)
    return found


def held(store: RemoteStore) -> dict[str, Content]:
    """What the store holds under :data:`BASE`, graph by graph, and of which no triple is there twice."""
    rows = store.rows("SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o")
    graphs = defaultdict(list)
    for graph, *triple in rows:
        if graph.value.startswith(BASE):
            graphs[graph.value].append(Triple(*triple))
    assert all(len(found) == len(set(found)) for found in graphs.values())
    return {iri: Content.of(found) for iri, found in graphs.items()}


def meant(path: Path) -> dict[str, Content]:
    return {graph.iri: graph.content for graph in GraphFile(path).graphs()}


def test_a_graph_is_loaded_exactly_and_not_again(store: RemoteStore, file: Path) -> None:
    first = load(file, store)
    assert (first.graphs, first.loaded, first.content.triples) == (5, 5, 60)
    assert held(store) == meant(file)
    assert load(file, store).loaded == 0


def test_only_what_differs_is_sent(store: RemoteStore, file: Path) -> None:
    load(file, store)
    changed = [lines("d0"), lines("d1", note="mended"), lines("d2"), lines("d3", triples=9), lines("d4"), lines("d5")]
    write(file, *changed)
    assert load(file, store).loaded == 3
    assert held(store) == meant(file)


def test_what_was_changed_behind_its_back_is_mended(store: RemoteStore, file: Path) -> None:
    load(file, store)
    store.update(f"DROP SILENT GRAPH <{BASE}d3>")
    assert load(file, store).loaded == 1
    assert held(store) == meant(file)


def test_graphs_that_are_gone_stay_until_pruned_and_others_always(store: RemoteStore, file: Path) -> None:
    load(file, store)
    store.update(f'INSERT DATA {{ GRAPH <{BASE}of-others> {{ <{BASE}a> <{BASE}b> "c" }} }}')
    write(file, lines("d0"), lines("d1"))
    gone = tuple(f"{BASE}d{number}" for number in (2, 3, 4))
    assert load(file, store).stale == gone
    dry = load(file, store, prune=True, dry_run=True)
    assert (dry.stale, dry.pruned) == (gone, False)
    assert held(store).keys() == {f"{BASE}d{number}" for number in range(5)} | {f"{BASE}of-others"}
    assert load(file, store, prune=True).pruned
    assert held(store).keys() == {f"{BASE}d0", f"{BASE}d1", f"{BASE}of-others"}
    assert load(file, store).stale == ()
    store.update(f"DROP SILENT GRAPH <{BASE}of-others>")


def test_a_dry_run_changes_nothing(store: RemoteStore, file: Path) -> None:
    report = load(file, store, dry_run=True)
    assert (report.loaded, report.graphs) == (5, 5)
    assert held(store) == {}
    assert list(Marks(store).all()) == []


def test_a_long_graph_goes_in_parts(store: RemoteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgbuild.store.graph_stores.HttpGraphStore.part_size", 20_000)
    monkeypatch.setattr("kgbuild.store.graph_stores.UpdatedGraphStore.part_size", 20_000)
    file = write(tmp_path / "kg.nq", lines("long", triples=1500))
    load(file, store)
    assert held(store) == meant(file)


# --- killed ---


class _Killer:
    """Kills a server when a load has sent so many graphs."""

    def __init__(self, server: Server, after: int) -> None:
        self._server = server
        self._after = after

    def __call__(self, progress: LoadProgress) -> None:
        if progress.loaded == self._after:
            self._server.kill()


@pytest.mark.parametrize(("before", "after"), [(0, 1), (3, 2), (3, 6)])
def test_a_server_killed_in_a_load_holds_exactly_the_graph_after_the_next(
    server: Server, tmp_path: Path, before: int, after: int
) -> None:
    file = tmp_path / "kg.nq"
    older = [lines(f"d{number}", note="older", triples=30) for number in range(before)]
    load(
        write(file, *older, lines("dropped")) if older else write(file),
        connect(server.address, manners=ONCE),
        prune=True,
    )
    write(file, *(lines(f"d{number}") for number in range(8)))
    store = connect(server.address, manners=ONCE)
    with pytest.raises(InputError):
        load(file, store, on_progress=_Killer(server, after))
    server.start()
    assert any(marked.held == Content() for marked in Marks(store).all())  # nothing is vouched for that was begun
    assert load(file, store, prune=True).loaded >= 8 - after
    assert held(store) == meant(file)
    assert {mark for marked in Marks(store).all() for mark in marked.marks} == {str(c) for c in meant(file).values()}


def _load_for_ever(file: Path, store: RemoteStore) -> None:
    while True:
        load(file, store)
        store.update(f"DROP SILENT GRAPH <{BASE}d7>")


@pytest.mark.parametrize("delay", [0.02, 0.08])
def test_a_server_killed_at_any_moment(tmp_path: Path, delay: float) -> None:
    server = Oxigraph(tmp_path)
    file = write(tmp_path / "kg.nq", *(lines(f"d{number}", triples=60) for number in range(12)))
    with running(server):
        store = connect(server.address, manners=ONCE)
        timer = threading.Timer(delay, server.kill)
        timer.start()
        with pytest.raises(InputError):
            _load_for_ever(file, store)
        timer.join()
        server.start()
        load(file, store)
        assert held(store) == meant(file)


def test_a_load_goes_on_when_the_server_is_back(tmp_path: Path, file: Path) -> None:
    server = Oxigraph(tmp_path)

    def restart(progress: LoadProgress) -> None:
        if progress.loaded == 2:
            server.kill()
            threading.Timer(0.3, server.start).start()

    with running(server):
        store = connect(server.address, manners=STUBBORN)
        load(file, store, on_progress=restart)
        assert held(store) == meant(file)


# --- a store that misbehaves ---


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(Oxigraph(tmp_path_factory.mktemp("store"))) as one:
        yield one


@pytest.fixture
def proxy(oxigraph: Server, tmp_path: Path) -> Iterator[Proxy]:
    load(write(tmp_path / "nothing.nq"), connect(oxigraph.address), prune=True)
    with proxied(oxigraph.address) as state:
        yield state


PASSING = {
    "busy": Fault(429, {"Retry-After": "0"}),
    "failing": Fault(500),
    "away": Fault(503, {"Retry-After": "0"}),
    "cut": Fault(),
    "cut when it was done": Fault(forwards=True),
    "lost behind a gateway": Fault(502, forwards=True),
}


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        *(("PUT /store", name) for name in PASSING),
        ("GET /store", "cut"),
        ("POST /update", "failing"),
        ("POST /update", "cut when it was done"),
        ("POST /query", "away"),
        ("POST /query", "cut"),
    ],
)
def test_passing_faults_are_borne(proxy: Proxy, file: Path, asked: str, name: str) -> None:
    proxy.faults = {asked: [PASSING[name]] * 2}
    store = connect(proxy.address, manners=STUBBORN)
    load(file, store)
    assert not any(proxy.faults.values())
    assert held(store) == meant(file)


def test_the_server_says_when_to_come_again(proxy: Proxy, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("kgbuild.transport.time", SimpleNamespace(sleep=slept.append))
    proxy.faults = {
        "PUT /store": [Fault(429, {"Retry-After": "2"})],
        "POST /update": [Fault(503, {"Retry-After": "1"})],
    }
    load(file, connect(proxy.address, manners=STUBBORN))
    assert slept == [1, 2]
    proxy.faults = {"POST /query": [Fault(429, {"Retry-After": "3600"})]}
    with pytest.raises(InputError, match="asks to wait for 3600 seconds"):
        load(file, connect(proxy.address, manners=STUBBORN))


def test_a_store_that_gives_back_something_else_is_not_believed(proxy: Proxy, file: Path) -> None:
    more = b"".join(f'<{BASE}d0> <{BASE}p> "{n}" .\n'.encode() for n in range(40))
    proxy.faults = {"GET /store": [Fault(200, {"Content-Type": "application/n-triples"}, more)]}
    with pytest.raises(InputError, match="holds 40 triples of it, and not the 12 sent"):
        load(file, connect(proxy.address, manners=ONCE))
    assert load(file, connect(proxy.address, manners=ONCE)).loaded == 5


def test_a_store_that_gives_back_a_part_is_read_page_by_page(proxy: Proxy, tmp_path: Path) -> None:
    file = write(tmp_path / "kg.nq", lines("d0", triples=1200))
    proxy.faults = {"GET /store": [Fault(200, {"Content-Type": "application/n-triples"}, b"")]}
    proxy.most_rows = 500
    assert load(file, connect(proxy.address, manners=ONCE)).content.triples == 1200


def test_a_query_that_makes_a_server_fail_is_not_asked_again(proxy: Proxy, file: Path) -> None:
    proxy.faults = {"POST /query": [Fault(500, {}, b"out of memory")]}
    with pytest.raises(InputError, match=r"answers 500 \(out of memory\)"):
        load(file, connect(proxy.address, manners=STUBBORN))


def test_a_refusal_is_told_in_the_words_of_the_server(proxy: Proxy, file: Path) -> None:
    proxy.faults = {"PUT /store": [Fault(400, {}, b"<html>no such <b>luck</b></html>")]}
    with pytest.raises(InputError, match=r"answers 400 \(no such luck\)"):
        load(file, connect(proxy.address, manners=ONCE))
    proxy.faults = {"POST /update": [Fault(403)]}
    with pytest.raises(InputError, match="who may"):
        load(file, connect(proxy.address, manners=ONCE))


# --- who may ---


@pytest.mark.parametrize("guard", [basic("dba", "dba"), digest("dba", "dba")], ids=["basic", "digest"])
@pytest.mark.parametrize("way", WAYS)
def test_name_and_password_are_given_as_the_server_asks(proxy: Proxy, file: Path, guard: Guard, way: str) -> None:
    proxy.guard = guard
    more = {"update": f"{proxy.address}/update"} if way == "updates" else {"graph_store": f"{proxy.address}/store"}
    found = connect(f"{proxy.address}/query", **{"update": f"{proxy.address}/update", **more}, manners=ONCE)
    load(file, found)
    assert held(found) == meant(file)


def test_a_token_is_sent_along(proxy: Proxy, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KGBUILD_STORE_TOKEN", "s3same")
    proxy.guard = bearer("s3same")
    assert load(file, connect(proxy.address, manners=ONCE)).loaded == 5
    monkeypatch.setenv("KGBUILD_STORE_TOKEN", "other")
    with pytest.raises(InputError, match="refuses the credentials"):
        load(file, connect(proxy.address, manners=ONCE))


@pytest.mark.parametrize("guard", [basic("dba", "x"), digest("dba", "x")], ids=["basic", "digest"])
def test_a_wrong_password_is_not_tried_for_ever(proxy: Proxy, file: Path, guard: Guard) -> None:
    proxy.guard = guard
    with pytest.raises(InputError, match="refuses the credentials") as caught:
        load(file, connect(proxy.address, manners=STUBBORN))
    assert "KGBUILD_STORE_PASSWORD" in str(caught.value)
    assert len(proxy.requests) < 6


def test_a_person_is_asked_where_the_environment_is_silent(
    proxy: Proxy, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KGBUILD_STORE_PASSWORD")
    proxy.guard = basic("dba", "dba")
    asked: list[str] = []

    def ask(realm: str) -> Login:
        asked.append(realm)
        return Login("dba", "dba")

    load(file, connect(proxy.address, ask=ask, manners=ONCE))
    assert asked == ["stores"]
    with pytest.raises(InputError, match="asks for a name and a password"):
        load(file, connect(proxy.address, manners=ONCE))


def test_a_person_at_a_terminal_is_asked_for_the_password(proxy: Proxy, file: Path) -> None:
    proxy.guard = basic("dba", "s3same")
    environment = {**os.environ, "KGBUILD_STORE_USER": "dba"}
    del environment["KGBUILD_STORE_PASSWORD"]
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "kgbuild", "load", proxy.address, "--graph", str(file)],
        stdin=theirs,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,  # so that the terminal of whoever runs the tests is not asked
    ) as process:
        assert process.stderr is not None
        said = b""
        while b"Password of dba" not in said:
            more = process.stderr.read(1)
            assert more, said
            said += more
        until = time.monotonic() + 30
        while termios.tcgetattr(theirs)[3] & termios.ECHO:  # what is typed before the echo is off is dropped
            assert time.monotonic() < until
            time.sleep(0.01)
        os.write(ours, b"s3same\n")
        said += process.stderr.read()
    os.close(ours)
    os.close(theirs)
    assert b"5 graphs loaded" in said
    assert b"s3same" not in said


def test_an_endpoint_that_has_moved_is_followed(proxy: Proxy, file: Path) -> None:
    with proxied(proxy.address) as old:
        old.faults = {"HEAD /query": [Fault(308, {"Location": f"{proxy.address}/query"})]}
        store = connect(f"{old.address}/query", manners=ONCE)
    assert store.endpoints.update == f"{proxy.address}/update"
    assert load(file, store).loaded == 5


def test_no_password_is_taken_from_an_address() -> None:
    with pytest.raises(InputError, match="holds a name or password") as caught:
        connect("http://dba:s3same@127.0.0.1:1/sparql")
    assert "s3same" not in str(caught.value)


def test_credentials_do_not_show() -> None:
    assert "s3same" not in repr(Credentials(Login("dba", "s3same"), "s3same"))


# --- the file ---


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('<x:s> <x:p> "a" .\n', "line 1: no statement of a named graph"),
        ("<x:s> <x:p> <x:o> .\n", "line 1: no statement of a named graph"),
        ("<x:s> <x:p> <x:o> <x:g> .\nnonsense\n", "line 2: no statement of a named graph"),
        ("".join(f"<x:s> <x:p> <x:o> <x:{g}> .\n" for g in "ghg"), "line 3: the graph <x:g> begins a second time"),
    ],
)
def test_a_file_that_is_not_as_a_build_writes_it(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "kg.nq"
    path.write_text(text)
    with pytest.raises(InputError, match=reason):
        list(GraphFile(path).graphs())


def test_the_parts_of_a_graph_are_the_graph(file: Path) -> None:
    graphs = GraphFile(file)
    for graph in graphs.graphs():
        parts = list(graphs.parts(graph, 300))
        assert len(parts) > 2
        assert Content.of(q.triple for q in parse(b"".join(parts), format=RdfFormat.N_TRIPLES)) == graph.content
        assert graph.iri in graphs
    assert f"{BASE}none" not in graphs


TERMS = st.one_of(
    st.text().map(Literal),
    st.text(alphabet="abc-é").map(lambda words: NamedNode(f"http://a.example/{words}")),
    st.integers().map(Literal),
    st.decimals(allow_nan=False, allow_infinity=False).map(lambda d: Literal(f"{d:f}", datatype=XSD_DECIMAL.node)),
)


@settings(max_examples=40)
@given(st.lists(TERMS, min_size=1, unique=True))
def test_a_store_changes_no_checksum(terms: list[Literal | NamedNode]) -> None:
    node, graph = NamedNode("http://a.example/s"), NamedNode("http://a.example/g")
    quads = {Quad(node, node, term, graph) for term in terms}
    store = Store()
    store.extend(quads)
    assume(len(store) == len(quads))  # two ways to write a number are one to it
    text = b"".join(f"{quad} .\n".encode() for quad in quads)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "kg.nq"
        path.write_bytes(text)
        (found,) = GraphFile(path).graphs()
    assert found.content == Content.of(quad.triple for quad in store)


def test_contents_add_up_and_can_be_read_back() -> None:
    one, two = (Content.of([Triple(*[NamedNode(f"x:{i}")] * 3)]) for i in "ab")
    both = Content.of(Triple(*[NamedNode(f"x:{i}")] * 3) for i in "ba")
    assert one + two == both
    assert Content.parse(str(both)) == both
    assert Content.parse("begun") is None


# --- the command line ---


def test_the_command_tells_what_it_did(tmp_path: Path, kgbuild: Kgbuild, file: Path) -> None:
    with running(Oxigraph(tmp_path)) as server:
        _tell(server, kgbuild, file)


def _tell(server: Server, kgbuild: Kgbuild, file: Path) -> None:
    done = kgbuild("load", server.address, "--graph", file)
    assert (done.returncode, done.stderr) == (0, "5 graphs loaded, 0 as before; 60 triples in all.\n")
    write(file, lines("d0"))
    again = kgbuild("load", server.address, "--graph", file, "--dry-run")
    assert "0 graphs would be loaded, 1 as before" in again.stderr
    assert again.stdout.count("not in the file  ") == 4
    assert kgbuild("load", server.address, "--graph", file, "--prune").stdout.count("removed  ") == 4
    assert held(connect(server.address)) == meant(file)


@pytest.mark.parametrize("address", ["nowhere", "http://dba:s3same@store.example/"])
def test_an_address_that_is_none_is_one_line(kgbuild: Kgbuild, address: str) -> None:
    done = kgbuild("load", address)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
