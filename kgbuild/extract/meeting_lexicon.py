"""Words that bring people together: the lexicon of ``data/meetings.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["Triggers", "triggers", "word_list"]

_LEXICON = Path(__file__).parent / "data" / "meetings.toml"


@dataclass(frozen=True, slots=True)
class Triggers:
    """Nouns and verbs of contact, each form with its lemma.

    ``addressed`` are lemmas that mean a contact only where a person addressed follows; ``things``
    gives for a lemma the words that, following it, make it mean no contact of persons. ``forms``
    are all nouns and verbs.
    """

    nouns: dict[str, str]
    verbs: dict[str, str]
    forms: frozenset[str]
    addressed: frozenset[str]
    things: dict[str, frozenset[str]]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_LEXICON.read_text(encoding="utf-8"))


@cache
def triggers() -> Triggers:
    """The triggers, read once."""
    data = _data()
    verbs = {form: lemma for lemma, forms in data["verbs"].items() for form in forms}
    things = {lemma: frozenset(listed) for lemma, listed in data["things"].items()}
    nouns: dict[str, str] = data["nouns"]
    return Triggers(nouns, verbs, frozenset((*nouns, *verbs)), frozenset(data["addressed"]["verbs"]), things)


@cache
def word_list(name: str) -> frozenset[str]:
    """The word list *name* of the lexicon's table ``words``."""
    return frozenset(_data()["words"][name])
