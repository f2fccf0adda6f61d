"""A regular expression of many names that reads no letter twice, where one that lists them tries each in turn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["any_of"]


class _Letters(dict[str, "_Letters"]):
    """What may follow a beginning of names, by the next letter; ``ends`` says that the beginning is a name itself."""

    ends = False


def any_of(names: Iterable[str]) -> str:
    """The source of an expression that matches any of the *names*, the longest first (but not the empty one).

    >>> re.search(any_of(["Korea", "Korean", "Kenya", "U.S."]), "in Koreans").group()
    'Korean'
    """
    root = _Letters()
    for name in sorted(names):
        at = root
        for letter in name:
            at = at.setdefault(letter, _Letters())
        at.ends = True
    return _source(root)


def _source(letters: _Letters) -> str:
    """What may follow, as an expression: the longer first."""
    ways = [re.escape(letter) + _source(rest) for letter, rest in letters.items()]
    if not ways:
        return ""
    several = f"(?:{'|'.join(ways)})" if len(ways) > 1 or letters.ends else ways[0]
    return several + "?" if letters.ends else several
