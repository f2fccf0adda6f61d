"""The store: opening a graph, what a query may and may not do, arguments, and the forms of an answer."""

from __future__ import annotations

import csv
import io
import json
import socket
from typing import TYPE_CHECKING

import pytest
from composed import composed_store
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)
from rich.console import Console

from kgbuild.cli.answer_tables import render_table
from kgbuild.errors import InputError
from kgbuild.store import (
    AnswerFormat,
    Graph,
    Rows,
    Verdict,
    evaluate,
    find_document,
    find_question,
    list_documents,
    open_graph,
    parse_arguments,
    parse_question,
    query,
    read_question,
    render,
    statistics,
)
from kgbuild.store.guard import stated_graphs

if TYPE_CHECKING:
    from pathlib import Path

    from kgbuild.store import Answer


@pytest.fixture(scope="module")
def store() -> Store:
    return composed_store()


# --- opening ---


def test_a_built_graph_is_opened_by_file_or_folder(tmp_path: Path, store: Store) -> None:
    store.dump(str(tmp_path / "kg.nq"), format=RdfFormat.N_QUADS)
    assert set(open_graph(tmp_path)) == set(open_graph(tmp_path / "kg.nq")) == set(store)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("kg.nq", None, "no graph has been built there; run `kgbuild build"),
        ("kg.nq", "<a:b> <a:c> <a:d> .\n<a:b> nonsense\n", "line 2"),
        ("kg.doc", "", "not a file of RDF by its name"),
    ],
)
def test_a_graph_that_cannot_be_opened(tmp_path: Path, name: str, content: str | None, words: str) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=words.replace("(", r"\(")) as raised:
        open_graph(tmp_path / name)
    assert raised.value.source == str(tmp_path / name)


# --- what is refused ---


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }",
        "ASK { FILTER EXISTS { sErViCe SILENT <http://127.0.0.1:%d/> { ?s ?p ?o } } }",
        "SELECT * { { SELECT * { OPTIONAL { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } } } } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { { ?s ?p ?o } UNION { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } } }",
        r"SELECT * { \u0053ERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }",
    ],
)
def test_no_query_reaches_another_server(store: Store, text: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        with pytest.raises(InputError, match=r"another server|not a SPARQL"):
            evaluate(store, text % server.getsockname()[1])
        with pytest.raises(TimeoutError):
            server.accept()


def test_the_word_service_in_a_literal_or_comment_is_no_clause(store: Store) -> None:
    assert evaluate(store, 'ASK { BIND("SERVICE <x> {}" AS ?x) } # SERVICE <x> {}') == Verdict(value=True)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:b> <a:c> 1 }",
        "DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1/>",
        "CLEAR ALL",
        "DROP ALL",
    ],
)
def test_updates_are_refused(store: Store, text: str) -> None:
    before = len(store)
    with pytest.raises(InputError, match="an update; the graph is only read here"):
        evaluate(store, text)
    assert len(store) == before


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (
            "SELECT ?s {\n ?s a dip:Meeting ;\n  dip:date ?x\n ?x ?y ?z }",
            "line 4, column 2",
            "before '[?]x [?]y [?]z }'",
        ),
        ("SELECT * {\n ?s ?p ?o", "line 2, column 10", "ends too early"),
        ("", "line 1, column 1", "ends too early"),
        ("SELECT (COUNT(?x) AS ?n) ?s { ?s ?p ?x }", "line 1, column", "unbound"),
        ("SELECT * { ?s dipp:act ?x }", "", "prefix 'dipp' is not declared"),
    ],
)
def test_a_fault_of_syntax_has_its_place(store: Store, text: str, place: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as raised:
        evaluate(store, text, source="mine.rq")
    assert raised.value.source == "mine.rq"
    assert (raised.value.place or "").startswith(place)


def test_a_query_sees_all_graphs_as_one_and_needs_no_prefixes(store: Store) -> None:
    answer = evaluate(
        store, 'ASK { ?position dip:onBehalfOf/rdfs:label "Soviet Union" ; dip:act/skos:notation "warn" }'
    )
    assert answer == Verdict(value=True)


# --- parameters ---

_ECHO = """\
# title: An echo
# param words (string, required): Words.
# param number (integer, optional): A number.
# param day (date, optional): A day.
# param share (decimal, optional): A share.
# param least (count, optional): A number of things.
# param act (act, optional): What was done.
SELECT ?words ?number ?day ?share ?least ?act {
  VALUES ?words { "nothing" }
  VALUES ?number { 3 }
  VALUES ?day { "1967-01-01"^^xsd:date }
  VALUES ?share { 0.5 }
  VALUES ?least { 2 }
  VALUES ?act { "" }
}
"""


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_words_come_back_as_they_were_given(words: str) -> None:
    answer = query(Store(), _ECHO, {"words": words})
    assert isinstance(answer, Rows)
    assert answer.rows[0][0] == Literal(words)


@pytest.mark.parametrize(
    "words",
    [
        'x" } ?s ?p ?o . #',
        "VALUES ?number { 9 }",
        '\\" } SERVICE <http://x/> { ?s ?p ?o',
        'VALUES ?words { "y" }',
    ],
)
def test_no_argument_changes_the_query_around_it(words: str) -> None:
    answer = query(Store(), _ECHO, {"words": words, "number": "4"})
    assert isinstance(answer, Rows)
    assert [row[:2] for row in answer.rows] == [(Literal(words), Literal(4))]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "parameter 'words' is missing; add --param words=nothing"),
        ({"words": "x", "nmber": "1"}, "has no parameter 'nmber'; did you mean number?"),
        ({"words": "x", "colour": "red"}, "has no parameter 'colour'; it has words, number, day, share, least, act"),
        ({"words": "x", "number": "two"}, "takes a whole number, not 'two'; write for instance number=3"),
        ({"words": "x", "day": "31.12.1967"}, "takes a day as YYYY-MM-DD"),
        ({"words": "x", "share": "NaN"}, "takes a number, not 'NaN'"),
        ({"words": "x", "least": "0"}, "takes a whole number from 1, not '0'; write for instance least=2"),
        ({"words": "x", "least": "-1"}, "takes a whole number from 1, not '-1'"),
        (
            {"words": "x", "act": "foo"},
            "takes a speech act (assert, request, propose, question, accept, reject, commit, warn), not",
        ),
    ],
)
def test_arguments_that_do_not_fit(arguments: dict[str, str], words: str) -> None:
    with pytest.raises(InputError) as raised:
        query(Store(), _ECHO, arguments)
    assert words in str(raised.value)


def test_an_act_is_given_or_left_open() -> None:
    for act in ("warn", ""):
        answer = query(Store(), _ECHO, {"words": "x", "act": act, "least": "1"})
        assert isinstance(answer, Rows)
        assert answer.rows[0][-2:] == (Literal(1), Literal(act))


def test_a_parameter_given_twice() -> None:
    with pytest.raises(InputError, match="parameter 'side' is given twice; give it one value"):
        parse_arguments(["side=Peru", "side=Chile"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# param x: Words.\nASK {}", "cannot read the parameter"),
        ("# param x (colour, required): Words.\nASK {}", "with a type of string, act, count, integer"),
        ("# param x (string, required): Words.\nASK {}", "has 0 VALUES clauses"),
        (
            '# param x (string, required): W.\nASK { VALUES ?x { "" } VALUES ?x { "" } }',
            "has 2 VALUES clauses",
        ),
    ],
)
def test_a_header_that_cannot_be_read(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as raised:
        parse_question(text, source="mine.rq")
    assert raised.value.place == "line 1"


def test_a_header_goes_on_over_lines() -> None:
    question = parse_question("# title: One\n# description: Two\n#   three.\n#\n# A remark.\nASK {}")
    assert (question.title, question.description) == ("One", "Two three.")


def test_a_question_file_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_bytes("# title: Québec\nASK {}".encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        read_question(tmp_path / "q.rq")


def test_a_question_that_is_not_there() -> None:
    with pytest.raises(InputError, match="did you mean rebuttal-chains"):
        find_question("rebutal-chain")
    with pytest.raises(InputError, match="`kgbuild queries` lists"):
        find_question("zzz")
    with pytest.raises(InputError, match="`kgbuild queries` lists"):
        find_question("")


# --- documents ---


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("vol1/d1", "vol1/d1"),
        ("D1", "vol1/d1"),
        ("talk-with-orlov.txt", "talk-with-orlov"),
        ("telegrams/talk-with-orlov.txt", "talk-with-orlov"),
        ("orlov", "talk-with-orlov"),
        ("https://w3id.org/diplomatic-events/document/vol1/d2", "vol1/d2"),
    ],
)
def test_a_document_is_found_by_any_of_its_names(store: Store, name: str, identifier: str) -> None:
    assert find_document(store, name).identifier == identifier


def test_names_of_no_document_or_of_several(store: Store) -> None:
    with pytest.raises(InputError, match="no such document in the graph; did you mean talk-with-orlov"):
        find_document(store, "talk-with-orloff")
    with pytest.raises(InputError, match="did you mean talk-with-orlov"):
        find_document(store, "tolk")
    with pytest.raises(InputError, match="`kgbuild query documents`"):
        find_document(store, "?")
    both = Store()
    for volume in ("vol1", "vol2"):
        iri = NamedNode(f"https://example.org/{volume}")
        dip, dcterms = "https://w3id.org/diplomatic-events/ontology#", "http://purl.org/dc/terms/"
        both.add(Quad(iri, NamedNode(f"{dip}text"), Literal("x")))
        both.add(Quad(iri, NamedNode(f"{dcterms}identifier"), Literal(f"{volume}/d9")))
    with pytest.raises(InputError, match="several documents; say which: vol1/d9, vol2/d9"):
        find_document(both, "d9")


def test_documents_are_listed_by_identifier(store: Store) -> None:
    assert [d.identifier for d in list_documents(store)] == [
        "talk-with-orlov",
        "trunks",
        "vol1/d1",
        "vol1/d2",
    ]


# --- answers ---

_MIXED = 'SELECT ?a ?b ?c { VALUES (?a ?b ?c) { (<a:b> "x, \\"y\\"\\nz" 1) (UNDEF "été"@fr true) } }'


def test_json_is_what_the_standard_says(store: Store) -> None:
    answer = evaluate(store, _MIXED)
    assert isinstance(answer, Rows)
    read = parse_query_results(render(answer, AnswerFormat.JSON).encode(), format=QueryResultsFormat.JSON)
    assert [tuple(row) for row in read] == list(answer.rows)
    assert json.loads(render(Verdict(value=False), AnswerFormat.JSON)) == {"head": {}, "boolean": False}


def test_csv_is_what_the_standard_says(store: Store) -> None:
    text = render(evaluate(store, _MIXED), AnswerFormat.CSV)
    assert list(csv.reader(io.StringIO(text))) == [
        ["a", "b", "c"],
        ["a:b", 'x, "y"\nz', "1"],
        ["", "été", "true"],
    ]


def test_turtle_is_sorted_and_declares_what_it_uses(store: Store) -> None:
    text = "CONSTRUCT { ?s dip:text 'a\\nb' ; a dip:Document ; dip:number 1 } { VALUES ?s { <a:2> <a:1> } }"
    answer = evaluate(store, text)
    assert isinstance(answer, Graph)
    turtle = render(answer, AnswerFormat.TURTLE)
    assert {quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE)} == set(answer.triples)
    assert [line for line in turtle.splitlines() if line.startswith("@")] == [
        "@prefix dip: <https://w3id.org/diplomatic-events/ontology#> ."
    ]
    assert turtle.index("<a:1>") < turtle.index("<a:2>")
    assert all(render(evaluate(store, text), AnswerFormat.TURTLE) == turtle for _ in range(3))


@pytest.mark.parametrize(
    ("text", "form", "words"),
    [
        (
            "CONSTRUCT { ?s a dip:X } { ?s a dip:Meeting }",
            AnswerFormat.CSV,
            "a graph cannot be written as csv; ask for ttl",
        ),
        ("ASK {}", AnswerFormat.CSV, "a yes or no cannot be written as csv; ask for table or json"),
        (
            "SELECT * {}",
            AnswerFormat.TURTLE,
            "a table of rows cannot be written as ttl; ask for table or csv or json",
        ),
    ],
)
def test_forms_that_an_answer_does_not_have(store: Store, text: str, form: AnswerFormat, words: str) -> None:
    with pytest.raises(InputError, match=words):
        render(evaluate(store, text), form)


def _printed(answer: Answer, width: int) -> str:
    out = io.StringIO()
    Console(file=out, width=width, color_system=None).print(render_table(answer, title="A title"))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def test_rows_stand_in_columns_where_there_is_room(store: Store) -> None:
    answer = evaluate(
        store, 'SELECT ?iri ?number ?said_so { VALUES (?iri ?number ?said_so) { (dip:act 1 "[b]no[/b]") } }'
    )
    assert (
        _printed(answer, 60)
        == """\
A title

 iri       number   said so
 ────────────────────────────
 dip:act        1   [b]no[/b]
"""
    )


def test_rows_become_blocks_where_there_is_none(store: Store) -> None:
    words = "a proposal that the two delegations work out a shorter text"
    answer = evaluate(
        store, f'SELECT ?document ?at ?words {{ VALUES (?document ?at ?words) {{ ("talk" 7 "{words}") }} }}'
    )
    assert "document   at" in _printed(answer, 60)
    assert (
        _printed(answer, 40)
        == """\
A title

document talk  at 7
  words a proposal that the two
  delegations work out a shorter text
"""
    )


def test_a_verdict_and_a_graph_in_the_terminal(store: Store) -> None:
    assert _printed(Verdict(value=True), 40) == "yes"
    graph = evaluate(store, "CONSTRUCT { <a:b> a dip:Document } {}")
    assert "<a:b> a dip:Document ." in _printed(graph, 40)


# --- statistics ---


def test_statistics(store: Store) -> None:
    figures = statistics(store, most_speakers=2)
    kinds = dict(figures.kinds)
    assert kinds["documents"] == 4
    assert (kinds["meetings"], kinds["positions"], kinds["rebuttals"]) == (2, 12, 4)
    assert (kinds["resolutions"], kinds["mentions of resolutions"], kinds["people"]) == (2, 2, 7)
    assert figures.triples == len(store)
    assert dict(figures.acts)["reject"] == 3
    assert [(s.label, s.positions, s.rebuttals, s.documents) for s in figures.speakers] == [
        ("Orlov", 4, 1, 1),
        ("Ann Farrow", 3, 0, 2),
    ]
    talk, trunks = figures.documents[:2]
    assert (talk.meetings, talk.positions, talk.rebuttals, talk.resolutions) == (2, 7, 3, 2)
    assert (trunks.identifier, trunks.positions) == ("trunks", 0)


def test_statistics_of_nothing() -> None:
    figures = statistics(Store())
    assert (figures.triples, figures.documents, figures.speakers, figures.acts) == (0, (), (), ())
    assert {number for _, number in figures.kinds} == {0}


def test_a_query_may_state_its_graphs_and_no_others(store: Store) -> None:
    graph = next(iter(store.named_graphs())).value
    stated = query(store, f"SELECT (COUNT(*) AS ?n) FROM <{graph}> {{ ?s ?p ?o }}")  # noqa: S608
    named = query(store, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    assert stated == named
    for iri in ("http://example.org/graph", "file:///etc/passwd"):
        with pytest.raises(InputError, match="no graph of this store, and nothing is fetched"):
            query(store, f"ASK FROM NAMED <{iri}> {{ ?s ?p ?o }}")
    for word in ('"from"', "?from", "dip:from"):
        assert query(store, f"ASK {{ FILTER(BOUND(?x) || true) OPTIONAL {{ ?x dip:x {word} }} }}") == Verdict(
            value=True
        )
    assert stated_graphs("SELECT ?from FROM<urn:a>FROM NAMED<urn:b> {}", "query") == ("urn:a", "urn:b")


def test_what_the_store_cannot_evaluate_is_the_query_s_fault(store: Store) -> None:
    with pytest.raises(InputError, match="cannot be evaluated"):
        query(store, "SELECT (<http://example.org/function>(1) AS ?x) {}")


def test_words_before_the_query_are_no_clauses_and_hide_none(store: Store) -> None:
    prologue = "# from the SERVICE of\nBASE <http://example.org/#from>\nprefix from: <urn:service:#>\n# and more\r\n"
    assert stated_graphs(f"{prologue}ASK {{ ?s ?p 1 }}", "query") == ()
    assert query(store, f"{prologue}ASK {{ ?s a dip:Meeting }}") == Verdict(value=True)
    for hidden in (prologue, f"{prologue}#", "#\n", "PREFIX x: <urn:x#y> ", "BASE<urn:x#y>"):
        with pytest.raises(InputError, match="asks another server"):
            query(store, f"{hidden}\nASK {{ SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}")
        assert stated_graphs(f"{hidden}\nASK FROM <urn:g> {{ ?s ?p ?o }}", "query") == ("urn:g",)
