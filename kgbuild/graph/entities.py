"""What several documents say about the same thing: people, states, bodies, volumes, resolutions."""

from __future__ import annotations

from heapq import merge
from itertools import groupby
from typing import TYPE_CHECKING

from kgbuild.graph.description import PLAIN, Description, Sort, Statement
from kgbuild.graph.vocabulary import ALT_LABEL, FAMILY_NAME, LABEL, TYPE, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Entities", "settle"]


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
        return settle(Description(subject, list(self._statements[subject])) for subject in sorted(self._statements))


def settle(said: Iterable[Description], decided: Iterable[Description] = ()) -> Iterator[Description]:
    """Put in order what documents have *said* of entities, and merge in what is *decided*; both sorted by entities.

    Of labels one stays, and the others are other spellings. What is said with all documents known is decided: its
    label and family name stand before theirs. Holds one entity at a time.
    """
    parts = merge(((about, False) for about in said), ((about, True) for about in decided), key=_subject)
    for subject, group in groupby(parts, key=_subject):
        statements: set[Statement] = set()
        names: set[Statement] = set()
        for about, is_decided in group:
            statements.update(about.statements)
            if is_decided:
                names.update(statement for statement in about.statements if statement[0] in (LABEL, FAMILY_NAME))
        yield Description(subject, sorted(_one_label(statements, names), key=_order))


def _subject(part: tuple[Description, bool]) -> str:
    return part[0].subject


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
