"""Train the models of confidence: how often readings are right whose signals are like these.

    python training/train_confidence.py

The readings to learn from are of telegrams that the other models have not seen: each quarter of the training
telegrams is read by models trained on the rest. What is right, the scorer says: a position is right where its
content is found and its holder right, a link where both its positions are found, a meeting where it is found.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING

from cross_validate import models_without
from gold_score import score
from logistic import train_logistic, write_model
from telegrams import GOLD, Telegram
from train_encoder import FOLDS
from train_holders import names

from kgbuild.extract.confidence import meeting_signals
from kgbuild.extract.meetings import find_meetings
from kgbuild.extract.models import SHIPPED
from kgbuild.extract.pieces import short_sentences
from kgbuild.extract.positions import find_drafts, find_links
from kgbuild.extract.resolutions import find_resolutions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kgbuild.extract.linear import LinearModel
    from kgbuild.model import Span

KINDS = ("position", "link", "meeting")
STRENGTH = 0.1


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of the telegram number ``telegram``: what its confidence rests on, and whether it is right.

    ``kind``: "position", "link", "meeting", or "reference" (to a resolution), whose confidence is its rule's.
    """

    kind: str
    rule: str
    telegram: int
    signals: list[str]
    right: bool


def readings(telegram: Telegram, number: int, gold_folder: Path) -> list[Reading]:
    """Everything that the models in use read in the telegram."""
    gold = score.read_gold(gold_folder / f"{telegram.document.identifier}.json", telegram.document.text)
    return [
        *_position_readings(telegram, number, gold),
        *_meeting_readings(telegram, number, gold),
        *_reference_readings(telegram, number, gold),
    ]


def _position_readings(telegram: Telegram, number: int, gold: score.Reading) -> Iterator[Reading]:
    """The positions, and the links between them."""
    document, cast = telegram.document, telegram.cast
    sentences = short_sentences(telegram.sentences)
    drafts = find_drafts(document, sentences, cast)
    found = {}
    for n, draft in enumerate(drafts):
        held = set().union(*(names(cast, holder) for holder in draft.holders))
        found[n] = score.Position(_pair(draft.reported.content), held)
    annotated = {n: i for i, n in score.pair_up(gold.positions, found, _worth).items()}
    for n, draft in enumerate(drafts):
        right = n in annotated and bool(gold.positions[annotated[n]].holders & found[n].holders)
        yield Reading("position", draft.rule, number, draft.signals, right)
    for link, signals in find_links(drafts, document, sentences, cast):
        rebutting, rebutted = annotated.get(link.source), annotated.get(link.target)
        right = rebutting is not None and rebutted in gold.positions[rebutting].rebuts
        yield Reading("link", "rebuttal", number, signals, right)


def _meeting_readings(telegram: Telegram, number: int, gold: score.Reading) -> Iterator[Reading]:
    found = {m.id: m for m in find_meetings(telegram.document, telegram.sentences, telegram.cast)}
    places = {i: score.Meeting(_pair(m.evidence), []) for i, m in found.items()}
    met = set(score.pair_up(gold.meetings, places, lambda g, p: float(score.overlap(g.span, p.span))).values())
    for i, m in found.items():
        yield Reading("meeting", m.rule, number, meeting_signals(m.confidence, m.rule), i in met)


def _reference_readings(telegram: Telegram, number: int, gold: score.Reading) -> Iterator[Reading]:
    """The references to resolutions: right where the annotation has the same resolution in the same place."""
    resolutions, references = find_resolutions(telegram.document, telegram.cast)
    symbols = {r.id: score.symbol_key(r.symbol) for r in resolutions}
    for reference in references:
        right = any(
            score.overlap(_pair(reference.evidence), place)
            and resolution.symbol in (None, symbols[reference.resolution])
            for resolution in gold.resolutions.values()
            for place in resolution.mentions
        )
        yield Reading("reference", reference.rule, number, [], right)


def _pair(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _worth(gold: score.Position, found: score.Position) -> float:
    """The scorer's: how much of the two contents is common, and the right holder where that is equal."""
    same = score.iou(gold.span, found.span)
    return same + 0.001 * bool(gold.holders & found.holders) if same >= 0.5 else 0.0


def held_out_readings() -> list[Reading]:
    """The readings of all training telegrams, each by models that have not seen it, and neither has their teacher."""
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        found = [reading for fold in pool.map(_fold, range(FOLDS)) for reading in fold]
    return sorted(found, key=lambda reading: reading.telegram)


def _fold(k: int) -> list[Reading]:
    with models_without(k, taught=True) as held_out:
        return [reading for i, t in held_out for reading in readings(t, i, GOLD / "train")]


def fit(found: list[Reading], kind: str) -> LinearModel:
    """The model of the readings of this kind."""
    mine = [r for r in found if r.kind == kind]
    return train_logistic([r.signals for r in mine], [r.right for r in mine], strength=STRENGTH)


def train(found: list[Reading], folder: Path) -> None:
    """Write the model of each kind to *folder*."""
    for kind in KINDS:
        write_model(fit(found, kind), folder / f"{kind}_confidence.json")


if __name__ == "__main__":
    train(held_out_readings(), SHIPPED)
