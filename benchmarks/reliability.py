"""How far confidence can be trusted: what share of the readings of each confidence is right.

    python benchmarks/reliability.py [--write]

Prints tables in Markdown: for each threshold how many readings have at least this confidence and how many of them are
right, and for each rule how many readings are right. With ``--write`` the tables go into ``docs/extraction.md``,
between its marks, and a diagram beside it. "dev" is read by the shipped models; "train" by models that have not
seen the telegram, with a confidence that is fitted on other telegrams. A reading is right as ``score.py`` has it: a
position where its content is found and its holder right, a link where both its positions are found, a meeting where
it is found, a reference where it names a resolution that the annotation has there.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "training"), str(Path(__file__).parent)]

from gold_score import score  # noqa: E402
from reliability_drawing import Point, draw  # noqa: E402
from telegrams import GOLD, read_telegrams  # noqa: E402
from train_confidence import KINDS, Reading, fit, held_out_readings, readings  # noqa: E402

from kgbuild.extract.confidence import confidence  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable

DOCS = ROOT / "docs"
FITTED_ON_OTHERS = 5  # parts of the training telegrams
THRESHOLDS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
EDGES = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.001)


@dataclass(frozen=True, slots=True)
class Judged:
    """A reading with its confidence (0 to 1), and whether it is right."""

    kind: str
    rule: str
    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Set:
    """A set of telegrams as read, and how many positions, links and meetings it has by annotation."""

    name: str
    judged: list[Judged]
    annotated: dict[str, int]

    def of(self, kind: str, least: float = 0.0, below: float = 2.0) -> list[Judged]:
        """The readings of the kind from this confidence to that."""
        return [j for j in self.judged if j.kind == kind and least <= j.confidence < below]


def unseen_train() -> Set:
    """The training telegrams, read by models and weighed by a confidence that have not seen them."""
    found = held_out_readings()
    judged = []
    for part in range(FITTED_ON_OTHERS):
        others = [r for r in found if r.telegram % FITTED_ON_OTHERS != part]
        models = {kind: fit(others, kind) for kind in KINDS}
        for r in found:
            if r.telegram % FITTED_ON_OTHERS == part:
                known = models[r.kind].probability(r.signals) if r.kind in KINDS else 0.0
                judged.append(Judged(r.kind, r.rule, known, r.right))
    return Set("train", judged, _annotated("train"))


def dev() -> Set:
    """The telegrams that nothing was trained on, read by the shipped models."""
    found: list[Reading] = []
    for number, telegram in enumerate(read_telegrams(GOLD / "dev")):
        found += readings(telegram, number, GOLD / "dev")
    judged = [Judged(r.kind, r.rule, confidence(r.kind, r.signals) if r.kind in KINDS else 0.0, r.right) for r in found]
    return Set("dev", judged, _annotated("dev"))


def _annotated(name: str) -> dict[str, int]:
    golds = [
        score.read_gold(p, p.with_suffix(".txt").read_text(encoding="utf-8")) for p in (GOLD / name).glob("*.json")
    ]
    return {
        "position": sum(len(g.positions) for g in golds),
        "link": sum(len(p.rebuts) for g in golds for p in g.positions.values()),
        "meeting": sum(len(g.meetings) for g in golds),
    }


def share(judged: list[Judged]) -> str:
    """How many in a hundred are right."""
    return f"{100 * sum(j.right for j in judged) / len(judged):.0f}" if judged else "–"


def threshold_table(sets: Iterable[Set], kind: str) -> str:
    """For each threshold: how many readings are left, precision, and recall of what is annotated."""
    sets = list(sets)
    lines = [
        "| at least | " + " | ".join(f"{s.name}: left | precision | recall" for s in sets) + " |",
        "|---" * (1 + 3 * len(sets)) + "|",
    ]
    for least in THRESHOLDS:
        if not any(s.of(kind, least) for s in sets):
            break
        cells = []
        for s in sets:
            left = s.of(kind, least)
            cells += [str(len(left)), share(left), f"{100 * sum(j.right for j in left) / s.annotated[kind]:.0f}"]
        lines.append(f"| {least:g} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def rule_table(sets: Iterable[Set]) -> str:
    """For each rule: how many readings, and how many in a hundred of them are right."""
    sets = list(sets)
    rules = dict.fromkeys((j.kind, j.rule) for s in sets for j in sorted(s.judged, key=lambda j: (j.kind, j.rule)))
    lines = [
        "| of | rule | " + " | ".join(f"{s.name}: found | precision" for s in sets) + " |",
        "|---" * (2 + 2 * len(sets)) + "|",
    ]
    for kind, rule in sorted(rules):
        cells = []
        for s in sets:
            mine = [j for j in s.judged if (j.kind, j.rule) == (kind, rule)]
            cells += [str(len(mine)), share(mine)]
        lines.append(f"| {kind} | `{rule}` | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def points(judged: Set, kind: str) -> list[Point]:
    """For each stretch of confidence: its mean, the share that is right, and how many readings there are."""
    found = []
    for low, high in pairwise(EDGES):
        inside = judged.of(kind, low, high)
        if inside:
            mean = sum(j.confidence for j in inside) / len(inside)
            found.append(Point(mean, sum(j.right for j in inside) / len(inside), len(inside)))
    return found


def main() -> None:
    """Print the tables, or write them and the diagram."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write tables and diagram into docs/")
    write = parser.parse_args().write
    sets = (unseen_train(), dev())
    tables = {f"{kind}s": threshold_table(sets, kind) for kind in KINDS} | {"rules": rule_table(sets)}
    if not write:
        print("\n\n".join(f"{name}\n\n{table}" for name, table in tables.items()))
        return
    page = DOCS / "extraction.md"
    text = page.read_text(encoding="utf-8")
    for name, table in tables.items():
        text = _between_marks(text, f"reliability of {name}", table)
    page.write_text(text, encoding="utf-8")
    picture = draw({s.name: points(s, "position") for s in sets})
    (DOCS / "reliability.svg").write_text(picture, encoding="utf-8")


def _between_marks(text: str, name: str, table: str) -> str:
    """The text with the table in the place of what stands between the marks of this name."""
    opening, closing = f"<!-- {name} -->", "<!-- end -->"
    before, _, rest = text.partition(opening)
    _, _, after = rest.partition(closing)
    return f"{before}{opening}\n{table}\n{closing}{after}"


if __name__ == "__main__":
    main()
