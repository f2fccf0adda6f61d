"""Connections that cannot be held by sending slowly, by sending without end, or by not reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterable

    from kgbuild.publish.limits import Limits

__all__ = ["CYCLE", "bounded_protocol", "send_whole"]

CYCLE = "kgbuild.cycle"
"""The key of an ASGI scope for uvicorn's state of the request."""

_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


async def send_whole(
    cycle: RequestResponseCycle, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes
) -> None:
    """Send a response of *body*, which has as many bytes as *headers* say.

    It does what :meth:`RequestResponseCycle.send` does with the head and with the body, in one write: each takes time,
    and wakes the client. *headers* are not looked through: they must hold nothing that a client sent.
    """
    if cycle.flow.write_paused and not cycle.disconnected:
        await cycle.flow.drain()
    if cycle.disconnected:
        return
    lines = [STATUS_LINE[status], *(b"%b: %b\r\n" % each for each in (*cycle.default_headers, *headers))]
    if not cycle.keep_alive:
        lines.append(b"connection: close\r\n")
    lines.append(b"\r\n")
    if cycle.scope["method"] != "HEAD":
        lines.append(body)
    cycle.waiting_for_100_continue = False
    cycle.response_started = True
    cycle.transport.write(b"".join(lines))
    cycle.response_complete = True
    cycle.message_event.set()
    if not cycle.keep_alive:
        cycle.transport.close()
    cycle.on_response()


def bounded_protocol(limits: Limits) -> type[HttpToolsProtocol]:
    """Uvicorn's handling of one connection, with the bounds of *limits* that it does not set itself."""

    class Bounded(_BoundedProtocol):
        bounds = limits

    return Bounded


class _BoundedProtocol(HttpToolsProtocol):
    """Ends a connection that is one too many, whose head is too long or too slow, or whose client does not read."""

    bounds: Limits

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - as uvicorn calls it
        super().__init__(*arguments, **options)
        self._unread = 0
        self._head_timer: asyncio.TimerHandle | None = None
        self._write_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.bounds.connections:
            transport.abort()
        else:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        _stop(self._head_timer)
        _stop(self._write_timer)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unread += len(data)
        super().data_received(data)
        if self._unread > self.bounds.head_bytes and not self.transport.is_closing():
            self._refuse(_TOO_LARGE)
        elif self._unread and self._head_timer is None:
            self._await_head()

    def on_headers_complete(self) -> None:
        _stop(self._head_timer)
        self._head_timer = None
        super().on_headers_complete()
        self.scope[CYCLE] = self.cycle  # type: ignore[literal-required]

    def on_body(self, body: bytes) -> None:
        self._unread = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._unread = 0
        super().on_message_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._await_reading(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        _stop(self._write_timer)
        super().resume_writing()

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(self.bounds.io_seconds, self._refuse, _TOO_SLOW)

    def _await_reading(self, unsent: int) -> None:
        self._write_timer = self.loop.call_later(self.bounds.io_seconds, self._end_unless_read, unsent)

    def _end_unless_read(self, unsent: int) -> None:
        now_unsent = self.transport.get_write_buffer_size()
        if now_unsent >= unsent:
            self.transport.abort()
        else:
            self._await_reading(now_unsent)

    def _refuse(self, response: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(response)
            self.transport.close()


def _stop(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
