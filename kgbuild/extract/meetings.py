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
from kgbuild.extract.attendance import attendance_list
from kgbuild.extract.contacts import Contact, find_contacts
from kgbuild.extract.language import without_markers
from kgbuild.extract.linear import LinearModel, load_linear
from kgbuild.extract.meeting_features import contact_features, main_parties, partners
from kgbuild.extract.meeting_lexicon import word_list
from kgbuild.extract.participants import Participants
from kgbuild.extract.pieces import short_sentences
from kgbuild.extract.times import resolve_day
from kgbuild.model import AgentKind, Meeting, MeetingStatus, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.actors import Cast
    from kgbuild.extract.language import Sentence
    from kgbuild.model import Document

__all__ = ["find_meetings", "pick_meetings"]

# Chosen by five-fold cross-validation on the annotated telegrams.
_LIKELY = 0.43

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
_AROUND = 20  # contacts on either side among which another of the same clause may be
_PAIR = 2
_VISITS = frozenset({"meet", "see", "call"})
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
    chosen = _chosen(contacts, likely, sentences, cast)
    heard = partners(sentences, cast)
    main = _main(contacts, chosen, heard, cast)
    if recorded:
        main = frozenset([person for person in heard if person in recorded[0].participants][:_PAIR])
    first_chosen = min(chosen, default=0)
    chosen = {i for i in chosen if i == first_chosen or not _points_back(contacts[i], sentences, main, cast)}
    elsewhere = frozenset(a for i in chosen if i != first_chosen for a in contacts[i].parties)
    plain = without_markers(document)
    participants = Participants(document, sentences, cast, main, heard[:1], elsewhere)
    meetings: list[Meeting] = []
    for i in sorted(chosen):
        sentence = sentences[contacts[i].sentence]
        evidence = _evidence(contacts, chosen, i)
        meeting = _meeting(document, plain, sentence, contacts[i], evidence, probability=likely[i])
        who = participants.of(contacts[i], main=not recorded and i == min(chosen))
        meetings.append(replace(meeting, participants=who))
    return tuple(sorted((*recorded, *meetings), key=lambda meeting: meeting.evidence))


# --- the choice ---


def _probability(contact: Contact, row: Sequence[str], model: LinearModel, cast: Cast) -> float:
    """The model's, but at least :data:`_ADDRESSED` where one named person made a plea to another."""
    named = {a for a in contact.parties if a != AUTHOR and cast.agents[a].kind is AgentKind.PERSON}
    addressed = contact.noun and contact.lemma in _ADDRESS and len(named) >= _PAIR
    return max(model.probability(row), _ADDRESSED if addressed else 0.0)


def _chosen(
    contacts: Sequence[Contact], likely: Sequence[float], sentences: Sequence[Sentence], cast: Cast
) -> set[int]:
    """The indexes of the contacts that are meetings, one for each meeting of a sentence.

    A state brings nobody new to a meeting of a person who serves it, and what a meeting was for is no other.
    """
    chosen: dict[int, list[int]] = {}
    for i in sorted(range(len(contacts)), key=lambda i: (-likely[i], i)):
        beside = chosen.setdefault(contacts[i].sentence, [])
        parties = contacts[i].parties
        others = [contacts[j].parties for j in beside]
        repeats = any(parties <= _with_sides(other, cast) or other <= _with_sides(parties, cast) for other in others)
        repeats = repeats or any(_is_purpose(contacts[i], contacts[j], sentences) for j in beside)
        if likely[i] >= _LIKELY and not repeats:
            beside.append(i)
    return {i for found in chosen.values() for i in found}


def _is_purpose(contact: Contact, other: Contact, sentences: Sequence[Sentence]) -> bool:
    """Whether one of the two says what the other's meeting was for ("called in Tveit to discuss ...")."""
    last = max(contact, other, key=lambda c: c.token)
    before = sentences[last.sentence].tokens[max(0, last.token - 2) : last.token]
    infinitive = not last.noun and "to" in [t.lower for t in before]
    return infinitive and last.lemma not in _VISITS and contact.clause == other.clause


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


def _main(contacts: Sequence[Contact], chosen: set[int], heard: Sequence[str], cast: Cast) -> frozenset[str]:
    """The two sides of the meeting that the document mainly reports, which is its first; *heard* first the most."""
    if not chosen:
        return main_parties(contacts, cast)
    first = contacts[min(chosen)]
    persons = {a for a in first.parties if a == AUTHOR or cast.agents[a].kind is AgentKind.PERSON}
    if len(persons) < _PAIR:
        persons |= set(heard[:1]) if persons <= {AUTHOR} else set()
        persons.add(AUTHOR)
    return frozenset(persons)


# --- memoranda of conversation ---


def _recorded(document: Document, sentences: Sequence[Sentence], cast: Cast) -> tuple[list[Meeting], int]:
    """The meeting that a memorandum of conversation records, and the index of the sentence after that."""
    lines = attendance_list(document, sentences)
    if lines is None:
        return [], 0
    listed: list[str] = []
    for i in lines:
        listed += _listed(sentences[i], cast)
    evidence = sentences[lines.stop].span
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
    return [meeting], lines.stop + 1


def _listed(sentence: Sentence, cast: Cast) -> list[str]:
    """The person whom a line of the list names: by name, else by office."""
    mentions = cast.within(sentence.span)
    named = [m.agent for m in mentions if m.form == "name"]
    return named or [m.agent for m in mentions if m.form == "office"][:1]


# --- the meeting ---


def _meeting(
    document: Document, plain: str, sentence: Sentence, contact: Contact, evidence: Span, *, probability: float
) -> Meeting:
    """The meeting of a contact, its participants still to be found; *plain* is the text without note markers."""
    planned = _is_planned(document.text, sentence, contact)
    times = [span for span in contact.times if evidence.overlaps(span)]
    nearest = min(times, key=lambda span: abs(span.start - contact.trigger.start), default=None)
    expression = nearest.of(document.text) if nearest else None
    date = resolve_day(nearest.of(plain), document.date, planned=planned) if nearest else None
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
