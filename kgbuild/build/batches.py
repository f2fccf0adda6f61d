"""Documents in batches: what one worker does in one go, and hands back in one piece."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgbuild.build.versions import MadeFrom
    from kgbuild.model import Document, Events

__all__ = ["Batch", "Task", "in_batches"]

_DOCUMENTS = 32
"""Enough to spread the cost of a validator's start (some 15 ms) over them."""

_CHARACTERS = 100_000
"""Of text: a second's work or two, so that no worker is alone with the last batch for long."""


@dataclass(frozen=True, slots=True)
class Task:
    """A document to map: with its ``events``, or with ``None`` where they have yet to be read from it.

    ``made_from`` is what the manifest is to say of the shard.
    """

    document: Document
    events: Events | None = None
    made_from: MadeFrom | None = None


Batch = tuple[Task, ...]


def in_batches(tasks: Iterable[Task]) -> Iterator[Batch]:
    """Cut *tasks* into batches, in their order; a long document may be a batch of its own."""
    batch: list[Task] = []
    characters = 0
    for task in tasks:
        batch.append(task)
        characters += len(task.document.text)
        if len(batch) >= _DOCUMENTS or characters >= _CHARACTERS:
            yield tuple(batch)
            batch, characters = [], 0
    if batch:
        yield tuple(batch)
