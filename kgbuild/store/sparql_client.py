"""One SPARQL endpoint asked through SPARQLWrapper: whole answers or an error, never half of one."""

from __future__ import annotations

import ast
import http.client
import urllib.error
import warnings
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException
from urllib3 import HTTPHeaderDict

from kgbuild.errors import InputError
from kgbuild.store.answers import Answer, Graph, Rows, Verdict, read_answer, read_graph
from kgbuild.transport import USER_AGENT, Manners, PassingError, passing_refusal, persist

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgbuild.store.credentials import Authenticator
    from kgbuild.store.endpoints import Endpoints

__all__ = ["Answered", "SparqlClient"]

_EXCERPT = 200
_GRAPHS = frozenset({"CONSTRUCT", "DESCRIBE"})
_VIRTUOSO_ASK = ("__ASK_RETVAL",)
"""The column by which Virtuoso 7 answers an ASK that it could settle without looking at any triple."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, and the most rows that the server gives of any (``None`` where it does not say)."""

    answer: Answer
    most_rows: int | None


@dataclass(frozen=True, slots=True)
class _Refusal:
    """An answer without success: its status, header fields, and the beginning of what it says."""

    status: int
    headers: Mapping[str, str]
    message: str


class SparqlClient:
    """Asks *endpoints*, as *authenticator* may, as often as *manners* have it."""

    def __init__(self, endpoints: Endpoints, authenticator: Authenticator, manners: Manners) -> None:
        self._endpoints = endpoints
        self._authenticator = authenticator
        self._manners = manners

    def query(self, text: str, *, source: str = "query") -> Answered:
        """The answer to a query; no more than the server gives at once.

        Raises :class:`InputError`, which names *source*, for an update and for a query that the server
        refuses; and for an answer that is broken off, or that the server cannot give.
        """
        wrapper = self._wrapper(text)
        if wrapper.isSparqlUpdateRequest():
            raise InputError(source, "an update; a graph is only read here", "change the sources and build again")
        for name, value in self._endpoints.parameters.items():
            wrapper.addParameter(name, value)
        is_graph = wrapper.queryType in _GRAPHS
        wrapper.setReturnFormat(TURTLE if is_graph else JSON)
        address = self._endpoints.query
        headers, body = persist(address, self._manners, lambda: self._send(wrapper, address, source))
        if headers.get("X-SQL-State"):
            reason = f"the server broke off ({headers.get('x-sql-message') or headers['X-SQL-State']})"
            raise InputError(address, reason, "ask for less, or give the server more time")
        most = headers.get("X-SPARQL-MaxRows", "")
        answer = _graph(address, body) if is_graph else _rows(address, body)
        return Answered(answer, int(most) if most.isdigit() else None)

    def update(self, text: str) -> None:
        """Have the server do an update, which may be sent more than once.

        Raises :class:`InputError` where the server refuses it, or takes none.
        """
        address = self._endpoints.update
        if address is None:
            raise InputError(self._endpoints.query, "the server takes no updates", "name an address by --update")
        wrapper = self._wrapper(text)
        persist(address, self._manners, lambda: self._send(wrapper, address, "update"))

    def _wrapper(self, text: str) -> SPARQLWrapper:
        wrapper = SPARQLWrapper(self._endpoints.query, self._endpoints.update, agent=USER_AGENT)
        wrapper.setOnlyConneg(True)
        wrapper.setMethod(POST)
        wrapper.setTimeout(max(1, round(self._manners.timeout)))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a query that it cannot parse; the server will say so
            wrapper.setQuery(text)
        return wrapper

    def _send(self, wrapper: SPARQLWrapper, address: str, source: str) -> tuple[Mapping[str, str], bytes]:
        """One attempt: header fields and body of the answer."""
        while True:
            for name, value in self._authenticator.headers("POST", address).items():
                wrapper.addCustomHttpHeader(name, value)
            try:
                answer = _exchange(wrapper)
            except TimeoutError as error:
                raise self._silence(address, may_retry=wrapper.isSparqlUpdateRequest()) from error
            if not isinstance(answer, _Refusal):
                self._authenticator.accepted()
                return answer
            if answer.status != HTTPStatus.UNAUTHORIZED:
                raise _fault(answer, address, source, may_retry=wrapper.isSparqlUpdateRequest())
            self._authenticator.meet(address, answer.headers.get("WWW-Authenticate", ""))

    def _silence(self, address: str, *, may_retry: bool) -> Exception:
        """What it means that no answer comes. A query that is too much for a server would be so again."""
        reason = f"the server was silent for {self._manners.timeout:.0f} seconds"
        return PassingError(reason) if may_retry else InputError(address, reason, "ask for less")


def _exchange(wrapper: SPARQLWrapper) -> tuple[Mapping[str, str], bytes] | _Refusal:
    """Send a request and read the answer. What fails on the way is passing; :class:`TimeoutError` is let through."""
    try:
        result = wrapper.query()
        return HTTPHeaderDict(result.response.info().items()), result.response.read()
    except SPARQLWrapperException as error:
        return _refused(error.__context__, str(error).partition("Response:\n")[2])
    except urllib.error.HTTPError as error:
        return _refused(error, repr(error.read(_EXCERPT * 10)))
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise error.reason from error
        raise PassingError("the server cannot be reached", reached=False) from error
    except (http.client.HTTPException, ConnectionError) as error:
        raise PassingError(f"the connection was cut ({type(error).__name__})") from error


def _refused(error: BaseException | None, response: str) -> _Refusal:
    if not isinstance(error, urllib.error.HTTPError):
        raise TypeError("SPARQLWrapper has changed how it tells of an answer") from error
    body = ast.literal_eval(response) if response.startswith("b") else b""
    message = " ".join(body.decode("utf-8", "replace").split("SPARQL query:")[0].split())
    return _Refusal(error.code, HTTPHeaderDict(error.headers.items()), message[:_EXCERPT])


def _fault(refusal: _Refusal, address: str, source: str, *, may_retry: bool) -> Exception:
    """What a refusal means. A query that makes the server fail would do so again."""
    says = f" ({refusal.message})" if refusal.message else ""
    reason = f"the server answers {refusal.status}{says}"
    if refusal.status == HTTPStatus.BAD_REQUEST:
        return InputError(source, f"the server refuses it{says}", "mend it")
    passing = passing_refusal(refusal.status, reason, refusal.headers)
    if passing and (may_retry or refusal.status != HTTPStatus.INTERNAL_SERVER_ERROR):
        return passing
    if refusal.status == HTTPStatus.FORBIDDEN:
        return InputError(address, reason, "give the credentials of one who may")
    return InputError(address, reason, "see that the address is an endpoint's, and what the server's log says")


def _rows(address: str, body: bytes) -> Rows | Verdict:
    try:
        answer = read_answer(parse_query_results(body, format=QueryResultsFormat.JSON))
    except (SyntaxError, ValueError) as error:
        said = " ".join(body[-_EXCERPT:].decode("utf-8", "replace").split())
        reason = f"the answer is not whole: it is broken JSON, and ends {said[-60:]!r}"
        raise InputError(address, reason, "ask for less, or give the server more time") from error
    if isinstance(answer, Rows) and answer.variables == _VIRTUOSO_ASK:
        return Verdict(value=answer.texts() == [{_VIRTUOSO_ASK[0]: "1"}])
    if isinstance(answer, Graph):
        raise TypeError("rows were read as a graph")
    return answer


def _graph(address: str, body: bytes) -> Graph:
    try:
        return read_graph(parse(body, format=RdfFormat.TURTLE))
    except SyntaxError as error:
        raise InputError(
            address,
            f"the answer is not whole: broken Turtle ({error.msg})",
            "ask for less, or give the server more time",
        ) from error
