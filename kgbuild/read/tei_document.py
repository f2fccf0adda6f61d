"""One document of a TEI volume.

What the tags say is taken from them: who sends and receives, place, date, signer, which entry of
the list of persons a name is, which document a note cites. What they do not say (the telegram's
number, subject, references, labels of paragraphs, the parts of the source note) is read from the
rendered text by the functions that read plain text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

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
from kgbuild.read.elements import fold, local_name
from kgbuild.read.heading import Heading, read_heading
from kgbuild.read.kinds import is_numbered
from kgbuild.read.layout import Line, file_line_kind
from kgbuild.read.redactions import find_redactions
from kgbuild.read.rendering import Block, Rendering, TaggedSpan, render
from kgbuild.read.sections import blank_markers, cited_by_editors, read_notes, read_parts, read_source
from kgbuild.read.signature import signature_name
from kgbuild.read.source_note import source_of_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from lxml import etree

__all__ = ["DocumentReader"]

_DATES = ("when", "from", "notBefore", "to", "notAfter")
_UNSIGNED = re.compile(
    r"(?:message )?unsigned\b|(?:(?:very|most|yours|with|best|warm|kind) )*"
    r"(?:sincerely|respectfully|faithfully|cordially|truly|regards|wishes)\b",
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
        """Return the document that the ``div`` *element* holds."""
        rendering = render(element, self._warn)
        text = rendering.text
        unmarked = blank_markers(text, rendering.markers)
        heading = _heading(unmarked, rendering)
        file = _about_paper(rendering, text)
        kind = _kind(element, heading, file)
        lines = tuple(Line(block.kind, block.span) for block in rendering.blocks)
        parts = read_parts(unmarked, lines, rendering.notes, numbered=is_numbered(kind, sent=bool(heading.senders)))
        senders = self._correspondents("from", heading.senders, rendering, heading)
        recipients = self._correspondents("to", heading.recipients, rendering, heading)
        signer = self._signer(unmarked, kind, rendering)
        mentions = tuple(self._mentions(rendering))
        place, date = _dateline(unmarked, rendering)
        name = identifier.partition("/")[2]
        return Document(
            identifier=identifier,
            kind=kind,
            text=text,
            sections=parts.sections,
            title=fold(heading.title.of(unmarked)) or None,
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
            notes=read_notes(text, rendering.notes, self._volume.id, name, self._cited(rendering)),
            note_markers=rendering.markers,
            redactions=find_redactions(text),
            cited=cited_by_editors(unmarked, kind, parts.sections, self._volume.id, name),
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
        """Return the entry of the list of persons that *element* points to."""
        for target in (element.get("corresp") or "").split():
            volume, mark, name = target.lstrip("^").partition("#")
            if mark and name:
                return f"{volume or self._volume.id}#{name}"
        return None

    def _mentions(self, rendering: Rendering) -> Iterator[PersonMention]:
        for tagged in sorted(rendering.tagged, key=lambda tagged: tagged.span):
            if local_name(tagged.element) == "persName" and (entry := self._entry(tagged.element)):
                yield PersonMention(tagged.span, entry)

    def _listed(self, mentions: Sequence[PersonMention], parties: Sequence[Correspondent]) -> tuple[ListedPerson, ...]:
        entries = dict.fromkeys([m.entry for m in mentions] + [p.entry for p in parties if p.entry])
        return tuple(self._people[entry] for entry in entries if entry in self._people)

    def _correspondents(
        self, side: str, parsed: tuple[Correspondent, ...], rendering: Rendering, heading: Heading
    ) -> tuple[Correspondent, ...]:
        """Name the sender or recipient: the words of the heading round each name that is tagged as such.

        Where the words do not part the heading, the tags do; a tag "from" on the side of the
        recipient, or the other way round, is a slip.
        """
        inside = [tagged for tagged in rendering.tagged if heading.title.contains(tagged.span)]
        tags = [tagged for tagged in inside if tagged.element.get("type") == side]
        if parsed and not _joint(parsed, tags):
            return tuple(self._with_entry(party, inside) for party in parsed)
        return tuple(self._of_tag(tag, rendering.text) for tag in _outermost(tags))

    def _with_entry(self, party: Correspondent, tagged: Sequence[TaggedSpan]) -> Correspondent:
        """Add to *party* the entry of the list of persons that a name in it points to."""
        entries = (self._entry(tag.element) for tag in tagged if party.span.contains(tag.span))
        return replace(party, entry=next(filter(None, entries), None))

    def _of_tag(self, tag: TaggedSpan, text: str) -> Correspondent:
        words = tag.span.of(text)
        name = re.sub(r"^(?:to |from )?the ", "", words, flags=re.IGNORECASE)
        start = tag.span.end - len(name)
        return Correspondent(name, Span(start, tag.span.end), self._entry(tag.element))

    def _signer(self, text: str, kind: DocumentKind, rendering: Rendering) -> Correspondent | None:
        """Name who signs the document itself, without brackets.

        The first of several, but the last of a telegram's: those before signed what it quotes.
        """
        signed = [
            block
            for block in rendering.blocks
            if block.kind is SectionKind.SIGNATURE
            and not block.attached
            and local_name(block.element) == "signed"
            and not _UNSIGNED.match(block.span.of(text))
        ]
        signers = list(filter(None, (self._signer_in(text, block, rendering) for block in signed)))
        tagged = [signer for signer in signers if signer[1]] or signers
        if not tagged:
            return None
        return tagged[-1 if kind is DocumentKind.TELEGRAM else 0][0]

    def _signer_in(self, text: str, block: Block, rendering: Rendering) -> tuple[Correspondent, bool] | None:
        """Name who signs in a line, and whether a tag says that it is a name."""
        names = [
            tagged
            for tagged in rendering.tagged
            if local_name(tagged.element) == "persName" and block.span.contains(tagged.span)
        ]
        span = names[0].span if names else block.span
        name = signature_name(span.of(text))
        if not name:
            return None
        start = span.start + span.of(text).index(name)
        entry = (self._entry(names[0].element) if names else None) or self._entry(block.element)
        return Correspondent(name, Span(start, start + len(name)), entry), bool(names)

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
    return read_heading(text, span)


def _kind(element: etree._Element, heading: Heading, about: Sequence[str]) -> DocumentKind:
    if element.get("subtype") == "editorial-note":
        return DocumentKind.EDITORIAL_NOTE
    named = (file_line_kind(words) for words in about)
    return next(filter(None, named), None) or heading.kind


def _about_paper(rendering: Rendering, text: str) -> tuple[str, ...]:
    """Return the lines about the paper itself, its file first if that is printed."""
    return tuple(block.span.of(text) for block in rendering.blocks if block.kind is None and not block.attached)


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


def _joint(parties: Sequence[Correspondent], tags: Sequence[TaggedSpan]) -> bool:
    """Tell whether several people are tagged in what the words take for one party."""
    people = [tag for tag in tags if local_name(tag.element) == "persName"]
    return any(sum(party.span.contains(tag.span) for tag in people) > 1 for party in parties)


def _outermost(tags: Sequence[TaggedSpan]) -> list[TaggedSpan]:
    return [
        tag
        for tag in sorted(tags, key=lambda tag: tag.span)
        if not any(other is not tag and other.span.contains(tag.span) and other.span != tag.span for other in tags)
    ]
