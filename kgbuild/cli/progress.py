"""Progress on standard error, for as long as a person watches: nothing is drawn where it is no terminal."""

from __future__ import annotations

import time
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from rich.filesize import decimal
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from kgbuild.build.sources import in_reading_order
from kgbuild.cli.console import message_console

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from kgbuild.build import Progress
    from kgbuild.fetch import FetchProgress
    from kgbuild.store.loading import LoadProgress

__all__ = ["build_progress", "expected_documents", "fetch_progress", "line_progress", "load_progress"]


@contextmanager
def build_progress(expected: Callable[[], int | None]) -> Iterator[Callable[[Progress], None] | None]:
    """Draw how far a build is while the body runs; yields its ``on_progress``.

    *expected* tells how many documents there may be, if that can be known; asked only if somebody watches.
    """
    console = message_console()
    if not console.is_terminal:
        yield None
        return
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("documents{task.fields[reused]}"),
        TextColumn("{task.fields[words]:,} words, {task.fields[rate]:,.0f} a second"),
        TextColumn("{task.fields[identifier]}"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=expected(), reused="", words=0, rate=0, identifier="")
        started = time.monotonic()

        def draw(done: Progress) -> None:
            rate = done.words / (time.monotonic() - started)
            fields: dict[str, Any] = {
                "reused": f", {done.reused:,} as before" if done.reused else "",
                "words": done.words,
                "rate": rate,
                "identifier": done.identifier,
            }
            bar.update(task, completed=done.documents, **fields)

        yield draw


@contextmanager
def fetch_progress() -> Iterator[Callable[[FetchProgress], None]]:
    """Draw how far a fetch is while the body runs; yields its ``on_progress``."""
    console = message_console()
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("volumes  {task.description}"))
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def draw(done: FetchProgress) -> None:
            of = f" of {decimal(done.size)}" if done.size else ""
            bar.update(
                task, completed=done.done, total=done.volumes, description=f"{done.volume}  {decimal(done.came)}{of}"
            )

        yield draw


@contextmanager
def load_progress() -> Iterator[Callable[[LoadProgress], None]]:
    """Draw how far a load is while the body runs; yields its ``on_progress``."""
    console = message_console()
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = (BarColumn(), DownloadColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def draw(done: LoadProgress) -> None:
            description = f"{done.graphs:,} graphs looked at, {done.loaded:,} sent"
            bar.update(task, completed=done.done, total=done.size, description=description)

        yield draw


@contextmanager
def line_progress(output: BinaryIO, expected: Callable[[], int | None]) -> Iterator[BinaryIO]:
    """Draw how many lines were written to *output* while the body runs; yields what to write to instead.

    Draws nothing where *output* itself is a terminal.
    """
    console = message_console()
    if not console.is_terminal or output.isatty():
        yield output
        return
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("documents"), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=expected())
        yield cast("BinaryIO", _Counted(output, lambda lines: bar.advance(task, lines)))


class _Counted:
    """A file that tells of each line that is written to it."""

    def __init__(self, file: BinaryIO, told: Callable[[int], None]) -> None:
        self._file = file
        self._told = told

    def write(self, data: bytes) -> int:
        written = self._file.write(data)
        self._told(data.count(b"\n"))
        return written


def expected_documents(sources: Iterable[Path]) -> int:
    """Guess how many documents *sources* hold, by a look at their bytes; unreadable ones count as one."""
    return sum(map(_expected_in, in_reading_order(sources)))


_MARKS = {".xml": (b'type="document"', b"type='document'"), ".jsonl": (b"\n",)}
_PIECE = 1 << 20


def _expected_in(path: Path) -> int:
    marks = _MARKS.get(path.suffix.lower())
    if not marks or not path.is_file():
        return 1
    try:
        with path.open("rb") as file:
            return sum(piece.count(mark) for piece in iter(partial(file.read, _PIECE), b"") for mark in marks)
    except OSError:
        return 1
