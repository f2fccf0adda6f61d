"""In which order inputs are read, so that the same inputs give the same bytes however they are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgbuild.read.sources import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["in_reading_order"]


def in_reading_order(sources: Iterable[Path]) -> list[Path]:
    """List all files of *sources*, sorted by their stems, which name telegram and volume; then by path.

    What is no folder of inputs (a missing path, a folder without any) stays in the list, and a file that is
    given twice stays twice: the reader says so.
    """
    files = [file for source in sources for file in _inputs(source) or [source]]
    return sorted(files, key=lambda file: (file.stem, file.resolve(), file))


def _inputs(source: Path) -> list[Path]:
    try:
        return [
            file
            for file in source.rglob("*")
            if file.suffix.lower() in SUFFIXES
            and not any(part.startswith(".") for part in file.relative_to(source).parts)
            and file.is_file()
        ]
    except OSError:  # the reader meets it again, and names it
        return []
