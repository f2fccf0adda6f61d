"""Queries over a store: text in, answer out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Store

from kgbuild.errors import InputError
from kgbuild.graph.vocabulary import PREFIXES
from kgbuild.store.answers import Answer, Rows, read_answer
from kgbuild.store.guard import QueryRefusedError, refuse_service, stated_graphs, syntax_fault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

    from kgbuild.store.remote import RemoteStore

__all__ = ["Dataset", "evaluate", "run_query", "select"]


@dataclass(frozen=True, slots=True)
class Dataset:
    """The IRIs of the graphs that a query is put to: as one default graph, and by name."""

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def evaluate(store: Store | RemoteStore, text: str, *, source: str = "query") -> Answer:
    """The answer of *store* to the SPARQL 1.1 query *text*: see :func:`run_query`, and :meth:`RemoteStore.answer`."""
    if not isinstance(store, Store):
        return store.answer(text, source=source)
    try:
        return read_answer(run_query(store, text, source=source))
    except RuntimeError as error:
        raise InputError(source, f"cannot be evaluated: {error}", "mend the query") from error


def run_query(
    store: Store, text: str, dataset: Dataset | None = None, *, source: str = "query"
) -> QuerySolutions | QueryBoolean | QueryTriples:
    """Begin to answer the SPARQL 1.1 query *text* from *store*.

    It is put to *dataset*, else to what its FROM clauses state, else to the union of all graphs. The prefixes
    of the graph need no declaration. Nothing is written, and no other server is asked.
    Raises :class:`InputError`, which names *source*, for an update or a syntax fault, and
    :class:`QueryRefusedError` for a ``SERVICE`` clause or a graph that the store does not have.
    The answer raises :class:`RuntimeError` where it cannot be evaluated further.
    """
    refuse_service(text, source)
    stated = stated_graphs(text, source)
    _refuse_strange_graphs(store, stated, source)
    if dataset:
        _refuse_strange_graphs(store, (*dataset.default_graphs, *dataset.named_graphs), source)
    try:
        return store.query(
            text,
            prefixes=_prefixes_in(text),
            use_default_graph_as_union=not (dataset or stated),
            default_graph=[NamedNode(iri) for iri in dataset.default_graphs] if dataset else None,
            named_graphs=[NamedNode(iri) for iri in dataset.named_graphs] if dataset else None,
        )
    except SyntaxError as error:
        raise syntax_fault(text, source, oxigraph_says=error.msg) from error


def _prefixes_in(text: str) -> dict[str, str]:
    """The graph's prefixes that the query *text* may use: to declare all takes as long as a sixth of a lookup."""
    if "\\u" in text:  # a letter of a prefix may be written so
        return PREFIXES
    return {prefix: iri for prefix, iri in PREFIXES.items() if f"{prefix}:" in text}


def _refuse_strange_graphs(store: Store, iris: Iterable[str], source: str) -> None:
    for iri in iris:
        try:
            is_known = store.contains_named_graph(NamedNode(iri))
        except ValueError:
            raise InputError(source, f"{iri!r} is not an IRI", "name a graph by its whole IRI") from None
        if not is_known:
            raise QueryRefusedError(
                source, f"<{iri}> is no graph of this store, and nothing is fetched", "leave it out, or load it first"
            )


def select(store: Store | RemoteStore, text: str) -> list[dict[str, str]]:
    """The rows of a SELECT of our own, as dictionaries of plain texts; what is unbound is left out."""
    answer = evaluate(store, text)
    if not isinstance(answer, Rows):
        raise TypeError("not a SELECT")
    return answer.texts()
