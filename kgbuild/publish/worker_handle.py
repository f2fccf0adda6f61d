"""The front's side of a worker process: it is started, asked, and killed when its time is over."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import msgspec

from kgbuild.errors import InputError
from kgbuild.publish.messages import LENGTH, Answered, Fault, Ready, frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgbuild.publish.limits import Limits
    from kgbuild.publish.messages import Job
    from kgbuild.publish.source import Edition

__all__ = ["Worker", "start_worker"]

_DECODER = msgspec.msgpack.Decoder(Answered)
_SECONDS_TO_START = 60.0
_BROKEN_BY_QUERY = (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS)
"""How a process ends that memory was refused to, or whose stack is full."""


class Worker(asyncio.Protocol):
    """A process that answers one job at a time on a store of its *edition*; *on_end* is called when it is gone."""

    def __init__(
        self, process: subprocess.Popen[bytes], edition: Edition, seconds: float, on_end: Callable[[Worker], None]
    ) -> None:
        self.edition = edition
        self.has_ended = False
        self._process = process
        self._seconds = seconds
        self._on_end = on_end
        self._loop = asyncio.get_running_loop()
        self._answer: asyncio.Future[Answered] = self._loop.create_future()
        self._received = bytearray()
        self._transport: asyncio.WriteTransport | None = None
        self._is_late = False
        self._burial: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.WriteTransport) -> None:  # type: ignore[override]
        """Keep the connection to the process."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take in a part of the answer."""
        self._received += data
        end = LENGTH.size + LENGTH.unpack_from(self._received)[0] if len(self._received) >= LENGTH.size else None
        if end is not None and len(self._received) >= end and not self._answer.done():
            self._answer.set_result(_DECODER.decode(memoryview(self._received)[LENGTH.size : end]))
            self._received = bytearray()

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """See how the process has ended: it closes its connection in no other way."""
        self.has_ended = True
        self._burial = self._loop.create_task(self._bury())

    async def ready(self) -> None:
        """Wait until the store is open. Raises :class:`InputError` if it does not open."""
        source = str(self.edition.store)
        try:
            async with asyncio.timeout(_SECONDS_TO_START):
                first = await self._answer
        except TimeoutError:
            reason = f"no worker has opened it within {_SECONDS_TO_START:g} s"
            raise InputError(source, reason, "start again when the machine has time") from None
        if not isinstance(first, Ready):
            raise InputError(source, "a worker cannot open this store", "build the graph again")

    async def ask(self, job: Job) -> Answered:
        """The answer to *job*; a fault if there is none in time. One who no longer waits for it ends the process."""
        if self._transport is None or self.has_ended:
            return Fault(503, "The query's worker is gone; ask again.")
        self._answer = self._loop.create_future()
        self._transport.write(frame(job))
        timer = self._loop.call_later(self._seconds, self._expire)
        try:
            return await self._answer
        except asyncio.CancelledError:
            self.kill()
            raise
        finally:
            timer.cancel()

    def close(self) -> None:
        """Let the process end: it has no job."""
        self.has_ended = True
        if self._transport is not None:
            self._transport.close()

    def kill(self) -> None:
        """End the process now, whatever it does."""
        self.has_ended = True
        self._process.kill()

    async def ended(self) -> None:
        """Wait until the process is gone; it was closed or killed."""
        await asyncio.to_thread(self._process.wait)

    def _expire(self) -> None:
        self._is_late = True
        self.kill()

    async def _bury(self) -> None:
        status = await asyncio.to_thread(self._process.wait)
        if not self._answer.done():
            self._answer.set_result(self._fault(status))
        self._on_end(self)

    def _fault(self, status: int) -> Fault:
        if self._is_late:
            return Fault(504, f"The query took longer than {self._seconds:g} seconds, and was ended.")
        if status in _BROKEN_BY_QUERY:
            return Fault(
                403, "The query is refused: it needs more memory than a query may take, or is nested too deeply."
            )
        return Fault(503, "The query's worker has ended; ask again.")


async def start_worker(edition: Edition, limits: Limits, on_end: Callable[[Worker], None]) -> Worker:
    """A worker on the store of *edition*, ready to be asked.

    Raises :class:`InputError` if it cannot open the store, or not in time; :class:`OSError` if no process can be
    started.
    """
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(  # noqa: S603  our own interpreter and module
            [
                sys.executable,
                "-m",
                "kgbuild.publish.worker",
                msgspec.json.encode((str(edition.store), limits)).decode(),
            ],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    worker = Worker(process, edition, limits.seconds, on_end)
    try:
        await asyncio.get_running_loop().create_unix_connection(lambda: worker, sock=ours)
        await worker.ready()
    except BaseException:
        worker.kill()
        raise
    return worker
