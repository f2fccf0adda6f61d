"""The words in which an exchange is told, in the terminal and in the picture alike."""

from __future__ import annotations

__all__ = ["act_verb", "numbers_in_words", "one_line", "quoted"]

_VERBS = {
    "assert": "states",
    "request": "requests",
    "propose": "proposes",
    "question": "asks",
    "accept": "accepts",
    "reject": "rejects",
    "commit": "undertakes",
    "warn": "warns",
}


def act_verb(act: str | None) -> str:
    """The notation of a speech act as a verb of the third person; "holds" where there is none.

    >>> act_verb("warn")
    'warns'
    """
    return _VERBS.get(act, act) if act else "holds"


def numbers_in_words(numbers: tuple[int, ...]) -> str:
    """*numbers* as an enumeration.

    >>> numbers_in_words((1, 2, 5))
    '1, 2 and 5'
    """
    *others, last = map(str, numbers)
    return f"{', '.join(others)} and {last}" if others else last


def one_line(words: str) -> str:
    """*words* with single blanks for line ends and other runs of blanks."""
    return " ".join(words.split())


def quoted(words: str) -> str:
    """*words* on one line between quotation marks."""
    return f"“{one_line(words)}”"
