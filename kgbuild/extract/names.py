"""Where the text names persons: a trained tagger over words, their shapes and neighbours.

It learns from the ``persName`` tags of the volumes (``training/train_names.py``). In training the letters of most
names are hidden, so that it learns how names stand in a sentence, not which names. A name that stands clearly in
one place of a document ("Ambassador Tveit said") is a name in its other places, too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
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

__all__ = ["Surroundings", "find_names", "name_features"]

_SHAPES = ((re.compile("[A-ZÀ-Þ]"), "A"), (re.compile("[a-zß-ÿ]"), "a"), (re.compile(r"\d"), "0"))
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_SMALL_WORD = re.compile(r"(?<![\w’'-])[a-zà-þ][\w’'-]*")
_JOINT = re.compile(r"[’'-]")
_WORD_AFTER = re.compile(r"[ .]{1,2}([A-ZÀ-Þ][\w’'-]+)")
_DATA = Path(__file__).parent / "data"
_LONGEST = 9
_FEW_WORDS = 4
_SURELY = 0.8
_PERHAPS = 0.05
_HARDLY = 0.2
_TIMES = 3
_PLACED = 3
"""Features of a word that stand before those of the sentence's first one."""


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
    """What a document as a whole says about its words: which it writes small, and which follow a title.

    ``small_words`` are the words that it writes without a capital, each up to an apostrophe or hyphen in it.
    """

    def __init__(self, text: str) -> None:
        self._small = frozenset(_SMALL_WORD.findall(text))
        self.small_words = frozenset(_JOINT.split(word, maxsplit=1)[0] for word in self._small)
        offices, _ = office_pattern()
        after = (_WORD_AFTER.match(text, match.end()) for match in offices.finditer(text))
        self._titled = frozenset(match.group(1) for match in after if match)

    def of(self, word: str) -> str:
        """Whether the document writes the capitalized *word* small, or after a title."""
        return ("small" if word.lower() in self._small else "") + ("titled" if word in self._titled else "")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as the features show it, with what it tells of the words around it: two and one before, one and two after.

    ``word`` is in lower case, or empty where only the ``shape`` is known.
    """

    word: str
    shape: str
    kind: str
    two_before: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    two_after: tuple[str, ...]


_NONE = _Word("", "", "", *((f"{step}none",) for step in (-2, -1, 1, 2)))
"""What stands before the first word and after the last one."""


@lru_cache(maxsize=1 << 15)
def _word(text: str, *, hidden: bool = False) -> _Word:
    word, shape, kind = "" if hidden else text.lower(), _shape(text), _word_kinds().get(text, "")
    return _Word(word, shape, kind, *(_neighbour(step, word, shape, kind) for step in (-2, -1, 1, 2)))


def _neighbour(step: int, word: str, shape: str, kind: str) -> tuple[str, ...]:
    """What is known of the token *step* tokens away."""
    found = (f"{step}shape={shape}", f"{step}w={word}" if word else "", f"{step}kind={kind}" if kind else "")
    return tuple(filter(None, found))


@lru_cache(maxsize=1 << 15)
def _itself(word: str, place: str, in_document: str | None) -> tuple[str, ...]:
    """What is known of a word by itself: *place* tells of its sentence, *in_document* of its document."""
    row = [f"shape={_shape(word)}", f"long={min(len(word), _LONGEST)}", f"at={place}", f"w={word.lower()}"]
    row += [f"in document={in_document}"] if in_document is not None else []
    kind = _word_kinds().get(word)
    return (*row, f"kind={kind}") if kind else tuple(row)


def name_features(sentence: Sentence, around: Surroundings, hidden: frozenset[int] = frozenset()) -> list[list[str]]:
    """Features of each token; the words at the indexes *hidden* are known by their shape alone."""
    texts = [token.text for token in sentence.tokens]
    place = f"{sentence.kind}{sentence.opens_section:d}{len(texts) <= _FEW_WORDS:d}"
    words = [_word(text) for text in texts]
    own = [_itself(text, place, around.of(text) if text[0].isupper() else None) for text in texts]
    for i in hidden:
        words[i] = _word(texts[i], hidden=True)
        own[i] = tuple(feature for feature in own[i] if not feature.startswith("w="))
    own[0] = (*own[0][:_PLACED], f"first={place}", *own[0][_PLACED:])
    two_before, before = [_NONE, _NONE, *words], [_NONE, *words]
    after, two_after = [*words[1:], _NONE], [*words[2:], _NONE, _NONE]
    rows = [
        [
            *itself,
            *second.two_before,
            *left.before,
            *right.after,
            *fourth.two_after,
            f"around={left.word}|{right.word}",
            f"shapes={left.shape}|{word.shape}|{right.shape}",
        ]
        for itself, second, left, word, right, fourth in zip(
            own, two_before, before, words, after, two_after, strict=False
        )
    ]
    for i in {0, len(rows) - 1}:
        del rows[i][-2]  # what is around needs both sides
    return rows


def find_names(where: Sequence[Sentence], around: Surroundings) -> list[list[tuple[Span, float]]]:
    """For each sentence of *where* the spans that name persons, each with its probability (0 to 1)."""
    tagger = load_tagger("names")
    tagged = [tagger.tag(name_features(sentence, around), "O") for sentence in where]
    chances: dict[str, list[float]] = defaultdict(list)
    for sentence, labels in zip(where, tagged, strict=True):
        for token, (_, chance) in zip(sentence.tokens, labels, strict=True):
            if token.text[0].isupper():
                chances[token.text].append(chance)
    words = {word: _Occurrences(len(found), max(found), sum(found) / len(found)) for word, found in chances.items()}
    return [
        list(_spans(sentence, _settled(sentence, labels, words))) if _may_name(labels) else []
        for sentence, labels in zip(where, tagged, strict=True)
    ]


def _may_name(labels: Sequence[tuple[str, float]]) -> bool:
    """Whether the tagger takes a word for a name, or might where it is a name in other places."""
    return any(chance > _PERHAPS or label != "O" for label, chance in labels)


@dataclass(frozen=True, slots=True)
class _Occurrences:
    """How often a document has a word with a capital, and how likely it names a person, at best and on average."""

    times: int
    best: float
    mean: float


def _settled(
    sentence: Sentence, labels: Sequence[tuple[str, float]], words: dict[str, _Occurrences]
) -> Iterator[tuple[str, float]]:
    """The labels, with a word's other places in the document taken into account."""
    for at, (token, (label, chance)) in enumerate(zip(sentence.tokens, labels, strict=True)):
        word = words.get(token.text)
        if word and label == "O" and chance > _PERHAPS and word.best > _SURELY:
            beside = [sentence.tokens[i].text for i in (at - 1, at + 1) if 0 <= i < len(labels)]
            if not any(text[0].isupper() for text in beside):
                yield "B", word.best
                continue
        if word and label != "O" and word.times >= _TIMES and word.mean < _HARDLY:
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
