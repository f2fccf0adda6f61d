"""Which words report, and which words are reported: a trained tagger over each sentence.

The labels are C for the words of a cue, P for content under a cue of its own sentence, Q for content that goes
on with an earlier report without a cue ("Charter required agreement."), each opened by B- and continued by I-.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kgbuild.extract.lexicon import cue_word
from kgbuild.extract.span_features import inside_features, span_features
from kgbuild.extract.tagger import Tagger, load_tagger
from kgbuild.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.actors import Cast
    from kgbuild.extract.language import Sentence, Token

__all__ = ["Reported", "find_reported"]

NESTED_AT_LEAST = 0.75
"""How sure a content within a content must be: below, more are wrong than right on the training telegrams."""

_AGAIN = frozenset({"also", "then", "further", "again"})
_JOINTS = frozenset({"and", "but", ","})
_AFTER_CUE = frozenset({"out", "that", "him", "me", "them", "us"})
_MADE = frozenset({"made", "gave", "raised", "repeated", "presented"})
_ALIKE = frozenset({"similar", "same"})
_NEAR_SUBJECT = 9  # words from the start of a content within which its verb stands
_NUMBERED = frozenset("resolution resolutions res article articles paragraph para committee document no".split())
_SHORTEST_TOLD, _LONGEST_TELLER = 7, 4  # words
_TELLING = frozenset({"past", "s"})
_OPENING = 3  # words that may stand before it ("On the contrary, ...")
_EDGES = frozenset(",;:.")
_SUBJECTS = frozenset({"i", "we", "he", "she", "they", "it"})


@dataclass(frozen=True, slots=True)
class Reported:
    """Content as found in sentence number ``sentence``; ``goes_on`` without a cue of its own sentence."""

    content: Span
    sentence: int
    goes_on: bool
    probability: float
    cue: Span | None


def find_reported(
    sentences: Sequence[Sentence], cast: Cast, tagger: Tagger | None = None, nested: Tagger | None = None
) -> list[Reported]:
    """The contents reported in a document's sentences, in the order of the text, those within others after them."""
    tagger = tagger or load_tagger("spans")
    nested = nested or load_tagger("nested")
    found: list[Reported] = []
    for index, (sentence, rows) in enumerate(zip(sentences, span_features(sentences, cast), strict=True)):
        outer = _decode(sentence.tokens, index, tagger.tag(rows))
        if not found or sentence.section - sentences[found[-1].sentence].section > 1:
            outer = [r for r in outer if not r.goes_on]  # there is no report that it could go on with
        outer = _told_after(sentence, index, cast, outer)
        inner = [r for o in outer for r in _find_inside(o, sentence, index, rows, nested)]
        found += sorted([*outer, *inner], key=lambda r: (r.content.start, -r.content.end))
    return found


def _find_inside(
    outer: Reported, sentence: Sentence, index: int, rows: Sequence[list[str]], nested: Tagger
) -> list[Reported]:
    tokens, features = inside_features(outer.content, sentence, rows)
    return [
        r
        for r in _decode(tokens, index, nested.tag(features))
        if r.content != outer.content and r.cue is not None and r.probability >= NESTED_AT_LEAST
    ]


def _told_after(sentence: Sentence, index: int, cast: Cast, found: list[Reported]) -> list[Reported]:
    """What was *found* in the sentence, but of one that ends in ", Tveit said." all that goes before is one content."""
    tokens = sentence.tokens[: -1 if sentence.tokens[-1].text == "." else None]
    verb = cue_word(tokens[-1].text) if len(tokens) > _SHORTEST_TOLD else None
    if verb is None or not verb.speech or verb.form not in _TELLING:
        return found
    for mention in cast.within(Span(tokens[-1 - _LONGEST_TELLER].start, tokens[-1].start)):
        before = next((i for i, t in enumerate(tokens) if t.start >= mention.span.start), 0) - 1
        if tokens[-2].end == mention.span.end and tokens[before].text == ",":
            content = Span(tokens[0].start, tokens[before - 1].end)
            probability = max((r.probability for r in found), default=NESTED_AT_LEAST)
            cue = Span(tokens[-1].start, tokens[-1].end)
            return [Reported(content, index, goes_on=False, probability=probability, cue=cue)]
    return found


@dataclass(slots=True)
class _Run:
    """Neighbouring tokens of one content or cue: their indexes, the label's kind, their probabilities."""

    kind: str
    places: list[int]
    probabilities: list[float]


def _decode(tokens: Sequence[Token], index: int, labels: Sequence[tuple[str, float]]) -> list[Reported]:
    """The contents and their cues among tagged tokens of sentence number *index*."""
    cues: list[_Run] = []
    contents: list[_Run] = []
    for i, (label, probability) in enumerate(labels):
        mark, _, kind = label.partition("-")
        if mark == "O":
            continue
        runs = cues if kind == "C" else contents
        goes_on = bool(runs) and runs[-1].places[-1] == i - 1
        resumes = bool(runs) and runs[-1].kind == kind != "C"  # after a cue in the middle
        if mark == "B" or not (goes_on or resumes):
            runs.append(_Run(kind, [], []))
        runs[-1].places.append(i)
        runs[-1].probabilities.append(probability)
    _join_subjects(tokens, contents, cues)
    _part_at_cues(tokens, contents, cues)
    _retell(tokens, contents, cues)
    _finish_numbers(tokens, contents)
    _trim(tokens, contents)
    cue_spans = [_span(tokens, run) for run in cues]
    found = []
    for run in contents:
        if run.kind == "Q" and not cues and run.places[0] > _OPENING:
            continue  # what goes on without a cue is a whole sentence
        span = _span(tokens, run)
        mean = sum(run.probabilities) / len(run.probabilities)
        found.append(Reported(span, index, run.kind == "Q", mean, _nearest(cue_spans, span)))
    return found


def _span(tokens: Sequence[Token], run: _Run) -> Span:
    return Span(tokens[run.places[0]].start, tokens[run.places[-1]].end)


def _join_subjects(tokens: Sequence[Token], contents: list[_Run], cues: list[_Run]) -> None:
    """A content that is a mere subject goes with the cue after it into the next ("said that I | regretted | this")."""
    for place in range(len(contents) - 2, -1, -1):
        subject, following = contents[place], contents[place + 1]
        between = range(subject.places[-1] + 1, following.places[0])
        cue = next((c for c in cues if c.places == list(between)), None)
        if cue and len(subject.places) == 1 and tokens[subject.places[0]].lower in _SUBJECTS:
            cues.remove(cue)
            subject.places += cue.places + following.places
            subject.probabilities += following.probabilities
            del contents[place + 1]


def _part_at_cues(tokens: Sequence[Token], contents: list[_Run], cues: list[_Run]) -> None:
    """A second verb of speech of the same subject opens a content of its own ("insisted that X and warned that Y")."""
    for place in range(len(contents) - 1, -1, -1):
        run = contents[place]
        governing = [c for c in cues if c.places[-1] < run.places[0]]
        form = next((w.form for i in governing[-1].places if (w := cue_word(tokens[i].text))), "") if governing else ""
        at = _second_cue(tokens, run, form) if run.kind == "P" and form in ("past", "ing") else None
        if at is None:
            continue
        joint, verb, start = at
        first = [i for i in run.places if i < joint]
        rest = [i for i in run.places if i >= start]
        if first and rest:
            cues.append(_Run("C", [i for i in run.places if verb <= i < start and tokens[i].lower != "that"], []))
            cues.sort(key=lambda c: c.places)
            contents[place : place + 1] = [replace(run, places=first), replace(run, places=rest)]


def _retell(tokens: Sequence[Token], contents: list[_Run], cues: list[_Run]) -> None:
    """Of "told us Kuznetsov made a similar pitch to Martin" the content is "a similar pitch": the innermost report."""
    for run in contents:
        for at in run.places[1:_NEAR_SUBJECT]:
            following = tokens[at + 1 : at + 5]
            alike = next((n for n, t in enumerate(following) if t.lower in _ALIKE), None)
            noun = None if alike is None else next((n for n in (alike + 1, alike + 2) if _is_noun(following, n)), None)
            if tokens[at].lower in _MADE and noun is not None:
                cues.append(_Run("C", [at], []))
                cues.sort(key=lambda c: c.places)
                run.places = [i for i in run.places if at < i <= at + 1 + noun]
                run.probabilities = run.probabilities[: len(run.places)]
                break


def _is_noun(tokens: Sequence[Token], at: int) -> bool:
    word = cue_word(tokens[at].text) if at < len(tokens) else None
    return word is not None and word.part == "noun"


def _finish_numbers(tokens: Sequence[Token], contents: list[_Run]) -> None:
    """Let a content that ends before the number of what it names ("Resolution | 2145 | (XXI)") go on to its end."""
    for run in contents:
        taken = {i for other in contents if other is not run for i in other.places}
        last = end = run.places[-1]
        if tokens[last].lower in _NUMBERED and any(t.text[0].isdigit() for t in tokens[last + 1 : last + 2]):
            end += 1
        is_numbered = end > 0 and tokens[end].text[0].isdigit() and tokens[end - 1].lower in _NUMBERED
        if is_numbered and "".join(t.text for t in tokens[end + 1 : end + 4 : 2]) == "()":
            end += 3
        if last + 1 not in taken:
            run.places += [i for i in range(last + 1, end + 1) if i not in taken]


def _trim(tokens: Sequence[Token], contents: list[_Run]) -> None:
    """Take the marks at the edges off each content, and the contents that are marks alone away."""
    for run in contents:
        words = [n for n, i in enumerate(run.places) if tokens[i].text not in _EDGES]
        kept = slice(words[0], words[-1] + 1) if words else slice(0, 0)
        run.places, run.probabilities = run.places[kept], run.probabilities[kept]
    contents[:] = [run for run in contents if run.places]


def _second_cue(tokens: Sequence[Token], run: _Run, form: str) -> tuple[int, int, int] | None:
    """Where a content joins on a further verb of speech: the joint's index, the verb's, and that of its content."""
    for at in run.places[1:-1]:
        word = cue_word(tokens[at].text)
        if word is None or not word.speech or word.form != form:
            continue
        joint = at - 1
        while joint > run.places[0] and (tokens[joint].lower.endswith("ly") or tokens[joint].lower in _AGAIN):
            joint -= 1
        if tokens[joint].lower not in _JOINTS:
            continue
        start = at + 1
        while start < run.places[-1] and tokens[start].lower in _AFTER_CUE:
            start += 1
        while joint - 1 in run.places and tokens[joint - 1].text == ",":
            joint -= 1
        return joint, at, start
    return None


def _nearest(cues: Sequence[Span], content: Span) -> Span | None:
    """The cue that governs the content: the last before it, else the first inside or after it."""
    before = [c for c in cues if c.end <= content.start]
    return before[-1] if before else next(iter(cues), None)
