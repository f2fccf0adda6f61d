"""The numbers that paragraphs print before their words: "1.", "(a)", "A."."""

from __future__ import annotations

import re

__all__ = ["paragraph_label"]

_LABEL = re.compile(
    r"\(?(?P<label>\d{1,2}(?:\.\d{1,2})*|[A-Za-z]|[ivxIVX]{1,5})(?:\.\)?|\))(?=\s+\S|$)\s*|\((?P<bare>\d{1,2}|[A-Za-z]|[ivx]{1,5})\)\s*(?=\S)"
)


def paragraph_label(words: str) -> tuple[str | None, int]:
    """Return the label that opens *words*, without punctuation, and where the words after it begin.

    >>> paragraph_label("(a) Pinay began"), paragraph_label("Pinay began")
    (('a', 4), (None, 0))
    """
    match = _LABEL.match(words)
    if match is None:
        return None, 0
    return match["label"] or match["bare"], match.end()
