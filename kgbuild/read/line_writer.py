"""Writes words into lines, folding the white space that an XML file is indented with."""

from __future__ import annotations

from kgbuild.model import Span
from kgbuild.read.elements import fold

__all__ = ["LineWriter"]

_NO_BLANK_BEFORE = frozenset(",;:)]")
_CLOSING = frozenset(",.;:!?)]”’")
_OPENING = frozenset("([“‘")


class LineWriter:
    """A text that grows by words; lines are parted by an empty line.

    White space is kept back until the next words come: it is dropped at the ends of a line, before a
    note's number, and where it stands just inside an element next to punctuation, which is how
    editors of XML indent ("<placeName> Washington </placeName>, ...").
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._last = ""
        self._waiting = False
        self._at_edge = True
        self._line: int | None = None  # where the line that is begun stands
        self._begins = False  # whether a line is to begin with the next words
        self.length = 0

    @property
    def is_open(self) -> bool:
        """Whether a line is begun."""
        return self._begins or self._line is not None

    @property
    def blank_waits(self) -> bool:
        """Whether there was white space since the last words."""
        return self._waiting

    def text(self) -> str:
        """Return all that was written."""
        return "".join(self._pieces)

    def since(self, begin: int) -> str:
        """Return what was written from the offset *begin* on."""
        length, taken = self.length - begin, []
        for piece in reversed(self._pieces):
            if length <= 0:
                break
            taken.append(piece[-length:])
            length -= len(piece)
        return "".join(reversed(taken))

    def open_line(self) -> None:
        """Begin a line with the next words, if none is begun."""
        if not self.is_open:
            self.forget_blank()
            self._begins = True

    def close_line(self) -> Span | None:
        """End the line that is begun and return where it stands, if it has words."""
        begin, self._line, self._begins = self._line, None, False
        self.forget_blank()
        return Span(begin, self.length) if begin is not None else None

    def words(self, words: str, *, starts: bool = False, ends: bool = False) -> None:
        """Write folded *words*; *starts* and *ends* say that they begin or end their element."""
        folded = fold(words)
        if not folded:
            self.blank(at_edge=starts or ends)
            return
        if words[0].isspace():
            self.blank(at_edge=starts)
        self._settle(folded[0])
        self.write(folded)
        if words[-1].isspace():
            self.blank(at_edge=ends)

    def write(self, words: str) -> None:
        """Write *words* as they are; white space before them is forgotten."""
        if self._begins:
            self._begins = False
            self.write("\n\n" if self.length else "")
            self._line = self.length
        self._pieces.append(words)
        self._last = words[-1:]
        self.length += len(words)
        self.forget_blank()

    def blank(self, *, at_edge: bool = False) -> None:
        """Take note of white space; *at_edge* says that it stands just inside an element."""
        self._at_edge = self._at_edge and at_edge
        self._waiting = True

    def forget_blank(self) -> None:
        """Drop the white space since the last words."""
        self._waiting, self._at_edge = False, True

    def _settle(self, following: str) -> None:
        """Write the blank that waits if it parts what was written from *following*."""
        beside_punctuation = self._at_edge and (following in _CLOSING or self._last in _OPENING)
        needed = self._waiting and following not in _NO_BLANK_BEFORE and not beside_punctuation
        if needed and not self._begins and self._last and not self._last.isspace():
            self.write(" ")
        self.forget_blank()
