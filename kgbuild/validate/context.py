"""Where in the sources a node of a graph comes from: its document, and the words it was read from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgbuild.validate.report import Term

__all__ = ["Sources"]


def _dip(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"https://w3id.org/diplomatic-events/ontology#{name}")


def _oa(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"http://www.w3.org/ns/oa#{name}")


_TEXT = _dip("text")
_EVIDENCE = _dip("evidence")
_HAS_SELECTOR = _oa("hasSelector")
_HAS_SOURCE = _oa("hasSource")
_HAS_NOTE = _dip("hasNote")
_TO_DOCUMENT = (_dip("reportedIn"), _HAS_SOURCE)
_IDENTIFIER = ox.NamedNode("http://purl.org/dc/terms/identifier")
_NAMES = tuple(
    map(
        ox.NamedNode,
        (
            "http://www.w3.org/2000/01/rdf-schema#label",
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
            "http://purl.org/dc/terms/title",
        ),
    )
)


class Sources:
    """The documents of a store, asked about its nodes; where a graph says several things, the first."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def is_document(self, node: Term) -> bool:
        """Whether the node is a document, that is, has a text."""
        return self._one(node, _TEXT) is not None

    def document(self, node: Term) -> Term | None:
        """Find the document that reports the node, holds it, or is it; ``None`` for what documents share."""
        for predicate in _TO_DOCUMENT:
            if document := self._one(node, predicate):
                return document
        if owner := self._owner(node, _HAS_NOTE):
            return owner
        if stretch := self._owner(node, _HAS_SELECTOR):
            return self._one(stretch, _HAS_SOURCE)
        return node if self.is_document(node) else None

    def identifier(self, document: Term) -> str:
        """Name the document: by its identifier, else by its IRI."""
        identifier = self._one(document, _IDENTIFIER)
        return identifier.value if identifier else document.value

    def words(self, node: Term) -> str | None:
        """Quote the text that the node stands for or was read from; without one, give its name.

        Where a quotation is not what the text says at its place, both are given.
        """
        document = self.document(node)
        if document and document != node:
            stretch = self._one(node, _EVIDENCE) or node
            selector = self._one(stretch, _HAS_SELECTOR) or stretch
            if words := self._selected(document, selector):
                return words
        return next((name.value for predicate in _NAMES if (name := self._one(node, predicate))), None)

    def _selected(self, document: Term, selector: Term) -> str | None:
        exact = self._one(selector, _oa("exact"))
        text, start, end = (
            self._one(document, _TEXT),
            self._one(selector, _oa("start")),
            self._one(selector, _oa("end")),
        )
        if not exact or not text or not start or not end:
            return exact.value if exact else None
        if not (start.value.isdecimal() and end.value.isdecimal()):
            return exact.value
        said = text.value[int(start.value) : int(end.value)]
        return said if said == exact.value else f"{said}” quoted as “{exact.value}"

    def _owner(self, node: Term, predicate: ox.NamedNode) -> Term | None:
        return _first(quad.subject for quad in self._store.quads_for_pattern(None, predicate, node, None))

    def _one(self, subject: Term, predicate: ox.NamedNode) -> Term | None:
        if isinstance(subject, ox.Literal):
            return None
        quads = self._store.quads_for_pattern(subject, predicate, None, None)
        return _first(quad.object for quad in quads)


def _first(terms: Iterable[Term | ox.Triple]) -> Term | None:
    return min((term for term in terms if not isinstance(term, ox.Triple)), key=str, default=None)
