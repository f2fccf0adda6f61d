"""Boosted decision trees over numbers, applied without a learning library: trained by ``training/boosting.py``.

A tree is a tuple of nodes, the root first. A node asks whether a number is at most a threshold and names the
two nodes to go on with; a leaf adds its value to the log-odds (Friedman 2001).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgbuild.logistic import logistic

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["LEAF", "Node", "Trees"]

Node = tuple[int, float, int, int]
"""Which number is asked, its threshold, the node for at most, the node for more; a leaf: ``LEAF``, its value, 0, 0."""

LEAF = -1


@dataclass(frozen=True, slots=True)
class Trees:
    """``bias`` is the log-odds before any tree."""

    bias: float
    trees: tuple[tuple[Node, ...], ...]

    def probability(self, row: Sequence[float]) -> float:
        """The probability that the trees give to the numbers of *row*.

        >>> round(Trees(0.0, (((0, 1.5, 1, 2), (LEAF, -2.0, 0, 0), (LEAF, 2.0, 0, 0)),)).probability([3.0]), 2)
        0.88
        """
        total = self.bias
        for nodes in self.trees:
            asked, value, at_most, more = nodes[0]
            while asked != LEAF:
                asked, value, at_most, more = nodes[at_most if row[asked] <= value else more]
            total += value
        return logistic(total)
