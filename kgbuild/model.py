"""The words that all rooms share: documents as read, and the events that are read out of them.

Every class is frozen and slotted, so a value can cross process borders and be compared by content.
Offsets are code points into :attr:`Document.text`, counted from 0, end exclusive (RFC 5147 and
the Web Annotation ``oa:TextPositionSelector`` count in the same way).

Agents, meetings, positions and resolutions name each other by ``id``: a string that is unique
among the events of one document and means nothing outside of it. IRIs are made from these values
by :mod:`kgbuild.graph.iris` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "Act",
    "Agent",
    "AgentKind",
    "Correspondent",
    "Document",
    "DocumentKind",
    "Events",
    "ListedPerson",
    "Meeting",
    "MeetingStatus",
    "Note",
    "NoteMarker",
    "PersonMention",
    "Position",
    "Resolution",
    "ResolutionKind",
    "ResolutionReference",
    "Section",
    "SectionKind",
    "SourceNote",
    "Span",
    "Volume",
]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a document's text: code points ``start`` (from 0) to ``end`` (exclusive)."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words of the span in *text*.

        >>> Span(3, 7).of("He said no")
        'said'
        """
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a character.

        >>> Span(0, 3).overlaps(Span(3, 5))
        False
        """
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether *other* lies inside this span (or is the same).

        >>> Span(0, 9).contains(Span(3, 9))
        True
        """
        return self.start <= other.start and other.end <= self.end


# --- documents --------------------------------------------------------------------------------------------------------


class DocumentKind(StrEnum):
    """What the series prints; the values are local names of classes of the ontology."""

    TELEGRAM = "Telegram"
    AIRGRAM = "Airgram"
    LETTER = "Letter"
    MEMORANDUM = "Memorandum"
    MEMORANDUM_OF_CONVERSATION = "MemorandumOfConversation"
    DESPATCH = "Despatch"
    INSTRUCTION = "Instruction"
    REPORT = "Report"
    MINUTES = "Minutes"
    EDITORIAL_NOTE = "EditorialNote"
    OTHER = "Document"


class SectionKind(StrEnum):
    """The part that a section plays in its document."""

    HEADING = "heading"
    DATELINE = "dateline"
    PARAGRAPH = "paragraph"
    COMMENT = "comment"
    SIGNATURE = "signature"
    NOTE = "note"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, paragraph, note...: sections are in the order of the text and do not overlap.

    ``label`` is the section's own number as printed ("3", "a", "2.1"), without punctuation; it
    lies inside ``span``, and ``body`` is where the words after it begin. A ``COMMENT`` is a
    paragraph that opens with "Comment:" (the writer's own view). ``ATTACHMENT`` is the heading of
    a document inside the document; the attachment's paragraphs follow as paragraphs.
    """

    kind: SectionKind
    span: Span
    body: int
    label: str | None = None


@dataclass(frozen=True, slots=True)
class NoteMarker:
    """The place in the text where a note's number is printed ("peacekeeping.2")."""

    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote. ``id`` is unique in its document and is the label unless that occurs twice.

    ``span`` covers the note's words without its number. ``documents`` are the identifiers of
    documents of the series that it cites ("frus1964-68v20/d16").
    """

    id: str
    label: str
    span: Span
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceNote:
    """The parts of the note "Source: ...": where the paper lies, and how secret it was."""

    archive: str | None = None
    classification: str | None = None
    handling: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """An entry of a volume's list of persons.

    ``entry`` is the volume's id, "#" and the entry's ``xml:id`` ("frus1964-68v20#p_AS1");
    ``name`` as printed ("Argov, Shlomo"); ``role`` the rest of the entry.
    """

    entry: str
    name: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A name in the text that the source itself ties to an entry of its list of persons."""

    span: Span
    entry: str


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Who sends, receives or signs: the words of the heading or signature, and where they stand.

    ``entry`` is the entry of the volume's list of persons, where the source gives it.
    """

    name: str
    span: Span
    entry: str | None = None


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume of the series; ``id`` is its file's base name ("frus1964-68v20")."""

    id: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the series, as read. What the source does not say is ``None`` or empty.

    ``identifier``: "VOLUME/ID" from TEI, the file's stem from plain text.
    ``date``: the lexical form of an ``xsd:date`` or ``xsd:dateTime``.
    ``number``: the telegram's own number ("2820"); ``document_number``: its number in the volume.
    ``references``: what a line "Ref:" or "Reference:" names, as printed.
    ``redactions``: where the text says that words are withheld ("2 lines not declassified").
    ``cited``: the identifiers of documents of the series that the editors cite outside of notes.
    ``people``: those entries of the volume's list of persons that this document mentions.
    """

    identifier: str
    kind: DocumentKind
    text: str
    sections: tuple[Section, ...] = ()
    title: str | None = None
    document_number: str | None = None
    number: str | None = None
    subject: str | None = None
    references: tuple[str, ...] = ()
    date: str | None = None
    place: str | None = None
    senders: tuple[Correspondent, ...] = ()
    recipients: tuple[Correspondent, ...] = ()
    signer: Correspondent | None = None
    source: SourceNote | None = None
    notes: tuple[Note, ...] = ()
    note_markers: tuple[NoteMarker, ...] = ()
    redactions: tuple[Span, ...] = ()
    cited: tuple[str, ...] = ()
    people: tuple[ListedPerson, ...] = ()
    mentions: tuple[PersonMention, ...] = ()
    volume: Volume | None = None

    def sections_of(self, *kinds: SectionKind) -> tuple[Section, ...]:
        """The sections of the given kinds, in the order of the text."""
        return tuple(section for section in self.sections if section.kind in kinds)

    @property
    def body(self) -> tuple[Section, ...]:
        """The paragraphs, comments included: where events are reported."""
        return self.sections_of(SectionKind.PARAGRAPH, SectionKind.COMMENT)


# --- events -----------------------------------------------------------------------------------------------------------


class AgentKind(StrEnum):
    """The values are local names of classes of the ontology."""

    PERSON = "Person"
    STATE = "State"
    ORGANIZATION = "Organization"


class Act(StrEnum):
    """What a speaker does by saying it; the values are notations of ``dip:SpeechActs``."""

    ASSERT = "assert"
    REQUEST = "request"
    PROPOSE = "propose"
    QUESTION = "question"
    ACCEPT = "accept"
    REJECT = "reject"
    COMMIT = "commit"
    WARN = "warn"


class MeetingStatus(StrEnum):
    """Whether a meeting took place or is arranged."""

    HELD = "held"
    PLANNED = "planned"


class ResolutionKind(StrEnum):
    """The values are local names of classes of the ontology."""

    RESOLUTION = "Resolution"
    DRAFT = "DraftResolution"


@dataclass(frozen=True, slots=True)
class Agent:
    """A person, state or body that takes part.

    ``label`` is the name as the text has it, or the common name of a state or a known body;
    ``family_name`` only for persons. ``shared`` says that the agent is the same in all documents
    (a state, a body of the authority tables), so that its label alone makes its IRI; any other
    agent belongs to its document, unless ``entry`` ties it to a volume's list of persons.
    ``evidence`` is the first place that names the agent.
    """

    id: str
    kind: AgentKind
    label: str
    family_name: str | None = None
    alt_labels: tuple[str, ...] = ()
    office: str | None = None
    entry: str | None = None
    shared: bool = False
    evidence: Span | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A conversation, call or talk; ``evidence`` is the clause that introduces it.

    ``date`` is an ``xsd:date`` where the text determines the day; ``time_expression`` ("this
    morning") and ``duration`` ("one and one half hours") are the text's words.
    """

    id: str
    evidence: Span
    participants: tuple[str, ...]
    status: MeetingStatus
    rule: str
    confidence: float
    place: str | None = None
    date: str | None = None
    time_expression: str | None = None
    duration: str | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """A piece of reported speech or a stated attitude.

    ``holders`` are ids of agents, the speaker first; ``on_behalf_of`` the state or body that the
    speaker speaks for. ``content``, ``cue`` and ``holder_evidence`` are where it is said, by which
    words it is reported, and where its holder is named. ``rebuts`` are ids of earlier positions,
    ``concerns`` ids of resolutions, ``expressed_at`` the id of a meeting.
    """

    id: str
    holders: tuple[str, ...]
    content: Span
    act: Act
    rule: str
    confidence: float
    cue: Span | None = None
    holder_evidence: Span | None = None
    on_behalf_of: str | None = None
    addressed_to: tuple[str, ...] = ()
    expressed_at: str | None = None
    rebuts: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """A resolution or draft of a body.

    ``symbol`` in the body's own form ("A/RES/2221(XXI)"); ``adopted_by`` the id of an agent,
    ``sponsors`` ids of agents; ``adopted_on`` an ``xsd:date``; ``session`` as printed ("XXI").
    """

    id: str
    kind: ResolutionKind
    label: str
    symbol: str | None = None
    adopted_by: str | None = None
    adopted_on: str | None = None
    session: str | None = None
    sponsors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResolutionReference:
    """A place in the text that names a resolution (``resolution`` is its id)."""

    evidence: Span
    resolution: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Events:
    """All that is read out of one document. ``author`` is the id of the agent who says "I"."""

    document: str
    agents: tuple[Agent, ...] = ()
    author: str | None = None
    meetings: tuple[Meeting, ...] = ()
    positions: tuple[Position, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    references: tuple[ResolutionReference, ...] = ()
