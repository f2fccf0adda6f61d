"""Queries over a store: text in, answer out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Store

from kgbuild.graph.vocabulary import PREFIXES
from kgbuild.store.answers import Answer, Rows, read_answer
from kgbuild.store.guard import refuse_service, syntax_fault

if TYPE_CHECKING:
    from kgbuild.store.remote import RemoteStore

__all__ = ["evaluate", "select"]


def evaluate(store: Store | RemoteStore, text: str, *, source: str = "query") -> Answer:
    """The answer of *store* to the SPARQL 1.1 query *text*, over the union of all its graphs.

    The prefixes of the graph need no declaration. Nothing is written, and an embedded store asks no server.
    Raises :class:`InputError`, which names *source*, for an update, a ``SERVICE`` clause or a syntax fault;
    and what :meth:`RemoteStore.answer` raises.
    """
    if not isinstance(store, Store):
        return store.answer(text, source=source)
    refuse_service(text, source)
    try:
        return read_answer(store.query(text, prefixes=PREFIXES, use_default_graph_as_union=True))
    except SyntaxError as error:
        raise syntax_fault(text, source, oxigraph_says=error.msg) from error


def select(store: Store | RemoteStore, text: str) -> list[dict[str, str]]:
    """The rows of a SELECT of our own, as dictionaries of plain texts; what is unbound is left out."""
    answer = evaluate(store, text)
    if not isinstance(answer, Rows):
        raise TypeError("not a SELECT")
    return answer.texts()
