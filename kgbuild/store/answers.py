"""What a query answers, and the forms in which an answer is handed on.

CSV and JSON follow the W3C's *SPARQL 1.1 Query Results CSV and TSV Formats* and *SPARQL 1.1 Query
Results JSON Format*; a graph is written as Turtle, sorted, so that equal answers have equal bytes.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    serialize,
)

from kgbuild.errors import InputError
from kgbuild.graph.vocabulary import PREFIXES, XSD_STRING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "Answer",
    "AnswerFormat",
    "Graph",
    "Rows",
    "Term",
    "Verdict",
    "plain_text",
    "read_answer",
    "read_graph",
    "render",
]

Term = NamedNode | BlankNode | Literal | Triple
"""A node or value of RDF, as pyoxigraph has it."""


class AnswerFormat(StrEnum):
    """The text forms that :func:`render` writes."""

    CSV = "csv"
    JSON = "json"
    TURTLE = "ttl"


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer of a SELECT: its columns, and a value or ``None`` for each column of each row."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def texts(self) -> list[dict[str, str]]:
        """The rows as dictionaries of plain texts (IRIs and lexical forms); what is unbound is left out."""
        return [
            {name: plain_text(term) for name, term in zip(self.variables, row, strict=True) if term is not None}
            for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of an ASK."""

    value: bool


@dataclass(frozen=True, slots=True)
class Graph:
    """The answer of a CONSTRUCT or DESCRIBE: distinct triples, sorted."""

    triples: tuple[Triple, ...]


Answer = Rows | Verdict | Graph


def read_answer(result: QuerySolutions | QueryBoolean | QueryTriples) -> Answer:
    """Take all that a pyoxigraph query result gives.

    Raises :class:`RuntimeError` or :class:`OSError` where the store fails half way.
    """
    if isinstance(result, QueryBoolean):
        return Verdict(value=bool(result))
    if isinstance(result, QueryTriples):
        return read_graph(result)
    names = tuple(variable.value for variable in result.variables)
    return Rows(names, tuple(tuple(solution) for solution in result))


def read_graph(statements: Iterable[Triple | Quad]) -> Graph:
    """Take all triples, each once, in the order of the Turtle that :func:`render` writes."""
    triples = {part.triple if isinstance(part, Quad) else part for part in statements}
    return Graph(tuple(sorted(triples, key=_in_turtle_order)))


def render(answer: Answer, form: AnswerFormat, *, source: str = "query") -> str:
    """The answer as text in the given form, with a line end at its end.

    Raises :class:`InputError`, which names *source*, where the answer has no such form: CSV is for rows,
    Turtle for graphs, JSON for rows and verdicts.
    """
    match form, answer:
        case AnswerFormat.CSV, Rows():
            return _csv(answer)
        case AnswerFormat.JSON, Rows() | Verdict():
            return _json(answer)
        case AnswerFormat.TURTLE, Graph():
            return _turtle(answer)
    raise InputError(
        source,
        f"{_KINDS[type(answer)]} cannot be written as {form.value}",
        f"ask for {' or '.join(_FORMS[type(answer)])}",
    )


_KINDS: dict[type, str] = {Rows: "a table of rows", Verdict: "a yes or no", Graph: "a graph"}
_FORMS: dict[type, tuple[str, ...]] = {
    Rows: ("table", "csv", "json"),
    Verdict: ("table", "json"),
    Graph: ("ttl",),
}


def plain_text(term: Term) -> str:
    """A value without its datatype or language, a node's IRI, a triple in N-Triples."""
    return str(term) if isinstance(term, Triple) else term.value


def _csv(answer: Rows) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(answer.variables)
    writer.writerows([("" if term is None else plain_text(term)) for term in row] for row in answer.rows)
    return out.getvalue()


def _json(answer: Rows | Verdict) -> str:
    if isinstance(answer, Verdict):
        document: dict[str, object] = {"head": {}, "boolean": answer.value}
    else:
        bindings = [
            {name: _json_term(term) for name, term in zip(answer.variables, row, strict=True) if term is not None}
            for row in answer.rows
        ]
        document = {"head": {"vars": list(answer.variables)}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _json_term(term: Term) -> dict[str, object]:
    match term:
        case NamedNode():
            return {"type": "uri", "value": term.value}
        case BlankNode():
            return {"type": "bnode", "value": term.value}
        case Triple():
            parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
            return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}
        case Literal():
            value: dict[str, object] = {"type": "literal", "value": term.value}
            if term.language:
                value["xml:lang"] = term.language
            elif term.datatype.value != XSD_STRING.iri:
                value["datatype"] = term.datatype.value
            return value


def _turtle(answer: Graph) -> str:
    out = io.BytesIO()
    serialize(answer.triples, out, RdfFormat.TURTLE, prefixes=PREFIXES)
    # pyoxigraph writes the prefixes in an order of its own at each run, and those without use too.
    lines = out.getvalue().decode().splitlines(keepends=True)
    declared = [line for line in lines if line.startswith("@prefix ")]
    body = "".join(lines[len(declared) :])
    used = [line for line in sorted(declared) if re.search(rf"(?<![\w<]){line.split()[1]}", body)]
    return "".join([*used, "\n" if used else "", body])


def _in_turtle_order(triple: Triple) -> tuple[str, bool, str, str]:
    kind = triple.predicate.value == PREFIXES["rdf"] + "type"
    return str(triple.subject), not kind, triple.predicate.value, str(triple.object)
