"""The corridor from sources to a graph in files, a document at a time.

The order of the bytes: documents in the order of :func:`kgbuild.build.sources.in_reading_order`, those of
a volume as the volume has them; then what documents share, sorted; then the ontology. So the same inputs
give the same bytes, in whatever order they are named.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING

from kgbuild.authority.unification import unify
from kgbuild.build.batches import Task, in_batches
from kgbuild.build.report import BuildReport, Counts, Progress
from kgbuild.build.shard import Shard
from kgbuild.build.sources import in_reading_order
from kgbuild.build.validation import Findings
from kgbuild.build.work import BatchResult, Settings
from kgbuild.build.workers import do_batches
from kgbuild.errors import InputError, InputWarning
from kgbuild.extract.listed import ListedPeople
from kgbuild.graph.entities import Entities
from kgbuild.graph.iris import DEFAULT_BASE, Iris
from kgbuild.graph.ontology import load_ontology
from kgbuild.graph.persons import describe_persons, keys_of
from kgbuild.graph.shared_statements import from_rows
from kgbuild.graph.vocabulary import AGENT_CLASSES, RESOLUTION
from kgbuild.graph.writers import NQUADS_FILE, TURTLE_FILE, GraphFiles, GraphSyntax, StagedFolder
from kgbuild.model import Events
from kgbuild.read.person_lists import read_person_lists
from kgbuild.read.sources import read_sources
from kgbuild.read.tei import read_people

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kgbuild.authority.unification import Unification
    from kgbuild.model import ListedPerson
    from kgbuild.validate import ValidationReport

__all__ = ["OnFault", "OnProgress", "build", "build_tasks", "read_listed_people"]

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
    people: Iterable[Path] = (),
    extract_events: bool = True,
    min_confidence: float = 0.0,
    validate: bool = True,
    workers: int = 1,
) -> BuildReport:
    """Build the graph of *sources* (files or folders) into the folder *out*.

    Writes ``kg.ttl``, ``kg.nq`` and, with *validate*, ``report.txt`` and ``report.ttl``. What is wrong with
    an input goes to *on_fault* and into the report, and the other inputs are built. Without
    *extract_events* the graph holds documents, their correspondents and their listed persons only; with a
    *min_confidence* (0 to 1) no meeting, position, rebuttal or reference that is less sure.
    More than one of *workers* are processes that extract, map and validate beside this one, which reads
    and writes; a script that asks for them needs ``if __name__ == "__main__":``, as they import it. The
    bytes are the same for any number. *people* are TEI volumes: whom their lists of persons name becomes that
    listed person in documents without tags of their own. Raises :class:`KgbuildError` where nothing can be
    built: *out* cannot be written, no document is left, a volume of *people* has no list.
    """
    files = in_reading_order(sources)
    listed = read_listed_people(people)

    def tasks(fault: OnFault) -> Iterator[Task]:
        for document in read_sources(files, fault):
            yield Task(document, None if extract_events else Events(document.identifier))

    return build_tasks(
        tasks,
        out,
        persons=chain(read_person_lists(files), listed.people if listed else ()),
        base=base,
        on_fault=on_fault,
        on_progress=on_progress,
        min_confidence=min_confidence,
        listed=listed,
        validate=validate,
        workers=workers,
    )


def build_tasks(
    tasks: Callable[[OnFault], Iterable[Task]],
    out: Path,
    *,
    persons: Iterable[ListedPerson] = (),
    base: str = DEFAULT_BASE,
    on_fault: OnFault | None = None,
    on_progress: OnProgress | None = None,
    min_confidence: float = 0.0,
    listed: ListedPeople | None = None,
    validate: bool = True,
    workers: int = 1,
) -> BuildReport:
    """Build the graph of documents from any hand, with or without their events, as :func:`build` does.

    *tasks* gives them, and tells the function that it is called with what cannot be used. *persons* are the
    entries of all lists of persons: who is who is settled before the first document is mapped; *listed* are
    those to name in documents without tags.
    """
    faults = _Faults(on_fault)
    unification = unify(persons)
    settings = Settings(base, validate, min_confidence, keys_of(unification), listed)
    run = _Build(out, settings, unification, faults, on_progress)
    return run(do_batches(in_batches(tasks(faults)), run.settings, workers, faults))


def read_listed_people(volumes: Iterable[Path]) -> ListedPeople | None:
    """Read the lists of persons of TEI volumes, if any is given; raises :class:`InputError` for one without a list."""
    people = [person for volume in volumes for person in read_people(volume)]
    return ListedPeople(people) if people else None


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
    """One run from the results of batches to files."""

    def __init__(
        self,
        out: Path,
        settings: Settings,
        unification: Unification,
        faults: _Faults,
        on_progress: OnProgress | None,
    ) -> None:
        self.settings = settings
        self._out = out
        self._faults = faults
        self._on_progress = on_progress
        self._iris = Iris(settings.base, settings.persons)
        self._unification = unification
        self._ontology = load_ontology()
        self._syntax = GraphSyntax(self._iris, self._ontology)
        self._entities = Entities()
        self._findings = Findings()
        self._counts = Counts()
        self._words = 0

    def __call__(self, results: Iterable[BatchResult]) -> BuildReport:
        started = time.monotonic()
        names = (TURTLE_FILE, NQUADS_FILE, _REPORT_TEXT, _REPORT_TURTLE)
        with StagedFolder(self._out, names) as folder:
            files = GraphFiles(folder, self._syntax)
            for result in results:
                self._take(result, files)
            if not self._counts.documents:
                raise InputError(str(self._out), "nothing to write: no document could be built", "mend the inputs")
            self._entities.decide(describe_persons(self._unification, self._iris))
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

    def _take(self, result: BatchResult, files: GraphFiles) -> None:
        for outcome in result.outcomes:
            if isinstance(outcome, Shard):
                files.write(outcome.nquads, outcome.turtle)
                self._entities.add(from_rows(outcome.shared))
                self._counts += outcome.counts
                self._words += outcome.words
                if self._on_progress:
                    self._on_progress(Progress(self._counts.documents, self._words, outcome.identifier))
            else:
                self._faults(outcome)
        if result.report:
            self._findings.take(result.report)

    def _report(self, folder: StagedFolder) -> ValidationReport | None:
        if not self.settings.validate:
            folder.leave_out(_REPORT_TEXT)
            folder.leave_out(_REPORT_TURTLE)
            return None
        validation = self._findings.report(self._entities, self._iris, self._syntax)
        folder.write(_REPORT_TEXT, validation.text.encode())
        folder.write(_REPORT_TURTLE, validation.turtle.encode())
        return validation

    def _shared_counts(self, triples: int) -> Counts:
        return Counts(
            agents=self._entities.count(*AGENT_CLASSES.values()),
            resolutions=self._entities.count(RESOLUTION),
            triples=triples,
        )
