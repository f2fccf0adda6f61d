"""What is refused of a query before a store sees it, and what is wrong with one that does not parse.

A store must not be made to call other machines: pyoxigraph follows ``SERVICE``. Whether a query has
that clause, or states its dataset by ``FROM``, is decided on its parse tree, since the words may as well
stand in a literal or a comment.
rdflib's parser takes longer to import than most queries to answer, so it is imported where it is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kgbuild.errors import InputError
from kgbuild.graph.vocabulary import PREFIXES

if TYPE_CHECKING:
    from rdflib.plugins.sparql.parserutils import CompValue

__all__ = [
    "QueryRefusedError",
    "form_of",
    "may_hold",
    "parted",
    "refuse_service",
    "stated_graphs",
    "syntax_fault",
]

_EXCERPT = 40
_FROM = re.compile(r"(?<![\w?$:])from\b", re.IGNORECASE)
_PROLOGUE = re.compile(
    r"(?:[ \t\r\n]+ | \#[^\r\n]* | (?:prefix[ \t\r\n]+[^\s<>:\#]*: | base)[ \t\r\n]*<[^<>\x00-\x20]*>)*+",
    re.IGNORECASE | re.VERBOSE,
)
"""What stands before a query's first word. Further on, only a parser can tell a comment from the end of an IRI."""
_UNDECLARED = re.compile(r"Unknown namespace prefix : (\S*)")
_OXIGRAPH_MESSAGE = re.compile(
    r"error at (?P<line>\d+):(?P<column>\d+): expected (?:one of )?(?P<reason>[^\[,]+)", re.DOTALL
)


class QueryRefusedError(InputError):
    """A query that could be run and is not, whatever its answer would be."""


def may_hold(text: str, *words: str) -> bool:
    """Whether the query *text* may have one of *words* (in small letters), whose letters may be escaped in it."""
    text = text.lower()
    return "\\u" in text or any(word in text for word in words)


def refuse_service(text: str, source: str) -> None:
    """Raise :class:`QueryRefusedError` if the query *text* has a ``SERVICE`` clause; :class:`InputError` if it may."""
    if not (may_hold(text, "service") and may_hold(parted(text)[1], "service")):
        return
    from pyparsing import ParseBaseException  # noqa: PLC0415
    from rdflib.plugins.sparql.parser import parseQuery  # noqa: PLC0415

    try:
        tree = parseQuery(text)
    except ParseBaseException:
        raise syntax_fault(text, source) from None
    if any(part.name == "ServiceGraphPattern" for part in _parts(tree)):
        raise QueryRefusedError(
            source,
            "asks another server (SERVICE), which kgbuild never does",
            "query that server yourself and give its answer in VALUES",
        )


def stated_graphs(text: str, source: str) -> tuple[str, ...]:
    """The IRIs of the ``FROM`` and ``FROM NAMED`` clauses of the query *text*.

    Raises :class:`InputError` if the query has the word, and SPARQL 1.1 does not tell in which sense.

    >>> stated_graphs("ASK FROM <https://example.org/d1> { ?position dip:sentFrom 'from afar' }", "query")
    ('https://example.org/d1',)
    """
    if not may_hold(text, "from") or not _FROM.search(parted(text)[1]):
        return ()
    from rdflib.plugins.sparql.algebra import translateQuery  # noqa: PLC0415
    from rdflib.plugins.sparql.parser import parseQuery  # noqa: PLC0415

    try:
        algebra = translateQuery(parseQuery(text), initNs=PREFIXES).algebra
    except Exception:  # noqa: BLE001  rdflib raises bare Exception for an undeclared prefix
        raise syntax_fault(text, source) from None
    return tuple(str(clause.default or clause.named) for clause in algebra.datasetClause or ())


def parted(text: str) -> tuple[str, str]:
    """The query *text* in two: its prologue, with comments, of which catalogue questions have many, and the rest."""
    prologue = _PROLOGUE.match(text)
    begin = prologue.end() if prologue else 0
    return text[:begin], text[begin:]


def form_of(text: str, source: str) -> str:
    """The form of the query *text*: ASK, CONSTRUCT, DESCRIBE or SELECT; :class:`InputError` if it is none.

    >>> form_of("ASK {}", "query")
    'ASK'
    """
    from pyparsing import ParseBaseException  # noqa: PLC0415
    from rdflib.plugins.sparql.parser import parseQuery  # noqa: PLC0415

    try:
        _, query = parseQuery(text)
    except ParseBaseException:
        raise syntax_fault(text, source) from None
    return str(query.name).removesuffix("Query").upper()


def syntax_fault(text: str, source: str, *, oxigraph_says: str = "") -> InputError:
    """The error that tells what keeps *text* from being run as a query, and where.

    rdflib's parser tells places better; *oxigraph_says*, Oxigraph's message, is used for what only it finds.
    """
    from pyparsing import ParseBaseException  # noqa: PLC0415
    from rdflib.plugins.sparql.algebra import translateQuery  # noqa: PLC0415
    from rdflib.plugins.sparql.parser import parseQuery  # noqa: PLC0415

    if _is_update(text):
        return InputError(source, "an update; the graph is only read here", "change the sources and build again")
    try:
        translateQuery(parseQuery(text), initNs=PREFIXES)
    except ParseBaseException as error:
        near = " ".join(text[error.loc :].split())[:_EXCERPT]
        reason = f"it breaks off before {near!r}" if near else "it ends too early"
        return _fault(source, f"not a SPARQL 1.1 query: {reason}", error.lineno, error.column)
    except Exception as error:  # noqa: BLE001  rdflib raises bare Exception for an undeclared prefix
        if undeclared := _UNDECLARED.match(str(error)):
            return InputError(source, f"the prefix {undeclared[1]!r} is not declared", "add a PREFIX line for it")
        return InputError(source, f"not a SPARQL 1.1 query: {error}", "mend it")
    if said := _OXIGRAPH_MESSAGE.match(oxigraph_says):
        return _fault(
            source,
            f"not a SPARQL 1.1 query: {said['reason'].strip()}",
            int(said["line"]),
            int(said["column"]),
        )
    return InputError(source, f"not a SPARQL 1.1 query {oxigraph_says}".rstrip(), "mend it")


def _fault(source: str, reason: str, line: int, column: int) -> InputError:
    return InputError(source, reason, "mend it there", place=f"line {line}, column {column}")


def _is_update(text: str) -> bool:
    from pyparsing import ParseBaseException  # noqa: PLC0415
    from rdflib.plugins.sparql.parser import parseUpdate  # noqa: PLC0415

    try:
        return bool(parseUpdate(text).request)
    except ParseBaseException:
        return False


def _parts(node: object) -> Iterator[CompValue]:
    from rdflib.plugins.sparql.parserutils import CompValue  # noqa: PLC0415

    if isinstance(node, CompValue):
        yield node
        for value in node.values():
            yield from _parts(value)
    elif isinstance(node, Iterable) and not isinstance(node, str):
        for value in node:
            yield from _parts(value)
