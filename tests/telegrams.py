"""A telegram and its events, composed for the tests of mapping and building."""

from __future__ import annotations

from dataclasses import replace

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

TEXT = """\
7. Telegram From the Embassy in Iceland to the Department of State1

I saw Jonsson this morning. He said “no” to draft res.2 I replied that the draft was fair, and Finland agreed.

Harper

  1. Source: Example Archive, Box 1. Secret.
  2. A/C.1/L.77, see Document 3."""


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


DOCUMENT = Document(
    identifier="vol1/d7",
    kind=DocumentKind.TELEGRAM,
    text=TEXT,
    title="Telegram From the Embassy in Iceland to the Department of State",
    document_number="7",
    number="212",
    subject="The draft",
    references=("Deptel 3", "Deptel 4"),
    date="1962-05-04T15:00:00",
    place="Reykjavik",
    senders=(Correspondent("Embassy in Iceland", span("Embassy in Iceland")),),
    recipients=(Correspondent("Department of State", span("Department of State")),),
    signer=Correspondent("Harper", span("Harper")),
    source=SourceNote("Example Archive, Box 1", "Secret", ("Limdis", "Priority")),
    notes=(
        Note("1", "1", span("Source: Example Archive, Box 1. Secret.")),
        Note("2", "2", span("A/C.1/L.77, see Document 3."), ("vol1/d3",)),
    ),
    people=(ListedPerson("vol1#p_J1", "Jonsson, Einar", "Foreign Minister"),),
    mentions=(PersonMention(span("Jonsson"), "vol1#p_J1"),),
    volume=Volume("vol1", "A volume"),
)

EVENTS = Events(
    "vol1/d7",
    agents=(
        Agent("author", AgentKind.PERSON, "Harper", family_name="Harper"),
        Agent("jonsson", AgentKind.PERSON, "Jonsson", "Jonsson", entry="vol1#p_J1", evidence=span("Jonsson")),
        Agent("finland", AgentKind.STATE, "Finland", shared=True, evidence=span("Finland")),
        Agent("us", AgentKind.STATE, "United States", alt_labels=("U.S.",), shared=True),
    ),
    author="author",
    meetings=(
        Meeting(
            "m1",
            span("I saw Jonsson this morning."),
            ("author", "jonsson"),
            MeetingStatus.HELD,
            "meeting.saw",
            0.9,
            date="1962-05-04",
            time_expression="this morning",
        ),
    ),
    positions=(
        Position(
            "p2",
            ("author",),
            span("the draft was fair"),
            Act.ASSERT,
            "position.tagger",
            0.8,
            cue=span("replied"),
            on_behalf_of="us",
            addressed_to=("jonsson",),
            expressed_at="m1",
            rebuts=("p1",),
        ),
        Position(
            "p1",
            ("jonsson",),
            span("“no” to draft res"),
            Act.REJECT,
            "position.tagger",
            1,
            cue=span("said"),
            holder_evidence=span("He"),
            concerns=("r1",),
        ),
    ),
    resolutions=(
        Resolution("r1", ResolutionKind.DRAFT, "draft res", "A/C.1/L.77", sponsors=("finland", "author")),
        Resolution("r2", ResolutionKind.RESOLUTION, "the other one", adopted_by="finland", adopted_on="1962-01-02"),
    ),
    references=(
        ResolutionReference(span("A/C.1/L.77"), "r1", "reference.symbol", 1),
        ResolutionReference(span("draft res"), "r1", "reference.name", 0.7),
    ),
)


def renamed(identifier: str) -> Document:
    """The telegram under another identifier, as from another file."""
    return replace(DOCUMENT, identifier=identifier)


def events_of(identifier: str) -> Events:
    return replace(EVENTS, document=identifier)
