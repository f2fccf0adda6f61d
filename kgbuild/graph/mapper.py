"""From a document and its events to statements: the contract of the graph, as code.

A document's own statements stand in its named graph, in the order in which its reader meets the things:
the document, its notes, agents, meetings, positions, resolutions, references, each followed by the
evidence that was first met with it. What is true of a thing that other documents name too (a state, a
listed person, a volume, a resolution with a symbol) goes to the graph of shared entities; what this
document alone says of it (where it names it, in which office) stays in the document's graph.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, TypeVar

from pyoxigraph import Quad, RdfFormat, parse

from kgbuild.errors import InputError
from kgbuild.graph import vocabulary as v
from kgbuild.graph.agents import Cast, Figure
from kgbuild.graph.attributions import Attribution, attribute
from kgbuild.graph.correspondents import in_order
from kgbuild.graph.description import PLAIN, Description, Passage, describe
from kgbuild.graph.nquads import to_nquads
from kgbuild.model import (
    Document,
    Events,
    Meeting,
    Note,
    Position,
    Resolution,
    ResolutionKind,
    ResolutionReference,
    Span,
    Volume,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kgbuild.authority.office_holders import OfficeHolders
    from kgbuild.graph.iris import Iris
    from kgbuild.graph.vocabulary import Term

__all__ = ["Mapped", "map_document", "map_to_descriptions", "refusing_surrogates"]


@dataclass(frozen=True, slots=True)
class Mapped:
    """What one document says: of itself, for its named graph ``graph``, and of ``shared`` entities.

    What it says of itself has passages of its text among it. No subject occurs twice in ``own``; in ``shared`` one may.
    """

    graph: str
    own: tuple[Description | Passage, ...]
    shared: tuple[Description, ...]


def map_document(document: Document, events: Events, iris: Iris) -> Iterator[Quad]:
    """Yield one document's quads: of its named graph, then of the graph of shared entities.

    Raises :class:`InputError`, which names document and id, where the events do not fit the document: an id
    that nothing has, one that two things have, a span outside of the text.
    """
    mapped = map_to_descriptions(document, events, iris)
    with refusing_surrogates(document):
        lines = to_nquads(mapped.own, mapped.graph) + to_nquads(mapped.shared, iris.entities_graph)
        return parse(lines, format=RdfFormat.N_QUADS)


def map_to_descriptions(document: Document, events: Events, iris: Iris, holders: OfficeHolders | None = None) -> Mapped:
    """Do the same as :func:`map_document`, in the form that the writers take.

    With *holders*, who an agent is whom the text knows by an office is concluded too.
    """
    if events.document != document.identifier:
        reason = f"its events are those of {events.document!r}"
        raise InputError(document.identifier, reason, "pair each document with its own events")
    with refusing_surrogates(document):
        return _Mapping(document, events, iris, holders).run()


@contextmanager
def refusing_surrogates(document: Document) -> Iterator[None]:
    """Name *document* where a text or name of it has no UTF-8: half of a surrogate pair, as JSON can hold."""
    try:
        yield
    except UnicodeEncodeError as error:
        reason = f"half of a surrogate pair (U+{ord(error.object[error.start]):04X}) stands in its text or names"
        raise InputError(document.identifier, reason, "correct the character") from error


_T = TypeVar("_T", Meeting, Position, Resolution)

_RESOLUTION_CLASSES = {
    ResolutionKind.RESOLUTION: (v.RESOLUTION,),
    ResolutionKind.DRAFT: (v.RESOLUTION_CLASSES[ResolutionKind.DRAFT], v.RESOLUTION),
}


class _Mapping:
    """One document on its way into statements."""

    def __init__(self, document: Document, events: Events, iris: Iris, holders: OfficeHolders | None) -> None:
        self._document = document
        self._holders = holders
        self._events = events
        self._iris = iris
        self._iri = iris.document(document.identifier)
        self._own: dict[str, Description | Passage] = {}
        self._revisited: dict[str, Description] = {}
        self._shared: list[Description] = []
        self._cast = Cast(document, events, iris)
        self._meetings = self._index("meeting", events.meetings, iris.meeting)
        self._positions = self._index("position", events.positions, iris.position)
        self._resolutions = self._index("resolution", events.resolutions, iris.resolution)
        self._one_place_each("meeting", self._meetings)
        self._one_place_each("position", self._positions)
        self._held = {position.id: position.holders for position in events.positions}

    def run(self) -> Mapped:
        self._map_document()
        for note in self._document.notes:
            self._map_note(note)
        for figure in self._cast.figures:
            self._map_agent(figure)
        for attribution in attribute(self._document, self._cast, self._holders) if self._holders else ():
            self._map_attribution(attribution)
        for meeting in sorted(self._events.meetings, key=lambda meeting: meeting.evidence):
            self._map_meeting(meeting)
        for position in sorted(self._events.positions, key=_place_of_position):
            self._map_position(position)
        for resolution in self._events.resolutions:
            self._map_resolution(resolution)
        for reference in sorted(self._events.references, key=lambda reference: reference.evidence):
            self._map_reference(reference)
        for iri, about in self._revisited.items():
            self._own[iri] = Description(iri, list(dict.fromkeys(about.statements)))
        return Mapped(self._iri, tuple(self._own.values()), tuple(self._shared))

    # --- the document ---

    def _map_document(self) -> None:
        document, cast = self._document, self._cast
        about = self._describe(self._iri, *dict.fromkeys((v.DOCUMENT_CLASSES[document.kind], v.DOCUMENT)))
        about.say(v.IDENTIFIER, document.identifier)
        about.say(v.TITLE, document.title)
        if document.date:
            about.typed(v.DATE, v.XSD_DATE_TIME if "T" in document.date else v.XSD_DATE, document.date)
        if document.volume:
            about.link(v.IS_PART_OF, self._map_volume(document.volume))
        about.say(v.DOCUMENT_NUMBER, document.document_number)
        about.say(v.NUMBER, document.number)
        about.say(v.SUBJECT, document.subject)
        about.say(v.REFERENCE_LINE, *document.references)
        about.say(v.SENT_FROM, document.place)
        about.link(v.SENDER, *cast.senders)
        about.link(v.RECIPIENT, *cast.recipients)
        about.link(v.AUTHOR, cast.author)
        if document.source:
            about.say(v.CLASSIFICATION, document.source.classification)
            about.say(v.HANDLING, *document.source.handling)
            about.say(v.ARCHIVAL_SOURCE, document.source.archive)
        about.link(v.MENTIONS, *cast.mentioned)
        about.link(v.HAS_NOTE, *(self._iris.note(self._iri, note) for note in document.notes))
        about.link(v.REFERS_TO_DOCUMENT, *(self._iris.document(cited) for cited in document.cited))
        about.say(v.TEXT, document.text)
        for span in document.redactions:
            self._show(about, v.REDACTION, span)

    def _map_volume(self, volume: Volume) -> str:
        iri = self._iris.volume(volume.id)
        about = self._describe(iri, v.VOLUME, shared=True)
        about.say(v.IDENTIFIER, volume.id)
        about.say(v.TITLE, volume.title)
        return iri

    def _map_note(self, note: Note) -> None:
        about = self._describe(self._iris.note(self._iri, note), v.NOTE)
        about.say(v.NOTE_LABEL, note.label)
        about.say(v.VALUE, self._quote(note.span))
        about.link(v.REFERS_TO_DOCUMENT, *(self._iris.document(cited) for cited in note.documents))

    # --- agents ---

    def _map_agent(self, figure: Figure) -> None:
        about = self._describe(figure.iri, v.AGENT_CLASSES[figure.kind], shared=figure.shared)
        about.say(v.LABEL, figure.label)
        about.say(v.FAMILY_NAME, figure.family_name)
        about.say(v.ALT_LABEL, *figure.alt_labels)
        about.say(v.LIST_ENTRY, figure.entry)
        about.say(v.ROLE, figure.role)
        here = self._describe(figure.iri) if figure.shared else about
        here.say(v.OFFICE, figure.office)
        if not figure.shared:
            here.link(v.REPORTED_IN, self._iri)
        if figure.evidence:
            self._show(here, v.EVIDENCE, figure.evidence)

    def _map_attribution(self, attribution: Attribution) -> None:
        about = self._describe(self._iris.attribution(self._iri, attribution.agent), v.ATTRIBUTION)
        about.link(v.ATTRIBUTES, attribution.agent)
        person = self._iris.listed_person(attribution.person)
        about.link(v.ATTRIBUTED_TO, person)
        tenure = self._iris.recorded_tenure(attribution.source, attribution.record)
        about.link(v.ACCORDING_TO, tenure)
        about.link(v.REPORTED_IN, self._iri)
        about.say(v.RULE, attribution.rule)
        about.typed(v.CONFIDENCE, v.XSD_DECIMAL, _decimal(attribution.confidence))
        self._show(about, v.EVIDENCE, attribution.evidence)
        self._describe(person, v.PERSON, shared=True).say(v.LABEL, in_order(attribution.name))
        office = self._describe(tenure, v.TENURE, shared=True)
        office.say(v.LABEL, attribution.office)
        office.typed(v.SINCE, v.XSD_DATE, attribution.since)
        office.typed(v.UNTIL, v.XSD_DATE, attribution.until)

    # --- events ---

    def _map_meeting(self, meeting: Meeting) -> None:
        who = f"meeting {meeting.id!r}"
        about = self._describe(self._meetings[meeting.id], v.MEETING)
        about.link(v.PARTICIPANT, *self._agents(who, meeting.participants))
        about.say(v.STATUS, meeting.status.value)
        about.say(v.PLACE, meeting.place)
        about.typed(v.MEETING_DATE, v.XSD_DATE, meeting.date)
        about.say(v.TIME_EXPRESSION, meeting.time_expression)
        about.say(v.DURATION, meeting.duration)
        self._report(about, meeting)
        self._show(about, v.EVIDENCE, meeting.evidence)

    def _map_position(self, position: Position) -> None:
        who = f"position {position.id!r}"
        mine = position.holders
        rebutted = [other for other in position.rebuts if not self._are_one(mine, self._held.get(other, ()), who)]
        addressed = [agent for agent in position.addressed_to if not self._are_one(mine, (agent,), who)]
        types = (v.REBUTTAL, v.POSITION) if rebutted else (v.POSITION,)
        about = self._describe(self._positions[position.id], *types)
        about.link(v.HELD_BY, *self._agents(who, mine))
        if position.on_behalf_of:
            about.link(v.ON_BEHALF_OF, self._cast.of_id(position.on_behalf_of, who))
        if addressed:
            about.link(v.ADDRESSED_TO, *self._agents(who, addressed))
        about.link(v.ACT, v.ACTS[position.act].iri)
        if position.cue:
            about.say(v.CUE, self._quote(position.cue))
        about.say(v.CONTENT, self._quote(position.content))
        if position.expressed_at:
            about.link(v.EXPRESSED_AT, *self._look_up_all("meeting", self._meetings, (position.expressed_at,), who))
        if position.concerns:
            about.link(v.CONCERNS, *self._look_up_all("resolution", self._resolutions, position.concerns, who))
        if rebutted:
            about.link(v.REBUTS, *self._look_up_all("position", self._positions, rebutted, who))
        self._report(about, position)
        self._show(about, v.EVIDENCE, position.content)
        if position.cue:
            self._show(about, v.CUE_EVIDENCE, position.cue)
        if position.holder_evidence:
            self._show(about, v.HOLDER_EVIDENCE, position.holder_evidence)

    def _map_resolution(self, resolution: Resolution) -> None:
        who = f"resolution {resolution.id!r}"
        iri = self._resolutions[resolution.id]
        shared = bool(resolution.symbol)
        about = self._describe(iri, *_RESOLUTION_CLASSES[resolution.kind], shared=shared)
        about.say(v.LABEL, resolution.label)
        about.say(v.SYMBOL, resolution.symbol)
        about.typed(v.ADOPTED_ON, v.XSD_DATE, resolution.adopted_on)
        about.say(v.SESSION, resolution.session)
        adopters = (resolution.adopted_by,) if resolution.adopted_by else ()
        for predicate, agents in ((v.ADOPTED_BY, adopters), (v.SPONSOR, resolution.sponsors)):
            for agent in dict.fromkeys(self._agents(who, agents)):
                (about if shared and self._cast.is_shared(agent) else self._describe(iri)).link(predicate, agent)
        if not shared:
            about.link(v.REPORTED_IN, self._iri)

    def _map_reference(self, reference: ResolutionReference) -> None:
        who = f"reference at {reference.evidence.start}"
        about = self._describe(self._iris.reference(self._iri, reference.evidence), v.RESOLUTION_REFERENCE)
        about.link(v.REFERS_TO, *self._look_up_all("resolution", self._resolutions, (reference.resolution,), who))
        self._report(about, reference)
        self._show(about, v.EVIDENCE, reference.evidence)

    # --- what all of them share ---

    def _describe(self, iri: str, *types: Term, shared: bool = False) -> Description:
        """Begin a description of *iri*, or take up the one that the document's graph has of it."""
        if shared:
            about = describe(iri, *types)
            self._shared.append(about)
            return about
        known = self._own.get(iri)
        if isinstance(known, Description):
            self._revisited[iri] = known
            known.link(v.TYPE, *(term.iri for term in types))
            return known
        self._own[iri] = about = describe(iri, *types)
        return about

    def _report(self, about: Description, found: Meeting | Position | ResolutionReference) -> None:
        if not isfinite(found.confidence):
            raise self._fault(f"a confidence is {found.confidence}", "give a number from 0 to 1")
        about.statements.extend(
            (
                (v.REPORTED_IN, None, self._iri),
                (v.RULE, PLAIN, found.rule),
                (v.CONFIDENCE, v.XSD_DECIMAL, _decimal(found.confidence)),
            )
        )

    def _show(self, about: Description, predicate: Term, span: Span) -> None:
        """Say where *about* was read; a passage that no earlier thing has follows it."""
        document = self._iri
        iri = self._iris.evidence(document, span)
        about.statements.append((predicate, None, iri))
        if iri not in self._own:
            selector = self._iris.selector(document, span)
            self._own[iri] = Passage(document, iri, selector, span.start, span.end, self._quote(span))

    def _quote(self, span: Span) -> str:
        if 0 <= span.start < span.end <= len(self._document.text):
            return span.of(self._document.text)
        length = len(self._document.text)
        reason = f"characters {span.start} to {span.end} are no part of its text of {length} characters"
        raise self._fault(reason, "count code points from 0, the end exclusive")

    def _are_one(self, agents: Iterable[str], others: Iterable[str], who: str) -> bool:
        """Whether two sets of agents who seemed to be others have one in common, as a list that has him twice tells."""
        if not set(agents).isdisjoint(others):
            return False  # what the events say themselves is for the shapes to judge
        return not set(self._agents(who, agents)).isdisjoint(self._agents(who, others))

    def _agents(self, who: str, agents: Iterable[str]) -> list[str]:
        return [self._cast.of_id(agent, who) for agent in agents]

    def _look_up_all(self, kind: str, index: dict[str, str], wanted: Iterable[str], who: str) -> list[str]:
        try:
            return [index[identifier] for identifier in wanted] if wanted else []
        except KeyError as error:
            reason = f"{who} names the {kind} {error.args[0]!r}, which is not there"
            raise self._fault(reason, "add it or mend the id") from None

    def _index(self, kind: str, things: Sequence[_T], make: Callable[[str, _T], str]) -> dict[str, str]:
        index: dict[str, str] = {}
        for thing in things:
            if thing.id in index:
                raise self._fault(f"two {kind}s have the id {thing.id!r}", "give each an id of its own")
            index[thing.id] = make(self._iri, thing)
        return index

    def _one_place_each(self, kind: str, index: dict[str, str]) -> None:
        """Two things of one IRI would be one thing in the graph, with the properties of both."""
        seen: dict[str, str] = {}
        for identifier, iri in index.items():
            other = seen.setdefault(iri, identifier)
            if other != identifier:
                reason = f"{kind}s {other!r} and {identifier!r} were read from the very same words"
                raise self._fault(reason, "join them or correct the offsets")

    def _fault(self, reason: str, remedy: str) -> InputError:
        return InputError(self._document.identifier, reason, remedy)


def _place_of_position(position: Position) -> tuple[int, int, int]:
    content, cue = position.content, position.cue
    return content.start, content.end, cue.start if cue else -1


@lru_cache(maxsize=1024)
def _decimal(number: float) -> str:
    """Write *number* in the lexical form of ``xsd:decimal``, which has no exponent."""
    lexical = format(Decimal(repr(number)), "f")
    return lexical if "." in lexical else f"{lexical}.0"
