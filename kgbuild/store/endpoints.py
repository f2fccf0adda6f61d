"""Where a server answers queries, takes updates and keeps graphs, found from any one of its addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from kgbuild.errors import InputError
from kgbuild.transport import Client, Manners, passing_refusal, persist

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Endpoints", "find_endpoints", "usable_address"]


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The addresses of one store.

    ``update`` and ``graph_store`` (SPARQL 1.1 Graph Store HTTP Protocol) are ``None`` where there is none;
    ``parameters`` go with every query: by them it sees all named graphs as one.
    """

    query: str
    update: str | None = None
    graph_store: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How servers of one kind, told by their header field Server, lay out their addresses.

    ``endings`` are those by which the address that was given may be another than the root.
    """

    server: re.Pattern[str]
    endings: tuple[str, ...]
    query: str
    update: str
    graph_store: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    def endpoints(self, address: str) -> Endpoints:
        root = address.rstrip("/")
        for ending in self.endings:
            root = root.removesuffix(ending)
        return Endpoints(root + self.query, root + self.update, root + self.graph_store, self.parameters)


_LAYOUTS = (
    # https://github.com/oxigraph/oxigraph/blob/main/cli/README.md; the parameter is --union-default-graph of one query.
    _Layout(
        re.compile("Oxigraph/"),
        ("/query", "/update", "/store"),
        *("/query", "/update", "/store"),
        {"union-default-graph": ""},
    ),
    # https://docs.openlinksw.com/virtuoso/rdfsparql/: what needs a login ends in "-auth".
    _Layout(
        re.compile("Virtuoso/"),
        ("/sparql", "/sparql-auth", "/sparql-graph-crud", "/sparql-graph-crud-auth"),
        *("/sparql", "/sparql-auth", "/sparql-graph-crud-auth"),
    ),
    # https://jena.apache.org/documentation/fuseki2/fuseki-data-access.html
    _Layout(
        re.compile("Fuseki"),
        ("/query", "/sparql", "/update", "/data", "/get"),
        *("/query", "/update", "/data"),
        {"default-graph-uri": "urn:x-arq:UnionGraph"},
    ),
    # https://rdf4j.org/documentation/reference/rest-api/, as GraphDB has it too
    _Layout(
        re.compile("GraphDB|RDF4J"),
        ("/statements", "/rdf-graphs/service"),
        *("", "/statements", "/rdf-graphs/service"),
    ),
)


def find_endpoints(
    address: str, *, update: str | None = None, graph_store: str | None = None, manners: Manners | None = None
) -> Endpoints:
    """The endpoints of the server at *address*: those of its kind, or *update* and *graph_store* where given.

    Of a server of no known kind that names neither, updates go to *address* itself. Raises
    :class:`InputError` for what is no address, and where nobody answers.
    """
    for given in filter(None, (address, update, graph_store)):
        usable_address(given)
    if update or graph_store:
        return Endpoints(address, update or address, graph_store)
    manners = manners or Manners()
    server, address = persist(address, manners, lambda: _probe(address, Client(manners)))
    for layout in _LAYOUTS:
        if layout.server.search(server):
            return layout.endpoints(address)
    return Endpoints(address, address)


def _probe(address: str, client: Client) -> tuple[str, str]:
    """What the server says that it is, whatever else it answers; and *address* where it has moved as a whole.

    It has if scheme, host or port are others: a query, which is sent by POST, would be lost on the way.
    """
    with client.ask("HEAD", address, headers={}) as answer:
        server = answer.headers.get("Server", "")
        passing = passing_refusal(answer.status, f"the server answers {answer.status}", answer.headers)
        if passing and not server:
            raise passing
        final = urljoin(address, answer.geturl() or "")
    has_moved = urlsplit(final).path == urlsplit(address).path
    return server, final if has_moved else address


def usable_address(address: str) -> str:
    """*address* itself; :class:`InputError` where it is none, or holds a password."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InputError(address, "is no address of a server", "give one such as http://localhost:7878")
    if parts.username or parts.password:
        reason = "the address holds a name or password, which others can see"
        raise InputError(f"{parts.scheme}://…@{parts.hostname}", reason, "leave it out; see `kgbuild load --help`")
    return address
