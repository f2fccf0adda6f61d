"""Where a telegram names states and bodies: by name, people, adjective, government or post."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgbuild.authority.alternatives import any_of
from kgbuild.authority.states import body_pattern, government_of, state_pattern, states
from kgbuild.model import Document, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.language import Sentence

__all__ = ["UNITED_STATES", "Naming", "find_bodies", "find_posts", "find_states", "state_of_post"]

UNITED_STATES = "United States"
_ABBREVIATION = re.compile(r"\b[A-Z]{3,5}\b")
_IN_STATE = re.compile(r"\bin (?:the )?(.+)")
_RANKED = re.compile(r"\b(?:Gen|Maj Gen|Lt Gen|Col|Adm|Capt|Maj|Mr|Dr)\.? ([A-Z][a-z]+)\b(?! [A-Z])")
_POSTS = {
    "Delegation": ("USDel", "USGADel", "USDelegation", "US Delegation", "Delegation", "USUN"),
    "Mission": ("USUN", "USGADel", "USDel", "US Mission", "Mission", "US Delegation", "Delegation"),
    "Embassy": ("Embassy", "Emb", "American Embassy"),
}
_DEPARTMENT = ("State Department", "Department of State", "Department", "Dept")
_POST = re.compile(
    rf"(?<![\w-]){any_of({*_DEPARTMENT, *(n for names in _POSTS.values() for n in names)})}(?! of (?!State))(?!\w)"
)


@dataclass(frozen=True, slots=True, order=True)
class Naming:
    """A place that names the state or body called ``name`` in the tables."""

    span: Span
    name: str


def _find(pattern: re.Pattern[str], text: str, where: Sequence[Sentence]) -> list[re.Match[str]]:
    return [m for s in where for m in pattern.finditer(text, s.span.start, s.span.end)]


def find_states(document: Document, body: Sequence[Sentence]) -> list[Naming]:
    """Every place in the sentences that names a state, its people or its government."""
    text = document.text
    pattern, meaning = state_pattern()
    surnames = _peoples_as_surnames(text)
    places = [m for m in _find(pattern, text, body) if m.group() not in surnames]
    named = [Naming(Span(*m.span()), meaning[m.group()]) for m in places]
    return sorted(named + _governments(document, body, named))


def _peoples_as_surnames(text: str) -> set[str]:
    """Names of peoples that are a man's surname here: twice or more they follow his rank ("Gen Pak")."""
    following = Counter(_RANKED.findall(text))
    surnames = {word for word, times in following.items() if times > 1}
    return surnames & {word for state in states() for word in state.people} if surnames else surnames


def _governments(document: Document, body: Sequence[Sentence], named: Sequence[Naming]) -> list[Naming]:
    """Abbreviations that several governments share ("GOI"): the one that the document speaks of most."""
    heard = Counter(naming.name for naming in named)
    pattern, meaning = state_pattern()
    heading = document.text[: body[0].span.start] if body else ""
    for match in pattern.finditer(heading):
        heard[meaning[match.group()]] += 5
    found = []
    for match in _find(_ABBREVIATION, document.text, body):
        candidates = government_of(match.group())
        best = max(candidates, key=lambda s: (heard[s], -candidates.index(s)), default=None)
        if best is not None and heard[best]:
            found.append(Naming(Span(*match.span()), best))
    return found


def find_bodies(document: Document, body: Sequence[Sentence]) -> list[Naming]:
    """Every place in the sentences that names a body of the table."""
    pattern, meaning = body_pattern()
    return [Naming(Span(*m.span()), meaning[m.group()]) for m in _find(pattern, document.text, body)]


def find_posts(document: Document, body: Sequence[Sentence], named: Sequence[Naming] = ()) -> list[tuple[Span, bool]]:
    """Every place that names the Department or a post of the United States, and whether it is the sender itself.

    *named* are the places that name a state: what one of another state precedes is its own ("British Embassy").
    """
    foreign = {n.span.end + 1 for n in named if n.name != UNITED_STATES}
    sender = " ".join(s.name for s in document.senders)
    found = []
    for match in _find(_POST, document.text, body):
        if match.start() in foreign:
            continue
        own = any(word in sender and match.group() in names for word, names in _POSTS.items())
        if own or match.group() not in _POSTS["Embassy"]:
            found.append((Span(*match.span()), own))
    return found


def state_of_post(document: Document) -> str | None:
    """The state in which the post of the heading lies ("Embassy in Japan"), by its name in the table."""
    pattern, meaning = state_pattern()
    for party in (*document.senders, *document.recipients):
        place = _IN_STATE.search(party.name)
        match = pattern.match(place.group(1)) if place else None
        if match:
            return meaning[match.group()]
    return None
