"""Write what is generated: ``commands.md``, ``exchange.svg``, and the output shown in the README.

``make docs`` runs this; a test fails when any of the three is stale.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgbuild.cli import cli

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parent
ROOT = DOCS.parent

_WIDTH = 100
_OPENING = """# The commands

This page is written by `make docs` from the help of the commands; do not edit it.
Each command also answers to `--help` in the terminal.
"""
_SESSION = re.compile(r"(?<=```console\n)\$ .*?(?=```\n)", re.DOTALL)


def command_reference() -> str:
    """Give the page in Markdown: the help of the program, then of each command in alphabetical order."""
    top = _context(cli, "kgbuild")
    parts = [_OPENING, _section("kgbuild", cli.get_help(top))]
    return "\n".join([*parts, *_sections(cli, top)])


def _sections(group: click.Group, parent: click.Context) -> Iterator[str]:
    for name in group.list_commands(parent):
        command = group.get_command(parent, name)
        if command is None:
            raise LookupError(name)
        context = _context(command, name, parent)
        yield _section(context.command_path, command.get_help(context))
        if isinstance(command, click.Group):
            yield from _sections(command, context)


def _context(command: click.Command, name: str, parent: click.Context | None = None) -> click.Context:
    return click.Context(command, info_name=name, parent=parent, terminal_width=_WIDTH, **cli.context_settings)


def _section(title: str, help_text: str) -> str:
    lines = "\n".join(line.rstrip() for line in help_text.splitlines())
    return f"## {title}\n\n```text\n{lines}\n```\n"


def with_real_output(page: str, folder: Path) -> str:
    """Give *page* with each ``$ command`` of its console blocks followed by what it prints in *folder*.

    The commands run in the order of the page, so one may ask for what another has built.
    """
    return _SESSION.sub(lambda block: _session(block[0], folder), page)


def _session(block: str, folder: Path) -> str:
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "\n".join(f"{command}\n{_run(command.removeprefix('$ '), folder)}" for command in commands)


def _run(command: str, folder: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "FORCE_COLOR"}
    environment["COLUMNS"] = str(_WIDTH)
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=folder, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


def picture(folder: Path) -> str:
    """Draw the exchange of one example, whose graph is built in *folder*."""
    _run(f"kgbuild build {ROOT / 'examples'}", folder)
    _run("kgbuild show report-on-fishing --svg exchange.svg", folder)
    return (folder / "exchange.svg").read_text(encoding="utf-8")


def main() -> None:
    """Write all three."""
    readme = ROOT / "README.md"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "examples").symlink_to(ROOT / "examples")
        readme.write_text(with_real_output(readme.read_text(encoding="utf-8"), folder), encoding="utf-8")
        (DOCS / "exchange.svg").write_text(picture(folder), encoding="utf-8")
    (DOCS / "commands.md").write_text(command_reference(), encoding="utf-8")


if __name__ == "__main__":
    main()
