"""What must hold in a document and its events beyond the types of their fields.

Values that kgbuild reads and extracts hold to this; records from another hand are checked. Each
fault is a sentence that names the field by its JSON path.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

from kgbuild.model import Document, Events, Position, Span
from kgbuild.read.dateline import valid_date

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

__all__ = ["document_faults", "events_faults"]


def document_faults(document: Document) -> Iterator[str]:
    """Find what is wrong with *document*: spans, order of sections, ids of notes, date, characters."""
    if not document.identifier.strip():
        yield "$.identifier is empty"
    yield from _unwritable(document, "$")
    yield from _bad_spans(document, "$", len(document.text))
    end = 0
    for index, section in enumerate(document.sections):
        path = f"$.sections[{index}]"
        if section.span.start < end:
            yield f"{path} begins at {section.span.start}, before the end ({end}) of the section before it"
        if not section.span.start <= section.body <= section.span.end:
            yield f"{path}.body ({section.body}) is outside of the section"
        end = section.span.end
    yield from _repeated("$.notes", (note.id for note in document.notes))
    if document.date is not None and valid_date(document.date) is None:
        yield f"$.date {document.date!r} is no xsd:date or xsd:dateTime"


def events_faults(events: Events, document: Document) -> Iterator[str]:
    """Find what is wrong with *events* of *document*: spans, and ids that name nothing or the wrong thing."""
    if events.document != document.identifier:
        yield f"$.document is {events.document!r}, but the document's identifier is {document.identifier!r}"
    yield from _unwritable(events, "$")
    yield from _bad_spans(events, "$", len(document.text))
    for name in ("agents", "meetings", "positions", "resolutions"):
        yield from _repeated(f"$.{name}", (value.id for value in getattr(events, name)))
    agents = {agent.id for agent in events.agents}
    resolutions = {resolution.id for resolution in events.resolutions}
    if events.author is not None:
        yield from _dangling("$.author", (events.author,), agents, "agent")
    for index, meeting in enumerate(events.meetings):
        path = f"$.meetings[{index}]"
        yield from _dangling(f"{path}.participants", meeting.participants, agents, "agent")
        yield from _no_probability(path, meeting.confidence)
        if meeting.date is not None and (valid_date(meeting.date) is None or "T" in meeting.date):
            yield f"{path}.date {meeting.date!r} is no xsd:date"
    contents = {position.id: position.content for position in events.positions}
    known = {"agent": agents, "meeting": {meeting.id for meeting in events.meetings}, "resolution": resolutions}
    for index, position in enumerate(events.positions):
        yield from _position_faults(f"$.positions[{index}]", position, contents, known)
    for index, resolution in enumerate(events.resolutions):
        path = f"$.resolutions[{index}]"
        parties = (*resolution.sponsors, *((resolution.adopted_by,) if resolution.adopted_by else ()))
        yield from _dangling(path, parties, agents, "agent")
        if resolution.adopted_on is not None and valid_date(resolution.adopted_on) is None:
            yield f"{path}.adopted_on {resolution.adopted_on!r} is no xsd:date"
    for index, reference in enumerate(events.references):
        path = f"$.references[{index}]"
        yield from _dangling(f"{path}.resolution", (reference.resolution,), resolutions, "resolution")
        yield from _no_probability(path, reference.confidence)


def _position_faults(
    path: str, position: Position, contents: Mapping[str, Span], known: Mapping[str, Collection[str]]
) -> Iterator[str]:
    if not position.holders:
        yield f"{path}.holders is empty: a position has a holder"
    yield from _dangling(f"{path}.holders", position.holders, known["agent"], "agent")
    yield from _dangling(f"{path}.addressed_to", position.addressed_to, known["agent"], "agent")
    if position.on_behalf_of is not None:
        yield from _dangling(f"{path}.on_behalf_of", (position.on_behalf_of,), known["agent"], "agent")
    if position.expressed_at is not None:
        yield from _dangling(f"{path}.expressed_at", (position.expressed_at,), known["meeting"], "meeting")
    yield from _dangling(f"{path}.concerns", position.concerns, known["resolution"], "resolution")
    yield from _no_probability(path, position.confidence)
    if position.rebuts:
        yield from _dangling(f"{path}.rebuts", position.rebuts, contents, "position")
        for name in position.rebuts:
            rebutted = contents.get(name)
            if rebutted is None or rebutted.start < position.content.start:
                continue
            if name == position.id or not position.content.contains(rebutted):
                yield f"{path}.rebuts {name!r}, which is neither earlier in the text than {position.id!r} nor within it"


def _dangling(path: str, names: Iterable[str], known: Collection[str], kind: str) -> Iterator[str]:
    for name in names:
        if name not in known:
            yield f"{path} names {name!r}, but there is no {kind} of this id"


def _repeated(path: str, names: Iterable[str]) -> Iterator[str]:
    for name, count in Counter(names).items():
        if count > 1:
            yield f"{path} has the id {name!r} {count} times"


def _no_probability(path: str, confidence: float) -> Iterator[str]:
    if not 0 <= confidence <= 1:
        yield f"{path}.confidence is {confidence}, not between 0 and 1"


def _bad_spans(value: object, path: str, length: int) -> Iterator[str]:
    """Return the spans anywhere in *value* that do not lie in a text of *length* code points."""
    if isinstance(value, Span):
        if not 0 <= value.start <= value.end <= length:
            yield f"{path} ({value.start} to {value.end}) is outside of the text ({length} characters)"
    elif is_dataclass(value):
        for field in fields(value):
            yield from _bad_spans(getattr(value, field.name), f"{path}.{field.name}", length)
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _bad_spans(inner, f"{path}[{index}]", length)


def _unwritable(value: object, path: str) -> Iterator[str]:
    """Return the strings anywhere in *value* with half a surrogate pair, which no Unicode text can have."""
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            yield f"{path} has a lone surrogate, which is no character"
    elif is_dataclass(value):
        for field in fields(value):
            yield from _unwritable(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _unwritable(inner, f"{path}[{index}]")
