"""Who took part in a meeting: whom the grammar joins, the side that goes without saying, those said to be there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgbuild.authority.states import capital_pattern
from kgbuild.extract.actors import AUTHOR
from kgbuild.extract.contacts import Contact, Role
from kgbuild.extract.lexicon import cue_word
from kgbuild.extract.persons import agent_id
from kgbuild.model import AgentKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.actors import Cast
    from kgbuild.extract.language import Sentence
    from kgbuild.model import Document

__all__ = ["Participants"]

_PAIR = 2
_MET = frozenset({Role.OBJECT, Role.WITH, Role.BY, Role.BETWEEN})
_NEAR = 60  # characters
_TO_CAPITAL = re.compile(r" (?:[a-z]+ ){0,3}(?:(?:in|at|to|with) )?")
_PRESENT = re.compile(
    r"\b(?:[Aa]lso present|(?:was|were) (?:also )?present|[Pp]resent (?:were|was|at)|[Aa]ccompan(?:ied|ying)|sat in"
    r"|[Ii]nterpret(?:er|ed|ing)|(?:also )?attended|[Pp]articipat(?:ed|ing|ion)|[Pp]articipants?|took part)\b"
    r"| present\.?$"
)


@dataclass(frozen=True, slots=True)
class Participants:
    """Finds the participants of the contacts of one document.

    ``main`` are the two sides of the meeting that the document mainly reports, ``partner`` is the person most heard
    in it (none or one), ``elsewhere`` are the parties of the document's other meetings.
    """

    document: Document
    sentences: Sequence[Sentence]
    cast: Cast
    main: frozenset[str]
    partner: Sequence[str]
    elsewhere: frozenset[str]

    def of(self, contact: Contact, *, main: bool) -> tuple[str, ...]:
        """The ids of the participants of *contact*.

        For the *main* meeting also those of whom the document says elsewhere that they were present, and those
        who take the floor.
        """
        found = self._joined(contact)
        if len(found) == 1:
            found += self._government(contact, found[0])
        if len(found) < _PAIR:
            found += self._missing(contact, found)
        found += [agent for agent, role in contact.roles.items() if role is Role.COMPANION]
        if main:
            found += [*self._said_present(), *self._heard()]
        return tuple(dict.fromkeys(found))

    def _joined(self, contact: Contact) -> list[str]:
        """Whom the grammar joins: persons; states where it gives but one, and where the other side is not known."""
        parties = [agent for agent in contact.roles if agent in contact.parties]
        persons = [agent for agent in parties if self._is_person(agent)]
        if len(persons) >= _PAIR:
            return persons
        known = len(persons) == 1 and persons[0] in self.main
        states = [a for a in parties if self.cast.agents[a].kind is AgentKind.STATE]
        return persons + [a for a in states if not known or contact.roles[a] in _MET]

    def _government(self, contact: Contact, party: str) -> list[str]:
        """The government to whose capital a party's talk or call was ("his talks at Ankara", "called Wellington")."""
        capitals, meaning = capital_pattern()
        text, start = self.document.text, contact.trigger.end
        for capital in capitals.finditer(text, start, min(contact.clause.end, start + _NEAR)):
            before = text[start : capital.start()]
            state = agent_id(meaning[capital.group()])
            if _TO_CAPITAL.fullmatch(before) and state in self.cast.agents and state != self.cast.sides.get(party):
                return [state]
        return []

    def _missing(self, contact: Contact, found: Sequence[str]) -> list[str]:
        """The other side of a contact that names one side or none."""
        if not found:
            bodies = [agent for agent in contact.roles if agent in contact.parties]
            return bodies or sorted(self.main) or [AUTHOR, *self.partner]
        if found[0] in self.main:
            return sorted(self.main - set(found))[:1]
        return list(self.partner) if found[0] == AUTHOR else []

    def _said_present(self) -> list[str]:
        """The persons of the sentences that say who was there."""
        found: list[str] = []
        for sentence in self.sentences:
            if _PRESENT.search(self.document.text, sentence.span.start, sentence.span.end):
                named = self.cast.within(sentence.span)
                found += [m.agent for m in named if m.form in ("name", "office") and self._is_person(m.agent)]
        return found

    def _heard(self) -> list[str]:
        """Those whose name and verb of speech open a sentence ("Harlan inquired"), but not of another meeting."""
        found: list[str] = []
        for sentence in self.sentences:
            first = next(iter(self.cast.within(sentence.span)), None)
            if first is None or first.form != "name" or first.span.start > sentence.span.start:
                continue
            after = next((token for token in sentence.tokens if token.start >= first.span.end), None)
            cue = cue_word(after.text) if after else None
            if cue and cue.part == "verb" and cue.form != "ing" and first.agent not in self.elsewhere:
                found.append(first.agent)
        return found

    def _is_person(self, agent: str) -> bool:
        return agent == AUTHOR or self.cast.agents[agent].kind is AgentKind.PERSON
