"""Files that are whole or not there: on failure, on Ctrl-C, on a full disk."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from kgbuild.errors import InputError
from kgbuild.graph.writers import StagedFolder

NAMES = ("kg.ttl", "report.txt")


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A folder with an output that a failing build must leave as it is."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "kg.ttl").write_bytes(b"good")
    (out / "report.txt").write_bytes(b"good too")
    (out / "mine.txt").write_bytes(b"not the build's")
    return out


def test_nothing_changes_before_commit(good: Path) -> None:
    before = files(good)
    with StagedFolder(good, NAMES) as folder:
        folder.write("kg.ttl", b"new")
        assert {name: content for name, content in files(good).items() if name in before} == before
        folder.write("kg.ttl", b"er")
        folder.leave_out("report.txt")
        folder.commit()
    assert files(good) == {"kg.ttl": b"newer", "mine.txt": b"not the build's"}


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_failure_leaves_the_last_good_output(good: Path, error: type[BaseException]) -> None:
    before = files(good)

    def fail() -> None:
        with StagedFolder(good, NAMES) as folder:
            folder.write("kg.ttl", b"half")
            raise error

    with pytest.raises(error):
        fail()
    assert files(good) == before


def test_what_a_killed_build_left_does_no_harm(good: Path) -> None:
    (good / ".kg.ttl.part").write_bytes(b"left by a killed build, and longer")
    with StagedFolder(good, NAMES) as folder:
        folder.write("kg.ttl", b"new")
        folder.commit()
    assert files(good) == {"kg.ttl": b"new", "report.txt": b"", "mine.txt": b"not the build's"}


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_disk_that_refuses(good: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(good)

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def write() -> None:
        with StagedFolder(good, NAMES) as folder:
            match step:
                case "write":
                    full = SimpleNamespace(write=refuse, close=folder._files["kg.ttl"].close)
                    monkeypatch.setitem(folder._files, "kg.ttl", full)  # type: ignore[misc]
                case "fsync":
                    monkeypatch.setattr(os, "fsync", refuse)
                case "replace":
                    monkeypatch.setattr(Path, "replace", refuse)
            folder.write("kg.ttl", b"new")
            folder.commit()

    with pytest.raises(InputError, match="No space left on device; free space") as caught:
        write()
    assert caught.value.source == str(good)
    assert files(good) == before


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of file sizes is a matter of POSIX")
def test_a_file_that_the_system_cuts(good: Path) -> None:
    before = files(good)
    code = f"""
import resource, sys
from pathlib import Path
from kgbuild.errors import InputError
from kgbuild.graph.writers import StagedFolder
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    with StagedFolder(Path({str(good)!r}), {NAMES!r}) as folder:
        for _ in range(100):
            folder.write("kg.ttl", b"x" * 5_000)
        folder.commit()
except InputError as error:
    sys.exit(str(error))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.startswith(f"{good}: cannot be written: File too large; ")
    assert done.returncode == 1
    assert files(good) == before


@pytest.mark.parametrize("out", ["a-file", "a-file/out", "taken"])
def test_a_folder_that_cannot_be(tmp_path: Path, out: str) -> None:
    (tmp_path / "a-file").write_bytes(b"x")
    (tmp_path / "taken" / "kg.ttl").mkdir(parents=True)
    with pytest.raises(InputError, match="cannot be written"), StagedFolder(tmp_path / out, NAMES):
        pytest.fail("must not be entered")
    assert {path.name for path in (tmp_path / "taken").iterdir()} == {"kg.ttl"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_without_permission(good: Path) -> None:
    good.chmod(0o500)
    with pytest.raises(InputError, match="Permission denied"), StagedFolder(good, NAMES):
        pytest.fail("must not be entered")
    good.chmod(0o700)


def test_a_new_folder_goes_with_the_build_that_failed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="stop"), StagedFolder(tmp_path / "new" / "out", NAMES):
        raise ValueError("stop")
    assert not (tmp_path / "new" / "out").exists()


_COUNTING = """
import os, shutil, signal, sys
from pathlib import Path
from kgbuild.graph.writers import StagedFolder
left = [int(sys.argv[1])]
def counted(step):
    def stepping(*arguments, **options):
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
        return step(*arguments, **options)
    return stepping
"""


def kill_after(steps: int, code: str) -> None:
    """Run *code* in a process that is killed, at the latest after so many calls of what it has ``counted``."""
    command = [sys.executable, "-c", _COUNTING + code, str(steps)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("steps", range(7))
def test_a_process_killed_between_two_moves(good: Path, steps: int) -> None:
    """Killed after so many renames and removals: all is as it was, or the next one finishes the move."""
    (good / "kg.nq").write_bytes(b"to go")
    before, names = files(good), (*NAMES, "kg.nq", "new.txt")
    code = f"""
with StagedFolder(Path({str(good)!r}), {names!r}) as folder:
    for name in {names!r}:
        folder.write(name, b"of the new build")
    folder.leave_out("kg.nq")
    Path.replace, Path.unlink = counted(Path.replace), counted(Path.unlink)
    folder.commit()
"""
    kill_after(steps, code)
    shown = {name: content for name, content in files(good).items() if not name.startswith(".")}
    if steps <= 1:
        assert shown == before
    with pytest.raises(ValueError, match="stop"), StagedFolder(good, names):
        raise ValueError("stop")
    if steps == 0:
        assert files(good) == before
    else:
        assert files(good) == {"mine.txt": b"not the build's"} | dict.fromkeys((*NAMES, "new.txt"), b"of the new build")


# --- folders among the files ---


def with_folder(good: Path) -> Path:
    """The folder *good* with a folder in it that a build has put there."""
    (good / "store").mkdir()
    (good / "store" / "a").write_bytes(b"good")
    return good


def test_a_folder_changes_with_the_files(good: Path) -> None:
    made = good.parent / "made"
    made.mkdir()
    (made / "a").write_bytes(b"new")
    with StagedFolder(with_folder(good), NAMES, ("store",)) as folder:
        folder.put("store", made)
        folder.commit()
    assert (good / "store" / "a").read_bytes() == b"new"
    assert {path.name for path in good.iterdir()} == {*NAMES, "mine.txt", "store"}


def test_a_folder_is_left_out(good: Path) -> None:
    with StagedFolder(with_folder(good), NAMES, ("store",)) as folder:
        folder.leave_out("store")
        folder.commit()
    assert {path.name for path in good.iterdir()} == {*NAMES, "mine.txt"}


def test_a_failure_leaves_the_folder(good: Path) -> None:
    with pytest.raises(ValueError, match="stop"), StagedFolder(with_folder(good), NAMES, ("store",)):
        raise ValueError("stop")
    assert (good / "store" / "a").read_bytes() == b"good"
    assert {path.name for path in good.iterdir()} == {"kg.ttl", "report.txt", "mine.txt", "store"}


@pytest.mark.parametrize("steps", range(4))
def test_a_process_killed_while_it_moves_the_folder(good: Path, steps: int) -> None:
    """Killed after so many moves of folders: the next one finishes, whatever it wants itself."""
    code = f"""
made = Path({str(good.parent / "made")!r})
made.mkdir()
(made / "a").write_bytes(b"new")
with StagedFolder(Path({str(good)!r}), {NAMES!r}, ("store",)) as folder:
    folder.put("store", made)
    Path.rename, shutil.rmtree = counted(Path.rename), counted(shutil.rmtree)
    folder.commit()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    with_folder(good)
    kill_after(steps, code)
    with pytest.raises(ValueError, match="stop"), StagedFolder(good, NAMES, ("store",)):
        raise ValueError("stop")
    assert (good / "store" / "a").read_bytes() == b"new"
    assert {path.name for path in good.iterdir()} == {*NAMES, "mine.txt", "store"}
