"""Write ``commands.md`` from the commands themselves; a test fails when the file is stale."""

from __future__ import annotations

from pathlib import Path

import click

from kgbuild.cli import cli

_WIDTH = 100
_OPENING = """# The commands

This page is written by `make docs` from the help of the commands; do not edit it.
Each command also answers to `--help` in the terminal.
"""


def reference() -> str:
    """Give the page in Markdown: the help of the program, then of each command in alphabetical order."""
    top = click.Context(cli, info_name="kgbuild", **_context_settings())
    parts = [_OPENING, _section("kgbuild", cli.get_help(top))]
    for name in cli.list_commands(top):
        command = cli.get_command(top, name)
        if command is None:
            raise LookupError(name)
        context = click.Context(command, info_name=name, parent=top, **_context_settings())
        parts.append(_section(f"kgbuild {name}", command.get_help(context)))
    return "\n".join(parts)


def _context_settings() -> dict[str, int]:
    return {"terminal_width": _WIDTH, "max_content_width": _WIDTH}


def _section(title: str, help_text: str) -> str:
    lines = "\n".join(line.rstrip() for line in help_text.splitlines())
    return f"## {title}\n\n```text\n{lines}\n```\n"


if __name__ == "__main__":
    Path(__file__).with_name("commands.md").write_text(reference(), encoding="utf-8")
