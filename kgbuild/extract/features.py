"""What the models share in describing a text: numbers in coarse steps."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

__all__ = ["step"]


@lru_cache(maxsize=1 << 12)
def step(number: int, edges: tuple[int, ...] = (0, 1, 2, 3, 4, 7, 13)) -> str:
    """The step that *number* falls into, named by its lower edge: far apart, numbers differ less.

    >>> [step(n) for n in (0, 3, 5, 40, -2)]
    ['0', '3', '4', '13', 'less']
    """
    at = bisect_right(edges, number)
    return str(edges[at - 1]) if at else "less"
