"""Telegrams of the volumes as plain text, for what readers marked in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from kgbuild.read.elements import TEI, XML_ID
from kgbuild.read.plain_text import read_plain_text
from kgbuild.read.rendering import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgbuild.model import Document

FRUS = Path(__file__).parents[1].parent / "shared" / "frus"


def read_telegrams_as_plain_text(lengths: Mapping[str, int], volumes: Path = FRUS) -> dict[str, Document]:
    """The document of each name VOLUME-ID in *lengths*, which says how many code points the text had that was read.

    Raises :class:`ValueError` where a text has another length.
    """
    found: dict[str, Document] = {}
    for volume in sorted({name.rpartition("-")[0] for name in lengths}):
        root = etree.parse(str(volumes / f"{volume}.xml"), etree.XMLParser(collect_ids=False, huge_tree=True)).getroot()
        for div in root.iterfind(f".//{{{TEI}}}div[@type='document']"):
            name = f"{volume}-{div.get(XML_ID)}"
            if name in lengths:
                text = render(div, lambda *_: None).text
                if len(text) != lengths[name]:
                    raise ValueError(f"{name}: the text has {len(text)} characters; it had {lengths[name]} when read")
                found[name] = read_plain_text(text, name)
    return found
