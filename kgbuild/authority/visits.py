"""*visits* of the Office of the Historian: foreign leaders who came to the United States, and in which office."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgbuild.authority.xml_files import one_line, xml_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kgbuild.errors import InputError, InputWarning

__all__ = ["Visit", "read_visits"]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Visit:
    """A leader's visit that began on ``day``: ``visitor`` as printed ("Prime Minister Nehru"), ``country`` by name."""

    id: str
    day: str
    visitor: str
    country: str


def read_visits(folder: Path, on_fault: Callable[[InputError | InputWarning], None]) -> Iterator[Visit]:
    """Yield the visits of *folder*, which holds ``data``; a file that cannot be read is told to *on_fault*."""
    for _, root in xml_files(folder / "data", on_fault):
        for visit in root.iter("visit"):
            day, visitor = one_line(visit.findtext("start-date")), one_line(visit.findtext("visitor"))
            country = one_line(visit.findtext("from"))
            if _DAY.fullmatch(day) and visitor and country:
                yield Visit(one_line(visit.findtext("id")), day, visitor, country)
