"""Score the whole extraction: training telegrams by cross-validation, dev with the shipped models.

python training/cross_validate.py [--taught] [--dev-only]

With ``--taught`` the tagger of contents also learns from the fold's encoder (see ``train_encoder.py``), as the
shipped one does from that of all telegrams.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import train_acts
import train_holders
import train_meetings
import train_rebuttals
import train_spans
from further_positions import read_further
from gold_score import GOLD, figures, table, tallies
from logistic import write_model
from telegrams import Telegram, read_telegrams
from train_encoder import FOLDS, encoder_path

from kgbuild.extract import extract
from kgbuild.extract.models import models_in

if TYPE_CHECKING:
    from collections.abc import Iterator


def train_all(telegrams: list[Telegram], folder: Path, encoder: Path | None = None) -> None:
    """Train every model but that of names (which learns from other texts) and write them to *folder*.

    The tagger of contents learns from the *encoder*, too, which should have seen no other annotated telegrams; the
    models of holders, acts and rebuttals from the further telegrams (``further_positions.py``), whose contents were
    marked a little otherwise: learning these as well lost a point.
    """
    train_spans.train(telegrams, folder / "spans.crfsuite", encoder)
    train_spans.train_nested(telegrams, folder / "nested.crfsuite")
    with_further = [*telegrams, *read_further()]
    write_model(train_holders.train(with_further), folder / "holders.json")
    write_model(train_acts.train(with_further), folder / "acts.json")
    train_rebuttals.write_model(train_rebuttals.train(with_further), folder / "rebuttals.json")
    examples = [train_meetings.read_example(GOLD / "train" / f"{t.document.identifier}.json") for t in telegrams]
    write_model(train_meetings.fit(examples), folder / "meetings.json")


@contextmanager
def models_without(fold: int, *, taught: bool) -> Iterator[list[tuple[int, Telegram]]]:
    """Use models that have not seen the telegrams of a fold, and neither has their teacher; gives these, with numbers.

    Without being *taught* by it the tagger of contents needs no encoder.
    """
    telegrams = read_telegrams(GOLD / "train")
    with tempfile.TemporaryDirectory() as name:
        others = [t for i, t in enumerate(telegrams) if i % FOLDS != fold]
        train_all(others, Path(name), encoder_path(fold) if taught else None)
        with models_in(Path(name)):
            yield [(i, t) for i, t in enumerate(telegrams) if i % FOLDS == fold]


def _fold(k: int, *, taught: bool) -> list[tuple[int, dict[str, object]]]:
    with models_without(k, taught=taught) as held_out:
        found = tallies([(t.document, extract(t.document)) for _, t in held_out], GOLD / "train")
    return [(i, own) for (i, _), own in zip(held_out, found, strict=True)]


def interval(documents: list[dict[str, object]], name: str, draws: int = 400) -> tuple[float, float]:
    """The middle 95 % of a figure over documents drawn with replacement."""
    chance = random.Random(0)  # noqa: S311  a bootstrap, and the same at each run
    values = sorted(figures(chance.choices(documents, k=len(documents)))[name] for _ in range(draws))
    return values[draws // 40], values[-1 - draws // 40]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--taught", action="store_true")
    parser.add_argument("--dev-only", action="store_true")
    args = parser.parse_args()
    sets: dict[str, list[dict[str, object]]] = {}
    if not args.dev_only:
        with ProcessPoolExecutor(2, get_context("spawn")) as pool:
            rows = [row for rows in pool.map(partial(_fold, taught=args.taught), range(FOLDS)) for row in rows]
        sets[f"train, {FOLDS} folds"] = [own for _, own in sorted(rows, key=lambda r: r[0])]
    dev = read_telegrams(GOLD / "dev")
    sets["dev"] = tallies([(t.document, extract(t.document)) for t in dev], GOLD / "dev")
    print(table({name: figures(documents) for name, documents in sets.items()}))
    for name, documents in sets.items():
        low, high = interval(documents, "SCORE")
        print(f"{name}: SCORE between {low:.1f} and {high:.1f} (bootstrap over documents, 95 %)")


if __name__ == "__main__":
    main()
