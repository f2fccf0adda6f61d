"""The ontology that every built graph carries, read from the files that ship with the package."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kgbuild.errors import KgbuildError
from kgbuild.graph.description import PLAIN, Description, Sort, Statement
from kgbuild.graph.vocabulary import PREFIXES, TERMS, TYPE, XSD_STRING, Term
from kgbuild.resources import resource_folder

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Ontology", "load_ontology"]

_KNOWN = {term.iri: term for term in TERMS}


@dataclass(frozen=True, slots=True)
class Ontology:
    """All statements of the ontology, by subject, and the prefixes that its files declare."""

    descriptions: tuple[Description, ...]
    prefixes: dict[str, str]


def load_ontology(folder: Path | None = None) -> Ontology:
    """Read all ``*.ttl`` of *folder* (by default that of this installation), sorted.

    Raises :class:`KgbuildError` for a file that is no Turtle or has a blank node: a graph with one is
    written differently at each run.
    """
    statements: dict[str, set[Statement]] = {}
    prefixes: dict[str, str] = {}
    for path in sorted((folder or resource_folder("ontology")).glob("*.ttl")):
        try:
            parser = parse(path=str(path), format=RdfFormat.TURTLE)
            for subject, predicate, node in (quad.triple for quad in parser):
                if not isinstance(subject, NamedNode) or not isinstance(node, NamedNode | Literal):
                    raise KgbuildError(f"{path}: has a blank node at {subject} {predicate}; give the node an IRI")
                statement = (_term(predicate.value), _sort(node), node.value)
                statements.setdefault(subject.value, set()).add(statement)
        except SyntaxError as error:
            raise KgbuildError(f"{path}: not Turtle: {error}; install kgbuild again") from error
        prefixes |= parser.prefixes
    descriptions = tuple(
        Description(subject, sorted(statements[subject], key=_order)) for subject in sorted(statements)
    )
    return Ontology(descriptions, prefixes | PREFIXES)


@cache
def _term(iri: str) -> Term:
    return _KNOWN.get(iri) or Term(iri, f"<{iri}>", f"<{iri}>")


def _sort(node: NamedNode | Literal) -> Sort:
    if isinstance(node, NamedNode):
        return None
    if node.language:
        return node.language
    return PLAIN if node.datatype.value == XSD_STRING.iri else _term(node.datatype.value)


def _order(statement: Statement) -> tuple[bool, str, str, str]:
    predicate, sort, value = statement
    return (
        predicate != TYPE,
        predicate.iri,
        value,
        sort if isinstance(sort, str) else sort.iri if sort else "",
    )
