"""All comparisons with others in one table, kept with the machine's description: `make bench`.

    python benchmarks/bench.py [--only NAME...] [--scale X] [--out FILE]

Runs in the environment ``.venv-peers``, which `make bench` makes. Each comparison is of both sides in one run, in
turns, the median of three. With a ``--scale`` below 1 there are fewer documents to it.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import engines
import extraction_speed
import mapping
import reading
import unification
import validation
import whole_build
import workers
from measuring import ROUNDS, keep, print_table
from rich.console import Console
from samples import records, repeated, sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from measuring import Row

KEPT = Path(__file__).parents[1] / "out" / "bench.json"


def comparisons(scale: float) -> dict[str, Callable[[], Iterator[Row]]]:
    """Return what makes the rows of each comparison, by name."""
    volumes = sources()
    some = volumes[len(volumes) // 2 :][:1]
    tei = [volume for volume in some if volume.suffix == ".xml"]

    def number(whole: int) -> int:
        return max(10, int(whole * scale))

    return {
        "mapping": lambda: mapping.rows(records(volumes, number(1000))),
        "engines": lambda: engines.rows(repeated(records(volumes, number(1000)), number(5000))),
        "reading": lambda: (row for volume in tei for row in reading.rows(volume)),
        "extraction": lambda: extraction_speed.rows(some, number(240)),
        "validation": lambda: validation.rows(tei, number(32)) if tei else iter(()),
        "build": lambda: (row for volume in tei for row in whole_build.rows(volume, number(60))),
        "workers": lambda: workers.rows(list(map(str, some)), ROUNDS),
        "unification": lambda: unification.rows(number(14_000), number(3_500)),
    }


def main() -> None:
    """Run what is asked for, print the table and keep it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=comparisons(1), default=list(comparisons(1)))
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--out", type=Path, default=KEPT)
    given = parser.parse_args()
    chosen = comparisons(given.scale)
    rows: list[Row] = []
    for name in given.only:
        with Console(stderr=True).status(name):
            rows.extend(chosen[name]())
        keep(rows, given.out)  # what is done stays, should a later one fail
    print_table(rows)
    print(f"kept in {given.out}")


if __name__ == "__main__":
    main()
