"""Persons of a volume's list named in a telegram that has no tags: which entry each name is.

A name that only one entry fits is that entry's person. Where several fit ("Johnson"), the document decides: a full
name elsewhere in it, the office or title beside the name, the post that it is sent from, and the years that the list
gives for an office. What stays open stays unlisted: a wrong merge is worse than a missing one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kgbuild.authority.alternatives import any_of
from kgbuild.extract.ground import Ground
from kgbuild.extract.groups import find_bodies, find_states
from kgbuild.extract.language import sentences
from kgbuild.extract.listed_names import ListedName, folded, likeness, listed_name
from kgbuild.extract.names import Surroundings
from kgbuild.extract.persons import Name, find_person_names, name_goes_before, trimmed_name
from kgbuild.model import Correspondent, Document, ListedPerson, PersonMention, SectionKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["ListedPeople"]

_YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")
_OFFICE_WORDS = re.compile(r"[A-Z][a-z]{3,}")
_WOMAN = re.compile(r"\b(?:Mrs|Miss|Ms|Madame|Mme)\.? $")
_CAPITAL_BEFORE = re.compile(r"(?<![\w.])([A-ZÀ-Þ][\w’'.-]*) $")
_CAPITALIZED = re.compile(r"(?<![\w’'-])[A-ZÀ-Þ][\w’'-]*")
_PART = re.compile(r"[^\W\d_][^\W\d_]*")
_HOUSES = (" Library", " Center", " Institute", " Foundation")
_SHORTEST = 3
_BEFORE = 60
_AFTER = 80
_LEAD = 0.9
"""By how much the best entry must be ahead of the next one."""


class ListedPeople:
    """The entries of one or more volumes' lists of persons (``people``), to be found in documents without tags."""

    def __init__(self, people: Iterable[ListedPerson]) -> None:
        self.people = tuple(sorted(people, key=lambda person: person.entry))
        self._names = [listed_name(person) for person in self.people]
        self._by_word: dict[str, list[ListedName]] = {}
        for name in self._names:
            for word in dict.fromkeys(word for family in name.families for word in (family[0], family[-1])):
                self._by_word.setdefault(word, []).append(name)
        whole = {words for name in self._names if not name.inverted for words in name.printed if " " in words}
        self._whole = re.compile(rf"(?<!\w){any_of(whole)}(?!\w)") if whole else None

    def identify(self, document: Document) -> Document:
        """The document with its listed persons named as a tagged volume names them.

        A document whose source ties names to a list itself is given back as it is.
        """
        if document.mentions or document.people:
            return document
        scene = _Scene(document)
        found: list[tuple[Span, ListedPerson]] = []
        names = self._names_in(document)
        fitting = [self._fitting(name, scene) for name in names]
        full = frozenset(
            c[0].person.entry for n, c in zip(names, fitting, strict=True) if len(n.words) > 1 and len(c) == 1
        )
        strangers = {folded(n.words[-1]) for n, c in zip(names, fitting, strict=True) if len(n.words) > 1 and not c}
        for name, candidates in zip(names, fitting, strict=True):
            another = len(name.words) == 1 and folded(name.words[0]) in strangers
            possible = [c for c in candidates if c.person.entry in full] if another else candidates
            if person := scene.choose(name, possible, full):
                found.append((name.span, person))
        return _with(document, found)

    def _fitting(self, name: Name, scene: _Scene) -> list[ListedName]:
        """The entries whose names the words fit best; where one's own volume has any, only those."""
        near = {id(n): n for word in name.words for n in self._by_word.get(folded(word), ())}
        fits = [(likeness(name.words, listed), listed) for listed in near.values()]
        best = max((fit for fit, _ in fits), default=0.0)
        if not best:
            return []
        candidates = [listed for fit, listed in fits if fit == best]
        return [c for c in candidates if scene.in_volume(c.person)] or candidates

    def _names_in(self, document: Document) -> list[Name]:
        """The names of persons in all of the text, and what else is written there as a listed family's name."""
        text = document.text
        where = sentences(document, *SectionKind)
        groups = [n.span for n in (*find_states(document, where), *find_bodies(document, where))]
        ground = Ground(len(text))
        around = Surroundings(text)
        spans = [span for section in document.sections for span in self._whole_names_in(text, section.span)]
        for span in (*groups, *spans):
            ground.take(span)
        spans += [n.span for n in find_person_names(document, where, groups, around) if ground.take(n.span)]
        for section in document.sections:
            spans += filter(ground.take, self._families_in(text, section.span, around.small_words))
        names = (trimmed_name(text, self._with_forenames(text, span)) for span in sorted(spans))
        return [name for name in names if name]

    def _whole_names_in(self, text: str, within: Span) -> Iterator[Span]:
        """Where a name that the list has without a comma stands word by word ("Chou En-lai")."""
        for match in self._whole.finditer(text, within.start, within.end) if self._whole else ():
            yield Span(*match.span())

    def _families_in(self, text: str, within: Span, small: frozenset[str]) -> Iterator[Span]:
        """Where words are written as a listed family's name, by themselves or joined to others ("Harper-Vik talks").

        *small* are the words that the text writes without a capital: no names.
        """
        for match in _CAPITALIZED.finditer(text, within.start, within.end):
            whole = Span(match.start(), match.start() + len(re.sub(r"['’]s?$", "", match.group())))
            parts = [Span(match.start() + m.start(), match.start() + m.end()) for m in _PART.finditer(match.group())]
            for span in [whole] if folded(whole.of(text)) in self._by_word else parts:
                word = span.of(text)
                listed = len(word) >= _SHORTEST and folded(word) in self._by_word and word.lower() not in small
                if listed and not _continues(text, self._with_forenames(text, span), small):
                    yield span

    def _with_forenames(self, text: str, span: Span) -> Span:
        """The span of a family's name together with the forenames before it that the list has."""
        words = span.of(text).split()
        forenames = {word for listed in self._by_word.get(folded(words[-1]), ()) for word in listed.forenames}
        start = span.start
        while before := _CAPITAL_BEFORE.search(text, max(0, start - _BEFORE), start):
            if folded(before.group(1)) not in forenames:
                break
            start = before.start(1)
        return Span(start, span.end)


def _continues(text: str, span: Span, small: frozenset[str]) -> bool:
    """Whether a word of another name stands just before *span*, or the name is that of a house."""
    before = _CAPITAL_BEFORE.search(text, max(0, span.start - _BEFORE), span.start)
    common = before is not None and before.group(1).lower() in small
    return (not common and name_goes_before(text, span.start)) or text.startswith(_HOUSES, span.end)


class _Scene:
    """What a document tells about the persons in it besides their names: its volume, its year, who writes to whom."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._volume = document.volume.id if document.volume else None
        self._year = int(document.date[:4]) if document.date else None
        headings = document.sections_of(SectionKind.HEADING)
        self._posts = frozenset(_OFFICE_WORDS.findall(" ".join(s.span.of(self._text) for s in headings)))
        parts = document.sections_of(SectionKind.HEADING, SectionKind.SIGNATURE)
        self._writing = tuple(section.span for section in parts)

    def in_volume(self, person: ListedPerson) -> bool:
        """Whether the person stands in the list of the document's own volume."""
        return self._volume is not None and person.entry.partition("#")[0] == self._volume

    def choose(self, name: Name, candidates: Sequence[ListedName], full: frozenset[str]) -> ListedPerson | None:
        """The person among the *candidates* whom the name means, if one is ahead; *full* are named in full."""
        woman = _WOMAN.search(self._text[max(0, name.span.start - _BEFORE) : name.span.start]) is not None
        candidates = [c for c in candidates if woman <= _is_woman(c.person)]
        scores = sorted(
            ((self._score(name, c.person, full, woman=woman), c) for c in _once(candidates)), key=lambda s: -s[0]
        )
        if not scores or (len(scores) > 1 and scores[0][0] - scores[1][0] < _LEAD):
            return None
        return scores[0][1].person

    def _score(self, name: Name, person: ListedPerson, full: frozenset[str], *, woman: bool) -> float:
        role = person.role or ""
        score = 2.0 * (person.entry in full) - (_is_woman(person) and not woman)
        current = _offices_of(role, self._year)
        if role and not current:
            score -= 1
        if name.office:
            score += 2 if _holds(name.office, current) else 1 if _holds(name.office, f"{role} {person.name}") else -1
        beside = self._text[name.span.end : name.span.end + _AFTER].partition(".")[0]
        score += min(1.0, 0.5 * len(frozenset(_OFFICE_WORDS.findall(beside)) & frozenset(_OFFICE_WORDS.findall(role))))
        if any(span.contains(name.span) for span in self._writing):
            score += min(1.5, 0.5 * len(self._posts & frozenset(_OFFICE_WORDS.findall(current))))
        return score


def _is_woman(person: ListedPerson) -> bool:
    return (
        re.search(r"\b(?:Mrs|Miss|Ms|Madame|Mme|Dame|[Ww]ife|[Ww]idow|[Dd]aughter)\b", f"{person.name} {person.role}")
        is not None
    )


def _once(candidates: Sequence[ListedName]) -> list[ListedName]:
    """One entry of those that several volumes' lists have of the same name: the first."""
    return list({(c.families, c.forenames): c for c in reversed(candidates)}.values())[::-1]


def _holds(office: str, role: str) -> bool:
    """Whether all words of the office stand in the role."""
    return all(word in role for word in office.split())


def _offices_of(role: str, year: int | None) -> str:
    """The parts of an entry's role that held in the year.

    >>> _offices_of("Ambassador to France until February 1968; thereafter Deputy Under Secretary", 1969)
    'thereafter Deputy Under Secretary'
    """
    if year is None:
        return role
    return ";".join(part for part in role.split(";") if _covers(part, year)).strip()


def _covers(part: str, year: int) -> bool:
    years = [int(found) for found in _YEAR.findall(part)]
    if not years:
        return True
    first = years[0] if len(years) > 1 or re.search(r"\b(?:from|after|since|in)\b", part) else None
    last = (
        years[-1]
        if len(years) > 1 or re.search(r"\b(?:until|through|to|in)\b (?:\w+ )?(?:\d+, )?\d{4}", part)
        else None
    )
    return (first is None or first <= year) and (last is None or year <= last)


def _with(document: Document, found: Sequence[tuple[Span, ListedPerson]]) -> Document:
    """The document with the persons that were found, also where they send, receive or sign it."""
    entries = {span: person.entry for span, person in found}

    def tied(party: Correspondent) -> Correspondent:
        return replace(party, entry=next((e for span, e in entries.items() if party.span.contains(span)), None))

    return replace(
        document,
        senders=tuple(map(tied, document.senders)),
        recipients=tuple(map(tied, document.recipients)),
        signer=tied(document.signer) if document.signer else None,
        people=tuple(dict.fromkeys(person for _, person in found)),
        mentions=tuple(PersonMention(span, person.entry) for span, person in found),
    )
