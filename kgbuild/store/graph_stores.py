"""Putting graphs into a store and reading them back: by the Graph Store Protocol, or by SPARQL Update."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from pyoxigraph import RdfFormat, Triple, parse

from kgbuild.errors import InputError
from kgbuild.store.named_graphs import Content
from kgbuild.transport import Client, Manners, PassingError, passing_refusal, persist

if TYPE_CHECKING:
    from collections.abc import Iterator

    import urllib3

    from kgbuild.store.credentials import Authenticator
    from kgbuild.store.remote import RemoteStore

__all__ = ["GraphStore", "HttpGraphStore", "UpdatedGraphStore", "graph_store_of"]

_N_TRIPLES = "application/n-triples"
_EXCERPT = 200
_LITERAL = re.compile(rb'"(?:[^"\\]|\\.)*"')


class GraphStore(Protocol):
    """Where graphs can be put. What is put twice is there once; a part is about ``part_size`` bytes."""

    part_size: int

    def put(self, graph: str, parts: Iterator[bytes]) -> None:
        """Have the graph hold the triples of *parts* (N-Triples), and nothing else."""

    def remove(self, graph: str) -> None:
        """Have no such graph."""

    def content(self, graph: str) -> Content:
        """What the graph holds, as the server gives it back; a server may give only a part."""


def graph_store_of(store: RemoteStore) -> GraphStore:
    """The graphs of *store*: by the Graph Store Protocol where it has that, else by updates."""
    if store.endpoints.graph_store:
        return HttpGraphStore(store.endpoints.graph_store, store.authenticator, store.manners)
    return UpdatedGraphStore(store)


class HttpGraphStore:
    """The graph store at *address* (SPARQL 1.1 Graph Store HTTP Protocol, indirect graph identification)."""

    part_size = 4 << 20

    def __init__(self, address: str, authenticator: Authenticator, manners: Manners) -> None:
        self._address = address
        self._authenticator = authenticator
        self._manners = manners
        self._client = Client(manners)

    def put(self, graph: str, parts: Iterator[bytes]) -> None:
        """See :class:`GraphStore`. The first part takes the graph's place, the others are added to it."""
        method = "PUT"
        for part in parts:
            self._ask(method, graph, _without_tags(part))
            method = "POST"

    def remove(self, graph: str) -> None:
        """See :class:`GraphStore`."""
        self._ask("DELETE", graph)

    def content(self, graph: str) -> Content:
        """See :class:`GraphStore`."""
        return self._ask("GET", graph)

    def _ask(self, method: str, graph: str, body: bytes | None = None) -> Content:
        address = f"{self._address}?graph={quote(graph, safe='')}"
        return persist(address, self._manners, lambda: self._try(method, address, body))

    def _try(self, method: str, address: str, body: bytes | None) -> Content:
        headers = {"Content-Type": _N_TRIPLES} if body else {"Accept": f"{_N_TRIPLES}, */*;q=0.1"}
        while True:
            headers |= self._authenticator.headers(method, address)
            with self._client.ask(method, address, headers=headers, body=body) as answer:
                if answer.status != HTTPStatus.UNAUTHORIZED:
                    self._authenticator.accepted()
                    return _content(method, address, answer)
                self._authenticator.meet(address, ", ".join(answer.headers.getlist("WWW-Authenticate")))


def _content(method: str, address: str, answer: urllib3.BaseHTTPResponse) -> Content:
    if answer.status == HTTPStatus.NOT_FOUND and method in {"GET", "DELETE"}:
        return Content()
    if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
        raise _fault(address, answer)
    if method != "GET":
        return Content()
    media_type = answer.headers.get("Content-Type", _N_TRIPLES).partition(";")[0]
    form = RdfFormat.from_media_type(media_type) or RdfFormat.N_TRIPLES
    try:
        return Content.of(quad.triple for quad in parse(answer, format=form))  # type: ignore[arg-type]  # is a file
    except SyntaxError as error:
        raise PassingError(f"what the server holds came back broken ({error.msg})") from error


def _fault(address: str, answer: urllib3.BaseHTTPResponse) -> Exception:
    said = " ".join(re.sub("<[^>]*>", " ", answer.read(_EXCERPT * 10).decode("utf-8", "replace")).split())
    reason = f"the server answers {answer.status}{f' ({said[:_EXCERPT]})' if said else ''}"
    if passing := passing_refusal(answer.status, reason, answer.headers):
        return passing
    if answer.status == HTTPStatus.FORBIDDEN:
        return InputError(address, reason, "give the credentials of one who may write")
    return InputError(address, reason, "see that it is a graph store's address, or name another by --graph-store")


def _without_tags(part: bytes) -> bytes:
    """*part* with "<" in literals escaped: Virtuoso guesses a format by looking for tags, and finds HTML."""
    return _LITERAL.sub(lambda literal: literal[0].replace(b"<", b"\\u003C"), part)


class UpdatedGraphStore:
    """The graphs of *store*, changed by SPARQL 1.1 Update."""

    part_size = 1 << 18

    def __init__(self, store: RemoteStore) -> None:
        self._store = store

    def put(self, graph: str, parts: Iterator[bytes]) -> None:
        """See :class:`GraphStore`."""
        self.remove(graph)
        for part in parts:
            self._store.update(f"INSERT DATA {{ GRAPH <{graph}> {{\n{part.decode()}}} }}")

    def remove(self, graph: str) -> None:
        """See :class:`GraphStore`."""
        self._store.update(f"DROP SILENT GRAPH <{graph}>")

    def content(self, graph: str) -> Content:
        """See :class:`GraphStore`."""
        rows = self._store.rows(f"SELECT ?s ?p ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o")
        return Content.of(Triple(*row) for row in rows)  # type: ignore[arg-type]  # all three are bound
