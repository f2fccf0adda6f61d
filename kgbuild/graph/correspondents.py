"""Who writes and who receives: agents out of the words of a heading or signature.

"President's Special Assistant (Rostow)" names a man and his office, "Embassy in Israel" a body,
"Secretary of State" a man by his office alone. A person is read only where the words say so, and a family
name only where they leave no choice (nothing here parts the name from the office in "Secretary of State
Rusk"); all else is an organization.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kgbuild.model import AgentKind

__all__ = ["NamedCorrespondent", "in_order", "plain_words", "read_correspondent"]

# fmt: off
_OFFICES = frozenset((
    "administrator", "admiral", "adviser", "advisor", "ambassador", "assistant", "attaché", "captain",
    "chairman", "chancellor", "chargé", "chief", "colonel", "commander", "commissioner", "comptroller",
    "congressman", "congresswoman", "consul", "coordinator", "counsel", "counsellor", "counselor", "deputy",
    "director", "emperor", "general", "governor", "head", "justice", "king", "minister", "officer",
    "premier", "president", "prime", "prince", "princess", "queen", "representative", "secretary",
    "senator", "shah", "speaker", "sultan", "undersecretary",
))
# fmt: on
"""Words that name a person by what he is; "general" and "prime" follow or precede such a word."""

_BODIES = frozenset({"consulate", "embassy", "legation", "mission", "office"})
"""Words that name a body although such a word stands beside them ("Consulate General")."""

_NAME = r"[A-Z][\w.’'\-]*(?: (?:de|van|von|da|la|le|el|al|bin|[A-Z][\w.’'\-]*))*,?(?: (?:Jr|Sr)\.)?"
_IN_BRACKETS = re.compile(rf"\s*\(({_NAME})\)")
_NAME_WITH_INITIAL = re.compile(r"(?:[A-Z][\w’'-]+ (?:[A-Z]\. )+|(?:[A-Z]\. )+(?:[A-Z][\w’'-]+ )?)[A-Z][\w’'-]+")
_FULL_NAME = re.compile(_NAME)
_FIRST_PHRASE = re.compile(r"(?:, | (?:of|for|in|at|to|on|from|with)\b)")
_LISTED = re.compile(r"(?P<family>[^,()]+), (?P<given>[^,()\d]+?)(?P<generation>, (?:Jr|Sr|II|III)\.?)?")
_SUFFIX = re.compile(r",? (?:Jr|Sr)\.$")


@dataclass(frozen=True, slots=True)
class NamedCorrespondent:
    """What the words say: a person with the office they give him, or an organization."""

    kind: AgentKind
    label: str
    family_name: str | None = None
    office: str | None = None


@lru_cache(maxsize=4096)
def plain_words(words: str) -> str:
    """Return *words* with single blanks and without the article.

    >>> plain_words("the  Embassy in Israel")
    'Embassy in Israel'
    """
    folded = " ".join(words.split())
    return folded[4:] if folded[:4].lower() == "the " else folded


def read_correspondent(words: str, *, signs: bool = False) -> NamedCorrespondent:
    """Read whom *words* name; who *signs* is a person unless he signs with a body's name.

    >>> read_correspondent("the President's Special Assistant (Rostow)")
    NamedCorrespondent(kind=<AgentKind.PERSON: 'Person'>, label='Rostow', family_name='Rostow', \
office="President's Special Assistant")
    >>> read_correspondent("the Embassy in Israel").kind
    <AgentKind.ORGANIZATION: 'Organization'>
    """
    plain = plain_words(words)
    bracketed = _IN_BRACKETS.search(plain)
    if bracketed:
        office = plain[: bracketed.start()] + plain[bracketed.end() :]
        return NamedCorrespondent(AgentKind.PERSON, bracketed[1], _family_name(bracketed[1]), office or None)
    phrase = _FIRST_PHRASE.split(plain, maxsplit=1)[0]
    if _NAME_WITH_INITIAL.fullmatch(phrase):
        return NamedCorrespondent(AgentKind.PERSON, phrase, _family_name(phrase))
    words_of_phrase = phrase.lower().split()
    heads = [word in _OFFICES for word in words_of_phrase]
    if signs and not any(heads) and _BODIES.isdisjoint(words_of_phrase):
        return NamedCorrespondent(AgentKind.PERSON, plain, _family_name(plain) if _FULL_NAME.fullmatch(plain) else None)
    if not any(heads) or not _BODIES.isdisjoint(words_of_phrase):
        return NamedCorrespondent(AgentKind.ORGANIZATION, plain)
    if heads[-1]:
        return NamedCorrespondent(AgentKind.PERSON, plain)
    return _titled(plain, phrase)


def _titled(plain: str, phrase: str) -> NamedCorrespondent:
    """Tell a name after an office word ("President Johnson") from a body ("Secretary General's Staff")."""
    last = phrase.rsplit(maxsplit=1)[-1]
    if phrase.split()[-2].lower() in _OFFICES or _NAME_WITH_INITIAL.search(phrase):
        return NamedCorrespondent(AgentKind.PERSON, phrase, last if last[0].isupper() else None)
    return NamedCorrespondent(AgentKind.ORGANIZATION, plain)


def _family_name(name: str) -> str:
    return _SUFFIX.sub("", name).split()[-1].rstrip(",")


@lru_cache(maxsize=4096)
def in_order(name: str) -> str:
    """A name of a list of persons in the order in which it is spoken; as it is, where that is not plain.

    >>> in_order("Atherton, Alfred L., Jr.")
    'Alfred L. Atherton, Jr.'
    >>> in_order("Caradon, Lord (Hugh Foot)")
    'Caradon, Lord (Hugh Foot)'
    """
    match = _LISTED.fullmatch(name)
    return f"{match['given']} {match['family']}{match['generation'] or ''}" if match else name
