"""Descriptions as Turtle that a person can read and a diff can show: one block a subject.

pyoxigraph's serializer writes a telegram as one line of a hundred escapes and every IRI in full. Here a
text of several lines stays one, data IRIs are relative to ``@base``, and each predicate has its own line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kgbuild.graph.description import one_subject_each
from kgbuild.graph.nquads import escape
from kgbuild.graph.vocabulary import TERMS, TYPE, XSD_DECIMAL, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kgbuild.graph.description import Description, Passage, Sort

__all__ = ["Turtle"]

_LOCAL_NAME = re.compile(r"[A-Za-z_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_BARE_DECIMAL = re.compile(r"[+-]?[0-9]*\.[0-9]+")
_LONG_SPECIAL = re.compile(r'"(?="|\Z)|[\\\x00-\x09\x0b-\x1f\x7f\ufffe\uffff]')


class Turtle:
    """A way to write descriptions: IRIs by *prefixes*, or relative to *base* (which ends in "/")."""

    def __init__(self, base: str | None, prefixes: Mapping[str, str]) -> None:
        self._base = base
        self._prefixes = dict(sorted(prefixes.items()))
        self._names = {term.iri: term.turtle for term in TERMS if term.turtle.split(":")[0] in prefixes}

    def header(self) -> str:
        """Return the lines that must come first."""
        prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in self._prefixes.items())
        base = f"@base <{self._base}> .\n" if self._base else ""
        return f"{base}{prefixes}\n"

    def to_turtle(self, described: Iterable[Description | Passage]) -> str:
        """Write a block for each subject that is *described*, with an empty line after it."""
        return "".join([self._block(about) for about in one_subject_each(described) if about.statements])

    def _block(self, description: Description) -> str:
        parts = [self.iri(description.subject)]
        before: Term | None = None
        for predicate, sort, value in description.statements:
            if predicate is before:
                parts.append(", " if predicate == TYPE else ",\n        ")
            else:
                parts.append(" " if before is None else " ;\n    ")
                parts.append("a " if predicate == TYPE else f"{self.term(predicate)} ")
                before = predicate
            parts.append(self._object(sort, value))
        parts.append(" .\n\n")
        return "".join(parts)

    def _object(self, sort: Sort, value: str) -> str:
        if sort is None:
            return self.iri(value)
        if isinstance(sort, str):
            quoted = _long(value) if "\n" in value else f'"{escape(value)}"'
            return f"{quoted}@{sort}" if sort else quoted
        if sort == XSD_DECIMAL and _BARE_DECIMAL.fullmatch(value):
            return value
        return f'"{escape(value)}"^^{self.term(sort)}'

    def term(self, term: Term) -> str:
        """Write a predicate or datatype by its prefixed name, where the prefix is declared."""
        return self._names.get(term.iri) or self.iri(term.iri)

    def iri(self, iri: str) -> str:
        """Write *iri* relative to the base or by a prefix where that reads back the same, else whole."""
        name = self._names.get(iri)
        if name:
            return name
        if self._base and iri.startswith(self._base):
            rest = iri[len(self._base) :]
            if rest and rest[0] not in "/#?" and ":" not in rest and "/." not in rest and rest[0] != ".":
                return f"<{rest}>"
        return self._prefixed(iri) or f"<{iri}>"

    def _prefixed(self, iri: str) -> str | None:
        for prefix, namespace in self._prefixes.items():
            if iri.startswith(namespace) and _LOCAL_NAME.fullmatch(iri, len(namespace)):
                name = self._names[iri] = f"{prefix}:{iri[len(namespace) :]}"
                return name
        return None


def _long(text: str) -> str:
    """Write a text of several lines as such: no two quotes in a row stand in it, none at its end."""
    return f'"""{_LONG_SPECIAL.sub(_escaped, text)}"""'


def _escaped(match: re.Match[str]) -> str:
    return escape(match[0])
