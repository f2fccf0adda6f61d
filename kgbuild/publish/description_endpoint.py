"""The description of the service, and the query page, at the addresses where they are looked for."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import FileResponse

from kgbuild.publish.address import QUERY_PATH
from kgbuild.publish.clients import TooManyError, client_of
from kgbuild.publish.figures import Figures, read_figures
from kgbuild.publish.formats import Kind, choose, own_types, prefers_page
from kgbuild.publish.messages import FiguresJob, Reply
from kgbuild.publish.page_files import PAGE, PAGE_HEADERS
from kgbuild.publish.responses import Response, problem
from kgbuild.publish.service_description import describe_service

if TYPE_CHECKING:
    from starlette.types import Scope

    from kgbuild.publish.clients import Clients
    from kgbuild.publish.pool import Pool

__all__ = ["DescriptionEndpoint"]


class DescriptionEndpoint:
    """Describes the service and the graph in the RDF syntax that a request accepts."""

    def __init__(self, pool: Pool, clients: Clients) -> None:
        self._pool = pool
        self._clients = clients
        self._counting = asyncio.Lock()
        self._counted: tuple[str, Figures | None] = ("", None)

    async def respond(self, request: Request) -> Response:
        """The description (``GET``, ``HEAD``)."""
        return await self.response(request.scope)

    async def respond_or_page(self, request: Request) -> Response | FileResponse:
        """The query page for a browser, else the description."""
        if prefers_page(request.headers.get("accept", "")):
            return FileResponse(PAGE / "index.html", headers={"vary": "Accept", **PAGE_HEADERS})
        return await self.response(request.scope)

    async def response(self, scope: Scope) -> Response:
        """The description, or the fault that keeps it."""
        request = Request(scope)
        chosen = choose(request.headers.get("accept", "")).graph
        if chosen is None:
            own = ", ".join(own_types(Kind.GRAPH))
            return problem(406, f"The description has none of the accepted forms; there are {own}.")
        try:
            with self._clients.turn(client_of(request.client.host if request.client else "")):
                figures = await self._figures()
        except TooManyError as fault:
            return problem(fault.status, fault.detail, {"retry-after": str(fault.seconds)})
        body = describe_service(_endpoint_iri(request), figures, chosen.format)
        return Response(200, body, chosen.media_type, {"vary": "Accept", "cache-control": "no-cache"})

    async def _figures(self) -> Figures | None:
        """The figures of the build at hand, counted once; ``None`` if that takes more than a query may."""
        identity = self._pool.edition.identity
        async with self._counting:
            if self._counted[0] != identity:
                answer = await self._pool.run(FiguresJob())
                if not isinstance(answer, Reply) and answer.status == HTTPStatus.SERVICE_UNAVAILABLE:
                    return None
                self._counted = identity, read_figures(answer) if isinstance(answer, Reply) else None
            return self._counted[1]


def _endpoint_iri(request: Request) -> str:
    """The endpoint as the client names it; as the server does where the client's name makes no IRI."""
    iri = f"{str(request.base_url).rstrip('/')}{QUERY_PATH}"
    try:
        NamedNode(iri)
    except ValueError:
        host, port = request.scope["server"]
        return f"http://{host}:{port}{QUERY_PATH}"
    return iri
