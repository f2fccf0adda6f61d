"""Statements about shared entities as rows of plain text, for other processes and for the manifest.

The writers ask whether two predicates are one :class:`Term` by identity, which no copy keeps; so a row
holds IRIs, and :func:`from_rows` finds the terms again.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from kgbuild.graph.description import Description, Sort
from kgbuild.graph.vocabulary import TERMS, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Row", "from_rows", "to_rows"]

Row = tuple[str, str, str, str]
"""Subject and predicate (IRIs), what the object is ("" an IRI, "@en" and "@" a text, else its datatype's
IRI), and the object."""

_KNOWN = {term.iri: term for term in TERMS}


def to_rows(descriptions: Iterable[Description]) -> list[Row]:
    """Give each statement of *descriptions* as a row, once.

    >>> from kgbuild.graph.vocabulary import LABEL
    >>> to_rows([Description("http://a.example/s", [(LABEL, "", "Finland")])])
    [('http://a.example/s', 'http://www.w3.org/2000/01/rdf-schema#label', '@', 'Finland')]
    """
    return list(
        dict.fromkeys(
            (about.subject, predicate.iri, _sort_name(sort), value)
            for about in descriptions
            for predicate, sort, value in about.statements
        )
    )


def from_rows(rows: Iterable[Row]) -> Iterator[Description]:
    """Give back the descriptions of *rows*, in which those of one subject follow each other."""
    for subject, about in groupby(rows, key=itemgetter(0)):
        yield Description(subject, [(_term(predicate), _sort(sort), value) for _, predicate, sort, value in about])


def _sort_name(sort: Sort) -> str:
    if sort is None:
        return ""
    return f"@{sort}" if isinstance(sort, str) else sort.iri


def _sort(name: str) -> Sort:
    if not name:
        return None
    return name[1:] if name.startswith("@") else _term(name)


@cache
def _term(iri: str) -> Term:
    return _KNOWN.get(iri) or Term(iri, f"<{iri}>", f"<{iri}>")
