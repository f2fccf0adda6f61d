"""The *people* records of the Office of the Historian: who stands behind the entries of the lists of persons.

One XML file a person: ``person`` with ``id``, ``names`` (the preferred one, and each spelling with the pages that
have it), ``birth-year``, ``death-year``, ``remarks`` (what each page says of him) and ``authorities`` (his numbers in
other files). A page ``.../historicaldocuments/VOLUME/persons#ID`` is an entry of a volume's list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgbuild.authority.xml_files import one_line, xml_files
from kgbuild.errors import InputError, InputWarning
from kgbuild.model import ListedPerson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from lxml import etree

__all__ = ["PersonRecord", "read_people"]

_ENTRY = re.compile(r"/historicaldocuments/([^/#\s]+)/persons#([^#\s]+)$")
_HOLDER = re.compile(r"/departmenthistory/people/([^/#\s]+)$")
_SERVICES = {
    "viaf": ("http://viaf.org/viaf/", re.compile(r"\d+")),
    "wikidata": ("http://www.wikidata.org/entity/", re.compile(r"Q\d+")),
}
"""Files of other houses that a record may name: what their IRIs begin with, and the form of their numbers."""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One man as the Office knows him: ``entries`` with the name and words of each, ``same_as`` IRIs elsewhere.

    ``holder`` is his id in *pocom*, where he is a principal officer or chief of mission. ``born`` and ``died`` are
    years, ``None`` where the record has none.
    """

    id: str
    name: str
    entries: tuple[ListedPerson, ...]
    holder: str | None = None
    same_as: tuple[str, ...] = ()
    born: int | None = None
    died: int | None = None


def read_people(folder: Path, on_fault: Callable[[InputError | InputWarning], None]) -> Iterator[PersonRecord]:
    """Yield the records below *folder*, by the names of their files; what is no record is told to *on_fault*."""
    for path, root in xml_files(folder, on_fault):
        number = one_line(root.findtext("id"))
        name = one_line(root.findtext("names/preferred/name"))
        if root.tag != "person" or not number or not name:
            remedy = "give the folder of the Office's people records"
            on_fault(InputError(str(path), "this is no record of a person with id and preferred name", remedy))
            continue
        yield PersonRecord(
            number,
            name,
            tuple(_entries(root)),
            _holder(root),
            tuple(_same_as(root)),
            _year(root.findtext("birth-year")),
            _year(root.findtext("death-year")),
        )


def _entries(root: etree._Element) -> Iterator[ListedPerson]:
    names = _by_page(root.iterfind("names/originals/original"), "name")
    remarks = _by_page(root.iterfind("remarks/remark"), "p")
    for page, name in sorted(names.items()):
        if found := _ENTRY.search(page):
            yield ListedPerson(f"{found[1]}#{found[2]}", name, remarks.get(page))


def _holder(root: etree._Element) -> str | None:
    pages = (page.text or "" for page in root.iterfind("names/originals/original/source-url"))
    return next((found[1] for page in pages if (found := _HOLDER.search(page.strip()))), None)


def _by_page(elements: Iterator[etree._Element], child: str) -> dict[str, str]:
    """Return by page the first words that an element of *elements* gives it in *child*."""
    words: dict[str, str] = {}
    for element in elements:
        inner = element.find(child)
        text = one_line("".join(map(str, inner.itertext()))) if inner is not None else ""
        for page in element.iterfind("source-url"):
            if text and page.text:
                words.setdefault(page.text.strip(), text)
    return words


def _same_as(root: etree._Element) -> Iterator[str]:
    for authority in root.iterfind("authorities/authority"):
        prefix, form = _SERVICES.get(authority.get("service", ""), ("", re.compile(r"(?!)")))
        number = one_line(authority.text).rpartition("/")[2]
        if form.fullmatch(number):
            yield prefix + number


def _year(text: str | None) -> int | None:
    year = one_line(text)
    return int(year) if re.fullmatch(r"\d{4}", year) else None
