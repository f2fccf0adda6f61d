"""The lexicon of reporting words: which words report speech or attitude, and the act they report.

One table (``data/cues.tsv``) holds base forms; the inflections of English verbs are made here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from kgbuild.model import Act

__all__ = ["CueWord", "cue_word", "cue_words", "inflections"]

_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class CueWord:
    """A reporting word: base form, part of speech, form ("base", "s", "past", "ing"), usual act.

    ``speech``: whether the verb by itself opens a new report ("and warned that"); ``performs``: whether to report
    it is to report its act, whatever the content says ("denied").
    """

    base: str
    part: str
    form: str
    act: Act
    speech: bool = False
    performs: bool = False


def inflections(base: str) -> dict[str, str]:
    """The regular forms of an English verb, by the form's name.

    >>> inflections("agree")
    {'base': 'agree', 's': 'agrees', 'past': 'agreed', 'ing': 'agreeing'}
    >>> inflections("press")["s"], inflections("urge")["ing"]
    ('presses', 'urging')
    """
    s = base + ("es" if re.search(r"(?:s|sh|ch|x|o)$", base) else "s")
    if base.endswith("e"):
        past = base + "d"
        ing = base + "ing" if base.endswith(("ee", "oe", "ye")) else base[:-1] + "ing"
    else:
        past, ing = base + "ed", base + "ing"
    return {"base": base, "s": s, "past": past, "ing": ing}


@cache
def cue_words() -> dict[str, CueWord]:
    """Every reporting word in each of its forms, in lower case; a verb goes before a noun of the same letters."""
    words: dict[str, CueWord] = {}
    table = Path(__file__).parent / "data" / "cues.tsv"
    for line in table.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        head, part, act, *marks = line.split("\t")
        base, _, irregular = head.partition(":")
        forms = {"base": base}
        if irregular:
            listed = irregular.split()
            forms |= {f"past{i or ''}": form for i, form in enumerate(listed[1:-1])}
            forms |= {"s": listed[0], "ing": listed[-1]}
        elif part == "verb":
            forms = inflections(base)
        for name, form in forms.items():
            words.setdefault(
                form, CueWord(base, part, name.rstrip("1"), Act(act), "speech" in marks, "performs" in marks)
            )
    return words


@lru_cache(maxsize=1 << 14)
def cue_word(word: str) -> CueWord | None:
    """The reporting word of this form (any case), or ``None``.

    >>> cue_word("Denied").act.value
    'reject'
    """
    return cue_words().get(word.lower())
