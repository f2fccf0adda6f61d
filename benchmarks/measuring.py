"""What all benchmarks share: turns of both sides, a row for each comparison, the table and the file that keeps it."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROUNDS = 3
_PEERS = ("maplib", "morph-kgc", "pyoxigraph", "pyshacl", "rapidfuzz", "rdflib", "spacy")


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: seconds of ours and of the peer's on the same input, and how many times faster is wanted."""

    what: str
    peer: str
    ours: float
    theirs: float
    wanted: float
    seconds: str = "CPU"

    @property
    def ratio(self) -> float:
        """How many times as fast as the peer."""
        return self.theirs / self.ours


def in_turns(ours: Callable[[], object], theirs: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """Do both in turn, and return the medians of the CPU seconds of this process, all its threads, and its children.

    What else a machine does lengthens its clock's seconds; CPU seconds it hardly touches.
    """
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for work, seconds in zip((ours, theirs), taken, strict=True):
            started = _cpu_seconds()
            work()
            seconds.append(_cpu_seconds() - started)
    return statistics.median(taken[0]), statistics.median(taken[1])


def _cpu_seconds() -> float:
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def print_table(rows: Sequence[Row]) -> None:
    """Print a line for each row."""
    table = Table("what", "peer", "ours, s", "peer, s", "ratio", "wanted", "seconds")
    for row in rows:
        colour = "green" if row.ratio >= row.wanted else "red"
        figures = f"{row.ours:.2f}", f"{row.theirs:.2f}", f"[{colour}]{row.ratio:.1f}x[/]", f"{row.wanted:g}x"
        table.add_row(row.what, row.peer, *figures, row.seconds)
    Console(width=None if sys.stdout.isatty() else 120).print(table)


def keep(rows: Sequence[Row], path: Path) -> None:
    """Write *rows* and what the machine is to the file *path*, as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {"machine": machine(), "rows": [{**asdict(row), "ratio": row.ratio} for row in rows]}
    path.write_bytes(msgspec.json.format(msgspec.json.encode(kept)) + b"\n")


def machine() -> dict[str, object]:
    """Describe the machine: processor, cores, memory, load, system, and versions of what was measured."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(pages / 1e9, 1),
        "load_average": os.getloadavg(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "packages": {name: found for name in _PEERS if (found := _version(name))},
        "commit": _commit(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _commit() -> str:
    command = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty"]  # of kgbuild itself
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()
