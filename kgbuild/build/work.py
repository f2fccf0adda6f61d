"""What a worker does with a batch: extract, map and validate; a pure function, for any process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kgbuild import extract as extraction
from kgbuild.build.shard import Shard, make_shard
from kgbuild.build.validation import validate_shards
from kgbuild.errors import InputError
from kgbuild.graph.iris import Iris
from kgbuild.graph.ontology import load_ontology
from kgbuild.graph.writers import GraphSyntax

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgbuild.build.batches import Batch, Task
    from kgbuild.model import Document, Events
    from kgbuild.validate import BatchReport

__all__ = ["BatchResult", "Settings", "Work", "extract_events"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What all batches of a build have in common: the *base* of IRIs, whether to *validate*, how sure is enough.

    *persons* gives entries of lists of persons the keys of their persons, as :class:`Iris` takes them.
    """

    base: str
    validate: bool
    min_confidence: float = 0.0
    persons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What came of a batch: for each of its tasks a shard or why there is none, and what validation found."""

    outcomes: tuple[Shard | InputError, ...]
    report: BatchReport | None = None


class Work:
    """A function from a batch to its result; making one loads what all batches need."""

    def __init__(self, settings: Settings) -> None:
        self._validate = settings.validate
        self._min_confidence = settings.min_confidence
        self._iris = Iris(settings.base, settings.persons)
        self._syntax = GraphSyntax(self._iris, load_ontology())

    def __call__(self, batch: Batch) -> BatchResult:
        """Do one batch. Raises :class:`KgbuildError` where the validator itself fails."""
        outcomes = tuple(map(self._shard, batch))
        shards = [outcome for outcome in outcomes if isinstance(outcome, Shard)]
        if not (self._validate and shards):
            return BatchResult(outcomes)
        return BatchResult(outcomes, validate_shards(shards, self._iris, self._syntax))

    def _shard(self, task: Task) -> Shard | InputError:
        try:
            found = task.events
            events = extract_events(task.document, self._min_confidence) if found is None else found
            return make_shard(task.document, events, self._iris, self._syntax)
        except InputError as fault:
            return fault


def extract_events(document: Document, min_confidence: float = 0.0) -> Events:
    """Read the events of at least this confidence out of *document*; raises :class:`InputError` where that fails."""
    try:
        return extraction.extract(document, min_confidence=min_confidence)
    except Exception as error:  # one document of three hundred thousand must not sink the rest
        reason = f"no events could be read: {type(error).__name__}: {error}"
        remedy = "the document is left out; report this as a fault of kgbuild, with the document"
        raise InputError(document.identifier, reason, remedy) from error
