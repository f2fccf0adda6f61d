"""What the tagger of cues and contents is told of each word of a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgbuild.extract.features import step
from kgbuild.extract.lexicon import cue_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.actors import Cast, Mention
    from kgbuild.extract.language import Sentence, Token
    from kgbuild.extract.lexicon import CueWord
    from kgbuild.model import Span

__all__ = ["inside_features", "span_features"]

_OPENERS = frozenset("that to whether if how why what when where who which for of by as".split())
_WINDOW = (-3, -2, -1, 1, 2, 3)
_NEAR_START = 4


@dataclass(frozen=True, slots=True)
class _View:
    """A sentence's words as the features show them: names by their form, numbers as "0"."""

    tokens: Sequence[Token]
    forms: Sequence[str]
    words: Sequence[str]
    cues: Sequence[CueWord | None]
    kinds: Sequence[str]

    @classmethod
    def of(cls, sentence: Sentence, mentions: Sequence[Mention]) -> _View:
        tokens = sentence.tokens
        forms = _forms(tokens, mentions)
        plain = ["0" if t.text[0].isdigit() else t.lower for t in tokens]
        words = [w if f in ("", "pronoun", "author") else f"<{f}>" for w, f in zip(plain, forms, strict=True)]
        cues = [cue_word(t.text) for t in tokens]
        return cls(tokens, forms, words, cues, [f"{c.part}.{c.form}" if c else "" for c in cues])


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


def span_features(sentence: Sentence, before: Sentence | None, cast: Cast) -> list[list[str]]:
    """Features of each token of the sentence; *before* is the one before it in its paragraph."""
    view = _View.of(sentence, cast.within(sentence.span))
    about = _about(sentence, before, view)
    everywhere = [f"all,{c}" for c in about if c.startswith(("kind", "verbs", "opens", "before="))]
    past, future = _behind(view), _ahead(view)
    rows = []
    for i in range(len(view.tokens)):
        row = _word(view, i) + _window(view, i) + past[i] + future[i] + everywhere
        row += about if i == 0 else [f"c,{c}" for c in about[:2]] if i < _NEAR_START else []
        rows.append(row)
    return rows


def inside_features(
    content: Span, sentence: Sentence, rows: Sequence[list[str]]
) -> tuple[list[Token], list[list[str]]]:
    """The tokens of a content and their features, *rows* being those of its sentence's tokens."""
    places = [i for i, t in enumerate(sentence.tokens) if content.start <= t.start and t.end <= content.end]
    features = [[*rows[i], f"from start={step(n)}", f"to end={step(len(places) - n)}"] for n, i in enumerate(places)]
    return [sentence.tokens[i] for i in places], features


def _about(sentence: Sentence, before: Sentence | None, view: _View) -> list[str]:
    """What is known of the sentence as a whole, and of the one before it."""
    verbs = sum(cue is not None and cue.part == "verb" for cue in view.cues)
    row = [
        f"kind={sentence.kind}",
        f"verbs={min(verbs, 3)}",
        f"first={sentence.tokens[0].lower}",
        f"firstform={next((f for f in view.forms if f), '')}",
    ]
    if sentence.opens_section:
        row.append("opens")
    elif before is not None:
        told = [w for t in before.tokens if (w := cue_word(t.text)) and w.part == "verb"]
        row += [f"before={min(len(told), 2)}", f"beforefirst={before.tokens[0].lower}"]
        row += [f"beforecue={w.base}" for w in told[:1]]
    return row


def _word(view: _View, i: int) -> list[str]:
    """The word itself: as shown, its case, its ending, and what the lexicon says of it."""
    token, word, cue = view.tokens[i], view.tokens[i].lower, view.cues[i]
    row = ["w=" + view.words[i], "cap" if token.text[0].isupper() else "low"]
    if word.isalpha():
        row += ["s3=" + word[-3:], "s2=" + word[-2:]]
    if cue:
        row += ["cue=" + cue.base, "cuekind=" + view.kinds[i], "act=" + cue.act]
    return row


def _window(view: _View, i: int) -> list[str]:
    """The words on both sides."""
    row = []
    for away in _WINDOW:
        at = i + away
        if not 0 <= at < len(view.tokens):
            row.append(f"{away}none")
            continue
        row.append(f"{away}w={view.words[at]}")
        if view.kinds[at]:
            row.append(f"{away}k={view.kinds[at]}")
        if view.forms[at]:
            row.append(f"{away}f={view.forms[at]}")
    if i:
        row.append(f"w-1,w={view.words[i - 1]}|{view.words[i]}")
    if i + 1 < len(view.tokens):
        row.append(f"w,w+1={view.words[i]}|{view.words[i + 1]}")
    return row


def _behind(view: _View) -> list[list[str]]:
    """For each word what has passed: the last reporting verb, what opened after it, who was named, open quotes."""
    rows: list[list[str]] = []
    last, opened, form, quoted = -1, "", "", False
    for i, token in enumerate(view.tokens):
        verb = view.cues[last] if last >= 0 else None
        if verb is not None:
            away = step(i - last)
            row = [f"back={verb.base}", f"back={view.kinds[last]},{away}", f"opened={verb.base},{opened}"]
            row.append(f"backact={verb.act},{away}")
        else:
            row = [f"nocue,{step(i)}"]
        row.append(f"form={view.forms[i]},last={form}")
        rows.append([*row, "quoted"] if quoted else row)
        cue = view.cues[i]
        if cue is not None and cue.part == "verb":
            last, opened = i, ""
        elif not opened and token.lower in _OPENERS:
            opened = token.lower
        form = view.forms[i] or form
        quoted = token.text in '“"' or (quoted and token.text != "”")
    return rows


def _ahead(view: _View) -> list[list[str]]:
    """For each word how far the next reporting word is, and its kind."""
    rows: list[list[str]] = []
    following = -1
    for i in range(len(view.tokens) - 1, -1, -1):
        known = following >= 0
        rows.append([f"ahead={step(following - i)}", f"aheadcue={view.kinds[following]}"] if known else ["ahead=none"])
        if view.cues[i] is not None:
            following = i
    return rows[::-1]
