"""What the model of holders is told of each agent that could hold a position."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kgbuild.extract.features import step
from kgbuild.extract.lexicon import cue_word
from kgbuild.model import AgentKind, SectionKind, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.actors import Cast, Mention
    from kgbuild.extract.language import Sentence, Token
    from kgbuild.extract.spans import Reported

__all__ = ["Candidate", "Floor", "holder_candidates"]

_PREPOSITIONS = frozenset("to with from by for of on at in among between through upon against".split())
_RELATIVES = frozenset({"latter", "former", "who", "which", "it", "his"})
_REMEMBERED = 12
"""How many sentences back a mention counts."""

_FAR = 99
_AGAIN = frozenset({"also", "then", "further", "again", "himself"})


@dataclass(frozen=True, slots=True)
class _Utterance:
    """A verb of speech right after its named subject ("Ishimori disagreed."), whether or not content follows."""

    offset: int
    agent: str
    sentence: int


@dataclass(slots=True)
class Floor:
    """Who has spoken so far, the last one last, and how often each.

    Besides the speakers of positions, those count of whom the text says that they spoke: *utterances* are these,
    in the order of the text, and :meth:`reach` lets the ones before an offset pass. ``contents`` are all that is
    reported, by the index of its sentence.
    """

    utterances: Sequence[_Utterance]
    contents: dict[int, list[Span]]
    speakers: list[str] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)
    sentence: int = -1
    passed: int = 0

    @classmethod
    def of(cls, reported: Sequence[Reported], sentences: Sequence[Sentence], cast: Cast) -> Floor:
        """The floor before the first sentence; what is reported as said by others takes no part in it."""
        inside = {i for r in reported for i in range(r.content.start, r.content.end)}
        heard = [u for index, sentence in enumerate(sentences) for u in _utterances(sentence, index, cast)]
        contents: dict[int, list[Span]] = {}
        for r in reported:
            contents.setdefault(r.sentence, []).append(r.content)
        return cls([u for u in heard if u.offset not in inside], contents)

    def reach(self, offset: int) -> None:
        """Note who spoke before *offset* in the text."""
        while self.passed < len(self.utterances) and self.utterances[self.passed].offset < offset:
            heard = self.utterances[self.passed]
            self.passed += 1
            self.speakers.append(heard.agent)
            self.sentence = heard.sentence

    def last(self) -> list[str]:
        """The last three distinct speakers, the very last first."""
        return list(dict.fromkeys(reversed(self.speakers[-40:])))[:3]

    def took(self, agent: str, sentence: int) -> None:
        """Note that *agent* spoke in this sentence."""
        self.speakers.append(agent)
        self.times[agent] += 1
        self.sentence = sentence


def _utterances(sentence: Sentence, index: int, cast: Cast) -> list[_Utterance]:
    subjects = {m.span.end: m for m in cast.within(sentence.span) if m.form in ("name", "office", "author")}
    found = []
    for i, token in enumerate(sentence.tokens):
        word = cue_word(token.text)
        if word is None or word.part != "verb" or word.form == "ing":
            continue
        at = i - 1
        while at > 0 and (sentence.tokens[at].lower.endswith("ly") or sentence.tokens[at].lower in _AGAIN):
            at -= 1
        subject = subjects.get(sentence.tokens[at].end) if at >= 0 else None
        governed = at > 0 and sentence.tokens[at - 1].lower in _PREPOSITIONS
        if subject is not None and not governed:
            found.append(_Utterance(token.start, subject.agent, index))
    return found


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent that could hold the content, with its features and its mention nearest to the cue."""

    agent: str
    features: list[str]
    evidence: Span | None


@dataclass(frozen=True, slots=True)
class _Subject:
    """What stands before the cue as its likely subject: a mention's or pronoun's form, and the agent, if named."""

    form: str
    agent: str | None
    gap: int


@dataclass(frozen=True, slots=True)
class _Frame:
    """A reported content in its sentence: what every candidate is weighed against.

    ``cue`` is empty at the content's start where the sentence has no cue of its own; ``before`` and ``after`` are
    the mentions on both sides of it, outside the content; ``recency`` says how many sentences ago each agent was
    last mentioned.
    """

    reported: Reported
    sentence: Sentence
    cue: Span
    cued: bool
    before: Sequence[Mention]
    after: Sequence[Mention]
    subject: _Subject
    recency: dict[str, int]
    led: str | None
    last: Sequence[str]
    floor: Floor
    cast: Cast

    @classmethod
    def of(cls, reported: Reported, sentences: Sequence[Sentence], cast: Cast, floor: Floor) -> _Frame:
        sentence = sentences[reported.sentence]
        start = reported.content.start
        cued = reported.cue is not None and sentence.span.contains(reported.cue)
        cue = reported.cue if cued and reported.cue else Span(start, start)
        floor.reach(cue.start)
        named = [m for m in cast.within(sentence.span) if m.form != "pronoun"]
        told = [
            c for c in floor.contents[reported.sentence] if c == reported.content or not c.contains(reported.content)
        ]
        outside = [m for m in named if not any(content.contains(m.span) for content in told)]
        before = [m for m in outside if m.span.start < cue.end]
        previous = cast.within(sentences[reported.sentence - 1].span) if reported.sentence else []
        leading = [m for m in previous if m.form not in ("state", "body")] or previous
        return cls(
            reported,
            sentence,
            cue,
            cued,
            before,
            [m for m in outside if m.span.start >= cue.end],
            _subject(sentence, before, cue),
            _recency(reported.sentence, sentences, cast),
            leading[0].agent if leading else None,
            floor.last(),
            floor,
            cast,
        )


def holder_candidates(reported: Reported, sentences: Sequence[Sentence], cast: Cast, floor: Floor) -> list[Candidate]:
    """The agents that could hold the content: named in its sentence or shortly before, or speaking so far."""
    frame = _Frame.of(reported, sentences, cast, floor)
    named = [m.agent for m in cast.within(frame.sentence.span) if m.form != "pronoun"]
    agents = dict.fromkeys([*named, *frame.last, *list(frame.recency)[:8], cast.author])
    words = _cue_features(frame)
    shared = [*words, f"subject={frame.subject.form}", f"subject={frame.subject.form},{words[0]}"]
    rows = []
    for agent in agents:
        kind = _kind(agent, cast)
        turn = _turn(agent, frame)
        crossed = (kind, f"last={turn == 1}", f"turn{turn},led={frame.led == agent}")
        features = _relation(agent, frame) + _standing(agent, frame)
        features += [f"{c}&{s}" for c in crossed for s in shared]
        rows.append(Candidate(agent, features, _nearest_mention(agent, frame)))
    return rows


def _kind(agent: str, cast: Cast) -> str:
    return "author" if agent == cast.author else str(cast.agents[agent].kind)


def _turn(agent: str, frame: _Frame) -> int:
    """Whether the agent spoke last (1), before that (2, 3) or not of late (0)."""
    return frame.last.index(agent) + 1 if agent in frame.last else 0


def _subject(sentence: Sentence, before: Sequence[Mention], cue: Span) -> _Subject:
    """The last mention or pronoun before the cue that no preposition governs."""
    tokens = [t for t in sentence.tokens if t.start < cue.start]
    by_start = {m.span.start: m for m in before}
    for back, token in enumerate(reversed(tokens)):
        left = tokens[-back - 2].lower if back + 2 <= len(tokens) else ""
        mention = by_start.get(token.start)
        if mention is not None and left not in _PREPOSITIONS:
            return _Subject(mention.form, mention.agent, back)
        if token.lower in ("he", "she"):
            return _Subject("he", None, back)
        if token.lower in ("they", "both"):
            return _Subject("they", None, back)
        if token.lower in _RELATIVES:
            return _Subject(token.lower, None, back)
    return _Subject("none", None, len(tokens))


def _cue_features(frame: _Frame) -> list[str]:
    """The cue's head word and form; what stands beside it; where the content stands to it."""
    place = "opens" if frame.sentence.opens_section else "within"
    if not frame.cued:
        return ["goes_on", place]
    tokens = frame.sentence.tokens
    cued = [t for t in tokens if frame.cue.start <= t.start < frame.cue.end]
    head = next((w for t in cued if (w := cue_word(t.text))), None)
    left = [t for t in tokens if t.end <= frame.cue.start]
    right = [t for t in tokens if t.start >= frame.cue.end]
    row = [
        f"cue={head.base}.{head.form}" if head else "cue=?",
        f"part={head.part}.{head.form}" if head else "part=?",
        f"cuebefore={left[-1].lower if left else '^'}",
        f"cueafter={right[0].lower if right else '$'}",
        place,
    ]
    row += ["by"] if cued and cued[-1].lower == "by" else []
    row += ["cue after content"] if frame.cue.start > frame.reported.content.start else []
    return row


def _relation(agent: str, frame: _Frame) -> list[str]:
    """How the agent's mentions in the sentence stand to the cue."""
    row = []
    if frame.subject.agent is not None:
        same = frame.subject.agent == agent
        row += [f"is subject={same},{frame.subject.form}", f"is subject={same},gap{step(frame.subject.gap)}"]
    mine = [i for i, m in enumerate(frame.before) if m.agent == agent]
    row += _mention_before(mine, frame) if mine else ["before,no"]
    mine = [i for i, m in enumerate(frame.after) if m.agent == agent]
    return row + (_mention_after(mine[0], frame) if mine else [])


def _mention_before(mine: Sequence[int], frame: _Frame) -> list[str]:
    """The agent's last mention before the cue: its rank, distance and grammar."""
    place = mine[-1]
    mention, tokens = frame.before[place], frame.sentence.tokens
    left = [t for t in tokens if t.end <= mention.span.start]
    between = [t for t in tokens if mention.span.end <= t.start and t.end <= frame.cue.start]
    verbs = sum(1 for t in between if (w := cue_word(t.text)) and w.part == "verb" and w.form != "ing")
    row = [
        f"before,rank{min(len(frame.before) - 1 - place, 3)}",
        f"before,gap{step(len(between))}",
        f"before,form={mention.form}",
        f"before,prev={_word_before(left)}",
        f"before,next={between[0].lower if between else 'cue'}",
        f"before,verbs{min(verbs, 2)}",
        f"before,first={mine[0] == 0}",
        f"before,prep={bool(left) and left[-1].lower in _PREPOSITIONS},verbs{min(verbs, 2)}",
    ]
    if frame.cue.contains(mention.span):
        row.append(f"in cue,{'first' if mention.span.start == frame.cue.start else 'later'}")
    return row


def _word_before(left: Sequence[Token]) -> str:
    if not left:
        return "^"
    return left[-1].lower if left[-1].text.isalpha() else "."


def _mention_after(place: int, frame: _Frame) -> list[str]:
    """The agent's first mention after the cue: whom it was said to, or who is quoted."""
    mention = frame.after[place]
    between = [t for t in frame.sentence.tokens if frame.cue.end <= t.start and t.end <= mention.span.start]
    return [
        f"after,gap{step(len(between))}",
        f"after,form={mention.form}",
        f"after,rank{min(place, 2)}",
        f"after,prev={between[-1].lower if between else 'cue'}",
    ]


def _standing(agent: str, frame: _Frame) -> list[str]:
    """The agent's part in the exchange so far, and in the content."""
    kind, turn = _kind(agent, frame.cast), _turn(agent, frame)
    manner = "goes_on" if frame.reported.goes_on else "cued"
    rank = list(frame.recency).index(agent) if agent in frame.recency else 9
    row = [
        f"kind={kind}",
        f"turn={turn}",
        f"turn={turn},{kind},{manner}",
        f"turn={turn},opens={frame.sentence.opens_section},{manner}",
        f"times={step(frame.floor.times[agent])}",
        f"recency={step(frame.recency.get(agent, _FAR))},{kind}",
        f"comment={frame.sentence.kind == SectionKind.COMMENT},{kind}",
        f"since={step(frame.reported.sentence - frame.floor.sentence)},turn={turn}",
        f"recent rank={min(rank, 5)},{kind}",
        f"led={frame.led == agent},{frame.subject.form}",
    ]
    cast = frame.cast
    people = [a for a in frame.recency if cast.agents[a].kind == AgentKind.PERSON and a != cast.author]
    if agent in people:
        row.append(f"recent person={min(people.index(agent), 4)}")
    inside = cast.within(frame.reported.content)
    row += [f"in content={form},{kind}" for form in sorted({m.form for m in inside if m.agent == agent})]
    if inside:
        row.append(f"content opens with={inside[0].form},{inside[0].agent == agent},{kind}")
    return row


def _nearest_mention(agent: str, frame: _Frame) -> Span | None:
    mine = [m.span for m in (*frame.before, *frame.after) if m.agent == agent]
    return min(mine, key=lambda s: (abs(s.start - frame.cue.start), s.start), default=None)


def _recency(index: int, sentences: Sequence[Sentence], cast: Cast) -> dict[str, int]:
    """How many sentences ago each agent was last mentioned, the latest first."""
    found: dict[str, int] = {}
    for back in range(1, min(_REMEMBERED, index + 1)):
        for mention in cast.within(sentences[index - back].span):
            found.setdefault(mention.agent, back)
    return found
