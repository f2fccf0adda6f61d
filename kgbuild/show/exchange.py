"""The exchange that a document reports, read from a graph: who held what, at which meeting, against what."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kgbuild.store.documents import find_document
from kgbuild.store.evaluation import select

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyoxigraph import Store

__all__ = ["Exchange", "Heading", "NamedResolution", "ReportedMeeting", "Statement", "exchange"]


@dataclass(frozen=True, slots=True)
class Heading:
    """What tells one document from another; what the graph does not say is ``None``."""

    identifier: str
    iri: str
    title: str | None = None
    date: str | None = None
    place: str | None = None
    number: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class ReportedMeeting:
    """A meeting: the words that introduce it, who took part, and when and where as far as is told."""

    iri: str
    start: int
    words: str
    participants: tuple[str, ...]
    status: str | None
    when: str | None
    place: str | None
    duration: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A position with its place in the exchange.

    ``number`` counts from 1 in the order of the text; ``rebuts`` holds numbers of earlier statements.
    ``speakers`` are those who hold it, people first; ``side`` is the state or body they speak for where
    that is known, else the first speaker. ``words`` are the text's, which begin at the code point ``start``.
    """

    number: int
    iri: str
    start: int
    speakers: tuple[str, ...]
    side: str
    act: str | None
    words: str
    cue: str | None
    confidence: float | None
    meeting: str | None
    rebuts: tuple[int, ...]
    concerns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedResolution:
    """A resolution, the symbol it has (if any), and the words that name it in the document."""

    label: str
    symbol: str | None
    mentions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """All that a document reports. ``author_side`` is the side of the one who wrote it, where he speaks."""

    heading: Heading
    meetings: tuple[ReportedMeeting, ...]
    statements: tuple[Statement, ...]
    resolutions: tuple[NamedResolution, ...]
    author_side: str | None = None


def exchange(store: Store, document: str) -> Exchange:
    """The exchange in the document that *document* names, by identifier, IRI, file name or a unique ending.

    Raises :class:`kgbuild.errors.InputError` if there is no such document, or several.
    """
    iri = find_document(store, document).iri
    authors = {row["author"] for row in _ask(store, iri, "?paper dip:author ?author")}
    voices = _voices(store, iri, authors)
    return Exchange(
        heading=_heading(store, iri),
        meetings=_meetings(store, iri, authors),
        statements=_statements(store, iri, voices),
        resolutions=_resolutions(store, iri),
        author_side=next((voice.side for voice in voices.values() if voice.by_author), None),
    )


@dataclass(frozen=True, slots=True)
class _Voice:
    speakers: tuple[str, ...]
    side: str
    by_author: bool


def _ask(store: Store, iri: str, pattern: str) -> list[dict[str, str]]:
    """All solutions of *pattern*, in which ``?paper`` is the document, in one fixed order."""
    rows = select(store, f"SELECT DISTINCT * {{ VALUES ?paper {{ {NamedNode(iri)} }} {pattern} }}")
    return sorted(rows, key=lambda row: sorted(row.items()))


def _heading(store: Store, iri: str) -> Heading:
    row = _ask(
        store,
        iri,
        """?paper dcterms:identifier ?identifier
        OPTIONAL { ?paper dcterms:title ?title } OPTIONAL { ?paper dcterms:date ?date }
        OPTIONAL { ?paper dip:sentFrom ?place } OPTIONAL { ?paper dip:number ?number }
        OPTIONAL { ?paper dip:subject ?subject }""",
    )[0]
    return Heading(
        identifier=row["identifier"],
        iri=iri,
        title=row.get("title"),
        date=row.get("date"),
        place=row.get("place"),
        number=row.get("number"),
        subject=row.get("subject"),
    )


def _meetings(store: Store, iri: str, authors: set[str]) -> tuple[ReportedMeeting, ...]:
    took_part = defaultdict(list)
    for row in _ask(store, iri, "?meeting dip:reportedIn ?paper ; dip:participant ?who . ?who rdfs:label ?label"):
        took_part[row["meeting"]].append(_name(row["label"], is_author=row["who"] in authors))
    rows = _ask(
        store,
        iri,
        """?meeting a dip:Meeting ; dip:reportedIn ?paper ; dip:evidence/oa:hasSelector ?selector .
        ?selector oa:start ?start ; oa:exact ?words
        OPTIONAL { ?meeting dip:status ?status } OPTIONAL { ?meeting dip:date ?date }
        OPTIONAL { ?meeting dip:timeExpression ?time } OPTIONAL { ?meeting dip:place ?place }
        OPTIONAL { ?meeting dip:duration ?duration }""",
    )
    meetings = {
        row["meeting"]: ReportedMeeting(
            iri=row["meeting"],
            start=int(row["start"]),
            words=row["words"],
            participants=_distinct(took_part[row["meeting"]]),
            status=row.get("status"),
            when=row.get("time") or row.get("date"),
            place=row.get("place"),
            duration=row.get("duration"),
        )
        for row in rows
    }
    return tuple(sorted(meetings.values(), key=lambda meeting: (meeting.start, meeting.iri)))


def _voices(store: Store, iri: str, authors: set[str]) -> dict[str, _Voice]:
    """Who speaks in each position, and for which side."""
    rows = _ask(
        store,
        iri,
        """?position dip:reportedIn ?paper ; dip:heldBy ?holder . ?holder rdfs:label ?label
        OPTIONAL { ?holder a ?kind FILTER(?kind = dip:Person) }
        OPTIONAL { ?position dip:onBehalfOf/rdfs:label ?party }""",
    )
    usual = {row["holder"]: row["party"] for row in reversed(rows) if "party" in row}
    by_position = defaultdict(list)
    for row in rows:
        by_position[row["position"]].append(row)
    return {position: _voice(holders, usual, authors) for position, holders in by_position.items()}


def _voice(holders: list[dict[str, str]], usual: Mapping[str, str], authors: set[str]) -> _Voice:
    people_first = sorted(holders, key=lambda row: ("kind" not in row, row["label"]))
    names = _distinct(_name(row["label"], is_author=row["holder"] in authors) for row in people_first)
    people = _distinct(_name(row["label"], is_author=row["holder"] in authors) for row in people_first if "kind" in row)
    parties = [row["party"] for row in people_first if "party" in row]
    bodies = [row["label"] for row in people_first if "kind" not in row]
    habits = [usual[row["holder"]] for row in people_first if row["holder"] in usual]
    side = next(iter(parties + bodies + habits), names[0])
    speakers = tuple(name for name in names if name != side or name in people) if people else names
    return _Voice(speakers, side, by_author=any(row["holder"] in authors for row in holders))


def _statements(store: Store, iri: str, voices: Mapping[str, _Voice]) -> tuple[Statement, ...]:
    rows = _ask(
        store,
        iri,
        """?position dip:reportedIn ?paper ; dip:content ?words ; dip:evidence/oa:hasSelector/oa:start ?start
        OPTIONAL { ?position dip:act/skos:notation ?act } OPTIONAL { ?position dip:cue ?cue }
        OPTIONAL { ?position dip:confidence ?confidence } OPTIONAL { ?position dip:expressedAt ?meeting }""",
    )
    found = {row["position"]: row for row in rows if row["position"] in voices}
    order = sorted(found, key=lambda position: (int(found[position]["start"]), position))
    numbers = {position: number for number, position in enumerate(order, start=1)}
    rebuts = defaultdict(set)
    for row in _ask(store, iri, "?position dip:reportedIn ?paper ; dip:rebuts ?earlier"):
        if row["earlier"] in numbers:
            rebuts[row["position"]].add(numbers[row["earlier"]])
    concerns = defaultdict(list)
    for row in _ask(store, iri, "?position dip:reportedIn ?paper ; dip:concerns/rdfs:label ?label"):
        concerns[row["position"]].append(row["label"])
    return tuple(
        Statement(
            number=numbers[position],
            iri=position,
            start=int(row["start"]),
            speakers=voices[position].speakers,
            side=voices[position].side,
            act=row.get("act"),
            words=row["words"],
            cue=row.get("cue"),
            confidence=float(row["confidence"]) if "confidence" in row else None,
            meeting=row.get("meeting"),
            rebuts=tuple(sorted(rebuts[position])),
            concerns=_distinct(concerns[position]),
        )
        for position, row in ((position, found[position]) for position in order)
    )


def _resolutions(store: Store, iri: str) -> tuple[NamedResolution, ...]:
    rows = _ask(
        store,
        iri,
        """?reference dip:reportedIn ?paper ; dip:refersTo ?resolution ;
                      dip:evidence/oa:hasSelector ?selector .
        ?selector oa:start ?start ; oa:exact ?words . ?resolution rdfs:label ?label
        OPTIONAL { ?resolution dip:symbol ?symbol }""",
    )
    rows.sort(key=lambda row: int(row["start"]))
    mentions = defaultdict(list)
    for row in rows:
        mentions[row["resolution"]].append(row)
    return tuple(
        NamedResolution(same[0]["label"], same[0].get("symbol"), _distinct(row["words"] for row in same))
        for same in mentions.values()
    )


def _name(label: str, *, is_author: bool) -> str:
    if not is_author:
        return label
    return "the author" if label.casefold().startswith("author") else f"{label} (author)"


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
