"""The corridor from sources to a graph in files, a document at a time.

The order of the bytes: documents in the order of :func:`kgbuild.build.sources.in_reading_order`, those of
a volume as the volume has them; then what documents share, sorted; then the ontology. So the same inputs
give the same bytes, in whatever order they are named.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from kgbuild import extract as extraction
from kgbuild.build.report import BuildReport, Counts, Progress
from kgbuild.build.shard import Shard, make_shard
from kgbuild.build.sources import in_reading_order
from kgbuild.build.validation import BatchValidator
from kgbuild.errors import InputError, InputWarning
from kgbuild.graph.entities import Entities
from kgbuild.graph.iris import DEFAULT_BASE, Iris
from kgbuild.graph.ontology import load_ontology
from kgbuild.graph.vocabulary import AGENT_CLASSES, RESOLUTION
from kgbuild.graph.writers import NQUADS_FILE, TURTLE_FILE, GraphFiles, GraphSyntax, StagedFolder
from kgbuild.model import Document, Events
from kgbuild.read.records import Record
from kgbuild.read.sources import read_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kgbuild.validate import ValidationReport

__all__ = ["OnFault", "OnProgress", "build", "build_records", "extracted"]

OnFault = Callable[[InputError | InputWarning], None]
OnProgress = Callable[[Progress], None]

_REPORT_TEXT = "report.txt"
_REPORT_TURTLE = "report.ttl"


def build(
    sources: Iterable[Path],
    out: Path,
    *,
    base: str = DEFAULT_BASE,
    on_fault: OnFault | None = None,
    on_progress: OnProgress | None = None,
    extract_events: bool = True,
    validate: bool = True,
) -> BuildReport:
    """Build the graph of *sources* (files or folders) into the folder *out*.

    Writes ``kg.ttl``, ``kg.nq`` and, with *validate*, ``report.txt`` and ``report.ttl``. What is wrong with
    an input goes to *on_fault* and into the report, and the other inputs are built. Without
    *extract_events* the graph holds documents, their correspondents and their listed persons only.
    Raises :class:`KgbuildError` where nothing can be built: *out* cannot be written, no document is left.
    """

    def records(fault: OnFault) -> Iterator[Record]:
        documents = read_sources(in_reading_order(sources), fault)
        return extracted(documents, fault) if extract_events else _without_events(documents)

    return build_records(records, out, base=base, on_fault=on_fault, on_progress=on_progress, validate=validate)


def build_records(
    records: Callable[[OnFault], Iterable[Record]],
    out: Path,
    *,
    base: str = DEFAULT_BASE,
    on_fault: OnFault | None = None,
    on_progress: OnProgress | None = None,
    validate: bool = True,
) -> BuildReport:
    """Build the graph of documents with their events, from any hand, as :func:`build` does.

    *records* gives them, and tells the function that it is called with what cannot be used.
    """
    faults = _Faults(on_fault)
    return _Build(out, base, faults, on_progress, validate=validate).run(records(faults))


def extracted(documents: Iterable[Document], on_fault: OnFault) -> Iterator[Record]:
    """Pair documents with their events; a document that extraction fails on is a fault, not the end."""
    for document in documents:
        try:
            events = extraction.extract(document)
        except Exception as error:  # noqa: BLE001  # one document of three hundred thousand must not sink the rest
            reason = f"no events could be read: {type(error).__name__}: {error}"
            remedy = "the document is left out; report this as a fault of kgbuild, with the document"
            on_fault(InputError(document.identifier, reason, remedy))
        else:
            yield Record(document, events)


def _without_events(documents: Iterable[Document]) -> Iterator[Record]:
    for document in documents:
        yield Record(document, Events(document.identifier))


class _Faults:
    """Passes faults on as they come, and keeps them for the report."""

    def __init__(self, on_fault: OnFault | None) -> None:
        self._on_fault = on_fault
        self.seen: list[InputError | InputWarning] = []

    def __call__(self, fault: InputError | InputWarning) -> None:
        self.seen.append(fault)
        if self._on_fault:
            self._on_fault(fault)


class _Build:
    """One run from records to files."""

    def __init__(
        self, out: Path, base: str, faults: _Faults, on_progress: OnProgress | None, *, validate: bool
    ) -> None:
        self._out = out
        self._faults = faults
        self._on_progress = on_progress
        self._iris = Iris(base)
        self._ontology = load_ontology()
        self._syntax = GraphSyntax(self._iris, self._ontology)
        self._validator = BatchValidator(self._iris, self._syntax) if validate else None
        self._entities = Entities()
        self._counts = Counts()
        self._words = 0

    def run(self, records: Iterable[Record]) -> BuildReport:
        started = time.monotonic()
        names = (TURTLE_FILE, NQUADS_FILE, _REPORT_TEXT, _REPORT_TURTLE)
        with StagedFolder(self._out, names) as folder:
            files = GraphFiles(folder, self._syntax)
            for shard in self._shards(records):
                files.write(shard.nquads, shard.turtle)
                self._take(shard)
            if not self._counts.documents:
                raise InputError(str(self._out), "nothing to write: no document could be built", "mend the inputs")
            self._counts += self._shared_counts(files.finish(self._entities, self._ontology))
            validation = self._report(folder)
            folder.commit()
        written = names if validation else names[:2]
        return BuildReport(
            counts=self._counts,
            faults=tuple(self._faults.seen),
            validation=validation,
            paths=tuple(self._out / name for name in written),
            words=self._words,
            seconds=time.monotonic() - started,
        )

    def _shards(self, records: Iterable[Record]) -> Iterator[Shard]:
        for record in records:
            try:
                yield make_shard(record.document, record.events, self._iris, self._syntax)
            except InputError as fault:
                self._faults(fault)

    def _take(self, shard: Shard) -> None:
        self._entities.add(shard.shared)
        self._counts += shard.counts
        self._words += shard.words
        if self._validator:
            self._validator.take(shard)
        if self._on_progress:
            self._on_progress(Progress(self._counts.documents, self._words, shard.identifier))

    def _report(self, folder: StagedFolder) -> ValidationReport | None:
        if not self._validator:
            folder.leave_out(_REPORT_TEXT)
            folder.leave_out(_REPORT_TURTLE)
            return None
        validation = self._validator.report(self._entities)
        folder.write(_REPORT_TEXT, validation.text.encode())
        folder.write(_REPORT_TURTLE, validation.turtle.encode())
        return validation

    def _shared_counts(self, triples: int) -> Counts:
        return Counts(
            agents=self._entities.count(*AGENT_CLASSES.values()),
            resolutions=self._entities.count(RESOLUTION),
            triples=triples,
        )
