"""The endpoint on a port of this machine."""

from __future__ import annotations

import gc
import signal
import socket
from typing import TYPE_CHECKING

import uvicorn
import uvloop

from kgbuild.errors import InputError
from kgbuild.publish.application import application
from kgbuild.publish.connections import bounded_protocol
from kgbuild.publish.pool import Pool
from kgbuild.publish.source import GraphSource

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kgbuild.errors import InputWarning
    from kgbuild.publish.access_log import AccessLog
    from kgbuild.publish.address import Address
    from kgbuild.publish.limits import Limits

__all__ = ["serve"]

_BACKLOG = 1024
_SECONDS_KEPT_ALIVE = 30


def serve(
    graph: Path,
    address: Address,
    limits: Limits,
    *,
    log: AccessLog,
    on_start: Callable[[str], None],
    on_warning: Callable[[InputWarning], None],
) -> None:
    """Answer queries to *graph* until SIGINT or SIGTERM; *on_start* is told the address once they are answered.

    Requests are written to *log*; *on_warning* is told of a store that cannot be used. Raises :class:`InputError` if
    there is no graph, or the address is taken.
    """
    with _listener(address) as listener, GraphSource(graph, on_warning) as source:
        uvloop.run(_serve(source=source, listener=listener, address=address, limits=limits, log=log, on_start=on_start))


async def _serve(
    *,
    source: GraphSource,
    listener: socket.socket,
    address: Address,
    limits: Limits,
    log: AccessLog,
    on_start: Callable[[str], None],
) -> None:
    async with Pool(source, limits) as pool:
        config = uvicorn.Config(
            application(pool, limits, log),
            http=bounded_protocol(limits),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=address.is_behind_proxy,
            backlog=_BACKLOG,
            timeout_keep_alive=_SECONDS_KEPT_ALIVE,
            timeout_graceful_shutdown=round(limits.seconds) + 1,
        )
        server = uvicorn.Server(config)
        host, port = listener.getsockname()[:2]
        on_start(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
        # uvicorn gives a signal that it has obeyed to the handler before it, too.
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        gc.freeze()  # what is there now stays; looking through it at each collection costs a twentieth of a lookup
        await server.serve(sockets=[listener])


def _listener(address: Address) -> socket.socket:
    """A socket at *address*; who connects before there is an answer waits for it."""
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, place = found[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        listener.listen(_BACKLOG)
    except OSError as error:
        raise InputError(
            f"{address.host}:{address.port}",
            f"cannot listen there ({(error.strerror or str(error)).lower()})",
            "name another --host or --port",
        ) from error
    return listener
