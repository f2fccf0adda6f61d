"""``kgbuild fetch``: volumes of the series from a server to a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.filesize import decimal

from kgbuild.cli.console import ExitCode, say, say_fault, show_line
from kgbuild.cli.options import SourcePath
from kgbuild.cli.progress import fetch_progress
from kgbuild.fetch import fetch, load_mirror

if TYPE_CHECKING:
    from kgbuild.fetch import FetchReport

__all__ = ["fetch_command"]


@click.command("fetch")
@click.argument("volumes", nargs=-1)
@click.option("--all", "all_volumes", is_flag=True, help="Fetch every volume that the server lists.")
@click.option(
    "--out",
    "-o",
    type=SourcePath(path_type=Path),
    default=Path("volumes"),
    show_default=True,
    help="The folder to put the volumes in; it is made if it is not there.",
)
@click.option(
    "--mirror",
    type=SourcePath(path_type=Path),
    envvar="KGBUILD_MIRROR",
    show_envvar=True,
    help="A TOML file that names another server than the Office of the Historian's repository.",
)
@click.pass_context
def fetch_command(
    ctx: click.Context, *, volumes: tuple[str, ...], all_volumes: bool, out: Path, mirror: Path | None
) -> None:
    """Download volumes of the series, or renew those that have changed.

    VOLUMES are ids as in the addresses of history.state.gov. Each is checked and then put in its place
    whole; what breaks off is gone on with by the next call, and what is up to date is not fetched again.
    One that cannot be had is told in a line, and the others are fetched. Proxies are taken from the
    variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY.

    \b
    Examples:
      kgbuild fetch frus1964-68v33 frus1964-68v20
      kgbuild fetch --all --out frus
      kgbuild fetch --all --mirror our-server.toml
    """
    if all_volumes == bool(volumes):
        raise click.UsageError("name volumes, or give --all")
    server = load_mirror(mirror)
    with fetch_progress() as on_progress:
        report = fetch(
            None if all_volumes else volumes, out, mirror=server, on_fault=say_fault, on_progress=on_progress
        )
    _show(report)
    ctx.exit(ExitCode.BAD_INPUT if report.faults else ExitCode.OK)


def _show(report: FetchReport) -> None:
    for path in report.fetched:
        show_line(f"{decimal(path.stat().st_size):>10}  {path}")
    say(f"{len(report.fetched):,} fetched, {len(report.unchanged):,} up to date, {len(report.faults):,} failed.")
