"""What the endpoint sends: answers, and faults as problem details (RFC 9457)."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec

from kgbuild.publish.access_log import ANSWERED
from kgbuild.publish.connections import CYCLE, send_whole

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

__all__ = ["PROBLEM", "Response", "problem"]

PROBLEM = "application/problem+json"
_ALWAYS = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Retry-After"),
    (b"x-content-type-options", b"nosniff"),
)
"""Any page may read what is public (https://fetch.spec.whatwg.org/#http-cors-protocol), and none guess its type."""


@dataclass(frozen=True, slots=True)
class Response:
    """A status of HTTP, a body of ``media_type``, and further headers (names in lower case). An ASGI application."""

    status: int
    body: bytes = b""
    media_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        """Send it: to uvicorn's connection, where there is one, in one write."""
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in self.headers.items()]
        if self.media_type:
            headers.append((b"content-type", self.media_type.encode("latin-1")))
        if self.status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
            headers.append((b"content-length", str(len(self.body)).encode()))
        headers += _ALWAYS
        cycle = scope.get(CYCLE)
        if cycle is None:
            await send({"type": "http.response.start", "status": self.status, "headers": headers})
            await send({"type": "http.response.body", "body": self.body})
        else:
            scope[ANSWERED] = self.status, len(self.body)
            await send_whole(cycle, self.status, headers, self.body)


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """A fault, told in one line."""
    told = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return Response(status, msgspec.json.encode(told), PROBLEM, {"cache-control": "no-store", **(headers or {})})
