"""An exchange as a picture: a lane a side, a box a statement, an arrow from each rebuttal to what it rebuts.

The picture is one SVG file that needs no other: no script, no font, no link. It has a title and a
description for readers who cannot see it (WAI-ARIA Graphics Module), and colours for light and dark pages.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from kgbuild.show.lettering import fold, width_of
from kgbuild.show.wording import act_verb, numbers_in_words, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kgbuild.show.exchange import Exchange, Statement

__all__ = ["draw_svg"]

_MARGIN = 24
_LANE = 316
_GUTTER = 84
_MOST_LANES = 4
_OTHERS = "others"
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LEGEND = "An arrow leads from each rebuttal to what it rebuts."

_PAD = 14
_WORDS = 14
_LABEL = 12
_LINE = 20
_STAGGER = 34
_GAP = 16
_MOST_LINES = 5

_STYLE = """
  .page { fill: #ffffff } .ink { fill: #1f2933 } .soft { fill: #5b6775 }
  .box { fill: #f7f9fb; stroke-width: 1.2 }
  .rail { stroke: #e3e8ee; stroke-width: 1.5; stroke-dasharray: 2 5 }
  .arrow { fill: none; stroke: #c2410c; stroke-width: 1.8 } .head { fill: #c2410c } .against { fill: #c2410c }
  .s0 { fill: #1d4ed8 } .s1 { fill: #a21caf } .s2 { fill: #0f766e } .s3 { fill: #92600a }
  .b0 { stroke: #1d4ed8 } .b1 { stroke: #a21caf } .b2 { stroke: #0f766e } .b3 { stroke: #92600a }
  text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif }
  .words { font-family: Georgia, "Times New Roman", "Liberation Serif", serif; font-size: 14px }
  .label { font-size: 12px } .name { font-weight: 600 } .title { font-size: 17px; font-weight: 600 }
  .lane { font-size: 14px; font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0f1720 } .ink { fill: #e6ebf0 } .soft { fill: #9aa7b5 }
    .box { fill: #18222d } .rail { stroke: #2a3744 }
    .arrow { stroke: #fb923c } .head, .against { fill: #fb923c }
    .s0 { fill: #8ab4ff } .s1 { fill: #e79bf2 } .s2 { fill: #5ed3c4 } .s3 { fill: #e5b454 }
    .b0 { stroke: #8ab4ff } .b1 { stroke: #e79bf2 } .b2 { stroke: #5ed3c4 } .b3 { stroke: #e5b454 }
  }
"""


@dataclass(frozen=True, slots=True)
class _Box:
    statement: Statement
    lane: int
    left: float
    top: float
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        return _PAD + _LINE * (1 + len(self.lines)) + _PAD - 6

    @property
    def out(self) -> float:
        """Where its own arrows leave: above :attr:`into`, since they lead to earlier boxes."""
        return self.top + self.height * 0.3

    @property
    def into(self) -> float:
        """Where the arrows of rebuttals of it arrive."""
        return self.top + self.height * 0.7


def draw_svg(exchange: Exchange) -> str:
    """The exchange as an SVG document; equal exchanges give equal text.

    The writer's side stands in the last lane. Of more than four sides, those that speak least share one.
    """
    sides = _sides(exchange)
    width = 2 * _MARGIN + max(len(sides), 1) * _LANE + (max(len(sides), 1) - 1) * _GUTTER
    title_lines = fold(exchange.heading.title or exchange.heading.identifier, width - 2 * _MARGIN, 17, most=2)
    lanes_top = _MARGIN + 24 * len(title_lines) + 22 + 34
    boxes = _place(exchange.statements, sides, lanes_top + 22)
    foot = max((box.top + box.height for box in boxes), default=lanes_top)
    height = foot + 30 + _MARGIN
    parts = [
        _opening(exchange, width, height),
        f'<rect class="page" width="{width}" height="{height:g}" rx="10"/>',
        *_title(exchange, title_lines),
        *_lanes(sides, lanes_top, foot),
        *_arrows(boxes),
        *(line for box in boxes for line in _draw_box(box)),
        _text(_MARGIN, foot + 34, _LEGEND if any(s.rebuts for s in exchange.statements) else "", "label soft"),
        "</svg>\n",
    ]
    return "\n".join(parts)


def _sides(exchange: Exchange) -> tuple[str, ...]:
    """The heads of the lanes, from left to right: who spoke most with the writer stands next to him."""
    spoke = Counter(statement.side for statement in exchange.statements)
    own = exchange.author_side
    others = [side for side, _ in spoke.most_common() if side != own]
    room = _MOST_LANES - (own is not None)
    if len(others) > room:
        others = [*others[: room - 1], _OTHERS]
    return (*reversed(others), own) if own else tuple(reversed(others))


def _place(statements: Sequence[Statement], sides: tuple[str, ...], top: float) -> list[_Box]:
    """Each box below the one before it in its lane, and lower than any earlier one."""
    boxes: list[_Box] = []
    free = dict.fromkeys(range(len(sides)), top)
    earlier = top - _STAGGER
    for statement in statements:
        lane = sides.index(statement.side if statement.side in sides else _OTHERS)
        words = fold(f"“{one_line(statement.words)}”", _LANE - 2 * _PAD, _WORDS, most=_MOST_LINES)
        box = _Box(
            statement=statement,
            lane=lane,
            left=_MARGIN + lane * (_LANE + _GUTTER),
            top=max(free[lane], earlier + _STAGGER),
            lines=words,
        )
        free[lane] = box.top + box.height + _GAP
        earlier = box.top
        boxes.append(box)
    return boxes


def _opening(exchange: Exchange, width: float, height: float) -> str:
    heading = exchange.heading
    told = "; ".join(
        f"{s.number}: {', '.join(s.speakers)} {act_verb(s.act)}"
        f"{f' against {numbers_in_words(s.rebuts)}' if s.rebuts else ''}, “{one_line(s.words)}”"
        for s in exchange.statements
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:g}" width="{width}" '
        f'height="{height:g}" role="img" aria-labelledby="title description">\n'
        f'<title id="title">{_xml(f"The exchange in {heading.title or heading.identifier}")}</title>\n'
        f'<desc id="description">{_xml(told)}</desc>\n<style>{_STYLE}</style>\n'
    )


def _title(exchange: Exchange, lines: tuple[str, ...]) -> Iterator[str]:
    y = _MARGIN - 6
    for line in lines:
        y += 24
        yield _text(_MARGIN, y, line, "title ink")
    heading = exchange.heading
    facts = [heading.place, heading.date and heading.date[:10], heading.subject]
    yield _text(_MARGIN, y + 22, " · ".join(fact for fact in facts if fact), "label soft")


def _lanes(sides: tuple[str, ...], top: float, foot: float) -> Iterator[str]:
    for lane, side in enumerate(sides):
        left = _MARGIN + lane * (_LANE + _GUTTER)
        middle = left + _LANE / 2
        yield f'<line class="rail" x1="{middle:g}" y1="{top + 10:g}" x2="{middle:g}" y2="{foot:g}"/>'
        yield _text(left, top, fold(side, _LANE, 14, most=1)[0], f"lane s{lane}")


def _arrows(boxes: list[_Box]) -> Iterator[str]:
    by_number = {box.statement.number: box for box in boxes}
    for box in boxes:
        for place, number in enumerate(box.statement.rebuts):
            spread = (place - (len(box.statement.rebuts) - 1) / 2) * 7
            yield from _arrow(box, by_number[number], spread)


def _arrow(rebuttal: _Box, rebutted: _Box, spread: float) -> Iterator[str]:
    """A curve through the gutter, from the side of one box to the facing side of the other."""
    same = rebuttal.lane == rebutted.lane
    leftward = rebutted.lane < rebuttal.lane or (same and rebuttal.lane > 0)
    away = -1 if leftward else 1
    x1 = rebuttal.left + (0 if leftward else _LANE)
    x2 = rebutted.left + ((0 if leftward else _LANE) if same else (_LANE if leftward else 0))
    y1, y2 = rebuttal.out + spread, rebutted.into
    toward = away if same else -away
    end = x2 + toward * 9
    bend = _GUTTER * 0.45
    yield (
        f'<path class="arrow" d="M{x1:g} {y1:g} C{x1 + away * bend:g} {y1:g} '
        f'{end + toward * bend * 0.8:g} {y2:g} {end:g} {y2:g}"/>'
    )
    yield f'<path class="head" d="M{x2 + toward:g} {y2:g} l{toward * 10:g} -5 v10 z"/>'


def _draw_box(box: _Box) -> Iterator[str]:
    statement = box.statement
    yield "<g>"
    yield (
        f'<rect class="box b{box.lane}" x="{box.left:g}" y="{box.top:g}" width="{_LANE}" '
        f'height="{box.height:g}" rx="8"/>'
    )
    y = box.top + _PAD + _LABEL
    against = f"against {numbers_in_words(statement.rebuts)}" if statement.rebuts else ""
    act = act_verb(statement.act)
    room = _LANE - 2 * _PAD - width_of(f"{statement.number}  {act} {against}", _LABEL)
    speakers = fold(", ".join(statement.speakers), room, _LABEL, most=1)[0]
    spans = [
        ("soft", str(statement.number)),
        (f"name s{box.lane}", speakers),
        ("soft", act),
        ("against", against),
    ]
    line = " ".join(f'<tspan class="{classes}">{_xml(words)}</tspan>' for classes, words in spans if words)
    yield f'<text class="label" x="{box.left + _PAD:g}" y="{y:g}">{line}</text>'
    for line in box.lines:
        y += _LINE
        yield _text(box.left + _PAD, y, line, "words ink")
    yield "</g>"


def _xml(words: str) -> str:
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", words))


def _text(x: float, y: float, words: str, classes: str) -> str:
    return f'<text class="{classes}" x="{x:g}" y="{y:g}">{_xml(words)}</text>'
