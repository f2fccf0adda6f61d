"""The endpoint as an ASGI application: a request in, the answer of a worker out."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.routing import Route

from kgbuild.publish.access_log import LoggedApplication
from kgbuild.publish.address import CATALOGUE_PATH, OPENAPI_PATH, QUERY_PATH, VOID_PATH
from kgbuild.publish.catalogue import respond_with_catalogue
from kgbuild.publish.clients import Clients
from kgbuild.publish.description_endpoint import DescriptionEndpoint
from kgbuild.publish.endpoint import QueryEndpoint
from kgbuild.publish.openapi import describe_interface
from kgbuild.publish.page_files import page_files

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from kgbuild.publish.access_log import AccessLog
    from kgbuild.publish.limits import Limits
    from kgbuild.publish.pool import Pool

__all__ = ["application"]


def application(pool: Pool, limits: Limits, log: AccessLog) -> ASGIApp:
    """The application that answers from *pool* within *limits* and tells of each request in *log*."""
    clients = Clients(rate=limits.rate, burst=limits.burst, at_once=limits.concurrent_by_client, clock=time.monotonic)
    description = DescriptionEndpoint(pool, clients)
    endpoint = QueryEndpoint(pool, clients, limits, description)
    others = Starlette(
        routes=[
            Route(VOID_PATH, description.respond),
            Route(OPENAPI_PATH, describe_interface(limits)),
            Route(CATALOGUE_PATH, respond_with_catalogue),
            Route("/", description.respond_or_page),
            *page_files(),
        ]
    )

    async def by_path(scope: Scope, receive: Receive, send: Send) -> None:
        chosen = endpoint if scope["path"] == QUERY_PATH else others  # a framework's routing costs half a lookup
        await chosen(scope, receive, send)

    return LoggedApplication(by_path, log)
