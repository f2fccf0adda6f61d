"""Descriptions as N-Quads, in the canonical form of RDF 1.2 (https://www.w3.org/TR/rdf12-n-quads/).

One statement a line, no comment, each character escaped in the one way that the canonical form allows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgbuild.graph.description import Description, Sort

__all__ = ["escape", "to_nquads"]

_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f\ufffe\uffff]')
_SHORT_ESCAPES = {
    "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\",
}  # fmt: skip


def to_nquads(descriptions: Iterable[Description], graph: str) -> str:
    r"""Write the statements of *descriptions* as lines of the named graph *graph* (an IRI).

    >>> from kgbuild.graph.description import Description
    >>> from kgbuild.graph.vocabulary import TITLE
    >>> to_nquads([Description("http://a.example/d", [(TITLE, "", "No")])], "http://a.example/g")
    '<http://a.example/d> <http://purl.org/dc/terms/title> "No" <http://a.example/g> .\n'
    """
    lines = []
    for description in descriptions:
        subject = description.subject
        for predicate, sort, value in description.statements:
            lines.append(f"<{subject}> {predicate.ntriples} {_object(sort, value)} <{graph}> .\n")
    return "".join(lines)


def _object(sort: Sort, value: str) -> str:
    if sort is None:
        return f"<{value}>"
    if not isinstance(sort, str):
        return f'"{escape(value)}"^^{sort.ntriples}'
    return f'"{escape(value)}"@{sort}' if sort else f'"{escape(value)}"'


def escape(text: str) -> str:
    """Escape in *text* what a quoted literal cannot hold; all other characters stay."""
    if '"' not in text and "\\" not in text and text.isprintable():
        return text
    return _SPECIAL.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04X}"
