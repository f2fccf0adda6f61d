"""Train a conditional logit model (McFadden 1974): one of several candidates is chosen, by the sum of its weights."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from kgbuild.extract.linear import LinearModel

if TYPE_CHECKING:
    from collections.abc import Sequence

_ITERATIONS = 60
_NEGLIGIBLE = 0.01


@dataclass(frozen=True, slots=True)
class Choice:
    """The features of each candidate, and which of them are right (several may be)."""

    rows: list[list[str]]
    right: list[bool]


def train_choices(choices: Sequence[Choice], *, strength: float, min_count: int = 5) -> LinearModel:
    """Maximize the probability (softmax) of the right candidates by L-BFGS; ``strength`` inverts the L2 penalty.

    Choices without a right candidate teach nothing and are left out.
    """
    kept = [c for c in choices if any(c.right)]
    counts = Counter(f for c in kept for row in c.rows for f in set(row))
    names = sorted(f for f, n in counts.items() if n >= min_count)
    column = {f: i for i, f in enumerate(names)}
    rows = [sorted({column[f] for f in row if f in column}) for c in kept for row in c.rows]
    ends = np.cumsum([0, *map(len, rows)])
    indices = np.array([i for row in rows for i in row])
    matrix = csr_matrix((np.ones(len(indices)), indices, ends), shape=(len(rows), len(names)))
    transposed = matrix.T.tocsr()
    right = np.array([r for c in kept for r in c.right])
    sizes = [len(c.rows) for c in kept]
    starts, of = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(kept)), sizes)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        likely = np.exp(scores - np.maximum.reduceat(scores, starts)[of])
        hits = np.where(right, likely, 0.0)
        total, hit = np.add.reduceat(likely, starts), np.add.reduceat(hits, starts) + 1e-300
        value = (np.log(total) - np.log(hit)).sum() + weights @ weights / (2 * strength)
        return value, transposed @ (likely / total[of] - hits / hit[of]) + weights / strength

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": _ITERATIONS})
    weights = {n: (round(float(w), 3),) for n, w in zip(names, found.x, strict=True) if abs(w) >= _NEGLIGIBLE}
    return LinearModel(("yes",), (0.0,), weights)
