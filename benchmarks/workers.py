"""How much faster two workers build than one, and that they write the same bytes.

    python benchmarks/workers.py [--rounds N] [--workers N] SOURCE...

Each round builds the sources by one worker and then by several, each build in a process of its own. Printed
are the wall clock's seconds, the seconds of all processes together (user and system), and the ratio of the
wall clocks, a line a round, then the median. What else the machine does goes against the several: look at
the load average that is printed too.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from building import build, check_same
from measuring import Row

if TYPE_CHECKING:
    from collections.abc import Iterator


def timed_build(sources: list[str], out: Path, workers: int) -> tuple[float, float]:
    """Build in a new process; return the wall clock's seconds and those of its processes together."""
    before, started = os.times(), time.monotonic()
    build(sources, out, "--workers", workers)
    after, seconds = os.times(), time.monotonic() - started
    busy = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, busy


def rows(sources: list[str], rounds: int, workers: int = 2) -> Iterator[Row]:
    """Compare several workers with one, by the clock."""
    alone, together = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            one, several = Path(name, "one"), Path(name, "several")
            alone.append(timed_build(sources, one, 1)[0])
            together.append(timed_build(sources, several, workers)[0])
            check_same(one, several)
    what = f"build {', '.join(Path(source).stem for source in sources)} by {workers} workers"
    yield Row(what, "one worker", statistics.median(together), statistics.median(alone), wanted=1.7, seconds="clock")


def main(sources: list[str], rounds: int, workers: int) -> None:
    """Print a line a round, and the median."""
    print(f"{'round':>5}{'one, s':>9}{'CPU s':>8}{f'{workers}, s':>9}{'CPU s':>8}{'ratio':>7}{'load':>6}")
    ratios = []
    for number in range(1, rounds + 1):
        with tempfile.TemporaryDirectory() as name:
            one, several = Path(name, "one"), Path(name, "several")
            alone, alone_busy = timed_build(sources, one, 1)
            together, busy = timed_build(sources, several, workers)
            check_same(one, several)
        ratios.append(alone / together)
        figures = f"{alone:>9.1f}{alone_busy:>8.1f}{together:>9.1f}{busy:>8.1f}{ratios[-1]:>7.2f}"
        print(f"{number:>5}{figures}{os.getloadavg()[0]:>6.1f}", flush=True)
    print(f"median ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sources", nargs="+", metavar="SOURCE")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    main(arguments.sources, arguments.rounds, arguments.workers)
