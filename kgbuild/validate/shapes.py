"""The shapes as the compiled engine runs them: read once, and refused where they ask for what it does not know.

SHACL (https://www.w3.org/TR/shacl/) has more than ``shapes/`` uses. What is here are the components that they
do use; any other parameter refuses all shapes, so that none is passed over in silence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgbuild.validate import values
from kgbuild.validate.report import Severity, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = [
    "ClassConstraint",
    "Constraint",
    "CountConstraint",
    "LessThanConstraint",
    "QueryConstraint",
    "Shape",
    "UnsupportedShapeError",
    "ValueConstraint",
    "compile_shapes",
]

_SH = "http://www.w3.org/ns/shacl#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_PREDECLARED = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
}
"""What pySHACL lets a query use without a declaration."""


class UnsupportedShapeError(Exception):
    """A shape asks for what the compiled engine does not know."""


@dataclass(frozen=True, slots=True)
class CountConstraint:
    """``sh:minCount`` or ``sh:maxCount``: how many values there must or may be."""

    component: str
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class ValueConstraint:
    """What each value must pass by itself."""

    component: str
    passes: values.Test


@dataclass(frozen=True, slots=True)
class ClassConstraint:
    """``sh:class``: what each value must be an instance of."""

    component: str
    class_: ox.NamedNode


@dataclass(frozen=True, slots=True)
class LessThanConstraint:
    """``sh:lessThan``: each value must be less than each of the focus node's values of *other*."""

    component: str
    other: ox.NamedNode


@dataclass(frozen=True, slots=True)
class QueryConstraint:
    """``sh:sparql``: a query that gives a row for each fault of the focus node ``$this``.

    Where ``takes_many``, it gives the same rows when ``$this`` has the values of many focus nodes at once.
    """

    component: str
    select: str
    prefixes: dict[str, str]
    takes_many: bool


Constraint = CountConstraint | ValueConstraint | ClassConstraint | LessThanConstraint | QueryConstraint


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape with a target: of nodes by ``classes`` or as subjects of ``subjects_of``, for values of ``path``.

    Without a path the focus node is the value.
    """

    iri: str
    severity: Severity
    message: str
    classes: tuple[ox.NamedNode, ...]
    subjects_of: tuple[ox.NamedNode, ...]
    path: ox.NamedNode | None
    constraints: tuple[Constraint, ...]


def compile_shapes(triples: Iterable[ox.Triple]) -> tuple[Shape, ...]:
    """Compile all shapes of a graph that have a target, those of one path in a row.

    Raises :class:`UnsupportedShapeError` where one of them uses what is not known here.
    """
    described: defaultdict[Term, _Parameters] = defaultdict(_Parameters)
    for triple in triples:
        described[_term(triple.subject)].add(triple.predicate.value, _term(triple.object))
    shapes = [
        _shape(node, parameters, described) for node, parameters in described.items() if _has_target(node, parameters)
    ]
    return tuple(sorted(shapes, key=lambda shape: (shape.path.value if shape.path else "", shape.iri)))


class _Parameters(dict[str, list[Term]]):
    """The objects of a node by predicate; local names stand for those of SHACL."""

    def add(self, predicate: str, term: Term) -> None:
        self.setdefault(predicate.removeprefix(_SH), []).append(term)

    def iris(self, name: str) -> tuple[ox.NamedNode, ...]:
        terms = self.get(name, ())
        if not all(isinstance(term, ox.NamedNode) for term in terms):
            raise UnsupportedShapeError(f"sh:{name} of something other than an IRI")
        return tuple(term for term in terms if isinstance(term, ox.NamedNode))

    def literals(self, name: str) -> tuple[ox.Literal, ...]:
        terms = self.get(name, ())
        if not all(isinstance(term, ox.Literal) for term in terms):
            raise UnsupportedShapeError(f"sh:{name} of something other than a literal")
        return tuple(term for term in terms if isinstance(term, ox.Literal))


_FRAME = frozenset({_TYPE, "path", "message", "severity", "targetClass", "targetSubjectsOf"})
_KINDS = ({f"{_SH}NodeShape"}, {f"{_SH}PropertyShape"})


def _has_target(node: Term, parameters: _Parameters) -> bool:
    """Whether a node is a shape that runs; one without a target may only gather property shapes that have theirs."""
    if any(name.startswith("target") for name in parameters):
        return True
    if "property" in parameters and parameters.keys() - {_TYPE, "property"}:
        raise UnsupportedShapeError(f"{node} has property shapes and more")
    return False


def _shape(node: Term, parameters: _Parameters, described: dict[Term, _Parameters]) -> Shape:
    if unknown := parameters.keys() - _FRAME - _PARAMETERS.keys():
        raise UnsupportedShapeError(f"{node} has {', '.join(sorted(unknown))}")
    if {iri.value for iri in parameters.iris(_TYPE)} not in _KINDS:
        raise UnsupportedShapeError(f"{node} is not one kind of shape alone")
    messages, paths = parameters.literals("message"), parameters.iris("path")
    severities = parameters.iris("severity") or (ox.NamedNode(f"{_SH}{Severity.VIOLATION}"),)
    if len(messages) != 1 or len(severities) != 1 or len(paths) > 1 or re.search(r"\{[?$]", messages[0].value):
        raise UnsupportedShapeError(f"{node} has no plain message, or several messages, severities or paths")
    constraints = [
        constraint
        for name, read in _PARAMETERS.items()
        if name in parameters
        for constraint in read(parameters, described)
    ]
    if paths and "sparql" in parameters:
        raise UnsupportedShapeError(f"{node} has a query for the values of a path")
    if not paths and any(isinstance(constraint, CountConstraint | LessThanConstraint) for constraint in constraints):
        raise UnsupportedShapeError(f"{node} has no path")
    return Shape(
        iri=node.value,
        severity=Severity(severities[0].value.removeprefix(_SH)),
        message=messages[0].value,
        classes=parameters.iris("targetClass"),
        subjects_of=parameters.iris("targetSubjectsOf"),
        path=paths[0] if paths else None,
        constraints=tuple(constraints),
    )


# --- constraints by parameter ---


def _component(name: str) -> str:
    return f"{_SH}{name[0].upper()}{name[1:]}ConstraintComponent"


def _counts(name: str, parameters: _Parameters) -> Iterator[CountConstraint]:
    for number in parameters.literals(name):
        if name == "minCount":
            yield CountConstraint(_component(name), least=int(number.value))
        else:
            yield CountConstraint(_component(name), most=int(number.value))


def _classes(parameters: _Parameters, _: object) -> Iterator[ClassConstraint]:
    return (ClassConstraint(_component("class"), iri) for iri in parameters.iris("class"))


def _datatypes(parameters: _Parameters, _: object) -> Iterator[ValueConstraint]:
    for iri in parameters.iris("datatype"):
        if iri.value not in values.DATATYPES:
            raise UnsupportedShapeError(f"sh:datatype {iri}")
        yield ValueConstraint(_component("datatype"), values.has_datatype(iri.value))


def _node_kinds(parameters: _Parameters, _: object) -> Iterator[ValueConstraint]:
    return (
        ValueConstraint(_component("nodeKind"), values.is_of_kind(iri.value)) for iri in parameters.iris("nodeKind")
    )


def _patterns(parameters: _Parameters, _: object) -> Iterator[ValueConstraint]:
    return (ValueConstraint(_component("pattern"), values.matches(p.value)) for p in parameters.literals("pattern"))


def _limits(name: str, parameters: _Parameters) -> Iterator[ValueConstraint]:
    for limit in parameters.literals(name):
        if not values.is_number(limit):
            raise UnsupportedShapeError(f"sh:{name} {limit}")
        test = values.at_least(limit) if name == "minInclusive" else values.at_most(limit)
        yield ValueConstraint(_component(name), test)


def _less_than(parameters: _Parameters, _: object) -> Iterator[LessThanConstraint]:
    return (LessThanConstraint(_component("lessThan"), iri) for iri in parameters.iris("lessThan"))


def _queries(parameters: _Parameters, described: dict[Term, _Parameters]) -> Iterator[QueryConstraint]:
    for node in parameters.iris("sparql"):
        query = described[node]
        selects = query.literals("select")
        if len(selects) != 1 or query.keys() - {_TYPE, "prefixes", "select"}:
            raise UnsupportedShapeError(f"{node} is more than one sh:select with its prefixes")
        select = selects[0].value
        if re.search(r"[?$](PATH|shapesGraph|currentShape|failure)\b", select):
            raise UnsupportedShapeError(f"{node} uses a variable that is not known here")
        if not re.search(r"[?$]this\b", select.partition("{")[0]):
            raise UnsupportedShapeError(f"{node} does not select $this")
        yield QueryConstraint(
            f"{_SH}SPARQLConstraintComponent", select, _prefixes(query, described), _takes_many(select)
        )


def _prefixes(query: _Parameters, described: dict[Term, _Parameters]) -> dict[str, str]:
    declarations = [described[iri] for owner in query.iris("prefixes") for iri in described[owner].iris("declare")]
    declared = {d.literals("prefix")[0].value: d.literals("namespace")[0].value for d in declarations}
    return _PREDECLARED | declared


_PARAMETERS: dict[str, Callable[[_Parameters, dict[Term, _Parameters]], Iterator[Constraint]]] = {
    "minCount": lambda parameters, _: _counts("minCount", parameters),
    "maxCount": lambda parameters, _: _counts("maxCount", parameters),
    "class": _classes,
    "datatype": _datatypes,
    "nodeKind": _node_kinds,
    "pattern": _patterns,
    "minInclusive": lambda parameters, _: _limits("minInclusive", parameters),
    "maxInclusive": lambda parameters, _: _limits("maxInclusive", parameters),
    "lessThan": _less_than,
    "sparql": _queries,
}


def _takes_many(select: str) -> bool:
    """Whether ``$this`` may be joined with many nodes at the start of the query, where SHACL puts in one for it.

    Both are the same where each use of ``$this`` is in the outermost group, or in an ``EXISTS``, which sees the
    row that it is asked of; and where no rows are cut off. (Rows that are counted are counted by ``$this``, or it
    could not be selected.)
    """
    body = re.sub(r'"(\\.|[^"\\])*"|<[^<>\s]*>', " ", select).partition("{")[2]
    return not re.search(
        r"\b(OPTIONAL|UNION|MINUS|GRAPH|SERVICE|SELECT|LIMIT|OFFSET|VALUES)\b", body, re.IGNORECASE
    ) and all(re.search(r"\bEXISTS\s*$", body[: brace.start()], re.IGNORECASE) for brace in re.finditer(r"\{", body))


def _term(node: object) -> Term:
    if not isinstance(node, ox.NamedNode | ox.BlankNode | ox.Literal):
        raise UnsupportedShapeError(f"{node} in the shapes")
    return node
