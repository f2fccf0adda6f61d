"""What a constraint asks of one value: datatype, kind of node, pattern, range, order.

Literals that are not plain strings are read by rdflib, as pySHACL reads them, so that both find the same.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

import pyoxigraph as ox
import rdflib

from kgbuild.validate.report import Term

__all__ = [
    "DATATYPES",
    "NODE_KINDS",
    "Test",
    "at_least",
    "at_most",
    "from_rdflib",
    "has_datatype",
    "is_number",
    "is_of_kind",
    "matches",
    "normal",
    "precedes",
]

Test = Callable[[Term], bool]
"""Whether a value passes."""

_SH = "http://www.w3.org/ns/shacl#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_STRING = ox.NamedNode(f"{_XSD}string")
_INTEGER = ox.NamedNode(f"{_XSD}integer")

DATATYPES: dict[str, type | tuple[type, ...]] = {
    f"{_XSD}string": str,
    f"{_XSD}integer": int,
    f"{_XSD}float": float,
    f"{_XSD}decimal": Decimal,
    f"{_XSD}boolean": bool,
    f"{_XSD}date": date,
    f"{_XSD}time": time,
    f"{_XSD}dateTime": datetime,
}
"""The datatypes that can be asked for, and what rdflib makes of a literal that is well-typed."""

NODE_KINDS: dict[str, tuple[type, ...]] = {
    f"{_SH}IRI": (ox.NamedNode,),
    f"{_SH}BlankNode": (ox.BlankNode,),
    f"{_SH}Literal": (ox.Literal,),
    f"{_SH}BlankNodeOrIRI": (ox.BlankNode, ox.NamedNode),
    f"{_SH}BlankNodeOrLiteral": (ox.BlankNode, ox.Literal),
    f"{_SH}IRIOrLiteral": (ox.NamedNode, ox.Literal),
}

logging.getLogger("rdflib.term").addHandler(logging.NullHandler())  # it would print each ill-typed literal


def has_datatype(iri: str) -> Test:
    """Ask for a literal of the datatype *iri*, one of :data:`DATATYPES`, that is not ill-typed."""
    datatype, kind = ox.NamedNode(iri), DATATYPES[iri]

    def test(value: Term) -> bool:
        if not isinstance(value, ox.Literal) or value.datatype != datatype:
            return False
        if datatype == _STRING:
            return True
        read = _read(value)
        return read.ill_typed is not True and isinstance(read.value, kind)

    return test


def is_of_kind(iri: str) -> Test:
    """Ask for a node of the kind *iri*, one of :data:`NODE_KINDS`."""
    kinds = NODE_KINDS[iri]
    return lambda value: isinstance(value, kinds)


def matches(pattern: str) -> Test:
    """Ask for an IRI or literal in which *pattern*, a regular expression of Python, is found."""
    found = re.compile(pattern).search
    return lambda value: not isinstance(value, ox.BlankNode) and found(_text(value)) is not None


def at_least(limit: ox.Literal) -> Test:
    """Ask for a literal that can be compared with the number *limit* and is not less."""
    return _compared(limit, lambda value, bound: value.eq(bound) or value > bound)


def at_most(limit: ox.Literal) -> Test:
    """Ask for a literal that can be compared with the number *limit* and is not greater."""
    return _compared(limit, lambda value, bound: value.eq(bound) or not value > bound)


def is_number(literal: ox.Literal) -> bool:
    """Whether *literal* is a limit that can be compared with."""
    return isinstance(_read(literal).value, int | float | Decimal)


def precedes(value: Term, other: Term) -> bool:
    """Whether *value* can be compared with *other* and is less, as ``sh:lessThan`` asks."""
    first, second = _integer(value), _integer(other)
    if first is not None and second is not None:
        return first < second
    left, right = _comparable(value), _comparable(other)
    if left is None or right is None or isinstance(left, rdflib.Literal) is not isinstance(right, rdflib.Literal):
        return False
    return bool(left < right)


def normal(term: Term) -> Term:
    """Give *term* in rdflib's normal form, in which "01" is the integer "1"."""
    if not isinstance(term, ox.Literal) or term.datatype == _STRING:
        return term
    return from_rdflib(_read(term))


def from_rdflib(literal: rdflib.Literal) -> ox.Literal:
    """Give rdflib's *literal* as pyoxigraph's."""
    datatype = ox.NamedNode(str(literal.datatype)) if literal.datatype and not literal.language else None
    return ox.Literal(str(literal), language=literal.language, datatype=datatype)


def _compared(limit: ox.Literal, holds: Callable[[rdflib.Literal, rdflib.Literal], bool]) -> Test:
    bound = _read(limit)

    @lru_cache(maxsize=4096)
    def test(value: Term) -> bool:
        if not isinstance(value, ox.Literal):
            return False
        read = _read(value)
        try:
            return not isinstance(read.value, str) and holds(read, bound)
        except (TypeError, NotImplementedError):
            return False

    return test


def _comparable(term: Term) -> str | rdflib.Literal | None:
    if isinstance(term, ox.BlankNode):
        return None
    if isinstance(term, ox.NamedNode):
        return term.value
    read = _read(term)
    return read.value if isinstance(read.value, str) else read


def _integer(term: Term) -> int | None:
    """Read a whole number in its plainest form, of which a graph has many, without rdflib."""
    if isinstance(term, ox.Literal) and term.datatype == _INTEGER and term.value.isascii() and term.value.isdigit():
        return int(term.value)
    return None


def _text(term: ox.NamedNode | ox.Literal) -> str:
    if isinstance(term, ox.NamedNode) or term.datatype == _STRING or term.language:
        return term.value
    return str(_read(term))


@lru_cache(maxsize=4096)
def _read(literal: ox.Literal) -> rdflib.Literal:
    datatype = None if literal.language else rdflib.URIRef(literal.datatype.value)
    return rdflib.Literal(literal.value, lang=literal.language, datatype=datatype)
