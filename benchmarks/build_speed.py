"""How fast a build is and how much memory it takes, with and without its parts.

    python benchmarks/build_speed.py [SOURCE]...

Builds the sources (default: the examples) three times, each in a process of its own: documents alone, with
events, and validated. Prints words and documents a second and the peak of the resident memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"
PARTS = {
    "read and map": ["--no-extract", "--no-validate"],
    "and extract": ["--no-validate"],
    "and validate": [],
}


def measure(sources: list[str], options: list[str]) -> tuple[dict[str, float], float]:
    """Build in a new process; return the words, documents and seconds, and the peak in megabytes."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "kgbuild", "build", *sources, "--out", out, "--json", *options]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
            report = json.loads(running.stdout.read() if running.stdout else b"")
            _, _, usage = os.wait4(running.pid, 0)
            running.returncode = 0  # it was waited for
    figures = {
        "words": report["words"],
        "documents": report["counts"]["documents"],
        "seconds": report["seconds"],
    }
    return figures, usage.ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1_000)


def main(sources: list[str]) -> None:
    """Print a line for each part."""
    print(f"{'':14}{'words':>10}{'documents':>11}{'seconds':>9}{'words/s':>10}{'docs/s':>8}{'peak MB':>9}")
    for name, options in PARTS.items():
        figures, peak = measure(sources, options)
        words, documents, seconds = figures["words"], figures["documents"], figures["seconds"]
        print(
            f"{name:14}{words:>10,}{documents:>11,}{seconds:>9.1f}{words / seconds:>10,.0f}"
            f"{documents / seconds:>8.1f}{peak:>9.0f}"
        )


if __name__ == "__main__":
    main(sys.argv[1:] or [str(EXAMPLES)])
