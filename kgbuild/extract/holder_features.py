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
    from collections.abc import Iterable, Sequence

    from kgbuild.extract.actors import Cast
    from kgbuild.extract.floor import Floor
    from kgbuild.extract.language import Sentence, Token
    from kgbuild.extract.spans import Reported

__all__ = ["Candidate", "holder_candidates"]

_RECENT = 8
"""How many of the agents mentioned last are candidates."""

_FAR = 99
_NOT = 9
"""The place of an agent that is not among those looked at."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent that could hold the content, with its features."""

    agent: str
    features: list[str]
    frame: Frame

    @property
    def evidence(self) -> Span | None:
        """The agent's mention in the sentence that is the nearest to the cue."""
        frame = self.frame
        mine = [m.span for m in (*frame.before, *frame.within, *frame.after) if m.agent == self.agent]
        return min(mine, key=lambda s: (abs(s.start - frame.cue.start), s.start), default=None)


def holder_candidates(reported: Reported, sentences: Sequence[Sentence], cast: Cast, floor: Floor) -> list[Candidate]:
    """The agents that could hold the content: named in its sentence or shortly before, or speaking so far."""
    frame = Frame.of(reported, sentences, cast, floor)
    scene = _Scene.of(frame)
    agents = dict.fromkeys([*frame.named, *frame.last, *list(frame.recency)[:_RECENT], cast.author])
    words = _cue_features(frame, scene.following)
    subject = f"subject={frame.subject.form}"
    crossing = _Crossing((*words, subject, f"{subject},{words[0]}", f"link={frame.link}"))
    rows = []
    for agent in agents:
        kind, turn = _kind(agent, frame), scene.turns.get(agent, 0)
        features = _relation(agent, scene) + _standing(agent, kind, turn, scene) + _reference(agent, kind, turn, scene)
        for trait in (kind, f"last={turn == 1}", f"turn{turn},led={frame.led == agent}"):
            features += crossing[trait]
        rows.append(Candidate(agent, features, frame))
    return rows


class _Crossing(dict[str, list[str]]):
    """What the sentence shows of the content's holder, with each trait of the candidates."""

    def __init__(self, shown: Sequence[str]) -> None:
        super().__init__()
        self._shown = shown

    def __missing__(self, trait: str) -> list[str]:
        self[trait] = row = [f"{trait}&{word}" for word in self._shown]
        return row


@dataclass(frozen=True, slots=True)
class _Scene:
    """A frame, and where each agent stands among those who were named or spoke before (from 0; ``turns`` from 1)."""

    frame: Frame
    following: str
    recent: dict[str, int]
    turns: dict[str, int]
    speakers: dict[str, int]
    persons: dict[str, int]
    narrated: dict[str, int]
    zones: dict[str, str]

    @classmethod
    def of(cls, frame: Frame) -> _Scene:
        return cls(
            frame,
            frame.following,
            _places(frame.recency),
            {agent: place + 1 for agent, place in _places(frame.last).items()},
            _places(a for a in frame.last if frame.floor.is_third_person(a)),
            _places(frame.persons),
            _places(frame.narrated),
            _zones(frame),
        )


def _places(agents: Iterable[str]) -> dict[str, int]:
    return {agent: place for place, agent in enumerate(agents)}


def _zones(frame: Frame) -> dict[str, str]:
    """Where the sentence names each agent, as seen from the cue."""
    zones = {frame.subject.agent: "subject"} if frame.subject.agent is not None else {}
    for zone in ("within", "before", "after", "inside"):
        for mention in getattr(frame, zone):
            zones.setdefault(mention.agent, zone)
    return zones


def _kind(agent: str, frame: Frame) -> str:
    return "author" if agent == frame.cast.author else str(frame.cast.agents[agent].kind)


def _manner(agent: str, frame: Frame) -> str:
    """How the text speaks of the agent: the writer as "I" or by name, his own state as "we" too."""
    if agent == frame.cast.author:
        return "third person" if frame.floor.author_named else "first person"
    return "own state" if agent == frame.cast.author_side else "other"


def _cue_features(frame: Frame, following: str) -> list[str]:
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
        row.append(f"then={following}")
    row += ["by"] if cued and cued[-1].lower == "by" else []
    row += ["cue after content"] if frame.cue.start > frame.reported.content.start else []
    return row


def _relation(agent: str, scene: _Scene) -> list[str]:
    """How the agent's mentions in the sentence stand to the cue."""
    frame, row = scene.frame, []
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
    return row + (_mention_after(mine[0], scene) if mine else [])


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


def _mention_after(place: int, scene: _Scene) -> list[str]:
    """The agent's first mention after the cue: whom it was said to, or who is quoted."""
    frame, mention = scene.frame, scene.frame.after[place]
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
        f"after,rank{min(place, 2)},content={after},{scene.following}",
    ]


def _standing(agent: str, kind: str, turn: int, scene: _Scene) -> list[str]:
    """The agent's part in the exchange so far, and in the content."""
    frame = scene.frame
    floor, inside = frame.floor, frame.inside
    manner = "goes_on" if frame.reported.goes_on else "cued"
    row = [
        f"kind={kind}",
        f"turn={turn}",
        f"turn={turn},{kind},{manner}",
        f"turn={turn},opens={frame.opens},{manner}",
        f"times={step(floor.times[agent])}",
        f"recency={step(frame.recency.get(agent, _FAR))},{kind}",
        f"comment={frame.sentence.kind == SectionKind.COMMENT},{kind}",
        f"since={step(frame.reported.sentence - floor.sentence)},turn={turn}",
        f"recent rank={min(scene.recent.get(agent, _NOT), 5)},{kind}",
        f"led={frame.led == agent},{frame.subject.form}",
        f"prominence={step(floor.prominence.get(agent, _FAR), (0, 1, 2, 3, 5, 9))},{kind}",
        f"nested={frame.nested},turn={turn}",
    ]
    if inside:
        row += [f"in content={form},{kind}" for form in sorted({m.form for m in inside if m.agent == agent})]
        row.append(f"content opens with={inside[0].form},{inside[0].agent == agent},{kind}")
    return row


def _reference(agent: str, kind: str, turn: int, scene: _Scene) -> list[str]:
    """Whether a pronoun or a missing subject can mean the agent: who was named, who spoke, who was spoken to."""
    frame = scene.frame
    floor, subject, link = frame.floor, frame.subject.form, frame.link
    here = floor.sentence == frame.reported.sentence
    named, narrated = min(scene.persons.get(agent, _NOT), 3), min(scene.narrated.get(agent, _NOT), 3)
    spoke = min(scene.speakers.get(agent, _NOT), 2)
    told = bool(floor.turns) and agent in floor.turns[-1].told
    verb = floor.turns[-1].verb if floor.turns else ""
    manner, zone, side = _manner(agent, frame), scene.zones.get(agent, "none"), _side(agent, frame)
    return [
        f"{subject}|{kind},turn{turn},here={here}",
        f"{subject}|named{named},spoke{spoke}",
        f"{subject}|named{named},{frame.led == agent}",
        f"{subject}|times{step(floor.times[agent], (0, 1, 3, 8))},{kind}",
        f"{subject}|told={told},{kind}",
        f"{subject}|{manner},{link}",
        f"{manner}|turn{turn},{'on' if frame.reported.goes_on else 'cued'}",
        f"{subject}|narrated{narrated},turn{turn}",
        f"{subject}|narrated{narrated},named{named}",
        f"{subject}|topic={frame.topic == agent},turn{turn}",
        f"side={side}|{kind},{subject}",
        f"side={side}|turn{turn},{kind}",
        f"{subject}|prominence{step(floor.prominence.get(agent, _FAR), (0, 1, 2, 4))},{kind}",
        f"{link}|{zone},{kind}",
        f"{link}|{zone},turn{turn},here={here}",
        f"{link}|{subject},turn{turn},here={here}",
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
