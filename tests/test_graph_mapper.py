"""What the graph says of a document and its events, as MODEL asks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from telegrams import DOCUMENT, EVENTS, TEXT, span

from kgbuild.errors import InputError
from kgbuild.graph import vocabulary as v
from kgbuild.graph.description import one_subject_each
from kgbuild.graph.iris import Iris
from kgbuild.graph.mapper import map_document, map_to_descriptions
from kgbuild.model import (
    Agent,
    AgentKind,
    Correspondent,
    Document,
    DocumentKind,
    Events,
    Span,
)

BASE = "https://w3id.org/diplomatic-events/"
DOC = f"{BASE}document/vol1/d7"
JONSSON = f"{BASE}person/vol1/p_J1"
PREFIXES = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in v.PREFIXES.items())


def graph(document: Document = DOCUMENT, events: Events = EVENTS) -> Store:
    store = Store()
    store.extend(map_document(document, events, Iris()))
    return store


@pytest.fixture(scope="module")
def store() -> Store:
    return graph()


def values(store: Store, subject: str, term: v.Term) -> list[str]:
    """The values in the order of code points, IRIs without what all of the document's begin with."""
    found = {quad.object.value for quad in store.quads_for_pattern(NamedNode(subject), term.node, None, None)}
    return sorted(value.removeprefix(DOC) for value in found)


def ask(store: Store, pattern: str) -> bool:
    return bool(store.query(f"{PREFIXES} ASK {{ {pattern} }}", use_default_graph_as_union=True))


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (v.TYPE, [v.DOCUMENT.iri, f"{v.ONTOLOGY}#Telegram"]),
        (v.IDENTIFIER, ["vol1/d7"]),
        (v.TITLE, [DOCUMENT.title]),
        (v.IS_PART_OF, [f"{BASE}volume/vol1"]),
        (v.DOCUMENT_NUMBER, ["7"]),
        (v.NUMBER, ["212"]),
        (v.SUBJECT, ["The draft"]),
        (v.REFERENCE_LINE, ["Deptel 3", "Deptel 4"]),
        (v.SENT_FROM, ["Reykjavik"]),
        (v.SENDER, ["/correspondent/embassy-in-iceland"]),
        (v.RECIPIENT, ["/correspondent/department-of-state"]),
        (v.AUTHOR, ["/agent/author"]),
        (v.CLASSIFICATION, ["Secret"]),
        (v.HANDLING, ["Limdis", "Priority"]),
        (v.ARCHIVAL_SOURCE, ["Example Archive, Box 1"]),
        (v.TEXT, [TEXT]),
        (v.HAS_NOTE, ["/note/1", "/note/2"]),
        (v.MENTIONS, ["/agent/author", JONSSON, f"{BASE}state/finland", f"{BASE}state/united-states"]),
    ],
    ids=lambda value: value.turtle if isinstance(value, v.Term) else "",
)
def test_a_document(store: Store, term: v.Term, expected: list[str]) -> None:
    assert values(store, DOC, term) == sorted(expected)


@pytest.mark.parametrize(("date", "datatype"), [("1962-05-04", v.XSD_DATE), ("1962-05-04T15:00:00Z", v.XSD_DATE_TIME)])
def test_dates_are_typed(date: str, datatype: v.Term) -> None:
    made = graph(replace(DOCUMENT, date=date))
    (quad,) = made.quads_for_pattern(NamedNode(DOC), v.DATE.node, None, None)
    assert quad.object == Literal(date, datatype=datatype.node)


def test_a_note(store: Store) -> None:
    note = f"{DOC}/note/2"
    assert values(store, note, v.NOTE_LABEL) == ["2"]
    assert values(store, note, v.VALUE) == ["A/C.1/L.77, see Document 3."]
    assert values(store, note, v.REFERS_TO_DOCUMENT) == [f"{BASE}document/vol1/d3"]


def test_what_is_withheld_and_cited_in_the_text() -> None:
    where = span("this morning")
    made = graph(replace(DOCUMENT, redactions=(where,), cited=("vol1/d3",)))
    assert ask(made, f'<{DOC}> dip:redaction <{DOC}#char={where.start},{where.end}> . ?s oa:exact "this morning"')
    assert values(made, DOC, v.REFERS_TO_DOCUMENT) == [f"{BASE}document/vol1/d3"]


def test_evidence_quotes_the_text(store: Store) -> None:
    evidence = """?e a oa:SpecificResource ; oa:hasSource ?d ; oa:hasSelector ?s . ?d dip:text ?text .
        ?s a oa:TextPositionSelector, oa:TextQuoteSelector ; oa:start ?start ; oa:end ?end ;
        oa:exact ?exact"""
    assert ask(store, evidence)
    assert not ask(store, f"{evidence} FILTER(SUBSTR(?text, ?start + 1, ?end - ?start) != ?exact)")
    named = "?x dip:evidence|dip:cueEvidence|dip:holderEvidence ?e"
    assert not ask(store, f"{named} FILTER NOT EXISTS {{ {evidence} }}")


def test_a_meeting(store: Store) -> None:
    where = span("I saw Jonsson this morning.")
    meeting = f"{DOC}/meeting/{where.start}-{where.end}"
    assert ask(
        store,
        f"""<{meeting}> a dip:Meeting ; dip:participant <{DOC}/agent/author>, <{JONSSON}> ;
        dip:status "held" ;
        dip:date "1962-05-04"^^xsd:date ; dip:timeExpression "this morning" ; dip:reportedIn <{DOC}> ;
        dip:rule "meeting.saw" ; dip:confidence 0.9 ; dip:evidence <{DOC}#char={where.start},{where.end}>""",
    )
    assert not values(store, meeting, v.DURATION)


def test_a_position_and_its_rebuttal(store: Store) -> None:
    said, cue, fair = span("“no” to draft res"), span("said"), span("the draft was fair")
    first = f"{DOC}/position/{said.start}-{said.end}-{cue.start}"
    assert values(store, first, v.TYPE) == [v.POSITION.iri]
    assert ask(
        store,
        f"""<{first}> dip:heldBy <{JONSSON}> ; dip:act dip:Reject ; dip:cue "said" ;
        dip:content "“no” to draft res" ;
        dip:confidence 1.0 ; dip:evidence <{DOC}#char={said.start},{said.end}> ;
        dip:cueEvidence <{DOC}#char={cue.start},{cue.end}> ; dip:holderEvidence/oa:hasSelector/oa:exact "He" ;
        dip:concerns/dip:symbol "A/C.1/L.77" . ?rebuttal a dip:Rebuttal, dip:Position ; dip:rebuts <{first}> ;
        dip:onBehalfOf <{BASE}state/united-states> ; dip:addressedTo <{JONSSON}> ; dip:expressedAt ?meeting ;
        dip:evidence <{DOC}#char={fair.start},{fair.end}> . ?meeting a dip:Meeting""",
    )


def test_resolutions_and_references(store: Store) -> None:
    assert ask(
        store,
        f"""<{BASE}resolution/A%2FC.1%2FL.77> a dip:DraftResolution, dip:Resolution ;
        rdfs:label "draft res" ;
        dip:symbol "A/C.1/L.77" ; dip:sponsor <{BASE}state/finland>, <{DOC}/agent/author> .
        <{DOC}/resolution/r2> a dip:Resolution ; dip:reportedIn <{DOC}> ;
        dip:adoptedBy <{BASE}state/finland> ; dip:adoptedOn "1962-01-02"^^xsd:date""",
    )
    references = store.query(
        f"{PREFIXES} SELECT ?words {{ ?x a dip:ResolutionReference ; dip:refersTo/dip:symbol 'A/C.1/L.77' ;"
        "dip:evidence/oa:hasSelector/oa:exact ?words }",
        use_default_graph_as_union=True,
    )
    assert sorted(row["words"].value for row in references) == ["A/C.1/L.77", "draft res"]


def test_a_listed_person_is_named_as_in_the_list(store: Store) -> None:
    assert values(store, JONSSON, v.LABEL) == ["Einar Jonsson"]
    assert values(store, JONSSON, v.ALT_LABEL) == ["Jonsson", "Jonsson, Einar"]
    assert values(store, JONSSON, v.FAMILY_NAME) == ["Jonsson"]
    assert values(store, JONSSON, v.LIST_ENTRY) == ["vol1#p_J1"]
    assert values(store, JONSSON, v.ROLE) == ["Foreign Minister"]


def test_named_graphs_part_what_is_shared(store: Store) -> None:
    shared = {quad.subject.value for quad in store if quad.graph_name == NamedNode(f"{BASE}graph/entities")}
    assert shared == {
        JONSSON,
        f"{BASE}state/finland",
        f"{BASE}state/united-states",
        f"{BASE}volume/vol1",
        f"{BASE}resolution/A%2FC.1%2FL.77",
    }
    of_shared = {
        (quad.subject.value.removeprefix(BASE), quad.predicate.value)
        for quad in store
        if quad.graph_name == NamedNode(DOC) and quad.subject.value in shared
    }
    assert of_shared == {
        ("person/vol1/p_J1", v.EVIDENCE.iri),
        ("state/finland", v.EVIDENCE.iri),
        ("resolution/A%2FC.1%2FL.77", v.SPONSOR.iri),  # the sponsor is this document's own
    }
    assert {quad.graph_name.value for quad in store} == {DOC, f"{BASE}graph/entities"}


def test_subjects_stand_in_the_order_of_reading_and_once() -> None:
    described = list(one_subject_each(map_to_descriptions(DOCUMENT, EVENTS, Iris()).own))
    subjects = [about.subject.removeprefix(DOC) for about in described]
    assert len(subjects) == len(set(subjects))
    kinds = [subject.split("/")[1] for subject in subjects if subject.startswith("/")]
    assert list(dict.fromkeys(kinds)) == [
        "note", "agent", "correspondent", "meeting", "position", "resolution", "reference",
    ]  # fmt: skip
    positions = [subject for subject in subjects if subject.startswith("/position/")]
    assert positions == sorted(positions, key=lambda iri: int(iri.split("/")[2].split("-")[0]))
    at = subjects.index(positions[0])
    assert [subject[:5] for subject in subjects[at + 1 : at + 3]] == ["#char", "#sele"], "evidence follows"
    for about in described:
        assert len(about.statements) == len(set(about.statements))


def test_same_input_same_quads() -> None:
    assert list(map_document(DOCUMENT, EVENTS, Iris())) == list(map_document(DOCUMENT, EVENTS, Iris()))


def test_terms_are_all_in_the_vocabulary(store: Store) -> None:
    terms = {term.iri for term in v.TERMS}
    used = {quad.predicate.value for quad in store} | {
        quad.object.value for quad in store if quad.predicate == v.TYPE.node
    }
    assert used <= terms


def no_events(**changes: object) -> Document:
    bare = Document("x", DocumentKind.LETTER, TEXT)
    return replace(bare, **changes)


class TestWithoutEvents:
    def test_the_signer_is_the_author(self) -> None:
        made = graph(no_events(signer=DOCUMENT.signer), Events("x"))
        assert ask(made, '?d dip:author ?a . ?a a dip:Person ; rdfs:label "Harper" ; foaf:familyName "Harper"')

    def test_else_an_unnamed_author(self) -> None:
        made = graph(no_events(), Events("x"))
        assert ask(made, f'?d dip:author <{BASE}document/x/author> . ?a a dip:Person ; rdfs:label "author of x"')

    def test_tagged_names_are_mentioned(self) -> None:
        made = graph(no_events(mentions=DOCUMENT.mentions), Events("x"))
        assert ask(made, f'?d dip:mentions <{JONSSON}> . <{JONSSON}> rdfs:label "Jonsson" ; dip:evidence ?e')

    def test_a_tagged_sender_is_the_listed_person(self) -> None:
        sender = Correspondent("Foreign Minister (Jonsson)", Span(3, 9), "vol1#p_J1")
        made = graph(no_events(senders=(sender,), people=DOCUMENT.people), Events("x"))
        jonsson = f'<{JONSSON}> rdfs:label "Einar Jonsson" ; dip:office "Foreign Minister"'
        assert ask(made, f"?d dip:sender <{JONSSON}> . {jonsson}")

    def test_an_office_with_a_name(self) -> None:
        sender = Correspondent("President's Special Assistant (Hill)", Span(3, 9))
        made = graph(no_events(senders=(sender,)), Events("x"))
        hill = """?a a dip:Person ; rdfs:label "Hill" ; dip:office "President's Special Assistant" """
        assert ask(made, f"?d dip:sender ?a . {hill}")


@pytest.mark.parametrize(
    ("words", "agent"),
    [("the Embassy of Finland", "embassy"), ("Minister (Hill)", "hill"), ("Minister (Lake)", None)],
)
def test_a_sender_who_acts_in_the_text_is_that_agent(words: str, agent: str | None) -> None:
    agents = (
        Agent("embassy", AgentKind.ORGANIZATION, "Embassy of Finland"),
        Agent("hill", AgentKind.PERSON, "A. B. Hill", family_name="Hill"),
        Agent("lake1", AgentKind.PERSON, "C. Lake", family_name="Lake"),
        Agent("lake2", AgentKind.PERSON, "D. Lake", family_name="Lake"),
    )
    document = no_events(senders=(Correspondent(words, Span(0, 3)),))
    (sender,) = values(graph(document, Events("x", agents)), f"{BASE}document/x", v.SENDER)
    assert sender == f"{BASE}document/x/" + (
        f"agent/{agent}" if agent else "correspondent/minister-(lake)".replace("(", "%28").replace(")", "%29")
    )


def test_two_agents_of_one_entry_are_one_node() -> None:
    other = Agent("j2", AgentKind.PERSON, "Einar Jonsson", office="Minister", entry="vol1#p_J1")
    made = graph(events=replace(EVENTS, agents=(*EVENTS.agents, other)))
    assert values(made, JONSSON, v.ALT_LABEL) == ["Jonsson", "Jonsson, Einar"]
    assert [
        quad.graph_name.value for quad in made.quads_for_pattern(NamedNode(JONSSON), v.OFFICE.node, None, None)
    ] == [DOC]


def test_who_turns_out_to_be_one_man_neither_rebuts_nor_addresses_himself() -> None:
    first, _ = EVENTS.positions
    twin = Agent("j2", AgentKind.PERSON, "Einar Jonsson", entry="vol1#p_J2")
    events = replace(
        EVENTS, agents=(*EVENTS.agents, twin), positions=(replace(first, holders=("j2",)), *EVENTS.positions[1:])
    )
    two, one = Store(), Store()
    two.extend(map_document(DOCUMENT, events, Iris()))
    one.extend(map_document(DOCUMENT, events, Iris(persons={"vol1#p_J2": "vol1#p_J1"})))
    for term in (v.REBUTS, v.ADDRESSED_TO):
        assert [len(list(s.quads_for_pattern(None, term.node, None, None))) for s in (two, one)] == [1, 0]
    rebuttals = [list(s.quads_for_pattern(None, v.TYPE.node, v.REBUTTAL.node, None)) for s in (two, one)]
    assert list(map(len, rebuttals)) == [1, 0]


def changed(kind: str, index: int, **changes: object) -> Events:
    things = list(getattr(EVENTS, kind))
    things[index] = replace(things[index], **changes)
    return replace(EVENTS, **{kind: tuple(things)})


BAD_EVENTS = {
    "another document's": (replace(EVENTS, document="vol1/d8"), "vol1/d8"),
    "author": (replace(EVENTS, author="nobody"), "nobody"),
    "participant": (changed("meetings", 0, participants=("ghost",)), "meeting 'm1'.*'ghost'"),
    "holder": (changed("positions", 0, holders=("ghost",)), "position 'p2'.*'ghost'"),
    "on behalf of": (changed("positions", 0, on_behalf_of="ghost"), "position 'p2'.*'ghost'"),
    "addressee": (changed("positions", 0, addressed_to=("ghost",)), "position 'p2'.*'ghost'"),
    "meeting": (changed("positions", 0, expressed_at="m9"), "position 'p2'.*meeting 'm9'"),
    "rebutted": (changed("positions", 0, rebuts=("p9",)), "position 'p2'.*position 'p9'"),
    "concerned": (changed("positions", 0, concerns=("r9",)), "position 'p2'.*resolution 'r9'"),
    "sponsor": (changed("resolutions", 0, sponsors=("ghost",)), "resolution 'r1'.*'ghost'"),
    "adopter": (changed("resolutions", 0, adopted_by="ghost"), "resolution 'r1'.*'ghost'"),
    "referred to": (changed("references", 0, resolution="r9"), "reference.*'r9'"),
    "two agents": (changed("agents", 0, id="us"), "two agents.*'us'"),
    "two positions": (changed("positions", 0, id="p1"), "two positions.*'p1'"),
    "same words": (
        changed("positions", 0, content=EVENTS.positions[1].content, cue=EVENTS.positions[1].cue),
        "'p2' and 'p1'",
    ),
    "span": (changed("meetings", 0, evidence=Span(3, len(TEXT) + 1)), f"3 to {len(TEXT) + 1}"),
    "empty span": (changed("meetings", 0, evidence=Span(3, 3)), "3 to 3"),
    "confidence": (changed("meetings", 0, confidence=float("nan")), "nan"),
    "entry": (changed("agents", 0, entry="p_J1"), "'p_J1'"),
    "entry of a state": (changed("agents", 2, entry="vol1#p_J1"), "'finland'"),
    "surrogate": (changed("agents", 0, label="Har\ud800per"), r"U\+D800"),
    "surrogate in an id": (changed("agents", 3, label="\udfff"), r"U\+DFFF"),
}


@pytest.mark.parametrize(("events", "says"), BAD_EVENTS.values(), ids=BAD_EVENTS.keys())
def test_events_that_do_not_fit_are_named(events: Events, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        list(map_document(DOCUMENT, events, Iris()))
    assert caught.value.source == "vol1/d7"


def test_a_surrogate_in_the_text_is_named() -> None:
    with pytest.raises(InputError, match=r"vol1/d7.*U\+DBFF"):
        map_document(replace(DOCUMENT, text=TEXT + "\udbff"), EVENTS, Iris())


def test_quads_are_pyoxigraphs() -> None:
    assert isinstance(next(iter(map_document(DOCUMENT, EVENTS, Iris("http://x.example/kg/")))), Quad)
