"""``kgbuild show`` and ``kgbuild stats``: one document, and a graph as a whole, for the eye."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from kgbuild.cli.console import say, say_fault, show_result, table, write_text
from kgbuild.cli.options import graph_option, json_option
from kgbuild.show import draw_svg, draw_tree, exchange
from kgbuild.store import Statistics, open_graph, statistics

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

__all__ = ["show_command", "stats_command"]


@click.command("show")
@click.argument("document")
@click.option(
    "--svg",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Draw the exchange as a picture into FILE instead.",
)
@json_option
@graph_option
def show_command(document: str, *, svg: Path | None, as_json: bool, graph: Path) -> None:
    """Show the exchange that a document reports.

    Prints each meeting, then who held what at it, each rebuttal under what it rebuts, with the words that it
    was read from. DOCUMENT is an identifier, a file name, or an ending that only one document has.

    \b
    Examples:
      kgbuild show frus1964-68v33-d406
      kgbuild show d406 --graph out/gold
      kgbuild show talk-on-sea-bed --svg exchange.svg
    """
    found = exchange(open_graph(graph, say_fault), document)
    if svg is not None:
        svg.write_text(draw_svg(found), encoding="utf-8")
        say(f"{svg} written")
    elif as_json:
        write_text(json.dumps(asdict(found), ensure_ascii=False, indent=1) + "\n")
    else:
        show_result(draw_tree(found))


@click.command("stats")
@json_option
@graph_option
def stats_command(*, as_json: bool, graph: Path) -> None:
    """Count what a built graph holds.

    Prints how many there are of each kind, of each speech act, by the most frequent speakers, and in each
    document.

    \b
    Examples:
      kgbuild stats --graph out/gold
      kgbuild stats --json
    """
    found = statistics(open_graph(graph, say_fault))
    if as_json:
        write_text(json.dumps(asdict(found), ensure_ascii=False, indent=1) + "\n")
    else:
        _show(found)


def _show(found: Statistics) -> None:
    show_result(_table(("kind", "count"), [*found.kinds, ("triples", found.triples)]), Text())
    if found.acts:
        show_result(_table(("speech act", "positions"), found.acts), Text())
    if found.speakers:
        speakers = [(s.label, s.positions, s.rebuttals, s.documents) for s in found.speakers]
        show_result(_table(("speaker", "positions", "rebuttals", "documents"), speakers), Text())
    documents = [(d.identifier, d.meetings, d.positions, d.rebuttals, d.resolutions) for d in found.documents]
    show_result(_table(("document", "meetings", "positions", "rebuttals", "resolutions"), documents))


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, *tuple[int, ...]]]) -> Table:
    cells = ((name, *(f"{count:,}" for count in counts)) for name, *counts in rows)
    return table(columns, cells, numeric=columns[1:])
