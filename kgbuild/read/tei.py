"""Reading a TEI volume of the series.

The format is that of the Office of the Historian (https://github.com/HistoryAtState/frus): TEI P5
whose documents are ``div[@type='document']``, with a few elements and attributes of its own.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from xml.parsers import expat

from lxml import etree

from kgbuild.errors import InputError, InputWarning
from kgbuild.model import Document, ListedPerson, Volume
from kgbuild.read.elements import TEI, XML_ID, free_parsers, local_name, words_of
from kgbuild.read.person_lists import listed_persons
from kgbuild.read.tei_document import DocumentReader

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element as Element

__all__ = ["parse_tei", "read_people", "read_volume"]

OnFault = Callable[[InputError | InputWarning], None]

_NAMES = {"tei": TEI}
_MEND = "export the volume again, or mend the file at that place"
_CHUNK = 1 << 16
_PARSING: Mapping[str, Any] = {
    "collect_ids": False,  # an xml:id given twice is a fault of three volumes in a hundred
    "huge_tree": True,
    "load_dtd": False,
    "no_network": True,
    "remove_comments": True,
    "remove_pis": True,
    "resolve_entities": False,
}


def read_volume(path: Path, on_fault: OnFault) -> Iterator[Document]:
    """Yield the documents of the TEI volume *path*, in its order.

    The file is parsed twice, from end to end before the first document is given, and again for the documents: one
    is held at a time, freed when the next is asked for. *on_fault* receives an :class:`InputWarning` for each oddity
    that can be read all the same: an ``xml:id`` given twice, an element that TEI does not have, a
    note without a number. Documents that share an id are each read, the later ones under the id
    and a digest of their words, and *on_fault* receives an :class:`InputError`, for which of them
    a citation means is in doubt; a document that is given twice word for word is read once.
    Raises :class:`InputError` where the file is unreadable, is not well-formed, has a DOCTYPE, or
    is no TEI. No entity is resolved and nothing is fetched.
    """
    source = str(path)
    data = _bytes_of(path)
    survey = _survey(source, data, path.stem, on_fault)
    if not survey.names:
        raise InputError(source, "the volume has no div of type 'document'", "give a volume of the series")
    volume = Volume(path.stem, survey.title)
    reader = DocumentReader(source, volume, survey.people, on_fault)
    documents = (document for piece in _pieces(source, data) for document in _documents_in(piece))
    for element, name in _named(documents, survey.names):
        yield reader.read(element, f"{volume.id}/{name}")
        del element[:]


def read_people(path: Path) -> tuple[ListedPerson, ...]:
    """Return the entries of the list of persons of the TEI volume *path*, in its order.

    Raises :class:`InputError` as :func:`read_volume` does, and where the volume has no such list.
    """
    source = str(path)
    people = _survey(source, _bytes_of(path), path.stem, lambda _: None).people
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


def parse_tei(source: str, data: bytes) -> Element:
    """Return the root element of a TEI file.

    *source* names it in the :class:`InputError` that is raised where *data* is not well-formed, has a
    DOCTYPE, or is no TEI.
    """
    _check_prolog(source, data)
    try:
        return etree.fromstring(data, etree.XMLParser(**_PARSING))
    except etree.XMLSyntaxError as fault:
        raise _syntax_fault(source, fault) from fault


def _syntax_fault(source: str, fault: etree.XMLSyntaxError) -> InputError:
    return _not_well_formed(source, (fault.msg or "").split(", line ")[0], fault.lineno)


def _not_well_formed(source: str, message: str, line: int | None) -> InputError:
    reason = f"the XML is cut short or not well-formed ({message})"
    if re.search("encod|bytes|utf-8", message, re.IGNORECASE):
        reason = f"bytes are not of the encoding that the file declares ({message})"
    return InputError(source, reason, _MEND, place=f"line {line}" if line else None)


def _title(root: Element) -> str | None:
    """Return the volume's title of type "complete", or the first that it has."""
    titles = root.findall(".//tei:titleStmt/tei:title", _NAMES)
    complete = [title for title in titles if title.get("type") == "complete"]
    words = [words_of(title) for title in (*complete, *titles)]
    return next(filter(None, words), None)


# --- a file in pieces ---


@dataclass(frozen=True, slots=True)
class _Survey:
    """What has to be known of a volume before its documents are read: ``names`` are theirs, in order."""

    title: str | None
    people: dict[str, ListedPerson]
    names: tuple[str, ...]


class _Id(NamedTuple):
    line: int
    name: str
    is_document: bool


def _survey(source: str, data: bytes, volume: str, on_fault: OnFault) -> _Survey:
    """Read a file once through, and tell of each ``xml:id`` that more than one element has."""
    _check_prolog(source, data)
    names: list[str] = []
    ids: list[_Id] = []
    people: dict[str, ListedPerson] = {}
    title = None
    for piece in _pieces(source, data):
        for document in _documents_in(piece):
            names.append(_name(document, len(names)))
        ids.extend(_ids_in(piece))
        people = {**people, **listed_persons(piece, volume)}
        title = title or _title(piece)
    _warn_of_repeated_ids(sorted(ids, key=itemgetter(0)), source, on_fault)
    return _Survey(title, people, tuple(names))


def _pieces(source: str, data: bytes) -> Iterator[Element]:
    """Yield each ``div`` of a document that is in no other when it is whole, and at last the root without them.

    A piece is emptied when the next is asked for.
    """
    inside = 0
    try:
        parser = etree.XMLPullParser(("start", "end"), tag=f"{{{TEI}}}div", **_PARSING)
        for at in range(0, len(data), _CHUNK):
            parser.feed(data[at : at + _CHUNK])
            for event, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
                if element.get("type") == "document":
                    inside += 1 if event == "start" else -1
                    if not inside:
                        yield element
                        element.clear()
        root = parser.close()
        yield root
        root.clear()
    except etree.XMLSyntaxError as fault:
        parse_tei(source, data)  # which knows the reason, and the place
        raise _syntax_fault(source, fault) from fault
    del parser, root
    free_parsers()


def _documents_in(piece: Element) -> list[Element]:
    return [div for div in piece.iter(f"{{{TEI}}}div") if div.get("type") == "document"]


def _ids_in(piece: Element) -> Iterator[_Id]:
    for element in piece.iter():
        if name := element.get(XML_ID):
            is_document = local_name(element) == "div" and element.get("type") == "document"
            yield _Id(cast("int", element.sourceline), name, is_document)


def _warn_of_repeated_ids(ids: Iterable[_Id], source: str, on_fault: OnFault) -> None:
    """Tell of each ``xml:id`` that more than one element has, at the second."""
    seen: set[str] = set()
    told: set[str] = set()
    for line, name, is_document in ids:
        if name in seen and name not in told:
            told.add(name)
            fault = InputError if is_document else InputWarning
            what, remedy = ("document", ", for a citation of it is in doubt") if is_document else ("element", "")
            on_fault(
                fault(
                    source,
                    f"the xml:id {name!r} is given twice",
                    f"give each {what} an id of its own{remedy}",
                    place=f"line {line}",
                )
            )
        seen.add(name)


def _named(elements: Iterable[Element], names: Sequence[str]) -> Iterator[tuple[Element, str]]:
    """Pair each document with its id within the volume; see :func:`read_volume` for ids given twice."""
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


def _name(element: Element, index: int) -> str:
    number = element.get("n")
    name = element.get(XML_ID) or (f"d{number}" if number else "")
    return "".join(name.split()) or f"div{index + 1}"
