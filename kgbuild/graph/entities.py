"""What several documents say about the same thing: people, states, bodies, volumes, resolutions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgbuild.graph.description import PLAIN, Description, Sort, Statement
from kgbuild.graph.vocabulary import ALT_LABEL, FAMILY_NAME, LABEL, TYPE, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Entities"]


class Entities:
    """The statements about shared entities, gathered from any documents in any order.

    Memory grows with the entities and their spellings, not with the documents that name them.
    """

    __slots__ = ("_decided", "_statements")

    def __init__(self) -> None:
        self._statements: dict[str, set[Statement]] = {}
        self._decided: dict[str, set[Statement]] = {}

    def add(self, descriptions: Iterable[Description]) -> None:
        """Take in what one document says."""
        for description in descriptions:
            self._statements.setdefault(description.subject, set()).update(description.statements)

    def decide(self, descriptions: Iterable[Description]) -> None:
        """Take in what is said with all documents known: its label and family name stand before theirs."""
        for description in descriptions:
            names = {statement for statement in description.statements if statement[0] in (LABEL, FAMILY_NAME)}
            if names:
                self._decided[description.subject] = names
            self._statements.setdefault(description.subject, set()).update(description.statements)

    def descriptions(self) -> Iterator[Description]:
        """Yield each entity once, sorted, whatever the order in which documents came."""
        for subject in sorted(self._statements):
            statements = _one_label(self._statements[subject], self._decided.get(subject, set()))
            yield Description(subject, sorted(statements, key=_order))

    def count(self, *classes: Term) -> int:
        """Count the entities of any of *classes*."""
        types = {(TYPE, None, term.iri) for term in classes}
        return sum(not types.isdisjoint(statements) for statements in self._statements.values())


def _one_label(statements: set[Statement], decided: set[Statement]) -> set[Statement]:
    """Keep the label that was decided or the first, by code points; other spellings are alternatives to it.

    A decided family name is the only one.
    """
    labels = [value for predicate, _, value in decided if predicate == LABEL]
    labels += sorted({value for predicate, _, value in statements if predicate == LABEL}.difference(labels))
    if not labels:
        return statements
    settled = {statement for statement in statements if statement[0] != LABEL}
    settled.add((LABEL, PLAIN, labels[0]))
    settled.update((ALT_LABEL, PLAIN, other) for other in labels[1:])
    settled.discard((ALT_LABEL, PLAIN, labels[0]))
    if any(predicate == FAMILY_NAME for predicate, _, _ in decided):
        settled = {statement for statement in settled if statement[0] != FAMILY_NAME or statement in decided}
    return settled


def _order(statement: Statement) -> tuple[bool, bool, Term, str, str]:
    predicate, sort, value = statement
    return predicate != TYPE, predicate != LABEL, predicate, _name(sort), value


def _name(sort: Sort) -> str:
    return sort if isinstance(sort, str) else sort.iri if sort else ""
