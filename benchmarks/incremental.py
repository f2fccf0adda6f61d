"""What building again costs, beside the whole build, when one document of thousands has changed.

    python benchmarks/incremental.py [--rounds N] [--no-extract] [--workers N] SOURCE...

Builds TEI volumes (copies of them) from nothing, then changes one word in one document and builds again, as often as
*rounds* says, then once with nothing changed. Printed are the wall clock's seconds of each, start of the
process and all, and the share of the whole build; at the end it is checked that the files are those of a
build from nothing.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from building import OUTPUTS, build, check_same

PARAGRAPH = re.compile(rb"(<p[^>]*>)([A-Z][a-z]+)(?= [a-z])")


def seconds_of_build(sources: Path, out: Path, options: list[str]) -> tuple[float, str]:
    """Build in a new process; return the wall clock's seconds, and what it says of the documents."""
    started = time.monotonic()
    printed = build([sources], out, *options)
    seconds = time.monotonic() - started
    told = re.search(r"^documents: (.*)$", printed, re.MULTILINE)
    return seconds, told[1] if told else "all new"


def change_a_word(sources: Path, chance: random.Random) -> None:
    """Put a word before the first of some paragraph of some volume."""
    volume = chance.choice(sorted(sources.glob("*.xml")))
    text = volume.read_bytes()
    place = chance.choice(list(PARAGRAPH.finditer(text)))
    volume.write_bytes(text[: place.end(1)] + b"Changed " + text[place.end(1) :])


def main(volumes: list[Path], rounds: int, options: list[str]) -> None:
    """Print a line for each build."""
    chance = random.Random(5000)  # noqa: S311
    with tempfile.TemporaryDirectory() as name:
        sources, out = Path(name, "sources"), Path(name, "out")
        sources.mkdir()
        for volume in volumes:
            shutil.copyfile(volume, sources / volume.name)
        whole, _ = seconds_of_build(sources, out, options)
        size = sum((out / name).stat().st_size for name in OUTPUTS if (out / name).exists())
        print(f"{'whole':>8}{whole:>9.2f} s{'':>8}  {size / 1e6:,.0f} MB written")
        again = []
        for number in range(rounds + 1):
            if number < rounds:
                change_a_word(sources, chance)
            seconds, told = seconds_of_build(sources, out, options)
            print(f"{'again':>8}{seconds:>9.2f} s{seconds / whole:>8.2%}  {told}", flush=True)
            again.append(seconds)
        print(f"median with one changed: {statistics.median(again[:-1]) / whole:.2%} of the whole build")
        seconds_of_build(sources, Path(name, "anew"), options)
        check_same(out, Path(name, "anew"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sources", nargs="+", metavar="SOURCE", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", default="1")
    parser.add_argument("--no-extract", action="store_true")
    given = parser.parse_args()
    main(given.sources, given.rounds, ["--workers", given.workers] + ["--no-extract"] * given.no_extract)
