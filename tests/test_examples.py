"""The examples that ship: what each document is, and what the catalogue's questions must find in them.

Only what any right reading gives is asserted, so that a better extraction breaks nothing here.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from kgbuild.model import DocumentKind, SectionKind
from kgbuild.read import read_sources
from kgbuild.show import draw_svg, draw_tree, exchange
from kgbuild.store import Graph, Rows, ask, find_question, list_questions, open_graph

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pyoxigraph import Store

    from kgbuild.model import Document

    Ask = Callable[..., list[dict[str, str]]]


@pytest.fixture(scope="module")
def store(built_examples: Path) -> Store:
    return open_graph(built_examples)


@pytest.fixture(scope="module")
def answer(store: Store) -> Ask:
    @cache
    def told(name: str, **arguments: str) -> list[dict[str, str]]:
        rows = ask(store, find_question(name), arguments)
        assert isinstance(rows, Rows)
        return rows.texts()

    return told


@pytest.fixture(scope="module")
def documents(examples: Path) -> dict[str, Document]:
    faults: list[object] = []
    read = {document.identifier: document for document in read_sources([examples], faults.append)}
    assert faults == []
    return read


# --- as they are read ---


def test_each_example_is_read_as_what_it_is(documents: dict[str, Document]) -> None:
    kinds = {identifier: document.kind for identifier, document in documents.items()}
    telegrams = {identifier for identifier, kind in kinds.items() if kind is DocumentKind.TELEGRAM}
    assert telegrams == {
        "composed1956-58v01/d1",
        "composed1956-58v01/d2",
        "fragment-on-wheat",
        "instruction-on-vote",
        "luncheon-of-four",
        "report-on-fishing",
        "talk-on-sea-bed",
        "trade-mission",
    }
    assert kinds["memorandum-on-lease"] is DocumentKind.MEMORANDUM_OF_CONVERSATION
    assert kinds["composed1956-58v01/d3"] is DocumentKind.MEMORANDUM_OF_CONVERSATION
    assert kinds["composed1956-58v01/d4"] is DocumentKind.EDITORIAL_NOTE


def test_the_parts_of_the_talk(documents: dict[str, Document]) -> None:
    talk = documents["talk-on-sea-bed"]
    assert (talk.number, talk.subject) == ("4417", "Talk with Voronin (USSR) on sea-bed")
    assert (talk.date, talk.place) == ("1968-11-14T23:15:00Z", "New York")
    assert [note.label for note in talk.notes] == [m.label for m in talk.note_markers] == ["1", "2", "3", "4"]
    assert len(talk.sections_of(SectionKind.COMMENT)) == 2
    assert talk.signer is not None
    assert talk.signer.name == "Carver"


def test_the_fragment_has_neither_dateline_nor_signature(documents: dict[str, Document]) -> None:
    fragment = documents["fragment-on-wheat"]
    assert (fragment.date, fragment.place, fragment.signer, fragment.document_number) == (None,) * 4


def test_the_report_numbers_its_paragraphs(documents: dict[str, Document]) -> None:
    first, *numbered = documents["report-on-fishing"].body
    assert first.label is None
    assert [paragraph.label for paragraph in numbered] == list("12345678")


def test_every_example_stands_in_the_list_of_examples(examples: Path) -> None:
    listed = (examples / "README.md").read_text(encoding="utf-8")
    assert "CC0" in listed
    for path in [*examples.glob("*.txt"), *examples.rglob("*.xml")]:
        assert f"`{path.relative_to(examples).as_posix()}`" in listed


# --- as they are asked ---


@pytest.mark.parametrize("name", [question.name for question in list_questions()])
def test_every_question_answers_its_own_example(store: Store, name: str) -> None:
    question = find_question(name)
    found = ask(store, question, question.example_arguments())
    assert found.triples if isinstance(found, Graph) else isinstance(found, Rows) and found.rows


def _having(rows: list[dict[str, str]], **parts: str) -> list[dict[str, str]]:
    """The rows in which each named column contains the words given."""
    return [row for row in rows if all(words in row.get(column, "") for column, words in parts.items())]


def test_who_wrote_to_whom(answer: Ask) -> None:
    rows = {(row["from_whom"], row["to_whom"]): row for row in answer("correspondence")}
    between = rows["Mission to the United Nations", "Department of State"]
    assert (between["documents"], between["first"], between["last"]) == ("2", "1967-04-28", "1968-11-14")


def test_documents_of_a_span_of_time(answer: Ask) -> None:
    rows = answer("documents", since="1968-01-01", until="1968-11-14")
    assert [row["document"] for row in rows if "day" in row] == ["talk-on-sea-bed"]


def test_classifications(answer: Ask) -> None:
    rows = {(row["marking"], row["year"]): row["documents"] for row in answer("documents-by-classification")}
    assert rows["Confidential", "1968"] == "2"
    assert rows["Secret", "1967"] == rows["not stated", "undated"] == "1"


def test_citations(answer: Ask) -> None:
    cited = {(row["citing"], row["cited"]) for row in answer("citations")}
    volume = "composed1956-58v01"
    assert {
        (f"{volume}/d2", f"{volume}/d1"),
        (f"{volume}/d3", f"{volume}/d1"),
        (f"{volume}/d3", f"{volume}/d2"),
        (f"{volume}/d4", f"{volume}/d3"),
    } <= cited
    assert len(answer("citations", document="d2")) == 2


def test_gaps(answer: Ask) -> None:
    gaps = {row["document"] for row in answer("documents-without-events")}
    assert gaps <= {"composed1956-58v01/d4", "trade-mission"}
    assert "composed1956-58v01/d4" in gaps


def test_a_list_of_persons_makes_one_person_of_many_mentions(answer: Ask) -> None:
    rows = _having(answer("named-together", person="Farhadi"), one="Mohammad Anwar Farhadi", other="Whitlock")
    assert [row["together"] for row in rows] == ["2"]


def test_the_talk_opens_with_a_plea_and_is_answered(answer: Ask) -> None:
    rows = answer("exchange", document="talk-on-sea-bed")
    (plea,) = _having(rows, words="withdraw our support")
    assert (plea["speaker"], plea["act"]) == ("Voronin", "request")
    (shorter,) = _having(rows, words="work out a shorter text")
    (burial,) = _having(rows, words="bury the subject")
    assert shorter["at"] in burial["rebuts"].split()
    assert "Carver" in burial["speaker"]


def test_speakers_rebut_each_other(answer: Ask) -> None:
    rows = {(row["rebutter"], row["rebutted"]): int(row["rebuttals"]) for row in answer("rebuttals-by-speaker")}
    assert rows["Carver", "Voronin"] >= 2
    assert rows["Voronin", "Carver"] >= 1


def test_a_chain_of_rebuttals(answer: Ask) -> None:
    chains = answer("rebuttal-chains", steps="2")
    assert _having(chains, document="talk-on-sea-bed", opener="Voronin", opening_words="shorter text")
    lengths = [int(row["length"]) for row in chains]
    assert lengths == sorted(lengths, reverse=True)


def test_a_proposal_that_was_rejected(answer: Ask) -> None:
    (row,) = _having(answer("proposals", side="Voronin"), proposal="shorter text", words="bury the subject")
    assert (row["reception"], row["by"]) == ("rebutted", "Carver")


def test_what_a_person_held(answer: Ask) -> None:
    rows = answer("positions-of-person", person="farhadi")
    assert {row["date"] for row in rows} == {"1957-02-11"}
    assert _having(rows, words="one commission had been enough")


def test_who_said_what_about_a_matter(answer: Ask) -> None:
    rows = answer("positions-about", words="two hundred miles")
    assert [(row["document"], row["speaker"]) for row in rows] == [("report-on-fishing", "Salcedo")]


def test_positions_of_which_nobody_rebutted_any(answer: Ask) -> None:
    rows = answer("unanswered-positions", document="talk-on-sea-bed")
    assert _having(rows, words="until the end of the month")
    assert not _having(rows, words="shorter text")


def test_all_that_is_known_of_an_event(answer: Ask) -> None:
    rows = answer("event", document="talk-on-sea-bed", words="withdraw our support")
    assert {("heldBy", "Voronin"), ("act", "request")} <= {(row["property"], row["value"]) for row in rows}


def test_who_speaks_for_whom(answer: Ask) -> None:
    spokesmen = {(row["spoken_for"], row["speaker"]) for row in answer("spokesmen")}
    assert {("United States", "Carver"), ("Peru", "Salcedo")} <= spokesmen


def test_acts_add_up_to_positions(answer: Ask) -> None:
    acts = sum(int(row["positions"]) for row in answer("acts-by-side", document="report-on-fishing"))
    assert acts >= len(answer("exchange", document="report-on-fishing")) > 10


def test_a_warning_and_its_answer(answer: Ask) -> None:
    rows = answer("warnings")
    assert _having(rows, speaker="Brandreth", warning="further seizures")
    assert any(row.get("answer") for row in rows)


def test_requests(answer: Ask) -> None:
    assert _having(answer("requests-between-sides"), document="fragment-on-wheat", words="deliver second half")


def test_meetings_held_and_planned(answer: Ask) -> None:
    rows = answer("meetings-of-person", person="Voronin")
    (held,) = _having(rows, document="talk-on-sea-bed", words="private talk")
    assert held["status"] == "held"
    assert {"Voronin", "Pavlenko"} <= set(held["participants"].split("; "))
    planned = answer("planned-meetings")
    assert _having(planned, document="report-on-fishing", words="March 10")
    assert _having(planned, document="luncheon-of-four", words="tomorrow", participants="Okafor")


def test_resolutions(answer: Ask) -> None:
    rows = {row.get("symbol"): row for row in answer("resolutions-by-positions")}
    assert {"A/RES/2340(XXII)", "A/RES/2222(XXI)", "A/RES/2145(XXI)", "A/C.1/L.912"} <= set(rows)
    assert rows["A/RES/2340(XXII)"]["documents"] == "2"
    assert int(rows["A/RES/2145(XXI)"]["positions"]) >= 2


def test_sides_on_a_resolution(answer: Ask) -> None:
    rows = answer("positions-on-resolution", resolution="2145 (XXI)")
    speakers = {row["speaker"] for row in rows}
    assert {"Hardcastle", "Whitmore"} <= speakers


def test_doubtful_readings_are_those_below_the_figure(answer: Ask) -> None:
    rows = answer("doubtful-readings", below="0.9")
    figures = [float(row["confidence"]) for row in rows]
    assert figures == sorted(figures)
    assert max(figures) < 0.9


@pytest.mark.parametrize("name", ["talk-on-sea-bed", "luncheon-of-four", "d3", "trade-mission", "d4"])
def test_each_document_can_be_drawn(store: Store, name: str) -> None:
    found = exchange(store, name)
    assert draw_tree(found)
    root = etree.fromstring(draw_svg(found).encode())
    boxes = [e for e in root.iter() if (e.get("class") or "").startswith("box")]
    assert len(boxes) == len(found.statements)
