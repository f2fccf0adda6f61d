"""Never a torn output: killed at any moment, on a full disk, the last good output stands, and the next run ends
with the bytes of an undisturbed one."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from builds import outputs
from pyoxigraph import Store
from telegrams import TEXT

from kgbuild.store.built import open_built

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMES = ("kg.nq", "kg.ttl", "report.ttl", "report.txt")
TELEGRAMS = 40
"""More than a batch, so that two workers share them."""


def command(sources: Path, out: Path) -> list[str]:
    return [sys.executable, "-m", "kgbuild", "build", str(sources), "--out", str(out), "--workers", "2"]


def write_telegrams(folder: Path, words: str) -> Path:
    folder.mkdir(exist_ok=True)
    for number in range(TELEGRAMS):
        text = TEXT.replace("fair", f"{words}, and that it was the {number} one")
        (folder / f"t{number:03}.txt").write_text(text, encoding="utf-8")
    return folder


class Undisturbed:
    """Two generations of telegrams, and what builds that nothing disturbs make of them, and how long that takes."""

    def __init__(self, folder: Path) -> None:
        self.old = write_telegrams(folder / "old", "fair")
        self.new = write_telegrams(folder / "new", "foul")
        self.good = folder / "good"
        subprocess.run(command(self.old, self.good), check=True, capture_output=True)
        self.before = outputs(self.good)
        started = time.monotonic()
        subprocess.run(command(self.new, folder / "undisturbed"), check=True, capture_output=True)
        self.seconds = time.monotonic() - started
        self.after = outputs(folder / "undisturbed")
        assert set(self.before) == set(self.after) == set(NAMES)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return Undisturbed(tmp_path_factory.mktemp("undisturbed"))


def kill_after(seconds: float, sources: Path, out: Path, *, whole_group: bool) -> None:
    """Kill a build, alone or with its workers, after so many seconds, unless it has ended by then."""
    running = subprocess.Popen(
        command(sources, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        running.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        if whole_group:
            os.killpg(running.pid, signal.SIGKILL)
        running.kill()
        running.wait()


def disturb(undisturbed: Undisturbed, out: Path, chance: random.Random) -> None:
    """Kill a build twice, then let it end; the good output stands until the new one does."""
    shutil.copytree(undisturbed.good, out)
    for _ in range(2):
        kill_after(chance.uniform(0.1, undisturbed.seconds), undisturbed.new, out, whole_group=chance.random() < 0.5)
        assert outputs(out) in (undisturbed.before, undisturbed.after)
    done = subprocess.run(command(undisturbed.new, out), check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert outputs(out) == undisturbed.after
    assert {path.name for path in out.iterdir()} == {".kgbuild", "store", *NAMES}
    file = Store()
    file.bulk_load(path=str(out / "kg.nq"))
    assert set(open_built(out / "store", out / "kg.nq")) == set(file)


def test_killed_twice_at_random_moments(undisturbed: Undisturbed, tmp_path: Path) -> None:
    disturb(undisturbed, tmp_path / "out", random.Random(4))  # noqa: S311


@pytest.mark.slow
@pytest.mark.parametrize("moment", range(30))
def test_killed_twice_at_thirty_random_moments(undisturbed: Undisturbed, tmp_path: Path, moment: int) -> None:
    disturb(undisturbed, tmp_path / "out", random.Random(moment))  # noqa: S311


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of sixteen megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["/bin/mount", "-t", "tmpfs", "-o", "size=16m", "none", disk], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a disk of its own")
    yield disk
    subprocess.run(["/bin/umount", disk], check=True)


def test_a_full_disk(undisturbed: Undisturbed, small_disk: Path) -> None:
    out = small_disk / "out"
    shutil.copytree(undisturbed.good, out)
    filler = small_disk / "filler"
    with pytest.raises(OSError, match="No space left"), filler.open("wb", buffering=0) as file:  # noqa: PT012
        while True:
            file.write(bytes(4096))
    for left in (0, 400_000):
        os.truncate(filler, filler.stat().st_size - left)
        done = subprocess.run(command(undisturbed.new, out), check=False, capture_output=True, text=True)
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert line.startswith(f"error: {out}: cannot be written: ")
        assert outputs(out) == undisturbed.before
    filler.unlink()
    subprocess.run(command(undisturbed.new, out), check=True, capture_output=True)
    assert outputs(out) == undisturbed.after
