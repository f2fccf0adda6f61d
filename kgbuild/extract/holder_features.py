"""What the model of holders is told of each agent that could hold a position."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgbuild.extract.features import step
from kgbuild.extract.floor import PREPOSITIONS
from kgbuild.extract.frames import Frame
from kgbuild.extract.lexicon import cue_word
from kgbuild.model import SectionKind, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.actors import Cast
    from kgbuild.extract.floor import Floor
    from kgbuild.extract.language import Sentence, Token
    from kgbuild.extract.spans import Reported

__all__ = ["Candidate", "holder_candidates"]

_RECENT = 8
"""How many of the agents mentioned last are candidates."""

_FAR = 99


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent that could hold the content, with its features and its mention nearest to the cue."""

    agent: str
    features: list[str]
    evidence: Span | None


def holder_candidates(reported: Reported, sentences: Sequence[Sentence], cast: Cast, floor: Floor) -> list[Candidate]:
    """The agents that could hold the content: named in its sentence or shortly before, or speaking so far."""
    frame = Frame.of(reported, sentences, cast, floor)
    named = [m.agent for m in cast.within(frame.sentence.span) if m.form != "pronoun"]
    agents = dict.fromkeys([*named, *frame.last, *list(frame.recency)[:_RECENT], cast.author])
    words = _cue_features(frame)
    subject = f"subject={frame.subject.form}"
    shared = [*words, subject, f"{subject},{words[0]}", f"link={frame.link}"]
    rows = []
    for agent in agents:
        kind, turn = _kind(agent, frame), _turn(agent, frame)
        crossed = (kind, f"last={turn == 1}", f"turn{turn},led={frame.led == agent}")
        features = _relation(agent, frame) + _standing(agent, frame) + _reference(agent, frame)
        features += [f"{c}&{s}" for c in crossed for s in shared]
        rows.append(Candidate(agent, features, _nearest_mention(agent, frame)))
    return rows


def _kind(agent: str, frame: Frame) -> str:
    return "author" if agent == frame.cast.author else str(frame.cast.agents[agent].kind)


def _manner(agent: str, frame: Frame) -> str:
    """How the text speaks of the agent: the writer as "I" or by name, his own state as "we" too."""
    if agent == frame.cast.author:
        return "third person" if frame.floor.author_named else "first person"
    return "own state" if agent == frame.cast.author_side else "other"


def _turn(agent: str, frame: Frame) -> int:
    """Whether the agent spoke last (1), before that (2, 3) or not of late (0)."""
    return frame.last.index(agent) + 1 if agent in frame.last else 0


def _cue_features(frame: Frame) -> list[str]:
    """The cue's head word and form; what stands beside it; where the content stands to it."""
    place = "opens" if frame.opens else "within"
    if not frame.cued:
        return ["goes_on", place, f"starts={frame.first_word}"]
    tokens = frame.sentence.tokens
    cued = [t for t in tokens if frame.cue.start <= t.start < frame.cue.end]
    head = next((w for t in cued if (w := cue_word(t.text))), None)
    right = next((t.lower for t in tokens if t.start >= frame.cue.end), "$")
    left = next((t.lower for t in reversed(tokens) if t.end <= frame.cue.start), "^")
    row = [
        f"cue={head.base}.{head.form}" if head else "cue=?",
        f"part={head.part}.{head.form}" if head else "part=?",
        f"cuebefore={left}",
        f"cueafter={right}",
        place,
    ]
    if head and head.form == "ing":
        row.append(f"then={frame.following}")
    row += ["by"] if cued and cued[-1].lower == "by" else []
    row += ["cue after content"] if frame.cue.start > frame.reported.content.start else []
    return row


def _relation(agent: str, frame: Frame) -> list[str]:
    """How the agent's mentions in the sentence stand to the cue."""
    row = []
    if frame.subject.agent is not None:
        same = frame.subject.agent == agent
        row += [
            f"is subject={same},{frame.subject.form}",
            f"is subject={same},gap{step(frame.subject.gap)}",
            f"is subject={same},link={frame.link}",
        ]
    mine = [i for i, m in enumerate(frame.before) if m.agent == agent]
    row += _mention_before(mine, frame) if mine else [f"before,no,{frame.subject.form}"]
    row += _mention_within(agent, frame)
    mine = [i for i, m in enumerate(frame.after) if m.agent == agent]
    return row + (_mention_after(mine[0], frame) if mine else [])


def _mention_before(mine: Sequence[int], frame: Frame) -> list[str]:
    """The agent's last mention before the cue: its rank, distance and grammar."""
    place = mine[-1]
    mention = frame.before[place]
    left = next((t for t in reversed(frame.tokens) if t.end <= mention.span.start), None)
    between = [t for t in frame.tokens if mention.span.end <= t.start]
    verbs = sum(1 for t in between if (w := cue_word(t.text)) and w.part == "verb" and w.form != "ing")
    governed = left is not None and left.lower in PREPOSITIONS
    return [
        f"before,rank{min(len(frame.before) - 1 - place, 3)}",
        f"before,gap{step(len(between))}",
        f"before,gap{step(len(between))},{governed}",
        f"before,form={mention.form}",
        f"before,prev={_word(left)}",
        f"before,next={between[0].lower if between else 'cue'}",
        f"before,verbs{min(verbs, 2)}",
        f"before,first={mine[0] == 0}",
        f"before,first={mine[0] == 0},link={frame.link},{governed}",
        f"before,prep={governed},verbs{min(verbs, 2)}",
    ]


def _word(token: Token | None) -> str:
    if token is None:
        return "^"
    return token.lower if token.text.isalpha() or token.text in "(,:;" else "."


def _mention_within(agent: str, frame: Frame) -> list[str]:
    """The agent's mention among the words of the cue ("according to Wehner", "told Wehner")."""
    mention = next((m for m in frame.within if m.agent == agent), None)
    if mention is None:
        return []
    left = [t for t in frame.sentence.tokens if frame.cue.start <= t.start and t.end <= mention.span.start]
    place = _word(left[-1]) if left else "first"
    return [f"in cue,{place}", f"in cue,{mention.form},{place}", f"in cue,{'later' if left else 'first'}"]


def _mention_after(place: int, frame: Frame) -> list[str]:
    """The agent's first mention after the cue: whom it was said to, or who is quoted."""
    mention = frame.after[place]
    between = [t for t in frame.sentence.tokens if frame.cue.end <= t.start and t.end <= mention.span.start]
    previous = between[-1].lower if between else "cue"
    after = mention.span.start >= frame.reported.content.end
    return [
        f"after,gap{step(len(between))}",
        f"after,form={mention.form}",
        f"after,rank{min(place, 2)}",
        f"after,prev={previous}",
        f"after,prev={previous},gap{step(len(between), (0, 1, 2))},content={after}",
        f"after,content={after},{frame.link}",
        f"after,rank{min(place, 2)},content={after},{frame.following}",
    ]


def _standing(agent: str, frame: Frame) -> list[str]:
    """The agent's part in the exchange so far, and in the content."""
    kind, turn = _kind(agent, frame), _turn(agent, frame)
    manner = "goes_on" if frame.reported.goes_on else "cued"
    rank = list(frame.recency).index(agent) if agent in frame.recency else 9
    prominence = frame.floor.prominence.get(agent, _FAR)
    row = [
        f"kind={kind}",
        f"turn={turn}",
        f"turn={turn},{kind},{manner}",
        f"turn={turn},opens={frame.opens},{manner}",
        f"times={step(frame.floor.times[agent])}",
        f"recency={step(frame.recency.get(agent, _FAR))},{kind}",
        f"comment={frame.sentence.kind == SectionKind.COMMENT},{kind}",
        f"since={step(frame.reported.sentence - frame.floor.sentence)},turn={turn}",
        f"recent rank={min(rank, 5)},{kind}",
        f"led={frame.led == agent},{frame.subject.form}",
        f"prominence={step(prominence, (0, 1, 2, 3, 5, 9))},{kind}",
        f"nested={frame.nested},turn={turn}",
    ]
    inside = frame.inside
    row += [f"in content={form},{kind}" for form in sorted({m.form for m in inside if m.agent == agent})]
    if inside:
        row.append(f"content opens with={inside[0].form},{inside[0].agent == agent},{kind}")
    return row


def _reference(agent: str, frame: Frame) -> list[str]:
    """Whether a pronoun or a missing subject can mean the agent: who was named, who spoke, who was spoken to."""
    kind, turn, subject = _kind(agent, frame), _turn(agent, frame), frame.subject.form
    floor = frame.floor
    here = floor.sentence == frame.reported.sentence
    named = frame.persons.index(agent) if agent in frame.persons else 9
    speakers = [a for a in frame.last if floor.is_third_person(a)]
    narrated = frame.narrated.index(agent) if agent in frame.narrated else 9
    spoke = speakers.index(agent) if agent in speakers else 9
    told = bool(floor.turns) and agent in floor.turns[-1].told
    verb = floor.turns[-1].verb if floor.turns else ""
    zone = _zone(agent, frame)
    return [
        f"{subject}|{kind},turn{turn},here={here}",
        f"{subject}|named{min(named, 3)},spoke{min(spoke, 2)}",
        f"{subject}|named{min(named, 3)},{frame.led == agent}",
        f"{subject}|times{step(floor.times[agent], (0, 1, 3, 8))},{kind}",
        f"{subject}|told={told},{kind}",
        f"{subject}|{_manner(agent, frame)},{frame.link}",
        f"{_manner(agent, frame)}|turn{turn},{'on' if frame.reported.goes_on else 'cued'}",
        f"{subject}|narrated{min(narrated, 3)},turn{turn}",
        f"{subject}|narrated{min(narrated, 3)},named{min(named, 3)}",
        f"{subject}|topic={frame.topic == agent},turn{turn}",
        f"side={_side(agent, frame)}|{kind},{subject}",
        f"side={_side(agent, frame)}|turn{turn},{kind}",
        f"{subject}|prominence{step(floor.prominence.get(agent, _FAR), (0, 1, 2, 4))},{kind}",
        f"{frame.link}|{zone},{kind}",
        f"{frame.link}|{zone},turn{turn},here={here}",
        f"{frame.link}|{subject},turn{turn},here={here}",
        f"after {verb}|turn{turn},{subject}",
        f"nested={frame.nested}|{zone},{kind}",
    ]


def _side(agent: str, frame: Frame) -> str:
    """Whether the agent is on the side of the last speaker: himself, of his state, or of another."""
    if not frame.last:
        return "none"
    if frame.last[0] == agent:
        return "same agent"
    sides = [frame.floor.side(a) for a in (frame.last[0], agent)]
    return "unknown" if None in sides else str(sides[0] == sides[1])


def _zone(agent: str, frame: Frame) -> str:
    """Where the sentence names the agent, as seen from the cue."""
    if frame.subject.agent == agent:
        return "subject"
    zones = (("within", frame.within), ("before", frame.before), ("after", frame.after), ("inside", frame.inside))
    return next((name for name, mentions in zones if any(m.agent == agent for m in mentions)), "none")


def _nearest_mention(agent: str, frame: Frame) -> Span | None:
    mine = [m.span for m in (*frame.before, *frame.within, *frame.after) if m.agent == agent]
    return min(mine, key=lambda s: (abs(s.start - frame.cue.start), s.start), default=None)
