"""Queries over HTTP: read, admitted, put to a worker, and answered."""

from __future__ import annotations

import asyncio
import hashlib
import math
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

from kgbuild.publish.access_log import QUERY, ROWS
from kgbuild.publish.cache import AnswerCache
from kgbuild.publish.clients import TooManyError, client_of
from kgbuild.publish.formats import accepts_gzip, choose, prefers_page
from kgbuild.publish.messages import Fault, QueryJob, Reply
from kgbuild.publish.protocol import FORM, ProtocolError, body_type, read_direct, read_form, read_url
from kgbuild.publish.responses import Response, problem
from kgbuild.store.guard import may_hold

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from starlette.types import Receive, Scope, Send

    from kgbuild.publish.clients import Clients
    from kgbuild.publish.description_endpoint import DescriptionEndpoint
    from kgbuild.publish.limits import Limits
    from kgbuild.publish.pool import Pool
    from kgbuild.publish.protocol import QueryRequest

__all__ = ["QueryEndpoint"]

_METHODS = "GET, HEAD, POST, OPTIONS"
_PREFLIGHT = {
    "access-control-allow-methods": "GET, HEAD, POST",
    "access-control-allow-headers": "*",
    "access-control-max-age": "86400",
}
_VARYING = re.compile(r"\b(?:now|rand|uuid|struuid)\b")
"""Functions whose value is another each time."""
_SECONDS_UNWATCHED = 0.5
_CLIENT_GONE = 499
"""The status in the log of a request whose client did not wait; no client sees it. As nginx has it."""


_T = TypeVar("_T")


class _ClientGoneError(Exception):
    """Nobody waits for the answer any more."""


class QueryEndpoint:
    """The SPARQL endpoint, an ASGI application. Without a query it answers with *description*."""

    def __init__(self, pool: Pool, clients: Clients, limits: Limits, description: DescriptionEndpoint) -> None:
        self._pool = pool
        self._clients = clients
        self._limits = limits
        self._description = description
        self._cache = AnswerCache(limits.cached_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            response = await self._respond(scope, receive)
        except TooManyError as fault:
            response = problem(fault.status, fault.detail, {"retry-after": str(fault.seconds)})
        except _ClientGoneError:
            response = Response(_CLIENT_GONE)
        except ProtocolError as fault:
            allow = {"allow": _METHODS} if fault.status == HTTPStatus.METHOD_NOT_ALLOWED else None
            response = problem(fault.status, fault.detail, allow)
        await response(scope, receive, send)

    async def _respond(self, scope: Scope, receive: Receive) -> Response:
        method = scope["method"]
        headers = _headers(scope)
        if method in ("GET", "HEAD"):
            if not scope["query_string"]:
                if prefers_page(headers.get("accept", "")):
                    return Response(303, headers={"location": "./", "vary": "Accept"})
                return await self._description.response(scope)
            return await self._answer(read_url(scope["query_string"]), scope, receive, headers)
        if method == "OPTIONS":
            return Response(204, headers={"allow": _METHODS, **_PREFLIGHT})
        if method != "POST":
            raise ProtocolError(405, f"A query is asked by GET or POST, not by {method}.")
        media_type = body_type(headers.get("content-type", ""))
        if headers.get("content-encoding", "identity") != "identity":
            raise ProtocolError(415, "A query is sent without content coding.")
        body = await self._body(receive, headers)
        request = read_form(body) if media_type == FORM else read_direct(scope["query_string"], body)
        return await self._answer(request, scope, receive, headers)

    async def _body(self, receive: Receive, headers: Mapping[str, str]) -> bytes:
        most = self._limits.request_bytes
        too_long = ProtocolError(413, f"A request has at most {most} bytes.")
        length = headers.get("content-length", "0")
        if length.isascii() and length.isdigit() and int(length[:20]) > most:
            raise too_long
        body = bytearray()
        more = True
        try:
            async with asyncio.timeout(self._limits.io_seconds):
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise ProtocolError(400, "The request breaks off.")
                    body += message.get("body", b"")
                    more = message.get("more_body", False)
                    if len(body) > most:
                        raise too_long
        except TimeoutError:
            raise ProtocolError(408, "The request does not come to its end.") from None
        return bytes(body)

    async def _answer(
        self, request: QueryRequest, scope: Scope, receive: Receive, headers: Mapping[str, str]
    ) -> Response:
        scope[QUERY] = request.query
        choice = choose(headers.get("accept", ""))
        gzip = accepts_gzip(headers.get("accept-encoding", ""))
        sent = {"vary": "Accept, Accept-Encoding", "cache-control": "no-cache"}
        varies = _varies(request.query)
        if scope["method"] != "POST" and not varies:
            tag = _entity_tag(self._pool.edition.identity, scope["query_string"], headers.get("accept", ""))
            sent["etag"] = tag
            if tag in (each.strip() for each in headers.get("if-none-match", "").split(",")):
                return Response(304, headers=sent)
        job = QueryJob(request.query, request.default_graphs, request.named_graphs, choice, gzip)
        with self._clients.turn(client_of(scope["client"][0] if scope["client"] else "")):
            answer = await self._evaluated(job, receive, keep=not varies)
        if isinstance(answer, Fault):
            retry = (
                {"retry-after": str(math.ceil(self._limits.seconds))}
                if answer.status == HTTPStatus.SERVICE_UNAVAILABLE
                else None
            )
            return problem(answer.status, answer.detail, retry)
        scope[ROWS] = answer.rows
        if answer.gzip:
            sent["content-encoding"] = "gzip"
        return Response(200, answer.body, answer.media_type, sent)

    async def _evaluated(self, job: QueryJob, receive: Receive, *, keep: bool) -> Reply | Fault:
        key = (self._pool.edition.identity, job)
        known = self._cache.get(key)
        if known is not None:
            return known
        answer = await _unless_gone(receive, self._pool.run(job))
        if keep and isinstance(answer, Reply):
            self._cache.keep(key, answer)
        return answer


async def _unless_gone(receive: Receive, work: Awaitable[_T]) -> _T:
    """What *work* gives; it is cancelled, and :class:`_ClientGoneError` raised, when the client goes away."""
    watch = _Watch(receive)
    timer = asyncio.get_running_loop().call_later(_SECONDS_UNWATCHED, watch.begin)
    try:
        return await work
    except asyncio.CancelledError:
        if watch.has_cancelled:
            watch.task.uncancel()
            raise _ClientGoneError from None
        raise
    finally:
        timer.cancel()
        watch.end()


class _Watch:
    """Cancels the task that made it when the client goes away; most answers come before that is looked for."""

    def __init__(self, receive: Receive) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("not within a task")
        self.task = task
        self.has_cancelled = False
        self._receive = receive
        self._looking: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Look from now on."""
        self._looking = asyncio.get_running_loop().create_task(self._look())

    def end(self) -> None:
        """Look no more."""
        if self._looking:
            self._looking.cancel()

    async def _look(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.has_cancelled = True
        self.task.cancel()


def _varies(query: str) -> bool:
    """Whether the answer may be another the next time."""
    if not may_hold(query, "now", "rand", "uuid"):  # sooner seen than by the expression
        return False
    words = query.lower()
    return "\\u" in words or _VARYING.search(words) is not None


def _headers(scope: Scope) -> dict[str, str]:
    """The headers of a request by their names in lower case; those given more than once, joined."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _entity_tag(build: str, query_string: bytes, accept: str) -> str:
    """A weak tag: the rows of two answers may stand in another order (RFC 9110, section 8.8.1)."""
    asked = b"\0".join((build.encode(), query_string, accept.encode()))
    return f'W/"{hashlib.blake2b(asked, digest_size=12).hexdigest()}"'
