"""What several documents say about the same thing: people, states, bodies, volumes, resolutions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgbuild.graph.description import PLAIN, Description, Sort, Statement
from kgbuild.graph.vocabulary import ALT_LABEL, LABEL, TYPE, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Entities"]


class Entities:
    """The statements about shared entities, gathered from any documents in any order.

    Memory grows with the entities and their spellings, not with the documents that name them.
    """

    __slots__ = ("_statements",)

    def __init__(self) -> None:
        self._statements: dict[str, set[Statement]] = {}

    def add(self, descriptions: Iterable[Description]) -> None:
        """Take in what one document says."""
        for description in descriptions:
            self._statements.setdefault(description.subject, set()).update(description.statements)

    def descriptions(self) -> Iterator[Description]:
        """Yield each entity once, sorted, whatever the order in which documents came."""
        for subject in sorted(self._statements):
            yield Description(subject, sorted(_one_label(self._statements[subject]), key=_order))

    def count(self, *classes: Term) -> int:
        """Count the entities of any of *classes*."""
        types = {(TYPE, None, term.iri) for term in classes}
        return sum(not types.isdisjoint(statements) for statements in self._statements.values())


def _one_label(statements: set[Statement]) -> set[Statement]:
    """Keep the first of the labels, by code points; other spellings are alternatives to it."""
    labels = sorted(value for predicate, _, value in statements if predicate == LABEL)
    if not labels:
        return statements
    settled = {statement for statement in statements if statement[0] != LABEL}
    settled.add((LABEL, PLAIN, labels[0]))
    settled.update((ALT_LABEL, PLAIN, other) for other in labels[1:])
    settled.discard((ALT_LABEL, PLAIN, labels[0]))
    return settled


def _order(statement: Statement) -> tuple[bool, bool, Term, str, str]:
    predicate, sort, value = statement
    return predicate != TYPE, predicate != LABEL, predicate, _name(sort), value


def _name(sort: Sort) -> str:
    return sort if isinstance(sort, str) else sort.iri if sort else ""
