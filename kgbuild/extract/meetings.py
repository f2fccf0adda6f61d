"""The meetings that a document reports: held or planned, who took part, when and where.

A trained model picks the meetings among the contacts of :mod:`kgbuild.extract.contacts`; who took
part follows from the grammar around the word that brings people together. A memorandum of
conversation is itself the record of one meeting, whose participants it lists.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kgbuild.extract.actors import AUTHOR
from kgbuild.extract.contacts import Contact, Role, find_contacts
from kgbuild.extract.language import without_markers
from kgbuild.extract.lexicon import cue_word
from kgbuild.extract.linear import LinearModel, load_linear
from kgbuild.extract.meeting_features import contact_features, main_parties, partners
from kgbuild.extract.meeting_lexicon import word_list
from kgbuild.extract.pieces import short_sentences
from kgbuild.extract.times import resolve_day
from kgbuild.model import AgentKind, DocumentKind, Meeting, MeetingStatus, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.actors import Cast
    from kgbuild.extract.language import Sentence
    from kgbuild.model import Document

__all__ = ["find_meetings", "pick_meetings"]

# Chosen by five-fold cross-validation on the annotated telegrams.
_LIKELY = 0.3
_LIKELY_BESIDE = 0.6  # beside another meeting in the same sentence

_AHEAD = re.compile(
    r"\b(?:tomorrow|next|forthcoming|prospective|later (?:this|today)|tentative|scheduled|appointment)\b",
    re.IGNORECASE,
)
_PERFECT = frozenset({"had", "has", "have"})
_PLACE = re.compile(
    r"\b(?:at|in|to) (?P<place>(?:(?:the|his|my|her|our|their) )?(?:[A-Z][\w’.-]+ ){0,3}"
    r"(?:[Rr]esidence|[Ee]mbassy|[Oo]ffice|FonOff|Foreign Office|[Mm]inistry(?: of [A-Z]\w+)?|[Pp]alace"
    r"|[Mm]ission|[Vv]illa|[Hh]otel|[Aa]irport|[Hh]eadquarters|[Hh]ouse|Department|Dept|White House"
    r"|[Cc]hancery|[Cc]lub|[Ll]egation))\b"
)
_PRESENT = re.compile(
    r"\b(?:[Aa]lso present|(?:was|were) (?:also )?present|[Pp]resent (?:were|was|at)"
    r"|[Aa]ccompan(?:ied|ying)|sat in|[Aa]s interpreter)\b"
)
_PARTICIPANTS = re.compile(r"participants|present", re.IGNORECASE)
_AROUND = 20  # contacts on either side among which another of the same clause may be
_NARRATIVE = 8  # words: a shorter line of a memorandum of conversation lists somebody
_PAIR = 2
_DEFINITE = frozenset({"the", "this"})
_ADDRESS = frozenset({"approach", "demarche"})
_ADDRESSED = 0.5
_SUGGESTION = 12  # words between a suggestion and the meeting that it suggests
_SUGGESTING = frozenset({"suggested", "suggesting", "proposed", "proposing", "agreed", "arranged", "asked", "hoped"})


def find_meetings(document: Document, sentences: Sequence[Sentence], cast: Cast) -> tuple[Meeting, ...]:
    """The meetings of the document's body *sentences*, in the order of the text; offsets into its text."""
    return pick_meetings(document, sentences, cast, load_linear("meetings"))


def pick_meetings(
    document: Document, sentences: Sequence[Sentence], cast: Cast, model: LinearModel
) -> tuple[Meeting, ...]:
    """As :func:`find_meetings`, with the model that gives each contact's probability of being a meeting."""
    sentences = short_sentences(sentences)
    recorded, first = _recorded(document, sentences, cast)
    contacts = [c for c in find_contacts(document, sentences, cast) if c.sentence >= first]
    rows = contact_features(document, sentences, contacts, cast)
    likely = [_probability(c, row, model, cast) for c, row in zip(contacts, rows, strict=True)]
    chosen = _chosen(contacts, likely, cast)
    main = _main(contacts, chosen, sentences, cast)
    first_chosen = min(chosen, default=0)
    chosen = {i for i in chosen if i == first_chosen or not _points_back(contacts[i], sentences, main, cast)}
    participants = _Participants(document, sentences, cast, main)
    meetings: list[Meeting] = []
    for i in sorted(chosen):
        sentence = sentences[contacts[i].sentence]
        meeting = _meeting(document, sentence, contacts[i], _evidence(contacts, chosen, i), likely[i])
        who = participants.of(contacts[i], main=not recorded and i == min(chosen))
        meetings.append(replace(meeting, participants=who))
    return tuple(sorted((*recorded, *meetings), key=lambda meeting: meeting.evidence))


# --- the choice ---


def _probability(contact: Contact, row: Sequence[str], model: LinearModel, cast: Cast) -> float:
    """The model's, but at least :data:`_ADDRESSED` where one named person made a plea to another."""
    named = {a for a in contact.parties if a != AUTHOR and cast.agents[a].kind is AgentKind.PERSON}
    addressed = contact.noun and contact.lemma in _ADDRESS and len(named) >= _PAIR
    return max(model.probability(row), _ADDRESSED if addressed else 0.0)


def _chosen(contacts: Sequence[Contact], likely: Sequence[float], cast: Cast) -> set[int]:
    """The indexes of the contacts that are meetings, one for each meeting of a sentence.

    A state brings nobody new to a meeting of a person who serves it.
    """
    chosen: dict[int, list[int]] = {}
    for i in sorted(range(len(contacts)), key=lambda i: (-likely[i], i)):
        beside = chosen.setdefault(contacts[i].sentence, [])
        parties = contacts[i].parties
        others = [contacts[j].parties for j in beside]
        repeats = any(parties <= _with_sides(other, cast) or other <= _with_sides(parties, cast) for other in others)
        if likely[i] >= (_LIKELY_BESIDE if beside else _LIKELY) and not repeats:
            beside.append(i)
    return {i for found in chosen.values() for i in found}


def _points_back(contact: Contact, sentences: Sequence[Sentence], main: frozenset[str], cast: Cast) -> bool:
    """Whether the noun may mean the main meeting, told of before ("opened the conversation by")."""
    tokens = sentences[contact.sentence].tokens
    definite = contact.noun and contact.token > 0 and tokens[contact.token - 1].lower in _DEFINITE
    return definite and not contact.times and contact.parties <= _with_sides(main, cast)


def _with_sides(parties: frozenset[str], cast: Cast) -> set[str]:
    served = {cast.author_side if a == cast.author else cast.sides.get(a) for a in parties}
    return {*parties, *(side for side in served if side)}


def _evidence(contacts: Sequence[Contact], chosen: set[int], at: int) -> Span:
    """The contact's clause, halved where it holds another meeting."""
    contact = contacts[at]
    start, end = contact.clause.start, contact.clause.end
    near = [i for i in range(max(0, at - _AROUND), at + _AROUND) if i in chosen and i != at]
    for other in (contacts[i].trigger for i in near if contacts[i].clause == contact.clause):
        if other.end <= contact.trigger.start:
            start = max(start, (other.end + contact.trigger.start) // 2)
        else:
            end = min(end, (contact.trigger.end + other.start) // 2)
    return Span(start, end)


def _main(contacts: Sequence[Contact], chosen: set[int], sentences: Sequence[Sentence], cast: Cast) -> frozenset[str]:
    """The two sides of the meeting that the document mainly reports, which is its first."""
    if not chosen:
        return main_parties(contacts, cast)
    first = contacts[min(chosen)]
    persons = {a for a in first.parties if a == AUTHOR or cast.agents[a].kind is AgentKind.PERSON}
    if len(persons) < _PAIR:
        persons |= set(partners(sentences, cast)[:1]) if persons <= {AUTHOR} else set()
        persons.add(AUTHOR)
    return frozenset(persons)


# --- who took part ---


class _Participants:
    """Finds the participants of the contacts of one document."""

    def __init__(self, document: Document, sentences: Sequence[Sentence], cast: Cast, main: frozenset[str]) -> None:
        self.document = document
        self.sentences = sentences
        self.cast = cast
        self.main = main
        self.partner = partners(sentences, cast)[:1]

    def of(self, contact: Contact, *, main: bool) -> tuple[str, ...]:
        """The ids of the participants: who the grammar joins, and the side that goes without saying.

        For the *main* meeting also those of whom the document says elsewhere that they were present.
        """
        persons = [agent for agent in contact.roles if agent in contact.parties and self._is_person(agent)]
        found = persons
        if len(persons) < _PAIR:
            found = found + [a for a in contact.roles if a in contact.parties and self._is_state(a)][:2]
        if len(found) < _PAIR:
            found = found + self._missing(contact, found)
        companions = [agent for agent, role in contact.roles.items() if role is Role.COMPANION]
        present = self._said_present() if main else []
        return tuple(dict.fromkeys([*found, *companions, *present]))

    def _said_present(self) -> list[str]:
        found: list[str] = []
        for sentence in self.sentences:
            if _PRESENT.search(self.document.text, sentence.span.start, sentence.span.end):
                named = self.cast.within(sentence.span)
                found += [m.agent for m in named if m.form in ("name", "office") and self._is_person(m.agent)]
        return found

    def _is_person(self, agent: str) -> bool:
        return agent == AUTHOR or self.cast.agents[agent].kind is AgentKind.PERSON

    def _is_state(self, agent: str) -> bool:
        return self.cast.agents[agent].kind is AgentKind.STATE

    def _missing(self, contact: Contact, found: Sequence[str]) -> list[str]:
        """The other side of a contact that names one side or none."""
        if not found:
            return sorted(self.main) or [AUTHOR, *self.partner]
        if found[0] in self.main:
            others = sorted(self.main - set(found))
            return others[:1]
        if found[0] == AUTHOR:
            return [a for a in sorted(self.main) if a != AUTHOR][:1] or partners(self.sentences, self.cast)[:1]
        speaker = self._speaker(contact, found)
        return [speaker] if speaker else [AUTHOR]

    def _speaker(self, contact: Contact, found: Sequence[str]) -> str | None:
        """Who reports the contact in its sentence ("Nash said ... conversation with Khrushchev")."""
        sentence = self.sentences[contact.sentence]
        cue = next((t for t in sentence.tokens[: contact.token] if cue_word(t.text)), None)
        if cue is None:
            return None
        before = [m for m in self.cast.within(Span(sentence.span.start, cue.start)) if m.agent not in found]
        persons = [m.agent for m in before if self._is_person(m.agent)]
        return persons[-1] if persons else None


# --- memoranda of conversation ---


def _recorded(document: Document, sentences: Sequence[Sentence], cast: Cast) -> tuple[list[Meeting], int]:
    """The meeting that a memorandum of conversation records, and the index of the sentence after that."""
    if document.kind is not DocumentKind.MEMORANDUM_OF_CONVERSATION:
        return [], 0
    opening = next((i for i, s in enumerate(sentences) if _PARTICIPANTS.match(s.tokens[0].text)), None)
    if opening is None:
        return [], 0
    first = next((i for i, s in enumerate(sentences) if i > opening and _narrates(s)), len(sentences))
    if first == len(sentences):
        return [], 0
    listed: list[str] = []
    for sentence in sentences[opening:first]:
        listed += _listed(sentence, cast)
    evidence = sentences[first].span
    written = document.date[:10] if document.date else None
    meeting = Meeting(
        id=f"meeting-{evidence.start}",
        evidence=evidence,
        participants=tuple(dict.fromkeys(listed)),
        status=MeetingStatus.HELD,
        rule="memorandum-of-conversation",
        confidence=0.95,
        place=document.place,
        date=written,
    )
    return [meeting], first + 1


def _narrates(sentence: Sentence) -> bool:
    return len(sentence.tokens) > _NARRATIVE and sentence.tokens[-1].text in '.?!:”"'


def _listed(sentence: Sentence, cast: Cast) -> list[str]:
    """The person whom a line of the list names: by name, else by office."""
    mentions = cast.within(sentence.span)
    named = [m.agent for m in mentions if m.form == "name"]
    return named or [m.agent for m in mentions if m.form == "office"][:1]


# --- the meeting ---


def _meeting(document: Document, sentence: Sentence, contact: Contact, evidence: Span, probability: float) -> Meeting:
    """The meeting of a contact, its participants still to be found."""
    planned = _is_planned(document.text, sentence, contact)
    times = [span for span in contact.times if evidence.overlaps(span)]
    nearest = min(times, key=lambda span: abs(span.start - contact.trigger.start), default=None)
    expression = nearest.of(document.text) if nearest else None
    date = resolve_day(nearest.of(without_markers(document)), document.date, planned=planned) if nearest else None
    ahead = date is not None and document.date is not None and date > document.date[:10]
    place = _PLACE.search(document.text, evidence.start, evidence.end)
    return Meeting(
        id=f"meeting-{contact.trigger.start}",
        evidence=evidence,
        participants=(),
        status=MeetingStatus.PLANNED if planned or ahead else MeetingStatus.HELD,
        rule=f"meeting-{'noun' if contact.noun else 'verb'}",
        confidence=round(probability, 3),
        place=place["place"] if place else None,
        date=date,
        time_expression=expression,
        duration=contact.durations[0].of(document.text) if contact.durations else None,
    )


def _is_planned(text: str, sentence: Sentence, contact: Contact) -> bool:
    before = [t.lower for t in sentence.tokens[max(0, contact.token - 4) : contact.token]]
    leading = {t.lower for t in sentence.tokens[max(0, contact.token - _SUGGESTION) : contact.token]}
    suggested = bool(leading & _SUGGESTING)
    times = " ".join(span.of(text) for span in contact.times)
    if contact.noun:
        return (
            "next" in before[-2:]
            or bool(_AHEAD.search(times))
            or contact.lemma == "appointment"
            or bool({"will", "forthcoming", "prospective"} & set(before))
            or (suggested and "meet" in leading)
        )
    if _PERFECT & set(before[-2:]):
        return False
    inflected = sentence.tokens[contact.token].lower.endswith(("ed", "t", "w", "ke", "ld"))
    intended = suggested or bool(word_list("intending") & set(before))
    return (intended and not inflected) or bool(_AHEAD.search(times))
