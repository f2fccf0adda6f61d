"""Where batches are done: in this process, or in worker processes beside it.

Outcomes come in the order of the batches, so a build's bytes do not depend on who did what and when.
"""

from __future__ import annotations

import multiprocessing
import signal
import traceback
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Self

from kgbuild.build.work import Work
from kgbuild.errors import InputWarning, KgbuildError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.context import SpawnProcess
    from types import TracebackType

    from kgbuild.build.batches import Batch
    from kgbuild.build.work import Outcome, Settings

__all__ = ["do_batches"]

_AHEAD = 3
"""Batches for each worker that may be given out before the first that is not done yet: what comes out of
turn waits in memory."""


def do_batches(
    batches: Iterable[Batch], settings: Settings, workers: int, on_warning: Callable[[InputWarning], None]
) -> Iterator[tuple[Batch, tuple[Outcome, ...]]]:
    """Do *batches* by that many *workers*, and yield each with the outcomes of its tasks, in order.

    What is but one batch is done in this process, where no worker's start is waited for, and so is all
    where *workers* is 1. A worker that dies is told to *on_warning*, and its batch is done by another.
    Raises :class:`KgbuildError` where that one dies too, or the work fails.
    """
    source = iter(batches)
    first = list(islice(source, 2)) if workers > 1 else []
    if workers > 1 and len(first) > 1:
        with _Pool(settings, workers, on_warning) as pool:
            yield from pool.results(chain(first, source))
    else:
        work = Work(settings)
        yield from ((batch, work(batch)) for batch in chain(first, source))


@dataclass(slots=True)
class _Job:
    number: int
    batch: Batch
    is_second_try: bool = False


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    connection: Connection
    job: _Job | None = None

    def give(self, job: _Job) -> None:
        self.job = job
        with suppress(OSError):  # it is dead, which is seen when it is waited for
            self.connection.send(job.batch)

    def stop(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.join()


class _Pool:
    """Worker processes, started as there is work for them; on exit all are gone, whatever they were at.

    Each has a pipe of its own, so that it is known which batch a dead one had.
    """

    def __init__(self, settings: Settings, workers: int, on_warning: Callable[[InputWarning], None]) -> None:
        self._settings = settings
        self._most = workers
        self._on_warning = on_warning
        self._workers: list[_Worker] = []
        self._again: deque[_Job] = deque()
        self._done: dict[int, tuple[Batch, tuple[Outcome, ...]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.stop()

    def results(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, tuple[Outcome, ...]]]:
        jobs = (_Job(number, batch) for number, batch in enumerate(batches))
        ready = next(jobs, None)
        turn = 0
        while True:
            while job := self._again.popleft() if self._again else ready:
                worker = self._idle_worker() if job.number < turn + _AHEAD * self._most else None
                if not worker:
                    break
                worker.give(job)
                ready = next(jobs, None) if job is ready else ready
            if turn in self._done:
                yield self._done.pop(turn)
                turn += 1
            elif any(worker.job for worker in self._workers):
                self._collect()
            else:
                return

    def _idle_worker(self) -> _Worker | None:
        for worker in self._workers:
            if not worker.job:
                return worker
        return self._start() if len(self._workers) < self._most else None

    def _start(self) -> _Worker:
        spawn = multiprocessing.get_context("spawn")  # a fork would copy the threads' locks of this process
        connection, theirs = spawn.Pipe()
        process = spawn.Process(target=_serve, args=(theirs, self._settings), name="kgbuild worker", daemon=True)
        with _held_interrupts():
            process.start()
        theirs.close()  # or the end of its life would not be the end of the pipe
        worker = _Worker(process, connection)
        self._workers.append(worker)
        return worker

    def _collect(self) -> None:
        """Wait until a worker has a result or dies."""
        busy = [(worker, worker.job) for worker in self._workers if worker.job]
        ready = wait([worker.connection for worker, _ in busy])
        for worker, job in busy:
            if worker.connection not in ready:
                continue
            try:
                answer = worker.connection.recv()
            except (EOFError, OSError):
                self._bury(worker, job)
                continue
            if isinstance(answer, Exception):
                raise answer
            self._done[job.number] = (job.batch, answer)
            worker.job = None

    def _bury(self, worker: _Worker, job: _Job) -> None:
        self._workers.remove(worker)
        worker.process.join()
        source = f"{job.batch[0].document.identifier} to {job.batch[-1].document.identifier}"
        reason = f"the worker that had these documents died ({_cause(worker.process.exitcode)})"
        worker.stop()
        if job.is_second_try:
            remedy = "build with fewer --workers or leave the documents out; what was written before stands as it was"
            raise KgbuildError(f"{source}: {reason}, and so did the one before it; {remedy}")
        self._on_warning(InputWarning(source, reason, "another worker does them again"))
        job.is_second_try = True
        self._again.append(job)


@contextmanager
def _held_interrupts() -> Iterator[None]:
    """Hold Ctrl-C back from this thread, and from a process that it starts meanwhile as long as that lives.

    A terminal sends it to the workers too, and one that is still starting would tell of it before it can ignore it.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # which lets signals through again when it has started
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _cause(code: int | None) -> str:
    if code is None or code >= 0:
        return f"exit code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    return f"{name}, as when memory runs out" if name == "SIGKILL" else name


def _serve(connection: Connection, settings: Settings) -> None:
    """Be a worker: do the batches that come until the coordinator is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the coordinator's to answer, on Windows too
    with suppress(EOFError, OSError):
        work = Work(settings)
        while True:
            batch = connection.recv()
            connection.send(_answer(work, batch))


def _answer(work: Work, batch: Batch) -> tuple[Outcome, ...] | Exception:
    try:
        return work(batch)
    except KgbuildError as error:
        return error
    except Exception:  # noqa: BLE001  # it goes on its way in the coordinator
        return RuntimeError(f"in a worker:\n{traceback.format_exc()}")
