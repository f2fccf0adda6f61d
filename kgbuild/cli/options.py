"""Options that several commands share."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgbuild.graph.iris import DEFAULT_BASE

if TYPE_CHECKING:
    from os import PathLike

__all__ = [
    "DEFAULT_OUT",
    "Probability",
    "SourcePath",
    "authority_option",
    "base_option",
    "graph_option",
    "json_option",
    "min_confidence_option",
    "out_option",
    "people_option",
    "store_option",
    "validate_option",
    "workers_option",
]

DEFAULT_OUT = Path("out")
"""Where a build writes, and where the other commands look for a graph, unless they are told otherwise."""


class SourcePath(click.Path):
    """A path that is not empty: an unset variable of the shell must not mean the folder at hand."""

    def convert(
        self, value: str | PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | PathLike[str]:
        """The path; an empty one is a usage error."""
        if value == "":
            self.fail("a path is empty; is a variable of your shell not set?", param, ctx)
        return super().convert(value, param, ctx)


class Probability(click.FloatRange):
    """A number from 0 to 1; "nan" is none."""

    def __init__(self) -> None:
        super().__init__(0, 1)

    def convert(self, value: float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number; any other is a usage error."""
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(f"{value!r} is not a number from 0 to 1", param, ctx)
        return number


graph_option = click.option(
    "--graph",
    "-g",
    type=click.Path(path_type=Path),
    default=DEFAULT_OUT,
    show_default=True,
    help="The built graph: the folder that a build wrote, or a file of RDF.",
)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")

out_option = click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path),
    default=DEFAULT_OUT,
    show_default=True,
    help="The folder to write into; it is made if it is not there.",
)

base_option = click.option(
    "--base",
    metavar="IRI",
    default=DEFAULT_BASE,
    show_default=True,
    help="What the IRIs of your documents begin with.",
)

min_confidence_option = click.option(
    "--min-confidence",
    type=Probability(),
    default=0.0,
    show_default=True,
    help="Leave out meetings, positions, rebuttals and references that are less sure.",
)

people_option = click.option(
    "--people",
    metavar="VOLUME.xml",
    multiple=True,
    type=SourcePath(path_type=Path),
    help="A TEI volume whose list of persons the telegrams' persons stand in; may be given several times.",
)

authority_option = click.option(
    "--authority",
    metavar="FILE",
    type=SourcePath(path_type=Path),
    help="Records of persons and posts that `kgbuild authority import` wrote.",
)

validate_option = click.option("--no-validate", is_flag=True, help="Skip the check against the shapes.")

store_option = click.option(
    "--no-store", is_flag=True, help="Leave out the folder store/, from which queries are answered at once."
)


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


workers_option = click.option(
    "--workers",
    "-w",
    type=click.IntRange(min=1),
    default=_cores,
    show_default="the cores of this machine",
    help="How many processes extract, map and validate.",
)
