"""The figures of a graph that its description gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kgbuild.publish.messages import Reply
from kgbuild.store.evaluation import select

if TYPE_CHECKING:
    from pyoxigraph import Store

__all__ = ["Figures", "count_figures", "read_figures"]


class Figures(msgspec.Struct, frozen=True):
    """How many triples have each property, and how many subjects each class."""

    properties: dict[str, int]
    classes: dict[str, int]

    @property
    def triples(self) -> int:
        """How many triples there are."""
        return sum(self.properties.values())


def count_figures(store: Store) -> Reply:
    """The figures of *store*, for :func:`read_figures`."""
    figures = Figures(
        properties=_numbers(store, "SELECT ?x (COUNT(*) AS ?n) { ?s ?x ?o } GROUP BY ?x"),
        classes=_numbers(store, "SELECT ?x (COUNT(*) AS ?n) { ?s a ?x } GROUP BY ?x"),
    )
    return Reply(msgspec.msgpack.encode(figures), "application/msgpack", 1, gzip=False)


def read_figures(reply: Reply) -> Figures:
    """The figures in *reply*."""
    return msgspec.msgpack.decode(reply.body, type=Figures)


def _numbers(store: Store, query: str) -> dict[str, int]:
    return {row["x"]: int(row["n"]) for row in sorted(select(store, query), key=lambda row: row["x"])}
