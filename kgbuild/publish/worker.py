"""A process that answers queries one after another, and may be killed at any moment.

``python -m kgbuild.publish.worker JSON``, the folder of its store, the descriptor of the file for
:class:`NumberAtWork` and :class:`Limits`, with a connected socket as its standard input; see
:mod:`kgbuild.publish.pool`.
"""

from __future__ import annotations

import resource
import signal
import socket
import sys
from collections import deque
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import msgspec

from kgbuild.publish.answering import Answering
from kgbuild.publish.figures import count_figures
from kgbuild.publish.limits import PATIENCE, Limits
from kgbuild.publish.messages import Fault, Frames, Job, NumberAtWork, QueryJob, Ready, Recall, frame
from kgbuild.store.embedded import open_store

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kgbuild.publish.messages import Answered

__all__ = ["main"]

_CHUNK = 2**18
_DECODER: msgspec.msgpack.Decoder[Job | Recall] = msgspec.msgpack.Decoder(Job | Recall)
_LONGEST_HELD = 0.001
"""For how many seconds an answer may wait for the next."""
_MOST_HELD = 2**16
"""How many bytes of answers wait for more at most."""
_GRACE = 2.0
"""How many seconds a worker outlives its limit before it ends itself: its front must be gone."""


def main() -> None:
    """Answer what comes over standard input until it is closed."""
    folder, shared, limits = msgspec.json.decode(sys.argv[1], type=tuple[str, int, Limits])
    at_work = NumberAtWork(shared)
    for each in (signal.SIGINT, signal.SIGTERM):  # Ctrl-C reaches the whole group, and the front ends its workers
        signal.signal(each, signal.SIG_IGN)
    store = open_store(Path(folder))
    answering = Answering(store, rows=limits.rows, answer_bytes=limits.answer_bytes)
    _limit_memory(limits.memory)
    with socket.socket(fileno=0) as connection:
        front = _Front(connection)
        while (given := front.next_job()) is not None:
            at_work.number, job = given
            signal.setitimer(signal.ITIMER_REAL, limits.seconds + _GRACE)
            reply = _reply(answering, store, job)
            signal.setitimer(signal.ITIMER_REAL, 0)
            front.answer(at_work.number, reply)


class _Front:
    """Jobs come from the front by *connection*, and answers go to it: together, where they are quickly there."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._frames = Frames()
        self._jobs: deque[tuple[int, Job]] = deque()
        self._answers = bytearray()
        self._since = perf_counter()
        connection.sendall(frame(Ready(), 0))

    def next_job(self) -> tuple[int, Job] | None:
        """The next job that is not taken back, with its number; ``None`` when the connection is closed."""
        while not self._jobs:
            data = self._connection.recv(_CHUNK)
            if not data:
                return None
            self._take(data)
            self._since = perf_counter()
        return self._jobs.popleft()

    def answer(self, number: int, reply: Answered) -> None:
        """Send *reply*, the answer to the job of this *number*, now or with the next."""
        self._answers += frame(reply, number)
        now = perf_counter()
        taken = now - self._since
        if self._jobs and taken < _LONGEST_HELD and len(self._answers) < _MOST_HELD:
            return
        self._connection.sendall(self._answers)
        self._answers.clear()
        self._since = now
        if self._jobs and taken > PATIENCE / 2:  # before that none are taken back
            with suppress(BlockingIOError):
                self._take(self._connection.recv(_CHUNK, socket.MSG_DONTWAIT))

    def _take(self, data: bytes) -> None:
        for number, packed in self._frames.of(data):
            message = _DECODER.decode(packed)
            if isinstance(message, Recall):
                self._jobs.clear()
            else:
                self._jobs.append((number, message))


def _reply(answering: Answering, store: Store, job: Job) -> Answered:
    try:
        return answering.answer(job) if isinstance(job, QueryJob) else count_figures(store)
    except MemoryError:
        return Fault(403, "The query is refused: it needs more memory than a query may take.")
    except OSError:
        return Fault(503, "The store cannot be read.")


def _limit_memory(beyond: int) -> None:
    """Let this process take *beyond* bytes more than it has; where that is unknown (not on Linux), no limit is set."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return
    taken = next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmData:"))
    resource.setrlimit(resource.RLIMIT_DATA, (taken + beyond, taken + beyond))


if __name__ == "__main__":
    main()
