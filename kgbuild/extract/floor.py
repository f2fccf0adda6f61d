"""Who has the floor: who spoke so far, in which sentence, and to whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kgbuild.extract.lexicon import cue_word
from kgbuild.model import AgentKind, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.actors import Cast, Mention
    from kgbuild.extract.language import Sentence
    from kgbuild.extract.spans import Reported

__all__ = ["PREPOSITIONS", "Floor", "Turn"]

PREPOSITIONS = frozenset("to with from by for of on at in among between through upon against".split())
_AGAIN = frozenset({"also", "then", "further", "again", "himself"})
_THIRD_PERSON = frozenset({"name", "office"})
_BEFORE = 5
"""How many sentences back what is told between the contents counts."""

_REMEMBERED = 40
"""How many turns back a speaker is still among the last ones."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Someone spoke in sentence number ``sentence``, to those ``told``; ``verb`` is the base form of the cue's word."""

    agent: str
    sentence: int
    verb: str
    told: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Utterance:
    """A verb of speech right after its named subject ("Ishimori disagreed."), whether or not content follows."""

    offset: int
    turn: Turn


@dataclass(slots=True)
class Floor:
    """Who has spoken so far, the last one last, and how often each.

    Besides the speakers of positions, those count of whom the text says that they spoke: *utterances* are these,
    in the order of the text, and :meth:`reach` lets the ones before an offset pass. ``contents`` are all that is
    reported, by the index of its sentence; ``prominence`` ranks the agents by how often the body names them, and
    ``author_named`` says whether it speaks of its writer in the third person; ``topics`` are for each sentence the
    first person whom its paragraph has named so far, ``mentions`` what it mentions, ``narration`` whom it names outside
    of contents.
    """

    cast: Cast
    sentences: Sequence[Sentence]
    utterances: Sequence[_Utterance]
    contents: dict[int, list[Span]]
    prominence: dict[str, int]
    author_named: bool
    topics: Sequence[str | None]
    mentions: Sequence[Sequence[Mention]]
    narration: Sequence[Sequence[str]]
    turns: list[Turn] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)
    passed: int = 0

    @classmethod
    def of(cls, reported: Sequence[Reported], sentences: Sequence[Sentence], cast: Cast) -> Floor:
        """The floor before the first sentence; what is reported as said by others takes no part in it."""
        mentions = [cast.within(sentence.span) for sentence in sentences]
        heard = [
            u
            for index, (sentence, inside_it) in enumerate(zip(sentences, mentions, strict=True))
            for u in _utterances(sentence, index, inside_it)
        ]
        contents: dict[int, list[Span]] = {}
        for r in reported:
            contents.setdefault(r.sentence, []).append(r.content)
        named = Counter(m.agent for m in cast.mentions if m.form != "pronoun")
        prominence = {agent: rank for rank, (agent, _) in enumerate(named.most_common())}
        author_named = sum(m.agent == cast.author and m.form in _THIRD_PERSON for m in cast.mentions) > 1
        return cls(
            cast,
            sentences,
            _aloud(heard, reported),
            contents,
            prominence,
            author_named,
            _topics(sentences, mentions),
            mentions,
            [_outside(found, contents.get(index, ())) for index, found in enumerate(mentions)],
        )

    @property
    def sentence(self) -> int:
        """The sentence of the last turn; -1 before the first."""
        return self.turns[-1].sentence if self.turns else -1

    def reach(self, offset: int) -> None:
        """Note who spoke before *offset* in the text."""
        while self.passed < len(self.utterances) and self.utterances[self.passed].offset < offset:
            self.turns.append(self.utterances[self.passed].turn)
            self.passed += 1

    def last(self) -> list[str]:
        """The last three distinct speakers, the very last first."""
        return list(dict.fromkeys(t.agent for t in reversed(self.turns[-_REMEMBERED:])))[:3]

    def is_third_person(self, agent: str) -> bool:
        """Whether "he" can mean the agent."""
        if agent == self.cast.author:
            return self.author_named
        return self.cast.agents[agent].kind is AgentKind.PERSON

    def side(self, agent: str) -> str | None:
        """The state that the agent is or serves, where it is known."""
        if agent == self.cast.author:
            return self.cast.author_side
        return agent if self.cast.agents[agent].kind is AgentKind.STATE else self.cast.sides.get(agent)

    def narrated(self, index: int, before: Sequence[Mention]) -> list[str]:
        """The agents named outside of contents, *before* and in the sentences before number *index*, latest first."""
        found = [m.agent for m in reversed(before)]
        for back in range(index - 1, max(index - _BEFORE, -1), -1):
            found += self.narration[back]
        return found

    def took(self, agent: str, reported: Reported) -> None:
        """Note that *agent* said what is *reported*."""
        verb, told = "", frozenset[str]()
        if reported.cue is not None and self.sentences[reported.sentence].span.contains(reported.cue):
            tokens = self.sentences[reported.sentence].tokens
            start, end = reported.cue.start, reported.cue.end
            cued = (cue_word(t.text) for t in tokens if start <= t.start and t.end <= end)
            verb = next((word.base for word in cued if word), "")
            if reported.cue.start < reported.content.start:
                between = self.cast.within(Span(reported.cue.start, reported.content.start))
                told = frozenset(m.agent for m in between) - {agent}
        self.turns.append(Turn(agent, reported.sentence, verb, told))
        self.times[agent] += 1


def _aloud(heard: Sequence[_Utterance], reported: Sequence[Reported]) -> list[_Utterance]:
    """What was *heard*, but not within what is *reported*; both are in the order of the text."""
    found, ends, at = [], 0, 0
    for utterance in heard:
        while at < len(reported) and reported[at].content.start <= utterance.offset:
            ends = max(ends, reported[at].content.end)
            at += 1
        if utterance.offset >= ends:
            found.append(utterance)
    return found


def _outside(mentions: Sequence[Mention], contents: Sequence[Span]) -> list[str]:
    """The agents named outside of the *contents*."""
    return [m.agent for m in mentions if m.form != "pronoun" and not any(c.contains(m.span) for c in contents)]


def _topics(sentences: Sequence[Sentence], mentions: Sequence[Sequence[Mention]]) -> list[str | None]:
    topics: list[str | None] = []
    for index, (sentence, found) in enumerate(zip(sentences, mentions, strict=True)):
        goes_on = index > 0 and sentences[index - 1].section == sentence.section
        topic = topics[-1] if goes_on else None
        persons = (m.agent for m in found if m.form in _THIRD_PERSON)
        topics.append(topic or next(persons, None))
    return topics


def _utterances(sentence: Sentence, index: int, mentions: Sequence[Mention]) -> list[_Utterance]:
    subjects = {m.span.end: m for m in mentions if m.form in ("name", "office", "author")}
    if not subjects:
        return []
    found = []
    for i, token in enumerate(sentence.tokens):
        word = cue_word(token.text)
        if word is None or word.part != "verb" or word.form == "ing":
            continue
        at = i - 1
        while at > 0 and (sentence.tokens[at].lower.endswith("ly") or sentence.tokens[at].lower in _AGAIN):
            at -= 1
        subject = subjects.get(sentence.tokens[at].end) if at >= 0 else None
        governed = at > 0 and sentence.tokens[at - 1].lower in PREPOSITIONS
        if subject is not None and not governed:
            found.append(_Utterance(token.start, Turn(subject.agent, index, word.base)))
    return found
