"""Positions and rebuttals in further telegrams of the volumes, annotated to learn from.

``further_positions.tsv`` has a line for each position: its telegram, the length of the telegram's text, the position's
number in it, where content and cue start and end, the holders' keys, the act, and the numbers of the positions that it
rebuts. Offsets count code points from 0 in the text as rendered for plain text. They were annotated under the
guidelines of the annotated telegrams by close reading with a large language model that saw what the models of the
time read, in telegrams that these held to be rich in positions and rebuttals; none is among the annotated ones.
"""

from __future__ import annotations

import csv
from functools import cache
from itertools import groupby
from pathlib import Path

from telegrams import GoldPosition, Telegram
from volumes import FRUS, rendered_telegrams

from kgbuild.extract.actors import find_actors
from kgbuild.extract.language import sentences
from kgbuild.model import Act, Span
from kgbuild.read.plain_text import read_plain_text

TABLE = Path(__file__).parent / "further_positions.tsv"


@cache
def read_further(table: Path = TABLE, volumes: Path = FRUS) -> tuple[Telegram, ...]:
    """The further telegrams, in the order of the table.

    Raises :class:`ValueError` where a telegram's text is not the one that was read.
    """
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    texts = rendered_telegrams(volumes, {row["telegram"] for row in rows})
    found = []
    for name, own in groupby(rows, key=lambda row: row["telegram"]):
        positions = list(own)
        text, length = texts[name], positions[0]["length"]
        if len(text) != int(length):
            raise ValueError(f"{name}: the text has {len(text)} characters; {table.name} was made of {length}")
        document = read_plain_text(text, name)
        body = sentences(document)
        found.append(Telegram(document, body, find_actors(document, body), tuple(map(_position, positions))))
    return tuple(found)


def _position(row: dict[str, str]) -> GoldPosition:
    return GoldPosition(
        id=row["position"],
        content=_span(row["content"]),
        cue=_span(row["cue"]),
        holders=tuple(row["holders"].split("; ")),
        holder_quote=None,
        act=Act(row["act"]),
        rebuts=tuple(row["rebuts"].split()),
    )


def _span(cell: str) -> Span:
    start, end = map(int, cell.split())
    return Span(start, end)
