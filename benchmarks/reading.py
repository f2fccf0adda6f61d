"""How fast a volume is read into documents, beside the standard library's ElementTree.

    python benchmarks/reading.py [VOLUME.xml...]

The peer does what the scripts for such volumes do: it parses the file, and takes of each document its id, heading,
date, place, persons and notes, and its text by ``itertext``. Ours makes the text that a reader sees, with the place of
every paragraph, note and name in it, the telegram's number and references, and the parts of the source note.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from measuring import Row, in_turns, print_table
from samples import sources

from kgbuild.read.tei import read_volume

if TYPE_CHECKING:
    from collections.abc import Iterator

TEI = "{http://www.tei-c.org/ns/1.0}"


def by_elementtree(volume: Path) -> list[dict[str, object]]:
    """Read the documents of *volume* as dictionaries."""
    root = ET.parse(volume).getroot()  # noqa: S314 - a volume of one's own
    return [_fields(div) for div in root.iter(f"{TEI}div") if div.get("type") == "document"]


def _fields(div: ET.Element) -> dict[str, object]:
    date = div.find(f".//{TEI}dateline//{TEI}date")
    return {
        "id": div.get("{http://www.w3.org/XML/1998/namespace}id"),
        "subtype": div.get("subtype"),
        "head": _words(div.find(f"{TEI}head")),
        "place": _words(div.find(f".//{TEI}dateline//{TEI}placeName")),
        "date": None if date is None else date.get("when") or date.get("from"),
        "sent": [(gloss.get("type"), _words(gloss)) for gloss in div.iterfind(f"{TEI}head/{TEI}gloss")],
        "persons": [name.get("corresp") for name in div.iter(f"{TEI}persName")],
        "notes": [_words(note) for note in div.iter(f"{TEI}note")],
        "text": _words(div),
    }


def _words(element: ET.Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def rows(volume: Path) -> Iterator[Row]:
    """Compare on one *volume*."""
    seconds = in_turns(lambda: list(read_volume(volume, lambda _: None)), lambda: by_elementtree(volume))
    yield Row(f"read {volume.stem} to documents", "ElementTree and itertext", *seconds, wanted=2)


if __name__ == "__main__":
    volumes = list(map(Path, sys.argv[1:])) or sources()
    print_table([row for volume in volumes for row in rows(volume)])
