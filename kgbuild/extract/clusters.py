"""Groups of words that keep the same company ("replied", "remarked", "observed"), at two sizes.

Made by ``training/train_clusters.py`` from the volumes; the groups' numbers mean nothing by themselves.
"""

from __future__ import annotations

from functools import cache

from kgbuild.extract.models import model_path

__all__ = ["group_of"]


@cache
def _groups() -> dict[str, tuple[str, str]]:
    lines = model_path("clusters.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return {word: (coarse, fine) for word, coarse, fine in rows}


def group_of(word: str) -> tuple[str, str]:
    """The coarse and the fine group of a word in lower case; empty where it is not grouped."""
    return _groups().get(word, ("", ""))
