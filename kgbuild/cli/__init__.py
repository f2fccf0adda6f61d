"""The command line: arguments, progress, rendering and exit codes, over functions that do the work.

A command is imported when it is called, so that ``kgbuild --version`` and completion in the shell
do not wait for the libraries of all of them.
"""

from __future__ import annotations

import importlib
import signal
import sys
from typing import TYPE_CHECKING, Any, NoReturn

import click

from kgbuild import __version__
from kgbuild.cli.console import ExitCode, abandon_output, prepare_streams, say, say_fault
from kgbuild.errors import InputError, KgbuildError

if TYPE_CHECKING:
    from types import FrameType

__all__ = ["cli", "main"]

_MODULES = {
    "authority": "authority",
    "build": "build",
    "extract": "stages",
    "fetch": "fetch",
    "load": "loading",
    "map": "stages",
    "parse": "stages",
    "queries": "questions",
    "query": "questions",
    "schema": "stages",
    "serve": "serve",
    "show": "display",
    "stats": "display",
    "validate": "validation",
}
"""Each command, and the module of this package that holds it as ``NAME_command``."""


class _Commands(click.Group):
    """Imports a command when it is called, and turns what stops it into a line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _MODULES:
            return None
        module = importlib.import_module(f"{__name__}.{_MODULES[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        """Run the command. What it prints is out before it ends, so a full disk is not found too late."""
        try:
            super().invoke(ctx)
            sys.stdout.flush()
        except KeyboardInterrupt:
            say("Interrupted: what was written before this run stands as it was.")
            ctx.exit(ExitCode.INTERRUPTED)
        except BrokenPipeError:
            abandon_output()
            ctx.exit(ExitCode.BROKEN_PIPE)
        except KgbuildError as fault:
            say_fault(fault)
            ctx.exit(ExitCode.NOT_RUN)
        except OSError as fault:
            abandon_output()
            say_fault(_as_input_error(fault))
            ctx.exit(ExitCode.BAD_INPUT)


def _as_input_error(fault: OSError) -> InputError:
    return InputError(
        fault.filename or "standard output",
        (fault.strerror or str(fault)).lower(),
        "see that the path is right, that you may use it, and that the disk has room",
    )


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 all is well; 1 an input was bad or the graph does not conform; 2 it could not run; "
    "130 interrupted.",
)
@click.version_option(__version__, "-V", "--version", message="kgbuild %(version)s")
def cli() -> None:
    """Turn diplomatic telegrams into a knowledge graph, and ask it questions.

    kgbuild reads telegrams (text as copied from the web page of the series, or whole TEI volumes), finds who
    met whom, who held what, who rebutted whom and which resolutions they spoke of, and writes a graph in
    which each statement shows the words that it was read from.

    \b
    Examples:
      kgbuild fetch frus1964-68v33              download a volume of the series
      kgbuild build telegrams/ --out out        read, extract, map, validate and write
      kgbuild show frus1964-68v33-d406          one telegram as a conversation
      kgbuild queries                           the questions that it answers
      kgbuild query positions-of-person --param person=Kuznetsov
      kgbuild serve                             a SPARQL endpoint and a page to ask from
    """


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + signal.SIGTERM)


def main() -> None:
    """Run the command line of this process and exit with its status; the ``kgbuild`` script calls this."""
    prepare_streams()
    # A scheduler's SIGTERM unwinds the stack as Ctrl-C does, so files that are half written are removed.
    signal.signal(signal.SIGTERM, _terminate)
    cli(prog_name="kgbuild")
