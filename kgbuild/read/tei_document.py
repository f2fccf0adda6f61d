"""One document of a TEI volume.

What the tags say is taken from them: who sends and receives, place, date, signer, which entry of
the list of persons a name is, which document a note cites. What they do not say (the telegram's
number, subject, references, labels of paragraphs, the parts of the source note) is read from the
rendered text by the functions that read plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from lxml import etree

from kgbuild.errors import InputError, InputWarning
from kgbuild.model import (
    Correspondent,
    Document,
    DocumentKind,
    ListedPerson,
    PersonMention,
    SectionKind,
    SourceNote,
    Span,
    Volume,
)
from kgbuild.read.dateline import parse_dateline, valid_date
from kgbuild.read.heading import Heading, read_heading
from kgbuild.read.kinds import NUMBERED
from kgbuild.read.layout import Line, file_line_kind
from kgbuild.read.rendering import Rendering, TaggedSpan, local_name, render
from kgbuild.read.sections import blank_markers, read_notes, read_parts, read_source
from kgbuild.read.source_note import source_of_lines

__all__ = ["DocumentReader"]

_DATES = ("when", "from", "notBefore", "to", "notAfter")
_CLOSING = re.compile(
    r"(?:(?:very|most|yours|with|best|warm|kind) )*(?:sincerely|respectfully|faithfully|cordially|truly|regards|wishes)\b",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(r"(?P<volume>frus[\w-]+)?#(?P<id>d\d+[a-z]?)(?:fn\d+)?")


class DocumentReader:
    """Reads the documents of one volume; *source* names its file in warnings."""

    def __init__(
        self,
        source: str,
        volume: Volume,
        people: Mapping[str, ListedPerson],
        on_fault: Callable[[InputError | InputWarning], None],
    ) -> None:
        self._source = source
        self._volume = volume
        self._people = people
        self._on_fault = on_fault
        self._told: set[str] = set()

    def read(self, element: etree._Element, identifier: str) -> Document:
        """The document that the ``div`` *element* holds."""
        rendering = render(element, self._warn)
        text = rendering.text
        unmarked = blank_markers(text, rendering.markers)
        heading = _heading(unmarked, rendering)
        file = _about_paper(rendering, text)
        kind = _kind(element, heading, file)
        lines = tuple(Line(block.kind, block.span) for block in rendering.blocks)
        parts = read_parts(unmarked, lines, rendering.notes, numbered=kind in NUMBERED)
        senders = self._correspondents("from", heading.senders, rendering, heading)
        recipients = self._correspondents("to", heading.recipients, rendering, heading)
        signer = self._signer(unmarked, rendering)
        mentions = tuple(self._mentions(rendering))
        place, date = _dateline(unmarked, rendering)
        return Document(
            identifier=identifier,
            kind=kind,
            text=text,
            sections=parts.sections,
            title=heading.title.of(text) or None,
            document_number=heading.document_number or element.get("n"),
            number=parts.opening.number,
            subject=parts.opening.subject,
            references=parts.opening.references,
            date=date,
            place=place,
            senders=senders,
            recipients=recipients,
            signer=signer,
            source=read_source(text, rendering.notes, lines) or _old_source(file),
            notes=read_notes(text, rendering.notes, self._volume.id, self._cited(rendering)),
            note_markers=rendering.markers,
            people=self._listed(mentions, (*senders, *recipients, *((signer,) if signer else ()))),
            mentions=mentions,
            volume=self._volume,
        )

    def _warn(self, element: etree._Element, reason: str) -> None:
        """Tell of an oddity, each kind once a volume."""
        if reason in self._told:
            return
        self._told.add(reason)
        self._on_fault(
            InputWarning(
                self._source,
                reason,
                "its words are read as they stand; check the place",
                place=f"line {element.sourceline}",
            )
        )

    def _entry(self, element: etree._Element) -> str | None:
        """The entry of the list of persons that *element* points to."""
        for target in (element.get("corresp") or "").split():
            volume, mark, name = target.lstrip("^").partition("#")
            if mark and name:
                return f"{volume or self._volume.id}#{name}"
        return None

    def _mentions(self, rendering: Rendering) -> Iterator[PersonMention]:
        for tagged in sorted(rendering.tagged, key=lambda tagged: tagged.span):
            if local_name(tagged.element) == "persName" and (entry := self._entry(tagged.element)):
                yield PersonMention(tagged.span, entry)

    def _listed(
        self, mentions: Sequence[PersonMention], parties: Sequence[Correspondent]
    ) -> tuple[ListedPerson, ...]:
        entries = dict.fromkeys([m.entry for m in mentions] + [p.entry for p in parties if p.entry])
        return tuple(self._people[entry] for entry in entries if entry in self._people)

    def _correspondents(
        self, side: str, parsed: tuple[Correspondent, ...], rendering: Rendering, heading: Heading
    ) -> tuple[Correspondent, ...]:
        """Sender or recipient: the words of the heading round each name that is tagged as such.

        Where the tags part the side otherwise than its words seem to, the tags are right.
        """
        inside = [tagged for tagged in rendering.tagged if heading.title.contains(tagged.span)]
        tags = _outermost([tagged for tagged in inside if tagged.element.get("type") == side])
        if all(sum(party.span.contains(tag.span) for tag in tags) == 1 for party in parsed) and len(
            tags
        ) == len(parsed):
            tagged_alone: list[Correspondent] = []
        elif tags:
            tagged_alone = [
                Correspondent(tag.span.of(rendering.text), tag.span, self._entry(tag.element)) for tag in tags
            ]
        else:
            tagged_alone = []
        if tagged_alone:
            return tuple(tagged_alone)
        return tuple(
            Correspondent(
                party.name,
                party.span,
                next(
                    (
                        entry
                        for t in inside
                        if party.span.contains(t.span) and (entry := self._entry(t.element))
                    ),
                    None,
                ),
            )
            for party in parsed
        )

    def _signer(self, text: str, rendering: Rendering) -> Correspondent | None:
        """The first who signs the document itself: the name in ``signed``, without brackets."""
        for block in rendering.blocks:
            if (
                block.attached
                or block.kind is not SectionKind.SIGNATURE
                or local_name(block.element) != "signed"
            ):
                continue
            names = [
                t
                for t in rendering.tagged
                if local_name(t.element) == "persName" and block.span.contains(t.span)
            ]
            span = names[0].span if names else block.span
            words = span.of(text)
            name = words.strip(' []“”".,/')
            if not name or (not names and _CLOSING.match(name)):
                continue
            start = span.start + words.index(name)
            entry = self._entry(names[0].element) if names else None
            return Correspondent(name, Span(start, start + len(name)), entry or self._entry(block.element))
        return None

    def _cited(self, rendering: Rendering) -> list[tuple[str, ...]]:
        """For each note, the documents that its references point to."""
        return [
            tuple(
                f"{match['volume'] or self._volume.id}/{match['id']}"
                for target in targets
                if (match := _DOCUMENT.fullmatch(target))
            )
            for targets in rendering.references
        ]


def _heading(text: str, rendering: Rendering) -> Heading:
    span = next((block.span for block in rendering.blocks if block.kind is SectionKind.HEADING), Span(0, 0))
    return read_heading(text, span, first_label=None, marked=True)


def _kind(element: etree._Element, heading: Heading, about: Sequence[str]) -> DocumentKind:
    if element.get("subtype") == "editorial-note":
        return DocumentKind.EDITORIAL_NOTE
    named = (file_line_kind(words) for words in about)
    return next(filter(None, named), None) or heading.kind


def _about_paper(rendering: Rendering, text: str) -> tuple[str, ...]:
    """The lines about the paper itself, its file first if that is printed."""
    return tuple(
        block.span.of(text) for block in rendering.blocks if block.kind is None and not block.attached
    )


def _old_source(about: Sequence[str]) -> SourceNote | None:
    file = next((words for words in about if any(c.isdigit() for c in words) or "Files" in words), None)
    return source_of_lines(file, [words for words in about if words != file])


def _dateline(text: str, rendering: Rendering) -> tuple[str | None, str | None]:
    """Place and date of the document's own datelines: of the tags, and of the words where those lack."""
    blocks = [b for b in rendering.blocks if b.kind is SectionKind.DATELINE and not b.attached]
    tagged = [t for t in rendering.tagged if any(b.span.contains(t.span) for b in blocks)]
    dates = (
        date
        for tag in tagged
        if local_name(tag.element) == "date"
        for name in _DATES
        if (date := valid_date(tag.element.get(name) or ""))
    )
    date = next(dates, None)
    places = [t.span.of(text).strip(" ,.[]") for t in tagged if local_name(t.element) == "placeName"]
    place = next(filter(None, places), None)
    for block in blocks:
        read = parse_dateline(block.span.of(text))
        place, date = place or read.place, date or read.date
    return place, date


def _outermost(tags: Sequence[TaggedSpan]) -> list[TaggedSpan]:
    return [
        tag
        for tag in sorted(tags, key=lambda tag: tag.span)
        if not any(
            other is not tag and other.span.contains(tag.span) and other.span != tag.span for other in tags
        )
    ]
