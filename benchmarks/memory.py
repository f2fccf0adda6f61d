"""How much memory a build takes, by the number of volumes: of the coordinator, its largest worker, and the store's.

    python benchmarks/memory.py [--no-extract] [--volumes 1,4,13] SOURCE...

Builds the largest of the TEI volumes, the four largest, and so on, by two workers, and prints the peak of the resident
memory of the coordinator, of the worker that has most and of the process that fills the store, as Linux counts it
(VmHWM of /proc/PID/status, read every tenth of a second), and the spread: the most over the least. The largest comes
first, so that what differs is the number: one volume's size counts in each build that has it.
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


def is_store(process: int) -> bool:
    """Whether *process* is the one that fills the store."""
    try:
        return b"kgbuild.store.filling" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


def measure(volumes: list[Path], options: list[str]) -> tuple[tuple[int, ...], float]:
    """Build; return the peaks of coordinator, largest worker and store in megabytes, and the seconds."""
    started = time.monotonic()
    peaks = [0, 0, 0]
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryFile("w+") as told:
        out = Path(name)
        start = command(volumes, out, "--workers", 2, *options)
        with subprocess.Popen(start, stdout=subprocess.DEVNULL, stderr=told) as running:
            while running.poll() is None:
                peaks[0] = max(peaks[0], peak(running.pid))
                for child in children(running.pid):
                    place = 2 if is_store(child) else 1
                    peaks[place] = max(peaks[place], peak(child))
                time.sleep(0.1)
        told.seek(0)
        check(running.returncode, out, told.read())
    return tuple(kilobytes // 1000 for kilobytes in peaks), time.monotonic() - started


def main(volumes: list[Path], numbers: list[int], options: list[str]) -> None:
    """Print a line for each number of volumes, and the spread."""
    by_size = sorted(volumes, key=lambda volume: volume.stat().st_size, reverse=True)
    print(f"{'volumes':>8}{'coordinator MB':>16}{'worker MB':>11}{'store MB':>10}{'seconds':>9}")
    peaks = []
    for number in numbers:
        of_each, seconds = measure(by_size[:number], options)
        print(f"{number:>8}{of_each[0]:>16}{of_each[1]:>11}{of_each[2]:>10}{seconds:>9.0f}", flush=True)
        peaks.append(of_each)
    spreads = [f"{max(column) / min(column) - 1:.0%}" for column in zip(*peaks, strict=True)]
    print(f"spread: coordinator {spreads[0]}, worker {spreads[1]}, store {spreads[2]}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sources", nargs="+", metavar="SOURCE", type=Path)
    parser.add_argument("--volumes", default="1,4,13")
    parser.add_argument("--no-extract", action="store_true")
    given = parser.parse_args()
    main(given.sources, list(map(int, given.volumes.split(","))), ["--no-extract"] * given.no_extract)
