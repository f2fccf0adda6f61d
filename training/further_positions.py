"""Positions and rebuttals in further telegrams of the volumes, annotated to learn from.

``further_positions.tsv`` has a line for each position: its telegram, the length of the telegram's text, the position's
number in it, where content and cue start and end, the holders' keys (where the text first has the key: there), the act,
and the numbers of the positions that it rebuts. Offsets count code points from 0 in the text as rendered for plain
text. They were annotated under the guidelines of the annotated telegrams by close reading with a large language model
that saw what the models of the time read, in telegrams that these held to be rich in positions and rebuttals; none is
among the annotated ones.
"""

from __future__ import annotations

import csv
from functools import cache
from itertools import groupby
from pathlib import Path

from telegrams import GoldPosition, Telegram
from volumes import read_telegrams_as_plain_text

from kgbuild.extract.actors import find_actors
from kgbuild.extract.language import sentences
from kgbuild.model import Act, Span

TABLE = Path(__file__).parent / "further_positions.tsv"


@cache
def read_further() -> tuple[Telegram, ...]:
    """The further telegrams, in the order of the table.

    Raises :class:`ValueError` where a telegram's text is not the one that was read.
    """
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    documents = read_telegrams_as_plain_text({row["telegram"]: int(row["length"]) for row in rows})
    found = []
    for name, own in groupby(rows, key=lambda row: row["telegram"]):
        document = documents[name]
        body = sentences(document)
        positions = tuple(_position(row, document.text) for row in own)
        found.append(Telegram(document, body, find_actors(document, body), positions))
    return tuple(found)


def _position(row: dict[str, str], text: str) -> GoldPosition:
    return GoldPosition(
        id=row["position"],
        content=_span(row["content"]),
        cue=_span(row["cue"]),
        holders=tuple(_holder(cell, text) for cell in row["holders"].split("; ")),
        holder_quote=None,
        act=Act(row["act"]),
        rebuts=tuple(row["rebuts"].split()),
    )


def _holder(cell: str, text: str) -> str:
    return _span(cell).of(text) if cell[0].isdigit() else cell


def _span(cell: str) -> Span:
    start, end = map(int, cell.split())
    return Span(start, end)
