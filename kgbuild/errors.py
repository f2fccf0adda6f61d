"""What can be wrong with a user's input, said so that the user can mend it.

Faults cross process borders: ``__reduce__`` makes them anew from their parts, where pickle would from their text.
"""

from __future__ import annotations

from functools import partial

__all__ = ["InputError", "InputWarning", "KgbuildError"]


class KgbuildError(Exception):
    """A fault that is the input's or the surroundings', not kgbuild's: shown without a traceback."""


class InputError(KgbuildError):
    """An input that cannot be used.

    ``source`` is the file or record, ``place`` where in it ("line 12", "d59") or ``None``,
    ``reason`` what is wrong, ``remedy`` what to do about it.
    """

    def __init__(self, source: str, reason: str, remedy: str, *, place: str | None = None) -> None:
        self.source = source
        self.place = place
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{source}{f', {place}' if place else ''}: {reason}; {remedy}")

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), place=self.place), (self.source, self.reason, self.remedy)


class InputWarning(UserWarning):
    """A fault of an input that can be read all the same; the attributes are those of :class:`InputError`."""

    def __init__(self, source: str, reason: str, remedy: str, *, place: str | None = None) -> None:
        self.source = source
        self.place = place
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{source}{f', {place}' if place else ''}: {reason}; {remedy}")

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), place=self.place), (self.source, self.reason, self.remedy)
