"""What a worker does with a batch: extract, map and validate; a pure function, for any process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kgbuild import extract as extraction
from kgbuild.authority.office_holders import OfficeHolders
from kgbuild.build.shard import Shard, make_shard
from kgbuild.build.validation import validated
from kgbuild.errors import InputError
from kgbuild.graph.iris import Iris
from kgbuild.graph.ontology import load_ontology
from kgbuild.graph.writers import GraphSyntax

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgbuild.authority.authority_file import Authority
    from kgbuild.build.batches import Batch, Task
    from kgbuild.extract.listed import ListedPeople
    from kgbuild.model import Document, Events

__all__ = ["Outcome", "Settings", "Work", "extract_events", "name_people"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What all batches of a build have in common: the *base* of IRIs, whether to *validate*, how sure is enough.

    *persons* gives entries of lists of persons the keys of their persons, as :class:`Iris` takes them.
    *listed* are the persons of volumes' lists whom documents without tags may name. *authority* holds imported
    records.
    """

    base: str
    validate: bool
    min_confidence: float = 0.0
    persons: Mapping[str, str] = field(default_factory=dict)
    listed: ListedPeople | None = None
    authority: Authority | None = None


Outcome = Shard | InputError
"""What comes of a task: a shard, or why there is none."""


class Work:
    """A function from a batch to the outcomes of its tasks; making one loads what all batches need."""

    def __init__(self, settings: Settings) -> None:
        self._validate = settings.validate
        self._min_confidence = settings.min_confidence
        self._listed = settings.listed
        self._iris = Iris(settings.base, settings.persons)
        self._syntax = GraphSyntax(self._iris, load_ontology())
        known = settings.authority
        self._holders = OfficeHolders(known.appointments, known.visits) if known else None

    def __call__(self, batch: Batch) -> tuple[Outcome, ...]:
        """Do one batch. Raises :class:`KgbuildError` where the validator itself fails."""
        outcomes = tuple(map(self._shard, batch))
        shards = [outcome for outcome in outcomes if isinstance(outcome, Shard)]
        if not (self._validate and shards):
            return outcomes
        checked = iter(validated(shards, self._iris, self._syntax))
        return tuple(next(checked) if isinstance(outcome, Shard) else outcome for outcome in outcomes)

    def _shard(self, task: Task) -> Outcome:
        try:
            found = task.events
            document = name_people(task.document, self._listed)
            events = extract_events(document, self._min_confidence) if found is None else found
            return make_shard(document, events, self._iris, self._syntax, self._holders)
        except InputError as fault:
            return fault


def extract_events(document: Document, min_confidence: float = 0.0) -> Events:
    """Read the events of at least this confidence out of *document*; raises :class:`InputError` where that fails."""
    try:
        return extraction.extract(document, min_confidence=min_confidence)
    except Exception as error:  # one document of three hundred thousand must not sink the rest
        raise _unread(document, "no events could be read", error) from error


def name_people(document: Document, listed: ListedPeople | None) -> Document:
    """Name the persons of the lists, if any, in *document*; raises :class:`InputError` where that fails."""
    try:
        return listed.identify(document) if listed else document
    except Exception as error:  # as above
        raise _unread(document, "its persons could not be named", error) from error


def _unread(document: Document, reason: str, error: Exception) -> InputError:
    remedy = "the document is left out; report this as a fault of kgbuild, with the document"
    return InputError(document.identifier, f"{reason}: {type(error).__name__}: {error}", remedy)
