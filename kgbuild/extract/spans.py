"""Which words report, and which words are reported: a trained tagger over each sentence.

The labels are C for the words of a cue, P for content under a cue of its own sentence, Q for content that goes
on with an earlier report without a cue ("Charter required agreement."), each opened by B- and continued by I-.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgbuild.extract.clusters import group_of
from kgbuild.extract.lexicon import cue_word
from kgbuild.extract.tagger import Tagger, load_tagger
from kgbuild.model import SectionKind, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.actors import Cast, Mention
    from kgbuild.extract.language import Sentence, Token

__all__ = ["Reported", "find_reported", "inside_features", "span_features"]

NESTED_AT_LEAST = 0.75
"""How sure a content within a content must be: below, more are wrong than right on the training telegrams."""

_OPENERS = frozenset({"that", "to", "whether", "if", "how", "why", "what", "when", "where", "who", "which", "for", "of", "by", "as"})


@dataclass(frozen=True, slots=True)
class Reported:
    """Content as found in sentence number ``sentence``; ``goes_on`` without a cue of its own sentence."""

    content: Span
    sentence: int
    goes_on: bool
    probability: float
    cue: Span | None


def _bucket(n: int) -> str:
    return str(n) if n < 4 else "4-6" if n < 7 else "7-12" if n < 13 else "13+"


def _forms(tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[str]:
    """For each token the form of the mention that covers it, or ""."""
    forms, at = [], 0
    for token in tokens:
        while at < len(mentions) and mentions[at].span.end <= token.start:
            at += 1
        inside = at < len(mentions) and mentions[at].span.start < token.end
        forms.append(mentions[at].form if inside else "")
    return forms


def _context(sentence: Sentence, before: Sentence | None, forms: Sequence[str]) -> list[str]:
    """What is known of the sentence as a whole."""
    cues = [w for t in sentence.tokens if (w := cue_word(t.text))]
    row = [f"kind={sentence.kind}", f"verbs={min(sum(w.part == 'verb' for w in cues), 3)}"]
    row.append(f"first={sentence.tokens[0].lower}")
    row.append(f"firstform={next((f for f in forms if f), '')}")
    if sentence.opens_section:
        row.append("opens")
    elif before is not None:
        told = [w for t in before.tokens if (w := cue_word(t.text)) and w.part == "verb"]
        row.append(f"before={min(len(told), 2)}")
        row += [f"beforecue={w.base}" for w in told[:1]]
        row.append(f"beforefirst={before.tokens[0].lower}")
    return row


def span_features(sentence: Sentence, before: Sentence | None, cast: Cast) -> list[list[str]]:
    """Features of each token of the sentence; *before* is the one before it in its paragraph."""
    tokens = sentence.tokens
    forms = _forms(tokens, cast.within(sentence.span))
    context = _context(sentence, before, forms)
    words = [t.lower if not t.text[0].isdigit() else "0" for t in tokens]
    cues = [cue_word(t.text) for t in tokens]
    shown = [f"<{f}>" if f and f not in ("pronoun", "author") else w for w, f in zip(words, forms, strict=True)]
    kinds = [f"{c.part}.{c.form}" if c else "" for c in cues]
    groups = [("", "") if f else group_of(w) for w, f in zip(words, forms, strict=True)]
    rows: list[list[str]] = []
    last_cue, last_form, opened = -1, "", ""
    ahead = _next_cue(cues)
    quoted = False
    for i, token in enumerate(tokens):
        row = ["w=" + shown[i], "cap" if token.text[0].isupper() else "low"]
        if words[i].isalpha():
            row += ["s3=" + words[i][-3:], "s2=" + words[i][-2:]]
        cue = cues[i]
        if groups[i][0]:
            row += ["g=" + groups[i][0], "gg=" + groups[i][1]]
        if cue:
            row += ["cue=" + cue.base, "cuekind=" + kinds[i], "act=" + cue.act]
        for step in (-3, -2, -1, 1, 2, 3):
            at = i + step
            if not 0 <= at < len(tokens):
                row.append(f"{step}none")
                continue
            row.append(f"{step}w={shown[at]}")
            if groups[at][1] and abs(step) < 3:
                row.append(f"{step}gg={groups[at][1]}")
            if kinds[at]:
                row.append(f"{step}k={kinds[at]}")
            if forms[at]:
                row.append(f"{step}f={forms[at]}")
        if i:
            row.append(f"w-1,w={shown[i - 1]}|{shown[i]}")
        if i + 1 < len(tokens):
            row.append(f"w,w+1={shown[i]}|{shown[i + 1]}")
        if last_cue >= 0:
            back = cues[last_cue]
            assert back is not None
            row += [f"back={back.base}", f"back={kinds[last_cue]},{_bucket(i - last_cue)}", f"opened={back.base},{opened}"]
            row.append(f"backact={back.act},{_bucket(i - last_cue)}")
        else:
            row.append(f"nocue,{_bucket(i)}")
        row.append(f"ahead={_bucket(ahead[i] - i) if ahead[i] >= 0 else 'none'}")
        if ahead[i] >= 0:
            row.append(f"aheadcue={kinds[ahead[i]]}")
        row.append(f"form={forms[i]},last={last_form}")
        if quoted:
            row.append("quoted")
        if i == 0:
            row += context
        elif i < 4:
            row += [f"c,{c}" for c in context[:2]]
        row += [f"all,{c}" for c in context if c.startswith(("kind", "verbs", "opens", "before="))]
        rows.append(row)
        if cue and cue.part == "verb":
            last_cue, opened = i, ""
        elif not opened and words[i] in _OPENERS:
            opened = words[i]
        if forms[i]:
            last_form = forms[i]
        if token.text in "“\"":
            quoted = True
        elif token.text == "”":
            quoted = False
    return rows


def _next_cue(cues: Sequence[object | None]) -> list[int]:
    """For each place the index of the next cue at or after it, or -1."""
    found, following = [-1] * len(cues), -1
    for i in range(len(cues) - 1, -1, -1):
        found[i] = following
        if cues[i] is not None:
            following = i
    return found


def find_reported(
    sentences: Sequence[Sentence], cast: Cast, tagger: Tagger | None = None, nested: Tagger | None = None
) -> list[Reported]:
    """The contents reported in the sentences of a document, in the order of the text; those within others after them."""
    tagger = tagger or load_tagger("spans")
    nested = nested or load_tagger("nested")
    found: list[Reported] = []
    before: Sentence | None = None
    for index, sentence in enumerate(sentences):
        previous = before if before and before.section == sentence.section else None
        rows = span_features(sentence, previous, cast)
        outer = _decode(sentence.tokens, index, tagger.tag(rows))
        inner = [r for o in outer for r in _find_inside(o, sentence, index, rows, nested)]
        found += sorted([*outer, *inner], key=lambda r: (r.content.start, -r.content.end))
        before = sentence
    return found


def inside_features(content: Span, sentence: Sentence, rows: Sequence[list[str]]) -> tuple[list[Token], list[list[str]]]:
    """The tokens of a content and their features: what is reported within what is reported."""
    places = [i for i, t in enumerate(sentence.tokens) if content.start <= t.start and t.end <= content.end]
    tokens = [sentence.tokens[i] for i in places]
    features = [
        [*rows[i], f"from start={_bucket(n)}", f"to end={_bucket(len(places) - n)}"] for n, i in enumerate(places)
    ]
    return tokens, features


def _find_inside(
    outer: Reported, sentence: Sentence, index: int, rows: Sequence[list[str]], nested: Tagger
) -> list[Reported]:
    tokens, features = inside_features(outer.content, sentence, rows)
    return [
        r
        for r in _decode(tokens, index, nested.tag(features))
        if r.content != outer.content and r.cue is not None and r.probability >= NESTED_AT_LEAST
    ]


def _decode(tokens: Sequence[Token], index: int, labels: Sequence[tuple[str, float]]) -> list[Reported]:
    """The contents and their cues among tagged tokens of sentence number *index*."""
    cues: list[list[int]] = []
    contents: list[list[int]] = []
    probabilities: list[list[float]] = []
    kinds: list[str] = []
    for i, (label, probability) in enumerate(labels):
        if label == "O":
            continue
        mark, _, kind = label.partition("-")
        if kind == "C":
            if mark == "B" or not cues or cues[-1][-1] != i - 1:
                cues.append([])
            cues[-1].append(i)
        else:
            if mark == "B" or not contents or kinds[-1] != kind:
                contents.append([])
                probabilities.append([])
                kinds.append(kind)
            contents[-1].append(i)
            probabilities[-1].append(probability)
    spans = [Span(tokens[c[0]].start, tokens[c[-1]].end) for c in cues]
    found = []
    for place, content in enumerate(contents):
        span = Span(tokens[content[0]].start, tokens[content[-1]].end)
        mean = sum(probabilities[place]) / len(content)
        found.append(Reported(span, index, kinds[place] == "Q", mean, _nearest(spans, span)))
    return found


def _nearest(cues: Sequence[Span], content: Span) -> Span | None:
    """The cue that governs the content: the last before it, else the first inside or after it."""
    before = [c for c in cues if c.end <= content.start]
    return before[-1] if before else next(iter(cues), None)
