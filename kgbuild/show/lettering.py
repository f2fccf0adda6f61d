"""How wide words will be drawn, as nearly as can be said without the reader's fonts."""

from __future__ import annotations

__all__ = ["fold", "width_of"]

_NARROW = frozenset(" .,:;'’‘|!ijltfI()[]/-")
_WIDE = frozenset("mwMWQOG@%—…")
_EM_NARROW, _EM_USUAL, _EM_CAPITAL, _EM_WIDE, _EM_FULL = 0.33, 0.54, 0.68, 0.86, 1.0
_FIRST_FULL_WIDTH = 0x2E80


def width_of(words: str, size: float) -> float:
    """About how many pixels *words* take in a face of *size* pixels; rather too many than too few."""
    return size * sum(map(_em, words))


def fold(words: str, room: float, size: float, *, most: int) -> tuple[str, ...]:
    """*words* in lines of at most *room* pixels, at most *most* lines; an ellipsis says that more follow.

    A word that is too long for a line is broken. There is always one line.

    >>> fold("no", 100, 10, most=1)
    ('no',)
    >>> fold("one two three", 50, 10, most=2)
    ('one two', 'three')
    >>> fold("one two three four five", 50, 10, most=2)
    ('one two', 'three fo…')
    """
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if width_of(longer, size) <= room:
            lines[-1] = longer
            continue
        pieces = list(_pieces(word, room, size))
        lines += pieces if lines[-1] else [pieces[0], *pieces[1:]]
    lines = [line for line in lines if line] or [""]
    if len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and width_of(f"{last}…", size) > room:
        last = last[:-1]
    return (*lines[: most - 1], f"{last.rstrip(' ,;')}…")


def _pieces(word: str, room: float, size: float) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and width_of(pieces[-1] + character, size) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _em(character: str) -> float:
    if character in _NARROW:
        return _EM_NARROW
    if character in _WIDE:
        return _EM_WIDE
    if ord(character) >= _FIRST_FULL_WIDTH:
        return _EM_FULL
    return _EM_CAPITAL if character.isupper() else _EM_USUAL
