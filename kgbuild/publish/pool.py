"""The workers that answer queries: as many as may run at once, warm, all on the newest build."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

from kgbuild.errors import InputError
from kgbuild.publish.messages import Fault, Reply
from kgbuild.publish.worker_handle import Worker, start_worker

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


class Pool:
    """Workers on the graph of *source*, within *limits*. A context: it begins with the first worker ready.

    The others start while it answers, and each that ends is replaced. When *source* has a new build, workers on
    that take the place of those that are idle; those with a query finish it first.
    """

    def __init__(self, source: GraphSource, limits: Limits) -> None:
        self._source = source
        self._limits = limits
        self._edition: Edition | None = None
        self._workers: set[Worker] = set()
        self._idle: list[Worker] = []
        self._waiting: deque[asyncio.Future[Worker]] = deque()
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
        self._hand_on(await self._start(self._edition))
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
        await asyncio.gather(*(worker.ended() for worker in workers))

    async def run(self, job: Job) -> Reply | Fault:
        """The answer to *job*, or what keeps it from being answered: 503 while too many wait, or for too long."""
        answer = await self._ask(job)
        if isinstance(answer, Fault) and answer.status == HTTPStatus.SERVICE_UNAVAILABLE and await self.renew():
            answer = await self._ask(job)  # the store was taken away while its worker read it
        return answer

    async def _ask(self, job: Job) -> Reply | Fault:
        worker = self._idle_now() or await self._next_idle()
        if worker is None:
            return Fault(503, "The server has as many queries as it takes; ask again soon.")
        try:
            answer = await worker.ask(job)
        finally:
            self._hand_on(worker)
        if not isinstance(answer, Reply | Fault):
            raise TypeError(f"a worker answers {answer!r}")
        return answer

    def _idle_now(self) -> Worker | None:
        while self._idle:
            worker = self._idle.pop()
            if not worker.has_ended:
                return worker
        return None

    async def _next_idle(self) -> Worker | None:
        """The first worker that has nothing more to do, ``None`` if too many wait for one, or it takes too long."""
        if len(self._waiting) >= self._limits.waiting:
            return None
        turn: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await turn
        except (TimeoutError, asyncio.CancelledError) as end:
            if turn in self._waiting:
                self._waiting.remove(turn)
            elif not turn.cancelled():  # its turn came in the same moment
                self._hand_on(turn.result())
            if isinstance(end, TimeoutError):
                return None
            raise

    def _hand_on(self, worker: Worker) -> None:
        """Give *worker*, which has nothing to do, to whoever waits for one."""
        if worker.has_ended:
            return
        if worker.edition is not self._edition:
            worker.close()
            return
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(worker)
                return
        self._idle.append(worker)

    async def _fill(self) -> None:
        """Start workers until there are as many as may be."""
        if self._fills or self._is_closing:
            return
        self._fills = True
        try:
            while sum(worker.edition is self._edition for worker in self._workers) < self._limits.concurrent:
                self._hand_on(await self._start(self.edition))
        except _NOT_STARTED as fault:
            _LOG.warning("no worker can be started: %s", fault)
        finally:
            self._fills = False

    async def _start(self, edition: Edition) -> Worker:
        worker = await start_worker(edition, self._limits, self._forget)
        self._workers.add(worker)
        return worker

    def _forget(self, worker: Worker) -> None:
        self._workers.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        if worker.edition is not self._edition and not any(other.edition is worker.edition for other in self._workers):
            self._source.discard(worker.edition)
        self._spawn(self._fill())

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
            old, self._idle, self._edition = self._idle, [], edition
            self._hand_on(first)
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
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
