"""What is said about one subject: the form in which the mapper hands statements to the writers.

A graph is written as N-Quads, as Turtle and into a store. A :class:`Description` stands before the choice:
it costs a third of a library's quads, and keeps the order in which a reader of the Turtle meets statements.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from kgbuild.graph import vocabulary as v
from kgbuild.graph.vocabulary import TYPE, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["PLAIN", "Description", "Passage", "Sort", "Statement", "describe", "one_subject_each"]

Sort = Term | str | None
"""What an object is: ``None`` an IRI, a :class:`Term` a literal of that datatype, a string a text in the
language of that tag (:data:`PLAIN`: in none, an ``xsd:string``)."""

PLAIN = ""

Statement = tuple[Term, Sort, str]
"""Predicate, sort of the object, and the object: an IRI, a lexical form or a text."""


@dataclass(frozen=True, slots=True)
class Description:
    """The statements about ``subject`` (an IRI), in the order in which they were made.

    Whoever describes a subject says nothing twice; the methods see to it within one call.
    """

    subject: str
    statements: list[Statement] = field(default_factory=list)

    def link(self, predicate: Term, *iris: str) -> None:
        """Say that the subject has *predicate* with each of *iris*."""
        for iri in iris if len(iris) == 1 else dict.fromkeys(iris):
            self.statements.append((predicate, None, iri))

    def say(self, predicate: Term, *texts: str | None) -> None:
        """Say that the subject has *predicate* with each string of *texts*; what is ``None`` is not said."""
        for text in texts if len(texts) == 1 else dict.fromkeys(texts):
            if text is not None:
                self.statements.append((predicate, PLAIN, text))

    def typed(self, predicate: Term, datatype: Term, lexical: str | None) -> None:
        """Say *predicate* with a literal of another datatype than string, unless it is ``None``."""
        if lexical is not None:
            self.statements.append((predicate, datatype, lexical))


def describe(subject: str, *types: Term) -> Description:
    """Begin a description with the subject's types."""
    return Description(subject, [(TYPE, None, term.iri) for term in types])


class Passage(NamedTuple):
    """A stretch of a document's text as evidence: the place ``iri`` in ``document``, and what selects it (IRIs).

    ``start`` and ``end`` are its code points, from 0, the end exclusive, and ``quote`` its words. More than half of a
    graph's statements are of such places, always the same eight.
    """

    document: str
    iri: str
    selector: str
    start: int
    end: int
    quote: str

    def descriptions(self) -> tuple[Description, Description]:
        """Describe the place and its selector."""
        place = describe(self.iri, v.SPECIFIC_RESOURCE)
        place.link(v.HAS_SOURCE, self.document)
        place.link(v.HAS_SELECTOR, self.selector)
        selector = describe(self.selector, v.TEXT_POSITION_SELECTOR, v.TEXT_QUOTE_SELECTOR)
        selector.typed(v.START, v.XSD_NON_NEGATIVE_INTEGER, str(self.start))
        selector.typed(v.END, v.XSD_NON_NEGATIVE_INTEGER, str(self.end))
        selector.say(v.EXACT, self.quote)
        return place, selector


def one_subject_each(described: Iterable[Description | Passage]) -> Iterator[Description]:
    """Yield what is *described* with the two subjects of each passage apart."""
    return chain.from_iterable(about.descriptions() if isinstance(about, Passage) else (about,) for about in described)
