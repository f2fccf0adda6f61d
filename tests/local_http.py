"""Servers of HTTP on 127.0.0.1 that tests make of a handler and a state."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler

__all__ = ["Quiet", "answering"]


class State(Protocol):
    """What a handler answers from; it is told its server's address."""

    address: str


S = TypeVar("S", bound=State)


class Quiet:
    """What handlers have in common: they keep connections open, and say nothing on standard error."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def answering(handler: type[BaseHTTPRequestHandler], state: S) -> Iterator[S]:
    """Serve *state* by *handler*, whose attribute ``state`` it is, at a free port while the body runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (handler,), {"state": state}))
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # clients that leave are expected
    state.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        with suppress(OSError):
            server.shutdown()
        thread.join()
        server.server_close()
