"""The catalogue as RDF, and each of its questions put to the examples."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from rdflib import RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef

from kgbuild.errors import InputError
from kgbuild.graph.vocabulary import PREFIXES
from kgbuild.store import Graph as Answered
from kgbuild.store import Rows, ask, catalogue_turtle, list_questions, open_graph, parse_question

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Kgbuild
    from pyoxigraph import Store

SH, SCHEMA = Namespace("http://www.w3.org/ns/shacl#"), Namespace("https://schema.org/")
ENDPOINT = "https://kg.example/sparql"
QUESTIONS = list_questions()
TEXTS = {
    SH.SPARQLSelectExecutable: SH.select,
    SH.SPARQLConstructExecutable: SH.construct,
    SH.SPARQLAskExecutable: SH.ask,
}


@pytest.fixture(scope="module")
def catalogue() -> Graph:
    return Graph().parse(data=catalogue_turtle(QUESTIONS, ENDPOINT), format="turtle")


def node(name: str) -> URIRef:
    return URIRef(f"https://w3id.org/diplomatic-events/query/{name}")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_question_is_described_with_the_text_of_its_file(catalogue: Graph, question) -> None:
    subject = node(question.name)
    (kind,) = set(catalogue.objects(subject, RDF.type)) - {SH.SPARQLExecutable}
    assert list(catalogue.objects(subject, TEXTS[kind])) == [Literal(question.text)]
    assert (subject, RDF.type, SH.SPARQLExecutable) in catalogue
    assert catalogue.value(subject, RDFS.comment) == Literal(question.description, lang="en")
    assert set(catalogue.objects(subject, SCHEMA.keywords)) == set(map(Literal, question.keywords)) != set()
    assert catalogue.value(subject, SCHEMA.target) == URIRef(ENDPOINT)


def test_the_prefixes_of_the_graph_are_declared(catalogue: Graph) -> None:
    (declaring,) = set(catalogue.objects(None, SH.prefixes))
    declared = {
        str(catalogue.value(each, SH.prefix)): catalogue.value(each, SH.namespace)
        for each in catalogue.objects(declaring, SH.declare)
    }
    assert declared == {prefix: Literal(iri, datatype=XSD.anyURI) for prefix, iri in PREFIXES.items()}


def test_there_are_as_many_as_questions_and_no_blank_node(catalogue: Graph) -> None:
    assert set(catalogue.subjects(RDF.type, SH.SPARQLExecutable)) == {node(question.name) for question in QUESTIONS}
    assert all(isinstance(each, URIRef) for each in catalogue.subjects())


@pytest.mark.parametrize(
    ("text", "kind"),
    [("ASK {}", SH.SPARQLAskExecutable), ("CONSTRUCT WHERE { ?s ?p ?o }", SH.SPARQLConstructExecutable)],
)
def test_each_form_has_its_class(text: str, kind: URIRef) -> None:
    described = Graph().parse(data=catalogue_turtle([parse_question(text, name="mine")], ENDPOINT), format="turtle")
    assert (node("mine"), RDF.type, kind) in described
    assert (node("mine"), TEXTS[kind], Literal(text)) in described


@pytest.mark.parametrize(("text", "words"), [("DESCRIBE <a:b>", "no class for DESCRIBE"), ("SELECT {", "not a SPARQL")])
def test_what_cannot_be_described(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        catalogue_turtle([parse_question(text)], ENDPOINT)


def test_the_command_prints_it(kgbuild: Kgbuild) -> None:
    done = kgbuild("queries", "warnings", "--rdf", "--endpoint", ENDPOINT)
    assert done.stdout == catalogue_turtle([q for q in QUESTIONS if q.name == "warnings"], ENDPOINT)
    keywords = {each["name"]: each["keywords"] for each in json.loads(kgbuild("queries", "--json").stdout)}
    assert keywords["warnings"] == ["position", "speech act", "rebuttal"]


# --- put to the examples ---


@pytest.fixture(scope="module")
def examples_store(built_examples: Path) -> Store:
    return open_graph(built_examples, pytest.fail)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_the_example_of_a_question_has_an_answer(examples_store: Store, question) -> None:
    answer = ask(examples_store, question, question.example_arguments())
    if isinstance(answer, Answered):
        assert answer.triples
    else:
        assert isinstance(answer, Rows)
        assert len(set(answer.variables)) == len(answer.variables) > 0
        assert answer.rows
        assert all(any(term is not None for term in row) for row in answer.rows)
