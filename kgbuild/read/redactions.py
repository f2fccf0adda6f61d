"""What those who released a document took out of it.

Editors print in brackets what is withheld in its place: "[2 lines of source text not declassified]",
"[name deleted]" (the volumes' prefaces, "Editorial Methodology").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kgbuild.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["find_redactions"]

_END = re.compile(r"(?:not declassified|deleted)(?=\.?\])")
_AT_MOST = 150
"""Characters; what follows the bracket has no more in :data:`_REDACTION`."""

_REDACTION = re.compile(
    r"(?:(?<=\[)|(?<=\. ))"  # a bracket of its own, or the last sentence of a note in brackets
    r"(?:[^\s\[\].]|(?<=\d)\.(?=\d))(?:[^\[\].]|(?<=\d)\.(?=\d)){0,118} "
    r"(?:(?:is|are|was|were) )?(?:not declassified|deleted)(?=\.?\])"
)


def find_redactions(text: str) -> tuple[Span, ...]:
    """Return where *text* says that words of the document are withheld, without the brackets.

    >>> text = "He met [2½ lines not declassified] and [name deleted]. [Remarks omitted]"
    >>> [span.of(text) for span in find_redactions(text)]
    ['2½ lines not declassified', 'name deleted']
    """
    return tuple(_found_in(text)) if "declassified" in text or "deleted" in text else ()


def _found_in(text: str) -> Iterator[Span]:
    """Look only before the words that end a redaction: tried at each bracket and sentence, the rest takes long."""
    before = 0
    for end in _END.finditer(text):
        if match := _REDACTION.search(text, max(before, end.end() - _AT_MOST), end.end() + 2):
            yield Span(*match.span())
        before = end.end()
