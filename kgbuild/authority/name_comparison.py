"""How names of persons stand to each other: equal, spelled otherwise, shortened, in conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgbuild.authority.person_names import skeleton

if TYPE_CHECKING:
    from kgbuild.authority.person_names import PersonName

__all__ = ["compare_family", "compare_given", "rank_of"]

_SHORT = 3
_LONG = 4
"""Letters from which a word is long enough to be told by its beginning, and to be told from a misprint of it."""


def _word(one: str, other: str) -> str:
    """Return how two forenames stand to each other.

    "equal", "initials" (both the same letter), "initial" (a word and its letter), "other" (a letter, and another),
    "short" (the beginning of the other), "near" (spellings of one), "alike" (the same three letters), "clash".
    """
    if one == other:
        return "initials" if len(one) == 1 else "equal"
    if len(one) == 1 or len(other) == 1:
        return "initial" if one[0] == other[0] else "other"
    short, long = sorted((one, other), key=len)
    if long.startswith(short) and len(short) >= _SHORT:
        return "short"
    if _near(one, other) or (skeleton(one) == skeleton(other) and _likeness(one, other) >= _ALIKE):
        return "near"
    return "alike" if one[:3] == other[:3] else "clash"


_ALIKE = 0.4
"""Share of letter pairs in common from which two words of one skeleton are spellings of one."""


def _likeness(one: str, other: str) -> float:
    """Return the share of pairs of letters that two words have in common (Dice's coefficient)."""
    mine, yours = ([word[i : i + 2] for i in range(len(word) - 1)] for word in (one, other))
    common = sum(min(mine.count(pair), yours.count(pair)) for pair in set(mine))
    return 2 * common / max(1, len(mine) + len(yours))


def _near(one: str, other: str) -> bool:
    """Whether two words differ by one letter put in, left out, changed, or two that are exchanged."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < _LONG:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, others = one[start:], other[start:]
    return (
        rest[1:] == others[1:]
        or rest[1:] == others
        or rest == others[1:]
        or (rest[:2] == others[:2][::-1] and rest[2:] == others[2:])
    )


def compare_family(one: PersonName, other: PersonName) -> str:
    """Return how two family names stand to each other.

    "equal", "sound" (transliterations of one name), "near" (a letter apart), "part" (one is in the other), "other".
    """
    first, second = "".join(one.family), "".join(other.family)
    if first == second:
        return "equal"
    if skeleton(first) == skeleton(second) and _likeness(first, second) >= _ALIKE:
        return "sound"
    if _near(first, second):
        return "near"
    parts = set(one.family) & set(other.family)
    if any(len(part) >= _LONG for part in parts) or (
        min(len(first), len(second)) >= _LONG and (first.endswith(second) or second.endswith(first))
    ):
        return "part"
    return "other"


_RANKS = {
    **dict.fromkeys(("equal", "joined"), 6),
    **dict.fromkeys(("near", "short", "nick", "skipped", "sound"), 4),
    **dict.fromkeys(("initials", "initial"), 3),
    **dict.fromkeys(("none", "missing", "part", "shifted"), 2),
    "alike": 1,
    "other": 0,
    "clash": -1,
}


def rank_of(family: str, first: str, further: str) -> int:
    """Return how well two names agree, to choose among several that a man has."""
    return 2 * _RANKS[family] + 2 * _RANKS[first] + _RANKS[further]


def compare_given(one: PersonName, other: PersonName) -> tuple[str, str]:
    """Return how the first forenames stand to each other, and the further ones.

    The words are those of :func:`_word`, and "none" (there is none to compare), "joined" (the same letters, parted
    otherwise), "nick" (a nickname), "skipped" (the one goes by his second forename, which the other has too),
    "missing" (only one has further names), "shifted" (the same initial, but not in the same place).
    """
    mine, yours = one.given, other.given
    if not mine or not yours:
        return "none", "none"
    if len(mine) != len(yours) and len("".join(mine)) >= _LONG and "".join(mine) == "".join(yours):
        return "joined", "equal"
    first = _word(mine[0], yours[0])
    if first in {"other", "clash", "alike"}:
        if mine[0] in other.nicknames or yours[0] in one.nicknames:
            return "nick", _further(mine[1:], yours[1:])
        for longer, shorter in ((mine, yours), (yours, mine)):
            if len(longer) > 1 and len(longer[1]) > 1 and _word(longer[1], shorter[0]) in {"equal", "near", "short"}:
                return "skipped", _further(longer[2:], shorter[1:])
        if set(mine) == set(yours):
            return "joined", "equal"
    return first, _further(mine[1:], yours[1:])


def _further(mine: tuple[str, ...], yours: tuple[str, ...]) -> str:
    if not mine and not yours:
        return "none"
    if not mine or not yours:
        return "missing"
    relation = _word(mine[0], yours[0])
    if relation in {"other", "clash"} and (mine[-1] == yours[0] or mine[0] == yours[-1]):
        return "shifted"
    return relation
