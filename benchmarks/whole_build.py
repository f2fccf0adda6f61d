"""How fast a volume is built, from its file to a validated graph, beside the straightforward way.

    python benchmarks/whole_build.py [--documents N] [VOLUME.xml...]

Both are processes of their own, ours with one worker; CPU seconds of each, start and all. The peer is
``straightforward.py``. Of a volume the first N documents are taken (default 60); ours writes Turtle too.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from building import build
from measuring import Row, in_turns, print_table
from samples import cut_volume, sources

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent


def run(script: Path, *arguments: object) -> None:
    """Run a script in a process of its own; exits with what it tells where it fails."""
    done = subprocess.run([sys.executable, script, *map(str, arguments)], check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{script.name} failed with exit code {done.returncode}:\n{done.stderr}")


def rows(volume: Path, documents: int) -> Iterator[Row]:
    """Compare on the first *documents* of one *volume*."""
    with tempfile.TemporaryDirectory() as name:
        cut, count = cut_volume(volume, Path(name), documents), iter(range(100))

        def ours() -> None:
            build([cut], Path(name, f"out{next(count)}"), "--workers", 1)

        def theirs() -> None:
            shapes = sorted((HERE.parent / "shapes").glob("*.ttl"))
            run(HERE / "straightforward.py", cut, Path(name, "theirs.nt"), *shapes)

        what = f"build {documents} documents of {volume.stem}"
        yield Row(what, "spaCy, 50 lines of rules, rdflib, pySHACL", *in_turns(ours, theirs), wanted=10)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("volumes", nargs="*", type=Path)
    parser.add_argument("--documents", type=int, default=60)
    given = parser.parse_args()
    print_table([row for volume in given.volumes or sources()[-3:-2] for row in rows(volume, given.documents)])
