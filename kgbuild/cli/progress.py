"""Progress on standard error, for as long as a person watches: nothing is drawn where it is no terminal."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from kgbuild.build.sources import in_reading_order
from kgbuild.cli.console import message_console

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from kgbuild.build import Progress

__all__ = ["build_progress", "expected_documents"]


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
        TextColumn("documents  {task.fields[words]:,} words  {task.fields[identifier]}"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=expected(), words=0, identifier="")

        def draw(done: Progress) -> None:
            bar.update(task, completed=done.documents, words=done.words, identifier=done.identifier)

        yield draw


def expected_documents(sources: Iterable[Path]) -> int:
    """Guess how many documents *sources* hold, by a look at their bytes; unreadable ones count as one."""
    return sum(map(_expected_in, in_reading_order(sources)))


def _expected_in(path: Path) -> int:
    try:
        match path.suffix.lower():
            case ".xml":
                data = path.read_bytes()
                return data.count(b'type="document"') + data.count(b"type='document'")
            case ".jsonl":
                return path.read_bytes().count(b"\n")
    except OSError:
        pass
    return 1
