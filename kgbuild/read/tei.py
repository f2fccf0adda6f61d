"""Reading a TEI volume of the series.

The format is that of the Office of the Historian (https://github.com/HistoryAtState/frus): TEI P5
whose documents are ``div[@type='document']``, with a few elements and attributes of its own.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from xml.parsers import expat

from lxml import etree

from kgbuild.errors import InputError, InputWarning
from kgbuild.model import Document, ListedPerson, Volume
from kgbuild.read.elements import TEI, XML_ID, local_name, words_of
from kgbuild.read.person_lists import listed_persons
from kgbuild.read.tei_document import DocumentReader

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["parse_tei", "read_people", "read_volume"]

OnFault = Callable[[InputError | InputWarning], None]

_NAMES = {"tei": TEI}
_MEND = "export the volume again, or mend the file at that place"
_CHUNK = 1 << 16


def read_volume(path: Path, on_fault: OnFault) -> Iterator[Document]:
    """Yield the documents of the TEI volume *path*, in its order.

    The whole file is parsed before the first document is given; the elements of a document are
    freed when the next is asked for. *on_fault* receives an :class:`InputWarning` for each oddity
    that can be read all the same: an ``xml:id`` given twice, an element that TEI does not have, a
    note without a number. Documents that share an id are each read, the later ones under the id
    and a digest of their words, and *on_fault* receives an :class:`InputError`, for which of them
    a citation means is in doubt; a document that is given twice word for word is read once.
    Raises :class:`InputError` where the file is unreadable, is not well-formed, has a DOCTYPE, or
    is no TEI. No entity is resolved and nothing is fetched.
    """
    source = str(path)
    root = parse_tei(source, _bytes_of(path))
    volume = Volume(path.stem, _title(root))
    _warn_of_repeated_ids(root, source, on_fault)
    reader = DocumentReader(source, volume, listed_persons(root, volume.id), on_fault)
    elements = list(root.iterfind(".//tei:div[@type='document']", _NAMES))
    if not elements:
        raise InputError(source, "the volume has no div of type 'document'", "give a volume of the series")
    for element, name in _named(elements):
        yield reader.read(element, f"{volume.id}/{name}")
        del element[:]


def read_people(path: Path) -> tuple[ListedPerson, ...]:
    """Return the entries of the list of persons of the TEI volume *path*, in its order.

    Raises :class:`InputError` as :func:`read_volume` does, and where the volume has no such list.
    """
    source = str(path)
    people = listed_persons(parse_tei(source, _bytes_of(path)), path.stem)
    if not people:
        raise InputError(
            source, "the volume has no list of persons", "give a volume whose persName entries have xml:id"
        )
    return tuple(people.values())


def _bytes_of(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as fault:
        reason = f"cannot be read ({fault.strerror})"
        raise InputError(str(path), reason, "check the path and its permissions") from fault
    if not data.strip():
        raise InputError(str(path), "the file is empty", "give a TEI volume of the series")
    return data


def _check_prolog(source: str, data: bytes) -> None:
    """Refuse what is no TEI and what has a DOCTYPE, before a parser that knows entities sees it."""
    root: list[str] = []

    def on_doctype(*_: object) -> None:
        raise InputError(
            source,
            "the file has a DOCTYPE, which could declare entities; none is resolved",
            "remove the DOCTYPE and write entities as characters",
            place=f"line {parser.CurrentLineNumber}",
        )

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = on_doctype
    parser.StartElementHandler = lambda name, _: root.append(name)
    at = 0
    try:
        while not root and at <= len(data):
            parser.Parse(data[at : at + _CHUNK], at + _CHUNK > len(data))
            at += _CHUNK
    except expat.ExpatError as fault:
        if not root:
            raise _not_well_formed(source, expat.ErrorString(fault.code), fault.lineno) from fault
    if root[0] != f"{TEI} TEI":
        name = root[0].rpartition(" ")[2]
        reason = f"the root element is <{name}>, not <TEI> of the namespace {TEI}"
        raise InputError(source, reason, "give a TEI volume of the series")


def parse_tei(source: str, data: bytes) -> etree._Element:
    """Return the root element of a TEI file.

    *source* names it in the :class:`InputError` that is raised where *data* is not well-formed, has a
    DOCTYPE, or is no TEI.
    """
    _check_prolog(source, data)
    parser = etree.XMLParser(
        collect_ids=False,  # an xml:id given twice is a fault of three volumes in a hundred
        huge_tree=True,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        resolve_entities=False,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise _not_well_formed(source, (fault.msg or "").split(", line ")[0], fault.lineno) from fault


def _not_well_formed(source: str, message: str, line: int | None) -> InputError:
    reason = f"the XML is cut short or not well-formed ({message})"
    if re.search("encod|bytes|utf-8", message, re.IGNORECASE):
        reason = f"bytes are not of the encoding that the file declares ({message})"
    return InputError(source, reason, _MEND, place=f"line {line}" if line else None)


def _title(root: etree._Element) -> str | None:
    """Return the volume's title of type "complete", or the first that it has."""
    titles = root.findall(".//tei:titleStmt/tei:title", _NAMES)
    complete = [title for title in titles if title.get("type") == "complete"]
    words = [words_of(title) for title in (*complete, *titles)]
    return next(filter(None, words), None)


def _warn_of_repeated_ids(root: etree._Element, source: str, on_fault: OnFault) -> None:
    """Tell of each ``xml:id`` that more than one element has, at the second."""
    seen: set[str] = set()
    told: set[str] = set()
    for element in root.iter():
        name = element.get(XML_ID)
        if name is None:
            continue
        if name in seen and name not in told:
            told.add(name)
            document = local_name(element) == "div" and element.get("type") == "document"
            fault = InputError if document else InputWarning
            what, remedy = ("document", ", for a citation of it is in doubt") if document else ("element", "")
            on_fault(
                fault(
                    source,
                    f"the xml:id {name!r} is given twice",
                    f"give each {what} an id of its own{remedy}",
                    place=f"line {element.sourceline}",
                )
            )
        seen.add(name)


def _named(elements: list[etree._Element]) -> Iterator[tuple[etree._Element, str]]:
    """Pair each document with its id within the volume; see :func:`read_volume` for ids given twice."""
    names = [_name(element, index) for index, element in enumerate(elements)]
    shared = {name for name, count in Counter(names).items() if count > 1}
    digests: dict[str, set[str]] = {}
    for element, name in zip(elements, names, strict=True):
        if name not in shared:
            yield element, name
            continue
        digest = hashlib.sha256(words_of(element).encode()).hexdigest()[:8]
        taken = digests.setdefault(name, set())
        if digest not in taken:
            yield element, f"{name}-{digest}" if taken else name
        taken.add(digest)


def _name(element: etree._Element, index: int) -> str:
    number = element.get("n")
    name = element.get(XML_ID) or (f"d{number}" if number else "")
    return "".join(name.split()) or f"div{index + 1}"
