"""The command as a process: pipes, closed and full outputs, colour, completion."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Kgbuild


def shell(script: str, **variables: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a script of sh in which ``kgbuild`` is the command under test and *variables* are set."""
    names = {name: str(value) for name, value in variables.items()}
    environment = {**os.environ, "python": sys.executable, **names}
    prelude = 'kgbuild() { "$python" -m kgbuild "$@"; }\n'
    return subprocess.run(
        ["/bin/bash", "-c", prelude + script], env=environment, capture_output=True, text=True, check=False
    )


def test_the_stages_as_a_pipe(examples: Path, tmp_path: Path) -> None:
    piped = shell(
        'set -o pipefail; kgbuild parse "$file" | kgbuild extract | kgbuild map --out "$out" --json',
        file=examples / "fragment-on-wheat.txt",
        out=tmp_path,
    )
    assert (piped.returncode, piped.stderr) == (0, "")
    assert '"documents": 1' in piped.stdout


def test_a_reader_that_leaves_early_is_no_error(built_examples: Path) -> None:
    piped = shell('kgbuild query documents -g "$out" | true; echo "${PIPESTATUS[0]}"', out=built_examples)
    assert (piped.stdout, piped.stderr) == ("141\n", "")


def test_closed_streams_are_no_error(built_examples: Path) -> None:
    closed = shell('kgbuild query documents -g "$out" >&- 2>&- <&-; echo $?', out=built_examples)
    assert (closed.stdout, closed.stderr) == ("0\n", "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110 - a device
def test_a_full_output_is_told_in_a_line(built_examples: Path) -> None:
    full = shell('kgbuild query documents -g "$out" > /dev/full', out=built_examples)
    assert full.returncode == 1
    (line,) = full.stderr.splitlines()
    assert line.startswith("error: standard output: no space left on device; ")


def test_what_the_locale_cannot_spell_is_no_error(built_examples: Path) -> None:
    ascii_only = shell('PYTHONIOENCODING=ascii kgbuild show talk-on-sea-bed -g "$out"', out=built_examples)
    assert (ascii_only.returncode, ascii_only.stderr) == (0, "")
    assert "Voronin" in ascii_only.stdout


def test_colour_is_for_terminals_and_for_who_asks_for_it(built_examples: Path, kgbuild: Kgbuild) -> None:
    command = ("show", "talk-on-sea-bed", "--graph", built_examples)
    terminal = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm"}
    cyan = "\x1b[1;36m"
    assert "\x1b" not in kgbuild(*command).stdout
    assert cyan in kgbuild(*command, env=terminal | {"FORCE_COLOR": "1"}).stdout
    assert cyan not in kgbuild(*command, env=terminal | {"FORCE_COLOR": "1", "NO_COLOR": "1"}).stdout


def test_the_shell_completes_commands_questions_and_parameters(kgbuild: Kgbuild) -> None:
    def complete(words: str) -> str:
        asked = {
            "_KGBUILD_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(words.count(" ")),
        }
        return kgbuild(env=os.environ | asked).stdout

    assert "validate" in complete("kgbuild val")
    assert "positions-of-person" in complete("kgbuild query posi")
    assert "person=" in complete("kgbuild query positions-of-person --param ")


@pytest.mark.parametrize("command", ["build {} --out {}/out", "parse {}"])
def test_progress_is_drawn_for_who_watches_and_leaves_results_alone(
    command: str, examples: Path, tmp_path: Path
) -> None:
    watched, screen = pty.openpty()
    drawn = bytearray()

    def watch() -> None:
        with suppress(OSError):  # how a pseudo-terminal ends
            while seen := os.read(watched, 1000):
                drawn.extend(seen)

    watcher = Thread(target=watch)
    watcher.start()
    done = subprocess.run(
        [sys.executable, "-m", "kgbuild", *command.format(examples, tmp_path).split()],
        env=os.environ | {"TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=screen,
        check=False,
    )
    os.close(screen)
    watcher.join(timeout=10)
    os.close(watched)

    assert b"11/11" in drawn
    assert b"documents" in drawn
    assert b"\x1b" not in done.stdout
    assert done.returncode == 0


def test_a_large_answer_in_a_pipe_has_a_line_a_row(built_examples: Path, kgbuild: Kgbuild) -> None:
    lines = kgbuild("query", "positions-about", "--param", "words=", "-g", built_examples).stdout.splitlines()
    assert max(map(len, lines)) > 200
