"""Real documents and events to measure with: of TEI volumes, or where there are none, of the examples."""

from __future__ import annotations

from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from kgbuild.extract import extract
from kgbuild.model import DocumentKind
from kgbuild.read import read_sources
from kgbuild.read.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kgbuild.model import Document

ROOT = Path(__file__).parents[1]
VOLUMES = ROOT.parent / "shared" / "frus"


def sources() -> list[Path]:
    """Return the volumes beside the repository, or the folder of examples."""
    return sorted(VOLUMES.glob("*.xml")) or [ROOT / "examples"]


def telegrams(paths: Sequence[Path]) -> Iterator[Document]:
    """Yield the telegrams of *paths*."""
    for document in read_sources(paths, lambda _: None):
        if document.kind is DocumentKind.TELEGRAM:
            yield document


def records(paths: Sequence[Path], number: int) -> list[Record]:
    """Return *number* telegrams with their events; where there are fewer, the same ones again by other names."""
    read = [Record(document, extract(document)) for document in islice(telegrams(paths), number)]
    return repeated(read, number)


def repeated(read: Sequence[Record], number: int) -> list[Record]:
    """Return *number* records: *read*, and again under other identifiers."""
    again = (_renamed(record, time) for time in count() for record in read)
    return list(islice(again, number))


def _renamed(record: Record, time: int) -> Record:
    if not time:
        return record
    name = f"{record.document.identifier}-{time}"
    return Record(replace(record.document, identifier=name), replace(record.events, document=name))


def cut_volume(volume: Path, folder: Path, documents: int) -> Path:
    """Write the TEI *volume* with no more than the first so many *documents* into *folder*; return the file."""
    tree = etree.parse(volume)
    for element in tree.findall(".//{*}div[@type='document']")[documents:]:
        if (parent := element.getparent()) is not None:
            parent.remove(element)
    cut = folder / volume.name
    tree.write(cut, encoding="utf-8", xml_declaration=True)
    return cut
