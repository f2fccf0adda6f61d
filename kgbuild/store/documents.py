"""The documents of a store, found by whatever a person calls them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from kgbuild.errors import InputError
from kgbuild.store.evaluation import select

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyoxigraph import Store

    from kgbuild.store.remote import RemoteStore

__all__ = ["StoredDocument", "find_document", "list_documents"]

_ENDINGS = (".txt", ".xml")
_BETWEEN_WORDS = re.compile(r"[/._-]")
_MOST_NEAR = 3


@dataclass(frozen=True, slots=True, order=True)
class StoredDocument:
    """A document of the graph: its identifier, IRI and title (if it has one)."""

    identifier: str
    iri: str
    title: str | None = None


def list_documents(store: Store | RemoteStore) -> tuple[StoredDocument, ...]:
    """All documents of the store, by identifier."""
    return _documents(store)


def _documents(store: Store | RemoteStore, only: str = "") -> tuple[StoredDocument, ...]:
    rows = select(
        store,
        f"""SELECT ?identifier ?iri (MIN(?heading) AS ?title) {{
            {only} ?iri dcterms:identifier ?identifier ; dip:text ?text OPTIONAL {{ ?iri dcterms:title ?heading }}
        }} GROUP BY ?identifier ?iri ORDER BY ?identifier ?iri""",
    )
    return tuple(sorted(StoredDocument(r["identifier"], r["iri"], r.get("title")) for r in rows))


def find_document(store: Store | RemoteStore, name: str) -> StoredDocument:
    """The document that *name* means: its identifier, IRI, file name, or an ending that only it has.

    An ending begins after a "/", "-", "." or "_" ("d406" finds "frus1964-68v33-d406"). Case does not matter.
    Raises :class:`InputError` with near matches if there is none, with the candidates if there are several.
    """
    # A store of many documents is asked for the one by its identifier before it is asked for all.
    documents = _documents(store, f"VALUES ?identifier {{ {Literal(name)} }}") or list_documents(store)
    wanted = _stem(name).lower()
    exact = [d for d in documents if name in (d.iri, d.identifier)]
    same = exact or [d for d in documents if d.identifier.lower() == wanted]
    found = same or [d for d in documents if d.identifier.lower().endswith(tuple(f"{c}{wanted}" for c in "/-._"))]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(d.identifier for d in found[:5])
        raise InputError(name, "the name of several documents", f"say which: {names}")
    near = _near(wanted, [d.identifier for d in documents])
    remedy = f"did you mean {' or '.join(near)}?" if near else "`kgbuild query documents` lists those there are"
    raise InputError(name, "no such document in the graph", remedy)


def _near(wanted: str, identifiers: Sequence[str]) -> Sequence[str]:
    """At most three of the *identifiers* that are like *wanted*, else that have a word like it."""
    alike = get_close_matches(wanted, identifiers, n=_MOST_NEAR, cutoff=0.5)
    if alike:
        return alike
    words = {word for identifier in identifiers for word in _words(identifier)}
    near = set(get_close_matches(wanted, words, n=_MOST_NEAR, cutoff=0.7))
    return [identifier for identifier in identifiers if near & _words(identifier)][:_MOST_NEAR]


def _words(identifier: str) -> set[str]:
    return set(_BETWEEN_WORDS.split(identifier.lower()))


def _stem(name: str) -> str:
    """*name* without a folder or file ending, where it looks like a file's path."""
    for ending in _ENDINGS:
        if name.lower().endswith(ending):
            return name[: -len(ending)].replace("\\", "/").rsplit("/", 1)[-1]
    return name
