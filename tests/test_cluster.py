"""Batches on a Dask cluster: a real scheduler and real workers on this machine, one of them killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builds import outputs

from kgbuild.build import Cluster, build
from kgbuild.errors import InputError, InputWarning, KgbuildError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Kgbuild

pytest.importorskip("distributed", reason="needs the extra kgbuild[dask]")
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def in_process(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("one") / "out"
    assert build([examples], out).ok
    return outputs(out)


@contextmanager
def running(*command: str | Path, cwd: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
    with subprocess.Popen(
        [sys.executable, "-m", *command], env=environment, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        yield process
        process.kill()


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and workers; yield its address and their processes."""
    about = folder / "scheduler.json"
    with ExitStack() as stack:
        options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", about)
        stack.enter_context(running("distributed.cli.dask_scheduler", *options, cwd=folder))
        deadline = time.monotonic() + 60
        while not about.exists() or not about.read_text():
            assert time.monotonic() < deadline, "the scheduler does not start"
            time.sleep(0.05)
        address = json.loads(about.read_text())["address"]
        options = (address, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard")
        started = [
            stack.enter_context(running("distributed.cli.dask_worker", *options, cwd=folder)) for _ in range(workers)
        ]
        yield address, started


def test_the_same_bytes_with_one_of_two_workers_killed(
    examples: Path, tmp_path: Path, in_process: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kgbuild.build.batches._DOCUMENTS", 1)
    monkeypatch.setattr("kgbuild.build.cluster._AHEAD", 1)
    told: list[InputError | InputWarning] = []
    shards = tmp_path / "shards"
    with cluster(tmp_path, 2) as (address, workers):

        def kill_one(_: object) -> None:
            workers[0].kill()

        where = Cluster(address, str(shards))
        report = build([examples], tmp_path / "out", cluster=where, on_fault=told.append, on_progress=kill_one)
    assert report.ok
    assert outputs(tmp_path / "out") == in_process
    assert [fault.reason for fault in told] == ["this worker of the cluster is gone"]
    assert not list(shards.iterdir())


def test_a_cluster_of_this_machine(
    examples: Path, tmp_path: Path, in_process: dict[str, bytes], kgbuild: Kgbuild
) -> None:
    done = kgbuild("build", examples, "-o", tmp_path / "out", "--dask", "local", "--workers", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert outputs(tmp_path / "out") == in_process


def test_what_workers_write_must_be_seen_here(examples: Path, tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"memory://elsewhere: a file that was written there is not seen by .*; .* --shards"
    ):
        build([examples], tmp_path, cluster=Cluster("local", "memory://elsewhere"))


def test_a_scheduler_that_is_not_there(
    examples: Path, tmp_path: Path, kgbuild: Kgbuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kgbuild.build.cluster._PATIENCE", 0.5)
    with pytest.raises(InputError, match=r"--dask tcp://127.0.0.1:9: no scheduler answers there"):
        build([examples], tmp_path, cluster=Cluster("tcp://127.0.0.1:9", str(tmp_path)))
    done = kgbuild("build", examples, "-o", tmp_path, "--shards", "s3://bucket")
    assert done.returncode == 2
    assert "--shards is for --dask" in done.stderr


def test_without_dask_it_is_told_how_to_get_it(examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(KgbuildError, match=r"--dask local: dask.distributed is not installed; .*kgbuild\[dask\]"):
        build([examples], tmp_path, cluster=Cluster("local", str(tmp_path)))
