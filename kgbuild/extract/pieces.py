"""Sentences cut to a length that rules may look over again for each word, so that time stays linear."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgbuild.extract.language import Sentence

__all__ = ["short_sentences"]

_LONGEST = 150  # tokens; longer "sentences" are lists, tables and broken text


def short_sentences(sentences: Iterable[Sentence]) -> list[Sentence]:
    """The sentences, the overlong ones in pieces of at most 150 tokens."""
    found: list[Sentence] = []
    for sentence in sentences:
        if len(sentence.tokens) <= _LONGEST:
            found.append(sentence)
            continue
        for start in range(0, len(sentence.tokens), _LONGEST):
            piece = replace(sentence, tokens=sentence.tokens[start : start + _LONGEST])
            found.append(piece if start == 0 else replace(piece, opens_section=False))
    return found
