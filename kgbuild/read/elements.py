"""The elements that documents of TEI volumes are made of, by the way that they are shown."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

__all__ = [
    "CONTAINERS",
    "KNOWN",
    "LINES",
    "SILENT",
    "TEI",
    "XML_ID",
    "fold",
    "free_parsers",
    "holds_lines",
    "is_shown",
    "local_name",
    "words_of",
]

TEI = "http://www.tei-c.org/ns/1.0"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"

# fmt: off
#: Elements that hold lines; "attachment" is of the series' own namespace, whose IRI has changed over
#: the years, so elements are told by their local names.
CONTAINERS = frozenset({
    "argument", "attachment", "back", "body", "cit", "closer", "div", "egXML", "epigraph", "figure",
    "floatingText", "front", "group", "lg", "list", "listBibl", "listPerson", "opener",
    "postscript", "quote", "sp", "table", "trailer",
})
#: Elements that are a line of their own.
LINES = frozenset({
    "ab", "bibl", "byline", "dateline", "docAuthor", "head", "item", "l", "p", "row", "salute",
    "seg", "signed", "speaker", "stage",
})
#: Elements that are not shown.
SILENT = frozenset({
    "abbr", "anchor", "cb", "desc", "fw", "graphic", "index", "interp", "milestone", "orig", "pb",
    "sic",
})
_PARTS = frozenset({
    "add", "addName", "affiliation", "c", "cell", "choice", "code", "corr", "country", "date",
    "del", "distinct", "email", "emph", "expan", "figDesc", "foreign", "forename", "formula", "gap",
    "genName", "gloss", "hi", "idno", "label", "lb", "measure", "mentioned", "name", "nameLink",
    "note", "num", "orgName", "persName", "placeName", "ptr", "q", "ref", "reg", "region",
    "roleName", "rs", "s", "said", "settlement", "soCalled", "space", "subst", "supplied",
    "surname", "term", "time", "title", "unclear", "w",
})
# fmt: on
KNOWN = CONTAINERS | LINES | SILENT | _PARTS
_ALTERNATIVES = frozenset({"abbr", "orig", "sic"})


def local_name(element: Element) -> str:
    """Return the name of *element* without its namespace; empty for comments, entities and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def is_shown(element: Element, name: str) -> bool:
    """Tell whether *element*, called *name*, has words for the reader.

    An abbreviation, error or old spelling is shown unless a ``choice`` gives another form beside it.
    """
    if name in _ALTERNATIVES:
        parent = element.getparent()
        return parent is None or local_name(parent) != "choice"
    return bool(name) and name not in SILENT


def holds_lines(element: Element) -> bool:
    """Tell whether there are lines anywhere in *element*."""
    names = (local_name(inner) for inner in element.iterdescendants())
    return any(name in LINES or name in CONTAINERS for name in names)


def free_parsers() -> None:
    """Free the parsers that have had their turn.

    Those that give elements as they come hold each other with what they have parsed, up to megabytes; Python's
    collector of such garbage counts objects and not bytes, and would leave them for many volumes.
    """
    gc.collect(1)


def words_of(element: Element) -> str:
    """Return all text in *element*, its white space folded."""
    return fold("".join(str(words) for words in element.itertext()))


def fold(words: str) -> str:
    r"""Return *words* with each run of white space as one blank, and none at the ends.

    >>> fold(" Department\n   of State ")
    'Department of State'
    """
    return " ".join(words.split())
