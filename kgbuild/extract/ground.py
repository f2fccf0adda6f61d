"""Which characters of a text have been read as something already."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kgbuild.model import Span

__all__ = ["Ground"]


class Ground:
    """The characters of a text of this length, all free at first; who comes first keeps the place.

    >>> from kgbuild.model import Span
    >>> ground = Ground(9)
    >>> ground.take(Span(2, 5)), ground.take(Span(4, 6)), ground.is_free(Span(5, 9))
    (True, False, True)
    """

    def __init__(self, length: int) -> None:
        self._taken = bytearray(length)

    def is_free(self, span: Span) -> bool:
        """Whether no character of *span* is taken."""
        return not any(self._taken[span.start : span.end])

    def take(self, span: Span) -> bool:
        """Take the characters of *span*; ``False``, and nothing taken, if one of them is."""
        free = self.is_free(span)
        if free:
            self._taken[span.start : span.end] = b"\1" * (span.end - span.start)
        return free
