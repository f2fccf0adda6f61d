"""Answers that are kept for those who ask the same again."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable

    from kgbuild.publish.messages import Reply

__all__ = ["AnswerCache"]

_LARGEST_SHARE = 16
"""No answer may take more than this part of the whole, so that one does not drive out all others."""


class AnswerCache:
    """At most *most* bytes of answers, those that were asked for longest ago forgotten first.

    A key names all that an answer depends on: the build, the query with its graphs, and the form.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._answers: OrderedDict[Hashable, Reply] = OrderedDict()

    def get(self, key: Hashable) -> Reply | None:
        """The answer that was kept under *key*."""
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    def keep(self, key: Hashable, answer: Reply) -> None:
        """Keep *answer* under *key*, unless it is too large."""
        if len(answer.body) * _LARGEST_SHARE > self._most or key in self._answers:
            return
        self._answers[key] = answer
        self._size += _weight(answer)
        while self._size > self._most:
            _, forgotten = self._answers.popitem(last=False)
            self._size -= _weight(forgotten)


def _weight(answer: Reply) -> int:
    """What an answer takes in memory, with some allowance for its key."""
    return len(answer.body) + 2048
