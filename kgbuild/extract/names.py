"""Where the text names persons: a trained tagger over words, their shapes and neighbours.

It learns from the ``persName`` tags of the volumes (``training/train_names.py``). In training the letters of most
names are hidden, so that it learns how names stand in a sentence, not which names. A name that stands clearly in
one place of a document ("Ambassador Tveit said") is a name in its other places, too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kgbuild.authority.offices import office_pattern
from kgbuild.authority.states import state_pattern
from kgbuild.extract.tagger import load_tagger
from kgbuild.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kgbuild.extract.language import Sentence
    from kgbuild.model import Document

__all__ = ["Surroundings", "find_names", "name_features"]

_SHAPES = ((re.compile("[A-ZÀ-Þ]"), "A"), (re.compile("[a-zß-ÿ]"), "a"), (re.compile(r"\d"), "0"))
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_SMALL_WORD = re.compile(r"(?<![\w’'-])[a-zà-þ][\w’'-]*")
_WORD_AFTER = re.compile(r"[ .]{1,2}([A-ZÀ-Þ][\w’'-]+)")
_DATA = Path(__file__).parent / "data"
_LONGEST = 9
_FEW_WORDS = 4
_SURELY = 0.8
_PERHAPS = 0.05
_HARDLY = 0.2
_TIMES = 3


@lru_cache(maxsize=1 << 15)
def _shape(word: str) -> str:
    word = _APOSTROPHE.sub("", word)
    for pattern, letter in _SHAPES:
        word = pattern.sub(letter, word)
    return re.sub(r"(.)\1+", r"\1\1", word)


@cache
def _word_kinds() -> dict[str, str]:
    """For words of names, what the world calls by them: "given", "family", "place", "state" or several of these."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for line in (_DATA / "name_words.tsv").read_text(encoding="utf-8").splitlines():
        kind, _, words = line.partition("\t")
        for word in words.split():
            kinds[word].append(kind)
    for name in state_pattern()[1]:
        kinds[name].append("state")
    return {word: "+".join(found) for word, found in kinds.items()}


class Surroundings:
    """What a document as a whole says about its words: which it writes small, and which follow a title."""

    def __init__(self, text: str) -> None:
        self._small = frozenset(_SMALL_WORD.findall(text))
        offices, _ = office_pattern()
        after = (_WORD_AFTER.match(text, match.end()) for match in offices.finditer(text))
        self._titled = frozenset(match.group(1) for match in after if match)

    def of(self, word: str) -> str:
        """Whether the document writes the capitalized *word* small, or after a title."""
        return ("small" if word.lower() in self._small else "") + ("titled" if word in self._titled else "")


def name_features(sentence: Sentence, around: Surroundings, hidden: frozenset[int] = frozenset()) -> list[list[str]]:
    """Features of each token; the words at the indexes *hidden* are known by their shape alone."""
    tokens = sentence.tokens
    words = ["" if i in hidden else token.lower for i, token in enumerate(tokens)]
    shapes = [_shape(token.text) for token in tokens]
    kinds = [_word_kinds().get(token.text, "") for token in tokens]
    place = f"{sentence.kind}{sentence.opens_section:d}{len(tokens) <= _FEW_WORDS:d}"
    rows = []
    for i, word in enumerate(words):
        text = tokens[i].text
        row = ["shape=" + shapes[i], f"long={min(len(text), _LONGEST)}", "at=" + place]
        if i == 0:
            row.append("first=" + place)
        if word:
            row.append("w=" + word)
        if text[0].isupper():
            row.append("in document=" + around.of(text))
        if kinds[i]:
            row.append("kind=" + kinds[i])
        for step in (-2, -1, 1, 2):
            row += _neighbour(step, i + step, words, shapes, kinds)
        if 0 < i < len(words) - 1:
            row.append(f"around={words[i - 1]}|{words[i + 1]}")
        before, after = shapes[i - 1] if i else "", shapes[i + 1] if i + 1 < len(words) else ""
        row.append(f"shapes={before}|{shapes[i]}|{after}")
        rows.append(row)
    return rows


def _neighbour(step: int, at: int, words: Sequence[str], shapes: Sequence[str], kinds: Sequence[str]) -> Iterator[str]:
    """What is known of the token at the index *at*, *step* tokens away."""
    if not 0 <= at < len(words):
        yield f"{step}none"
        return
    yield f"{step}shape={shapes[at]}"
    if words[at]:
        yield f"{step}w={words[at]}"
    if kinds[at]:
        yield f"{step}kind={kinds[at]}"


def find_names(document: Document, where: Sequence[Sentence]) -> list[list[tuple[Span, float]]]:
    """For each sentence of *where* the spans that name persons, each with its probability (0 to 1)."""
    around, tagger = Surroundings(document.text), load_tagger("names")
    tagged = [tagger.tag_against(name_features(sentence, around), "O") for sentence in where]
    chances: dict[str, list[float]] = defaultdict(list)
    for sentence, labels in zip(where, tagged, strict=True):
        for token, (_, chance) in zip(sentence.tokens, labels, strict=True):
            if token.text[0].isupper():
                chances[token.text].append(chance)
    return [
        list(_spans(sentence, _settled(sentence, labels, chances)))
        for sentence, labels in zip(where, tagged, strict=True)
    ]


def _settled(
    sentence: Sentence, labels: Sequence[tuple[str, float]], chances: dict[str, list[float]]
) -> Iterator[tuple[str, float]]:
    """The labels, with a word's other places in the document taken into account."""
    for at, (token, (label, chance)) in enumerate(zip(sentence.tokens, labels, strict=True)):
        others = chances.get(token.text, ())
        if label == "O" and others and chance > _PERHAPS and max(others) > _SURELY:
            beside = [sentence.tokens[i].text for i in (at - 1, at + 1) if 0 <= i < len(labels)]
            if not any(text[0].isupper() for text in beside):
                yield "B", max(others)
                continue
        if label != "O" and len(others) >= _TIMES and sum(others) < _HARDLY * len(others):
            yield "O", 1 - chance
            continue
        yield label, chance


def _spans(sentence: Sentence, labels: Iterator[tuple[str, float]]) -> Iterator[tuple[Span, float]]:
    begun: tuple[Span, float] | None = None
    for token, (label, chance) in zip(sentence.tokens, labels, strict=True):
        if label == "I" and begun:
            begun = Span(begun[0].start, token.end), min(begun[1], chance)
            continue
        if begun:
            yield begun
        begun = None if label == "O" else (Span(token.start, token.end), chance)
    if begun:
        yield begun
