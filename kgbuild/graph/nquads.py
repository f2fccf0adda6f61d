"""Descriptions as N-Quads, in the canonical form of RDF 1.2 (https://www.w3.org/TR/rdf12-n-quads/).

One statement a line, no comment, each character escaped in the one way that the canonical form allows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kgbuild.graph import vocabulary as v
from kgbuild.graph.description import PLAIN, Passage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgbuild.graph.description import Description

__all__ = ["escape", "to_nquads"]

_RARE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ufffe\uffff]")
_SHORT_ESCAPES = {"\b": "\\b", "\t": "\\t", "\f": "\\f", "\r": "\\r"}

_TYPE, _HAS_SOURCE, _HAS_SELECTOR = (term.ntriples for term in (v.TYPE, v.HAS_SOURCE, v.HAS_SELECTOR))
_SPECIFIC_RESOURCE = v.SPECIFIC_RESOURCE.ntriples
_TEXT_POSITION_SELECTOR = v.TEXT_POSITION_SELECTOR.ntriples
_TEXT_QUOTE_SELECTOR = v.TEXT_QUOTE_SELECTOR.ntriples
_START, _END, _EXACT = (term.ntriples for term in (v.START, v.END, v.EXACT))
_INTEGER = v.XSD_NON_NEGATIVE_INTEGER.ntriples


def to_nquads(described: Iterable[Description | Passage], graph: str) -> bytes:
    r"""Write the statements of what is *described* as lines of the named graph *graph* (an IRI), in UTF-8.

    >>> from kgbuild.graph.description import Description
    >>> from kgbuild.graph.vocabulary import TITLE
    >>> to_nquads([Description("http://a.example/d", [(TITLE, "", "No")])], "http://a.example/g")
    b'<http://a.example/d> <http://purl.org/dc/terms/title> "No" <http://a.example/g> .\n'
    """
    end = f"<{graph}> .\n"
    # Each part is encoded alone, as nearly all are ASCII, which takes no time: one other letter would slow down all.
    return b"".join(
        [
            (_of_passage(about, end) if isinstance(about, Passage) else _lines(about, end)).encode()
            for about in described
        ]
    )


def _lines(about: Description, end: str) -> str:
    lines = []
    subject = f"<{about.subject}>"
    for predicate, sort, value in about.statements:
        if sort is None:
            lines.append(f"{subject} {predicate.ntriples} <{value}> {end}")
        elif sort == PLAIN:
            lines.append(f'{subject} {predicate.ntriples} "{escape(value)}" {end}')
        else:
            kind = f"@{sort}" if isinstance(sort, str) else f"^^{sort.ntriples}"
            lines.append(f'{subject} {predicate.ntriples} "{escape(value)}"{kind} {end}')
    return "".join(lines)


def _of_passage(passage: Passage, end: str) -> str:
    """Write what :meth:`Passage.descriptions` says: half of a graph's lines, so in one go."""
    document, iri, selector, start, until, quote = passage
    place, selects = f"<{iri}>", f"<{selector}>"
    return (
        f"{place} {_TYPE} {_SPECIFIC_RESOURCE} {end}"
        f"{place} {_HAS_SOURCE} <{document}> {end}"
        f"{place} {_HAS_SELECTOR} {selects} {end}"
        f"{selects} {_TYPE} {_TEXT_POSITION_SELECTOR} {end}"
        f"{selects} {_TYPE} {_TEXT_QUOTE_SELECTOR} {end}"
        f'{selects} {_START} "{start}"^^{_INTEGER} {end}'
        f'{selects} {_END} "{until}"^^{_INTEGER} {end}'
        f'{selects} {_EXACT} "{escape(quote)}" {end}'
    )


def escape(text: str) -> str:
    """Escape in *text* what a quoted literal cannot hold; all other characters stay."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if '"' in text:
        text = text.replace('"', '\\"')
    if "\n" in text:
        text = text.replace("\n", "\\n")
    return text if text.isprintable() else _RARE.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04X}"
