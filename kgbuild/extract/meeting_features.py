"""What is known of a contact, as named features for the model that picks the meetings."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from kgbuild.extract.actors import AUTHOR
from kgbuild.extract.contacts import Contact, Role
from kgbuild.extract.lexicon import cue_word
from kgbuild.extract.meeting_lexicon import word_list
from kgbuild.extract.times import resolve_day
from kgbuild.model import AgentKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.actors import Cast
    from kgbuild.extract.language import Sentence
    from kgbuild.model import Document

__all__ = ["contact_class", "contact_features", "main_parties", "partners"]

_STRONG = (
    Role.SUBJECT,
    Role.OBJECT,
    Role.WITH,
    Role.BY,
    Role.BETWEEN,
    Role.POSSESSOR,
    Role.COMPOUND,
    Role.CALLER,
    Role.IMPLIED,
    Role.COMPANION,
)
_NEAR_TIME = re.compile(r"today|\bthis\b|yesterday|tonight|last night|noon|o.clock|[ap]\.?m\b", re.IGNORECASE)
_AHEAD = re.compile(r"tomorrow|next", re.IGNORECASE)


def contact_class(contact: Contact) -> str:
    """The sort of the contact's word: "firm noun", "loose noun", "contact", "discuss", "brief" or "telling"."""
    if contact.noun:
        return "firm noun" if contact.lemma in word_list("firm_noun") else "loose noun"
    return (
        "contact"
        if contact.lemma in word_list("contact_lemma")
        else contact.lemma
        if contact.lemma in ("discuss", "brief")
        else "telling"
    )


def _tense(sentence: Sentence, contact: Contact) -> str:
    """The time of the verb, or what stands before the noun."""
    before = [t.lower for t in sentence.tokens[max(0, contact.token - 4) : contact.token]]
    if contact.noun:
        marks = (
            "next",
            "last",
            "previous",
            "recent",
            "this",
            "that",
            "the",
            "our",
            "my",
            "his",
            "their",
            "a",
            "an",
            "any",
            "no",
            "future",
        )
        return next((m for m in marks if m in before), "none")
    if word_list("perfect") & set(before):
        return "perfect"
    if word_list("modal") & set(before):
        return "modal"
    return "ing" if sentence.tokens[contact.token].lower.endswith("ing") else "plain"


_BUCKETS = ((0, "0"), (1, "1"), (2, "2"), (5, "3-5"), (10, "6-10"))
_FEW = 3
_OPENING = 3  # words at a sentence's begin
_SPEAKS = 12  # characters between a name and its reporting verb
_AROUND = 8  # words on either side


def _bucket(n: int) -> str:
    return next((name for limit, name in _BUCKETS if n <= limit), "11+")


def _who(agent: str, cast: Cast) -> str:
    return "author" if agent == AUTHOR else cast.agents[agent].kind.value


def partners(sentences: Sequence[Sentence], cast: Cast) -> list[str]:
    """The persons whom the document lets speak or names, the writer left out, the most heard first."""
    heard: Counter[str] = Counter()
    for sentence in sentences:
        cues = [token.start for token in sentence.tokens if cue_word(token.text)]
        opening = [token.start for token in sentence.tokens[:_OPENING]]
        for mention in cast.within(sentence.span):
            if mention.agent != AUTHOR and mention.form in ("name", "office", "pronoun"):
                speaks = any(0 < start - mention.span.end < _SPEAKS for start in cues)
                named = mention.form == "name"
                leads = named and speaks and mention.span.start in opening
                heard[mention.agent] += 36 if leads else (9 if named else 3) if speaks else 3 if named else 1
    persons = [agent for agent in heard if cast.agents[agent].kind is AgentKind.PERSON]
    return sorted(persons, key=lambda agent: (-heard[agent], agent))


def main_parties(contacts: Sequence[Contact], cast: Cast) -> frozenset[str]:
    """Those whom the document's first contact of two sides joins: mostly the talk that it reports."""
    for contact in contacts:
        parties = contact.parties
        persons = [p for p in parties if p == AUTHOR or cast.agents[p].kind is AgentKind.PERSON]
        if len(persons) > 1:
            return frozenset(persons)
    return frozenset()


_CLOSEST = (
    "joined after",
    "joined before",
    "near after",
    "near before",
    "walled before",
    "walled after",
    "none",
)


def _closeness(sentence: Sentence, contact: Contact) -> str:
    """How the nearest expression of time of the clause stands to the trigger."""
    found = ["none"]
    for time in contact.times:
        after = time.start >= contact.trigger.end
        gap = (contact.trigger.end, time.start) if after else (time.end, contact.trigger.start)
        words = [t.lower for t in sentence.tokens if gap[0] <= t.start and t.end <= gap[1]]
        nearness = "joined" if len(words) < _FEW else "walled" if word_list("apart") & set(words) else "near"
        found.append(f"{nearness} {'after' if after else 'before'}")
    return min(found, key=_CLOSEST.index)


def contact_features(
    document: Document, sentences: Sequence[Sentence], contacts: Sequence[Contact], cast: Cast
) -> list[list[str]]:
    """For each contact its features, for the model that tells meetings from other contacts."""
    rows: list[list[str]] = []
    pairs: Counter[frozenset[str]] = Counter()
    met: Counter[str] = Counter()
    lemmas: Counter[str] = Counter()
    main = main_parties(contacts, cast)
    for order, contact in enumerate(contacts):
        sentence = sentences[contact.sentence]
        parties = contact.parties
        row = _words(sentence, contact)
        row += _around(sentence, contact)
        row += _sides(contact, cast)
        row += _setting(document, sentence, contact)
        row += _occasion(document, sentence, contact, main)
        kind = "n" if contact.noun else "v"
        others = parties - {AUTHOR}
        row += [
            f"order={_bucket(order)}",
            f"sentence={_bucket(contact.sentence)}",
            f"sentence={_bucket(contact.sentence)}|{kind}",
        ]
        row.append(f"again={min(pairs[parties], 2)}|{bool(contact.times)}|sides={min(len(parties), 2)}")
        row.append(f"new={min(sum(not met[p] for p in others), 2)}")
        row.append(f"main={'all' if main and parties >= main else 'part' if parties & main else 'no'}|{bool(order)}")
        row.append(f"again={min(lemmas[contact.lemma], 2)}|{kind}")
        if contact.noun:
            row.append(f"{contact.lemma}|again={min(lemmas[contact.lemma], 1)}")
        siblings = [
            c for c in contacts[max(0, order - 3) : order + 4] if c is not contact and c.clause == contact.clause
        ]
        row.append(f"siblings={''.join(sorted({'n' if c.noun else 'v' for c in siblings}))}|{kind}")
        group, tense = contact_class(contact), _tense(sentence, contact)
        part = "all" if main and parties >= main else "part" if parties & main else "no"
        many = min(len(parties), 2)
        timed = bool(contact.times)
        row += [
            f"group={group}|{tense}|{part}",
            f"group={group}|{tense}|parties={many}",
            f"group={group}|{part}|parties={many}",
        ]
        row += [
            f"group={group}|{tense}|timed={timed}",
            f"group={group}|{part}|timed={timed}|{bool(order)}",
            f"group={group}|parties={many}|timed={timed}",
        ]
        row += [
            f"group={group}|{tense}|{part}|parties={many}",
            f"group={group}|{tense}|reported={_reported(sentence, contact)}",
        ]
        row.append(f"group={group}|sentence={_bucket(contact.sentence)}|parties={many}")
        row.append(f"group={group}|again={min(pairs[parties], 2)}|{part}")
        pairs[parties] += 1
        met.update(parties)
        lemmas[contact.lemma] += 1
        rows.append(row)
    return rows


def _occasion(document: Document, sentence: Sentence, contact: Contact, main: frozenset[str]) -> list[str]:
    """Which occasion the contact means: the main one again, an earlier or a coming one, or one only thought of."""
    at = contact.token
    before = [t.lower for t in sentence.tokens[max(0, at - 5) : at]]
    after = [t.lower for t in sentence.tokens[at + 1 : at + 3]]
    kind = "n" if contact.noun else "v"
    parties = contact.parties
    part = "all" if main and parties >= main else "within" if parties <= main else "part" if parties & main else "no"
    modifier = next((w for w in reversed(before[-3:]) if w in word_list("modifier")), "none")
    when = _when(document, contact)
    unreal = [w for w in before if w in word_list("unreal")]
    return [
        f"when={when}|{kind}",
        f"when={when}|{contact.lemma}",
        f"when={when}|{part}|{kind}",
        f"modifier={modifier}|{kind}|{part}",
        f"modifier={modifier}|{contact.lemma}",
        f"unreal={bool(unreal)}|{kind}",
        *(f"unreal={w}|{kind}" for w in unreal),
        *(f"light={w}|{kind}" for w in before if w in word_list("light_verb")),
        *(f"course={w}|{kind}" for w in after if w in word_list("course")),
    ]


def _when(document: Document, contact: Contact) -> str:
    """How the day that the nearest expression of time means stands to the document's own."""
    nearest = min(contact.times, key=lambda t: abs(t.start - contact.trigger.start), default=None)
    if nearest is None:
        return "none"
    day, written = resolve_day(nearest.of(document.text), document.date), (document.date or "")[:10]
    if day is None:
        return "unclear"
    return "same day" if day == written else "before" if day < written else "ahead"


def _words(sentence: Sentence, contact: Contact) -> list[str]:
    at = contact.token + 2
    word = ["<s>", "<s>", *(t.lower for t in sentence.tokens), "</s>", "</s>"]
    kind = "n" if contact.noun else "v"
    row = [f"kind={kind}", f"lemma={contact.lemma}|{kind}", f"word={word[at]}"]
    row += [f"-1={word[at - 1]}", f"+1={word[at + 1]}", f"-2={word[at - 2]}", f"+2={word[at + 2]}"]
    row += [f"lemma={contact.lemma}|-1={word[at - 1]}", f"lemma={contact.lemma}|+1={word[at + 1]}"]
    row += [f"{kind}|-1={word[at - 1]}", f"{kind}|+1={word[at + 1]}", f"-2-1={word[at - 2]} {word[at - 1]}"]
    row += [f"pre={w}|{kind}" for w in word[max(2, at - 5) : at] if w in word_list("telling")]
    row += [f"post={w}|{kind}" for w in word[at + 1 : at + 6] if w in word_list("telling")]
    before = [w for w in word[2:at] if cue_word(w)]
    row.append(f"reported={bool(before)}|{kind}")
    row += [
        f"phase={bool(word_list('phase') & set(word[max(2, at - 3) : at]))}|{kind}",
        f"length={_bucket(len(sentence.tokens))}|{kind}",
    ]
    if "that" in word[2:at]:
        row.append(f"that-before|{kind}")
    if word[at - 1][:1] and sentence.tokens[contact.token - 1].text[:1].isupper() and contact.token:
        row.append(f"capital-before|{kind}")
    return row


def _around(sentence: Sentence, contact: Contact) -> list[str]:
    """The words near the contact on each side, and the reporting verbs before it, the last by name."""
    words, at = [token.lower for token in sentence.tokens], contact.token
    cues = [cue for word in words[:at] if (cue := cue_word(word)) and cue.part == "verb"]
    return [
        *(f"before={word}" for word in dict.fromkeys(words[max(0, at - _AROUND) : at])),
        *(f"after={word}" for word in dict.fromkeys(words[at + 1 : at + 1 + _AROUND])),
        f"under={cues[-1].base if cues else 'none'}|{'n' if contact.noun else 'v'}",
        f"cues={min(len(cues), 2)}|{contact_class(contact)}",
    ]


def _sides(contact: Contact, cast: Cast) -> list[str]:
    kind = "n" if contact.noun else "v"
    sides = sorted(f"{role}:{_who(agent, cast)}" for agent, role in contact.roles.items() if role in _STRONG)
    row = [f"side={side}|{kind}" for side in set(sides)]
    row += [f"{contact.lemma}|side={side}" for side in set(sides)]
    who = sorted({_who(agent, cast) for agent in contact.parties})
    row.append(f"between={'+'.join(who)}|{kind}")
    row.append(f"parties={min(len(contact.parties), 3)}|{kind}")
    row.append(f"{contact.lemma}|parties={min(len(contact.parties), 3)}|author={AUTHOR in contact.parties}")
    if (
        contact.lemma == "meet"
        and not contact.noun
        and not {Role.OBJECT, Role.WITH, Role.BY} & set(contact.roles.values())
    ):
        row += ["reciprocal", f"reciprocal|{'timed' if contact.times else 'untimed'}"]
    if contact.names_joined:
        row.append(f"names-joined|{kind}")
    if Role.PRESENT in contact.roles.values():
        row.append("present")
    return row


def _setting(document: Document, sentence: Sentence, contact: Contact) -> list[str]:
    kind = "n" if contact.noun else "v"
    row = [f"document={document.kind.value}", f"section={sentence.kind.value}"]
    words = " ".join(span.of(document.text) for span in contact.times)
    sort = "none"
    if words:
        sort = "near" if _NEAR_TIME.search(words) else "ahead" if _AHEAD.search(words) else "other"
    close = _closeness(sentence, contact)
    group, many = contact_class(contact), min(len(contact.parties), 2)
    row += [
        f"near={close}|{kind}",
        f"near={close}|{group}",
        f"near={close}|{group}|{many}",
        f"near={close}|{many}",
    ]
    row += [
        f"time={sort}",
        f"time={sort}|{kind}",
        f"time={sort}|{contact.lemma}",
        f"time={sort}|parties={min(len(contact.parties), 2)}",
    ]
    row.append(f"time={sort}|sentence={_bucket(contact.sentence)}|{kind}")
    if contact.durations:
        row.append(f"duration|{kind}")
    if sentence.opens_section:
        row += ["opens", f"opens|{kind}"]
    if contact.token == 0:
        row.append(f"first-word|{kind}")
    text = sentence.span.of(document.text).lower()
    row += [
        f"says={w}"
        for w in ("request", "residence", "office", "ministry", "airport", "palace", "septel", "embtel")
        if w in text
    ]
    return row


def _reported(sentence: Sentence, contact: Contact) -> bool:
    """Whether the contact stands under a reporting word of its sentence ("said he had met ...")."""
    return any(cue_word(token.text) for token in sentence.tokens[: contact.token])
