"""Worker processes: the same bytes as in one process, and no loss where one dies or is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builds import outputs
from telegrams import DOCUMENT, EVENTS, renamed

from kgbuild.build import build
from kgbuild.build.batches import Task, in_batches
from kgbuild.build.pipeline import build_tasks
from kgbuild.errors import InputError, InputWarning, KgbuildError

if TYPE_CHECKING:
    from conftest import Kgbuild


@pytest.fixture(scope="module")
def in_process(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The examples as one process builds them."""
    out = tmp_path_factory.mktemp("one") / "out"
    assert build([examples], out).ok
    return outputs(out)


@pytest.mark.parametrize(("workers", "documents"), [(2, 3), (3, 1)])
def test_the_same_bytes_by_any_workers_and_batches(
    *,
    workers: int,
    documents: int,
    examples: Path,
    tmp_path: Path,
    in_process: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kgbuild.build.batches._DOCUMENTS", documents)
    report = build([examples], tmp_path, workers=workers)
    assert report.ok
    assert outputs(tmp_path) == in_process


def test_batches_are_bounded_by_number_and_by_length() -> None:
    short, long = Task(renamed("v/short")), Task(replace(DOCUMENT, text="word " * 60_000))
    assert [len(batch) for batch in in_batches([short] * 70)] == [32, 32, 6]
    assert [len(batch) for batch in in_batches([short, long, short, long, long])] == [2, 2, 1]


def _worker_processes() -> list[int]:
    """The worker processes of this process, by what their command line says."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            parent = next(line for line in status.read_text().splitlines() if line.startswith("PPid:"))
            command = (status.parent / "cmdline").read_bytes()
        except (OSError, StopIteration):
            continue
        if int(parent.split()[1]) == os.getpid() and b"spawn_main" in command:
            found.append(int(status.parent.name))
    return found


needs_proc = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="finds the workers by /proc")


@needs_proc
def test_a_worker_that_is_killed_costs_nothing(
    examples: Path, tmp_path: Path, in_process: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kgbuild.build.batches._DOCUMENTS", 1)
    told: list[InputError | InputWarning] = []
    killed: list[int] = []

    def kill_one(_: object) -> None:
        if not killed:
            killed.append(_worker_processes()[0])
            os.kill(killed[0], signal.SIGKILL)

    report = build([examples], tmp_path, workers=2, on_fault=told.append, on_progress=kill_one)
    assert report.ok
    assert outputs(tmp_path) == in_process
    (warning,) = told
    assert isinstance(warning, InputWarning)
    assert "SIGKILL" in warning.reason
    assert not _worker_processes()


def test_a_batch_that_kills_two_workers_ends_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgbuild.build.batches._DOCUMENTS", 1)
    tasks = [Task(renamed("v/1"), EVENTS), Deadly(renamed("v/2")), Task(renamed("v/3"), EVENTS)]
    told: list[InputError | InputWarning] = []
    with pytest.raises(KgbuildError, match=r"v/2 to v/2: the worker .* died \(exit code 3\), and so did") as raised:
        build_tasks(lambda _: tasks, tmp_path / "out", workers=2, on_fault=told.append)
    assert "\n" not in str(raised.value)
    assert [fault.source for fault in told if isinstance(fault, InputWarning)] == ["v/2 to v/2"]
    assert outputs(tmp_path / "out") == {}


class Deadly(Task):
    """A task that ends the process that receives it."""

    __slots__ = ()

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (3,)


def test_a_fault_of_the_code_shows_where_in_the_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgbuild.build.batches._DOCUMENTS", 1)
    broken = [Task(replace(DOCUMENT, notes=None), EVENTS), Task(renamed("v/2"), EVENTS)]
    with pytest.raises(RuntimeError, match=r"(?s)in a worker:.*map_to_descriptions"):
        build_tasks(lambda _: broken, tmp_path / "out", workers=2)


@needs_proc
@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.3])
def test_ctrl_c_ends_the_workers_too_while_they_start(seconds: float, examples: Path, tmp_path: Path) -> None:
    code = textwrap.dedent(f"""
        import os, signal
        from pathlib import Path
        import kgbuild.build.batches
        from kgbuild.cli import cli

        if __name__ == "__main__":
            kgbuild.build.batches._DOCUMENTS = 1
            cli(["build", {str(examples)!r}, "-o", {str(tmp_path / "out")!r}, "--workers", "2"])
    """)
    script = tmp_path / "interrupted.py"
    script.write_text(code)
    running = subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    part = tmp_path / "out" / ".kg.nq.part"
    deadline = time.monotonic() + 60
    while not part.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(seconds)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal sends it: to workers and all
    printed, told = running.communicate(timeout=60)
    assert (running.returncode, printed) == (130, "")
    assert told == "Interrupted: what was written before this run stands as it was.\n"
    assert not (tmp_path / "out" / "kg.nq").exists()


def test_the_command_tells_a_wrong_number_of_workers(kgbuild: Kgbuild, examples: Path, tmp_path: Path) -> None:
    done = kgbuild("build", examples, "--out", tmp_path, "--workers", "0")
    assert done.returncode == 2
    assert "--workers" in done.stderr
