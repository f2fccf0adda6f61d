"""Small XML files of a folder, as the data sets of the Office of the Historian are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from kgbuild.errors import InputError, InputWarning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["one_line", "xml_files"]


def xml_files(
    folder: Path, on_fault: Callable[[InputError | InputWarning], None]
) -> Iterator[tuple[Path, etree._Element]]:
    """Yield the XML files below *folder* with their roots, sorted by path.

    A file that is not well-formed, and a folder without any, are told to *on_fault*. No entity is resolved.
    """
    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False, remove_comments=True)
    paths = sorted(folder.rglob("*.xml"), key=lambda path: path.relative_to(folder).parts) if folder.is_dir() else []
    if not paths:
        on_fault(InputError(str(folder), "there are no XML files in it", "check the path"))
    for path in paths:
        try:
            yield path, etree.parse(path, parser).getroot()
        except OSError as fault:
            on_fault(InputError(str(path), f"cannot be read ({fault.strerror or fault})", "check its permissions"))
        except etree.XMLSyntaxError as fault:
            reason = f"the XML is not well-formed ({(fault.msg or '').split(', line ')[0]})"
            on_fault(InputError(str(path), reason, "export or fetch the file again", place=f"line {fault.lineno}"))


def one_line(words: str | None) -> str:
    """Fold the blanks of *words*; nothing for ``None``."""
    return " ".join((words or "").split())
