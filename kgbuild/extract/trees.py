"""Boosted decision trees over numbers, applied without a learning library: trained by ``training/boosting.py``.

A tree is a tuple of nodes, the root first. A node asks whether a number is at most a threshold and names the
two nodes to go on with; a leaf adds its value to the log-odds (Friedman 2001).

All trees are walked at once, by number instead of by node (QuickScorer, Lucchese et al. 2015): each leaf is a bit,
what a number is more than crosses out leaves, and of what is left in a tree the first leaf is the one reached.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from operator import getitem
from struct import Struct
from typing import TYPE_CHECKING

from kgbuild.logistic import logistic

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["LEAF", "Node", "Trees"]

Node = tuple[int, float, int, int]
"""Which number is asked, its threshold, the node for at most, the node for more; a leaf: ``LEAF``, its value, 0, 0."""

LEAF = -1
_BITS = 16
"""Leaves that a tree may have."""


@dataclass(frozen=True)
class Trees:
    """``bias`` is the log-odds before any tree; a tree has at most 16 leaves."""

    bias: float
    trees: tuple[tuple[Node, ...], ...]

    def probability(self, row: Sequence[float]) -> float:
        """The probability that the trees give to the numbers of *row*.

        >>> round(Trees(0.0, (((0, 1.5, 1, 2), (LEAF, -2.0, 0, 0), (LEAF, 2.0, 0, 0)),)).probability([3.0]), 2)
        0.88
        """
        return self.probabilities([row])[0]

    def probabilities(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """The probabilities of several rows; a number that is the same in all of them is looked at once."""
        walk, columns = self._walk, list(zip(*rows, strict=True))
        common = walk.leaves
        left = [common] * len(rows)
        for asked, thresholds, kept in walk.questions if rows else ():
            column = columns[asked]
            if column.count(column[0]) == len(column):
                common &= kept[bisect_left(thresholds, column[0])]
            else:
                left = [
                    leaves & kept[bisect_left(thresholds, value)] for leaves, value in zip(left, column, strict=True)
                ]
        found = []
        for leaves in left:
            possible = leaves & common
            first = possible & ~(possible - walk.ones)
            reached = walk.pairs.unpack(first.to_bytes(walk.pairs.size, "little"))
            found.append(logistic(sum(map(getitem, walk.values, reached), self.bias)))
        return found

    @cached_property
    def _walk(self) -> _Walk:
        return _Walk.of(self.trees)


@dataclass(frozen=True, slots=True)
class _Walk:
    """Trees by number: sixteen bits each, the first tree's the lowest.

    ``leaves`` are all leaves, ``ones`` the lowest bit of each tree. ``questions`` has each number that is asked with
    its thresholds, ascending, and the leaves that stay where it is more than none of them, than the first, and so on.
    ``pairs`` reads the bits of two trees at a time, ``values`` gives the sum of their leaves' values by these.
    """

    leaves: int
    ones: int
    questions: Sequence[tuple[int, Sequence[float], Sequence[int]]]
    values: Sequence[dict[int, float]]
    pairs: Struct

    @classmethod
    def of(cls, trees: Sequence[Sequence[Node]]) -> _Walk:
        leaves = ones = 0
        values: list[dict[int, float]] = []
        crossed: dict[int, list[tuple[float, int]]] = defaultdict(list)
        even = [*trees, ((LEAF, 0.0, 0, 0),)] if len(trees) % 2 else trees
        for number, nodes in enumerate(even):
            found: list[float] = []
            first = number * _BITS
            _cross(nodes, 0, first, found, crossed)
            if len(found) > _BITS:
                raise ValueError(f"a tree has {len(found)} leaves, more than {_BITS}")
            leaves |= (1 << len(found)) - 1 << first
            ones |= 1 << first
            values.append({1 << n: value for n, value in enumerate(found)})
        pairs = [
            {one | other << _BITS: left + right for one, left in low.items() for other, right in high.items()}
            for low, high in zip(values[::2], values[1::2], strict=True)
        ]
        questions = []
        for asked, answers in sorted(crossed.items()):
            answers.sort()
            kept = [leaves]
            for _, gone in answers:
                kept.append(kept[-1] & ~gone)
            questions.append((asked, [threshold for threshold, _ in answers], kept))
        return cls(leaves, ones, questions, pairs, Struct(f"<{len(pairs)}I"))


def _cross(
    nodes: Sequence[Node], at: int, low: int, found: list[float], crossed: dict[int, list[tuple[float, int]]]
) -> None:
    """Note the values of the leaves under node *at*, from left to right, and what each question crosses out."""
    asked, value, at_most, more = nodes[at]
    if asked == LEAF:
        found.append(value)
        return
    first = len(found)
    _cross(nodes, at_most, low, found, crossed)
    crossed[asked].append((value, (1 << len(found)) - (1 << first) << low))
    _cross(nodes, more, low, found, crossed)
