"""Train the model that tells meetings from other contacts.

    python training/train_meetings.py [GOLD_FOLDER] [MODEL_PATH]

A contact is a meeting where its trigger lies inside an annotated meeting's clause; a verb of telling
that stands there beside a proper word of meeting teaches neither. Cross-validated figures come from
``benchmarks/event_scores.py --cross-validate train``.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from contacts_data import read_contacts
from logistic import train_logistic, write_model

from kgbuild.extract.actors import Cast, find_actors
from kgbuild.extract.contacts import Contact, find_contacts
from kgbuild.extract.language import Sentence, sentences
from kgbuild.extract.meeting_features import contact_class, contact_features
from kgbuild.extract.models import SHIPPED
from kgbuild.extract.pieces import short_sentences
from kgbuild.model import Document, Span
from kgbuild.read.plain_text import read_plain_text

if TYPE_CHECKING:
    from kgbuild.extract.linear import LinearModel

STRENGTH = 0.15
GOLD = Path(__file__).parents[1].parent / "shared" / "gold" / "train"


@dataclass(frozen=True, slots=True)
class Example:
    """An annotated document: its contacts' features, and which of them are meetings (``None``: leave out)."""

    path: Path
    document: Document
    sentences: list[Sentence]
    cast: Cast
    rows: list[list[str]]
    labels: list[bool | None]


def read_examples(folder: Path) -> list[Example]:
    """The annotated documents of *folder*, in the order of their names."""
    return [read_example(path) for path in sorted(folder.glob("*.json"))]


def read_example(path: Path) -> Example:
    """The annotated document *path* (NAME.json, with NAME.txt beside it)."""
    document = read_plain_text(path.with_suffix(".txt").read_text(encoding="utf-8"), path.stem)
    body = sentences(document)
    cast = find_actors(document, body)
    body = short_sentences(body)
    contacts = find_contacts(document, body, cast)
    clauses = [_locate(document.text, m["anchor"]) for m in json.loads(path.read_text(encoding="utf-8"))["meetings"]]
    labels = _labels(contacts, clauses)
    return Example(path, document, body, cast, contact_features(document, body, contacts, cast), labels)


def _labels(contacts: list[Contact], clauses: list[Span]) -> list[bool | None]:
    labels: list[bool | None] = [any(clause.contains(c.trigger) for clause in clauses) for c in contacts]
    for clause in clauses:
        inside = [i for i, contact in enumerate(contacts) if clause.contains(contact.trigger)]
        telling = [i for i in inside if contact_class(contacts[i]) == "telling"]
        if len(telling) < len(inside):
            for i in telling:
                labels[i] = None
    return labels


def _locate(text: str, quote: str | dict) -> Span:
    words, n = (quote, 1) if isinstance(quote, str) else (quote["quote"], quote.get("n", 1))
    at = -1
    for _ in range(n):
        at = text.index(words, at + 1)
    return Span(at, at + len(words))


def fit(examples: list[Example]) -> LinearModel:
    """The model of these documents and of the further contacts."""
    known = [(row, y) for e in examples for row, y in zip(e.rows, e.labels, strict=True) if y is not None]
    known += read_contacts()
    return train_logistic([row for row, _ in known], [y for _, y in known], strength=STRENGTH)


def train(gold_folder: Path, target: Path) -> None:
    """Train on the annotated documents of *gold_folder* and write the model to *target*."""
    write_model(fit(read_examples(gold_folder)), target)


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else GOLD
    train(folder, Path(sys.argv[2]) if len(sys.argv) > 2 else SHIPPED / "meetings.json")
