"""Whether ``dip:text`` holds a volume's text entire: `python benchmarks/whole_text.py VOLUME.xml ...`.

Each document's text is compared with the text content of its ``div``, notes apart (those that are printed in
place, ``rend="inline"``, are part of both). Two measures:

- *characters*: every character but white space, in order; nothing is lost, added or moved;
- *words*: the same with white space folded to one blank, so that no two words are joined or parted. The TEI
  has white space wherever an element begins or ends a line; blanks beside punctuation are not compared,
  for editors of XML indent there (``<placeName> Washington </placeName>,``).

What the rendering adds is taken away: the markers of notes, the bars between the cells of a row, "[…]" for
an empty ``gap``. Documents that differ are printed with the place.
"""

from __future__ import annotations

import re
import sys
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from kgbuild.model import SectionKind
from kgbuild.read.elements import CONTAINERS, LINES, is_shown, local_name
from kgbuild.read.tei import parse_tei, read_volume

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from kgbuild.model import Document

_BREAKS = CONTAINERS | LINES | {"cell", "label", "lb"}
_BARE = re.compile(r"\s+")
_BESIDE_PUNCTUATION = re.compile(r"\s*([^\w\s])\s*")


def text_of_tei(document: etree._Element) -> str:
    """All text of the ``div`` that a reader sees, but notes and the documents inside it."""
    return "".join(_pieces(document)).replace("|", "")


def _pieces(element: etree._Element) -> Iterator[str]:
    around = "\n" if local_name(element) in _BREAKS else ""
    yield around + (element.text or "")
    for child in element:
        name = local_name(child)
        is_note = name == "note" and child.get("rend") != "inline"
        is_document = name == "div" and child.get("type") == "document"
        if not is_note and not is_document and is_shown(child, name):
            yield from _pieces(child)
        yield child.tail or ""
    yield around


def text_of_document(document: Document) -> str:
    """The text above the footnotes, without what the rendering adds."""
    notes = document.sections_of(SectionKind.NOTE)
    pieces, at, end = [], 0, notes[0].span.start if notes else len(document.text)
    for marker in document.note_markers:
        if marker.span.start < end:
            pieces.append(document.text[at : marker.span.start])
            at = marker.span.end
    return "".join((*pieces, document.text[at:end])).replace("|", "").replace("[…]", "")


def characters(text: str) -> str:
    """*text* without white space."""
    return _BARE.sub("", text)


def words(text: str) -> str:
    """*text* with white space folded, and none beside punctuation."""
    return _BESIDE_PUNCTUATION.sub(r"\1", _BARE.sub(" ", text)).strip()


def compared(path: Path) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield each document's identifier and where its characters, and its words, first differ."""
    root = parse_tei(str(path), path.read_bytes())
    elements = (div for div in root.iter("{*}div") if div.get("type") == "document")
    documents = read_volume(path, lambda fault: print(fault, file=sys.stderr))
    for element, document in zip(elements, documents, strict=True):
        tei, text = text_of_tei(element), text_of_document(document)
        yield document.identifier, _difference(characters(tei), characters(text)), _difference(words(tei), words(text))


def _difference(tei: str, text: str) -> str | None:
    """Show where two texts first differ, or return ``None``."""
    if tei == text:
        return None
    at = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(tei, text, strict=False)))
    return f"{tei[max(0, at - 20) : at + 20]!r} is {text[max(0, at - 20) : at + 20]!r}"


def main() -> None:
    print(f"{'volume':16} documents  characters       words")
    totals = [0, 0, 0]
    for path in map(Path, sys.argv[1:]):
        counts = [0, 0, 0]
        for identifier, *differences in compared(path):
            counts = [count + (found is None) for count, found in zip(counts, (None, *differences), strict=True)]
            for measure, found in zip(("characters", "words"), differences, strict=True):
                if found:
                    print(f"  {identifier}, {measure}: {found}")
        print(_row(path.stem, counts))
        totals = [total + count for total, count in zip(totals, counts, strict=True)]
    print(_row("all", totals))


def _row(name: str, counts: list[int]) -> str:
    documents, same, same_words = counts
    return f"{name:16} {documents:9,}  {100 * same / documents:8.2f} %  {100 * same_words / documents:8.2f} %"


if __name__ == "__main__":
    main()
