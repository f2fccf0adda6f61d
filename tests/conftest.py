"""What several test files need: where things lie, and the command line as a user calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent

settings.register_profile("kgbuild", deadline=None)  # no test asserts a time: machines are shared
settings.load_profile("kgbuild")

Kgbuild = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of the example telegrams."""
    return ROOT / "examples"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of annotated telegrams and volumes beside the repository; skips where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs ../shared, which is not here")
    return folder


@pytest.fixture(scope="session")
def kgbuild() -> Kgbuild:
    """Run ``kgbuild ARGUMENTS`` in a process of its own, with no terminal and no standard input."""

    def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "FORCE_COLOR", "NO_COLOR")}
        settings: dict[str, object] = {"env": environment, "stdin": subprocess.DEVNULL, "timeout": 120}
        command = [sys.executable, "-m", "kgbuild", *map(str, arguments)]
        return subprocess.run(command, check=False, capture_output=True, text=True, **{**settings, **options})

    return run


@pytest.fixture(scope="session")
def built_examples(tmp_path_factory: pytest.TempPathFactory, kgbuild: Kgbuild, examples: Path) -> Path:
    """The folder into which the examples were built, once for a run of the tests."""
    out = tmp_path_factory.mktemp("examples") / "out"
    done = kgbuild("build", examples, "--out", out)
    assert done.returncode == 0, done.stderr
    return out
