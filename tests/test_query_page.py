"""The query page of ``kgbuild serve``, as a person uses it in a browser."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest
from pyoxigraph import RdfFormat, Store, parse
from served import serving

from kgbuild.graph.vocabulary import PREFIXES
from kgbuild.store import AnswerFormat, Rows, ask, find_question, list_questions, open_graph, render

pytest.importorskip("selenium", reason="needs selenium, of the dependency group dev")

from browser import Page, chromium
from selenium.webdriver.common.keys import Keys

if TYPE_CHECKING:
    from collections.abc import Iterator

PICTURES = os.environ.get("KGBUILD_PICTURES")
"""Where the README's picture is to be written; `make test-browser` says docs."""
pytestmark = pytest.mark.browser

REJECTION = "https://w3id.org/diplomatic-events/document/composed1956-58v01/d1/position/606-621-597"
MANY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def address(built_examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the examples are served."""
    with serving(built_examples, tmp_path_factory.mktemp("serve") / "log", "--rate", "0") as endpoint:
        yield endpoint.address


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def browser(address: str, downloads: Path) -> Iterator[Page]:
    with chromium(address, downloads) as page:
        yield page


@pytest.fixture
def page(browser: Page, address: str) -> Iterator[Page]:
    """The page in a window for a desk; afterwards, no other server was asked and the console is silent."""
    browser.size(1360, 900)
    browser.requests()
    browser.complaints()
    yield browser
    others = [url for url in browser.requests() if not url.startswith((address, "about:", "blob:", "data:"))]
    assert others == []
    # A refused query is told in the page; the browser writes its status to the console as well.
    assert [each for each in browser.complaints() if "/sparql - Failed to load resource" not in each] == []


@pytest.fixture(scope="module")
def store(built_examples: Path) -> Store:
    return open_graph(built_examples)


def answer_of(store: Store, name: str, **arguments: str) -> Rows:
    answer = ask(store, find_question(name), arguments)
    assert isinstance(answer, Rows)
    return answer


def cells(page: Page) -> list[list[str]]:
    """The texts of the table, a list for each row."""
    return page.run(
        "return [...document.querySelectorAll('tbody tr')].map(row => [...row.cells].map(cell => cell.textContent))"
    )


def link(**parts: str) -> str:
    return f"#{urlencode(parts, quote_via=quote)}"


def test_an_example_of_the_catalogue_is_answered_as_the_store_answers_it(page: Page, store: Store) -> None:
    page.open()
    page.choose("exchange")
    question = find_question("exchange")
    expected = answer_of(store, "exchange", **question.example_arguments())

    assert page.one("#question-heading").text == question.title
    assert page.one("#parameter-document").get_attribute("value") == "talk-on-sea-bed"
    rows = list(csv.DictReader(io.StringIO(render(expected, AnswerFormat.CSV))))
    assert [row[0] for row in cells(page)] == [row["at"] for row in rows]
    assert [row[4].strip("“”") for row in cells(page)] == [" ".join(row["words"].split()) for row in rows]
    assert page.one("#status").text.startswith(f"{len(rows)} rows")


def test_every_question_of_the_catalogue_is_listed_and_answered(page: Page) -> None:
    page.open()
    questions = list_questions()
    assert page.texts("#questions button") == [question.title for question in questions]
    for question in questions:
        page.choose(question.name)
        assert cells(page), question.name


def test_a_parameter_is_put_into_the_query_and_the_query_shows_in_the_form(page: Page, store: Store) -> None:
    page.open(link(question="rebuttals-by-speaker"))
    field = page.one("#parameter-speaker")
    field.send_keys('Voronin "', Keys.BACKSPACE, Keys.BACKSPACE, Keys.CONTROL, Keys.ENTER)
    field.submit()
    page.wait_answer()
    assert 'VALUES ?speaker { "Voronin" }' in page.one("#query").get_attribute("value")
    assert len(cells(page)) == len(answer_of(store, "rebuttals-by-speaker", speaker="Voronin").rows) == 1

    page.type_query('SELECT ?speaker { VALUES ?speaker { "O\\"Hara" } }')
    assert field.get_attribute("value") == 'O"Hara'


def test_no_argument_leaves_its_quotation_marks(page: Page) -> None:
    page.open()
    parameter = {"name": "side", "type": "string"}
    hostile = '" } ?s ?p ?o . { "\\'
    bound = page.call("catalogue.js", "withValue", 'VALUES ?side { "" }', parameter, hostile)
    assert page.call("catalogue.js", "valueIn", bound, parameter) == hostile
    tokens = page.call("highlight.js", "tokens", bound)
    assert [token["kind"] for token in tokens if token["kind"] in ("string", "variable", "bracket")] == [
        "variable",
        "bracket",
        "string",
        "bracket",
    ]


def test_a_graph_is_drawn_with_a_box_a_thing_and_an_arrow_a_statement(page: Page, store: Store) -> None:
    page.open(link(question="exchange-graph", document="report-on-fishing"))
    page.one("#tab-picture").click()
    page.wait(lambda: page.all(".node"), "the picture")
    rebuttals = [row for row in answer_of(store, "exchange", document="report-on-fishing").rows if row[-1].value]
    arrows = sum(len(row[-1].value.split()) for row in rebuttals)
    assert len(page.all("path.line.rebuts")) == arrows
    assert "view=picture" in page.run("return location.hash")

    labels = page.texts(".node text.note")
    assert any("Salcedo" in label for label in labels)
    boxes = page.run(
        "return [...document.querySelectorAll('.node rect')].map(each => each.getBoundingClientRect())"
        ".map(({left, right, top, bottom}) => [left, right, top, bottom])"
    )
    overlapping = [
        (one, other)
        for place, one in enumerate(boxes)
        for other in boxes[:place]
        if one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
    ]
    assert overlapping == []


def test_the_same_graph_is_drawn_the_same(page: Page) -> None:
    drawings = []
    for _ in range(2):
        page.open(link(question="rebuttals-by-speaker", view="picture"))
        page.wait(lambda: page.all(".node"), "the picture")
        drawings.append(page.one("svg.picture .scene").get_attribute("innerHTML"))
    assert drawings[0] == drawings[1]


def test_a_picture_of_rows_has_a_line_a_pair_as_thick_as_its_number(page: Page, store: Store) -> None:
    page.open(link(question="rebuttals-by-speaker", view="picture"))
    page.wait(lambda: page.all(".node"), "the picture")
    rows = answer_of(store, "rebuttals-by-speaker").rows
    assert len(page.all(".node")) == len({term.value for row in rows for term in row[:2]})
    assert sorted(page.texts(".line-label"), key=int) == sorted((row[2].value for row in rows), key=int)
    widths = page.run("return [...document.querySelectorAll('.line')].map(line => parseFloat(line.style.strokeWidth))")
    assert max(widths) > 2 * min(widths)


def test_of_too_many_things_those_with_most_lines_are_drawn(page: Page) -> None:
    page.open(link(query="SELECT ?thing ?evidence { ?thing dip:evidence ?evidence }", view="picture"))
    page.wait(lambda: page.all(".node"), "the picture")
    assert len(page.all(".node")) == 250
    assert re.fullmatch(r"Drawn are the 250 .*; \d+ more are in the table\.", page.one("#view-picture .notice").text)


def test_the_picture_is_zoomed_and_moved_by_keyboard(page: Page) -> None:
    page.open(link(question="rebuttals-by-speaker", view="picture"))
    page.wait(lambda: page.all(".node"), "the picture")
    picture, scene = page.one("svg.picture"), page.one(".scene")
    start = scene.get_attribute("transform")
    picture.send_keys("+", Keys.ARROW_LEFT)
    scale = re.compile(r"scale\(([\d.]+)\)")
    larger = scene.get_attribute("transform")
    assert float(scale.search(larger)[1]) > float(scale.search(start)[1])
    picture.send_keys("0")
    assert scene.get_attribute("transform") == start


def test_a_link_reopens_the_query_and_asks_it(page: Page, address: str) -> None:
    page.open()
    page.type_query("SELECT ?label { ?state a dip:State ; rdfs:label ?label } ORDER BY ?label LIMIT 3")
    page.one("#query").send_keys(Keys.CONTROL, Keys.ENTER)
    page.wait(lambda: page.all("tbody tr"), "the table")
    asked, shown = page.one("#query").get_attribute("value"), cells(page)
    assert asked.startswith(f"PREFIX dip: <{PREFIXES['dip']}>\nPREFIX rdfs: <{PREFIXES['rdfs']}>\nSELECT")
    assert len(shown) == 3

    page.open(page.run("return location.hash"))
    assert page.one("#query").get_attribute("value") == asked
    assert cells(page) == shown
    # The query is in the part of the address that is not sent to the server.
    assert page.run("return location.href.split('#')[0]") == address


def test_a_link_to_a_question_is_short_and_names_its_parameters(page: Page) -> None:
    page.open(link(question="exchange", document="report-on-fishing", thing=REJECTION))
    page.wait(lambda: page.all("#source mark"), "the source")
    hash_ = page.run("return location.hash")
    assert hash_ == f"#question=exchange&document=report-on-fishing&thing={quote(REJECTION, safe='')}"

    page.one('[aria-label="Close the source"]').click()
    page.choose("documents")
    page.driver.back()
    page.wait_answer()
    assert page.one("#parameter-document").get_attribute("value") == "report-on-fishing"


def test_a_question_without_an_answer_says_what_to_try(page: Page) -> None:
    page.open(link(question="exchange", document="nothing-of-that-name"))
    assert page.one("#status").text == "No rows: the graph has no answer to that. Try other values in the form."
    assert cells(page) == []


def test_terms_and_variables_are_offered_while_one_types(page: Page) -> None:
    page.open()
    page.type_query("SELECT ?meeting WHERE {\n?meeting dip:parti")
    page.wait(lambda: page.all("#completions li"), "the terms")
    assert page.texts("#completions code") == ["dip:participant"]
    area = page.one("#query")
    area.send_keys(Keys.ENTER, " ?me")
    page.wait(lambda: page.texts("#completions code") == ["?meeting"], "the variables")
    area.send_keys(Keys.ESCAPE)
    assert not page.one("#completions").is_displayed()
    assert area.get_attribute("value").endswith("  ?meeting dip:participant ?me")


def test_a_fault_is_told_with_its_place(page: Page) -> None:
    page.open()
    page.type_query("SELECT ?who WHERE {\n?p dip:heldBy ?who .\nFILTR(?p > 2)\n}")
    page.one("#run").click()
    page.wait(lambda: page.one("#fault").is_displayed(), "the fault")
    assert "Did you mean FILTER?" in page.one("#fault").text
    page.one("#fault button").click()
    assert page.driver.switch_to.active_element.get_attribute("id") == "query"
    after = page.run("return document.activeElement.value.slice(document.activeElement.selectionStart)")
    assert after.startswith("FILTR")
    assert page.texts(".editor .numbers b") == ["4\n"]
    assert page.all(".editor .wrong")


def test_a_long_query_is_cancelled(page: Page) -> None:
    page.open()
    page.type_query(MANY)
    page.one("#run").click()
    page.wait(lambda: page.all(".spinner"), "the spinner")
    page.one("#cancel").click()
    page.wait_answer()
    assert page.one("#status").text == "Cancelled."
    assert not page.one("#cancel").is_displayed()


def test_words_of_a_row_open_the_passage_they_were_read_from(page: Page) -> None:
    page.open(link(question="exchange", document="report-on-fishing"))
    first = page.one("td.quotation button")
    words = first.text.strip("“”")
    first.click()
    page.wait(lambda: page.all("#source mark"), "the passage")
    assert page.one("#source mark").text == words
    assert "Telegram From the Embassy in Peru" in page.one("#source cite").text
    assert page.one("#source .sureness").text.startswith("read with a confidence of ")
    assert page.one("#source .cue").text == "stated"
    assert "Rebutted by" in page.texts("#source dt")

    page.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not page.one("#source").is_displayed()
    assert page.driver.switch_to.active_element == first


def test_a_document_is_read_whole_with_its_events_marked(page: Page) -> None:
    page.open(link(question="exchange", document="report-on-fishing", thing=REJECTION))
    page.wait(lambda: page.all("#source mark"), "the passage")
    page.one("#source footer button").click()
    event = page.wait(lambda: page.all("#source a.event.of-Rebuttal"), "the document's events")[0]
    assert len(page.texts("#whole-text")[0]) > 600
    words = event.text
    event.click()
    page.wait(lambda: page.texts("#source mark") == [words], "the event")
    page.one("#source .source-bar button").click()
    page.wait(lambda: page.all("#whole-text a.event"), "the document again")


def test_things_in_a_table_have_names_and_open(page: Page) -> None:
    query = "SELECT ?rebuttal ?earlier { ?rebuttal dip:rebuts ?earlier } ORDER BY ?rebuttal LIMIT 5"
    page.open(link(query=query))
    page.wait(lambda: len(page.all("td .iri-note")) == 10, "the names")
    thing = page.one("td a.thing")
    assert thing.text.startswith("“")
    assert page.one("td .iri-note").text == "document/composed1956-58v01/d1/position/477-511-463"
    thing.click()
    page.wait(lambda: page.texts("#source h2") == [thing.text], "the thing")


def test_a_table_is_sorted_and_narrowed(page: Page, store: Store) -> None:
    page.open(link(question="rebuttals-by-speaker"))
    numbers = page.one("thead th:nth-child(3)")
    numbers.find_element("tag name", "button").click()
    assert numbers.get_attribute("aria-sort") == "ascending"
    counts = [int(row[2]) for row in cells(page)]
    assert counts == sorted(counts)
    page.one(".table-tools input").send_keys("voronin")
    rows = [[term.value for term in row] for row in answer_of(store, "rebuttals-by-speaker").rows]
    assert sorted(cells(page)) == sorted(row for row in rows if "Voronin" in row)


def test_an_answer_is_downloaded(page: Page, store: Store, downloads: Path) -> None:
    page.open(link(question="positions-about", words="sea-bed"))
    answer = answer_of(store, "positions-about", words="sea-bed")
    files = {label: downloads / f"positions-about.{label.lower()}" for label in ("CSV", "TSV", "JSON")}
    for label, file in files.items():
        page.one(f'[aria-label="Download as {label}"]').click()
        page.wait(file.exists, file.name)
    got = {label: file.read_bytes().decode() for label, file in files.items()}
    assert list(csv.reader(io.StringIO(got["CSV"]))) == list(csv.reader(io.StringIO(render(answer, AnswerFormat.CSV))))
    assert got["TSV"].splitlines() == [
        "\t".join(f"?{name}" for name in answer.variables),
        *("\t".join("" if term is None else str(term) for term in row) for row in answer.rows),
    ]
    assert json.loads(got["JSON"]) == json.loads(render(answer, AnswerFormat.JSON))


def test_graphs_and_pictures_are_downloaded(page: Page, downloads: Path) -> None:
    page.open(link(question="exchange-graph", document="talk-on-sea-bed", view="picture"))
    page.wait(lambda: page.all(".node"), "the picture")
    for label in ("Turtle", "N-Triples"):
        page.one(f'[aria-label="Download as {label}"]').click()
    page.one('[aria-label="Save the picture as SVG"]').click()
    turtle, ntriples, svg = (
        downloads / name for name in ("exchange-graph.ttl", "exchange-graph.nt", "one-exchange-as-a-small-graph.svg")
    )
    for file in (turtle, ntriples, svg):
        page.wait(file.exists, file.name)
    assert set(parse(turtle.read_bytes(), RdfFormat.TURTLE)) == set(parse(ntriples.read_bytes(), RdfFormat.N_TRIPLES))
    drawing = svg.read_text(encoding="utf-8")
    assert drawing.startswith("<svg")
    assert ".node rect" in drawing


def test_text_of_an_answer_is_never_markup(page: Page) -> None:
    words = "<img src=x onerror=alert(1)>"
    page.open(link(query=f'SELECT ("{words}" AS ?words) (IRI("javascript:alert(1)") AS ?thing) {{}}'))
    assert cells(page)[0] == [f"“{words}”", "javascript:alert(1)"]
    assert page.all("td img") == []
    assert page.all("td a") == []


def test_the_highlighter_loses_nothing(page: Page) -> None:
    page.open()
    odd = ["", '"open', "<", "?x<?y", "'''a\n'b'''#c\n# d", '"""\n', "é:ü 𝄞 @en-GB \\", "a<b>c", "1.e5 .5 -3 x:y.z."]
    for query in [question.text for question in list_questions()] + odd:
        assert "".join(token["text"] for token in page.call("highlight.js", "tokens", query)) == query
    for question in list_questions():
        assert page.call("highlight.js", "undeclaredPrefixes", question.text) == [], question.name


def test_graphs_are_read_as_the_standard_says(page: Page) -> None:
    page.open()
    text = (
        '<http://e/s> <http://e/p> "a\\"b\\\\\\n\\u00e9\\U0001D11E <x> ."@en-GB .\n# a comment\n\n'
        '_:b0 <http://e/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n<http://e/\\u00e9> <http://e/p> _:b0 .\n'
    )
    triples = page.call("endpoint.js", "readGraph", text)["triples"]
    expected = [quad.triple for quad in parse(text, RdfFormat.N_TRIPLES, rename_blank_nodes=False)]
    assert [[term["value"] for term in triple] for triple in triples] == [
        [triple.subject.value, triple.predicate.value, triple.object.value] for triple in expected
    ]
    assert triples[0][2] == {"type": "literal", "value": 'a"b\\\né𝄞 <x> .', "xml:lang": "en-GB"}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_texts_have_contrast_and_fields_have_names(page: Page, *, dark: bool) -> None:
    page.size(1360, 900, dark=dark)
    page.open(link(question="exchange", document="report-on-fishing", thing=REJECTION))
    page.wait(lambda: page.all("#source mark"), "the passage")
    faint = page.run(_FAINT_TEXTS)
    assert faint == []
    fields = [each for each in page.all("input, select, textarea, button") if each.is_displayed()]
    unnamed = [each.get_attribute("outerHTML") for each in fields if not each.accessible_name]
    assert unnamed == []


def test_a_narrow_screen_shows_all_without_scrolling_aside(page: Page) -> None:
    page.size(360, 740)
    page.open(link(question="rebuttals-by-speaker"))
    fits = "return document.documentElement.scrollWidth <= window.innerWidth"
    assert page.run(fits)
    assert not page.one("#questions").is_displayed()
    page.one("#catalogue-fold summary").click()
    page.choose("exchange")
    assert not page.one("#questions").is_displayed()
    page.one("td.quotation button").click()
    page.wait(lambda: page.all("#source mark"), "the passage")
    assert page.one("#source").rect["width"] > 340
    assert page.run(fits)


def test_the_page_has_the_picture_that_the_readme_shows(page: Page, tmp_path: Path) -> None:
    page.size(1360, 1060)
    page.open(link(question="exchange-graph", document="report-on-fishing", view="picture"))
    page.wait(lambda: page.all(".node"), "the picture")
    page.all(".node.tone-3")[1].click()
    page.wait(lambda: page.all("#source mark"), "the source")
    file = Path(PICTURES or tmp_path) / "query-page.png"
    page.driver.save_screenshot(str(file))
    assert 20_000 < file.stat().st_size < 300_000


_FAINT_TEXTS = """
const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
const over = (below, colour) => {
  canvas.fillStyle = `rgb(${below.join(" ")})`;
  canvas.fillRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
};
const ground = (node) => {
  const below = node.parentElement ? ground(node.parentElement) : [255, 255, 255];
  return over(below, getComputedStyle(node).backgroundColor);
};
const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const light = (rgb) => {
  const [r, g, b] = rgb.map((part) => linear(part / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const faint = [];
while (walker.nextNode()) {
  const node = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !node.checkVisibility() || node.closest("textarea, svg, noscript")) continue;
  const below = ground(node);
  const [one, two] = [light(below), light(over(below, getComputedStyle(node).color))];
  const contrast = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
  if (contrast < 4.5) faint.push(`${walker.currentNode.data.trim().slice(0, 40)}: ${contrast.toFixed(2)}`);
}
return [...new Set(faint)];
"""
"""The texts with less contrast than WCAG 2.2 asks at level AA (1.4.3), each with its contrast."""
