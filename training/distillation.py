"""What an encoder reads in telegrams that nobody annotated, for the tagger that ships to learn from.

Distillation (Hinton, Vinyals & Dean 2015). The teacher is a tagger of annotated telegrams whose scores of each word's
labels have those of the encoder added to them before the best sequence of labels is sought: together they are right
more often than either. The pupil is a tagger as fast as the first.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pycrfsuite
from encoder import LABELS
from further_positions import read_further
from telegrams import GOLD
from volumes import FRUS

from kgbuild.extract.actors import find_actors
from kgbuild.extract.language import sentences
from kgbuild.extract.span_features import span_features
from kgbuild.model import Document, DocumentKind
from kgbuild.read.sources import read_sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from encoder import Encoder
    from train_spans import Labelled

    Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]

TELEGRAMS = 200
BESIDE = 0.3
"""How much the encoder's scores weigh beside the tagger's: chosen on telegrams that neither had seen."""
_SHORTEST, _LONGEST = 500, 2500  # words


@dataclass(frozen=True, slots=True)
class Chain:
    """The weights of a tagger: of the features (rows, by ``places``) for :data:`LABELS`, and from label to label."""

    places: Mapping[str, int]
    weights: Matrix
    transitions: Matrix

    @classmethod
    def of(cls, path: Path) -> Chain:
        """The weights of the CRFsuite model *path*."""
        tagger = pycrfsuite.Tagger()
        tagger.open(str(path))
        model = tagger.info()
        places = {feature: i for i, feature in enumerate(dict.fromkeys(name for name, _ in model.state_features))}
        weights, transitions = np.zeros((len(places), len(LABELS))), np.zeros((len(LABELS), len(LABELS)))
        for (feature, label), weight in model.state_features.items():
            weights[places[feature], LABELS.index(label)] = weight
        for (before, after), weight in model.transitions.items():
            transitions[LABELS.index(before), LABELS.index(after)] = weight
        return cls(places, weights, transitions)

    def best(self, features: Sequence[Sequence[str]], beside: Matrix) -> list[str]:
        """The best labels of the words (Viterbi), with the scores *beside* added to those of the features."""
        known = [[place for name in names if (place := self.places.get(name)) is not None] for names in features]
        scores = beside + np.array([self.weights[places].sum(axis=0) for places in known])
        reached, back = scores[0], []
        for row in scores[1:]:
            paths = reached[:, None] + self.transitions
            back.append(paths.argmax(axis=0))
            reached = paths.max(axis=0) + row
        path = [int(reached.argmax())]
        for before in reversed(back):
            path.append(int(before[path[-1]]))
        return [LABELS[label] for label in reversed(path)]


@cache
def unlabelled() -> list[Document]:
    """Telegrams of the volumes, drawn by lot from those of 500 to 2,500 words that are not annotated."""
    annotated = {path.stem for path in GOLD.rglob("*.json")} | {t.document.identifier for t in read_further()}
    found = [
        document
        for document in read_sources([FRUS], lambda _: None)
        if document.kind is DocumentKind.TELEGRAM
        and document.identifier.replace("/", "-") not in annotated
        and _SHORTEST <= len(document.text.split()) <= _LONGEST
    ]
    random.Random(1).shuffle(found)  # noqa: S311  a lot, and the same at each run
    return found[:TELEGRAMS]


def read(teacher: Path, encoder: Encoder) -> Iterator[Labelled]:
    """Features and labels of the unlabelled telegrams' sentences, as the tagger *teacher* and *encoder* see them."""
    chain = Chain.of(teacher)
    for document in unlabelled():
        body = sentences(document)
        features = span_features(body, find_actors(document, body))
        for rows, scores in zip(features, encoder.read(body), strict=True):
            yield rows, chain.best(rows, BESIDE * scores.double().numpy())
