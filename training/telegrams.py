"""Annotated telegrams as training data: documents with their gold spans, read where they lie."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from kgbuild.extract.actors import Cast, find_actors
from kgbuild.extract.language import Sentence, sentences
from kgbuild.model import Act, Document, Span
from kgbuild.read.plain_text import read_plain_text

GOLD = Path(__file__).parents[1].parent / "shared" / "gold"


@dataclass(frozen=True, slots=True)
class GoldPosition:
    """An annotated position, its quotes located; ``holders`` are the annotation's keys."""

    id: str
    content: Span
    cue: Span
    holders: tuple[str, ...]
    holder_quote: Span | None
    act: Act
    rebuts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Telegram:
    """An annotated document as the extraction sees it."""

    document: Document
    sentences: list[Sentence]
    cast: Cast
    positions: tuple[GoldPosition, ...]


def _occurrences(text: str, quote: str) -> list[int]:
    return [found.start() for found in re.finditer(f"(?={re.escape(quote)})", text)]


def _locate(text: str, quote: str | dict, near: int | None = None) -> Span:
    words, n = (quote, None) if isinstance(quote, str) else (quote["quote"], quote.get("n", 1))
    places = _occurrences(text, words)
    if n is not None:
        start = places[n - 1]
    elif near is None:
        start = places[0]
    else:
        start = min(places, key=lambda p: abs(p - near))
    return Span(start, start + len(words))


def read_telegram(path: Path) -> Telegram:
    """The telegram of the annotation *path* (NAME.json, with NAME.txt beside it)."""
    data = json.loads(path.read_text(encoding="utf-8"))
    document = read_plain_text(path.with_suffix(".txt").read_text(encoding="utf-8"), path.stem)
    text = document.text
    body = sentences(document)
    positions = []
    for p in data["positions"]:
        content = _locate(text, p["content"])
        holders = (p["holder"],) if isinstance(p["holder"], str) else tuple(p["holder"])
        quote = p.get("holder_quote")
        positions.append(
            GoldPosition(
                p["id"],
                content,
                _locate(text, p["cue"], content.start),
                holders,
                _locate(text, quote, content.start) if quote else None,
                Act(p["act"]),
                tuple(p["rebuts"]),
            )
        )
    return Telegram(document, body, find_actors(document, body), tuple(positions))


def read_telegrams(folder: Path) -> list[Telegram]:
    """All annotated telegrams of *folder*, in the order of their names."""
    return [read_telegram(path) for path in sorted(folder.glob("*.json"))]
