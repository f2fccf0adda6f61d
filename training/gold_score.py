"""Score extracted events with the figures of ``../shared/gold/score.py``, without a graph between."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

    from kgbuild.model import Agent, Document, Events, Span

GOLD = Path(__file__).parents[1].parent / "shared" / "gold"


def load_score() -> ModuleType:
    """The scorer, from where it lies."""
    spec = importlib.util.spec_from_file_location("gold_scorer", GOLD / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(GOLD / "score.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["gold_scorer"] = module
    spec.loader.exec_module(module)
    return module


score = load_score()


def as_reading(events: Events) -> object:
    """The events in the scorer's form: what it would read from their graph."""
    agents = {a.id: a for a in events.agents}

    def keys(agent: str) -> set[str]:
        a: Agent = agents[agent]
        found = {score.key(n) for n in (a.label, *a.alt_labels, *([a.family_name] if a.family_name else []))}
        return found | ({"author"} if agent == events.author else set())

    def pair(span: Span) -> tuple[int, int]:
        return span.start, span.end

    reading = score.Reading()
    for p in events.positions:
        held = set().union(*(keys(h) for h in p.holders))
        reading.positions[p.id] = score.Position(pair(p.content), held, str(p.act), set(p.rebuts))
    for m in events.meetings:
        reading.meetings[m.id] = score.Meeting(pair(m.evidence), [keys(a) for a in m.participants])
    for r in events.references:
        symbol = next(x.symbol for x in events.resolutions if x.id == r.resolution)
        kept = reading.resolutions.setdefault(r.resolution, score.Resolution(score.symbol_key(symbol), []))
        kept.mentions.append(pair(r.evidence))
    return reading


def tallies(pairs: Iterable[tuple[Document, Events]], gold: Path) -> list[dict[str, object]]:
    """The scorer's tallies of each document, in the order given."""
    found = []
    for document, events in pairs:
        own = {n: score.Tally() for n in score.NAMES}
        path = gold / f"{document.identifier}.json"
        score.score_document(score.read_gold(path, document.text), as_reading(events), own)
        found.append(own)
    return found


def figures(documents: list[dict[str, object]]) -> dict[str, float]:
    """The figures over the documents' tallies."""
    total = {n: score.Tally() for n in score.NAMES}
    for own in documents:
        for n, t in own.items():
            total[n].add(t.right, t.predicted, t.gold)
    out = {n: total[n].f1 for n in score.NAMES}
    out["SCORE"] = sum(total[n].f1 for n in score.IN_SCORE) / len(score.IN_SCORE)
    return out


def table(rows: dict[str, dict[str, float]]) -> str:
    """The figures as a table in Markdown, a row a set."""
    names = [*score.NAMES, "SCORE"]
    lines = ["| set | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    lines += [f"| {name} | " + " | ".join(f"{row[n]:.1f}" for n in names) + " |" for name, row in rows.items()]
    return "\n".join(lines)
