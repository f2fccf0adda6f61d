"""How the command line speaks: results on standard output, all else on standard error.

Colour follows the terminal and the variables NO_COLOR and FORCE_COLOR, as rich reads them. What is
printed comes out of documents, so it is never read as markup, and control characters are shown as
pictures: a telegram cannot steer the terminal.
"""

from __future__ import annotations

import io
import os
import re
import sys
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click
from rich.console import Console
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from contextlib import AbstractContextManager

    from rich.console import ConsoleOptions, RenderableType, RenderResult

__all__ = [
    "ExitCode",
    "FaultLog",
    "abandon_output",
    "is_terminal",
    "message_console",
    "prepare_streams",
    "say",
    "say_fault",
    "show_line",
    "show_result",
    "table",
    "visible",
    "waiting",
    "write_text",
]

_CONTROL_PICTURES = {code: 0x2400 + code for code in range(0x20) if code != ord("\n")} | {0x7F: 0x2421}
_CONTROL_PICTURES |= dict.fromkeys(range(0x80, 0xA0), 0xFFFD)

_WIDE = 10_000
"""The width of what is not a terminal: a table's row is one line there, for grep and cut."""


class ExitCode(IntEnum):
    """The exit statuses, as README and ``--help`` list them."""

    OK = 0
    BAD_INPUT = 1
    NOT_RUN = 2
    INTERRUPTED = 130
    BROKEN_PIPE = 141


def visible(text: str) -> str:
    r"""Give *text* in one line, with control characters as their pictures.

    >>> visible("a\x1b[31mb\nc")
    'a␛[31mb c'
    """
    return text.replace("\n", " ").translate(_CONTROL_PICTURES)


def show_result(*renderables: RenderableType) -> None:
    """Print on standard output: as wide as the terminal, or unbounded in a pipe or file."""
    console = _console(stderr=False)
    with console.capture() as captured:  # rich would end the process itself where a pipe is closed
        for renderable in renderables:
            console.print(_Printable(renderable))
    # Tables fill their last column with blanks; whether to use colour was decided above.
    click.echo(re.sub(" +\n", "\n", captured.get()), nl=False, color=True)


def show_line(line: str) -> None:
    """Print on standard output in one line, however long: paths are copied from it."""
    click.echo(visible(line))


@dataclass(frozen=True, slots=True)
class _Printable:
    """A renderable whose words cannot steer the terminal."""

    renderable: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self.renderable, options):
            yield (segment if segment.control else Segment(segment.text.translate(_CONTROL_PICTURES), segment.style))


def is_terminal() -> bool:
    """Whether a person reads standard output as it comes."""
    return _console(stderr=False).is_terminal


def message_console() -> Console:
    """Make a console on standard error."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _WIDE
    return console


def say(message: str | Text) -> None:
    """Print *message* on standard error as one line, however long."""
    line = message if isinstance(message, Text) else Text(visible(message))
    message_console().print(line, soft_wrap=True)


def say_fault(fault: Exception) -> None:
    """Print an error or warning on standard error: one line that names file, place and remedy."""
    is_warning = isinstance(fault, Warning)
    label = Text("warning: ", style="yellow") if is_warning else Text("error: ", style="bold red")
    say(label + Text(visible(str(fault))))


class FaultLog:
    """Prints each fault as it comes and remembers whether an input was lost.

    An instance is the ``on_fault`` of the functions that read.
    """

    def __init__(self) -> None:
        self.errors = 0

    def __call__(self, fault: Exception) -> None:
        """Print *fault*; count it unless it is a warning, after which the input is used all the same."""
        say_fault(fault)
        self.errors += not isinstance(fault, Warning)

    @property
    def exit_code(self) -> ExitCode:
        """What the command should exit with, as far as its inputs go."""
        return ExitCode.BAD_INPUT if self.errors else ExitCode.OK


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, numeric: Collection[str] = ()) -> Table:
    """Draw cells as they are; the columns named in *numeric* are set right."""
    drawn = Table(header_style="bold", box=None, pad_edge=False)
    for column in columns:
        drawn.add_column(column, justify="right" if column in numeric else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(visible(cell)) for cell in row))
    return drawn


def waiting(what: str) -> AbstractContextManager[object]:
    """Show on standard error, if that is a terminal, that *what* goes on while the body runs."""
    return message_console().status(what)


def write_text(text: str) -> None:
    """Write *text* to standard output as UTF-8, whatever the locale: data is the same bytes everywhere."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))


def prepare_streams() -> None:
    """Let nothing fail for the sake of how the streams were set up.

    A stream that the caller closed leads nowhere, and what the locale cannot spell is replaced.
    """
    if sys.stdout is None:
        sys.stdout = _nowhere()
    if sys.stderr is None:
        sys.stderr = _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def abandon_output() -> None:
    """Send what is still buffered for standard output nowhere: its reader is gone, or its disk is full."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
