"""Who acts in a telegram: its persons, offices, states and bodies, and every place that names them.

Keys follow common usage: a person goes by the family name, an office by the name of its holder where
the document names him, a state's people and government by the state, the writer by "author".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from kgbuild.authority.offices import TITLES_ONLY, office_pattern, secretary_of_state
from kgbuild.authority.states import body_pattern, government_of, other_names, state_pattern
from kgbuild.extract.language import Sentence, sentences
from kgbuild.extract.names import find_names
from kgbuild.model import Agent, AgentKind, Document, SectionKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["AUTHOR", "Cast", "Form", "Mention", "find_actors"]

AUTHOR = "author"
UNITED_STATES = "United States"
Form = Literal["name", "office", "state", "body", "author", "pronoun"]

_FIRST_PERSON = frozenset("I me my mine myself we us our ours ourselves Me My We Our Ours".split())
_QUOTES = frozenset("“”\"")
_SINGULAR = frozenset({"he", "him", "his", "himself", "she", "her", "hers", "herself"})
_PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
_LATTER = re.compile(r"\b(?:[Ll]atter|[Ff]ormer)\b")
_PARTICLES = frozenset({"de", "da", "du", "la", "le", "van", "von", "der", "den", "el", "al", "bin", "ben", "della", "di"})
_TITLED = re.compile(r"[ ,]*(?:[A-Z][\w.]*[ ,]+){0,3}")
_FOREIGN_OFFICES = frozenset({
    "Prime Minister", "Foreign Minister", "Premier", "Chancellor", "King", "Shah", "Emperor", "Defense Minister",
    "Finance Minister", "Deputy Foreign Minister", "Acting Foreign Minister", "Archbishop", "Generalissimo", "Sultan",
})
_POSTS = {
    "Delegation": ("USDel", "USGADel", "USDelegation", "US Delegation", "Delegation", "USUN"),
    "Mission": ("USUN", "USGADel", "USDel", "US Mission", "Mission", "US Delegation", "Delegation"),
    "Embassy": ("Embassy", "Emb", "American Embassy"),
}
_MISSION = re.compile(
    r"(?<![\w-])(?:State Department|Department of State|Department|Dept"
    + "".join(f"|{name}" for name in sorted({n for names in _POSTS.values() for n in names}, key=len, reverse=True))
    + r")(?! of (?!State))(?!\w)"
)
_NOT_NAMES = frozenset(
    "embassy embtel deptel department dept ministry mission delegation government govt charter council assembly "
    "committee conference treaty agreement protocol article section paragraph para comment secret confidential "
    "january february march april may june july august september october november december monday tuesday "
    "wednesday thursday friday saturday sunday".split()
)


_NAME_AFTER_TITLE = re.compile(r" ((?:[A-Z]\. ?)*[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)?)")
_NAME_BEFORE_STATE = re.compile(r"\b([A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)?) \(([A-Z][\w. ]+)\)")


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A place that names an agent (``agent`` is its id), and in what form."""

    span: Span
    agent: str
    form: Form = field(compare=False)


@dataclass(frozen=True, slots=True)
class Cast:
    """The agents of a document by id, and all mentions of them in its body, in the order of the text.

    ``sides`` gives the state that a person serves, where the text or the telegram's post tells.
    """

    agents: dict[str, Agent]
    mentions: tuple[Mention, ...]
    author: str
    author_side: str | None
    sides: dict[str, str]

    def within(self, span: Span) -> list[Mention]:
        """The mentions that lie inside *span*."""
        first = bisect_left(self.mentions, span.start, key=lambda m: m.span.start)
        found = []
        for mention in self.mentions[first:]:
            if mention.span.start >= span.end:
                break
            if mention.span.end <= span.end:
                found.append(mention)
        return found


@dataclass(frozen=True, slots=True)
class _Name:
    """A person's name as found: ``span`` without the title, ``office`` the title before or after it."""

    span: Span
    words: tuple[str, ...]
    office: str | None
    side: str | None


def find_actors(document: Document, body: Sequence[Sentence]) -> Cast:
    """All agents that the document's body names, with every mention; *body* are its sentences."""
    return _Casting(document, body).cast()


class _Casting:
    """The work of one call of :func:`find_actors`."""

    def __init__(self, document: Document, body: Sequence[Sentence]) -> None:
        self.document = document
        self.text = document.text
        self.body = body
        self.apparatus = sentences(document, SectionKind.HEADING, SectionKind.NOTE, SectionKind.SIGNATURE)
        self.agents: dict[str, Agent] = {}
        self.mentions: list[Mention] = []
        self.taken: list[Span] = []
        self.author_side = self._author_side()

    def cast(self) -> Cast:
        states = self._named(state_pattern(), self.body)
        states += self._governments(states)
        bodies = self._named(body_pattern(), self.body)
        states = [s for s in states if not any(b.contains(s[0]) and b != s[0] for b, _ in bodies)]
        bodies = [b for b in bodies if not any(s.overlaps(b[0]) for s, _ in states)]
        offices = self._named(office_pattern(), self.body)
        names = self._names(self.body, states + bodies)
        self.families = self._families([*names, *self._names(self.apparatus, [])])
        self._add_author()
        self._add_persons(names)
        self._add_offices(offices, names, states)
        self._add_groups(states, AgentKind.STATE, "state")
        self._add_missions()
        self._add_groups(bodies, AgentKind.ORGANIZATION, "body")
        self._add_first_person()
        if self.author_side and self.author_side not in self.agents:
            self.agents[self.author_side] = Agent(
                self.author_side, AgentKind.STATE, UNITED_STATES, None, other_names(UNITED_STATES), shared=True
            )
        self.mentions.sort()
        self._add_pronouns()
        self.mentions.sort()
        return Cast(self.agents, tuple(self.mentions), AUTHOR, self.author_side, self._sides())

    # --- what the text names ------------------------------------------------------------------------------------------

    def _search(self, pattern: re.Pattern[str]) -> Iterable[re.Match[str]]:
        for sentence in self.body:
            yield from pattern.finditer(self.text, sentence.span.start, sentence.span.end)

    def _named(self, table: tuple[re.Pattern[str], dict[str, str]], where: Sequence[Sentence]) -> list[tuple[Span, str]]:
        pattern, meaning = table
        return [
            (Span(*m.span()), meaning[m.group()])
            for sentence in where
            for m in pattern.finditer(self.text, sentence.span.start, sentence.span.end)
        ]

    def _governments(self, states: Sequence[tuple[Span, str]]) -> list[tuple[Span, str]]:
        """Abbreviations that several governments share ("GOI"): the one that the document speaks of most."""
        heard = Counter(state for _, state in states)
        pattern, meaning = state_pattern()
        heading = self.text[: self.body[0].span.start] if self.body else ""
        for match in pattern.finditer(heading):
            heard[meaning[match.group()]] += 5
        found = []
        for match in self._search(re.compile(r"\b[A-Z]{3,5}\b")):
            candidates = government_of(match.group())
            best = max(candidates, key=lambda s: (heard[s], -candidates.index(s)), default=None)
            if best is not None and heard[best]:
                found.append((Span(*match.span()), best))
        return found

    def _names(self, where: Sequence[Sentence], others: Sequence[tuple[Span, str]]) -> list[_Name]:
        """Persons' names: those that the tagger finds, those after a title, and each further place of these."""
        taken = sorted(span for span, _ in others)
        offices, meaning = office_pattern()
        found: dict[Span, _Name] = {}
        for sentence in where:
            spans = [span for span, probability in find_names(sentence) if probability > 0.5]
            for match in offices.finditer(self.text, sentence.span.start, sentence.span.end):
                if after := _NAME_AFTER_TITLE.match(self.text, match.end()):
                    spans.append(self._without_common_words(Span(*after.span(1))))
            for match in _NAME_BEFORE_STATE.finditer(self.text, sentence.span.start, sentence.span.end):
                if match.group(2) in state_pattern()[1]:
                    spans.append(Span(*match.span(1)))
            for span in sorted(spans):
                name = self._trimmed(span, offices, meaning, taken)
                if name and not any(name.span.overlaps(s) for s in found):
                    found[name.span] = name
        return sorted(found.values(), key=lambda n: n.span)

    def _without_common_words(self, span: Span) -> Span:
        """The span without words at its end that are no names ("Saud May")."""
        words = span.of(self.text).split()
        while words and words[-1].lower() in _NOT_NAMES:
            words.pop()
        return Span(span.start, span.start + len(" ".join(words)))

    def _trimmed(
        self, span: Span, offices: re.Pattern[str], meaning: dict[str, str], taken: Sequence[Span]
    ) -> _Name | None:
        """The name without titles, possessives and what is no name."""
        text = span.of(self.text)
        start, office = span.start, None
        before = re.compile(rf"{offices.pattern}\W*$").search(self.text[max(0, start - 40) : start])
        if before:
            office = meaning.get(before.group().strip(" ,"), meaning.get(before.group().strip()))
        while lead := re.match(rf"(?:{offices.pattern})\.? ", text):
            office = meaning[lead.group().strip(" ").removesuffix(".")] if lead.group().strip(" ").removesuffix(".") in meaning else office
            start += lead.end()
            text = text[lead.end() :]
        text = re.sub(r"['’]s?$", "", text).rstrip(" ,.;:")
        words = tuple(text.split())
        trimmed = Span(start, start + len(text))
        if not words or len(words[-1]) < 2 or not re.search("[A-Z]", text) or any(t.overlaps(trimmed) for t in taken):
            return None
        if words[-1].lower() in _NOT_NAMES or re.fullmatch(r"[\d\W]+", text) or meaning.get(text):
            return None
        return _Name(trimmed, words, office, None)

    # --- persons ------------------------------------------------------------------------------------------------------

    def _families(self, names: Sequence[_Name]) -> dict[str, str]:
        """For each name of several words, its family name: the part that stands alone elsewhere, else the last."""
        single = {n.words[0] for n in names if len(n.words) == 1}
        families: dict[str, str] = {}
        for name in names:
            words = [w for w in name.words if w.rstrip(".") not in ("Jr", "Sr", "II", "III")]
            if len(words) <= 1:
                continue
            if words[-1] in single or words[0] not in single:
                families[" ".join(name.words)] = words[-1]
            else:
                families[" ".join(name.words)] = words[0]
        return families

    def _person(self, name: _Name) -> str:
        """The id of the person of this name."""
        full = " ".join(name.words)
        family = self.families.get(full, name.words[-1])
        key = family.lower()
        if key in self.author_names:
            return AUTHOR
        agent = self.agents.get(key)
        if agent is None:
            agent = Agent(key, AgentKind.PERSON, full, family, evidence=name.span)
        elif len(full) > len(agent.label):
            agent = replace(agent, label=full)
        if name.office and name.office not in TITLES_ONLY and agent.office is None:
            agent = replace(agent, office=name.office)
        self.agents[key] = agent
        return key

    def _add_author(self) -> None:
        document = self.document
        signer = document.signer
        self.author_names: set[str] = set()
        label, family = None, None
        if signer:
            words = re.sub(r"[\[\]]", "", signer.name).split()
            label, family = " ".join(words), words[-1] if words else None
        for sender in document.senders:
            inner = re.search(r"\((?:[^()]* )?([A-Z][\w’'-]+)\)", sender.name)
            if inner:
                family = family or inner.group(1)
                self.author_names.add(inner.group(1).lower())
        if family:
            self.author_names.add(family.lower())
        secretary = secretary_of_state(document.date)
        self.secretary = secretary
        writes = any("Secretary of State" in sender.name for sender in document.senders)
        self.secretary_writes = writes or (family is not None and family == secretary)
        if writes and secretary:
            family = family or secretary
            self.author_names.add(secretary.lower())
        self.agents[AUTHOR] = Agent(
            AUTHOR,
            AgentKind.PERSON,
            label or family or f"author of {document.identifier}",
            family,
            office="Secretary of State" if self.secretary_writes else None,
            evidence=signer.span if signer else None,
        )

    def _add_persons(self, names: Sequence[_Name]) -> None:
        for name in names:
            self._mention(name.span, self._person(name), "name")
        known = sorted({a.family_name for a in self.agents.values() if a.family_name} | {n.words[0] for n in names if len(n.words) == 1})
        known = [k for k in known if len(k) > 2 and k[0].isupper()]
        if known:
            for match in self._search(re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, known))})(?![\w-])")):
                span = Span(*match.span())
                if not self._is_taken(span):
                    self._mention(span, self._person(_Name(span, (match.group(),), None, None)), "name")

    def _add_offices(
        self, offices: Sequence[tuple[Span, str]], names: Sequence[_Name], states: Sequence[tuple[Span, str]]
    ) -> None:
        """An office that stands alone means its holder, where the document names him."""
        held = self._holders(names)
        for span, office in offices:
            if office in TITLES_ONLY or self._is_taken(span) or self._precedes_name(span, names):
                continue
            if not span.of(self.text)[0].isupper() or self.text[max(0, span.start - 2) : span.start - 1].isdigit():
                continue
            side = next((s for place, s in states if 0 <= span.start - place.end <= 1), None)
            self._mention(span, self._office_holder(span, office, side, held), "office")

    def _precedes_name(self, span: Span, names: Sequence[_Name]) -> bool:
        return any(0 <= n.span.start - span.end <= 2 for n in names)

    def _holders(self, names: Sequence[_Name]) -> list[tuple[int, str, str]]:
        """Where the document says who holds an office: (offset, office, agent's id)."""
        held = [(n.span.start, n.office, self._person(n)) for n in names if n.office and n.office not in TITLES_ONLY]
        _, meaning = office_pattern()
        for name in [*names, *self._names(self.apparatus, [])]:
            after = re.compile(r",? (?:the )?(?:\w+ )?(\w+ \w+|\w+)").match(self.text, name.span.end)
            for words in (after.group(1), after.group(1).split()[0]) if after else ():
                if words in meaning and meaning[words] not in TITLES_ONLY and self.text[name.span.end] == ",":
                    held.append((name.span.start, meaning[words], self._person(name)))
                    break
            else:
                if name.office and name.office not in TITLES_ONLY and name not in names:
                    held.append((name.span.start, name.office, self._person(name)))
        return sorted(held)

    def _office_holder(self, span: Span, office: str, side: str | None, held: Sequence[tuple[int, str, str]]) -> str:
        if office in ("Secretary", "Secretary of State") and side in (None, UNITED_STATES):
            if self.secretary_writes:
                return AUTHOR
            if self.secretary and re.search(rf"\b{self.secretary}\b", self.text):
                return self._person(_Name(span, (self.secretary,), "Secretary of State", None))
        same = [(at, who) for at, what, who in held if what == office]
        if same and side is None:
            before = [who for at, who in same if at <= span.start]
            return before[-1] if before else same[0][1]
        label = office if side is None else f"{Span(span.start, span.end).of(self.text)}"
        words = span.of(self.text)
        if side is not None:
            start = self.text.rfind(" ", 0, span.start - 1) + 1
            words = self.text[start : span.end]
            label = words
        key = re.sub(r"\W+", "-", (words if side else office).lower())
        if key not in self.agents:
            alternatives = tuple(sorted({words, office} - {label}))
            self.agents[key] = Agent(key, AgentKind.PERSON, label, None, alternatives, office=office, evidence=span)
        return key

    # --- groups and pronouns ------------------------------------------------------------------------------------------

    def _add_groups(self, groups: Sequence[tuple[Span, str]], kind: AgentKind, form: Form) -> None:
        for span, name in groups:
            if self._is_taken(span):
                continue
            key = re.sub(r"\W+", "-", name.lower())
            if key not in self.agents:
                self.agents[key] = Agent(key, kind, name, None, other_names(name), shared=True, evidence=span)
            self._mention(span, key, form)

    def _add_missions(self) -> None:
        """A post by its name is its telegram's writer, or the United States."""
        sender = " ".join(s.name for s in self.document.senders)
        for match in self._search(_MISSION):
            span = Span(*match.span())
            if self._is_taken(span):
                continue
            own = any(word in sender and match.group() in names for word, names in _POSTS.items())
            if own:
                self._mention(span, AUTHOR, "author")
            elif match.group() not in _POSTS["Embassy"]:
                self._add_groups([(span, UNITED_STATES)], AgentKind.STATE, "state")

    def _add_first_person(self) -> None:
        """I and we are the writer, but not within quotation marks."""
        quoted, section = False, -1
        for sentence in self.body:
            quoted = quoted and sentence.section == section
            section = sentence.section
            for token in sentence.tokens:
                if token.text in _QUOTES:
                    quoted = token.text == "“" or (token.text == '"' and not quoted)
                elif not quoted and token.text in _FIRST_PERSON:
                    self._mention(Span(token.start, token.end), AUTHOR, "author")

    def _add_pronouns(self) -> None:
        """He: the person last named before, subjects of sentences first; they: the last state or body."""
        person: str | None = None
        group: str | None = None
        at = 0
        found: list[Mention] = []
        for sentence in self.body:
            for token in sentence.tokens:
                while at < len(self.mentions) and self.mentions[at].span.start < token.start:
                    mention = self.mentions[at]
                    if mention.form in ("name", "office"):
                        person = mention.agent
                    elif mention.form in ("state", "body"):
                        group = mention.agent
                    at += 1
                who = person if token.lower in _SINGULAR else group if token.lower in _PLURAL else None
                if who is not None:
                    found.append(Mention(Span(token.start, token.end), who, "pronoun"))
        self.mentions += found

    # --- helpers ------------------------------------------------------------------------------------------------------

    def _is_taken(self, span: Span) -> bool:
        return any(span.overlaps(t) for t in self.taken)

    def _mention(self, span: Span, agent: str, form: Form) -> None:
        self.mentions.append(Mention(span, agent, form))
        self.taken.append(span)

    def _author_side(self) -> str | None:
        """The state that the writer serves: the series prints papers of the United States."""
        return "united-states"

    def _sides(self) -> dict[str, str]:
        """The state named just before a person or in brackets after; else that of the post, for all but its own people."""
        sides: dict[str, str] = {}
        for left, right in pairwise(self.mentions):
            between = self.text[left.span.end : right.span.start]
            if left.form == "state" and right.form in ("name", "office") and _TITLED.fullmatch(between):
                sides.setdefault(right.agent, left.agent)
            if left.form in ("name", "office") and right.form == "state" and between == " (":
                sides[left.agent] = right.agent
        post = self._post()
        if post is not None:
            for agent in self.agents.values():
                foreign = agent.office in _FOREIGN_OFFICES
                if agent.kind == AgentKind.PERSON and foreign and agent.id != AUTHOR:
                    sides.setdefault(agent.id, post)
        return sides

    def _post(self) -> str | None:
        """The state in which the post of the heading lies ("Embassy in Japan")."""
        pattern, meaning = state_pattern()
        for party in (*self.document.senders, *self.document.recipients):
            match = re.search(r"\bin (?:the )?(.+)", party.name)
            state = pattern.match(match.group(1)) if match else None
            if state:
                key = re.sub(r"\W+", "-", meaning[state.group()].lower())
                return key if key in self.agents else None
        return None
