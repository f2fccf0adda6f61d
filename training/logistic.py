"""Train a logistic model over named features and write it as the JSON that ``kgbuild.extract.linear`` reads."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from kgbuild.extract.linear import LinearModel

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def train_logistic(
    rows: Sequence[Sequence[str]],
    labels: Sequence[str] | Sequence[bool],
    *,
    strength: float,
    min_count: int = 2,
) -> LinearModel:
    """Fit by L-BFGS (deterministic); ``strength`` is the inverse of the L2 penalty; binary for booleans."""
    counts = Counter(f for row in rows for f in set(row))
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform({f: 1.0 for f in row if counts[f] >= min_count} for row in rows)
    model = LogisticRegression(C=strength, max_iter=2000).fit(matrix, list(labels))
    names = vectorizer.get_feature_names_out()
    binary = isinstance(labels[0], bool)
    kept = {
        name: tuple(round(float(w), 3) for w in model.coef_[:, i])
        for i, name in enumerate(names)
        if abs(model.coef_[:, i]).max() >= 0.01
    }
    classes = ("yes",) if binary else tuple(str(c) for c in model.classes_)
    return LinearModel(classes, tuple(round(float(b), 3) for b in model.intercept_), kept)


def write_model(model: LinearModel, path: Path) -> None:
    """Write the model, a feature a line in alphabetical order."""
    weights = ",\n".join(
        f"{json.dumps(k, ensure_ascii=False)}:{json.dumps(list(v))}" for k, v in sorted(model.weights.items())
    )
    head = f'{{"labels":{json.dumps(model.labels)},"bias":{json.dumps(model.bias)},"weights":{{\n'
    path.write_text(head + weights + "\n}}\n", encoding="utf-8")
