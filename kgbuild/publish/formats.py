"""The forms in which an answer is sent, and which of them a request accepts.

The media types are those of the W3C's recommendations for SPARQL 1.1 results and RDF 1.1; the choice follows
RFC 9110, section 12.5.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from pyoxigraph import QueryResultsFormat, RdfFormat

__all__ = [
    "FORMATS",
    "Choice",
    "Chosen",
    "Format",
    "Kind",
    "accepts_gzip",
    "choose",
    "graph_syntax",
    "own_types",
    "prefers_page",
    "rows_syntax",
]


class Kind(Enum):
    """What is answered: rows by SELECT, a verdict by ASK, a graph by CONSTRUCT and DESCRIBE."""

    ROWS = "rows"
    VERDICT = "verdict"
    GRAPH = "graph"


class Format(Enum):
    """A form of an answer, with its media types: its own, then others that clients ask for."""

    JSON = ("application/sparql-results+json", "application/json")
    XML = ("application/sparql-results+xml", "application/xml", "text/xml")
    CSV = ("text/csv",)
    TSV = ("text/tab-separated-values",)
    TURTLE = ("text/turtle", "application/x-turtle")
    N_TRIPLES = ("application/n-triples",)
    JSON_LD = ("application/ld+json", "application/json")
    RDF_XML = ("application/rdf+xml", "application/xml", "text/xml")


FORMATS: dict[Kind, tuple[Format, ...]] = {
    Kind.ROWS: (Format.JSON, Format.XML, Format.CSV, Format.TSV),
    Kind.VERDICT: (Format.JSON, Format.XML),
    Kind.GRAPH: (Format.TURTLE, Format.N_TRIPLES, Format.JSON_LD, Format.RDF_XML),
}
"""The forms of each kind of answer, the preferred one first. CSV and TSV have none for a verdict."""


class Chosen(NamedTuple):
    """The name of a :class:`Format`, and the media type by which the client knows it."""

    format: str
    media_type: str


class Choice(NamedTuple):
    """The best form for each :class:`Kind` of answer, ``None`` where the client accepts no form of it."""

    rows: Chosen | None
    verdict: Chosen | None
    graph: Chosen | None


@dataclass(frozen=True, slots=True)
class _Range:
    """A media range of an Accept header and its quality."""

    main: str
    sub: str
    quality: float

    def matches(self, main: str, sub: str) -> int:
        """How closely the range names a media type: 0 not at all, 3 exactly."""
        if (self.main, self.sub) == (main, sub):
            return 3
        if (self.main, self.sub) == (main, "*"):
            return 2
        return int((self.main, self.sub) == ("*", "*"))


_RANGE = re.compile(r"\s*([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)\s*((?:;[^;]*)*)", re.ASCII)
_QUALITY = re.compile(r";\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE | re.ASCII)
_MOST_RANGES = 100


def own_types(kind: Kind) -> list[str]:
    """The media types of the forms of *kind*, each form's own, the preferred one first."""
    return [form.value[0] for form in FORMATS[kind]]


def graph_syntax(name: str) -> RdfFormat:
    """Pyoxigraph's syntax of the :class:`Format` of this *name*, which is one of graphs."""
    syntax = RdfFormat.from_media_type(Format[name].value[0])
    if syntax is None:
        raise KeyError(name)
    return syntax


def rows_syntax(name: str) -> QueryResultsFormat:
    """Pyoxigraph's syntax of the :class:`Format` of this *name*, which is one of rows or verdicts."""
    syntax = QueryResultsFormat.from_media_type(Format[name].value[0])
    if syntax is None:
        raise KeyError(name)
    return syntax


@lru_cache(maxsize=256)
def choose(accept: str) -> Choice:
    """The best form of each kind of answer for a request with the Accept header *accept* ("": none)."""
    ranges = _ranges(accept)
    return Choice(*(_best(FORMATS[kind], ranges) for kind in (Kind.ROWS, Kind.VERDICT, Kind.GRAPH)))


@lru_cache(maxsize=256)
def prefers_page(accept: str) -> bool:
    """Whether a request with this Accept header comes from a browser: it names HTML, and nothing above it."""
    ranges = _ranges(accept)
    names_html = any(each.sub == "html" for each in ranges)
    html = _quality("text/html", ranges)
    return names_html and html > 0 and all(_quality(f.value[0], ranges) <= html for f in FORMATS[Kind.GRAPH])


@lru_cache(maxsize=256)
def accepts_gzip(accept_encoding: str) -> bool:
    """Whether a request with this Accept-Encoding header may be answered with gzip."""
    found = {}
    for part in accept_encoding.lower().split(",")[:_MOST_RANGES]:
        coding, _, rest = part.partition(";")
        quality = _QUALITY.search(f";{rest}") if rest else None
        found[coding.strip()] = float(quality[1]) if quality else 1.0
    return found.get("gzip", found.get("*", 0.0)) > 0


def _ranges(accept: str) -> tuple[_Range, ...]:
    parts = (accept or "*/*").split(",")[:_MOST_RANGES]
    found = (_RANGE.fullmatch(part) for part in parts)
    return tuple(_Range(each[1].lower(), each[2].lower(), _quality_of(each[3])) for each in found if each)


def _quality_of(parameters: str) -> float:
    found = _QUALITY.search(parameters)
    return min(float(found[1]), 1.0) if found else 1.0


def _quality(media_type: str, ranges: tuple[_Range, ...]) -> float:
    """The quality that the closest range gives to *media_type*."""
    main, _, sub = media_type.partition("/")
    closest = max(ranges, key=lambda each: (each.matches(main, sub), each.quality), default=None)
    return closest.quality if closest and closest.matches(main, sub) else 0.0


def _best(formats: tuple[Format, ...], ranges: tuple[_Range, ...]) -> Chosen | None:
    offers = [
        (_quality(media_type, ranges), -order, -place, Chosen(form.name, media_type))
        for place, form in enumerate(formats)
        for order, media_type in enumerate(form.value)
    ]
    quality, _, _, chosen = max(offers)
    return chosen if quality > 0 else None
