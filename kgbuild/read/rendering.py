"""From the elements of a TEI document to its plain text, with what the elements say and where.

The text is laid out as :mod:`kgbuild.read.layout` describes it. White space is folded; a page break
leaves no trace, so a word that it cuts is whole again; each item, row, line of verse or of a
signature is a paragraph of its own, and the cells of a row are parted by " | ".
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from kgbuild.model import NoteMarker, SectionKind, Span
from kgbuild.read.layout import NoteLines

__all__ = ["FRUS", "TEI", "XML_ID", "Block", "Rendering", "TaggedSpan", "fold", "local_name", "render"]

TEI = "http://www.tei-c.org/ns/1.0"
FRUS = frozenset({"http://history.state.gov/ns/1.0", "http://history.state.gov/frus/ns/1.0"})
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"

_CONTAINERS = frozenset(
    "div list table quote attachment opener closer postscript lg floatingText body group front back "
    "sp cit argument epigraph trailer listPerson listBibl figure egXML".split()
)
_LINES = frozenset(
    "p head dateline item row l ab salute signed seg byline bibl docAuthor speaker stage".split()
)
_PARTS = frozenset(
    "hi persName gloss placeName date time ref pb lb note cell label gap del add choice sic corr orig reg abbr expan "
    "unclear supplied title affiliation name orgName term foreign emph mentioned soCalled q said num measure "
    "formula space anchor milestone cb fw figDesc graphic desc subst ptr idno country settlement region "
    "roleName forename surname nameLink genName addName rs email code distinct w c s email lang".split()
)
_KNOWN = _CONTAINERS | _LINES | _PARTS
_SILENT = frozenset("pb cb fw milestone graphic anchor index interp desc orig sic abbr".split())
_SPACED_TAGS = frozenset({"persName", "placeName", "gloss", "signed", "date", "dateline", "seg"})
_NO_BLANK_BEFORE = frozenset(",;:)]")
_CLOSING = frozenset(",.;:!?)]”’")
_OPENING = frozenset("([“‘")

_Element = etree._Element  # noqa: SLF001 - lxml names the class of its elements so


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the text; ``kind`` is ``None`` for lines about the paper itself (file, secrecy).

    ``attached`` says that it belongs to an attachment, ``element`` that it comes from this element.
    """

    kind: SectionKind | None
    span: Span
    element: _Element
    attached: bool


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """Where the words of an element stand in the text."""

    element: _Element
    span: Span


@dataclass(frozen=True, slots=True)
class Rendering:
    """A document's text and what its elements mark in it."""

    text: str
    blocks: tuple[Block, ...]
    notes: tuple[NoteLines, ...]
    source: NoteLines | None
    markers: tuple[NoteMarker, ...]
    tagged: tuple[TaggedSpan, ...]
    references: tuple[tuple[str, ...], ...]


def fold(words: str) -> str:
    """*words* with each run of white space as one blank, none at the ends."""
    return " ".join(words.split())


def local_name(element: _Element) -> str:
    """The name of *element* without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def render(document: _Element, on_oddity: Callable[[_Element, str], None]) -> Rendering:
    """Render a ``div`` of a document; *on_oddity* hears of elements that TEI does not have, odd notes..."""
    renderer = _Renderer(document, on_oddity)
    renderer.run()
    return renderer.result()


@dataclass(slots=True)
class _Folder:
    """Writes text with folded white space and knows where it is."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    last: str = ""
    pending: bool = False
    edge: bool = True

    def write(self, words: str) -> None:
        """Write *words* as they are, without the blank that is pending."""
        self.pieces.append(words)
        self.length += len(words)
        self.last = words[-1]
        self.pending, self.edge = False, True

    def blank(self, *, edge: bool) -> None:
        """Note white space; *edge* says that it stands just inside an element."""
        self.edge = self.edge and edge
        self.pending = True

    def settle(self, following: str) -> None:
        """Write the pending blank if it parts what was written from *following*."""
        drop = (
            not self.pending
            or self.last in {"", " ", "\n"}
            or following in _NO_BLANK_BEFORE
            or (self.edge and (following in _CLOSING or self.last in _OPENING))
        )
        if not drop:
            self.write(" ")
        self.pending, self.edge = False, True


class _Renderer:
    """One pass over a document's elements."""

    def __init__(self, document: _Element, on_oddity: Callable[[_Element, str], None]) -> None:
        self.document = document
        self.on_oddity = on_oddity
        self.out = _Folder()
        self.blocks: list[Block] = []
        self.open: int | None = None
        self.kind: SectionKind | None = SectionKind.PARAGRAPH
        self.element = document
        self.attached = False
        self.flat = False
        self.markers: list[NoteMarker] = []
        self.tagged: list[TaggedSpan] = []
        self.waiting: deque[tuple[str, _Element]] = deque()
        self.notes: list[NoteLines] = []
        self.source: NoteLines | None = None
        self.references: list[tuple[str, ...]] = []
        self.heading_seen = False
        self.gathered = _gathered_notes(document)

    def run(self) -> None:
        """Render the body, then the notes that it called, in their order."""
        for child in _heading_first(self.document):
            self.walk(child)
        for note in self.gathered.values():
            self.waiting.append((self.label_of(note), note))
        self.close()
        first = True
        while self.waiting:
            label, note = self.waiting.popleft()
            first = not self.render_note(label, note, first=first) and first

    def result(self) -> Rendering:
        """What was rendered."""
        return Rendering(
            "".join(self.out.pieces),
            tuple(self.blocks),
            tuple(self.notes),
            self.source,
            tuple(sorted(self.markers, key=lambda marker: marker.span)),
            tuple(self.tagged),
            tuple(self.references),
        )

    # --- lines

    def start(self) -> None:
        """Open a line if none is open."""
        if self.open is None:
            if self.out.length:
                self.out.write("\n\n")
            self.out.pending, self.out.edge = False, True
            self.open = self.out.length

    def close(self) -> None:
        """End the line that is open."""
        self.out.pending, self.out.edge = False, True
        if self.open is not None:
            self.blocks.append(
                Block(self.kind, Span(self.open, self.out.length), self.element, self.attached)
            )
            self.open = None

    def text(self, words: str | None, *, starts: bool = False, ends: bool = False) -> None:
        """Write folded *words*; *starts* and *ends* say that they begin or end their element."""
        if not words:
            return
        folded = " ".join(words.split())
        if not folded:
            self.out.blank(edge=starts or ends)
            return
        if words[0].isspace():
            self.out.blank(edge=starts)
        if not self.flat:
            self.start()
        self.out.settle(folded[0])
        self.out.write(folded)
        if words[-1].isspace():
            self.out.blank(edge=ends)

    # --- elements

    def walk(self, element: _Element) -> None:
        """Render *element* with all that is in it."""
        name = local_name(element)
        if not name or name in _SILENT:
            return
        if name not in _KNOWN:
            self.on_oddity(element, f"the element <{name}> is none of TEI's that documents use")
        if name == "note":
            self.walk_note(element)
        elif name == "lb":
            self.walk_line_break()
        elif name == "gap" and not (element.text or len(element)):
            self.text("[…]")
        elif self.flat:
            self.walk_flat(element, name)
        elif name == "row":
            self.walk_row(element)
        elif name in _LINES or name in _CONTAINERS or (name not in _KNOWN and _holds_lines(element)):
            self.walk_line(element, name)
        else:
            self.walk_part(element, name)

    def walk_children(self, element: _Element) -> None:
        """Render the text and the children of *element*."""
        self.text(element.text, starts=True, ends=not len(element))
        last = len(element) - 1
        for index, child in enumerate(element):
            self.walk(child)
            self.text(child.tail, ends=index == last)

    def walk_part(self, element: _Element, name: str) -> None:
        """Render an element within a line, and keep where it stands."""
        if (
            name == "ref"
            and (note := self.gathered.pop((element.get("target") or "").removeprefix("#"), None)) is not None
        ):
            self.call_note(self.label_of(note), note)
            return
        if name not in _SPACED_TAGS:
            self.walk_children(element)
            if name == "label":
                self.text(" ")
            return
        before = self.out.length
        self.walk_children(element)
        self.keep(element, before)

    def keep(self, element: _Element, before: int) -> None:
        """Keep the span of *element*, whose words were written since *before*."""
        written = _tail_of(self.out.pieces, self.out.length - before)
        start = before + len(written) - len(written.lstrip())
        if start < self.out.length:
            self.tagged.append(TaggedSpan(element, Span(start, self.out.length)))

    def walk_flat(self, element: _Element, name: str) -> None:
        """Render an element where lines cannot be broken: in a cell, heading or note."""
        breaks = name in _LINES or name in _CONTAINERS
        if breaks:
            self.out.blank(edge=False)
        self.walk_part(element, name)
        if breaks:
            self.out.blank(edge=False)

    def walk_line(self, element: _Element, name: str) -> None:
        """Render an element that has lines of its own."""
        self.close_unless_labelled(name)
        before = (self.kind, self.element, self.attached, self.flat)
        begin = self.out.length
        self.kind = self.kind_of(element, name)
        self.element = element
        self.attached = self.attached or name == "attachment"
        self.walk_children(element)
        self.close()
        self.kind, self.element, self.attached, self.flat = before
        if name in _SPACED_TAGS:
            self.keep(element, begin)

    def close_unless_labelled(self, name: str) -> None:
        """End the line that is open, unless it is the label of the item that now comes."""
        if name == "item" and self.open is not None and local_name(self.element) == "list":
            return
        self.close()

    def kind_of(self, element: _Element, name: str) -> SectionKind | None:
        """The part that the lines of *element* play."""
        parent = element.getparent()
        if name == "head" and parent is self.document and not self.heading_seen:
            self.heading_seen = True
            return SectionKind.HEADING
        if name == "head" and parent is not None and local_name(parent) == "attachment":
            return SectionKind.ATTACHMENT
        if name == "dateline":
            return SectionKind.DATELINE
        if name == "seg":
            return None
        if name in {"closer", "signed"}:
            return SectionKind.SIGNATURE
        if name in {"opener", "salute"} and self.kind is not SectionKind.SIGNATURE:
            return SectionKind.PARAGRAPH
        return self.kind if self.kind is SectionKind.SIGNATURE else SectionKind.PARAGRAPH

    def walk_row(self, element: _Element) -> None:
        """Render a row of a table as a line."""
        self.close()
        before = self.flat
        self.start()
        begin = self.out.length
        self.flat = True
        for cell in element:
            if not local_name(cell):
                continue
            if self.out.length > begin:
                self.out.write(" | ")
            self.walk_flat(cell, local_name(cell))
            self.out.pending, self.out.edge = False, True
        self.flat = before
        if self.out.length == begin:
            self.open = None
        self.close()

    def walk_line_break(self) -> None:
        """Break the line where its element may have several, else part the words."""
        if self.flat or self.kind in {SectionKind.HEADING, SectionKind.DATELINE, SectionKind.ATTACHMENT}:
            self.out.blank(edge=False)
        else:
            self.close()

    # --- notes

    def walk_note(self, note: _Element) -> None:
        """Print the number of a note where it is called, and keep it for the end."""
        if note.get("rend") == "inline":
            self.close()
            before, self.kind, self.element = (self.kind, self.element), None, note
            self.walk_children(note)
            self.close()
            self.kind, self.element = before
        elif note.get(XML_ID) not in self.gathered:
            self.call_note(self.label_of(note), note)

    def call_note(self, label: str, note: _Element) -> None:
        """Print *label* stuck to the words before it and keep *note* for the end."""
        self.waiting.append((label, note))
        if self.open is None and not self.flat:
            if not self.blocks:
                return
            block = self.blocks.pop()
            self.print_label(label)
            self.blocks.append(
                Block(block.kind, Span(block.span.start, self.out.length), block.element, block.attached)
            )
            return
        parted = self.out.pending
        self.print_label(label)
        if parted and (note.tail or "")[:1].isalnum():
            self.out.blank(edge=False)

    def print_label(self, label: str) -> None:
        """Write the marker."""
        begin = self.out.length
        self.out.write(label)
        self.markers.append(NoteMarker(Span(begin, self.out.length), label))

    def label_of(self, note: _Element) -> str:
        """The number or symbol of *note*; "*" where it has none."""
        label = (note.get("n") or "").strip().rstrip(".")
        if label and not re.search(r"\s", label):
            return label
        number = re.search(r"fn(\d+)$", note.get(XML_ID) or "")
        if number:
            return number[1]
        self.on_oddity(note, "a note has no number and is shown as *")
        return "*"

    def render_note(self, label: str, note: _Element, *, first: bool) -> bool:
        """Write *note* at the end of the text; says whether it had words."""
        if not "".join(note.itertext()).strip():
            return False
        if self.out.length:
            self.out.write("\n\n" if first else "\n")
        self.out.write("  ")
        begin = self.out.length
        self.out.write(f"{label}. ")
        body = self.out.length
        self.flat = True
        self.walk_children(note)
        self.out.pending, self.out.edge = False, True
        self.flat = False
        lines = NoteLines(label, Span(begin, self.out.length), body)
        if note.get("type") == "source" and self.source is None:
            self.source = lines
        self.references.append(tuple(ref.get("target") or "" for ref in note.iter(f"{{{TEI}}}ref")))
        self.notes.append(lines)
        return True


def _heading_first(document: _Element) -> list[_Element]:
    """The children of *document*; a heading that follows its dateline is put before it."""
    children = list(document)
    names = [local_name(child) for child in children]
    if "head" in names and "dateline" in names[: names.index("head")]:
        children.insert(names.index("dateline"), children.pop(names.index("head")))
    return children


def _gathered_notes(document: _Element) -> dict[str, _Element]:
    """The notes that end *document*, by their ids: they are called by references, not by their place."""
    notes: dict[str, _Element] = {}
    for child in reversed(document):
        if local_name(child) in {"", "pb"}:
            continue
        if local_name(child) != "note" or child.get("rend") == "inline":
            break
        notes[child.get(XML_ID) or f"note {len(notes)}"] = child
    return dict(reversed(notes.items()))


def _holds_lines(element: _Element) -> bool:
    return any(
        local_name(inner) in _LINES or local_name(inner) in _CONTAINERS for inner in element.iterdescendants()
    )


def _tail_of(pieces: list[str], length: int) -> str:
    taken: list[str] = []
    for piece in reversed(pieces):
        if length <= 0:
            break
        taken.append(piece[-length:] if length < len(piece) else piece)
        length -= len(piece)
    return "".join(reversed(taken))
