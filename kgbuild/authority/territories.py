"""*gsh* of the Office of the Historian: territories with their names and the years of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgbuild.authority.xml_files import one_line, xml_files
from kgbuild.errors import InputError, InputWarning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["Territory", "read_territories"]


@dataclass(frozen=True, slots=True)
class Territory:
    """A state or territory by one of its names: "Soviet Union" from 1917 until 1991.

    ``until`` 9999 is today; a year that the record does not know is ``None``.
    """

    id: str
    name: str
    since: int | None
    until: int | None


def read_territories(folder: Path, on_fault: Callable[[InputError | InputWarning], None]) -> Iterator[Territory]:
    """Yield the territories of *folder*, which holds ``data/territories``; what is none is told to *on_fault*."""
    for path, root in xml_files(folder / "data" / "territories", on_fault):
        identifier, name = one_line(root.findtext("id")), one_line(root.findtext("short-form-name"))
        if not (identifier and name):
            reason = "this is no territory with id and short-form-name"
            on_fault(InputError(str(path), reason, "give the folder of the Office's gsh records"))
            continue
        since, until = (_year(one_line(root.findtext(f"valid-{end}"))) for end in ("since", "until"))
        yield Territory(identifier, re.sub(r"\s*\(.*\)", "", name), since, until)


def _year(words: str) -> int | None:
    return int(words) if re.fullmatch(r"\d{1,4}", words) else None
