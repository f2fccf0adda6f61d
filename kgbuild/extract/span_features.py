"""What the tagger of cues and contents is told of each word of a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kgbuild.extract.features import step
from kgbuild.extract.lexicon import cue_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kgbuild.extract.actors import Cast, Mention
    from kgbuild.extract.language import Sentence, Token
    from kgbuild.extract.lexicon import CueWord
    from kgbuild.model import Span

__all__ = ["inside_features", "span_features"]

_OPENERS = frozenset("that to whether if how why what when where who which for of by as".split())
_WINDOW = (-3, -2, -1, 1, 2, 3)
_NEAR_START = 4
_FAR = 13
"""Tokens: further away is all one (the last of the steps of :func:`step`)."""


@dataclass(frozen=True, slots=True, eq=False)
class _Word:
    """A word as the features show it: names by their form, numbers as "0".

    ``itself`` are the features of its own token, the others those of the tokens around it: where it stands three
    tokens before the token, and so on. ``kind`` is what the lexicon says of it ("verb.past").
    """

    word: str
    form: str
    cue: CueWord | None
    kind: str
    itself: tuple[str, ...]
    three_before: tuple[str, ...]
    two_before: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    two_after: tuple[str, ...]
    three_after: tuple[str, ...]


_NONE = _Word("", "", None, "", (), *((f"{away}none",) for away in _WINDOW))
"""What stands before the first word and after the last one."""


@lru_cache(maxsize=1 << 15)
def _word(text: str, form: str) -> _Word:
    plain = "0" if text[0].isdigit() else text.lower()
    word = plain if form in ("", "pronoun", "author") else f"<{form}>"
    cue = cue_word(text)
    kind = f"{cue.part}.{cue.form}" if cue else ""
    around = ((f"{a}w={word}", f"{a}k={kind}" if kind else "", f"{a}f={form}" if form else "") for a in _WINDOW)
    return _Word(word, form, cue, kind, _itself(text, word, cue, kind), *(tuple(filter(None, row)) for row in around))


def _itself(text: str, word: str, cue: CueWord | None, kind: str) -> tuple[str, ...]:
    """The word itself: as shown, its case, its ending, and what the lexicon says of it."""
    row = ["w=" + word, "cap" if text[0].isupper() else "low"]
    lower = text.lower()
    if lower.isalpha():
        row += ["s3=" + lower[-3:], "s2=" + lower[-2:]]
    if cue:
        row += ["cue=" + cue.base, "cuekind=" + kind, "act=" + cue.act]
    return tuple(row)


def _forms(tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[str]:
    """For each token the form of the mention that covers it, or ""."""
    forms: list[str] = []
    at = 0
    for token in tokens:
        while at < len(mentions) and mentions[at].span.end <= token.start:
            at += 1
        inside = at < len(mentions) and mentions[at].span.start < token.end
        forms.append(mentions[at].form if inside else "")
    return forms


def span_features(sentences: Sequence[Sentence], cast: Cast) -> Iterator[list[list[str]]]:
    """For each of a document's sentences the features of each of its tokens."""
    before: Sentence | None = None
    for sentence in sentences:
        yield _features(sentence, before if before and before.section == sentence.section else None, cast)
        before = sentence


def _features(sentence: Sentence, before: Sentence | None, cast: Cast) -> list[list[str]]:
    """Features of each token of the sentence; *before* is the one before it in its paragraph."""
    tokens = sentence.tokens
    words = [_word(t.text, form) for t, form in zip(tokens, _forms(tokens, cast.within(sentence.span)), strict=True)]
    about = _about(sentence, before, words)
    everywhere = [f"all,{c}" for c in about if c.startswith(("kind", "verbs", "opens", "before="))]
    left, right = [_NONE, _NONE, _NONE, *words], [*words, _NONE, _NONE, _NONE]
    rows = [
        [
            *word.itself,
            *third.three_before,
            *second.two_before,
            *first.before,
            *following.after,
            *fifth.two_after,
            *sixth.three_after,
            f"w-1,w={first.word}|{word.word}",
            f"w,w+1={word.word}|{following.word}",
            *past,
            *future,
            *everywhere,
        ]
        for word, third, second, first, following, fifth, sixth, past, future in zip(
            words,
            left,
            left[1:],
            left[2:],
            right[1:],
            right[2:],
            right[3:],
            _behind(tokens, words),
            _ahead(words),
            strict=False,
        )
    ]
    rows[0].remove(f"w-1,w=|{words[0].word}")
    rows[-1].remove(f"w,w+1={words[-1].word}|")
    rows[0] += about
    for row in rows[1:_NEAR_START]:
        row += [f"c,{c}" for c in about[:2]]
    return rows


def inside_features(
    content: Span, sentence: Sentence, rows: Sequence[list[str]]
) -> tuple[list[Token], list[list[str]]]:
    """The tokens of a content and their features, *rows* being those of its sentence's tokens."""
    places = [i for i, t in enumerate(sentence.tokens) if content.start <= t.start and t.end <= content.end]
    features = [[*rows[i], f"from start={step(n)}", f"to end={step(len(places) - n)}"] for n, i in enumerate(places)]
    return [sentence.tokens[i] for i in places], features


def _about(sentence: Sentence, before: Sentence | None, words: Sequence[_Word]) -> list[str]:
    """What is known of the sentence as a whole, and of the one before it."""
    verbs = sum(word.cue is not None and word.cue.part == "verb" for word in words)
    row = [
        f"kind={sentence.kind}",
        f"verbs={min(verbs, 3)}",
        f"first={sentence.tokens[0].lower}",
        f"firstform={next((word.form for word in words if word.form), '')}",
    ]
    if sentence.opens_section:
        row.append("opens")
    elif before is not None:
        told = [w for t in before.tokens if (w := cue_word(t.text)) and w.part == "verb"]
        row += [f"before={min(len(told), 2)}", f"beforefirst={before.tokens[0].lower}"]
        row += [f"beforecue={w.base}" for w in told[:1]]
    return row


def _behind(tokens: Sequence[Token], words: Sequence[_Word]) -> list[Sequence[str]]:
    """For each word what has passed: the last reporting verb, what opened after it, who was named, open quotes."""
    rows: list[Sequence[str]] = []
    verb, at, opened, form, quoted = _NONE, 0, "", "", False
    for i, (token, word) in enumerate(zip(tokens, words, strict=True)):
        row = (*_passed(verb, min(i - at, _FAR), opened), f"form={word.form},last={form}")
        rows.append((*row, "quoted") if quoted else row)
        if word.cue is not None and word.cue.part == "verb":
            verb, at, opened = word, i, ""
        elif not opened and token.lower in _OPENERS:
            opened = token.lower
        form = word.form or form
        quoted = token.text in '“"' or (quoted and token.text != "”")
    return rows


@lru_cache(maxsize=1 << 15)
def _passed(verb: _Word, tokens: int, opened: str) -> tuple[str, ...]:
    """The last reporting verb, how many tokens back it stands, and what opened after it."""
    away = step(tokens)
    if verb.cue is None:
        return (f"nocue,{away}",)
    base, act = verb.cue.base, verb.cue.act
    return f"back={base}", f"back={verb.kind},{away}", f"opened={base},{opened}", f"backact={act},{away}"


def _ahead(words: Sequence[_Word]) -> list[tuple[str, ...]]:
    """For each word how far the next reporting word is, and its kind."""
    rows: list[tuple[str, ...]] = []
    kind, tokens = "", 0
    for word in reversed(words):
        tokens += 1
        rows.append(_coming(kind, min(tokens, _FAR)))
        if word.cue is not None:
            kind, tokens = word.kind, 0
    return rows[::-1]


@lru_cache(maxsize=1 << 12)
def _coming(kind: str, tokens: int) -> tuple[str, ...]:
    """The kind of the next reporting word, and in how many tokens it comes."""
    return (f"ahead={step(tokens)}", f"aheadcue={kind}") if kind else ("ahead=none",)
