"""How fast a built graph goes into Oxigraph's server, and how much memory that takes.

    python benchmarks/load_speed.py [OUT]

Starts an empty server (the package ``oxigraph``) on 127.0.0.1 and loads ``OUT/kg.nq`` (default: ``out``) twice,
each time by ``kgbuild load`` in a process of its own: into the empty store, and when nothing has changed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from oxigraph_server import oxigraph_server


def measure(address: str, out: Path) -> tuple[float, float, str]:
    """Load once; return seconds, the peak of the resident memory in megabytes, and what the command says."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "kgbuild", "load", address, "--graph", out]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        said = running.stderr.read() if running.stderr else ""
        _, status, usage = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        sys.exit(said)
    peak = usage.ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1_000)
    return time.perf_counter() - began, peak, said.strip()


def main(out: Path) -> None:
    """Print a line for each load."""
    with (out / "kg.nq").open("rb") as file:
        triples = sum(1 for _ in file)
    binary = Path(sys.executable).with_name("oxigraph")
    with tempfile.TemporaryDirectory() as folder, oxigraph_server(binary, "serve", Path(folder)) as port:
        for name in ("into an empty store", "nothing changed"):
            seconds, peak, said = measure(f"http://127.0.0.1:{port}", out)
            print(f"{name:20}{seconds:8.1f} s {triples / seconds:10,.0f} triples/s {peak:6.0f} MB   {said}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "out"))
