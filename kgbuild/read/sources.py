"""Documents from files and folders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kgbuild.errors import InputError, InputWarning
from kgbuild.model import Document
from kgbuild.read.plain_text import read_text_file

__all__ = ["read_sources"]

OnFault = Callable[[InputError | InputWarning], None]


def read_sources(paths: Iterable[Path], on_fault: OnFault) -> Iterator[Document]:
    """The documents of *paths*, files or folders, one after the other."""
    for path in paths:
        if path.is_dir():
            files = sorted(path.rglob("*.txt"))
        else:
            files = [path]
        for file in files:
            try:
                yield read_text_file(file)
            except InputError as fault:
                on_fault(fault)
