"""Answers laid out for a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode
from rich import box
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kgbuild.graph.vocabulary import PREFIXES
from kgbuild.store.answers import Answer, AnswerFormat, Graph, Rows, Term, Verdict, plain_text, render

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, JustifyMethod, RenderableType, RenderResult

__all__ = ["render_table"]

_NUMERIC = frozenset(PREFIXES["xsd"] + name for name in ("integer", "decimal", "double", "nonNegativeInteger"))
_LONGEST_UNBROKEN = 24
_LEAST_FOR_NAMES, _LEAST_FOR_WORDS, _LONGEST_NAME = 14, 26, 40
_BETWEEN = 3


def render_table(answer: Answer, *, title: str | None = None) -> RenderableType:
    """The answer for a terminal: rows in columns, "yes" or "no", a graph as Turtle.

    Where the terminal is too narrow for the columns to be read, each row becomes a block of lines.
    """
    match answer:
        case Verdict():
            return Text("yes" if answer.value else "no")
        case Graph():
            from rich.syntax import Syntax  # noqa: PLC0415  # slow to import, and tables need it not

            turtle = render(answer, AnswerFormat.TURTLE)
            return Syntax(turtle, "turtle", theme="ansi_light", background_color="default", word_wrap=True)
        case Rows():
            columns = tuple(
                _column(name, [row[place] for row in answer.rows]) for place, name in enumerate(answer.variables)
            )
            return _Sheet(title, columns)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column's heading and cells; one whose values must not be broken is ``unbroken``."""

    name: str
    cells: tuple[str, ...]
    is_number: bool
    unbroken: bool

    @property
    def width(self) -> int:
        return max(len(self.name), *map(len, self.cells), 0)

    @property
    def least_width(self) -> int:
        """How narrow it can be made and still be read, if its values may be broken."""
        return min(self.width, _LEAST_FOR_NAMES if self.width <= _LONGEST_NAME else _LEAST_FOR_WORDS)


def _column(name: str, terms: list[Term | None]) -> _Column:
    cells = tuple(map(_cell, terms))
    is_number = any(map(_is_number, terms))
    is_short = all(len(cell) <= _LONGEST_UNBROKEN and " " not in cell for cell in cells)
    return _Column(name.replace("_", " "), cells, is_number, unbroken=is_number or is_short)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Rows that lay themselves out by the width they get."""

    title: str | None
    columns: tuple[_Column, ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        taken = sum(column.width for column in self.columns if column.unbroken) + _BETWEEN * len(self.columns)
        wanted = sum(column.least_width for column in self.columns if not column.unbroken)
        if taken + wanted <= options.max_width:
            yield self._as_table()
        else:
            yield from self._as_blocks()

    def _as_table(self) -> Table:
        table = Table(title=self.title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
        for column in self.columns:
            justify: JustifyMethod = "right" if column.is_number else "left"
            table.add_column(column.name, justify=justify, overflow="fold", no_wrap=column.unbroken)
        for cells in zip(*(column.cells for column in self.columns), strict=True):
            table.add_row(*map(Text, cells))
        return table

    def _as_blocks(self) -> RenderResult:
        if self.title:
            yield Text(self.title, style="bold")
        for cells in zip(*(column.cells for column in self.columns), strict=True):
            row = [(column, cell) for column, cell in zip(self.columns, cells, strict=True) if cell]
            yield Text()
            yield Text("  ").join(_named(column, cell) for column, cell in row if column.unbroken)
            for column, cell in row:
                if not column.unbroken:
                    yield Padding(_named(column, cell), (0, 0, 0, 2))
        yield Text()


def _named(column: _Column, cell: str) -> Text:
    return Text.assemble((f"{column.name} ", "dim"), cell)


def _cell(term: Term | None) -> str:
    if term is None:
        return ""
    return _compact(term.value) if isinstance(term, NamedNode) else plain_text(term)


def _is_number(term: Term | None) -> bool:
    return isinstance(term, Literal) and term.datatype.value in _NUMERIC


def _compact(iri: str) -> str:
    """An IRI as a prefixed name where one of the graph's prefixes fits, else as it is.

    >>> _compact("https://w3id.org/diplomatic-events/ontology#Meeting")
    'dip:Meeting'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and "/" not in iri[len(namespace) :]:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
