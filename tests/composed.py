"""A small graph with known answers: four documents composed by hand, mapped as a build maps them."""

from __future__ import annotations

from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from kgbuild.graph.iris import Iris
from kgbuild.graph.mapper import map_document
from kgbuild.graph.vocabulary import ONTOLOGY
from kgbuild.model import (
    Act,
    Agent,
    AgentKind,
    Correspondent,
    Document,
    DocumentKind,
    Events,
    ListedPerson,
    Meeting,
    MeetingStatus,
    Note,
    PersonMention,
    Position,
    Resolution,
    ResolutionKind,
    ResolutionReference,
    SourceNote,
    Span,
    Volume,
)
from kgbuild.resources import resource_folder

TALK = """\
10. Telegram From the Mission to the Department

I saw Orlov today. Orlov asked that we drop the Norwegian draft. I rejected this plea. Orlov insisted that \
resolution 2340 forbade it. I denied that it did. Orlov warned that Moscow would walk out. \
I proposed a second talk. Orlov welcomed that idea. We shall meet tomorrow.

Grant
"""

KABUL = """\
1. Telegram From the Embassy to the Department

Farrow proposed a neutral commission. Ito rejected a new commission. Farrow said that rivers rise.

  2. See Document 2.
"""

MEMORANDUM = """\
2. Memorandum of Conversation

Farrow asked for engineers. Ito promised engineers.
"""

TRUNKS = "31. Telegram From the Embassy\n\nThe trunks have arrived.\n"


def composed_quads() -> list[Quad]:
    """All quads of the four documents."""
    iris = Iris()
    return [quad for document, events in composed_records() for quad in map_document(document, events, iris)]


def composed_store() -> Store:
    """A store of the four documents and the ontology."""
    store = Store()
    store.extend(composed_quads())
    for path in resource_folder("ontology").glob("*.ttl"):
        store.load(path=str(path), format=RdfFormat.TURTLE, to_graph=NamedNode(ONTOLOGY))
    return store


def composed_records() -> list[tuple[Document, Events]]:
    """The four documents, each with its events."""
    return [
        _talk(),
        _kabul(),
        _memorandum(),
        (Document("trunks", DocumentKind.TELEGRAM, TRUNKS), Events("trunks")),
    ]


def _span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def _says(
    text: str,
    name: str,
    holder: str,
    reported: tuple[str, str],
    act: Act,
    *,
    confidence: float = 0.9,
    **more: object,
) -> Position:
    cue, words = reported
    return Position(
        id=name,
        holders=(holder,),
        content=_span(text, words),
        cue=_span(text, cue),
        act=act,
        rule="composed",
        confidence=confidence,
        **more,  # type: ignore[arg-type]
    )


def _talk() -> tuple[Document, Events]:
    document = Document(
        identifier="talk-with-orlov",
        kind=DocumentKind.TELEGRAM,
        text=TALK,
        title="10. Telegram From the Mission to the Department",
        number="77",
        subject="Talk with Orlov",
        date="1967-03-01T20:00:00Z",
        place="New York",
        senders=(Correspondent("the Mission", _span(TALK, "the Mission")),),
        recipients=(Correspondent("the Department", _span(TALK, "the Department")),),
        signer=Correspondent("Grant", _span(TALK, "Grant")),
        source=SourceNote(classification="Secret"),
    )
    soviet = {"on_behalf_of": "ussr", "expressed_at": "m1"}
    events = Events(
        document="talk-with-orlov",
        author="author",
        agents=(
            Agent("author", AgentKind.PERSON, "Grant", family_name="Grant"),
            Agent("orlov", AgentKind.PERSON, "Orlov", "Orlov", ("Orloff",), office="Deputy Minister"),
            Agent("ussr", AgentKind.STATE, "Soviet Union", shared=True),
        ),
        meetings=(
            Meeting(
                "m1",
                _span(TALK, "I saw Orlov today"),
                ("author", "orlov"),
                MeetingStatus.HELD,
                "composed",
                0.95,
                time_expression="today",
            ),
            Meeting(
                "m2",
                _span(TALK, "We shall meet tomorrow"),
                ("author", "orlov"),
                MeetingStatus.PLANNED,
                "composed",
                0.8,
                date="1967-03-02",
            ),
        ),
        positions=(
            _says(
                TALK,
                "p1",
                "orlov",
                ("asked", "we drop the Norwegian draft"),
                Act.REQUEST,
                addressed_to=("author",),
                concerns=("draft",),
                **soviet,
            ),
            _says(TALK, "p2", "author", ("rejected", "this plea"), Act.REJECT, rebuts=("p1",), expressed_at="m1"),
            _says(
                TALK,
                "p3",
                "orlov",
                ("insisted", "resolution 2340 forbade it"),
                Act.ASSERT,
                rebuts=("p2",),
                concerns=("2340",),
                **soviet,
            ),
            _says(TALK, "p4", "author", ("denied", "it did"), Act.REJECT, rebuts=("p1", "p3"), expressed_at="m1"),
            _says(TALK, "p5", "orlov", ("warned", "Moscow would walk out"), Act.WARN, confidence=0.4, **soviet),
            _says(TALK, "p6", "author", ("proposed", "a second talk"), Act.PROPOSE, expressed_at="m1"),
            _says(TALK, "p7", "orlov", ("welcomed", "that idea"), Act.ACCEPT, **soviet),
        ),
        resolutions=(
            Resolution("draft", ResolutionKind.DRAFT, "Norwegian draft"),
            Resolution("2340", ResolutionKind.RESOLUTION, "resolution 2340", "A/RES/2340(XXII)"),
        ),
        references=(
            ResolutionReference(_span(TALK, "Norwegian draft"), "draft", "composed", 0.9),
            ResolutionReference(_span(TALK, "resolution 2340"), "2340", "composed", 0.9),
        ),
    )
    return document, events


_FARROW = ListedPerson("vol1#p_F1", "Farrow, Ann", "Minister of Works")
_ITO = ListedPerson("vol1#p_I1", "Ito, Ken")


def _listed(identifier: str, kind: DocumentKind, text: str, **more: object) -> Document:
    return Document(
        identifier=identifier,
        kind=kind,
        text=text,
        title=text.splitlines()[0],
        volume=Volume("vol1", "A Volume"),
        people=(_FARROW, _ITO),
        mentions=(
            PersonMention(_span(text, "Farrow"), "vol1#p_F1"),
            PersonMention(_span(text, "Ito"), "vol1#p_I1"),
        ),
        **more,  # type: ignore[arg-type]
    )


_LISTED_AGENTS = (
    Agent("farrow", AgentKind.PERSON, "Farrow", "Farrow", entry="vol1#p_F1"),
    Agent("ito", AgentKind.PERSON, "Ito", "Ito", entry="vol1#p_I1"),
)


def _kabul() -> tuple[Document, Events]:
    document = _listed(
        "vol1/d1",
        DocumentKind.TELEGRAM,
        KABUL,
        date="1967-03-05",
        senders=(Correspondent("the Embassy", _span(KABUL, "the Embassy")),),
        recipients=(Correspondent("the Department", _span(KABUL, "the Department")),),
        source=SourceNote(classification="Secret"),
        notes=(Note("2", "2", _span(KABUL, "See Document 2."), ("vol1/d2",)),),
    )
    positions = (
        _says(KABUL, "p1", "farrow", ("proposed", "a neutral commission"), Act.PROPOSE),
        _says(KABUL, "p2", "ito", ("rejected", "a new commission"), Act.REJECT, rebuts=("p1",)),
        _says(KABUL, "p3", "farrow", ("said", "rivers rise"), Act.ASSERT),
    )
    return document, Events("vol1/d1", agents=_LISTED_AGENTS, positions=positions)


def _memorandum() -> tuple[Document, Events]:
    document = _listed(
        "vol1/d2",
        DocumentKind.MEMORANDUM_OF_CONVERSATION,
        MEMORANDUM,
        date="1967-02-01",
        source=SourceNote(classification="Confidential"),
    )
    again = MEMORANDUM.rindex("engineers")
    positions = (
        _says(MEMORANDUM, "p1", "farrow", ("asked for", "engineers"), Act.REQUEST),
        Position("p2", ("ito",), Span(again, again + len("engineers")), Act.COMMIT, "composed", 0.9),
    )
    return document, Events("vol1/d2", agents=_LISTED_AGENTS, positions=positions)
