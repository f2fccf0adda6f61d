"""How an entry of a volume's list of persons is named, and whether a name in a text can be that entry's.

An entry is "Family, Forenames" ("Jarring, Gunnar"; "Bull, Lieutenant General Odd"; "Brownell, Herbert, Jr.") or, where
the family's name comes first by itself, without a comma ("Chou En-lai (Zhou Enlai)").
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.model import ListedPerson

__all__ = ["ListedName", "folded", "likeness", "listed_name"]

_RANKS = frozenset(
    "general lieutenant major brigadier colonel captain admiral vice rear air field marshal commander sir lord lady dr "
    "prof professor mr mrs miss ms dame viscount baron earl count sheikh shaikh prince king queen senator ambassador "
    "usa usn usaf usmc ret archbishop cardinal bishop father reverend chief generalissimo".split()
)
_GENERATION = frozenset({"jr", "sr", "ii", "iii", "iv"})
_PARTICLES = frozenset("de del della der den di du la le van von bin ben ibn al el abu ter zu da dos".split())
_VARIANTS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_WORD = re.compile(r"[^\s.,“”\"]+")
_SHORT_FORMS = {
    "bob": "robert", "bobby": "robert", "bill": "william", "dick": "richard", "jim": "james", "jack": "john",
    "mac": "mcgeorge", "ted": "edward", "ed": "edward", "tom": "thomas", "joe": "joseph", "mike": "michael",
    "hal": "harold", "harry": "henry", "chet": "chester", "tommy": "llewellyn", "larry": "lawrence",
    "chip": "charles", "charlie": "charles", "bromley": "bromley", "ike": "dwight", "al": "alfred",
}  # fmt: skip
_ALIKE = 0.75
_SHORTENED = 3
_SAME, _SHORT, _INITIAL, _SPELT = 1.0, 0.9, 0.8, 0.7


@dataclass(frozen=True, slots=True)
class ListedName:
    """An entry's names, folded: ``families`` are the ways to call the family, ``forenames`` what goes with them.

    ``inverted`` says that the entry parts the two by a comma; else a name's words may be any of its words, and
    ``printed`` are the ways in which it stands as a whole.
    """

    person: ListedPerson
    families: tuple[tuple[str, ...], ...]
    forenames: tuple[str, ...]
    inverted: bool
    printed: tuple[str, ...] = ()


@lru_cache(maxsize=1 << 15)
def folded(word: str) -> str:
    """The letters and digits of *word*, small and without accents.

    >>> folded("Belaúnde"), folded("Ch'en"), folded("En-lai")
    ('belaunde', 'chen', 'enlai')
    """
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


def _words(name: str) -> tuple[str, ...]:
    parts = (folded(part) for part in re.findall(_WORD, re.sub(r"\.(?=\S)", ". ", name)))
    return tuple(part for part in parts if part and part not in _GENERATION)


def listed_name(person: ListedPerson) -> ListedName:
    """The names of an entry.

    >>> from kgbuild.model import ListedPerson
    >>> name = listed_name(ListedPerson("v#p_1", "Bull, Lieutenant General Odd"))
    >>> name.families, name.forenames
    ((('bull',),), ('odd',))
    """
    variants = [v for v in _VARIANTS.findall(person.name) if v[:1].isupper() and not v.isupper()]
    family, comma, rest = _VARIANTS.sub("", person.name).partition(",")
    forenames = tuple(word for word in _words(rest) if word not in _RANKS)
    words = tuple(word for word in _words(family) if word not in _RANKS)
    if comma and forenames:
        families = [words]
        if words[:1] and words[0] in _PARTICLES:
            families.append(words[1:])
        elif len(words) > 1:
            families += [words[:1], words[-1:]]
        return ListedName(person, _distinct(families), forenames, inverted=True)
    printed = tuple(part.strip() for part in (family, *variants))
    return ListedName(person, _distinct([words, *map(_words, variants)]), (), inverted=False, printed=printed)


def _distinct(families: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(family for family in families if family))


def likeness(name: Sequence[str], listed: ListedName) -> float:
    """How well the words of a name fit an entry: 0 not at all, 1 for all of them, less for initials and spellings.

    A family name alone fits, too: what is not said does not speak against an entry.
    """
    words = [word for part in name for word in _words(part)]
    words = [word for word in words if word not in _RANKS] or words
    if not words:
        return 0.0
    return max((_of_family(words, family, listed) for family in listed.families), default=0.0)


def _of_family(words: Sequence[str], family: tuple[str, ...], listed: ListedName) -> float:
    if not listed.inverted:
        return _of_words(words, family)
    size = len(family)
    if tuple(words[-size:]) == family:
        given = words[:-size]
    elif tuple(words[:size]) == family and len(words) > size:  # "Riad, Mahmoud", "Kim Il"
        given = words[size:]
    else:
        return 0.0
    given = [word for word in given if word not in _PARTICLES]
    if not given:
        return _SAME
    fits = [max((_of_forename(word, other) for other in listed.forenames), default=0.0) for word in given]
    return min(fits) if min(fits) > 0 or len(fits) == 1 else _SPELT * (fits[0] if fits[0] == _SAME else 0.0)


def _of_words(words: Sequence[str], family: tuple[str, ...]) -> float:
    """How well a name fits one that has no comma: the same letters, or one or more of its words."""
    joined, other = "".join(words), "".join(family)
    if joined == other:
        return _SAME
    if len(words) == 1:
        return _SHORT if words[0] in (family[0], family[-1]) else 0.0
    if all(word in family for word in words):
        return _SHORT
    same_start = words[0] == family[0]
    return _SPELT if same_start and SequenceMatcher(None, joined, other).ratio() > _ALIKE + 0.1 else 0.0


def _of_forename(word: str, other: str) -> float:
    if word == other:
        return _SAME
    if _SHORT_FORMS.get(word, word) == other:
        return _SHORT
    if len(word) == 1 or len(other) == 1:
        return _INITIAL if word[0] == other[0] else 0.0
    if len(word) >= _SHORTENED and other.startswith(word):
        return _SHORT
    alike = word[0] == other[0] and SequenceMatcher(None, word, other).ratio() > _ALIKE
    return _SPELT if alike else 0.0
