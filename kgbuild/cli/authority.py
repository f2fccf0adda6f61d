"""``kgbuild authority``: records of persons and posts that help to say who is who."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kgbuild.authority.authority_file import import_authority
from kgbuild.cli.console import FaultLog, show_line, show_result, table
from kgbuild.cli.options import SourcePath

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["authority_command"]

_Command = TypeVar("_Command", bound="Callable[..., object]")
_DEFAULT_FILE = Path("authority.json")


@click.group("authority")
def authority_command() -> None:
    """Import records of persons and posts, for `kgbuild build --authority`.

    \b
    Examples:
      kgbuild authority import --people people/data --pocom pocom
    """


def _folder(name: str, what: str) -> Callable[[_Command], _Command]:
    return click.option(f"--{name}", metavar="FOLDER", type=SourcePath(path_type=Path), help=what)


@authority_command.command("import")
@_folder("people", "The people records: who stands behind which entries of lists of persons.")
@_folder("pocom", "The principal officers and chiefs of mission, each with his posts and their days.")
@_folder("visits", "The visits of foreign leaders.")
@_folder("gsh", "The territories, which give missions the names of their states.")
@click.option(
    "--out",
    "-o",
    type=SourcePath(path_type=Path),
    default=_DEFAULT_FILE,
    show_default=True,
    help="The file to write; what was there is replaced when the new one is whole.",
)
@click.pass_context
def import_command(
    ctx: click.Context,
    *,
    people: Path | None,
    pocom: Path | None,
    visits: Path | None,
    gsh: Path | None,
    out: Path,
) -> None:
    """Read data sets of the Office of the Historian into one file.

    Give the folders that you have; nothing is fetched. `kgbuild build --authority FILE` then takes from them
    who is who, and who held an office on a day. What cannot be used is told in a line, and the rest imported.

    \b
    Examples:
      kgbuild authority import --people people/data --pocom pocom --visits visits --gsh gsh
      kgbuild build frus1964-68v20.xml --authority authority.json
    """
    if not (people or pocom or visits):
        raise click.UsageError("Give the folder of --people, --pocom or --visits.")
    log = FaultLog()
    authority = import_authority(out, log, people=people, pocom=pocom, visits=visits, gsh=gsh)
    found = [
        (name, f"{count:,}")
        for name, count in (
            ("persons", len(authority.people)),
            ("entries of lists", sum(len(person.entries) for person in authority.people)),
            ("appointments", len(authority.appointments)),
            ("visits", len(authority.visits)),
            ("territories", len(authority.territories)),
        )
    ]
    show_result(table(("found", "count"), found, numeric=("count",)))
    show_line(str(out))
    ctx.exit(log.exit_code)
