"""A line of JSON for each request, without what its query asks for unless that is wanted."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING, BinaryIO

import msgspec

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["ANSWERED", "QUERY", "ROWS", "AccessLog", "Entry", "LoggedApplication", "without_literals"]

QUERY = "kgbuild.query"
"""The key of an ASGI scope under which the endpoint leaves the text of a query for the log."""
ANSWERED = "kgbuild.answered"
"""The key under which stand the status of the answer and how many bytes its body has."""
ROWS = "kgbuild.rows"
"""The key under which it leaves how many rows the answer has."""

_PART = re.compile(
    r"""
    (?P<kept>(?: <[^<>"{}|^`\\\s]*>
               | (?!\d[\d.]*(?:e-?\d*)?(?![\w:.%-]))[?$\w:@][\w:.%-]*
               | [^\w?$:@<"'\#]+ | < )++)
    | (?P<comment>\#[^\r\n]*)
    | (?P<text>'''(?:[^\\]|\\.)*?(?:'''|\Z) | \"{3}(?:[^\\]|\\.)*?(?:\"{3}|\Z)
               | '(?:[^'\\\r\n]|\\.)*(?:'|\Z|(?=[\r\n])) | "(?:[^"\\\r\n]|\\.)*(?:"|\Z|(?=[\r\n])))
    | (?P<number>[\w:.%-]+)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_MASKS = {"comment": "", "text": '"…"', "number": "0"}
_LONGEST_QUERY = 2000


class Entry(msgspec.Struct, frozen=True):
    """A request and what became of it: ``seconds`` of wall time, ``rows`` or triples and ``bytes`` of the answer."""

    time: datetime
    client: str
    method: str
    path: str
    status: int
    bytes: int
    seconds: float
    rows: int | None = None
    query: str | None = None


class AccessLog:
    """Writes entries to *stream*; queries as they are if *literals*, else without theirs."""

    def __init__(self, stream: BinaryIO, *, literals: bool = False) -> None:
        self._stream = stream
        self._literals = literals
        self._encoder = msgspec.json.Encoder()
        self._flushes = False

    def write(self, scope: Scope, seconds: float) -> None:
        """Write the entry of the request *scope*, which was answered now, after so many seconds."""
        query = scope.get(QUERY)
        status, size = scope[ANSWERED]
        entry = Entry(
            time=datetime.now(UTC),
            client=scope["client"][0] if scope["client"] else "",
            method=scope["method"],
            path=scope["path"],
            status=status,
            bytes=size,
            seconds=round(seconds, 4),
            rows=scope.get(ROWS),
            query=None if query is None else self._shown(query[:_LONGEST_QUERY]),
        )
        with suppress(OSError):  # a disk that is full must not keep queries from being answered
            self._stream.write(self._encoder.encode(entry) + b"\n")
        if not self._flushes:  # once for all requests that are answered in the same turn
            self._flushes = True
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        self._flushes = False
        with suppress(OSError):
            self._stream.flush()

    def _shown(self, query: str) -> str:
        return query if self._literals else without_literals(query)


class LoggedApplication:
    """An ASGI application whose requests are written to *log*."""

    def __init__(self, application: ASGIApp, log: AccessLog) -> None:
        self._application = application
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request and write its entry."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        began = perf_counter()
        scope[ANSWERED] = 500, 0

        async def watched(message: Message) -> None:
            status, size = scope[ANSWERED]
            if message["type"] == "http.response.start":
                scope[ANSWERED] = message["status"], size
            else:
                scope[ANSWERED] = status, size + len(message.get("body", b""))
            await send(message)

        try:
            await self._application(scope, receive, watched)
        finally:
            self._log.write(scope, perf_counter() - began)


def without_literals(query: str) -> str:
    """*query* in one line, its strings and numbers masked and its comments left out.

    >>> without_literals('SELECT ?s { ?s rdfs:label "Ada" ; dip:number 12 } # for Ada')
    'SELECT ?s { ?s rdfs:label "…" ; dip:number 0 }'
    """
    return " ".join(_PART.sub(_mask, query).split())


def _mask(part: re.Match[str]) -> str:
    kind = part.lastgroup
    return part[0] if kind is None or kind == "kept" else _MASKS[kind]
