"""IRIs: valid in both libraries, different for different things, the same for the same."""

from __future__ import annotations

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, parse

from kgbuild.errors import KgbuildError
from kgbuild.graph.iris import Iris
from kgbuild.model import Act, Agent, AgentKind, Note, Position, Resolution, ResolutionKind, Span

IRIS = Iris()
WORDS = st.text(st.characters(exclude_categories=["Cs"]))
BASE = "https://w3id.org/diplomatic-events/"


def agent(name: str, kind: AgentKind = AgentKind.PERSON, **details: object) -> Agent:
    return Agent(name, kind, name, **details)  # type: ignore[arg-type]


def resolution(symbol: str | None) -> Resolution:
    return Resolution("r 1", ResolutionKind.RESOLUTION, "res", symbol)


@given(WORDS, WORDS, WORDS)
def test_any_words_give_iris_that_both_libraries_take(identifier: str, name: str, volume: str) -> None:
    document = IRIS.document(identifier)
    made = [
        document,
        IRIS.volume(volume),
        IRIS.listed_person(f"{volume}#{name}"),
        IRIS.agent(document, agent(name)),
        IRIS.agent(document, agent(name, AgentKind.STATE, shared=True)),
        IRIS.resolution(document, resolution(name)),
        IRIS.correspondent(document, name),
        IRIS.note(document, Note(name, "1", Span(0, 1))),
        IRIS.evidence(document, Span(3, 5)),
        IRIS.selector(document, Span(3, 5)),
        IRIS.author(document),
    ]
    for iri in made:
        assert NamedNode(iri).value == iri
        assert rdflib.URIRef(iri).n3() == f"<{iri}>"
        assert iri.isascii()
    relative = "".join(f"<{iri.removeprefix(BASE)}> a <{iri}> .\n" for iri in made)
    resolved = list(parse(f"@base <{BASE}> .\n{relative}", format=RdfFormat.TURTLE))
    assert [quad.subject.value for quad in resolved] == made, "a relative IRI resolves to itself"


@given(WORDS, WORDS)
def test_different_identifiers_differ(one: str, other: str) -> None:
    assert (IRIS.document(one) == IRIS.document(other)) == (one == other)
    document = IRIS.document("vol1/d1")
    assert (IRIS.agent(document, agent(one)) == IRIS.agent(document, agent(other))) == (one == other)


@given(WORDS, WORDS, WORDS, WORDS)
def test_no_document_is_another_documents_part(one: str, other: str, note: str, name: str) -> None:
    document = IRIS.document(other)
    parts = {
        IRIS.note(document, Note(note, "1", Span(0, 1))),
        IRIS.agent(document, agent(name)),
        IRIS.author(document),
    }
    assert IRIS.document(one) not in parts | {IRIS.document("vol1/d1/note/1")}


@pytest.mark.parametrize(
    ("made", "iri"),
    [
        (IRIS.document("frus1964-68v20/d123"), "document/frus1964-68v20/d123"),
        (IRIS.document("a/b/c d"), "document/a/b%2Fc%20d"),
        (IRIS.document(".."), "document/%2E%2E"),
        (IRIS.document("Ærø"), "document/%C3%86r%C3%B8"),
        (IRIS.listed_person("frus1964-68v20#p_AS1"), "person/frus1964-68v20/p_AS1"),
        (IRIS.agent("D", agent("Soviet  Union", AgentKind.STATE, shared=True)), "state/soviet-union"),
        (IRIS.agent("D", agent("NATO", AgentKind.ORGANIZATION, shared=True)), "organization/nato"),
        (IRIS.resolution("D", resolution("A/RES/2221(XXI)")), "resolution/A%2FRES%2F2221%28XXI%29"),
    ],
)
def test_shared_iris(made: str, iri: str) -> None:
    assert made == BASE + iri


def test_own_iris() -> None:
    position = Position("p", ("a",), Span(4, 9), Act.ASSERT, "r", 1)
    cued = Position("p", ("a",), Span(4, 9), Act.ASSERT, "r", 1, cue=Span(1, 3))
    assert Iris.position("D", position) == "D/position/4-9"
    assert Iris.position("D", cued) == "D/position/4-9-1"
    assert Iris.reference("D", Span(4, 9)) == "D/reference/4-9"
    assert Iris.evidence("D", Span(4, 9)) == "D#char=4,9"
    assert IRIS.resolution("D", resolution(None)) == "D/resolution/r%201"
    assert IRIS.agent("D", agent("Martin", shared=True)) == "D/agent/Martin", "two men of one name are two"


@pytest.mark.parametrize("base", ["http://x.example", "x/", "ftp://x.example/", "http://x y/", "http://x/#", ""])
def test_a_base_that_cannot_be(base: str) -> None:
    with pytest.raises(KgbuildError, match="slash at its end"):
        Iris(base)
