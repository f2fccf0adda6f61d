"""The compiled engine: SHACL over a store of pyoxigraph, a constraint at a time for all its focus nodes.

It finds what pySHACL finds (:mod:`kgbuild.validate.reference`), which looks at one focus node after another.
A node is the text of its IRI or blank node here, which cannot be mistaken for one another: an IRI has a colon.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from itertools import chain, groupby, islice
from typing import TYPE_CHECKING, Protocol, cast

import pyoxigraph as ox

from kgbuild.resources import resource_folder
from kgbuild.validate.report import Result, Term
from kgbuild.validate.shapes import (
    ClassConstraint,
    Constraint,
    CountConstraint,
    LessThanConstraint,
    QueryConstraint,
    Shape,
    ValueConstraint,
    compile_shapes,
)
from kgbuild.validate.values import normal, precedes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

__all__ = ["results", "shapes"]

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_SUBCLASS_OF = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
_THIS = ox.Variable("this")
_AT_ONCE = 5_000
"""Focus nodes that a query is given."""

_Found = tuple[str, Term | None, Term | None]
"""A focus node, a path other than the shape's, and a value."""


@lru_cache(maxsize=1)
def shapes() -> tuple[Shape, ...]:
    """Compile the shapes of the package; raises :class:`UnsupportedShapeError` where one of them is not known here."""
    return compile_shapes(
        quad.triple
        for path in sorted(resource_folder("shapes").glob("*.ttl"))
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    )


def results(compiled: Iterable[Shape], store: ox.Store) -> Iterator[Result]:
    """Yield what the shapes *compiled* object to in all graphs of *store*, taken together.

    Raises what pyoxigraph raises for a query that is none.
    """
    nodes = _Nodes(store)
    for path, along in groupby(compiled, key=lambda shape: shape.path):
        values = _Values.of(store, path) if path else None
        for shape in along:
            focus = nodes.focus(shape)
            at = _Values({node: _term(node) for node in focus}) if values is None else values.at(focus)
            for constraint in shape.constraints:
                for node, where, value in _violations(store, nodes, constraint, focus, at):
                    found_at = where or path
                    yield Result(
                        shape.severity,
                        shape.message,
                        focus=_term(node),
                        path=found_at.value if found_at else None,
                        value=None if value is None else normal(value),
                        shape=shape.iri,
                        component=constraint.component,
                    )


class _Values:
    """The values of a path by node: the first of each node, and those of nodes that have more.

    Nearly all nodes have one, and a list for each would cost more than all that is asked of it. A value that
    several graphs state comes as often.
    """

    __slots__ = ("_first", "_more")

    def __init__(self, first: dict[str, Term], more: dict[str, list[Term]] | None = None) -> None:
        self._first = first
        self._more = more or {}

    @classmethod
    def of(cls, store: ox.Store, path: ox.NamedNode) -> _Values:
        first: dict[str, Term] = {}
        more: defaultdict[str, list[Term]] = defaultdict(list)
        for statement in _statements(store, path):
            node, value = statement.subject.value, statement.object
            if first.setdefault(node, value) is not value:
                more[node].append(value)
        return cls(first, more)

    @property
    def nodes(self) -> AbstractSet[str]:
        return self._first.keys()

    def at(self, focus: AbstractSet[str]) -> _Values:
        """The values of the nodes of *focus* alone."""
        if self._first.keys() <= focus:
            return self
        first = {node: value for node, value in self._first.items() if node in focus}
        return _Values(first, {node: values for node, values in self._more.items() if node in focus})

    def __iter__(self) -> Iterator[tuple[str, Term]]:
        return chain(self._first.items(), ((node, value) for node, values in self._more.items() for value in values))

    def of_node(self, node: str) -> list[Term]:
        return [self._first[node], *self._more.get(node, ())] if node in self._first else []

    def less_than(self, least: int, focus: AbstractSet[str]) -> Iterator[str]:
        """The nodes of *focus* that have fewer values than *least*."""
        if least > 0:
            yield from focus - self._first.keys()
        if least > 1:
            yield from (node for node in self._first if self._distinct(node) < least)

    def more_than(self, most: int) -> Iterator[str]:
        """The nodes that have more values than *most*."""
        nodes = self._more if most else self._first
        return (node for node in nodes if self._distinct(node) > most)

    def _distinct(self, node: str) -> int:
        return len(set(map(normal, self.of_node(node))))


class _Nodes:
    """The nodes of a store by class."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._subclasses: defaultdict[Term, list[Term]] = defaultdict(list)
        for statement in _statements(store, _SUBCLASS_OF):
            self._subclasses[statement.object].append(statement.subject)
        self._instances: dict[tuple[ox.NamedNode, ...], AbstractSet[str]] = {}

    def instances(self, *classes: ox.NamedNode) -> AbstractSet[str]:
        """The nodes of these classes and of their subclasses."""
        if classes not in self._instances:
            typed = (_statements(self._store, _TYPE, class_) for class_ in self._closure(classes))
            self._instances[classes] = {statement.subject.value for statement in chain.from_iterable(typed)}
        return self._instances[classes]

    def focus(self, shape: Shape) -> AbstractSet[str]:
        """The nodes that the shape is about."""
        focus = self.instances(*shape.classes)
        for path in shape.subjects_of:
            focus = focus | _Values.of(self._store, path).nodes
        return focus

    def _closure(self, classes: Iterable[Term]) -> set[Term]:
        found: set[Term] = set()
        waiting = list(classes)
        while waiting:
            class_ = waiting.pop()
            if class_ not in found:
                found.add(class_)
                waiting += self._subclasses.get(class_, ())
        return found


def _violations(
    store: ox.Store, nodes: _Nodes, constraint: Constraint, focus: AbstractSet[str], values: _Values
) -> Iterator[_Found]:
    match constraint:
        case CountConstraint(least=least, most=most):
            faulty = values.less_than(least, focus) if most is None else values.more_than(most)
            yield from ((node, None, None) for node in faulty)
        case ValueConstraint(passes=passes):
            yield from ((node, None, value) for node, value in values if not passes(value))
        case ClassConstraint(class_=class_):
            instances = nodes.instances(class_)
            for node, value in values:
                if value.value not in instances or isinstance(value, ox.Literal):
                    yield node, None, value
        case LessThanConstraint(other=other):
            limits = _Values.of(store, other)
            for node, value in values:
                if not all(precedes(value, limit) for limit in limits.of_node(node)):
                    yield node, None, value
        case QueryConstraint():
            yield from _answers(store, constraint, focus)


def _answers(store: ox.Store, query: QueryConstraint, focus: AbstractSet[str]) -> Iterator[_Found]:
    """Ask *query* of many focus nodes at once where that may be, and else of one after another."""
    named = {node for node in focus if ":" in node} if query.takes_many else set()
    rest = iter(named)
    while chunk := list(islice(rest, _AT_ONCE)):
        start = query.select.index("{") + 1
        many = " ".join(f"<{node}>" for node in chunk)
        for row in _rows(store, query, f"{query.select[:start]} VALUES $this {{ {many} }} {query.select[start:]}"):
            yield row["this"].value, row.get("path"), row.get("value", row["this"])
    for node in focus - named:
        for row in _rows(store, query, query.select, {_THIS: _term(node)}):
            yield node, row.get("path"), row.get("value", _term(node))


def _rows(
    store: ox.Store,
    query: QueryConstraint,
    text: str,
    known: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] | None = None,
) -> Iterator[dict[str, Term]]:
    solutions = store.query(text, prefixes=query.prefixes, use_default_graph_as_union=True, substitutions=known)
    if not isinstance(solutions, ox.QuerySolutions):
        raise ValueError(f"sh:select is no SELECT: {query.select}")  # noqa: TRY004  # the query is at fault
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        row = zip(names, cast("Iterable[Term | None]", solution), strict=True)
        yield {name: term for name, term in row if term is not None}


class _Statement(Protocol):
    """A quad, in a graph without quoted triples."""

    @property
    def subject(self) -> ox.NamedNode | ox.BlankNode: ...

    @property
    def object(self) -> Term: ...


def _statements(store: ox.Store, predicate: ox.NamedNode, value: Term | None = None) -> Iterator[_Statement]:
    return cast("Iterator[_Statement]", store.quads_for_pattern(None, predicate, value, None))


def _term(node: str) -> ox.NamedNode | ox.BlankNode:
    return ox.NamedNode(node) if ":" in node else ox.BlankNode(node)
