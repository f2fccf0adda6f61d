"""The workers that answer queries: as many as may run at once, warm, all on the newest build."""

from __future__ import annotations

import asyncio
import logging
import os
from collections import deque
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

from kgbuild.errors import InputError
from kgbuild.publish.messages import Fault, Reply
from kgbuild.publish.worker_handle import Asked, Worker, start_worker

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from types import TracebackType

    from kgbuild.publish.limits import Limits
    from kgbuild.publish.messages import Job
    from kgbuild.publish.source import Edition, GraphSource

__all__ = ["Pool"]

_LOG = logging.getLogger(__name__)
_SECONDS_BETWEEN_LOOKS = 1.0
_NOT_STARTED = (InputError, OSError)
_AT_WORK = max(1, (os.cpu_count() or 2) - 1)
"""How many workers share lookups: one core is for the front."""
_MOST_JOBS = 8
"""How many jobs a worker may have, one that it works at and others that wait for their turn in its process."""
_BUSY = Fault(503, "The server has as many queries as it takes; ask again soon.")


class Pool:
    """Workers on the graph of *source*, within *limits*. A context: it begins with the first worker ready.

    The others start while it answers, and each that ends is replaced. When *source* has a new build, workers on
    that take the place of those that are idle; those with a query finish it first.
    """

    def __init__(self, source: GraphSource, limits: Limits) -> None:
        self._loop = asyncio.get_running_loop()
        self._source = source
        self._limits = limits
        self._edition: Edition | None = None
        self._workers: set[Worker] = set()
        self._idle: list[Worker] = []
        self._busy: list[Worker] = []
        self._queue: deque[Asked] = deque()
        self._open = 0
        self._dispatches = False
        self._expiry: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._renewing = asyncio.Lock()
        self._fills = False
        self._is_closing = False

    @property
    def edition(self) -> Edition:
        """The build that new queries are put to."""
        if self._edition is None:
            raise RuntimeError("the pool has not begun")
        return self._edition

    async def __aenter__(self) -> Self:
        self._edition = await asyncio.to_thread(self._source.edition)
        self.rests(await self._start(self._edition))
        self._spawn(self._fill())
        self._spawn(self._watch())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_closing = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        workers = list(self._workers)
        for worker in workers:
            worker.kill()
        await asyncio.gather(*(worker.wait() for worker in workers))

    async def run(self, job: Job) -> Reply | Fault:
        """The answer to *job*, or what keeps it from being answered: 503 while too many wait, or for too long."""
        answer = await self._ask(job)
        if isinstance(answer, Fault) and answer.status == HTTPStatus.SERVICE_UNAVAILABLE and await self.renew():
            answer = await self._ask(job)  # the store was taken away while its worker read it
        return answer

    async def _ask(self, job: Job) -> Reply | Fault:
        if self._open >= len(self._workers) + self._limits.waiting:
            return _BUSY
        asked = Asked(job, self._loop)
        self._queue.append(asked)
        self._dispatch_soon()
        self._open += 1
        try:
            answer = await asked.answer
        except asyncio.CancelledError:
            if asked.worker:
                asked.worker.abandon(asked)
            raise
        finally:
            self._open -= 1
        if not isinstance(answer, Reply | Fault):
            raise TypeError(f"a worker answers {answer!r}")
        return answer

    def _dispatch_soon(self) -> None:
        """Give jobs to workers when all that came in this turn of the event loop are there."""
        if not self._dispatches:
            self._dispatches = True
            self._loop.call_soon(self._dispatch)

    def _dispatch(self) -> None:
        self._dispatches = False
        while self._queue:
            if self._queue[0].answer.done():  # nobody waits for it
                self._queue.popleft()
                continue
            worker = self._free_worker()
            if worker is None:
                break
            worker.take(self._queue.popleft())
        for worker in self._busy:
            worker.send()
        if self._queue and not self._expiry:
            self._expiry = self._loop.call_at(self._queue[0].since + self._limits.seconds, self._expire)

    def _free_worker(self) -> Worker | None:
        """Who takes the next job: one that rests while cores do, else the one with the fewest jobs."""
        least = min(self._busy, key=len, default=None)
        if least is None or len(self._busy) < _AT_WORK or len(least) >= _MOST_JOBS:
            while self._idle:
                worker = self._idle.pop()
                if not worker.has_ended:
                    self._busy.append(worker)
                    return worker
        return least if least is not None and len(least) < _MOST_JOBS else None

    def _expire(self) -> None:
        """Refuse the jobs that have waited for too long."""
        self._expiry = None
        latest = self._loop.time() - self._limits.seconds
        while self._queue and self._queue[0].since <= latest:
            self._queue.popleft().resolve(_BUSY)
        self._dispatch_soon()

    def rests(self, worker: Worker) -> None:
        """Keep *worker*, which has nothing to do, for the next job."""
        if worker in self._busy:
            self._busy.remove(worker)
        if worker.has_ended:
            return
        if worker.edition is not self._edition:
            worker.close()
            return
        self._idle.append(worker)
        if self._queue:
            self._dispatch_soon()

    def returns(self, worker: Worker, jobs: list[Asked]) -> None:
        """Give *jobs* to others than *worker*, before those that came later."""
        if worker in self._busy:
            self._busy.remove(worker)
        for asked in reversed(jobs):
            asked.worker = None
            self._queue.appendleft(asked)
        if jobs:
            self._dispatch_soon()

    def ended(self, worker: Worker) -> None:
        """Have another worker in the place of *worker*."""
        self._workers.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        if worker.edition is not self._edition and not any(other.edition is worker.edition for other in self._workers):
            self._source.discard(worker.edition)
        self._spawn(self._fill())

    async def _fill(self) -> None:
        """Start workers until there are as many as may be."""
        if self._fills or self._is_closing:
            return
        self._fills = True
        try:
            while sum(worker.edition is self._edition for worker in self._workers) < self._limits.concurrent:
                self.rests(await self._start(self.edition))
        except _NOT_STARTED as fault:
            _LOG.warning("no worker can be started: %s", fault)
        finally:
            self._fills = False

    async def _start(self, edition: Edition) -> Worker:
        worker = await start_worker(edition, self._limits, self)
        self._workers.add(worker)
        return worker

    async def renew(self) -> bool:
        """Turn to the build that is there now; whether it is a new one.

        One that cannot be opened is told of in the log, and the one before stays.
        """
        async with self._renewing:
            if not self._source.has_changed(self.edition):
                return False
            try:
                edition = await asyncio.to_thread(self._source.edition)
                first = await self._start(edition)
            except _NOT_STARTED as fault:
                _LOG.warning("the new build cannot be opened, the one before is still served: %s", fault)
                return False
            old, self._idle, self._busy, self._edition = self._idle, [], [], edition
            self.rests(first)
            for worker in old:
                worker.close()
            self._spawn(self._fill())
            return True

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
            await self.renew()
            await self._fill()

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
