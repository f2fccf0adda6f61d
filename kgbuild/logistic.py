"""The logistic function, by which a model's log-odds become a probability."""

from __future__ import annotations

import math

__all__ = ["logistic"]

_FURTHEST = 30.0
"""Log-odds beyond which a probability is as good as 0 or 1, and before which ``exp`` does not overflow."""


def logistic(log_odds: float) -> float:
    """The probability (0 to 1) of these log-odds.

    >>> logistic(0.0), logistic(-1000.0) > 0
    (0.5, True)
    """
    return 1 / (1 + math.exp(-max(-_FURTHEST, min(_FURTHEST, log_odds))))
