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
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    serialize,
)
from rich import box
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from kgbuild.errors import InputError
from kgbuild.graph.vocabulary import PREFIXES, XSD_STRING

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = [
    "Answer",
    "AnswerFormat",
    "Graph",
    "Rows",
    "Term",
    "Verdict",
    "compact",
    "read_answer",
    "render",
    "render_table",
]

Term = NamedNode | BlankNode | Literal | Triple
"""A node or value of RDF, as pyoxigraph has it."""

_NUMERIC = frozenset(
    PREFIXES["xsd"] + name for name in ("integer", "decimal", "double", "nonNegativeInteger")
)


class AnswerFormat(StrEnum):
    """The text forms that :func:`render` writes."""

    CSV = "csv"
    JSON = "json"
    TURTLE = "turtle"


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer of a SELECT: its columns, and a value or ``None`` for each column of each row."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def texts(self) -> list[dict[str, str]]:
        """The rows as dictionaries of plain texts (IRIs and lexical forms); what is unbound is left out."""
        return [
            {name: _text(term) for name, term in zip(self.variables, row, strict=True) if term is not None}
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
        return Graph(tuple(sorted(set(result), key=_in_turtle_order)))
    names = tuple(variable.value for variable in result.variables)
    return Rows(names, tuple(tuple(solution) for solution in result))


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


def render_table(answer: Answer, *, title: str | None = None) -> RenderableType:
    """The answer for a terminal: a table for rows, "yes" or "no", Turtle for a graph."""
    match answer:
        case Verdict():
            return Text("yes" if answer.value else "no")
        case Graph():
            return Syntax(
                _turtle(answer), "turtle", theme="ansi_light", background_color="default", word_wrap=True
            )
        case Rows():
            return _table(answer, title)


def compact(iri: str) -> str:
    """An IRI as a prefixed name where one of the graph's prefixes fits, else as it is.

    >>> compact("https://w3id.org/diplomatic-events/ontology#Meeting")
    'dip:Meeting'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and "/" not in iri[len(namespace) :]:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


_KINDS: dict[type, str] = {Rows: "a table of rows", Verdict: "a yes or no", Graph: "a graph"}
_FORMS: dict[type, tuple[str, ...]] = {
    Rows: ("table", "csv", "json"),
    Verdict: ("table", "json"),
    Graph: ("turtle",),
}


def _text(term: Term) -> str:
    return str(term) if isinstance(term, Triple) else term.value


def _csv(answer: Rows) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(answer.variables)
    writer.writerows([("" if term is None else _text(term)) for term in row] for row in answer.rows)
    return out.getvalue()


def _json(answer: Rows | Verdict) -> str:
    if isinstance(answer, Verdict):
        document: dict[str, object] = {"head": {}, "boolean": answer.value}
    else:
        bindings = [
            {
                name: _json_term(term)
                for name, term in zip(answer.variables, row, strict=True)
                if term is not None
            }
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


def _table(answer: Rows, title: str | None) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, title_style="bold")
    for column, name in enumerate(answer.variables):
        terms = [row[column] for row in answer.rows]
        is_number = any(map(_is_number, terms))
        # An identifier or date that is broken cannot be copied; words may be folded as much as need be.
        is_short = all(len(cell) <= _SHORT and " " not in cell for cell in map(_cell, terms))
        table.add_column(
            name.replace("_", " "),
            justify="right" if is_number else "left",
            overflow="fold",
            no_wrap=is_number or is_short,
        )
    for row in answer.rows:
        table.add_row(*(Text(_cell(term)) for term in row))
    return table


_SHORT = 24


def _cell(term: Term | None) -> str:
    if term is None:
        return ""
    return compact(term.value) if isinstance(term, NamedNode) else _text(term)


def _is_number(term: Term | None) -> bool:
    return isinstance(term, Literal) and term.datatype.value in _NUMERIC
