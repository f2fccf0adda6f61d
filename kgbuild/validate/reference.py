"""The reference: pySHACL, given pyoxigraph's store as it is."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pyshacl
import rdflib
from pyshacl.errors import ReportableRuntimeError
from pyshacl.graph_abstraction import OxigraphDataGraph
from rdflib.namespace import SH

from kgbuild.resources import resource_folder
from kgbuild.validate.report import Result, Severity, Term
from kgbuild.validate.values import from_rdflib

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["results", "shapes"]


class _StoreGraph(OxigraphDataGraph):
    """A store as pySHACL sees it, but true without being counted.

    pySHACL writes ``datagraph or shapes`` several times for each result, which would count all triples of
    the store each time.
    """

    def __bool__(self) -> bool:
        return True


def results(store: ox.Store) -> Iterator[Result]:
    """Yield what the shapes object to in all graphs of *store*, taken together.

    Raises :class:`ValueError`, :class:`SyntaxError` or :class:`OSError` where pySHACL fails.
    """
    try:
        _, report, _ = pyshacl.validate(_StoreGraph(store), shacl_graph=shapes())
    except (ReportableRuntimeError, TypeError) as error:  # as of a literal that is given for a class
        raise ValueError(str(error)) from error
    if not isinstance(report, rdflib.Graph):
        raise ValueError(str(report))  # noqa: TRY004  # it is the failure itself, not a value of the wrong type
    for node in report.objects(None, SH.result):
        yield _result(dict(report.predicate_objects(node)))


@lru_cache(maxsize=1)
def shapes() -> rdflib.Graph:
    """Read the shapes of the package."""
    graph = rdflib.Graph()
    for path in sorted(resource_folder("shapes").glob("*.ttl")):
        graph.parse(path)
    # pySHACL searches the text of a query, at each run, from the start of each of its lines: make it one.
    for query, text in list(graph.subject_objects(SH.select)):
        graph.set((query, SH.select, rdflib.Literal(" ".join(str(text).split()))))
    return graph


def _result(found: dict[rdflib.term.Node, rdflib.term.Node]) -> Result:
    path = found.get(SH.resultPath)
    return Result(
        severity=Severity(str(found[SH.resultSeverity]).removeprefix(str(SH))),
        message=str(found[SH.resultMessage]),
        focus=_term(found[SH.focusNode]),
        path=str(path) if path is not None else None,
        value=_term(found[SH.value]) if SH.value in found else None,
        shape=str(found[SH.sourceShape]),
        component=str(found[SH.sourceConstraintComponent]),
    )


def _term(node: rdflib.term.Node) -> Term:
    if isinstance(node, rdflib.Literal):
        return from_rdflib(node)
    return ox.BlankNode(str(node)) if isinstance(node, rdflib.BNode) else ox.NamedNode(str(node))
