"""Questions to real stores on 127.0.0.1: the same rows as from the embedded one, all of them, or an error."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from composed import composed_store
from pyoxigraph import RdfFormat
from store_proxy import Fault, Proxy, proxied
from stores import Oxigraph, Server, Virtuoso, running
from test_queries import ANSWERS, _rows

from kgbuild.errors import InputError
from kgbuild.store import Graph, Rows, Verdict, ask, find_document, find_question, list_questions, open_graph
from kgbuild.store.loading import load
from kgbuild.store.remote import RemoteStore, connect
from kgbuild.transport import Manners

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Kgbuild

    from kgbuild.store import Answer

ROOT = Path(__file__).parent.parent
ONCE = Manners(attempts=1, timeout=60)
SERVERS = [Oxigraph, pytest.param(Virtuoso, marks=pytest.mark.stores)]
QUESTIONS = {question.name: question for question in list_questions()}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The four composed documents and the ontology, by graph."""
    path = tmp_path_factory.mktemp("composed") / "kg.nq"
    lines = composed_store().dump(format=RdfFormat.N_QUADS).splitlines(keepends=True)
    path.write_bytes(b"".join(sorted(lines, key=lambda line: line.rsplit(b" ", 2)[1])))
    return path


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, file: Path) -> Iterator[Server]:
    """A server that holds the composed documents."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KGBUILD_STORE_USER", "dba")
        patch.setenv("KGBUILD_STORE_PASSWORD", "dba")
        with running(request.param(tmp_path_factory.mktemp("store"))) as one:
            load(file, connect(one.address))
            yield one


@pytest.fixture(scope="module")
def store(server: Server) -> RemoteStore:
    return connect(server.address, manners=ONCE)


# --- the catalogue ---


def _settled(answer: Answer) -> object:
    """An answer's values; the order within a list, and the kind of integer, are each store's own."""
    if isinstance(answer, Rows):
        return _rows(list(answer.variables), [[term and term.value for term in row] for row in answer.rows])
    return {str(triple) for triple in answer.triples} if isinstance(answer, Graph) else answer


@pytest.mark.parametrize("name", ANSWERS)
def test_a_question_has_the_answer_that_is_expected(store: RemoteStore, name: str) -> None:
    arguments, expected = ANSWERS[name]
    assert _settled(ask(store, find_question(name), arguments)) == expected


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_has_the_rows_of_the_embedded_store(store: RemoteStore, file: Path, name: str) -> None:
    arguments = {"document": "vol1/d1"} if name == "exchange-graph" else ANSWERS[name][0]
    required = {parameter.name for parameter in QUESTIONS[name].parameters if parameter.required}
    for given in (arguments, {key: value for key, value in arguments.items() if key in required}):
        assert _settled(ask(store, QUESTIONS[name], given)) == _settled(ask(open_graph(file), QUESTIONS[name], given))


@pytest.mark.stores
def test_the_examples_have_the_same_answers(
    built_examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each question with its header's example, and with nothing where it needs nothing."""
    monkeypatch.setenv("KGBUILD_STORE_USER", "dba")
    monkeypatch.setenv("KGBUILD_STORE_PASSWORD", "dba")
    embedded = open_graph(built_examples / "kg.nq")
    with running(Virtuoso(tmp_path)) as one:
        store = connect(one.address, manners=ONCE)
        load(built_examples / "kg.nq", store)
        for question in QUESTIONS.values():
            asked = [question.example_arguments()]
            if not any(parameter.required for parameter in question.parameters):
                asked.append({})
            for given in asked:
                there, here = _settled(ask(store, question, given)), _settled(ask(embedded, question, given))
                assert (question.name, given, there) == (question.name, given, here)


def test_a_document_is_found_by_the_end_of_its_name(store: RemoteStore) -> None:
    assert find_document(store, "d2").identifier == "vol1/d2"


def test_the_command_gives_the_same_rows(server: Server, kgbuild: Kgbuild, file: Path) -> None:
    question = ("query", "unanswered-positions", "--format", "csv")
    here, there = kgbuild(*question, "--graph", file), kgbuild(*question, "--endpoint", server.address)
    assert there.returncode == 0, there.stderr
    assert here.stdout == there.stdout != ""


# --- free queries ---


def test_all_forms_of_queries(store: RemoteStore) -> None:
    assert store.answer("ASK { ?meeting a dip:Meeting }") == Verdict(value=True)
    assert store.answer("ASK { ?meeting a dip:Nothing }") == Verdict(value=False)
    assert store.answer("ASK {}") == Verdict(value=True)
    told = store.answer('CONSTRUCT { ?p dip:cue ?c } { ?p dip:cue ?c ; dip:content "engineers" }')
    assert isinstance(told, Graph)
    assert [triple.object.value for triple in told.triples] == ["asked for"]
    rows = store.answer('SELECT ?nothing ?words { ?p dip:content ?words FILTER(?words = "rivers rise") }')
    assert isinstance(rows, Rows)
    assert (rows.variables, rows.texts()) == (("nothing", "words"), [{"words": "rivers rise"}])


def test_a_query_that_is_none_is_told_in_the_words_of_the_server(store: RemoteStore) -> None:
    with pytest.raises(InputError, match="the server refuses it") as caught:
        store.answer("SELECT * { ?s ?p }", source="mine.rq")
    assert str(caught.value).startswith("mine.rq: ")


def test_an_update_is_refused_here(store: RemoteStore) -> None:
    with pytest.raises(InputError, match="an update; a graph is only read here"):
        store.answer("# to be sure\nPREFIX x: <x:>\nINSERT DATA { x:a x:b x:c }")


# --- limits ---


ORDERED = "SELECT ?p ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?p  # many have the same"


def _counted(answer: Answer) -> list[str]:
    assert isinstance(answer, Rows)
    return sorted(str(row) for row in answer.rows)


@pytest.fixture
def proxy(tmp_path_factory: pytest.TempPathFactory, file: Path) -> Iterator[Proxy]:
    with running(Oxigraph(tmp_path_factory.mktemp("store"))) as one, proxied(one.address) as state:
        load(file, connect(one.address))
        yield state


def test_what_a_server_cuts_is_had_page_by_page(proxy: Proxy) -> None:
    store = connect(proxy.address, manners=ONCE)
    whole = _counted(store.answer(ORDERED))
    proxy.most_rows = 500
    proxy.requests.clear()
    assert _counted(store.answer(ORDERED)) == whole
    assert len(whole) > 1000
    assert len(proxy.requests) == 2 + len(whole) // 500 + 2  # as it is, the row beyond, the pages, and none
    with pytest.raises(InputError, match="no more than 500 rows, and there are more; add ORDER BY"):
        store.answer("SELECT ?p ?o { GRAPH ?g { ?s ?p ?o } }")


def test_a_round_number_of_rows_may_be_all(proxy: Proxy) -> None:
    store = connect(proxy.address, manners=ONCE)
    answer = store.answer("SELECT ?p ?o { { SELECT ?p ?o { GRAPH ?g { ?s ?p ?o } } LIMIT 500 } }")
    assert isinstance(answer, Rows)
    assert len(answer.rows) == 500
    limited = store.answer(f"{ORDERED.partition('#')[0]} LIMIT 1000")
    assert isinstance(limited, Rows)
    assert len(limited.rows) == 1000


@pytest.mark.parametrize(
    "body",
    [
        b'{"head":{"vars":["p"]},"results":{"bindings":[{"p":{"type":"literal","value":"a"}},',
        b'{"head":{"vars":["p"]},"results":{"bindings":[',
        b'{"head":{"vars":["p"]},"results":{"bindings":[]}} java.util.concurrent.TimeoutException',
        b'{"head":{"vars":["p"]}}',
        b"<html>It takes too long.</html>",
        b"",
    ],
)
def test_an_answer_that_breaks_off_is_an_error(proxy: Proxy, body: bytes) -> None:
    proxy.faults = {"POST /query": [Fault(200, {"Content-Type": "application/sparql-results+json"}, body)]}
    with pytest.raises(InputError, match="the answer is not whole: it is broken JSON"):
        connect(proxy.address, manners=ONCE).answer("SELECT ?p { ?s ?p ?o }")


def test_a_graph_that_breaks_off_is_an_error(proxy: Proxy) -> None:
    proxy.faults = {"POST /query": [Fault(200, {"Content-Type": "text/turtle"}, b"<x:s> <x:p> <x:o> , ")]}
    with pytest.raises(InputError, match="the answer is not whole: broken Turtle"):
        connect(proxy.address, manners=ONCE).answer("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")


def test_a_partial_answer_of_virtuoso_is_an_error(proxy: Proxy) -> None:
    headers = {"X-SQL-State": "S1TAT", "X-SQL-Message": "RC...: Returning incomplete results"}
    body = b'{"head":{"vars":["p"]},"results":{"bindings":[]}}'
    proxy.faults = {"POST /query": [Fault(200, headers, body)]}
    with pytest.raises(InputError, match=r"broke off .*incomplete results"):
        connect(proxy.address, manners=ONCE).answer("SELECT ?p { ?s ?p ?o }")


def test_a_graph_of_more_solutions_than_the_server_gives_is_an_error(proxy: Proxy) -> None:
    store = connect(proxy.address, manners=ONCE)
    whole = "CONSTRUCT { ?s ?p '{', \"}\" } # {\n{ GRAPH ?g { ?s ?p ?o } }"
    assert isinstance(store.answer(whole), Graph)
    proxy.most_rows = 500
    with pytest.raises(InputError, match="no more than 500 rows, and there are more; ask for the graph in parts"):
        store.answer(whole)
    assert isinstance(store.answer(f"{whole} LIMIT 600"), Graph)


@pytest.mark.stores
def test_virtuoso_is_paged_beyond_what_it_sorts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It gives 3,000 rows at once here, and would sort no more than 10,000 for a page of them."""
    monkeypatch.setenv("KGBUILD_STORE_USER", "dba")
    monkeypatch.setenv("KGBUILD_STORE_PASSWORD", "dba")
    file = tmp_path / "kg.nq"
    file.write_text("".join(f'<x:s{n % 7}> <x:p> "{n}" <http://a.example/g> .\n' for n in range(12_000)))
    (tmp_path / "store").mkdir()
    with running(Virtuoso(tmp_path / "store", most_rows=3_000)) as one:
        store = connect(one.address, manners=ONCE)
        assert load(file, store).content.triples == 12_000  # what it gives back of the graph is cut too
        rows = store.answer("SELECT ?s ?o FROM <http://a.example/g> { ?s <x:p> ?o } ORDER BY ?s")
        assert len(set(_counted(rows))) == 12_000
        union = store.answer("SELECT ?s ?o { ?s <x:p> ?o } ORDER BY ?s")
        assert len(set(_counted(union))) == 12_000
        for query in ("SELECT ?s ?o { ?s <x:p> ?o }", "CONSTRUCT { ?s <x:q> ?o } { ?s <x:p> ?o }"):
            with pytest.raises(InputError, match="no more than 3,000 rows"):
                store.answer(query)


# --- the documentation ---


@pytest.mark.parametrize("page", ["README.md", "docs/query.md"])
def test_the_python_of_the_documentation_runs(
    page: str, built_examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    ours = [block for block in blocks if "localhost:7878" in block]
    assert ours
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").symlink_to(built_examples)
    with running(Oxigraph(tmp_path)) as one:
        load(built_examples / "kg.nq", connect(one.address))
        for block in ours:
            exec(block.replace("http://localhost:7878", one.address), {})  # noqa: S102 - our own pages
            assert "Carver" in capsys.readouterr().out
