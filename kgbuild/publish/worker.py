"""A process that answers queries one after another, and may be killed at any moment.

``python -m kgbuild.publish.worker JSON``, the folder of its store and :class:`Limits`, with a connected socket as its
standard input; see :mod:`kgbuild.publish.pool`.
"""

from __future__ import annotations

import resource
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kgbuild.publish.answering import Answering
from kgbuild.publish.figures import count_figures
from kgbuild.publish.limits import Limits
from kgbuild.publish.messages import Fault, QueryJob, Ready, frame, receive_job
from kgbuild.store.embedded import open_store

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kgbuild.publish.messages import Answered, Job

__all__ = ["main"]

_GRACE = 2.0
"""How many seconds a worker outlives its limit before it ends itself: its front must be gone."""


def main() -> None:
    """Answer what comes over standard input until it is closed."""
    folder, limits = msgspec.json.decode(sys.argv[1], type=tuple[str, Limits])
    for each in (signal.SIGINT, signal.SIGTERM):  # Ctrl-C reaches the whole group, and the front ends its workers
        signal.signal(each, signal.SIG_IGN)
    store = open_store(Path(folder))
    answering = Answering(store, rows=limits.rows, answer_bytes=limits.answer_bytes)
    _limit_memory(limits.memory)
    with socket.socket(fileno=0) as front:
        front.sendall(frame(Ready()))
        while (job := receive_job(front)) is not None:
            signal.setitimer(signal.ITIMER_REAL, limits.seconds + _GRACE)
            reply = _reply(answering, store, job)
            signal.setitimer(signal.ITIMER_REAL, 0)
            front.sendall(frame(reply))


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
