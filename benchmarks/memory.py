"""How much memory a build takes, by the number of volumes: of the coordinator, and of its largest worker.

    python benchmarks/memory.py [--no-extract] [--volumes 1,4,13] SOURCE...

Builds the first of the TEI volumes, the first four, and so on, by two workers, and prints the peak of the resident
memory of the coordinator and of the worker that has most, as Linux counts it (VmHWM of /proc/PID/status, read
every tenth of a second), and the spread: the most over the least.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from pathlib import Path

from building import check, command


def peak(process: int) -> int:
    """Return the peak of a process's resident memory so far in kilobytes, 0 when it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0)


def children(process: int) -> list[int]:
    """Return the processes that *process* has started."""
    try:
        return list(map(int, Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()))
    except OSError:
        return []


def measure(volumes: list[str], options: list[str]) -> tuple[int, int, float]:
    """Build; return the peaks of the coordinator and of the largest worker in megabytes, and the seconds."""
    started = time.monotonic()
    coordinator = worker = 0
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryFile("w+") as told:
        out = Path(name)
        start = command(volumes, out, "--workers", 2, *options)
        with subprocess.Popen(start, stdout=subprocess.DEVNULL, stderr=told) as running:
            while running.poll() is None:
                coordinator = max(coordinator, peak(running.pid))
                worker = max([worker, *map(peak, children(running.pid))])
                time.sleep(0.1)
        told.seek(0)
        check(running.returncode, out, told.read())
    return coordinator // 1000, worker // 1000, time.monotonic() - started


def main(volumes: list[str], numbers: list[int], options: list[str]) -> None:
    """Print a line for each number of volumes, and the spread."""
    print(f"{'volumes':>8}{'coordinator MB':>16}{'worker MB':>11}{'seconds':>9}")
    peaks = []
    for number in numbers:
        coordinator, worker, seconds = measure(volumes[:number], options)
        print(f"{number:>8}{coordinator:>16}{worker:>11}{seconds:>9.0f}", flush=True)
        peaks.append((coordinator, worker))
    spreads = [max(column) / min(column) - 1 for column in zip(*peaks, strict=True)]
    print(f"spread: coordinator {spreads[0]:.0%}, worker {spreads[1]:.0%}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sources", nargs="+", metavar="SOURCE")
    parser.add_argument("--volumes", default="1,4,13")
    parser.add_argument("--no-extract", action="store_true")
    given = parser.parse_args()
    main(given.sources, list(map(int, given.volumes.split(","))), ["--no-extract"] * given.no_extract)
