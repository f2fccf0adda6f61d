"""The questions of the catalogue: their headers, and the answer of each over documents composed for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from composed import composed_quads, composed_store
from pyoxigraph import RdfFormat, Store
from rdflib import Dataset

from kgbuild.store import Graph, Rows, ask, find_question, list_questions

QUESTIONS = list_questions()
NAMES = [question.name for question in QUESTIONS]

ANSWERS: dict[str, tuple[dict[str, str], list[tuple[str | None, ...]]]] = {
    "acts-by-side": (
        {"document": "talk-with-orlov"},
        [
            ("Grant", "reject", "2"),
            ("Grant", "propose", "1"),
            ("Soviet Union", "accept", "1"),
            ("Soviet Union", "assert", "1"),
            ("Soviet Union", "request", "1"),
            ("Soviet Union", "warn", "1"),
        ],
    ),
    "citations": (
        {"document": "d2"},
        [("vol1/d1", "vol1/d2", "2. Memorandum of Conversation", "2", "See Document 2.")],
    ),
    "correspondence": (
        {},
        [
            ("Embassy", "Department", "1", "1967-03-05", "1967-03-05"),
            ("Mission", "Department", "1", "1967-03-01", "1967-03-01"),
        ],
    ),
    "documents": (
        {"since": "1967-03-01", "until": "1967-03-01"},
        [
            (None, "trunks", None, None, None, "0"),
            ("1967-03-01", "talk-with-orlov", "Mission", "Department", "Talk with Orlov", "7"),
        ],
    ),
    "documents-by-classification": (
        {},
        [
            ("Confidential", "1967", "1"),
            ("Secret", "1967", "2"),
            ("not stated", "undated", "1"),
        ],
    ),
    "documents-without-events": ({}, [("trunks", None, None, "56")]),
    "doubtful-readings": (
        {"below": "0.85"},
        [
            ("0.4", "talk-with-orlov", "224", "position", "composed", "Moscow would walk out"),
            ("0.8", "talk-with-orlov", "299", "meeting", "composed", "We shall meet tomorrow"),
        ],
    ),
    "event": (
        {"document": "talk-with-orlov", "words": "DROP THE"},
        [
            ("85", "we drop the Norwegian draft", "act", "request"),
            ("85", "we drop the Norwegian draft", "addressedTo", "Grant"),
            ("85", "we drop the Norwegian draft", "concerns", "Norwegian draft"),
            ("85", "we drop the Norwegian draft", "confidence", "0.9"),
            ("85", "we drop the Norwegian draft", "cue", "asked"),
            ("85", "we drop the Norwegian draft", "cueEvidence", "asked"),
            ("85", "we drop the Norwegian draft", "expressedAt", "I saw Orlov today"),
            ("85", "we drop the Norwegian draft", "heldBy", "Orlov"),
            ("85", "we drop the Norwegian draft", "onBehalfOf", "Soviet Union"),
            ("85", "we drop the Norwegian draft", "rule", "composed"),
            ("85", "we drop the Norwegian draft", "type", "position"),
        ],
    ),
    "exchange": (
        {"document": "talk-with-orlov"},
        [
            ("85", "Orlov", "Soviet Union", "request", "we drop the Norwegian draft", None),
            ("125", "Grant", None, "reject", "this plea", "85"),
            ("156", "Orlov", "Soviet Union", "assert", "resolution 2340 forbade it", "125"),
            ("198", "Grant", None, "reject", "it did", "156 85"),
            ("224", "Orlov", "Soviet Union", "warn", "Moscow would walk out", None),
            ("258", "Grant", None, "propose", "a second talk", None),
            ("288", "Orlov", "Soviet Union", "accept", "that idea", None),
        ],
    ),
    "meetings-of-person": (
        {"person": "orloff"},
        [
            ("talk-with-orlov", "held", "today", None, "Grant; Orlov", "I saw Orlov today", "49"),
            ("talk-with-orlov", "planned", "1967-03-02", None, "Grant; Orlov", "We shall meet tomorrow", "299"),
        ],
    ),
    "named-together": ({"person": "FARROW", "documents": "2"}, [("Ann Farrow", "Ken Ito", "2")]),
    "planned-meetings": (
        {},
        [("1967-03-01", "talk-with-orlov", "1967-03-02", "Grant; Orlov", "We shall meet tomorrow", "299")],
    ),
    "positions-about": (
        {"words": "Commission"},
        [
            ("1967-03-05", "vol1/d1", "Ann Farrow", "propose", "a neutral commission", "64"),
            ("1967-03-05", "vol1/d1", "Ken Ito", "reject", "a new commission", "99"),
        ],
    ),
    "positions-of-person": (
        {"person": "farrow"},
        [
            ("1967-02-01", "vol1/d2", "Ann Farrow", "Minister of Works", "request", "engineers", "48"),
            (
                "1967-03-05",
                "vol1/d1",
                "Ann Farrow",
                "Minister of Works",
                "propose",
                "a neutral commission",
                "64",
            ),
            ("1967-03-05", "vol1/d1", "Ann Farrow", "Minister of Works", "assert", "rivers rise", "134"),
        ],
    ),
    "positions-on-resolution": (
        {"resolution": "a/res/2340"},
        [
            (
                "resolution 2340",
                "Soviet Union",
                "Orlov",
                "assert",
                "resolution 2340 forbade it",
                "talk-with-orlov",
                "156",
            )
        ],
    ),
    "proposals": (
        {},
        [
            ("talk-with-orlov", "Grant", "a second talk", "accept", "Orlov", "that idea", "258"),
            (
                "vol1/d1",
                "Ann Farrow",
                "a neutral commission",
                "rebutted",
                "Ken Ito",
                "a new commission",
                "64",
            ),
        ],
    ),
    "rebuttal-chains": (
        {"steps": "2"},
        [("talk-with-orlov", "3", "Orlov", "we drop the Norwegian draft", "Grant", "it did", "85")],
    ),
    "rebuttals-by-speaker": (
        {},
        [("Grant", "Orlov", "2", "1"), ("Ken Ito", "Ann Farrow", "1", "1"), ("Orlov", "Grant", "1", "1")],
    ),
    "requests-between-sides": (
        {"from": "soviet union", "to": "Grant"},
        [("talk-with-orlov", "Soviet Union", "Orlov", "Grant", "we drop the Norwegian draft", "85")],
    ),
    "resolutions-by-positions": (
        {},
        [
            ("Norwegian draft", None, "1", "1", "1", "1"),
            ("resolution 2340", "A/RES/2340(XXII)", "1", "1", "1", "1"),
        ],
    ),
    "spokesmen": ({"side": "soviet union"}, [("Soviet Union", "Orlov", "4", "1")]),
    "unanswered-positions": (
        {"act": "warn"},
        [("talk-with-orlov", "224", "Orlov", "warn", "Moscow would walk out")],
    ),
    "warnings": (
        {"side": "Soviet Union"},
        [("talk-with-orlov", "Orlov", "Moscow would walk out", None, None, "224")],
    ),
}
"""By question: arguments, and the rows that must come, lists inside a value in the order of their words."""

_LISTS = {"speaker": "; ", "side": "; ", "participants": "; ", "rebuts": " "}
"""Columns that hold several values, in an order that SPARQL 1.1 leaves open, and what stands between them."""


@pytest.fixture(scope="module")
def store() -> Store:
    return composed_store()


def _rows(names: list[str], rows: list[list[object]]) -> list[tuple[str | None, ...]]:
    return [
        tuple(_settled(name, None if term is None else str(term)) for name, term in zip(names, row, strict=True))
        for row in rows
    ]


def _settled(name: str, value: str | None) -> str | None:
    if name in _LISTS and value is not None:
        return _LISTS[name].join(sorted(value.split(_LISTS[name]))) or None
    return value


def _answer(store: Store, name: str, arguments: dict[str, str]) -> list[tuple[str | None, ...]]:
    answer = ask(store, find_question(name), arguments)
    assert isinstance(answer, Rows)
    return _rows(list(answer.variables), [[t and t.value for t in row] for row in answer.rows])


def test_every_question_has_an_expected_answer() -> None:
    assert sorted([*ANSWERS, "exchange-graph"]) == NAMES


@pytest.mark.parametrize("name", ANSWERS)
def test_answer(store: Store, name: str) -> None:
    arguments, expected = ANSWERS[name]
    assert _answer(store, name, arguments) == expected


@pytest.fixture(scope="module")
def dataset(store: Store) -> Dataset:
    dataset = Dataset(default_union=True)
    dataset.parse(data=store.dump(format=RdfFormat.N_QUADS), format="nquads")
    return dataset


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("name", ANSWERS)
def test_rdflib_gives_the_same_answer(dataset: Dataset, name: str) -> None:
    arguments, expected = ANSWERS[name]
    exact = {**arguments, **({"document": "vol1/d2"} if arguments.get("document") == "d2" else {})}
    result = dataset.query(find_question(name).bind(exact))
    assert _rows([str(v) for v in result.vars], [list(row) for row in result]) == expected


def test_exchange_graph_holds_the_rebuttals_and_nothing_else_than_the_document(store: Store) -> None:
    answer = ask(store, find_question("exchange-graph"), {"document": "vol1/d1"})
    assert isinstance(answer, Graph)
    document = "https://w3id.org/diplomatic-events/document/vol1/d1"
    in_document = {quad.subject.value for quad in composed_quads() if quad.graph_name.value == document}
    told = {str(t.predicate.value).rsplit("#")[-1].rsplit("/")[-1] for t in answer.triples}
    assert {
        "rebuts",
        "heldBy",
        "content",
        "act",
        "label",
        "identifier",
        "title",
        "type",
        "reportedIn",
    } == told
    positions = [t for t in answer.triples if t.predicate.value.endswith("#content")]
    rebuttals = [t for t in answer.triples if t.predicate.value.endswith("#rebuts")]
    assert (len(positions), len(rebuttals)) == (3, 1)
    people = {
        "https://w3id.org/diplomatic-events/person/vol1/p_F1",
        "https://w3id.org/diplomatic-events/person/vol1/p_I1",
    }
    assert {t.subject.value for t in answer.triples} <= in_document | people


@pytest.mark.parametrize("question", QUESTIONS, ids=NAMES)
def test_header_tells_what_a_person_needs(question) -> None:
    assert question.title
    assert question.description.endswith(".")
    assert all(parameter.help.endswith(".") for parameter in question.parameters)
    assert bool(question.parameters) == bool(question.example)
    bound = question.bind(question.example_arguments())
    assert bound.count("VALUES") == question.text.count("VALUES")


@pytest.mark.parametrize("question", QUESTIONS, ids=NAMES)
def test_a_question_runs_as_it_stands_in_its_file(store: Store, question) -> None:
    store.query(question.text, use_default_graph_as_union=True)


def test_a_person_is_found_by_label_family_name_and_other_spelling(store: Store) -> None:
    found = {
        spelling: _answer(store, "positions-of-person", {"person": spelling})
        for spelling in ("farrow, ann", "FARROW", "Orlov", "orloff")
    }
    assert found["farrow, ann"] == found["FARROW"] != []
    assert found["Orlov"] == found["orloff"] != []
    assert _answer(store, "positions-of-person", {"person": "Farr"}) == []


def test_an_optional_parameter_left_out_takes_all(store: Store) -> None:
    every = _answer(store, "unanswered-positions", {})
    assert {row[0] for row in every} == {"talk-with-orlov", "vol1/d1", "vol1/d2"}
    assert "we drop the Norwegian draft" not in {row[4] for row in every}


def test_the_examples_of_the_headers_name_documents_that_ship() -> None:
    folder = Path(__file__).parent.parent / "examples"
    stems = {path.stem for path in folder.rglob("*.*")}
    named = [q.example_arguments()["document"] for q in QUESTIONS if "document" in q.example_arguments()]
    assert named
    assert all(name.split("/")[0] in stems for name in named)
