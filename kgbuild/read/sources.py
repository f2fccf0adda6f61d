"""Documents from files and folders, of whatever format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kgbuild.errors import InputError, InputWarning
from kgbuild.read.plain_text import read_text_file
from kgbuild.read.records import read_documents
from kgbuild.read.tei import read_volume

if TYPE_CHECKING:
    from pathlib import Path

    from kgbuild.model import Document

__all__ = ["SUFFIXES", "already_read", "files_of", "read_file", "read_sources"]

OnFault = Callable[[InputError | InputWarning], None]

#: The files that are read in a folder, by the end of their names.
SUFFIXES = (".jsonl", ".txt", ".xml")


def read_sources(paths: Iterable[Path], on_fault: OnFault) -> Iterator[Document]:
    """Return the documents of *paths*, each a file or a folder, one after the other.

    A folder gives its ``.txt`` (a telegram each), ``.xml`` (TEI volumes) and ``.jsonl`` files
    (documents as :mod:`kgbuild.read.records` writes them), also those of its subfolders, in the order
    of their names, but not what a build wrote. A file of another name is read as plain text.

    Never raises for an input: each that cannot be used is told to *on_fault* as an
    :class:`InputError`, each oddity as an :class:`InputWarning`, and the next is read. A document
    whose identifier was given before is refused.
    """
    first_source: dict[str, str] = {}
    for file in files_of(paths, on_fault):
        refused: list[str] = []
        for document in read_file(file, on_fault):
            if document.identifier in first_source:
                refused.append(document.identifier)
                continue
            first_source[document.identifier] = str(file)
            yield document
        if refused:
            on_fault(already_read(file, refused, first_source[refused[0]]))


def files_of(paths: Iterable[Path], on_fault: OnFault) -> Iterator[Path]:
    """Return the files that *paths* stand for, as :func:`read_sources` reads them, each once."""
    files_read: set[Path] = set()
    for path in paths:
        for file in _files(path, on_fault):
            resolved = file.resolve()
            if resolved in files_read:
                on_fault(InputWarning(str(file), "the file is given twice", "it is read once"))
                continue
            files_read.add(resolved)
            yield file


def read_file(file: Path, on_fault: OnFault) -> Iterator[Document]:
    """Return the documents of one file; what cannot be used is told to *on_fault*."""
    try:
        yield from _read(file, on_fault)
    except InputError as fault:
        on_fault(fault)


def already_read(file: Path, refused: Sequence[str], first_source: str) -> InputError:
    """Say that *file* has documents, *refused*, the first of which was read from *first_source*."""
    more = f" (and {len(refused) - 1} more of this file)" if len(refused) > 1 else ""
    reason = f"the document {refused[0]!r}{more} was already read from {first_source}"
    return InputError(str(file), reason, "rename one of the two, or give only one")


def _files(path: Path, on_fault: OnFault) -> list[Path]:
    """Return the files that *path* stands for, sorted; none where it cannot be used."""
    try:
        if not path.is_dir():
            if path.exists():
                return [path]
            on_fault(InputError(str(path), "there is no such file or folder", "check the path"))
            return []
        found = [
            file
            for file in path.rglob("*")
            if file.suffix.lower() in SUFFIXES and not _hidden(file, path) and file.is_file() and not _is_output(file)
        ]
    except OSError as fault:
        on_fault(InputError(str(path), f"cannot be read ({fault.strerror})", "check its permissions"))
        return []
    if not found:
        remedy = "give a folder that holds .txt, .xml or .jsonl files"
        on_fault(InputError(str(path), "the folder holds no telegrams", remedy))
    return sorted(found, key=lambda file: file.relative_to(path).parts)


def _hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _is_output(file: Path) -> bool:
    """Whether a build wrote the file: its report lies beside the graph."""
    return (file.parent / "kg.nq").exists()


def _read(file: Path, on_fault: OnFault) -> Iterator[Document]:
    match file.suffix.lower():
        case ".xml":
            return read_volume(file, on_fault)
        case ".jsonl":
            return read_documents(file, on_fault)
        case _:
            return iter((read_text_file(file),))
