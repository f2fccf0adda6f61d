"""A reliability diagram as an SVG file: how sure readings were, and how often they were right.

The further a point lies from the diagonal, the less its confidence can be trusted (DeGroot and Fienberg 1983).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_SIDE = 360
_LEFT, _TOP, _RIGHT, _BOTTOM = 64, 56, 24, 60
_LARGEST = 12  # pixels
_STYLE = """
  .page { fill: #ffffff } .ink { fill: #1f2933 } .soft { fill: #5b6775 } .grid { stroke: #e3e8ee }
  .diagonal { stroke: #5b6775; stroke-dasharray: 4 4 } .line { fill: none; stroke-width: 1.8 }
  .s0 { fill: #1d4ed8 } .s1 { fill: #c2410c } .l0 { stroke: #1d4ed8 } .l1 { stroke: #c2410c }
  text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; font-size: 12px }
  .title { font-size: 15px; font-weight: 600 } .name { font-weight: 600 } circle { fill-opacity: 0.75 }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0f1720 } .ink { fill: #e6ebf0 } .soft { fill: #9aa7b5 } .grid { stroke: #2a3744 }
    .diagonal { stroke: #9aa7b5 } .s0 { fill: #8ab4ff } .s1 { fill: #fb923c }
    .l0 { stroke: #8ab4ff } .l1 { stroke: #fb923c }
  }
"""


@dataclass(frozen=True, slots=True)
class Point:
    """Readings of about the same confidence: their mean confidence, the share that is right, their number."""

    confidence: float
    right: float
    number: int


def draw(sets: Mapping[str, Sequence[Point]]) -> str:
    """The diagram of one or two sets of readings; equal sets give equal text."""
    width, height = _LEFT + _SIDE + _RIGHT, _TOP + _SIDE + _BOTTOM
    told = "; ".join(
        f"{name}: " + ", ".join(f"{p.confidence:.2f} sure, {p.right:.2f} right of {p.number}" for p in points)
        for name, points in sets.items()
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"',
        ' role="img" aria-labelledby="title description">',
        '<title id="title">How often positions are right, by their confidence</title>',
        f'<desc id="description">{escape(told)}</desc>\n<style>{_STYLE}</style>',
        f'<rect class="page" width="{width}" height="{height}" rx="10"/>',
        f'<text class="title ink" x="{_LEFT}" y="28">Positions: confidence, and the share that is right</text>',
        *_axes(),
        *(line for place, points in enumerate(sets.values()) for line in _curve(points, place)),
        *_legend(list(sets)),
        "</svg>\n",
    ]
    return "\n".join(parts)


def _x(value: float) -> float:
    return _LEFT + value * _SIDE


def _y(value: float) -> float:
    return _TOP + (1 - value) * _SIDE


def _axes() -> Iterator[str]:
    for tenth in range(0, 11, 2):
        at = tenth / 10
        yield f'<line class="grid" x1="{_x(at):g}" y1="{_y(0):g}" x2="{_x(at):g}" y2="{_y(1):g}"/>'
        yield f'<line class="grid" x1="{_x(0):g}" y1="{_y(at):g}" x2="{_x(1):g}" y2="{_y(at):g}"/>'
        yield f'<text class="soft" x="{_x(at):g}" y="{_y(0) + 18:g}" text-anchor="middle">{at:g}</text>'
        yield f'<text class="soft" x="{_x(0) - 10:g}" y="{_y(at) + 4:g}" text-anchor="end">{at:g}</text>'
    yield f'<line class="diagonal" x1="{_x(0):g}" y1="{_y(0):g}" x2="{_x(1):g}" y2="{_y(1):g}"/>'
    yield f'<text class="soft" x="{_x(1):g}" y="{_y(0) + 38:g}" text-anchor="end">confidence</text>'
    yield f'<text class="soft" x="{_x(0):g}" y="{_y(1) - 8:g}" text-anchor="middle">right</text>'


def _curve(points: Sequence[Point], place: int) -> Iterator[str]:
    """The points, joined; the area of each tells how many readings it stands for."""
    corners = " ".join(f"{_x(p.confidence):.1f},{_y(p.right):.1f}" for p in points)
    yield f'<polyline class="line l{place}" points="{corners}"/>'
    most = max((p.number for p in points), default=1)
    for p in points:
        radius = max(2.5, _LARGEST * (p.number / most) ** 0.5)
        yield (
            f'<circle class="s{place}" cx="{_x(p.confidence):.1f}" cy="{_y(p.right):.1f}" r="{radius:.1f}">'
            f"<title>{p.number} positions, {p.confidence:.2f} sure, {p.right:.2f} right</title></circle>"
        )


def _legend(names: Sequence[str]) -> Iterator[str]:
    for place, name in enumerate(names):
        y = _y(0) - 16 - 20 * (len(names) - 1 - place)
        yield f'<circle class="s{place}" cx="{_x(0.72):.1f}" cy="{y - 4:g}" r="5"/>'
        yield f'<text class="name ink" x="{_x(0.72) + 12:.1f}" y="{y:g}">{escape(name)}</text>'
