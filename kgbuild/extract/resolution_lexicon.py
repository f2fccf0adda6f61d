"""Words about resolutions: the lexicon of ``data/resolutions.toml``, and how its words are compared."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kgbuild.authority.alternatives import any_of

__all__ = ["Lexicon", "count_of", "group_pattern", "lexicon", "stem"]

_LEXICON = Path(__file__).parent / "data" / "resolutions.toml"
_COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_LONG = 6  # letters: shorter words keep their endings
_PLURAL = 3


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word lists of the file, under the names that they have there."""

    topics: frozenset[str]
    qualifiers: frozenset[str]
    indefinite: frozenset[str]
    definite: frozenset[str]
    vague_before: frozenset[str]
    settled: frozenset[str]
    settling: frozenset[str]
    other_drafts: frozenset[str]
    complement_openers: frozenset[str]
    open_ended: frozenset[str]
    complement_ends: frozenset[str]
    sponsoring: frozenset[str]
    adopting: frozenset[str]
    empty_words: frozenset[str]
    stand_ins: frozenset[str]
    never_modifiers: frozenset[str]
    pronouns: frozenset[str]
    counted: frozenset[str]
    ordinals: frozenset[str]
    no_topics: frozenset[str]
    no_sponsors: frozenset[str]
    groups: dict[str, str]
    aliases: dict[str, list[str]]


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    data = tomllib.loads(_LEXICON.read_text(encoding="utf-8"))
    words = {name: frozenset(words) for name, words in data.items() if name not in ("groups", "aliases")}
    return Lexicon(groups=data["groups"], aliases=data["aliases"], **words)


@cache
def group_pattern() -> re.Pattern[str]:
    """Matches the names of groups of members ("Afro-Asian", "LAs"); case counts."""
    return re.compile(rf"(?<![\w-]){any_of(lexicon().groups)}(?!\w)")


def stem(word: str) -> str:
    """A word without the endings in which two names of the same thing differ most.

    >>> stem("vietnamese"), stem("vietnam’s"), stem("refugees")
    ('vietnam', 'vietnam', 'refugee')
    """
    word = re.sub(r"[’']s$", "", word)
    word = re.sub(r"(?:ese|ian|an|ish)$", "", word) if len(word) > _LONG else word
    return word[:-1] if len(word) > _PLURAL and word.endswith("s") and not word.endswith("ss") else word


def count_of(number: str) -> str:
    """A number of sponsors in figures.

    >>> count_of("Seven"), count_of("43")
    ('7', '43')
    """
    return str(_COUNTS.index(number.lower()) + 2) if number.lower() in _COUNTS else number
