"""Where the text names persons: a trained tagger over words, their shapes and neighbours.

It learns from the ``persName`` tags of the volumes (``training/train_names.py``). In training a
name's own letters are hidden, so that it learns how names stand in a sentence, not which names.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kgbuild.extract.tagger import load_tagger
from kgbuild.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.language import Sentence, Token

__all__ = ["find_names", "name_features"]

_SHAPES = ((re.compile("[A-ZÀ-Þ]"), "A"), (re.compile("[a-zß-ÿ]"), "a"), (re.compile(r"\d"), "0"))


@lru_cache(maxsize=1 << 15)
def _shape(word: str) -> str:
    for pattern, letter in _SHAPES:
        word = pattern.sub(letter, word)
    return re.sub(r"(.)\1+", r"\1\1", word)


def name_features(tokens: Sequence[Token], hidden: frozenset[int] = frozenset()) -> list[list[str]]:
    """Features of each token; the words at the indexes *hidden* are known by their shape alone."""
    words = ["" if i in hidden else token.lower for i, token in enumerate(tokens)]
    shapes = [_shape(token.text) for token in tokens]
    rows = []
    for i, word in enumerate(words):
        row = ["shape=" + shapes[i], f"long={min(len(tokens[i].text), 9)}"]
        if word:
            row.append("w=" + word)
        for step in (-2, -1, 1, 2):
            at = i + step
            if 0 <= at < len(words):
                row.append(f"{step}shape={shapes[at]}")
                if words[at]:
                    row.append(f"{step}w={words[at]}")
            else:
                row.append(f"{step}none")
        if 0 < i < len(words) - 1:
            row.append(f"around={words[i - 1]}|{words[i + 1]}")
        row.append(f"shapes={shapes[i - 1] if i else ''}|{shapes[i]}|{shapes[i + 1] if i + 1 < len(words) else ''}")
        rows.append(row)
    return rows


def find_names(sentence: Sentence) -> list[tuple[Span, float]]:
    """The spans of the sentence that name persons, each with its probability (0 to 1)."""
    tokens = sentence.tokens
    found: list[tuple[Span, float]] = []
    for i, (label, probability) in enumerate(load_tagger("names").tag(name_features(tokens))):
        if label == "B" or (label == "I" and not (found and found[-1][0].end == tokens[i - 1].end)):
            found.append((Span(tokens[i].start, tokens[i].end), probability))
        elif label == "I":
            span, before = found[-1]
            found[-1] = (Span(span.start, tokens[i].end), min(before, probability))
    return found
