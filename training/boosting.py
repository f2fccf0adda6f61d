"""Train boosted trees over rows of numbers and give them in the form that ``kgbuild.extract.trees`` applies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sklearn.ensemble import HistGradientBoostingClassifier

from kgbuild.extract.trees import LEAF, Node, Trees

if TYPE_CHECKING:
    from collections.abc import Sequence

DIGITS = 5


def train_boosted(rows: Sequence[Sequence[float]], labels: Sequence[bool], *, trees: int, rate: float) -> Trees:
    """Fit small trees, each to what the ones before it leave (deterministic: the same rows give the same trees)."""
    model = HistGradientBoostingClassifier(
        max_iter=trees,
        learning_rate=rate,
        max_leaf_nodes=8,
        max_features=0.3,
        min_samples_leaf=30,
        l2_regularization=5.0,
        early_stopping=False,
        random_state=0,
    ).fit([[float(x) for x in row] for row in rows], list(labels))
    grown = [tuple(_node(n) for n in predictor.nodes) for (predictor,) in model._predictors]  # noqa: SLF001
    return Trees(round(float(model._baseline_prediction[0, 0]), DIGITS), tuple(grown))  # noqa: SLF001


def _node(node: Any) -> Node:  # noqa: ANN401  a row of scikit-learn's structured array of nodes
    if node["is_leaf"]:
        return LEAF, round(float(node["value"]), DIGITS), 0, 0
    return int(node["feature_idx"]), round(float(node["num_threshold"]), DIGITS), int(node["left"]), int(node["right"])
