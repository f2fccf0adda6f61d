"""The lists of persons of volumes, before any of their documents is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from lxml import etree

from kgbuild.model import ListedPerson
from kgbuild.read.elements import TEI, XML_ID, free_parsers, local_name, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["listed_persons", "persons_of_records", "read_person_lists"]

_LISTED = ".//tei:persName[@xml:id]"
_NAMES = {"tei": TEI, "xml": XML_ID[1:].partition("}")[0]}


def read_person_lists(paths: Iterable[Path]) -> Iterator[ListedPerson]:
    """Yield the entries that the inputs *paths* (files) have: of TEI volumes all, of JSON Lines those of documents.

    A volume is read to the end of its front matter, where the list stands, and on only if it has none there. What
    cannot be read yields nothing: whoever reads the documents says what is wrong.
    """
    for path in paths:
        try:
            match path.suffix.lower():
                case ".xml":
                    yield from _of_volume(path)
                    free_parsers()
                case ".txt":
                    pass
                case _:
                    with path.open("rb") as lines:
                        yield from persons_of_records(lines)
        except (OSError, etree.XMLSyntaxError):
            continue


def listed_persons(root: etree._Element, volume: str) -> dict[str, ListedPerson]:
    """Return the entries below *root* by "VOLUME#ID"; the list may be a table."""
    people: dict[str, ListedPerson] = {}
    for name in root.iterfind(_LISTED, _NAMES):
        entry = f"{volume}#{name.get(XML_ID)}"
        words = words_of(name).strip(" ,;")
        if words:
            people.setdefault(entry, ListedPerson(entry, words, _role(name)))
    return people


def _role(name: etree._Element) -> str | None:
    """Return the words that follow *name* in its entry."""
    entry = next((e for e in name.iterancestors() if local_name(e) in {"item", "row", "p"}), None)
    if entry is None:
        return None
    before, _, after = words_of(entry).partition(words_of(name))
    return None if before.strip() else after.strip(" ,;:") or None


def _of_volume(path: Path) -> Iterator[ListedPerson]:
    parts = etree.iterparse(
        path,
        events=("end",),
        tag=[f"{{{TEI}}}{part}" for part in ("front", "body", "back", "div")],
        huge_tree=True,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        resolve_entities=False,
    )
    for _, part in parts:
        if local_name(part) == "div":
            if part.get("type") == "document" and part.find(_LISTED, _NAMES) is None:
                part.clear()
        elif people := listed_persons(part, path.stem):
            yield from people.values()
            return
        else:
            part.clear()


class _Mentioning(msgspec.Struct):
    """Of a document, or of a record that holds one, who stands in it."""

    people: tuple[ListedPerson, ...] = ()
    document: _Mentioning | None = None


def persons_of_records(lines: Iterable[bytes]) -> Iterator[ListedPerson]:
    """Yield the listed persons whom documents, or records that hold them, name; *lines* are JSON, a bad one none."""
    decoder = msgspec.json.Decoder(_Mentioning)
    for line in lines:
        try:
            found = decoder.decode(line.removeprefix(b"\xef\xbb\xbf"))
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        yield from (found.document or found).people
