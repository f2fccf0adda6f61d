"""Names of persons as lists of persons print them, taken apart and compared.

A list prints "Goodpaster, Brigadier General Andrew J.", "Atherton, Alfred L. (Roy), Jr.", "Home, Lord (Alexander
Frederick Douglas)", "Chou En-lai (Zhou Enlai)" or "Nguyen Van Buu". What counts here are forms of names that hold
for all of them: titles, generations, nicknames, other spellings in brackets, the order of the parts.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["PersonName", "fold", "parse_names", "skeleton"]

_TITLES = frozenset(
    """general lieutenant lieut colonel major brigadier brig gen lt ltg col maj adm admiral vice rear captain capt
    commander cdr marshal field air group wing fleet generalissimo sergeant army force navy usa usn usaf usmc uscg
    ret retired arvn raf rn vicount his her highness majesty excellency royal serene sir dame lord lady dr prof
    professor rev reverend bishop archbishop cardinal monsignor msgr prince princess king queen emperor shah sheikh
    shaykh shaikh sheik crown baron baroness count comte viscount earl duke marquess marquis rt right hon honorable
    mme madame mrs miss mr ms monsieur pandit sardar ayatollah imam mullah haji hajji premier president senator
    representative congressman justice judge ambassador minister chairman jr sr esq pasha bey of then later member
    acting secretary md phd field-marshal chief""".split()
)
_GENERATIONS = {"jr": "2", "junior": "2", "sr": "1", "senior": "1", "ii": "2", "iii": "3", "iv": "4"}
_PARTICLES = frozenset("de da do dos das del della di du la le von van der den ter al el ul ad bin ibn ben".split())
_INTRODUCTIONS = re.compile(
    r"^(?:also|or|born|later|then|formerly|previously|now|known as|spelled|called|né[eé]?|alias|aka|a\.k\.a\.|"
    r"pseudonym|real name|(?:also )?transliterated(?: as)?)[\s:]+",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_QUOTED = re.compile(r"[“\"„]([^“”\"]+)[”\"]")
_APOSTROPHES = re.compile(r"['’‘ʼʻ`´ʿʾ]")
_MIDDLE_DOT = re.compile(r"(?<=\b[A-Za-z])\.(?=\s*\w)")


@lru_cache(maxsize=1 << 12)
def fold(words: str) -> str:
    """Drop case, diacritics and apostrophes.

    >>> fold("Ch’en Ch’eng"), fold("Kádár")
    ('chen cheng', 'kadar')
    """
    words = _APOSTROPHES.sub("", words).replace("ß", "ss").replace("ø", "o").replace("Ø", "O").replace("ł", "l")
    return "".join(c for c in unicodedata.normalize("NFKD", words).lower() if not unicodedata.combining(c))


_SOUNDS = (
    (re.compile("tch|tsch|tsh|cz|tj"), "ch"),
    (re.compile("sch|sz|x(?=i)"), "sh"),
    (re.compile("ph"), "f"),
    (re.compile("w"), "v"),
    (re.compile("ck|kh|gh|q|k|c(?!h)"), "k"),
    (re.compile("dh|th"), "t"),
    (re.compile("zh|j(?!$)|dj"), "j"),
    (re.compile("ou|oo"), "u"),
    (re.compile("[aeiouy]+"), ""),
    (re.compile("mn"), "m"),
)


@lru_cache(maxsize=1 << 12)
def skeleton(word: str) -> str:
    """Reduce a folded word to what transliterations of it have in common: its consonants by sound.

    >>> skeleton("zaroubin") == skeleton("zarubin"), skeleton("karamanlis") == skeleton("caramanlis")
    (True, True)
    """
    initial = "a" if word[:1] in "aeiouy" else ""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return initial + re.sub(r"(.)\1+", r"\1", word)


@dataclass(frozen=True, slots=True)
class PersonName:
    """One way in which an entry names a man; all words folded.

    ``family`` are the words before the comma, or the first word of a name without one (``ordered`` is false
    then: which word is the family name is not printed). ``given`` are forenames and initials; a hyphenated one
    is one word. ``generation`` is "2" for Jr. and II, and so on. ``alias`` says that brackets held it.
    """

    family: tuple[str, ...]
    given: tuple[str, ...] = ()
    generation: str = ""
    nicknames: tuple[str, ...] = ()
    ordered: bool = True
    alias: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """All words of the name."""
        return (*self.family, *self.given)


def _words(part: str) -> list[str]:
    """Split a part of a name into folded words; "V.K." are two, "En-lai" is one."""
    part = _MIDDLE_DOT.sub(". ", part)
    words = (re.sub(r"[^\w-]", "", fold(word)) for word in re.split(r"[\s,;/–—]+|\.(?=[^\s.,])", part))
    return [word.replace("-", "") if len(word) > 1 else word for word in words if word.strip("-_")]


def _split(words: list[str]) -> tuple[list[str], str, list[str]]:
    """Part the words of a name from generation and titles."""
    generation, kept, titles = "", [], []
    for word in words:
        if word in _GENERATIONS:
            generation = generation or _GENERATIONS[word]
        elif word in _TITLES:
            titles.append(word)
        else:
            kept.append(word)
    return kept, generation, titles


@lru_cache(maxsize=1 << 12)
def parse_names(printed: str) -> tuple[PersonName, ...]:
    """Return the names that an entry gives its man, the main one first; at least one.

    >>> parse_names("Haldeman, H. R. (“Bob”)")[0]
    PersonName(family=('haldeman',), given=('h', 'r'), generation='', nicknames=('bob',), ordered=True, alias=False)
    >>> [name.words for name in parse_names("Chou En-lai (Zhou Enlai)")]
    [('chou', 'enlai'), ('zhou', 'enlai'), ('enlai', 'chou'), ('enlai', 'zhou')]
    """
    nicknames = tuple(w for quoted in _QUOTED.findall(printed) for w in _words(quoted)[-1:])
    plain = _QUOTED.sub(" ", printed)
    bare = _BRACKETS.sub(lambda m: " " * len(m.group()), plain)
    comma = bare.find(",")
    if comma < 0 and (dot := re.match(r"\s*\w{3,}(\.)\s+\w", bare)):
        comma = dot.start(1)  # "Haldeman. H.R."
    main = _main(bare, comma, nicknames)
    aliases: list[PersonName] = []
    for bracket in _BRACKETS.finditer(plain):
        content = _INTRODUCTIONS.sub("", _INTRODUCTIONS.sub("", bracket.group(1).strip()))
        words, _, _ = _split(_words(content))
        if not words:
            continue
        before, after = bare[: bracket.start()], bare[bracket.start() :]
        if comma < 0:
            aliases.append(_unordered(words if len(words) > 1 else [*_words(before)[:-1], *words, *_words(after)]))
        elif bracket.start() < comma:
            aliases.append(replace(main, family=tuple(words)))
        elif len(words) == 1:
            main = replace(main, nicknames=(*main.nicknames, *words))
        else:
            aliases.extend(_bracketed(content, words, main))
    names = (main, *(replace(alias, alias=True) for alias in aliases))
    turned = (
        replace(name, family=name.given[-1:], given=(*name.family, *name.given[:-1]))
        for name in names
        if not name.ordered and name.given
    )
    return tuple(dict.fromkeys((*names, *turned)))


def _bracketed(content: str, words: list[str], main: PersonName) -> Iterator[PersonName]:
    """Read several words in brackets after a name: "Home, Lord (Alexander Frederick Douglas-Home)"."""
    *given, last = words
    if set(main.family) & {*map(fold, re.split(r"[\s-]+", content))}:
        yield replace(main, family=(last,), given=tuple(given))
        yield replace(main, given=tuple(given))
        return
    if not main.given:
        yield replace(main, given=tuple(words))
    yield _unordered(words)


def _main(bare: str, comma: int, nicknames: tuple[str, ...]) -> PersonName:
    if comma < 0:
        words, generation, titles = _split(_words(bare))
        name = _unordered(words or titles or [fold(bare).strip()])
        return replace(name, generation=generation, nicknames=nicknames)
    family_words, first_generation, family_titles = _split(_words(bare[:comma]))
    given, generation, _ = _split(_words(bare[comma + 1 :]))
    while len(given) > 1 and given[-1] in _PARTICLES:
        given.pop()
    if given and not family_words:
        family_words = family_titles
    if not given and len(family_words) > 1:  # "Vuong Van Dong, Lieutenant Colonel"
        return PersonName((family_words[0],), tuple(family_words[1:]), generation, nicknames, ordered=False)
    family = tuple(family_words or family_titles or [fold(bare).strip(" ,")])
    return PersonName(family, tuple(given), first_generation or generation, nicknames)


def _unordered(words: list[str]) -> PersonName:
    return PersonName((words[0],), tuple(words[1:]), ordered=False)
