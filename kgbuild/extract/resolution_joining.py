"""Joining the names of resolutions in one document: which of them mean the same.

By number, symbol or day, by sponsor or matter ("Canadian res on peacekeeping", "Canadian res"), by
the note that a name's marker leads to, and, for "the resolution", by what was last spoken of.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kgbuild.authority import united_nations as un
from kgbuild.extract.resolution_lexicon import lexicon
from kgbuild.extract.resolution_names import Determiner, Naming
from kgbuild.model import SectionKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgbuild.extract.language import Sentence
    from kgbuild.model import Document

__all__ = ["Candidate", "Joiner"]

_SENTENCE_END = re.compile(r"(?<!\b[Dd]oc)(?<!\b[Dd]ocs)(?<!U\.N)[.!?][)”\"]? (?=[A-Z(“])")
_RECORD = re.compile(r"\b(?:record|proceedings|report|letter|debate|statement)s?\b[^.;]*$", re.IGNORECASE)
_ADOPTED = re.compile(r"\b(?:adopted|text)\b.*\bsee\b[^.]*$|\b(?:adopted|approved|passed|became)\b[^.]*\bas\b[^.]*$")
_FAR = 1500  # characters: a draft further than this from any resolution may be of a treaty
_RECENT = 8  # names of a candidate that are looked back upon
_ALIKE = 0.5  # share of the words about the matter that two names of one resolution have in common
_SURE = 2  # likeness from which a name is joined whatever its article


@dataclass(slots=True)
class Candidate:
    """A resolution in the making: the namings joined so far and what they tell of it."""

    namings: list[tuple[Naming, str]] = field(default_factory=list)
    organ: str | None = None
    number: str | None = None
    qualifier: str | None = None
    symbol: str | None = None
    sponsors: set[str] = field(default_factory=set)
    introducers: set[str] = field(default_factory=set)
    powers: str | None = None
    topics: set[str] = field(default_factory=set)
    day: tuple[int, int] | None = None
    year: int | None = None
    draft: bool = False

    def add(self, naming: Naming, rule: str) -> None:
        """Takes in a naming and all that it tells."""
        self.namings.append((naming, rule))
        self.organ = self.organ or naming.organ
        if self.number is None and naming.number:
            self.number, self.qualifier = naming.number, naming.qualifier
        self.symbol = self.symbol or naming.symbol
        self.sponsors |= naming.sponsors
        self.introducers |= naming.introducers
        self.powers = self.powers or naming.powers
        self.topics |= naming.topics
        self.day = self.day or naming.day
        self.year = self.year or naming.year
        self.draft = self.draft or naming.draft

    def admits(self, naming: Naming) -> bool:
        """Whether nothing that the naming says contradicts what is known."""
        same_number = not (self.number and naming.number) or self.number == naming.number
        named = naming.sponsors or (naming.introducers if naming.determiner is Determiner.INDEFINITE else frozenset())
        known = self.sponsors or self.introducers
        return (
            same_number
            and _agree(self.organ, naming.organ)
            and _agree(self.powers, naming.powers)
            and _agree(self.day, naming.day)
            and (self.day == naming.day or _agree(self.year, naming.year))
            and (not known or not named or bool((known | self.introducers) & named) or bool(self.topics & named))
        )

    def likeness(self, naming: Naming) -> tuple[int, str]:
        """How much speaks for the naming's meaning this one (0 to 4), and the rule's name."""
        alike = _overlap(self.topics, naming.topics)
        if self.day is not None and self.day == naming.day:
            return 4, "by-day"
        if self.powers is not None and self.powers == naming.powers:
            return 3, "by-sponsor"
        if (self.sponsors | self.introducers) & naming.sponsors:
            apart = self.topics and naming.topics and alike == 0 and naming.determiner is not Determiner.DEFINITE
            return (0, "") if apart else (3, "by-sponsor")
        if alike >= _ALIKE or self.topics & naming.sponsors or self.sponsors & naming.topics:
            return 2, "by-matter"
        if naming.organ is not None and naming.organ == self.organ and not (self.topics and naming.topics):
            told = naming.sponsors or naming.powers
            return (0, "") if told or (self.sponsors and not self.draft) else (1, "by-organ")
        return 0, ""


class Joiner:
    """Joins the namings of one document."""

    def __init__(self, document: Document, found: list[Sentence]) -> None:
        self.document = document
        self.sentences = found
        self.candidates: list[Candidate] = []
        self.pending: list[Naming] = []

    def join(self, namings: Sequence[Naming]) -> None:
        """Fill ``candidates`` from the namings, which are in the order of the text."""
        links = self._links(namings)
        heads = [naming.span.start for naming in namings if naming.kind == "resolution"]
        for naming in namings:
            if naming.kind == "symbol":
                self._place_symbol(naming, links)
            elif naming.kind == "resolution" or (naming.kind == "draft" and _near(naming, heads)):
                self._place(naming, links)
        for naming in [naming for naming in namings if naming.kind == "proposal"]:
            self._place_stand_in(naming)
        for naming in self.pending:
            self._place_pending(naming)

    # --- notes ---

    def _links(self, namings: Sequence[Naming]) -> dict[int, Naming]:
        """For each note's section the naming in whose sentence its marker stands."""
        notes = [
            (section.span, index)
            for index, section in enumerate(self.document.sections)
            if section.kind is SectionKind.NOTE
        ]
        by_label: dict[str, int] = {}
        for note in self.document.notes:
            at = bisect_right(notes, note.span.start, key=lambda entry: entry[0].start) - 1
            if at >= 0 and note.span.start < notes[at][0].end:
                by_label.setdefault(note.label, notes[at][1])
        named = [naming for naming in namings if naming.kind != "symbol"]
        links: dict[int, Naming] = {}
        for marker in self.document.note_markers:
            at = bisect_right(named, marker.span.start, key=lambda naming: naming.span.start) - 1
            if at >= 0 and marker.label in by_label and self._same_sentence(named[at], marker.span):
                links[by_label[marker.label]] = named[at]
        return links

    def _same_sentence(self, naming: Naming, marker: Span) -> bool:
        """Whether the marker stands in the naming's sentence, or stuck to its end."""
        span = self.sentences[naming.sentence].span
        return naming.span.start <= marker.start and marker.start <= span.end + 2

    # --- one naming ---

    def _place(self, naming: Naming, links: dict[int, Naming]) -> None:
        linked = self._linked(naming, links)
        if linked is not None:
            linked.add(naming, "footnote" if naming.number is None else "un-number")
            return
        if naming.number is not None:
            self._place_number(naming)
        elif self._opens_item(naming):
            self._add(None, naming, "by-matter")
        elif naming.bare:
            self._place_bare(naming)
        else:
            self._place_described(naming)

    def _opens_item(self, naming: Naming) -> bool:
        """Whether the naming begins an item of a list, where each item is a resolution of its own."""
        section = self.document.sections[naming.section]
        begins = naming.span.start - section.body <= len("A ")
        return (
            begins
            and section.label is not None
            and section.kind is not SectionKind.NOTE
            and bool(naming.organ or naming.topics)
        )

    def _linked(self, naming: Naming, links: dict[int, Naming]) -> Candidate | None:
        """The resolution that the body names where this note's marker stands."""
        source = links.pop(naming.section, None)
        if source is None:
            return None
        candidate = self._holding(source)
        if candidate is None and source in self.pending:
            self.pending.remove(source)
            candidate = Candidate()
            candidate.add(source, "footnote")
            self.candidates.append(candidate)
        if candidate is None or not candidate.admits(naming) or naming.plural:
            return None
        same = self._numbered(naming)
        if same is not None and same is not candidate:
            self._merge(candidate, same)
            return same
        return candidate

    def _holding(self, naming: Naming) -> Candidate | None:
        return next((c for c in self.candidates if any(n is naming for n, _ in c.namings)), None)

    def _numbered(self, naming: Naming) -> Candidate | None:
        if naming.number is None:
            return None
        return next((c for c in self.candidates if c.number == naming.number and _agree(c.organ, naming.organ)), None)

    def _merge(self, gone: Candidate, kept: Candidate) -> None:
        for naming, rule in gone.namings:
            kept.add(naming, rule)
        self.candidates.remove(gone)

    def _place_number(self, naming: Naming) -> None:
        same = self._numbered(naming)
        if same is None:
            unnumbered = [c for c in self.candidates if c.number is None and c.admits(naming)]
            same = next((c for c in unnumbered if c.day and c.day == naming.day), None)
            same = same or self._said_to_be(naming, unnumbered)
            loose = [c for c in unnumbered if not c.draft and not c.sponsors and c.organ == naming.organ]
            alike = [c for c in loose if not naming.topics or not c.topics or _overlap(c.topics, naming.topics) > 0]
            same = same or (alike[0] if len(alike) == 1 and naming.organ else None)
        self._add(same, naming, "un-number")

    def _said_to_be(self, naming: Naming, unnumbered: list[Candidate]) -> Candidate | None:
        """The draft that the sentence says became this number ("adopted as Resolution 1514")."""
        lead = self._lead(naming)
        start = naming.span.start - len(lead)
        adopted = _ADOPTED.search(lead)
        inside = [
            (earlier.span, candidate)
            for candidate in unnumbered
            for earlier, _ in candidate.namings[-_RECENT:]
            if earlier.section == naming.section and earlier.span < naming.span
        ]
        in_note = self.document.sections[naming.section].kind is SectionKind.NOTE
        if adopted or not in_note:
            inside = [entry for entry in inside if entry[0].start >= start]
        if not adopted and naming.determiner is not Determiner.DEFINITE:
            return None
        return max(inside, key=lambda entry: entry[0])[1] if inside else None

    def _place_described(self, naming: Naming) -> None:
        ranked = [
            (candidate.likeness(naming), order)
            for order, candidate in enumerate(self.candidates)
            if candidate.admits(naming)
        ]
        best = max(ranked, key=lambda entry: (entry[0][0], entry[1]), default=((0, ""), 0))
        (score, rule), order = best
        excluded = _excluded(naming, self.document.text)
        if score >= (_SURE if excluded else 1):
            self.candidates[order].add(naming, rule)
        elif not excluded and not self._place_anaphor(naming):
            rule = "by-day" if naming.day else "by-sponsor" if naming.sponsors or naming.powers else "by-matter"
            self._add(None, naming, rule)

    def _place_anaphor(self, naming: Naming) -> bool:
        """Join "the resolution embodying ..." or "our resolution" to what was last spoken of."""
        own = self.document.text[naming.span.start :].lower().startswith("our ")
        said = naming.determiner is Determiner.DEFINITE and naming.complement and not naming.sponsors
        earlier = self._latest(naming) if own or said else None
        if earlier is None or (own and earlier.sponsors):
            return False
        earlier.add(naming, "last-named")
        return True

    def _place_bare(self, naming: Naming) -> None:
        if naming.determiner is Determiner.INDEFINITE:
            if naming.introducers and not _excluded(naming, self.document.text):
                self._place_described(replace(naming, sponsors=naming.introducers))
            return
        if naming.plural:
            return
        earlier = self._latest(naming)
        if earlier is not None:
            earlier.add(naming, "last-named")
        elif naming.introducers and naming.draft:
            self._add(None, naming, "by-sponsor")
        elif naming.organ is not None and not naming.vague:
            self._add(None, naming, "by-organ")
        elif not naming.vague:
            self.pending.append(naming)

    def _latest(self, naming: Naming) -> Candidate | None:
        """The candidate last named before, in the same section if there is one, that admits the naming."""
        note = self.document.sections[naming.section].kind is SectionKind.NOTE
        fitting = []
        for candidate in self.candidates:
            last = candidate.namings[-1][0]
            same = last.section == naming.section
            if last.span < naming.span and (same or not note or candidate.organ) and candidate.admits(naming):
                fitting.append((same, last.span, candidate))
        return max(fitting, key=lambda entry: (entry[0], entry[1]))[2] if fitting else None

    def _place_stand_in(self, naming: Naming) -> None:
        """Join "Canadian proposal", "this text": further names of a resolution, never the only one."""
        ranked = [(c.likeness(naming), c) for c in self.candidates if c.admits(naming)]
        strong = [(score, rule, c) for (score, rule), c in ranked if score >= _SURE]
        if strong:
            _, rule, candidate = max(strong, key=lambda entry: entry[0])
            candidate.add(replace(naming, topics=frozenset(), sponsors=frozenset()), rule)

    def _place_pending(self, naming: Naming) -> None:
        """A bare name before any other: means the one that the document is about, if there is one."""
        admitting = [c for c in self.candidates if c.admits(naming)]
        if len(admitting) == 1:
            admitting[0].add(naming, "only-one")

    def _add(self, candidate: Candidate | None, naming: Naming, rule: str) -> None:
        if candidate is None:
            candidate = Candidate()
            self.candidates.append(candidate)
        candidate.add(naming, rule)

    # --- symbols ---

    def _place_symbol(self, naming: Naming, links: dict[int, Naming]) -> None:
        kind = un.paper_kind(naming.symbol or "")
        if kind is un.PaperKind.RECORD:
            return
        owner = self._owner(naming, links)
        if owner is not None and (owner.symbol in (None, naming.symbol) or kind is not un.PaperKind.DRAFT):
            owner.add(naming, "document-symbol")
        elif kind is un.PaperKind.DRAFT and not self._of_amendment(naming):
            known = next((c for c in self.candidates if c.symbol == naming.symbol), None)
            self._add(known, naming, "document-symbol")

    def _owner(self, naming: Naming, links: dict[int, Naming]) -> Candidate | None:
        """The candidate whose text the paper of this symbol holds."""
        lead = self._lead(naming)
        if _RECORD.search(lead):
            return None
        before = [
            (earlier.span, candidate)
            for candidate in self.candidates
            for earlier, _ in candidate.namings[-_RECENT:]
            if earlier.section == naming.section and earlier.span < naming.span and not earlier.plural
        ]
        inside = [entry for entry in before if entry[0].start >= naming.span.start - len(lead)]
        if inside:
            return max(inside, key=lambda entry: entry[0])[1]
        if before and (re.search(r"\btext\b", lead) or lead.lstrip().startswith("(")):
            span, candidate = max(before, key=lambda entry: entry[0])
            return candidate if naming.span.start - span.end < _FAR else None
        source = links.get(naming.section)
        return self._holding(source) if source else None

    def _of_amendment(self, naming: Naming) -> bool:
        return bool(re.search(r"\bamendments?\b[^.;]{0,60}$", self._lead(naming)))

    def _lead(self, naming: Naming) -> str:
        """The words of its sentence before a symbol ("doc." ends no sentence)."""
        start = max(self.document.sections[naming.section].body, naming.span.start - _FAR)
        lead = self.document.text[start : naming.span.start]
        ends = [match.end() for match in _SENTENCE_END.finditer(lead)]
        return lead[ends[-1] :] if ends else lead


def _agree(one: object, other: object) -> bool:
    return one is None or other is None or one == other


def _overlap(one: Iterable[str], other: Iterable[str]) -> float:
    """The share of the smaller set that lies in the other (0 if either is empty)."""
    first, second = set(one), set(other)
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0


def _near(naming: Naming, heads: Sequence[int]) -> bool:
    """Whether a resolution is named near by; *heads* are the offsets of all such names, in order."""
    at = bisect_left(heads, naming.span.start - _FAR)
    return at < len(heads) and heads[at] < naming.span.start + _FAR


def _excluded(naming: Naming, text: str) -> bool:
    """Whether a described naming means no certain resolution ("any resolution on sanctions")."""
    if naming.vague and not naming.topics:
        return True
    before = re.search(r"(\w+) $", text[max(0, naming.span.start - 20) : naming.span.start])
    words = {before[1].lower()} if before else set()
    words |= set(naming.span.of(text).lower().split()[:3])
    if naming.determiner is Determiner.INDEFINITE and words & (lexicon().indefinite - {"a", "an", "new"}):
        return True
    if naming.plural:
        return not (naming.topics and naming.organ is None and naming.span.of(text)[0].isupper())
    return False
