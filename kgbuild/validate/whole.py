"""What holds of a graph as a whole only: the SPARQL queries in ``shapes/graph/``, for any store that answers SPARQL.

Each query gives a row for each fault, with ``?this``, ``?path`` and ``?value`` as in SHACL, and its head says what is
wrong and how badly. Rows are taken as they come.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgbuild.resources import resource_folder
from kgbuild.validate.report import Result, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["results"]

_SHAPES = "https://w3id.org/diplomatic-events/shapes#"
_COMPONENT = "http://www.w3.org/ns/shacl#SPARQLConstraintComponent"


def results(store: ox.Store) -> Iterator[Result]:
    """Yield what the queries find in all graphs of *store*, taken together; the ontology has to be among them.

    Raises :class:`SyntaxError` or :class:`ValueError` for a query that is none.
    """
    for path in sorted((resource_folder("shapes") / "graph").glob("*.rq")):
        yield from _of_query(store, path)


def _of_query(store: ox.Store, path: Path) -> Iterator[Result]:
    text = path.read_text(encoding="utf-8")
    head = dict(re.findall(r"^# (message|severity): (.*)$", text, re.MULTILINE))
    solutions = store.query(text, use_default_graph_as_union=True)
    if not isinstance(solutions, ox.QuerySolutions):
        raise ValueError(f"{path.name} is no SELECT")  # noqa: TRY004  # the query is at fault
    for row in solutions:
        focus, link, value = row["this"], row["path"], row["value"]
        if isinstance(focus, ox.Triple) or isinstance(value, ox.Triple) or not isinstance(link, ox.NamedNode):
            raise ValueError(f"{path.name} finds {row}")  # noqa: TRY004  # as above
        yield Result(
            Severity(head["severity"]),
            head["message"],
            focus=focus,
            path=link.value,
            value=value,
            shape=f"{_SHAPES}Graph-{path.stem}",
            component=_COMPONENT,
        )
