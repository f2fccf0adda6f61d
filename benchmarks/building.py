"""Builds as processes of their own; one that fails ends the benchmark, as its time would tell of nothing."""

from __future__ import annotations

import filecmp
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

OUTPUTS = ("kg.nq", "kg.ttl", "report.ttl", "report.txt")
_DONE = (0, 1)
"""Exit codes with a graph: 1 says that it does not conform, or lacks an input that was bad."""


def command(sources: Iterable[object], out: Path, *options: object) -> list[str]:
    """Return the command that builds *sources* into the folder *out*."""
    return [sys.executable, "-m", "kgbuild", "build", *map(str, sources), "--out", str(out), *map(str, options)]


def build(sources: Iterable[object], out: Path, *options: object) -> str:
    """Build, and return what was printed; exits with what the build tells where it fails."""
    done = subprocess.run(command(sources, out, *options), check=False, capture_output=True, text=True)
    check(done.returncode, out, done.stderr)
    return done.stdout


def check(code: int, out: Path, told: str) -> None:
    """Exit with what a build *told* where its exit *code*, or the lack of a graph in *out*, says that it failed."""
    if code not in _DONE or not (out / "kg.nq").exists():
        sys.exit(f"a build failed with exit code {code}:\n{told}")


def check_same(one: Path, other: Path) -> None:
    """Exit where two builds have not the same bytes."""
    _, wrong, lost = filecmp.cmpfiles(one, other, OUTPUTS, shallow=False)
    if wrong or lost:
        sys.exit(f"not the same bytes: {', '.join(wrong + lost)}")
