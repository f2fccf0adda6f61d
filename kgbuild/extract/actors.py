"""Who acts in a telegram: its persons, offices, states and bodies, and every place that names them.

A state's people, government and delegation are the state; "I" and "we" are the writer; a pronoun stands for
whom the text named last.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from kgbuild.authority.offices import TITLES_ONLY, office_pattern
from kgbuild.authority.states import local_bodies, other_names, state_pattern
from kgbuild.extract.ground import Ground
from kgbuild.extract.groups import UNITED_STATES, Naming, find_bodies, find_posts, find_states, state_of_post
from kgbuild.extract.language import Sentence, sentences
from kgbuild.extract.names import Surroundings
from kgbuild.extract.persons import AUTHOR, Name, People, agent_id, find_person_names, tells_time
from kgbuild.model import Agent, AgentKind, Document, SectionKind, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["AUTHOR", "Cast", "Form", "Mention", "find_actors"]

Form = Literal["name", "office", "state", "body", "author", "pronoun"]

_FIRST_PERSON = frozenset("I me my mine myself we us our ours ourselves Me My We Our Ours".split())
_SINGULAR = frozenset({"he", "him", "his", "himself", "she", "her", "hers", "herself"})
_PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
_QUOTES = frozenset('“”"')
_HYPHENS = frozenset("-‑–")
_BRACKETED = re.compile(r"([A-ZÀ-Þ][\w’'-]{1,40}) \(([A-Z][\w. ]+)\)")
_TITLED = re.compile(r" (?:[A-Z][\w.]* ){0,3}")
_FOREIGN_OFFICES = frozenset({
    "Prime Minister", "Deputy Prime Minister", "Premier", "Chancellor", "Foreign Minister", "Acting Foreign Minister",
    "Deputy Foreign Minister", "Defense Minister", "Finance Minister", "Interior Minister", "Minister", "King", "Shah",
    "Crown Prince", "Emperor", "Sultan", "Archbishop", "Generalissimo",
})  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A place that names an agent (``agent`` is its id), and in what form."""

    span: Span
    agent: str
    form: Form = field(compare=False)


@dataclass(frozen=True)
class Cast:
    """The agents of a document by id, and all mentions of them in its body, in the order of the text.

    ``author`` is the writer, ``author_side`` the state that he serves; ``writes_for_state`` says that it is its
    Department of State that writes, whose "we" is the state; ``sides`` gives the state that another person serves,
    where the text or the telegram's post tells.
    """

    agents: dict[str, Agent]
    mentions: tuple[Mention, ...]
    author: str
    author_side: str
    sides: dict[str, str]
    writes_for_state: bool = False

    def within(self, span: Span) -> list[Mention]:
        """The mentions that lie inside *span*."""
        first = bisect_left(self._starts, span.start)
        last = bisect_left(self._starts, span.end, first)
        return [mention for mention in self.mentions[first:last] if mention.span.end <= span.end]

    @cached_property
    def _starts(self) -> list[int]:
        return [mention.span.start for mention in self.mentions]


def find_actors(document: Document, body: Sequence[Sentence]) -> Cast:
    """All agents that the document's body names, with every mention; *body* are its sentences."""
    states, bodies = _apart(find_states(document, body), find_bodies(document, body))
    around = Surroundings(document.text)
    names = find_person_names(document, body, [n.span for n in (*states, *bodies)], around)
    apparatus = sentences(document, SectionKind.HEADING, SectionKind.NOTE, SectionKind.SIGNATURE)
    others = [n.span for n in (*find_states(document, apparatus), *find_bodies(document, apparatus))]
    people = People(document, names, find_person_names(document, apparatus, others, around))
    roll = _Roll(document.text)
    for name in names:
        roll.mention(name.span, people.of_name(name), "name")
    groups: dict[str, Agent] = {}
    for naming in states:
        roll.mention(naming.span, _group(groups, naming, AgentKind.STATE), "state")
    for naming in bodies:
        roll.mention(naming.span, _group(groups, naming, AgentKind.ORGANIZATION), "body")
    _mention_again(body, people, roll)
    _mention_offices(body, people, states, names, roll)
    author_side = _group(groups, Naming(Span(0, 0), UNITED_STATES), AgentKind.STATE, named=False)
    for span, own in find_posts(document, body, states):
        roll.mention(span, AUTHOR if own else author_side, "author" if own else "state")
    _mention_first_person(body, roll)
    mentions = sorted(roll.mentions)
    post = state_of_post(document)
    agents = people.agents | groups
    sides = _sides(document.text, mentions, agents, agent_id(post) if post else None)
    sides |= _bracketed_sides(document.text, people.agents, groups)
    department = any("Department of State" in s.name for s in document.senders)
    everyone = tuple(sorted(mentions + _pronouns(document.text, body, mentions)))
    return Cast(agents, everyone, AUTHOR, author_side, sides, department)


class _Roll:
    """The mentions found so far, none of which lies on another."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.mentions: list[Mention] = []
        self._ground = Ground(len(text))

    def is_free(self, span: Span) -> bool:
        return self._ground.is_free(span)

    def mention(self, span: Span, agent: str, form: Form) -> None:
        if self._ground.take(span):
            self.mentions.append(Mention(span, agent, form))


def _apart(states: list[Naming], bodies: list[Naming]) -> tuple[list[Naming], list[Naming]]:
    """States and bodies without those that lie in a longer one of the other kind ("Latin American", "UN")."""
    kept = [s for s in states if not any(b.span.contains(s.span) and b.span != s.span for b in _on(s.span, bodies))]
    return kept, [b for b in bodies if not _on(b.span, kept)]


def _on(span: Span, namings: Sequence[Naming]) -> Sequence[Naming]:
    """Those of the *namings*, which are sorted and do not overlap, that share a character with *span*."""
    first = bisect_right(namings, span.start, key=lambda n: n.span.end)
    return namings[first : bisect_left(namings, span.end, key=lambda n: n.span.start)]


def _group(groups: dict[str, Agent], naming: Naming, kind: AgentKind, *, named: bool = True) -> str:
    """The id of the state or body, which is kept among *groups* from its first mention on."""
    key = agent_id(naming.name)
    if key not in groups:
        evidence = naming.span if named else None
        shared = naming.name not in local_bodies()
        groups[key] = Agent(
            key, kind, naming.name, alt_labels=other_names(naming.name), shared=shared, evidence=evidence
        )
    return key


def _mention_again(body: Sequence[Sentence], people: People, roll: _Roll) -> None:
    """Each further place of a name that is known by now."""
    known = people.known_names()
    if not known:
        return
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)")
    for sentence in body:
        for match in pattern.finditer(roll.text, sentence.span.start, sentence.span.end):
            span = Span(*match.span())
            if roll.is_free(span):
                roll.mention(span, people.of_name(Name(span, (match.group(),))), "name")


def _mention_offices(
    body: Sequence[Sentence], people: People, states: Sequence[Naming], names: Sequence[Name], roll: _Roll
) -> None:
    """Each office that stands alone, capitalized ("the Ambassador", "Greek Foreign Minister")."""
    pattern, meaning = office_pattern()
    starts = {n.span.start for n in names}
    ends = {s.span.end: s for s in states}
    for sentence in body:
        for match in pattern.finditer(roll.text, sentence.span.start, sentence.span.end):
            span, office = Span(*match.span()), meaning[match.group()]
            gaps = [gap for gap in ("", " ", ". ") if roll.text.startswith(gap, span.end)]
            titles_name = any(span.end + len(gap) in starts for gap in gaps)
            clock = tells_time(roll.text, span.start)
            if office in TITLES_ONLY or titles_name or clock or not match.group()[0].isupper():
                continue
            if roll.is_free(span):
                side = ends.get(span.start - 1)
                roll.mention(span, people.of_office(span, office, side), "office")


def _mention_first_person(body: Sequence[Sentence], roll: _Roll) -> None:
    """I and we are the writer, but not within quotation marks."""
    quoted, section = False, -1
    for sentence in body:
        quoted = quoted and sentence.section == section
        section = sentence.section
        for token in sentence.tokens:
            if token.text in _QUOTES:
                quoted = token.text == "“" or (token.text == '"' and not quoted)
            elif not quoted and token.text in _FIRST_PERSON:
                roll.mention(Span(token.start, token.end), AUTHOR, "author")


def _pronouns(text: str, body: Sequence[Sentence], mentions: Sequence[Mention]) -> list[Mention]:
    """He is the person named last before, they the state or body named last; "Tveit-Harlan talk" names none of them."""
    person: str | None = None
    group: str | None = None
    at = 0
    found: list[Mention] = []
    for sentence in body:
        for token in sentence.tokens:
            while at < len(mentions) and mentions[at].span.start < token.start:
                if mentions[at].form in ("name", "office") and not _is_joined(text, mentions[at].span):
                    person = mentions[at].agent
                elif mentions[at].form in ("state", "body"):
                    group = mentions[at].agent
                at += 1
            who = person if token.lower in _SINGULAR else group if token.lower in _PLURAL else None
            if who is not None:
                found.append(Mention(Span(token.start, token.end), who, "pronoun"))
    return found


def _is_joined(text: str, span: Span) -> bool:
    """Whether a hyphen joins the name to another, so that both only describe what follows."""
    return text[span.end : span.end + 1] in _HYPHENS or text[max(0, span.start - 1) : span.start] in _HYPHENS


def _sides(text: str, mentions: Sequence[Mention], agents: dict[str, Agent], post: str | None) -> dict[str, str]:
    """The state that most often stands just before a person ("Soviet Ambassador Zorin"); else the post's."""
    told: dict[str, Counter[str]] = {}
    for left, right in pairwise(mentions):
        between = text[left.span.end : right.span.start]
        if left.form == "state" and right.form in ("name", "office") and _TITLED.fullmatch(between):
            told.setdefault(right.agent, Counter())[left.agent] += 1
    sides = {person: states.most_common(1)[0][0] for person, states in told.items()}
    if post in agents:
        for agent in agents.values():
            if agent.office in _FOREIGN_OFFICES and agent.id != AUTHOR:
                sides.setdefault(agent.id, post)
    sides.pop(AUTHOR, None)
    return sides


def _bracketed_sides(text: str, people: dict[str, Agent], groups: dict[str, Agent]) -> dict[str, str]:
    """The state in brackets after a person's name, wherever it stands ("Subject: Talk with Kuznetsov (USSR)")."""
    by_family = {a.family_name: a.id for a in people.values() if a.family_name and a.id != AUTHOR}
    _, meaning = state_pattern()
    sides = {}
    for match in _BRACKETED.finditer(text):
        person, state = by_family.get(match.group(1)), meaning.get(match.group(2))
        if person and state and agent_id(state) in groups:
            sides[person] = agent_id(state)
    return sides
