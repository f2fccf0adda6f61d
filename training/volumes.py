"""Telegrams of the volumes as plain text, for what readers marked in them."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from kgbuild.read.rendering import render

FRUS = Path(__file__).parents[1].parent / "shared" / "frus"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
TEI = "{http://www.tei-c.org/ns/1.0}"


def rendered_telegrams(volumes: Path, names: set[str]) -> dict[str, str]:
    """The text of each document called VOLUME-ID."""
    found: dict[str, str] = {}
    for volume in sorted({name.rpartition("-")[0] for name in names}):
        root = etree.parse(str(volumes / f"{volume}.xml"), etree.XMLParser(collect_ids=False, huge_tree=True)).getroot()
        for div in root.iterfind(f".//{TEI}div[@type='document']"):
            name = f"{volume}-{div.get(XML_ID)}"
            if name in names:
                found[name] = render(div, lambda *_: None).text
    return found
