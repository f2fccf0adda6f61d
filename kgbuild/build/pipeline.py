"""The corridor from sources to a graph in files, a document at a time.

The order of the bytes: documents in the order of :func:`kgbuild.build.sources.in_reading_order`, those of
a volume as the volume has them; then what documents share, sorted; then the ontology. So the same inputs
give the same bytes, in whatever order they are named.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from kgbuild.authority.authority_file import Authority, load_authority
from kgbuild.authority.unification import unify
from kgbuild.build.batches import Task, in_batches
from kgbuild.build.changes import Change, Planner
from kgbuild.build.manifest import Manifest
from kgbuild.build.memory import give_back
from kgbuild.build.output import GRAPH_FILES, OUTPUT_FILES, REPORT_FILES, Assembly
from kgbuild.build.person_statements import PersonStatements
from kgbuild.build.report import BuildReport, Changes, Progress
from kgbuild.build.shard import Shard
from kgbuild.build.sources import in_reading_order
from kgbuild.build.storing import StoreOutput, is_place_of_store
from kgbuild.build.versions import versions
from kgbuild.build.violations import OnViolation, Quarantined, ViolationsError, quarantine, render_quarantine
from kgbuild.build.work import Settings
from kgbuild.build.workers import do_batches
from kgbuild.build.workspace import locked_manifest
from kgbuild.errors import InputError, InputWarning
from kgbuild.extract.listed import ListedPeople
from kgbuild.graph.iris import DEFAULT_BASE, Iris
from kgbuild.graph.ontology import load_ontology
from kgbuild.graph.persons import describe_persons, keys_of
from kgbuild.graph.shared_statements import to_rows
from kgbuild.graph.writers import GraphSyntax, StagedFolder
from kgbuild.read.person_lists import read_person_lists
from kgbuild.read.sources import files_of
from kgbuild.read.tei import read_people
from kgbuild.store.built import STORE_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kgbuild.build.cluster import Cluster
    from kgbuild.build.versions import Versions
    from kgbuild.model import ListedPerson
    from kgbuild.validate import ValidationReport

__all__ = ["OnFault", "OnProgress", "build", "build_tasks", "plan", "read_listed_people"]

OnFault = Callable[[InputError | InputWarning], None]
OnProgress = Callable[[Progress], None]


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
    on_violation: OnViolation = OnViolation.KEEP,
    workers: int = 1,
    authority: Path | None = None,
    cluster: Cluster | None = None,
    store: bool = True,
) -> BuildReport:
    """Build the graph of *sources* (files or folders) into the folder *out*.

    Writes ``kg.ttl``, ``kg.nq``, with *validate* ``report.txt`` and ``report.ttl``, and with *store* the folder
    ``store``, which is the same graph for :func:`kgbuild.store.open_graph`. What is wrong with an input goes to
    *on_fault* and into the report, and the other inputs are built. Without
    *extract_events* the graph holds documents, their correspondents and their listed persons only; with a
    *min_confidence* (0 to 1) no meeting, position, rebuttal or reference that is less sure.
    What a build into *out* has made before, and would make the same, is not made again.
    More than one of *workers* are processes that extract, map and validate beside this one, which reads
    and writes; a script that asks for them needs ``if __name__ == "__main__":``, as they import it. A
    *cluster* does the same on other machines. The bytes are the same however it is done. *people* are TEI
    volumes: whom their lists of persons name becomes that listed person in documents without tags of their
    own. *authority* is a file of imported records (see
    :func:`kgbuild.authority.authority_file.import_authority`). With *validate*, *on_violation* says what becomes of
    documents that violate the shapes: they are kept, or left out whole and named in faults and report, or nothing is
    written. Raises :class:`KgbuildError` where nothing can be built: *out* cannot be written, no document is left,
    a volume of *people* has no list; and :class:`ViolationsError` where nothing is to be written for violations.
    """
    inputs = _Inputs.of(sources, people, authority, base, extract_events=extract_events)
    settings = inputs.settings(min_confidence, validate=validate)
    made_by = inputs.versions(settings)
    run = _Build(
        out, settings, made_by, inputs.who, on_violation, faults=_Faults(on_fault), on_progress=on_progress, store=store
    )
    return run(inputs.tasks, workers, cluster)


def build_tasks(
    tasks: Callable[[OnFault], Iterable[Task]],
    out: Path,
    *,
    persons: Iterable[ListedPerson] = (),
    base: str = DEFAULT_BASE,
    on_fault: OnFault | None = None,
    on_progress: OnProgress | None = None,
    validate: bool = True,
    on_violation: OnViolation = OnViolation.KEEP,
    workers: int = 1,
    authority: Path | None = None,
    store: bool = True,
) -> BuildReport:
    """Build the graph of documents with their events, from any hand, as :func:`build` does.

    *tasks* gives them, and tells the function that it is called with what cannot be used. *persons* are the
    entries of all lists of persons: who is who is settled before the first document is mapped, with the help of
    *authority*, a file of imported records.
    """
    who = _WhoIsWho.of(persons, authority, base)
    settings = Settings(base, validate, persons=who.keys, authority=who.authority)
    made_by = versions(settings, events_are_given=True)
    run = _Build(
        out, settings, made_by, who, on_violation, faults=_Faults(on_fault), on_progress=on_progress, store=store
    )
    return run(lambda planner: planner.of_tasks(tasks(planner.on_fault)), workers)


def plan(
    sources: Iterable[Path],
    out: Path,
    on_change: Callable[[Change, str], None],
    *,
    base: str = DEFAULT_BASE,
    on_fault: OnFault | None = None,
    people: Iterable[Path] = (),
    extract_events: bool = True,
    min_confidence: float = 0.0,
    validate: bool = True,
    authority: Path | None = None,
) -> Changes:
    """Tell *on_change* of each document what :func:`build` would do with it, and why; write nothing.

    Raises :class:`KgbuildError` where a build is writing into *out*.
    """
    inputs = _Inputs.of(sources, people, authority, base, extract_events=extract_events)
    settings = inputs.settings(min_confidence, validate=validate)
    counted: Counter[Change] = Counter()

    def tell(change: Change, identifier: str, _: int) -> None:
        counted[change] += 1
        on_change(change, identifier)

    with locked_manifest(out) if out.is_dir() else Manifest(None) as manifest:
        planner = Planner(manifest, inputs.versions(settings), settings.persons, tell, _Faults(on_fault))
        for _ in inputs.tasks(planner):
            pass  # its change was told
        planner.gone()
    return _as_changes(counted)


def read_listed_people(volumes: Iterable[Path]) -> ListedPeople | None:
    """Read the lists of persons of TEI volumes, if any is given; raises :class:`InputError` for one without a list."""
    people = [person for volume in volumes for person in read_people(volume)]
    return ListedPeople(people) if people else None


@dataclass(frozen=True, slots=True)
class _WhoIsWho:
    """Whose each entry of all lists is (as :class:`Iris` takes it), what they say, and the records that helped."""

    keys: dict[str, str]
    statements: PersonStatements
    authority: Authority | None

    @classmethod
    def of(cls, persons: Iterable[ListedPerson], authority: Path | None, base: str) -> _WhoIsWho:
        known = load_authority(authority) if authority else Authority()
        unification = unify(persons, known.record_of_entries(), holders=known.holders())
        keys = keys_of(unification)
        same_as = {person.id: person.same_as for person in known.people}
        described = describe_persons(unification, Iris(base, keys), same_as)
        statements = PersonStatements(row for about in described for row in to_rows([about]))
        return cls(keys, statements, known if authority else None)


@dataclass(frozen=True, slots=True)
class _Inputs:
    """Files in the order in which they are read, the persons to name in them, and who is who in all lists."""

    base: str
    files: list[Path]
    listed: ListedPeople | None
    who: _WhoIsWho
    extract_events: bool

    @classmethod
    def of(
        cls, sources: Iterable[Path], people: Iterable[Path], authority: Path | None, base: str, *, extract_events: bool
    ) -> _Inputs:
        files = in_reading_order(sources)
        listed = read_listed_people(people)
        who = _WhoIsWho.of(chain(read_person_lists(files), listed.people if listed else ()), authority, base)
        return cls(base, files, listed, who, extract_events)

    def settings(self, min_confidence: float, *, validate: bool) -> Settings:
        return Settings(self.base, validate, min_confidence, self.who.keys, self.listed, self.who.authority)

    def versions(self, settings: Settings) -> Versions:
        return versions(settings, events_are_given=not self.extract_events)

    def tasks(self, planner: Planner) -> Iterator[Task]:
        return planner.of_files(files_of(self.files, planner.on_fault), extract_events=self.extract_events)


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
    """One run from documents to files."""

    def __init__(
        self,
        out: Path,
        settings: Settings,
        made_by: Versions,
        who: _WhoIsWho,
        on_violation: OnViolation,
        *,
        faults: _Faults,
        on_progress: OnProgress | None,
        store: bool,
    ) -> None:
        self._out = out
        self._stores = store
        self._settings = settings
        self._versions = made_by
        self._who = who
        self._on_violation = on_violation
        self._faults = faults
        self._on_progress = on_progress
        self._iris = Iris(settings.base, settings.persons)
        self._ontology = load_ontology()
        self._syntax = GraphSyntax(self._iris, self._ontology)
        self._changes: Counter[Change] = Counter()
        self._documents = 0
        self._words = 0

    def __call__(
        self, tasks: Callable[[Planner], Iterator[Task]], workers: int, cluster: Cluster | None = None
    ) -> BuildReport:
        started = time.monotonic()
        folders = (STORE_FOLDER,) if is_place_of_store(self._out / STORE_FOLDER, wanted=self._stores) else ()
        with locked_manifest(self._out) as manifest, StagedFolder(self._out, OUTPUT_FILES, folders) as folder:
            planner = Planner(manifest, self._versions, self._settings.persons, self._on_change, self._faults)
            do = cluster.do_batches if cluster else do_batches
            for batch, outcomes in do(in_batches(tasks(planner)), self._settings, workers, self._faults):
                manifest.store(zip(batch, outcomes, strict=True))
                manifest.commit()
                give_back()
                for outcome in outcomes:
                    self._take(outcome)
            if not self._documents:
                raise InputError(str(self._out), "nothing to write: no document could be built", "mend the inputs")
            manifest.drop(planner.gone())
            assembly = Assembly(manifest, self._who.statements, self._iris, self._syntax)
            validation, quarantined = self._judge(manifest, assembly)
            with self._storing(manifest, folder) as store:
                counts, words = assembly.write_graph(folder, self._ontology, store)
            self._report(assembly, folder, validation, quarantined)
            manifest.commit()
            folder.commit()
        return BuildReport(
            counts=counts,
            changes=_as_changes(self._changes),
            faults=tuple(self._faults.seen),
            validation=validation,
            quarantined=quarantined,
            paths=tuple(self._out / name for name in self._outputs),
            words=words,
            seconds=time.monotonic() - started,
        )

    def _on_change(self, change: Change, identifier: str, words: int) -> None:
        self._changes[change] += 1
        if change is Change.SAME and words:
            self._settle(identifier)

    def _take(self, outcome: Shard | InputError) -> None:
        if isinstance(outcome, Shard):
            self._words += outcome.words
            self._settle(outcome.identifier)
        else:
            self._faults(outcome)

    def _settle(self, identifier: str) -> None:
        self._documents += 1
        if self._on_progress:
            self._on_progress(Progress(self._documents, self._words, identifier, self._changes[Change.SAME]))

    @contextmanager
    def _storing(self, manifest: Manifest, folder: StagedFolder) -> Iterator[StoreOutput | None]:
        """Give what takes the graph for the store, if there is to be one; it is whole at the end."""
        if self._stores:
            with StoreOutput(self._out, manifest, _as_changes(self._changes), self._faults) as store:
                yield store
                store.finish(folder)
        else:
            manifest.settle_parts()
            folder.leave_out(STORE_FOLDER)
            yield None

    @property
    def _outputs(self) -> tuple[str, ...]:
        reports = REPORT_FILES if self._settings.validate else ()
        return (*GRAPH_FILES, *reports, *[STORE_FOLDER] * self._stores)

    def _judge(self, manifest: Manifest, assembly: Assembly) -> tuple[ValidationReport | None, tuple[Quarantined, ...]]:
        """Say what validation found, after leaving out what is to be; raise where nothing is to be written."""
        if not self._settings.validate:
            manifest.quarantine(())
            return None, ()
        version = self._versions.ontology
        quarantined: tuple[Quarantined, ...] = ()
        if self._on_violation is OnViolation.QUARANTINE:
            quarantined = quarantine(manifest, lambda: assembly.entity_rows(version))
            for document in quarantined:
                self._faults(document.fault())
            if len(quarantined) == self._documents:
                raise InputError(str(self._out), "nothing to write: all documents are left out", "mend the inputs")
        else:
            manifest.quarantine(())
        report = assembly.report(version)
        if self._on_violation is OnViolation.FAIL and not report.conforms:
            manifest.commit()
            raise ViolationsError(str(self._out), report)
        return report, quarantined

    def _report(
        self,
        assembly: Assembly,
        folder: StagedFolder,
        validation: ValidationReport | None,
        quarantined: tuple[Quarantined, ...],
    ) -> None:
        if validation:
            assembly.write_report(folder, validation, render_quarantine(quarantined))
        else:
            for name in REPORT_FILES:
                folder.leave_out(name)


def _as_changes(counted: Counter[Change]) -> Changes:
    outdated = (Change.EXTRACTOR, Change.AUTHORITY, Change.ONTOLOGY, Change.OPTIONS)
    return Changes(
        new=counted[Change.NEW],
        changed=counted[Change.DOCUMENT],
        outdated=sum(counted[change] for change in outdated),
        reused=counted[Change.SAME],
        gone=counted[Change.GONE],
    )
