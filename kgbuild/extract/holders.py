"""Who holds each position: every agent that could is weighed by a trained model, in the order of the text.

What the model knows of a candidate: how its nearest mention stands to the cue, whether the pronoun before the
cue can mean it, who spoke last, and who spoke before that.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kgbuild.extract.lexicon import cue_word
from kgbuild.extract.linear import LinearModel, load_linear
from kgbuild.model import AgentKind, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.actors import Cast, Mention
    from kgbuild.extract.language import Sentence
    from kgbuild.extract.spans import Reported

__all__ = ["Floor", "Holder", "find_holders", "holder_candidates"]

_SINGULAR = frozenset({"he", "him", "his", "himself", "she", "her"})
_PLURAL = frozenset({"they", "them", "their", "both"})
_PREPOSITIONS = frozenset("to with from by for of on at in among between through upon against".split())


@dataclass(frozen=True, slots=True)
class Holder:
    """The agents that hold a position, the likeliest first, where they are named, and how sure that is (0 to 1)."""

    agents: tuple[str, ...]
    evidence: Span | None
    probability: float


@dataclass(slots=True)
class Floor:
    """Who has spoken so far, the last one last, and how often each."""

    speakers: list[str] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)
    sentence: int = -1
    section: int = -1

    def last(self, n: int) -> str | None:
        """The n-th last distinct speaker (1 is the last)."""
        seen: list[str] = []
        for who in reversed(self.speakers):
            if who not in seen:
                seen.append(who)
                if len(seen) == n:
                    return who
        return None

    def took(self, agent: str, sentence: int, section: int) -> None:
        """Note that *agent* spoke."""
        self.speakers.append(agent)
        self.times[agent] += 1
        self.sentence, self.section = sentence, section


def _bucket(n: int) -> str:
    return str(n) if n < 4 else "4-6" if n < 7 else "7-12" if n < 13 else "13+"


@dataclass(frozen=True, slots=True)
class _Subject:
    """What stands before the cue as its likely subject: a mention's or pronoun's form, and the agent, if named."""

    form: str
    agent: str | None
    gap: int


def holder_candidates(
    reported: Reported, sentences: Sequence[Sentence], cast: Cast, floor: Floor
) -> list[tuple[str, list[str], Span | None]]:
    """The agents that could hold the content, each with its features and its nearest mention in the cue's sentence."""
    sentence = sentences[reported.sentence]
    own_cue = reported.cue is not None and sentence.span.contains(reported.cue)
    cue = reported.cue if own_cue and reported.cue else Span(reported.content.start, reported.content.start)
    here = [m for m in cast.within(sentence.span) if m.form != "pronoun"]
    outside = [m for m in here if not reported.content.contains(m.span)]
    before = [m for m in outside if m.span.start < cue.end]
    after = [m for m in outside if m.span.start >= cue.end]
    subject = _subject(sentence, before, cue)
    words = _cue_features(sentence, cue, reported, own_cue)
    shared = [*words, f"subject={subject.form}", f"subject={subject.form},{words[0]}"]
    recency = _recency(reported.sentence, sentences, cast)
    agents = dict.fromkeys(
        [m.agent for m in here]
        + [who for n in (1, 2, 3) if (who := floor.last(n))]
        + list(recency)[:8]
        + [cast.author]
    )
    rows = []
    for agent in agents:
        nearest = _nearest_mention(agent, before, after, cue)
        features = _relation(agent, before, after, sentence, cue, subject)
        features += _standing(agent, cast, floor, recency, reported, sentence)
        kind = cast.agents[agent].kind if agent != cast.author else "author"
        crossed = [f"{kind}", f"last={floor.last(1) == agent}"]
        rows.append((agent, features + [f"{c}&{s}" for c in crossed for s in shared], nearest))
    return rows


def _subject(sentence: Sentence, before: Sequence[Mention], cue: Span) -> _Subject:
    """The last mention or pronoun before the cue that no preposition governs."""
    tokens = [t for t in sentence.tokens if t.start < cue.start]
    by_start = {m.span.start: m for m in before}
    for back, i in enumerate(range(len(tokens) - 1, -1, -1)):
        token = tokens[i]
        governed = i > 0 and tokens[i - 1].lower in _PREPOSITIONS
        mention = by_start.get(token.start)
        if mention is not None and not governed:
            return _Subject(mention.form, mention.agent, back)
        if token.lower in ("he", "she"):
            return _Subject("he", None, back)
        if token.lower in ("they", "both"):
            return _Subject("they", None, back)
        if token.lower in ("latter", "former", "who", "which", "it"):
            return _Subject(token.lower, None, back)
        if token.lower == "his":
            return _Subject("his", None, back)
    return _Subject("none", None, len(tokens))


def _cue_features(sentence: Sentence, cue: Span, reported: Reported, own_cue: bool) -> list[str]:
    """The cue's head word and form; where the content stands to it."""
    if not own_cue:
        return ["goes_on", "opens" if sentence.opens_section else "within"]
    tokens = [t for t in sentence.tokens if cue.start <= t.start < cue.end]
    heads = [w for t in tokens if (w := cue_word(t.text))]
    head = heads[0] if heads else None
    row = [f"cue={head.base}.{head.form}" if head else "cue=?", f"part={head.part}.{head.form}" if head else "part=?"]
    preceding = [t for t in sentence.tokens if t.end <= cue.start]
    row.append(f"cuebefore={preceding[-1].lower if preceding else '^'}")
    following = [t for t in sentence.tokens if t.start >= cue.end]
    row.append(f"cueafter={following[0].lower if following else '$'}")
    if tokens and tokens[-1].lower in ("by",):
        row.append("by")
    if cue.start > reported.content.start:
        row.append("cue after content")
    row.append("opens" if sentence.opens_section else "within")
    return row


def _relation(
    agent: str, before: Sequence[Mention], after: Sequence[Mention], sentence: Sentence, cue: Span, subject: _Subject
) -> list[str]:
    """How the agent's mentions in the sentence stand to the cue."""
    row = []
    if subject.agent is not None:
        row.append(f"is subject={subject.agent == agent},{subject.form}")
        row.append(f"is subject={subject.agent == agent},gap{_bucket(subject.gap)}")
    mine = [i for i, m in enumerate(before) if m.agent == agent]
    if mine:
        place = mine[-1]
        mention = before[place]
        left = [t for t in sentence.tokens if t.end <= mention.span.start]
        between = [t for t in sentence.tokens if mention.span.end <= t.start and t.end <= cue.start]
        verbs = sum(1 for t in between if (w := cue_word(t.text)) and w.part == "verb" and w.form != "ing")
        row += [
            f"before,rank{min(len(before) - 1 - place, 3)}",
            f"before,gap{_bucket(len(between))}",
            f"before,form={mention.form}",
            f"before,prev={left[-1].lower if left and left[-1].text.isalpha() else ('^' if not left else '.')}",
            f"before,next={between[0].lower if between else 'cue'}",
            f"before,verbs{min(verbs, 2)}",
            f"before,first={mine[0] == 0}",
            f"before,prep={bool(left) and left[-1].lower in _PREPOSITIONS},verbs{min(verbs, 2)}",
        ]
        if cue.contains(mention.span):
            row.append(f"in cue,{'first' if mention.span.start == cue.start else 'later'}")
    else:
        row.append("before,no")
    mine = [i for i, m in enumerate(after) if m.agent == agent]
    if mine:
        mention = after[mine[0]]
        between = [t for t in sentence.tokens if cue.end <= t.start and t.end <= mention.span.start]
        row += [f"after,gap{_bucket(len(between))}", f"after,form={mention.form}", f"after,rank{min(mine[0], 2)}"]
        row.append(f"after,prev={between[-1].lower if between else 'cue'}")
    return row


def _standing(
    agent: str, cast: Cast, floor: Floor, recency: dict[str, int], reported: Reported, sentence: Sentence
) -> list[str]:
    """The agent's part in the exchange so far, and in the content."""
    kind = "author" if agent == cast.author else str(cast.agents[agent].kind)
    turn = next((n for n in (1, 2, 3) if floor.last(n) == agent), 0)
    row = [
        f"kind={kind}",
        f"turn={turn}",
        f"turn={turn},{kind},{'goes_on' if reported.goes_on else 'cued'}",
        f"turn={turn},opens={sentence.opens_section},{'goes_on' if reported.goes_on else 'cued'}",
        f"times={_bucket(floor.times[agent])}",
        f"recency={_bucket(recency.get(agent, 99))},{kind}",
        f"comment={sentence.kind == 'comment'},{kind}",
        f"since={_bucket(reported.sentence - floor.sentence)},turn={turn}",
    ]
    rank = next((i for i, a in enumerate(recency) if a == agent), 9)
    row.append(f"recent rank={min(rank, 5)},{kind}")
    people = [a for a in recency if cast.agents[a].kind == AgentKind.PERSON and a != cast.author]
    if agent in people:
        row.append(f"recent person={min(people.index(agent), 4)}")
    inside = cast.within(reported.content)
    forms = {m.form for m in inside if m.agent == agent}
    row += [f"in content={form},{kind}" for form in forms]
    if inside:
        row.append(f"content opens with={inside[0].form},{inside[0].agent == agent},{kind}")
    return row


def _nearest_mention(agent: str, before: Sequence[Mention], after: Sequence[Mention], cue: Span) -> Span | None:
    mine = [m.span for m in (*before, *after) if m.agent == agent]
    return min(mine, key=lambda s: (abs(s.start - cue.start), s.start), default=None)


def _recency(index: int, sentences: Sequence[Sentence], cast: Cast) -> dict[str, int]:
    """How many sentences ago each agent was last mentioned, the latest first; subjects before others."""
    found: dict[str, int] = {}
    for back in range(12):
        at = index - back
        if at < 0:
            break
        if back:
            for mention in cast.within(sentences[at].span):
                found.setdefault(mention.agent, back)
    return found


def find_holders(
    reported: Sequence[Reported], sentences: Sequence[Sentence], cast: Cast, model: LinearModel | None = None
) -> list[Holder]:
    """The holder of each reported content, in the order given (that of the text)."""
    model = model or load_linear("holders")
    floor = Floor()
    found = []
    for item in reported:
        rows = holder_candidates(item, sentences, cast, floor)
        weighed = [(model.probability(features), -i) for i, (_, features, _) in enumerate(rows)]
        probability, minus = max(weighed)
        agent, _, evidence = rows[-minus]
        agents = (agent, *_joined(agent, evidence, cast, sentences[item.sentence]))
        found.append(Holder(agents, evidence, probability))
        floor.took(agent, item.sentence, sentences[item.sentence].section)
    return found


def _joined(agent: str, evidence: Span | None, cast: Cast, sentence: Sentence) -> list[str]:
    """Agents that "and" joins to the holder's mention ("Kuznetsov and Sobolev said")."""
    if evidence is None:
        return []
    mentions = [m for m in cast.within(sentence.span) if m.form != "pronoun"]
    at = next(i for i, m in enumerate(mentions) if m.span == evidence)
    joined: list[str] = []
    for step in (-1, 1):
        i = at
        while 0 <= i + step < len(mentions):
            left, right = sorted((mentions[i].span, mentions[i + step].span))
            between = [t.lower for t in sentence.tokens if left.end <= t.start and t.end <= right.start]
            if between not in (["and"], [","], [",", "and"]):
                break
            i += step
            if mentions[i].agent not in (agent, *joined):
                joined.append(mentions[i].agent)
    return joined


