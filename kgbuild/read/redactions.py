"""What those who released a document took out of it.

Editors print in brackets what is withheld in its place: "[2 lines of source text not declassified]",
"[name deleted]" (the volumes' prefaces, "Editorial Methodology").
"""

from __future__ import annotations

import re

from kgbuild.model import Span

__all__ = ["find_redactions"]

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
    return tuple(Span(*match.span()) for match in _REDACTION.finditer(text))
