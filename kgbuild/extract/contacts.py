"""Passages that may speak of a meeting: by which word, in which clause, and who is brought together.

A contact is a candidate; :mod:`kgbuild.extract.meetings` decides which are meetings and who took
part. The words that bring people together stand in ``data/meetings.toml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kgbuild.extract.actors import AUTHOR
from kgbuild.extract.language import without_markers
from kgbuild.extract.lexicon import cue_word
from kgbuild.extract.meeting_lexicon import triggers, word_list
from kgbuild.extract.times import find_durations, find_times
from kgbuild.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.actors import Cast, Mention
    from kgbuild.extract.language import Sentence, Token
    from kgbuild.model import Document

__all__ = ["Contact", "Role", "find_contacts"]

_NAMES_JOINED = re.compile(r"^[A-Z]\w+[-‑–][A-Z]\w+$")
_HYPHEN = re.compile(r" ?[-‑–] ?")
_BREAK = re.compile(r"[;—]|:(?!\d)|\.\.\.")
_POSSESSIVE = re.compile(r"['’]s [a-z]")
_NEAR = 120  # characters
_STEP = 4  # words between a linking word and those whom it links
_REACH = 9  # words between the trigger and those whom it joins
_COORDINATED = re.compile(
    r"[\s,]*(?:\([^)]*\)|[’']s)?[\s,]*"
    r"(?:(?:and|&|as well as|together with|along with|accompanied by|with)\b)?"
    r"(?:\s*(?:the|both|Mr|Amb|Gen|Dr|[A-Z][\w.-]*)\.?)*\s*"
)
_JOINING = re.compile(r",|\b(?:and|as well as|together with|along with|accompanied by)\b|&")
_PRESENT = re.compile(
    r"\b(?:accompan\w+|present|interpret\w*|sat in|participat\w+|attended|also there|joined)\b", re.IGNORECASE
)


# What may stand between an office and the name that it describes ("Prime Minister, Brigadier Abdul Karim").
_APPOSITION = re.compile(r"[ -]?(?:,? ?(?:[A-Z][\w.’-]*|of|for|to) (?:(?:[A-Z][\w.’-]*|of|for|the|to) )*)?")


class Role(StrEnum):
    """The place of an agent around a trigger."""

    SUBJECT = "subject"
    OBJECT = "object"
    WITH = "with"
    BY = "by"
    BETWEEN = "between"
    POSSESSOR = "possessor"
    COMPOUND = "compound"
    CALLER = "caller"  # subject of the verb whose object the noun is
    IMPLIED = "implied"  # the writer, where a sentence drops its subject
    COMPANION = "companion"
    PRESENT = "present"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Contact:
    """A trigger: token ``token`` of sentence ``sentence``, with the span of its clause.

    ``names_joined`` says that a noun follows two names with a hyphen ("Beam-Wang talks"). ``roles``
    gives the role of each agent that the sentence names, by the agent's id.
    """

    sentence: int
    token: int
    lemma: str
    noun: bool
    trigger: Span
    clause: Span
    names_joined: bool
    roles: dict[str, Role]
    times: tuple[Span, ...]
    durations: tuple[Span, ...]

    @property
    def parties(self) -> frozenset[str]:
        """The ids of those whom the grammar puts into the contact."""
        loose = (Role.ELSEWHERE, Role.PRESENT)
        return frozenset(agent for agent, role in self.roles.items() if role not in loose)


def find_contacts(document: Document, sentences: Sequence[Sentence], cast: Cast) -> list[Contact]:
    """The contacts of the document's body *sentences*, in the order of the text."""
    found: list[Contact] = []
    plain = without_markers(document)
    forms = triggers().forms
    for index, sentence in enumerate(sentences):
        mentions = cast.within(sentence.span)
        for at, token in enumerate(sentence.tokens):
            trigger = _trigger(sentence.tokens, at) if token.lower in forms else None
            if trigger is None:
                continue
            lemma, noun = trigger
            clause = _clause(document.text, sentence, token)
            inside = _heads(document.text, [m for m in mentions if clause.contains(m.span)])
            roles = _Grammar(document.text, sentence.tokens, at, inside).roles(noun=noun)
            for mention in mentions:
                roles.setdefault(mention.agent, Role.ELSEWHERE)
            if not noun and lemma in triggers().addressed and Role.OBJECT not in roles.values():
                continue
            times = tuple(find_times(plain, clause.start, clause.end))
            lengths = tuple(find_durations(plain, clause.start, clause.end))
            found.append(
                Contact(
                    index,
                    at,
                    lemma,
                    noun,
                    Span(token.start, token.end),
                    clause,
                    noun and at > 0 and bool(_NAMES_JOINED.search(sentence.tokens[at - 1].text)),
                    roles,
                    times,
                    lengths,
                )
            )
    return found


def _trigger(tokens: Sequence[Token], at: int) -> tuple[str, bool] | None:
    """Lemma of the trigger at this token, and whether it is a noun; ``None`` if there is none."""
    word = tokens[at].lower
    noun, verb = triggers().nouns.get(word), triggers().verbs.get(word)
    if noun and verb:  # "call", "talk", "meeting", "briefing"
        before = tokens[at - 1].lower if at else ""
        after = tokens[at + 1].lower if at + 1 < len(tokens) else ""
        is_verb = before in word_list("before_verb") or (
            at == 0 and after in ("on", "in", "with", "at") and word != "meeting"
        )
        person_follows = at + 1 < len(tokens) and (
            tokens[at + 1].text[0].isupper() or after in ("him", "them", "me", "us")
        )
        is_verb = is_verb or (word.endswith("ing") and before in word_list("before_gerund") and person_follows)
        return (verb, False) if is_verb else (noun, True)
    if noun:
        return None if noun == "appointment" and at and tokens[at - 1].lower == "by" else (noun, True)
    return (verb, False) if verb and not _of_things(tokens, at, verb) else None


def _of_things(tokens: Sequence[Token], at: int, verb: str) -> bool:
    """Whether the verb's object is a thing: "called attention to", "meet objections", "received reply"."""
    things = triggers().things.get(verb, frozenset())
    return any(token.lower in things for token in tokens[at + 1 : at + 4])


def _clause(text: str, sentence: Sentence, token: Token) -> Span:
    """The stretch around the token between the marks that part clauses."""
    start, end = sentence.span.start, sentence.span.end
    for match in _BREAK.finditer(text, start, end):
        if match.end() <= token.start and match.end() < end:
            start = match.end()
        elif match.start() >= token.end:
            end = match.start()
            break
    while start < token.start and text[start].isspace():
        start += 1
    return Span(start, max(token.end, len(text[:end].rstrip(" .,"))))


def _heads(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions without those in brackets; what describes the next ("Syrian President X") joined to it."""
    kept: list[Mention] = []
    start: int | None = None
    for order, mention in enumerate(mentions):
        following = mentions[order + 1] if order + 1 < len(mentions) else None
        between = text[mention.span.end : following.span.start] if following else "."
        describes = (
            following is not None
            and following.form in ("name", "office")
            and mention.form in ("state", "office", "body")
        )
        if describes and _APPOSITION.fullmatch(between):
            start = mention.span.start if start is None else start
            continue
        if (
            text[mention.span.start - 1 : mention.span.start] == "("
            and text[mention.span.end : mention.span.end + 1] == ")"
        ):
            continue
        if start is not None:
            whole = replace(mention, span=Span(start, mention.span.end))
            start = None
        else:
            whole = mention
        if not (kept and kept[-1].agent == whole.agent and kept[-1].span.end >= whole.span.start - 1):
            kept.append(whole)
    return kept


class _Grammar:
    """Who stands where around one trigger, by word order and linking words."""

    def __init__(self, text: str, tokens: Sequence[Token], at: int, mentions: Sequence[Mention]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = at
        self.trigger = Span(tokens[at].start, tokens[at].end)
        self.owners = mentions
        self.mentions = [m for m in mentions if m.span.of(text).lower() not in word_list("possessive")]

    def roles(self, *, noun: bool) -> dict[str, Role]:
        """The role of each agent of the clause that has one."""
        found: dict[str, Role] = {}
        if noun:
            self._around_noun(found)
        else:
            self._around_verb(found)
        self._present(found)
        return found

    def _around_verb(self, found: dict[str, Role]) -> None:
        target, link = self._after(owners=False)
        role = Role.BY if link == "by" else Role.WITH if link == "with" else Role.OBJECT
        subject = self._before(frozenset(m.agent for m in target))
        _give(found, subject, Role.SUBJECT)
        if not subject and self._opens():
            found[AUTHOR] = Role.IMPLIED
        _give(found, target, role)
        if role is not Role.WITH:
            _give(found, self._with(), Role.WITH)

    def _around_noun(self, found: dict[str, Role]) -> None:
        owners = [m for m in self.owners if m.span.end <= self.trigger.start and self._owns(m)][-1:]
        partner = self._hyphened(owners)
        _give(found, partner + owners, Role.COMPOUND if partner else Role.POSSESSOR)
        _give(found, self._between(), Role.BETWEEN)
        _give(found, self._with(), Role.WITH)
        _give(found, self._had(), Role.CALLER)
        target, link = self._after()
        if link in ("on", "to", "of", "with") and not found.keys() & {m.agent for m in target}:
            _give(found, target, Role.OBJECT if link != "with" else Role.WITH)
        caller = self._had() or self._introduced() or self._before(frozenset(m.agent for m in target))
        _give(found, caller, Role.CALLER)
        sided = {Role.POSSESSOR, Role.COMPOUND, Role.BETWEEN} & set(found.values())
        if not caller and not sided and self._opens():
            found.setdefault(AUTHOR, Role.IMPLIED)

    def _owns(self, mention: Mention) -> bool:
        """Whether the mention stands right before the noun ("Sunay conversation", "our recent talks")."""
        between = self.text[mention.span.end : self.trigger.start]
        possessive = mention.span.of(self.text).lower() in word_list("possessive") or mention.span.of(
            self.text
        ).endswith(("’s", "'s"))
        pattern = r"[ -](?:[\w-]+ ){0,3}" if possessive else r"(?: |(?:’s|'s|’|') (?:[\w-]+ ){0,3})"
        return re.fullmatch(pattern, between) is not None

    def _hyphened(self, owners: Sequence[Mention]) -> list[Mention]:
        """Who is joined by a hyphen to the one before the noun ("Tveit-Harlan talks")."""
        start = owners[0].span.start if owners else 0
        before = [m for m in self.owners if m.span.end < start]
        return [m for m in before[-1:] if _HYPHEN.fullmatch(self.text, m.span.end, start)]

    # --- before and after ---

    def _words(self, start: int, end: int) -> list[str]:
        return [token.lower for token in self.tokens if start <= token.start and token.end <= end]

    def _before(self, others: frozenset[str]) -> list[Mention]:
        """The group of mentions that is the nearest before the trigger, those of *others* left out."""
        candidates = [m for m in self.mentions if m.span.end <= self.trigger.start and m.agent not in others]
        if not candidates:
            return []
        words = self._words(candidates[-1].span.end, self.trigger.start)
        if len(words) > _REACH or word_list("clause_opener") & set(words):
            return []
        return self._grown(candidates, len(candidates) - 1, step=-1)

    def _after(self, *, owners: bool = True) -> tuple[list[Mention], str]:
        """The group of mentions that follows the trigger, and the word that links it.

        Without *owners* those are passed over whose something is meant ("delivered Tveit's message to Harlan").
        """
        candidates = [m for m in self.mentions if m.span.start >= self.trigger.end]
        if not owners:
            candidates = [m for m in candidates if not _POSSESSIVE.match(self.text, m.span.end)]
        if not candidates:
            return [], ""
        words = self._words(self.trigger.end, candidates[0].span.start)
        small = [w for w in words if w in ("with", "by", "to", "on", "of", "upon", "in", "at", "for", "from")]
        if len(words) > _REACH or word_list("clause_opener") & set(words) or {",", "and", "about", "re"} & set(words):
            return [], ""
        return self._grown(candidates, 0, step=1), small[-1] if small else ""

    def _with(self) -> list[Mention]:
        """Those who follow "with" after the trigger, up to the next clause."""
        for order in range(self.at + 1, min(self.at + 16, len(self.tokens))):
            word = self.tokens[order].lower
            if word in word_list("clause_opener") or word in ("and", ";"):
                return []
            if word in ("with", "to") and (word == "with" or order < self.at + 8):
                end = self.tokens[order].end
                following = [m for m in self.mentions if m.span.start >= end]
                if following and len(self._words(end, following[0].span.start)) <= _STEP:
                    return self._grown(following, 0, step=1)
        return []

    def _had(self) -> list[Mention]:
        """The subject of the clause after the noun ("the conversation which Rankin had with Yeh")."""
        following = [m for m in self.mentions if m.span.start >= self.trigger.end][:1]
        if not following or len(self._words(self.trigger.end, following[0].span.start)) > _STEP // 2:
            return []
        match = re.compile(r" (?:have |has |had )?(?:had|held|have)\b").match(self.text, following[0].span.end)
        return following if match else []

    def _introduced(self) -> list[Mention]:
        """Who speaks to whom in the clause that the noun's phrase opens ("In talk today, Tveit told Harlan")."""
        if self.at > _REACH or self.tokens[0].lower not in word_list("opening"):
            return []
        following = [m for m in self.mentions if m.span.start >= self.trigger.end]
        for order, mention in enumerate(following):
            verb = next((t for t in self.tokens if t.start >= mention.span.end and not _is_adverb(t.lower)), None)
            cue = cue_word(verb.text) if verb else None
            if verb and cue and cue.part == "verb" and cue.form != "ing":
                addressed = following[order + 1 : order + 2]
                titles = [t for t in self.tokens for m in addressed if verb.end <= t.start and t.end <= m.span.start]
                told = all(t.text[0].isupper() or t.lower == "the" for t in titles)
                return [mention, *(addressed if told else [])]
        return []

    def _between(self) -> list[Mention]:
        """Those between whom the noun is said to be ("talks between A and B")."""
        match = re.compile(r"\W+(?:\w+ ){0,3}?between ").match(self.text, self.trigger.end)
        if match is None:
            return []
        following = [m for m in self.mentions if m.span.start >= match.end()]
        near = following and len(self._words(match.end(), following[0].span.start)) <= _STEP
        return self._grown(following, 0, step=1) if near else []

    def _grown(self, mentions: Sequence[Mention], first: int, *, step: int) -> list[Mention]:
        """The mentions that are coordinated with the one at index *first*, in one direction."""
        group = [mentions[first]]
        at = first + step
        while 0 <= at < len(mentions):
            left, right = sorted((mentions[at], mentions[at - step]), key=lambda m: m.span)
            between = self.text[left.span.end : right.span.start]
            if len(between) > _NEAR // 2 or not _COORDINATED.fullmatch(between) or not _JOINING.search(between):
                break
            group.append(mentions[at])
            at += step
        if step < 0 and len(group) > 1:
            between = self.text[group[1].span.end : group[0].span.start]
            if not re.search(r"\band\b|&|\bwith\b|accompanied", between):
                return group[:1]
        return group

    def _opens(self) -> bool:
        """Whether the trigger is so near to its sentence's begin that a subject is dropped there."""
        words = [t.lower for t in self.tokens[: self.at]]
        return (
            self.at < _REACH
            and not any(m.span.end <= self.trigger.start for m in self.mentions)
            and not word_list("clause_opener") & set(words)
        )

    def _present(self, found: dict[str, Role]) -> None:
        start, end = self.tokens[0].start, self.tokens[-1].end
        companions = re.compile(
            r"\baccompanied by |\btogether with |\balong with |\bwith (?=[^,;]* (?:present|interpreting))"
        )
        for match in companions.finditer(self.text, start, end):
            following = [m for m in self.mentions if m.span.start >= match.end()]
            if following and len(self._words(match.end(), following[0].span.start)) <= _STEP:
                _give(found, self._grown(following, 0, step=1), Role.COMPANION)
        said = _PRESENT.search(self.text, start, end)
        if said:
            near = [m for m in self.mentions if abs(m.span.start - said.start()) < _NEAR]
            _give(found, near, Role.PRESENT)


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") or word in ("first", "also", "then", "again", "further")


def _give(found: dict[str, Role], mentions: Sequence[Mention], role: Role) -> None:
    for mention in mentions:
        found.setdefault(mention.agent, role)
