"""Batches as tasks of dask.distributed (https://distributed.dask.org), on one machine or many.

A worker writes what comes of a batch to a place that all share, and only its name and digest go through the
scheduler; so what a cluster makes does not have to fit into anyone's memory. Dask gives a dead worker's
tasks to another.
"""

from __future__ import annotations

import logging
import pickle
import platform
import sys
from collections import deque
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from kgbuild.build.versions import new_fingerprint, versions
from kgbuild.build.work import Work
from kgbuild.errors import InputError, InputWarning, KgbuildError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from distributed import Client, Future

    from kgbuild.build.batches import Batch
    from kgbuild.build.work import Outcome, Settings

__all__ = ["LOCAL", "Cluster"]

LOCAL = "local"
"""The address that means: start a scheduler and workers on this machine, for this build."""

_AHEAD = 3
"""Batches for each thread of the cluster that may be under way or wait for their turn."""

_PATIENCE = 15.0
"""Seconds in which the scheduler and a first worker have to answer."""

_SILENT = logging.CRITICAL + 1
"""What Dask logs of workers that come and go is told in lines of our own."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Dask cluster: the *address* of its scheduler ("tcp://HOST:PORT"), or :data:`LOCAL`.

    *shards* is a folder that this process and all workers see, or the URL of one by fsspec
    (https://filesystem-spec.readthedocs.io), as "s3://bucket/folder".
    """

    address: str
    shards: str

    def do_batches(
        self, batches: Iterable[Batch], settings: Settings, workers: int, on_warning: Callable[[InputWarning], None]
    ) -> Iterator[tuple[Batch, tuple[Outcome, ...]]]:
        """Do *batches* on the cluster, and yield each with the outcomes of its tasks, in order.

        A worker that is gone is told to *on_warning*. *workers* is how many a :data:`LOCAL` cluster has.
        Raises :class:`KgbuildError` where the cluster cannot be reached, has another kgbuild, loses workers on
        one batch again and again, or writes what is not seen here.
        """
        with _explained(self.address), self._cluster(workers) as address, _client(address) as client:
            yield from _Run(client, self.shards, settings, on_warning).results(batches)

    @contextmanager
    def _cluster(self, workers: int) -> Iterator[str]:
        if self.address != LOCAL:
            yield self.address
            return
        from distributed import LocalCluster  # noqa: PLC0415

        with LocalCluster(
            n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=_SILENT
        ) as cluster:
            yield cluster.scheduler_address


@contextmanager
def _client(address: str) -> Iterator[Client]:
    from distributed import Client  # noqa: PLC0415

    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        reason = f"no scheduler answers there ({' '.join(str(error).split())})"
        raise InputError(f"--dask {address}", reason, "see that it runs, or correct the address") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            raise InputError(f"--dask {address}", "the scheduler has no worker", "start some") from error
        yield client


@contextmanager
def _explained(address: str) -> Iterator[None]:
    """Say in a line what the cluster is at fault for."""
    try:
        from distributed import KilledWorker  # noqa: PLC0415  # an extra that few need
        from distributed.comm import CommClosedError  # noqa: PLC0415
    except ImportError as error:
        remedy = "install it: pip install 'kgbuild[dask]'"
        raise KgbuildError(f"--dask {address}: dask.distributed is not installed; {remedy}") from error
    logging.getLogger("distributed").setLevel(_SILENT)
    try:
        yield
    except KilledWorker as error:
        reason = f"{error.allowed_failures + 1} workers died of one batch, the last at {error.last_worker.address}"
        remedy = "give the workers more memory; what was written before stands as it was"
        raise KgbuildError(f"--dask {address}: {reason}; {remedy}") from error
    except (CommClosedError, CancelledError) as error:
        remedy = "see that it runs, and build again: what is done is not done again"
        raise KgbuildError(f"--dask {address}: the scheduler is gone; {remedy}") from error


class _Run:
    """One build's batches on their way through a cluster.

    What all of them need is written into the shared place once, not sent with each.
    """

    def __init__(
        self, client: Client, shards: str, settings: Settings, on_warning: Callable[[InputWarning], None]
    ) -> None:
        self._client = client
        self._shards = shards
        self._settings = _write(shards, (settings, versions(settings, events_are_given=False)))
        self._on_warning = on_warning
        self._workers: set[str] = set()
        self._under_way: deque[tuple[Batch, Future]] = deque()

    def results(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, tuple[Outcome, ...]]]:
        source = iter(batches)
        try:
            while True:
                self._submit(source)
                if not self._under_way:
                    return
                batch, future = self._under_way.popleft()
                written: _Written = future.result()
                future.release()  # or the scheduler would have it done again should its worker die now
                self._tell_of_the_gone()
                outcomes: tuple[Outcome, ...] = _read(self._shards, written)
                _remove(self._shards, written)
                yield batch, outcomes
        finally:
            _remove(self._shards, self._settings)

    def _submit(self, batches: Iterator[Batch]) -> None:
        """Hand over as many batches as keep the cluster busy."""
        room = _AHEAD * max(1, sum(self._client.nthreads().values())) - len(self._under_way)
        for batch in islice(batches, room):
            future = self._client.submit(_do_batch, self._shards, self._settings, batch, pure=False)
            self._under_way.append((batch, future))

    def _tell_of_the_gone(self) -> None:
        workers = set(self._client.scheduler_info(n_workers=-1)["workers"])
        for gone in sorted(self._workers - workers):
            self._on_warning(InputWarning(gone, "this worker of the cluster is gone", "others do its batches again"))
        self._workers = workers


# --- in the workers ---


def _do_batch(shards: str, settings: _Written, batch: Batch) -> _Written:
    """Be a task: write what comes of *batch* into the folder *shards*."""
    return _write(shards, _work(shards, settings)(batch))


def _do_not_tell_of_drops() -> None:
    """Keep still where Dask's own threads drop what is left of a query: it is harmless, and told on stderr."""
    tell = sys.unraisablehook

    def hook(fault: sys.UnraisableHookArgs) -> None:
        if "is unsendable, but is being dropped" not in str(fault.exc_value):
            tell(fault)

    sys.unraisablehook = hook


@lru_cache(maxsize=1)
def _work(shards: str, written: _Written) -> Work:
    settings, made_by = _read(shards, written)
    if made_by != versions(settings, events_are_given=False):
        reason = "the worker has another kgbuild than the machine that builds"
        raise InputError(platform.node(), reason, "install the same on both")
    _do_not_tell_of_drops()
    return Work(settings)


# --- the place that all share ---


class _Written(NamedTuple):
    """A file in the shared place. Its digest goes through the scheduler, so no other file than that is loaded."""

    name: str
    digest: bytes


def _write(shards: str, value: object) -> _Written:
    packed = pickle.dumps(value)
    digest = new_fingerprint(packed)
    name = f"{digest.hexdigest()}.shards"
    files, folder = _place(shards)
    files.makedirs(folder, exist_ok=True)
    files.pipe_file(f"{folder}/{name}", packed)
    return _Written(name, digest.digest())


def _read(shards: str, written: _Written) -> Any:  # noqa: ANN401  # what was written
    files, folder = _place(shards)
    try:
        packed = files.cat_file(f"{folder}/{written.name}")
    except FileNotFoundError as error:
        reason = f"a file that was written there is not seen by {platform.node()}"
        raise InputError(shards, reason, "name a place that all machines share by --shards") from error
    if new_fingerprint(packed).digest() != written.digest:
        raise InputError(f"{shards}/{written.name}", "the file is not what was written", "build again")
    return pickle.loads(packed)  # noqa: S301  # its digest was checked


def _remove(shards: str, written: _Written) -> None:
    files, folder = _place(shards)
    with suppress(FileNotFoundError):  # what a dead worker had may be done twice
        files.rm_file(f"{folder}/{written.name}")


def _place(shards: str) -> tuple[Any, str]:
    """Find the file system of a folder or URL, and the folder's name in it."""
    import fsspec  # noqa: PLC0415

    files, folder = fsspec.core.url_to_fs(shards)
    return files, folder.rstrip("/")
