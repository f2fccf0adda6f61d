"""Fail when the extraction scores below its floor: ``floor.py GRAPH GOLD_FOLDER``.

Scores the graph by the gold's own ``score.py`` and compares each figure that ``floor.json`` names
with the least that it allows. Raise the floor whenever the extraction gets better; never lower it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def main(graph: str, gold: Path) -> int:
    """Print each figure beside its floor; return 1 if one is below."""
    floor: dict[str, float] = json.loads(Path(__file__).with_name("floor.json").read_text(encoding="utf-8"))
    command = [sys.executable, str(gold / "score.py"), graph, "--gold", str(gold / "dev"), "--json"]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(answer.stdout)
    for name, least in floor.items():
        verdict = "ok" if figures[name] >= least else "BELOW THE FLOOR"
        print(f"{name:12} {figures[name]:5.1f}  floor {least:5.1f}  {verdict}")
    others = ", ".join(f"{name} {value}" for name, value in figures.items() if name not in floor)
    print(f"{'others':12} {others}")
    return int(any(figures[name] < least for name, least in floor.items()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
