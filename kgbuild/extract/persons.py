"""The persons of a telegram: whom its names and offices mean.

A person goes by the family name; an office by the name of its holder, where the document tells it. A name that
the source ties to the volume's list of persons is that entry's person, whatever others are called.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING

from kgbuild.authority.offices import TITLES_ONLY, office_holders, office_pattern, secretary_of_state
from kgbuild.authority.states import state_pattern
from kgbuild.extract.attendance import listed_names
from kgbuild.extract.ground import Ground
from kgbuild.extract.groups import UNITED_STATES, state_of_post
from kgbuild.extract.names import find_names
from kgbuild.model import Agent, AgentKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kgbuild.extract.groups import Naming
    from kgbuild.extract.language import Sentence
    from kgbuild.extract.names import Surroundings
    from kgbuild.model import Document, PersonMention

__all__ = [
    "AUTHOR",
    "Name",
    "People",
    "agent_id",
    "find_person_names",
    "name_goes_before",
    "tells_time",
    "title_before",
    "trimmed_name",
]

AUTHOR = "author"
LIKELY = 0.6
_SHORTEST, _SURE, _INITIAL, _LONGEST_WORD = 2, 4, 2, 40
_CAPITAL_BEFORE = re.compile(r"(?<![\w.])([A-ZÀ-Þ][\w’'-]*\.?) $")
_NAME_AFTER_TITLE = re.compile(r" ((?:[A-Z]\. ?)*[A-ZÀ-Þ][\w’'-]+(?:(?: [A-Z]\.)* [A-ZÀ-Þ][\w’'-]+)?)")
_NAME_BEFORE_STATE = re.compile(r"\b([A-ZÀ-Þ][\w’'-]{1,40}(?: [A-ZÀ-Þ][\w’'-]{1,40})?) \(([A-Z][\w. ]+)\)")
_NAMES_JOINED = re.compile(
    r"(?<![\w’'-])([A-ZÀ-Þ][\w’']+) ?[-–] ?([A-ZÀ-Þ][\w’']+)"
    r"(?= (?:[a-z]+ )?(?:talks?|meetings?|conversations?|discussions?|telecons?|exchanges?|interviews?"
    r"|lunch|luncheon|dinner)\b)"
)
_APPOSITION = re.compile(r", (?:the )?")
_JOINED = re.compile(r"(?<!\w)[A-ZÀ-Þ][^\W\d_]+(?!\w)")
_ONE_WORD = re.compile(r"\w+ ")
_ONE_NAME = re.compile(r"[A-Z]\w+ ")
_GOES_ON = re.compile(r"(?:,| and) [A-Z]|['’]s\b| (?!(?:of|for|in|to|at|on|from|and|here|who|whose)\b)[a-z]")
_GIVEN_NAME = re.compile(r"[A-Z][\w’']+-[a-z]+")
"""Two syllables as Chinese and Korean given names are spelled, after the family name ("Ren Sho-kai")."""

_GENERATION = frozenset({"Jr", "Sr", "II", "III", "Jr.", "Sr."})
_NOT_NAMES = frozenset(
    "state defense treasury interior commerce justice general foreign affairs office secretary president minister "
    "ambassador council rep reps del dels res draft we i he she they it the this that his our their united nations "
    "embassy embtel deptel department dept ministry mission delegation government govt charter council "
    "assembly committee conference treaty agreement protocol article section paragraph para comment "
    "under deputy acting assistant chief "
    "secret confidential january february march april may june july august september october november "
    "december monday tuesday wednesday thursday friday saturday sunday "
    "east west north south franco anglo sino indo afro arab".split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in the text, without titles; ``office`` is the title before it, ``entry`` its listed person."""

    span: Span
    words: tuple[str, ...]
    office: str | None = None
    entry: str | None = None


def find_person_names(
    document: Document, where: Sequence[Sentence], avoid: Sequence[Span], around: Surroundings
) -> list[Name]:
    """The names of persons in the sentences, but not where *avoid* names something else; *around* is of its text.

    A name is what the source tags as one, what the trained tagger takes for one, what follows a title, and what
    stands before a state in brackets ("Omar (Somalia)"), and what a hyphen joins before a word for a talk
    ("Tveit-Harlan meeting").
    """
    text = document.text
    offices, _ = office_pattern()
    states = state_pattern()[1]
    listed = listed_names(document, where)
    found: list[Name] = []
    ground = Ground(len(text))
    for span in avoid:
        ground.take(span)
    tagged = sorted(document.mentions, key=lambda m: m.span)
    for sentence, likely in zip(where, find_names(where, around), strict=True):
        first, last = (bisect_left(tagged, at, key=_start) for at in (sentence.span.start, sentence.span.end))
        names = [n for m in tagged[first:last] if (n := trimmed_name(text, m.span, m.entry))]
        spans = [span for span, chance in likely if chance > LIKELY and _is_name(span.of(text), around.small_words)]
        spans += [listed[sentence.span.start]] if sentence.span.start in listed else []
        titled = offices.finditer(text, sentence.span.start, sentence.span.end)
        after = [_NAME_AFTER_TITLE.match(text, m.end()) for m in titled]
        spans += [_without_common_words(text, Span(*m.span(1))) for m in after if m]
        bracketed = _NAME_BEFORE_STATE.finditer(text, sentence.span.start, sentence.span.end)
        spans += [Span(*m.span(1)) for m in bracketed if m.group(2) in states]
        joined = _NAMES_JOINED.finditer(text, sentence.span.start, sentence.span.end)
        sides = [Span(*m.span(n)) for m in joined for n in (1, 2)]
        spans += [span for span in sides if _is_name(span.of(text), around.small_words)]
        for name in names:
            ground.take(name.span)
        others = filter(None, (trimmed_name(text, span) for span in sorted(spans)))
        names += [name for name in others if ground.take(name.span)]
        found += sorted(names, key=lambda n: n.span)
    return sorted([*found, *_again(text, found, where, ground)], key=lambda n: n.span)


def _again(text: str, found: Sequence[Name], where: Sequence[Sentence], ground: Ground) -> Iterator[Name]:
    """The other places of names of one word, also where they are joined to another ("Harper-Tveit talks")."""
    known = {n.words[0] for n in found if len(n.words) == 1 and len(n.words[0]) >= _SURE and not n.entry}
    for token in (token for sentence in where for token in sentence.tokens if known):
        if token.text in known:
            spans = [Span(token.start, token.end)]
        elif token.text.isalnum():
            continue
        else:
            spans = [Span(token.start + m.start(), token.start + m.end()) for m in _JOINED.finditer(token.text)]
        for span in spans:
            word = span.of(text)
            if word in known and not name_goes_before(text, span.start) and ground.take(span):
                yield Name(span, (word,), title_before(text, span.start))


def name_goes_before(text: str, start: int) -> bool:
    """Whether the word before *start* may belong to a name there: a capital, and no title or sentence's end."""
    before = _CAPITAL_BEFORE.search(text, max(0, start - _LONGEST_WORD), start)
    if before is None or title_before(text, start):
        return False
    word, at = before.group(1), before.start(1)
    if word.endswith("."):
        return len(word) == _INITIAL and at > 0 and text[at - 1] != "\n"
    return True


def _is_name(words: str, small: frozenset[str]) -> bool:
    """Whether the tagger's find can be a name: no words in capitals throughout, no word that the text writes small."""
    return words.lower() not in small and not (" " in words and words.isupper() and words.replace(" ", "").isalpha())


def _start(mention: PersonMention) -> int:
    return mention.span.start


def _without_common_words(text: str, span: Span) -> Span:
    """The span without words at its end that are no names ("Saud May")."""
    words = span.of(text).split()
    while words and words[-1].lower() in _NOT_NAMES:
        words.pop()
    return Span(span.start, span.start + len(" ".join(words)))


def title_before(text: str, start: int) -> str | None:
    """The office that stands just before *start*."""
    offices, meaning = office_pattern()
    before = text[max(0, start - 40) : start]
    ending = [m for m in offices.finditer(before) if not before[m.end() :].strip(" .")]
    return meaning[ending[-1].group()] if ending and not tells_time(before, ending[-1].start()) else None


def tells_time(text: str, at: int) -> bool:
    """Whether the word at *at* is "PM" after a number, so that it is no office ("12:30 PM")."""
    return text.startswith(("PM", "P.M."), at) and text[max(0, at - 2) : max(0, at - 1)].isdigit()


def _office_after(text: str, end: int) -> str | None:
    """The office after a name that ends at *end* ("Tveit, the Foreign Minister"), unless a list or a clause goes on."""
    pattern, meaning = office_pattern()
    apposition = _APPOSITION.match(text, end)
    if apposition is None:
        return None
    word = (_ONE_WORD if apposition.group().endswith("the ") else _ONE_NAME).match(text, apposition.end())
    office = pattern.match(text, apposition.end()) or (pattern.match(text, word.end()) if word else None)
    return meaning[office.group()] if office and not _GOES_ON.match(text, office.end()) else None


def trimmed_name(text: str, span: Span, entry: str | None = None) -> Name | None:
    """The name in *span* without titles and possessives; ``None`` where that leaves no name."""
    offices, meaning = office_pattern()
    start, words = span.start, span.of(text)
    office = title_before(text, start)
    while (lead := offices.match(words)) and words[lead.end() :].strip(" ."):
        office = meaning[lead.group()]
        rest = words[lead.end() :].lstrip(" .")
        start += len(words) - len(rest)
        words = rest
    words = re.sub(r"['’]s?$", "", words).rstrip(" ,.;:)")
    parts = tuple(words.split())
    name = Name(Span(start, start + len(words)), parts, office, entry)
    if not parts or len(parts[-1]) < _SHORTEST or not re.search("[A-ZÀ-Þ]", words):
        return None
    return None if parts[-1].lower() in _NOT_NAMES or words in meaning else name


def agent_id(name: str) -> str:
    """The id of a state, body or office of this name.

    >>> agent_id("Foreign Minister")
    'foreign-minister'
    """
    return re.sub(r"\W+", "-", name.lower())


class People:
    """The persons of one document: gives each name and office its agent's id, and keeps the agents."""

    def __init__(self, document: Document, names: Sequence[Name], apparatus: Sequence[Name]) -> None:
        self.agents: dict[str, Agent] = {}
        self._document = document
        self._listed = {p.entry: p for p in document.people}
        self._by_entry: dict[str, str] = {}
        self._families = _family_names([*names, *apparatus])
        self._add_author()
        for name in names:
            self.of_name(name)
        self._secretary_named = bool(self.secretary and re.search(rf"\b{self.secretary}\b", document.text))
        self._post = state_of_post(document)
        self._held = self._office_holders(names, apparatus)

    # --- names --------------------------------------------------------------------------------------------------------

    def of_name(self, name: Name) -> str:
        """The id of the person of this name."""
        full = " ".join(name.words)
        family = self._family(name)
        key = self._key(family, name.entry)
        agent = self.agents.get(key)
        if agent is None:
            agent = Agent(key, AgentKind.PERSON, full, family, entry=name.entry, evidence=name.span)
        elif key != AUTHOR and len(full) > len(agent.label):
            agent = replace(agent, label=full)
        if name.office and name.office not in TITLES_ONLY and agent.office is None:
            agent = replace(agent, office=name.office)
        self.agents[key] = agent
        return key

    def _family(self, name: Name) -> str:
        listed = self._listed.get(name.entry) if name.entry else None
        if listed and "," in listed.name:
            return listed.name.split(",")[0].strip()
        return self._families.get(name.words, name.words[-1])

    def _key(self, family: str, entry: str | None) -> str:
        """The id under which this family name's person is kept; listed persons of one family name are kept apart."""
        key = family.lower()
        if entry is not None and entry in self._by_entry:
            return self._by_entry[entry]
        if entry is not None:
            writer = self.agents[AUTHOR].entry
            taken = (key in self.agents and self.agents[key].entry is not None) or (key in self.author_names and writer)
            if key in self.author_names and not writer:
                key = AUTHOR
            elif taken:
                key = f"{key}-{entry.rpartition('#')[2]}"
            self._by_entry[entry] = key
            if key in self.agents:
                self.agents[key] = replace(self.agents[key], entry=entry)
            return key
        return AUTHOR if key in self.author_names else key

    def known_names(self) -> list[str]:
        """The family names and full names of the persons, each of more than two letters."""
        names = {a.family_name for a in self.agents.values() if a.family_name} | {
            a.label for a in self.agents.values() if " " not in a.label
        }
        return sorted(n for n in names if len(n) > _SHORTEST and n[0].isupper())

    # --- the author ---------------------------------------------------------------------------------------------------

    def _add_author(self) -> None:
        """The writer: the signer, else the name in brackets of the sender, else unnamed."""
        document, signer = self._document, self._document.signer
        bracketed = [
            m.group(1) for s in document.senders if (m := re.search(r"\((?:[^()]* )?([A-Z][\w’'-]+)\)", s.name))
        ]
        label = re.sub(r"[\[\]]", "", signer.name) if signer else None
        family = label.split()[-1] if label and label.split() else None
        secretary = secretary_of_state(document.date)
        by_office = any("Secretary of State" in s.name for s in document.senders)
        self.secretary = secretary
        self.secretary_writes = by_office or (family is not None and family == secretary)
        if family is None:
            family = bracketed[0] if bracketed else secretary if by_office else None
        self.author_names = {n.lower() for n in (family, *bracketed, secretary if by_office else None) if n}
        self.agents[AUTHOR] = Agent(
            AUTHOR,
            AgentKind.PERSON,
            label or family or f"author of {document.identifier}",
            family,
            office="Secretary of State" if self.secretary_writes else None,
            entry=signer.entry if signer else None,
            evidence=signer.span if signer else None,
        )
        if signer and signer.entry:
            self._by_entry[signer.entry] = AUTHOR

    # --- offices ------------------------------------------------------------------------------------------------------

    def _office_holders(self, names: Sequence[Name], apparatus: Sequence[Name]) -> dict[str, list[tuple[int, str]]]:
        """For each office where the document says who holds it, before or after a name: (offset, agent's id).

        By "the President" a post abroad means that of its own state, and whoever writes in Washington the American,
        whomever else they name.
        """
        document = self._document
        washington = all("Department of State" in s.name for s in document.senders)
        presidents = {name.split()[-1] for name in office_holders("President", UNITED_STATES, document.date)}
        american = [n for n in (*names, *apparatus) if n.office == "President" and n.words[-1] in presidents]
        held: dict[str, list[tuple[int, str]]] = {}
        for name in [*names, *apparatus]:
            office = _office_after(document.text, name.span.end) or name.office
            if office == "President" and american and (washington or self._post):
                office = office if (name.words[-1] in presidents) == washington else None
            if office and office not in TITLES_ONLY:
                held.setdefault(office, []).append((name.span.start, self.of_name(name)))
        return {office: sorted(places) for office, places in held.items()}

    def _named_holder(self, office: str, state: str) -> str | None:
        """The person named in the document whom the table of offices knows as the office's holder on its date."""
        for name in office_holders(office, state, self._document.date):
            words = set(name.split())
            for agent in self.agents.values():
                if agent.family_name in words and agent.id != AUTHOR:
                    return agent.id
        return None

    def of_office(self, span: Span, office: str, side: Naming | None) -> str:
        """The id of the person meant by the office at *span*; *side* is the state named just before it."""
        if office in ("Secretary", "Secretary of State") and (side is None or side.name == UNITED_STATES):
            if self.secretary_writes:
                return AUTHOR
            if self.secretary and self._secretary_named:
                return self.of_name(Name(span, (self.secretary,), "Secretary of State"))
        same = self._held.get(office)
        if same and side is None and office != "Secretary":  # "the Secretary" is none of another department
            return same[max(0, bisect_right(same, span.start, key=itemgetter(0)) - 1)][1]
        state = side.name if side else self._post
        if state and (holder := self._named_holder(office, state)):
            return holder
        words = Span(side.span.start if side else span.start, span.end).of(self._document.text)
        label = words if side is not None else office
        key = agent_id(label)
        if key not in self.agents:
            others = tuple(sorted({words, office} - {label}))
            self.agents[key] = Agent(key, AgentKind.PERSON, label, None, others, office=office, evidence=span)
        return key


def _family_names(names: Sequence[Name]) -> dict[tuple[str, ...], str]:
    """For each name of several words its family name: the part that stands alone elsewhere, else the last."""
    alone = {n.words[0] for n in names if len(n.words) == 1}
    families: dict[tuple[str, ...], str] = {}
    for name in names:
        words = [w for w in name.words if w not in _GENERATION]
        if len(words) > 1:
            initials = any(re.fullmatch(r"(?:[A-ZÀ-Þ]\.)+", w) for w in words)
            chinese = _GIVEN_NAME.fullmatch(words[-1]) is not None
            first = not initials and words[-1] not in alone and (words[0] in alone or chinese)
            families[name.words] = words[0] if first else words[-1]
    return families
