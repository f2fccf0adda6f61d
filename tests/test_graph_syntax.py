"""The Turtle and the N-Quads say the same to pyoxigraph and to rdflib, whatever the text."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from kgbuild.graph import vocabulary as v
from kgbuild.graph.description import Description, Passage, Sort, Statement
from kgbuild.graph.nquads import to_nquads
from kgbuild.graph.turtle import Turtle

if TYPE_CHECKING:
    from collections.abc import Iterable

pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")

BASE = "https://data.example/kg/"
GRAPH = f"{BASE}graph/g"
SUBJECT = f"{BASE}document/a%20b#char=1,2"

CHARACTERS = st.characters(exclude_categories=["Cs"]) | st.sampled_from(
    "\"\\\n\r\t\b\f\x00\x01\x0b\x1f\x7f\x85\xa0\u2028\u2029\ufeff\ufffe\uffff\u202e\u0627\u05d0\U0001f600\U0010ffff'@^<>."
)
TEXTS = st.text(CHARACTERS, max_size=60)
LITERALS: st.SearchStrategy[tuple[Sort, str]] = st.one_of(
    st.tuples(st.just(""), TEXTS),
    st.tuples(st.sampled_from(["en", "de-ch"]), TEXTS),
    st.tuples(st.just(v.XSD_DECIMAL), st.sampled_from(["0.75", "1.0", "-3.5", "12.25"])),
    st.tuples(st.just(v.XSD_NON_NEGATIVE_INTEGER), st.integers(0, 10**9).map(str)),
    st.tuples(st.just(v.XSD_DATE), st.just("1962-05-04")),
)
IRIS = st.sampled_from(
    [
        SUBJECT,
        BASE,
        f"{BASE}a:b",
        f"{BASE}/x",
        f"{BASE}x/../y",
        f"{BASE}./y",
        v.ACT.iri,
        v.ONTOLOGY,
        f"{v.ONTOLOGY}#A.b-",
        f"{v.ONTOLOGY}#",
    ]
).map(lambda iri: (None, iri))
PREDICATES = st.sampled_from([v.TITLE, v.TEXT, v.LABEL, v.TYPE, v.Term("urn:x", "<urn:x>", "<urn:x>")])
STATEMENTS = st.lists(
    st.tuples(PREDICATES, LITERALS | IRIS).map(lambda made: (made[0], *made[1])), min_size=1, max_size=6
)


def triple(statement: Statement, subject: str = SUBJECT) -> Triple:
    predicate, sort, value = statement
    if sort is None:
        return Triple(NamedNode(subject), predicate.node, NamedNode(value))
    if isinstance(sort, str):
        literal = Literal(value, language=sort) if sort else Literal(value)
    else:
        literal = Literal(value, datatype=sort.node)
    return Triple(NamedNode(subject), predicate.node, literal)


def turtle_of(described: Iterable[Description | Passage]) -> bytes:
    turtle = Turtle(BASE, v.PREFIXES)
    return (turtle.header() + turtle.to_turtle(described)).encode()


def rdflib_terms(dataset: rdflib.Dataset) -> set[tuple[str, ...]]:
    return {tuple(term.n3() for term in quad[:3]) for quad in dataset.quads()}


def assert_same_everywhere(statements: list[Statement]) -> None:
    description = Description(SUBJECT, statements)
    turtle, nquads = turtle_of([description]), to_nquads([description], GRAPH)
    said = {triple(statement) for statement in statements}

    assert {quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE)} == said
    quads = list(parse(nquads, format=RdfFormat.N_QUADS))
    assert {quad.triple for quad in quads} == said
    assert {quad.graph_name for quad in quads} == {NamedNode(GRAPH)}

    by_rdflib = [
        rdflib_terms(rdflib.Dataset().parse(data=turtle, format="turtle", publicID=GRAPH)),
        rdflib_terms(rdflib.Dataset().parse(data=nquads, format="nquads")),
    ]
    assert by_rdflib[0] == by_rdflib[1]
    values = {value for _, sort, value in statements if sort is not v.XSD_DECIMAL}
    assert values <= {str(quad[2]) for quad in rdflib.Dataset().parse(data=turtle, format="turtle").quads()}


@settings(max_examples=150)
@given(STATEMENTS)
def test_both_syntaxes_say_the_same_in_both_libraries(statements: list[Statement]) -> None:
    assert_same_everywhere(statements)


@pytest.mark.parametrize(
    "letters", ["abc dé " * 12 + "\n", "اﻷب שלום ", "x\x00\x07\ufffe\U0001f600"], ids=["lines", "rtl", "odd"]
)
def test_a_literal_of_a_million_characters(letters: str) -> None:
    text = letters * (1_000_000 // len(letters))
    description = Description(SUBJECT, [(v.TEXT, "", text)])
    for data, form in (
        (turtle_of([description]), RdfFormat.TURTLE),
        (to_nquads([description], GRAPH), RdfFormat.N_QUADS),
    ):
        (quad,) = parse(data, format=form)
        assert quad.object.value == text
    if "\x00" not in letters:  # rdflib takes half a minute for 600,000 escapes; shorter texts above have them
        for data, name in (
            (turtle_of([description]), "turtle"),
            (to_nquads([description], GRAPH), "nquads"),
        ):
            ((_, _, literal, _),) = rdflib.Dataset().parse(data=data, format=name).quads()
            assert str(literal) == text


def test_quotes_in_a_text_of_several_lines() -> None:
    for text in ('"', '""', '"""', 'a\n"', 'a\n""', '\n"""', '"""\n""""', '\\"\n\\', '"\n"', "\\\n\\n"):
        assert_same_everywhere([(v.TEXT, "", text)])


def test_every_character_of_the_first_planes_edges() -> None:
    codes = [
        *range(0x300),
        *range(0x2000, 0x2070),
        0xD7FF,
        0xE000,
        0xFDD0,
        *range(0xFFF0, 0x10010),
        0x1FFFE,
        0x10FFFF,
    ]
    characters = [chr(code) for code in codes]
    random.Random(1).shuffle(characters)  # noqa: S311
    assert_same_everywhere([(v.TEXT, "", "".join(characters)), (v.TITLE, "", "\n".join(characters))])


def test_turtle_is_made_for_readers() -> None:
    description = Description(
        f"{BASE}document/d1",
        [
            (v.TYPE, None, v.DOCUMENT.iri),
            (v.MENTIONS, None, f"{BASE}state/a"),
            (v.MENTIONS, None, f"{BASE}state/b"),
            (v.CONFIDENCE, v.XSD_DECIMAL, "0.5"),
            (v.TEXT, "", 'Two\n"lines"'),
        ],
    )
    other = Description("https://elsewhere.example/x", [(v.TYPE, None, v.PERSON.iri)])
    empty = Description(f"{BASE}nothing", [])
    assert Turtle(BASE, v.PREFIXES).to_turtle([description, empty, other]) == (
        "<document/d1> a dip:Document ;\n"
        "    dip:mentions <state/a>,\n        <state/b> ;\n"
        "    dip:confidence 0.5 ;\n"
        '    dip:text """Two\n"lines\\"""" .\n\n'
        "<https://elsewhere.example/x> a dip:Person .\n\n"
    )


@settings(max_examples=50)
@given(TEXTS)
def test_a_passage_is_written_as_its_two_descriptions(quote: str) -> None:
    passage = Passage(f"{BASE}document/d", SUBJECT, f"{BASE}document/d#selector=1,2", 1, 2, quote)
    assert to_nquads([passage], GRAPH) == to_nquads(passage.descriptions(), GRAPH)
    assert turtle_of([passage]) == turtle_of(passage.descriptions())
