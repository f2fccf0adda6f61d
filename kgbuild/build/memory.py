"""Memory that is free given back to the system, where its allocator keeps it."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["give_back"]


def give_back() -> None:
    """Have the allocator return what is free between what is in use; nothing where it has no such call.

    Trees of XML and stores come and go between what stays, and glibc returns only what lies above all of that
    (``malloc_trim(3)`` returns the rest): a build's peak would grow with the volumes that it has read.
    """
    trim = _trim()
    if trim:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    try:
        return getattr(ctypes.CDLL(None), "malloc_trim", None)
    except (OSError, TypeError):  # no such library, as on Windows
        return None
