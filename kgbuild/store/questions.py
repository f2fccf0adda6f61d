"""Questions: SPARQL queries whose header tells people and tools what they ask and with what parameters.

A question is a file ``NAME.rq`` that runs as it stands on any SPARQL 1.1 endpoint. Comment lines at its
top are its header; a line that begins with "#" and two blanks or more goes on with the line before::

    # title: Warnings and threats, and what was answered
    # description: Each warning with its speaker ...
    # keywords: position, speech act
    # param side (string, optional): Only warnings by this side; "" takes all.
    # example: side="Soviet Union"

Each parameter has one clause ``VALUES ?name { TERM }`` in the query. Its term is the default of an
optional parameter and an instance of a required one; an argument takes its place, written as an RDF
term by the rules of N-Triples, so that no argument can change the query around it.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from kgbuild.errors import InputError
from kgbuild.graph.vocabulary import XSD_DATE, XSD_DECIMAL
from kgbuild.model import Act

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["Parameter", "ParameterType", "Question", "parse_arguments", "parse_question", "read_question"]

_ENTRY = re.compile(r"#\s?(?P<key>title|description|keywords|example|param)\b\s*(?P<rest>.*)")
_PARAMETER = re.compile(r"(?P<name>\w+)\s*\((?P<type>\w+),\s*(?P<need>required|optional)\)\s*:\s*(?P<help>.*)")
_CLAUSE = re.compile(
    r"""VALUES \?(?P<name>\w+) \{ (?:"(?P<text>[^"\\\n]*)"(?:\^\^[\w:]+)?|(?P<number>[-+]?[\d.]+)) \}"""
)


class ParameterType(StrEnum):
    """What an argument must look like.

    ``COUNT`` is a whole number from 1, ``DOCUMENT`` any name of a document of the graph, ``ACT`` the notation of a
    speech act; an optional ``ACT`` or ``DOCUMENT`` may be empty, as its default is.
    """

    STRING = "string"
    ACT = "act"
    COUNT = "count"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question; ``value`` is the default, or an instance if an argument is required."""

    name: str
    type: ParameterType
    required: bool
    value: str
    help: str

    def term(self, argument: str, source: str) -> Literal:
        """*argument* as an RDF term of this parameter's type; :class:`InputError` if it is none."""
        try:
            match self.type:
                case ParameterType.STRING | ParameterType.DOCUMENT:
                    return Literal(argument)
                case ParameterType.ACT:
                    return Literal(Act(argument).value if argument or self.required else "")
                case ParameterType.COUNT:
                    return Literal(_count(argument))
                case ParameterType.INTEGER:
                    return Literal(int(argument))
                case ParameterType.DECIMAL:
                    return Literal(_plain_decimal(argument), datatype=XSD_DECIMAL.node)
                case ParameterType.DATE:
                    return Literal(date.fromisoformat(argument).isoformat(), datatype=XSD_DATE.node)
        except (ValueError, InvalidOperation):
            raise InputError(
                source,
                f"parameter {self.name!r} takes {_SHAPES[self.type]}, not {argument!r}",
                f"write for instance {self.name}={self.value or _INSTANCES.get(self.type, '...')}",
            ) from None


@dataclass(frozen=True, slots=True)
class Question:
    """A query with what its header tells; ``source`` is its file, or "query" for one typed in."""

    name: str
    text: str
    source: str
    title: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    example: str = ""

    def bind(self, arguments: Mapping[str, str]) -> str:
        """The query with *arguments* (texts, by the parameters' names) in their places.

        Raises :class:`InputError` for a missing or unknown parameter, or an argument of a wrong form.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in arguments:
            if name not in known:
                raise InputError(self.source, f"has no parameter {name!r}", _remedy_for_unknown(name, list(known)))
        for parameter in self.parameters:
            if parameter.required and parameter.name not in arguments:
                raise InputError(
                    self.source,
                    f"parameter {parameter.name!r} is missing",
                    f"add --param {parameter.name}={shlex.quote(parameter.value)} or the like",
                )
        terms = {name: known[name].term(argument, self.source) for name, argument in arguments.items()}

        def clause(found: re.Match[str]) -> str:
            name = found["name"]
            return f"VALUES ?{name} {{ {terms[name]} }}" if name in terms else found[0]

        # In one pass: words of an argument that look like a clause must not be taken for one.
        return _CLAUSE.sub(clause, self.text)

    def example_arguments(self) -> dict[str, str]:
        """The arguments of the header's example."""
        return parse_arguments(shlex.split(self.example), self.source)


def read_question(path: Path) -> Question:
    """The question in the file *path*. Raises :class:`InputError` if it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(str(path), "not UTF-8", "save it as UTF-8", place=f"byte {error.start}") from None
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror})", "check its name and rights") from None
    return parse_question(text, name=path.stem, source=str(path))


def parse_question(text: str, *, name: str = "query", source: str = "query") -> Question:
    """The question *text*: a query with or without a header.

    Raises :class:`InputError` for a parameter that is ill declared or has not one VALUES clause.
    """
    entries = list(_header(text))
    told = {key: rest.removeprefix(":").strip() for key, rest, _ in entries if key != "param"}
    return Question(
        name=name,
        text=text,
        source=source,
        title=told.get("title", ""),
        description=told.get("description", ""),
        keywords=tuple(word for word in map(str.strip, told.get("keywords", "").split(",")) if word),
        parameters=tuple(_parameter(rest, line, text, source) for key, rest, line in entries if key == "param"),
        example=told.get("example", ""),
    )


def parse_arguments(pairs: list[str], source: str = "query") -> dict[str, str]:
    """Arguments written as ``name=value``; :class:`InputError` for another form, or a name that is there twice.

    >>> parse_arguments(["side=Soviet Union"])
    {'side': 'Soviet Union'}
    """
    arguments = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise InputError(source, f"{pair!r} is not a parameter with a value", "write name=value")
        if name.strip() in arguments:
            raise InputError(source, f"parameter {name.strip()!r} is given twice", "give it one value")
        arguments[name.strip()] = value
    return arguments


def _header(text: str) -> Iterator[tuple[str, str, int]]:
    """Key, words and line (from 1) of each entry of the header."""
    words: list[str] = []
    key, start = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#"):
            break
        if entry := _ENTRY.match(line):
            if key:
                yield key, " ".join(words), start
            key, words, start = entry["key"], [entry["rest"].strip()], number
        elif line.startswith("#  "):
            words.append(line[1:].strip())
    if key:
        yield key, " ".join(words), start


def _parameter(words: str, line: int, text: str, source: str) -> Parameter:
    declared = _PARAMETER.fullmatch(words)
    if not declared or declared["type"] not in list(ParameterType):
        raise InputError(
            source,
            f"cannot read the parameter {words!r}",
            f"write: # param NAME (TYPE, required|optional): HELP, with a type of {', '.join(ParameterType)}",
            place=f"line {line}",
        )
    name = declared["name"]
    clauses = [clause for clause in _CLAUSE.finditer(text) if clause["name"] == name]
    if len(clauses) != 1:
        raise InputError(
            source,
            f"parameter {name!r} has {len(clauses)} VALUES clauses",
            f"write VALUES ?{name} {{ ... }} with one term, once",
            place=f"line {line}",
        )
    value = clauses[0]["text"] if clauses[0]["text"] is not None else clauses[0]["number"]
    return Parameter(name, ParameterType(declared["type"]), declared["need"] == "required", value, declared["help"])


def _count(argument: str) -> int:
    value = int(argument)
    if value < 1:
        raise ValueError(argument)
    return value


def _plain_decimal(argument: str) -> str:
    value = Decimal(argument)
    if not value.is_finite():
        raise ValueError(argument)
    return f"{value:f}"


def _remedy_for_unknown(name: str, known: list[str]) -> str:
    if near := get_close_matches(name, known, n=1):
        return f"did you mean {near[0]}?"
    return f"it has {', '.join(known)}" if known else "it takes none"


_INSTANCES = {ParameterType.ACT: Act.WARN.value}

_SHAPES = {
    ParameterType.STRING: "words",
    ParameterType.ACT: f"a speech act ({', '.join(Act)})",
    ParameterType.COUNT: "a whole number from 1",
    ParameterType.DOCUMENT: "the name of a document",
    ParameterType.INTEGER: "a whole number",
    ParameterType.DECIMAL: "a number",
    ParameterType.DATE: "a day as YYYY-MM-DD",
}
