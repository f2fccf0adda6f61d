"""From the elements of a TEI document to its plain text, with what the elements say and where.

The text is laid out as :mod:`kgbuild.read.layout` describes it. White space is folded; a page break
leaves no trace, so a word that it cuts is whole again; each item, row, line of verse or of a
signature is a paragraph of its own, and the cells of a row are parted by " | ".
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kgbuild.model import NoteMarker, SectionKind, Span
from kgbuild.read.elements import (
    CONTAINERS,
    KNOWN,
    LINES,
    TEI,
    XML_ID,
    holds_lines,
    is_shown,
    local_name,
    words_of,
)
from kgbuild.read.layout import NoteLines
from kgbuild.read.line_writer import LineWriter

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element as Element

__all__ = ["Block", "Rendering", "TaggedSpan", "render"]

# Elements whose place in the text is kept.
_TAGGED = frozenset({"date", "dateline", "gloss", "persName", "placeName", "seg", "signed"})
_ONE_LINE = frozenset({SectionKind.HEADING, SectionKind.DATELINE, SectionKind.ATTACHMENT})


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the text; ``kind`` is ``None`` for lines about the paper itself (file, secrecy).

    ``element`` is the one that it comes from; ``attached`` says that it belongs to an attachment.
    """

    kind: SectionKind | None
    span: Span
    element: Element
    attached: bool


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """Where the words of an element stand in the text."""

    element: Element
    span: Span


@dataclass(frozen=True, slots=True)
class Rendering:
    """A document's text and what its elements mark in it.

    ``references`` are, for each note, the targets that its ``ref`` elements point to.
    """

    text: str
    blocks: tuple[Block, ...]
    notes: tuple[NoteLines, ...]
    markers: tuple[NoteMarker, ...]
    tagged: tuple[TaggedSpan, ...]
    references: tuple[tuple[str, ...], ...]


def render(document: Element, on_oddity: Callable[[Element, str], None]) -> Rendering:
    """Render the ``div`` of a document.

    *on_oddity* is told of each element that TEI does not have and each note without a number.
    """
    renderer = _Renderer(document, on_oddity)
    renderer.run()
    return renderer.result()


class _Renderer:
    """One pass over a document's elements."""

    def __init__(self, document: Element, on_oddity: Callable[[Element, str], None]) -> None:
        self.document = document
        self.on_oddity = on_oddity
        self.out = LineWriter()
        # What the next line is, where it comes from, and whether lines can be broken at all.
        self.kind: SectionKind | None = SectionKind.PARAGRAPH
        self.element = document
        self.attached = False
        self.flat = False
        self.heading_seen = False
        self.blocks: list[Block] = []
        self.markers: list[NoteMarker] = []
        self.tagged: list[TaggedSpan] = []
        self.called: deque[tuple[str, Element]] = deque()
        self.notes: list[NoteLines] = []
        self.references: list[tuple[str, ...]] = []
        self.gathered = _gathered_notes(document)
        self.uncalled = dict(self.gathered)

    def run(self) -> None:
        """Render the body, then the notes that it calls, in their order."""
        for child in _heading_first(self.document):
            self.walk(child)
        self.close()
        self.called.extend((self.label_of(note), note) for note in self.uncalled.values())
        while self.called:
            self.render_note(*self.called.popleft())

    def result(self) -> Rendering:
        """Return what was rendered."""
        markers = sorted(self.markers, key=lambda marker: marker.span)
        return Rendering(
            self.out.text(),
            tuple(self.blocks),
            tuple(self.notes),
            tuple(markers),
            tuple(self.tagged),
            tuple(self.references),
        )

    # --- elements

    def walk(self, element: Element) -> None:
        """Render *element* with all that is in it."""
        name = local_name(element)
        if not is_shown(element, name) or (name == "div" and element.get("type") == "document"):
            return  # a document inside a document is read on its own
        if name not in KNOWN:
            self.on_oddity(element, f"the element <{name}> is none of TEI's that documents use")
        if name == "note":
            self.walk_note(element)
        elif name == "lb":
            self.walk_line_break()
        elif name == "gap" and not (element.text or len(element)):
            self.write("[…]")
        elif name == "row" and not self.flat:
            self.walk_row(element)
        elif name in LINES or name in CONTAINERS or (name not in KNOWN and holds_lines(element)):
            self.walk_flat(element) if self.flat else self.walk_line(element, name)
        else:
            self.walk_part(element, name)

    def walk_children(self, element: Element) -> None:
        """Render the text and the children of *element*."""
        self.write(element.text, starts=True, ends=not len(element))
        last = len(element) - 1
        for index, child in enumerate(element):
            self.walk(child)
            self.write(child.tail, ends=index == last)

    def walk_part(self, element: Element, name: str) -> None:
        """Render an element within a line."""
        target = (element.get("target") or "").removeprefix("#") if name == "ref" else ""
        note = self.uncalled.pop(target, None)
        if note is not None:  # an element without children is false
            self.call_note(note)
            return
        begin = self.out.length
        self.walk_children(element)
        if name == "label":
            self.out.blank()
        self.keep(element, name, begin)

    def walk_flat(self, element: Element) -> None:
        """Render an element with lines where lines cannot be broken: in a cell, heading or note."""
        self.out.blank()
        self.walk_part(element, local_name(element))
        self.out.blank()

    def walk_line(self, element: Element, name: str) -> None:
        """Render an element that has lines of its own."""
        if name != "item" or local_name(self.element) != "list":
            self.close()  # the line of a list that is begun is the label of the item that now comes
        before = (self.kind, self.element, self.attached)
        begin = self.out.length
        self.kind = self.kind_of(element, name)
        self.element = element
        self.attached = self.attached or name == "attachment"
        self.walk_children(element)
        self.close()
        self.kind, self.element, self.attached = before
        self.keep(element, name, begin)

    def walk_row(self, element: Element) -> None:
        """Render a row of a table as a line."""
        self.close()
        self.out.open_line()
        self.flat = True
        begin = self.out.length
        self.write(element.text)
        for cell in element:
            if self.out.length > begin and words_of(cell):
                self.out.write(" | ")
            self.walk(cell)
            self.out.forget_blank()
            self.write(cell.tail)
        self.flat = False
        self.close()

    def walk_line_break(self) -> None:
        """Break the line where its element may have several, else part the words."""
        if self.flat or self.kind in _ONE_LINE:
            self.out.blank()
        else:
            self.close()

    def kind_of(self, element: Element, name: str) -> SectionKind | None:
        """Tell the part that the lines of *element* play."""
        parent = element.getparent()
        if name == "head" and parent is self.document and not self.heading_seen:
            self.heading_seen = True
            return SectionKind.HEADING
        if name == "head" and parent is not None and local_name(parent) == "attachment":
            return SectionKind.ATTACHMENT
        if name in {"closer", "signed"} or (self.kind is SectionKind.SIGNATURE and name != "dateline"):
            return SectionKind.SIGNATURE
        return {"dateline": SectionKind.DATELINE, "seg": None}.get(name, SectionKind.PARAGRAPH)

    # --- words

    def write(self, words: str | None, *, starts: bool = False, ends: bool = False) -> None:
        """Write words into the line that is begun, or begin one."""
        if not words:
            return
        if not self.flat and not words.isspace():
            self.out.open_line()
        self.out.words(words, starts=starts, ends=ends)

    def close(self) -> None:
        """End the line that is begun, if any."""
        if span := self.out.close_line():
            self.blocks.append(Block(self.kind, span, self.element, self.attached))

    def keep(self, element: Element, name: str, begin: int) -> None:
        """Keep the place of *element*, whose words were written from *begin* on."""
        if name in _TAGGED:
            written = self.out.since(begin)
            start = self.out.length - len(written.lstrip())
            if start < self.out.length:
                self.tagged.append(TaggedSpan(element, Span(start, self.out.length)))

    # --- notes

    def walk_note(self, note: Element) -> None:
        """Print the number of a note where it is called; a note "inline" is a line of its own."""
        if note.get("rend") == "inline":
            self.close()
            before = (self.kind, self.element)
            self.kind, self.element = None, note
            self.walk_children(note)
            self.close()
            self.kind, self.element = before
        elif note.get(XML_ID) not in self.gathered:
            self.call_note(note)

    def call_note(self, note: Element) -> None:
        """Print the label of *note* stuck to the words before it, and keep the note for the end."""
        label = self.label_of(note)
        self.called.append((label, note))
        parent = note.getparent()
        if not self.flat and parent is not None and local_name(parent) not in CONTAINERS:
            self.out.open_line()
        if self.out.is_open or self.flat:
            parted = self.out.blank_waits
            self.print_label(label)
            if parted and (note.tail or "")[:1].isalnum():
                self.out.blank()
        elif self.blocks:  # a note between two lines belongs to the one before
            self.print_label(label)
            span = Span(self.blocks[-1].span.start, self.out.length)
            self.blocks[-1] = replace(self.blocks[-1], span=span)

    def print_label(self, label: str) -> None:
        """Write a marker."""
        self.out.write(label)
        self.markers.append(NoteMarker(Span(self.out.length - len(label), self.out.length), label))

    def label_of(self, note: Element) -> str:
        """Return the number or symbol of *note*, "*" where it has none."""
        label = "".join((note.get("n") or "").split()).rstrip(".")
        number = re.search(r"fn(\d+)$", note.get(XML_ID) or "")
        if label or number:
            return label or (number[1] if number else "")
        self.on_oddity(note, "a note has no number and is shown as *")
        return "*"

    def render_note(self, label: str, note: Element) -> None:
        """Write *note* below the text, unless it is empty."""
        if not words_of(note):
            return
        if self.out.length:
            self.out.write("\n" if self.notes else "\n\n")
        self.out.write("  ")
        begin = self.out.length
        self.out.write(f"{label}. ")
        body = self.out.length
        self.flat = True
        self.walk_children(note)
        self.out.forget_blank()
        self.flat = False
        self.notes.append(NoteLines(label, Span(begin, self.out.length), body))
        targets = (ref.get("target") for ref in note.iter(f"{{{TEI}}}ref"))
        self.references.append(tuple(target for target in targets if target))


def _heading_first(document: Element) -> list[Element]:
    """Return the children of *document*; a heading that follows its dateline is put before it."""
    children = list(document)
    names = [local_name(child) for child in children]
    if "head" in names and "dateline" in names[: names.index("head")]:
        children.insert(names.index("dateline"), children.pop(names.index("head")))
    return children


def _gathered_notes(document: Element) -> dict[str, Element]:
    """Return the notes that end *document*, by their ids: references call them, not their place."""
    notes: dict[str, Element] = {}
    for child in reversed(document):
        name = local_name(child)
        if name and name != "pb":
            if name != "note" or child.get("rend") == "inline":
                break
            notes[child.get(XML_ID) or f"note {len(notes)}"] = child
    return dict(reversed(notes.items()))
