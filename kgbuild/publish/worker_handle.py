"""The front's side of a worker process: it is started, given jobs, and killed when its time is over.

Jobs that come at once are given to a worker together, which answers one after another, and the answers that are quickly
there come back together: to wake a process costs as much as to look something up. Each job still has its own limits.
Which one is at work is read from memory that both processes share, so that one that takes long, or ends its process, is
told from the others, which are taken back and go to other workers.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Protocol

import msgspec

from kgbuild.errors import InputError
from kgbuild.publish.limits import PATIENCE
from kgbuild.publish.messages import LARGEST_NUMBER, Answered, Fault, Frames, NumberAtWork, Ready, Recall, frame

if TYPE_CHECKING:
    from kgbuild.publish.limits import Limits
    from kgbuild.publish.messages import Job
    from kgbuild.publish.source import Edition

__all__ = ["Asked", "Keeper", "Worker", "start_worker"]

_DECODER = msgspec.msgpack.Decoder(Answered)
_SECONDS_TO_START = 60.0
_BROKEN_BY_QUERY = (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS)
"""How a process ends that memory was refused to, or whose stack is full."""


class Asked:
    """A job that waits for its ``answer`` ``since`` a time of the event loop; who waits no more cancels that."""

    __slots__ = ("answer", "job", "since", "worker")

    def __init__(self, job: Job, loop: asyncio.AbstractEventLoop) -> None:
        self.job = job
        self.since = loop.time()
        self.answer: asyncio.Future[Answered] = loop.create_future()
        self.worker: Worker | None = None

    def resolve(self, answer: Answered) -> None:
        """Give the *answer* to who waits for it."""
        if not self.answer.done():
            self.answer.set_result(answer)


class Keeper(Protocol):
    """Who gives jobs to workers, and is told what becomes of them."""

    def rests(self, worker: Worker) -> None:
        """*worker* has no job any more."""

    def returns(self, worker: Worker, jobs: list[Asked]) -> None:
        """*worker* takes no more jobs for now, and has not begun those *jobs*."""

    def ended(self, worker: Worker) -> None:
        """The process of *worker* is gone."""


class Worker(asyncio.Protocol):
    """A process that answers one job after another on a store of its *edition*, each within so many *seconds*."""

    def __init__(
        self, process: subprocess.Popen[bytes], at_work: NumberAtWork, edition: Edition, seconds: float, keeper: Keeper
    ) -> None:
        self.edition = edition
        self.has_ended = False
        self._process = process
        self._at_work = at_work
        self._seconds = seconds
        self._keeper = keeper
        self._loop = asyncio.get_running_loop()
        self._is_ready: asyncio.Future[Answered] = self._loop.create_future()
        self._frames = Frames()
        self._transport: asyncio.WriteTransport | None = None
        self._jobs: dict[int, Asked] = {}
        self._last_number = 0
        self._unsent = bytearray()
        self._seen_at_work = 0
        self._next_look: asyncio.TimerHandle | None = None
        self._expiry: asyncio.TimerHandle | None = None
        self._is_late = False
        self._burial: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        """How many jobs it has."""
        return len(self._jobs)

    def connection_made(self, transport: asyncio.WriteTransport) -> None:  # type: ignore[override]
        """Keep the connection to the process."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take in answers, or a part of one."""
        for number, message in self._frames.of(data):
            answer = _DECODER.decode(message)
            if number == 0:
                if not self._is_ready.done():
                    self._is_ready.set_result(answer)
            elif (asked := self._jobs.pop(number, None)) is not None:  # else it was taken back when it was just begun
                asked.resolve(answer)
                if self._expiry:
                    self._expiry.cancel()
                    self._expiry = None
                if not self._jobs:
                    self._keeper.rests(self)

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """See how the process has ended: it closes its connection in no other way."""
        self.has_ended = True
        self._take_back()
        self._burial = self._loop.create_task(self._bury())

    async def ready(self) -> None:
        """Wait until the store is open. Raises :class:`InputError` if it does not open."""
        source = str(self.edition.store)
        try:
            async with asyncio.timeout(_SECONDS_TO_START):
                first = await self._is_ready
        except TimeoutError:
            reason = f"no worker has opened it within {_SECONDS_TO_START:g} s"
            raise InputError(source, reason, "start again when the machine has time") from None
        if not isinstance(first, Ready):
            raise InputError(source, "a worker cannot open this store", "build the graph again")

    def take(self, asked: Asked) -> None:
        """Answer a job after those that it has already; it is on its way when :meth:`send` is called."""
        self._last_number = self._last_number % LARGEST_NUMBER + 1
        self._jobs[self._last_number] = asked
        asked.worker = self
        self._unsent += frame(asked.job, self._last_number)

    def send(self) -> None:
        """Send the jobs that were taken."""
        if self._transport is None or not self._unsent:
            return
        self._transport.write(bytes(self._unsent))
        self._unsent.clear()
        if self._next_look is None:
            self._seen_at_work = 0
            self._next_look = self._loop.call_later(PATIENCE, self._look)

    def abandon(self, asked: Asked) -> None:
        """Nobody waits for this job: it ends with its process if that is at it."""
        if self._jobs.get(self._at_work.number) is asked:
            self.kill()

    def close(self) -> None:
        """Let the process end: it has no job."""
        self.has_ended = True
        if self._transport is not None:
            self._transport.close()

    def kill(self) -> None:
        """End the process now, whatever it does."""
        self.has_ended = True
        self._process.kill()

    async def wait(self) -> None:
        """Wait until the process is gone; it was closed or killed."""
        await asyncio.to_thread(self._process.wait)

    def _look(self) -> None:
        """See whether the process is still at what it was at the last time; it is looked at while it has jobs."""
        self._next_look = None
        if not self._jobs or self.has_ended:
            return
        number = self._at_work.number
        if number != self._seen_at_work:
            self._seen_at_work = number
            self._next_look = self._loop.call_later(PATIENCE, self._look)
            return
        self._take_back()
        if not self._jobs:
            self._keeper.rests(self)
        elif self._jobs[number].answer.done():  # nobody waits for it
            self.kill()
        else:
            self._expiry = self._loop.call_later(self._seconds - PATIENCE, self._expire)

    def _expire(self) -> None:
        self._expiry = None
        self._is_late = True
        self.kill()

    def _take_back(self) -> None:
        """Return all jobs but the one at work."""
        number = self._at_work.number
        back = [asked for each, asked in self._jobs.items() if each != number]
        self._jobs = {number: self._jobs[number]} if number in self._jobs else {}
        if back and self._transport is not None and not self.has_ended:
            self._transport.write(frame(Recall(), 0))
        self._keeper.returns(self, back)

    async def _bury(self) -> None:
        status = await asyncio.to_thread(self._process.wait)
        fault = self._fault(status)
        if not self._is_ready.done():
            self._is_ready.set_result(fault)
        for asked in self._jobs.values():
            asked.resolve(fault)
        self._jobs.clear()
        self._keeper.ended(self)

    def _fault(self, status: int) -> Fault:
        if self._is_late:
            return Fault(504, f"The query took longer than {self._seconds:g} seconds, and was ended.")
        if status in _BROKEN_BY_QUERY:
            return Fault(
                403, "The query is refused: it needs more memory than a query may take, or is nested too deeply."
            )
        return Fault(503, "The query's worker has ended; ask again.")


async def start_worker(edition: Edition, limits: Limits, keeper: Keeper) -> Worker:
    """A worker on the store of *edition*, ready to be asked.

    Raises :class:`InputError` if it cannot open the store, or not in time; :class:`OSError` if no process can be
    started.
    """
    ours, theirs = socket.socketpair()
    with theirs, NumberAtWork.file() as shared:
        process = subprocess.Popen(  # noqa: S603  our own interpreter and module
            [
                sys.executable,
                "-m",
                "kgbuild.publish.worker",
                msgspec.json.encode((str(edition.store), shared.fileno(), limits)).decode(),
            ],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[shared.fileno()],
        )
        worker = Worker(process, NumberAtWork(shared.fileno()), edition, limits.seconds, keeper)
    try:
        await asyncio.get_running_loop().create_unix_connection(lambda: worker, sock=ours)
        await worker.ready()
    except BaseException:
        worker.kill()
        raise
    return worker
