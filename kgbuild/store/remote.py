"""A store on a server, asked as the embedded one is: every answer is whole, or said not to be.

Servers give no more than so many rows at once: Virtuoso names the number, others are silent. An answer that
may have been cut is asked for again page by page, in an order that leaves no tie, so that no row comes twice
and none is missed. Where the query has no order of its own, that it is cut is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyparsing import ParseBaseException
from rdflib.plugins.sparql.parser import parseQuery

from kgbuild.errors import InputError
from kgbuild.graph.vocabulary import PREFIXES
from kgbuild.store.answers import Graph, Rows
from kgbuild.store.credentials import Authenticator, Credentials
from kgbuild.store.endpoints import find_endpoints
from kgbuild.store.guard import parted
from kgbuild.store.sparql_client import SparqlClient
from kgbuild.transport import Manners

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kgbuild.store.answers import Answer, Term
    from kgbuild.store.credentials import Login
    from kgbuild.store.endpoints import Endpoints

__all__ = ["RemoteStore", "connect"]

Row = tuple["Term | None", ...]

_ROUND = 500
"""A number of rows that this divides may be a server's limit, and no chance."""

_DATASET = re.compile(r"\bFROM\s+(?:NAMED\s+)?(?:<[^<>\s]*>|[\w.-]*:[\w.-]*)", re.IGNORECASE)
_TEMPLATE = re.compile(
    r"""CONSTRUCT\s*\{(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|<[^<>\s]*>|\#[^\n]*|[^{}"'<\#])*\}""", re.IGNORECASE
)


def connect(
    address: str,
    *,
    update: str | None = None,
    graph_store: str | None = None,
    ask: Callable[[str], Login | None] = lambda _: None,
    manners: Manners | None = None,
) -> RemoteStore:
    """The store on the server at *address*, with *update* and *graph_store* as :func:`find_endpoints` has them.

    Credentials are those of the environment, or what *ask* returns for the realm that a server names.
    Raises :class:`InputError` for what is no address, and where nobody answers.
    """
    manners = manners or Manners(timeout=300.0)
    endpoints = find_endpoints(address, update=update, graph_store=graph_store, manners=manners)
    return RemoteStore(endpoints, Authenticator(Credentials.from_environment(), ask), manners)


class RemoteStore:
    """The store at *endpoints*. Functions that take an embedded store to ask it take this one too."""

    def __init__(self, endpoints: Endpoints, authenticator: Authenticator, manners: Manners) -> None:
        self.endpoints = endpoints
        self.authenticator = authenticator
        self.manners = manners
        self._client = SparqlClient(endpoints, authenticator, manners)

    def answer(self, text: str, *, source: str = "query") -> Answer:
        """The whole answer to the SPARQL query *text*, in which the graph's prefixes need no declaration.

        Raises :class:`InputError`, which names *source* or the server's address, where it cannot be had, or
        not whole.
        """
        text = _with_prefixes(text)
        answered = self._client.query(text, source=source)
        if isinstance(answered.answer, Graph) and (solutions := _solutions(text)):
            self._refuse_cut(solutions, source)
        if not isinstance(answered.answer, Rows):
            return answered.answer
        return Rows(answered.answer.variables, tuple(self._all_rows(text, answered.answer, answered.most_rows, source)))

    def rows(self, text: str) -> Iterator[Row]:
        """The rows of a SELECT of our own as they come, no more than a page of them in memory."""
        answered = self._client.query(text)
        if not isinstance(answered.answer, Rows):
            raise TypeError("not a SELECT")
        yield from self._all_rows(text, answered.answer, answered.most_rows, "query")

    def update(self, text: str) -> None:
        """Have the server do the SPARQL update *text*, which may be sent more than once."""
        self._client.update(text)

    def _all_rows(self, text: str, first: Rows, most: int | None, source: str) -> Iterator[Row]:
        """The rows that *first* has, or may have only some of, where *most* are all that the server gives."""
        paged = self._cut(text, first, most, source)
        if paged is None:
            yield from first.rows
            return
        size = len(first.rows)
        if not paged.is_ordered:
            raise _too_many(source, size, "add ORDER BY, by which they can be asked for in turn, or LIMIT")
        offset = 0
        while page := self._page(paged.page(size, offset), source):
            yield from page
            offset += len(page)

    def _cut(self, text: str, first: Rows, most: int | None, source: str) -> _PagedQuery | None:
        """The query to ask for pages, if *first* has not all rows."""
        size = len(first.rows)
        if not _may_be_cut(size, most):
            return None
        paged = _PagedQuery.of(text, first.variables, is_virtuoso=most is not None)
        return paged if paged and self._page(paged.page(1, size), source) else None

    def _refuse_cut(self, solutions: str, source: str) -> None:
        """Raise :class:`InputError` if the server cuts the *solutions*, a SELECT, that a graph is made from."""
        answered = self._client.query(solutions, source=source)
        rows = answered.answer
        if isinstance(rows, Rows) and self._cut(solutions, rows, answered.most_rows, source):
            raise _too_many(source, len(rows.rows), "ask for the graph in parts, by LIMIT, OFFSET and ORDER BY")

    def _page(self, text: str, source: str) -> tuple[Row, ...]:
        answer = self._client.query(text, source=source).answer
        return answer.rows if isinstance(answer, Rows) else ()


def _solutions(text: str) -> str | None:
    """The SELECT of all solutions of a CONSTRUCT that sets no limit itself; ``None`` for any other query."""
    prologue, rest = parted(text)
    template = _TEMPLATE.match(rest)
    return f"{prologue}SELECT * {rest[template.end() :]}" if template else None


def _too_many(source: str, size: int, remedy: str) -> InputError:
    return InputError(source, f"the server gives no more than {size:,} rows, and there are more", remedy)


def _may_be_cut(rows: int, most: int | None) -> bool:
    return rows > 0 and (rows >= most if most else rows % _ROUND == 0)


@dataclass(frozen=True, slots=True)
class _PagedQuery:
    """A SELECT that can be asked for some of its rows, in an order without ties if it has an order.

    ``graphs`` are its FROM clauses, which no inner SELECT may have.
    """

    prologue: str
    graphs: str
    body: str
    ties: str
    is_ordered: bool
    is_virtuoso: bool

    @classmethod
    def of(cls, text: str, variables: tuple[str, ...], *, is_virtuoso: bool) -> _PagedQuery | None:
        """*text* as such; ``None`` where it limits its rows itself, or is not plain SPARQL 1.1."""
        try:
            _, query = parseQuery(text)
        except ParseBaseException:
            return None
        if query.keys() & {"limitoffset", "valuesClause"}:
            return None
        prologue, said = parted(text)
        head, brace, rest = said.partition("{")
        graphs = _DATASET.findall(head) if is_virtuoso and "datasetClause" in query else []
        body = f"{_DATASET.sub('', head) if graphs else head}{brace}{rest}"
        ties = " ".join(f"?{name}" for name in variables)
        return cls(prologue, " ".join(graphs), body, ties, "orderby" in query, is_virtuoso)

    def page(self, size: int, offset: int) -> str:
        """The query for *size* rows from *offset* on."""
        cut = f"LIMIT {size} OFFSET {offset}"
        # ORDER BY stands last, so that what is added goes on with it.
        whole = f"{self.body}\n{self.ties}" if self.is_ordered else self.body
        # Virtuoso sorts no more than so many rows to give a page of them, unless they are sorted inside.
        # https://vos.openlinksw.com/owiki/wiki/VOS/VirtTipsAndTricksHowToHandleBandwidthLimitExceed
        if self.is_virtuoso:
            return f"{self.prologue}SELECT * {self.graphs} WHERE {{ {{ {whole}\n}} }} {cut}"
        return f"{self.prologue}{whole}\n{cut}"


def _with_prefixes(text: str) -> str:
    """*text* with a declaration, on its first line, of each prefix of the graph that it uses without one."""
    missing = [
        f"PREFIX {name}: <{iri}> "
        for name, iri in PREFIXES.items()
        if re.search(rf"(?<![\w-]){name}:", text) and not re.search(rf"PREFIX\s+{name}:", text, re.IGNORECASE)
    ]
    return "".join([*missing, text])
