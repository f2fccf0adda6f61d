"""The stages one by one, with JSON Lines between them: parse, extract and map give what build gives."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO

from kgbuild.build.batches import Task
from kgbuild.build.pipeline import OnFault, OnProgress, build_tasks, read_listed_people
from kgbuild.build.sources import in_reading_order
from kgbuild.build.violations import OnViolation
from kgbuild.build.work import extract_events, name_people
from kgbuild.errors import InputError
from kgbuild.graph.iris import DEFAULT_BASE
from kgbuild.read.person_lists import persons_of_records, read_person_lists
from kgbuild.read.records import Record, read_documents, read_records, write_documents, write_records
from kgbuild.read.sources import read_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgbuild.build.report import BuildReport
    from kgbuild.extract.listed import ListedPeople
    from kgbuild.model import Document, ListedPerson

__all__ = ["extract_records", "map_records", "parse"]


def parse(sources: Iterable[Path], output: BinaryIO, *, on_fault: OnFault) -> int:
    """Write the documents of *sources*, files or folders, as JSON Lines; return how many there are."""
    return write_documents(read_sources(in_reading_order(sources), on_fault), output)


def extract_records(
    documents: Path | BinaryIO,
    output: BinaryIO,
    *,
    on_fault: OnFault,
    people: Iterable[Path] = (),
    min_confidence: float = 0.0,
) -> int:
    """Write JSON Lines of documents as JSON Lines of documents with their events; return how many.

    *people* are TEI volumes whose listed persons are named in the documents, as in :func:`build`; raises
    :class:`InputError` for one without a list. Meetings, positions, rebuttals and references of less than
    *min_confidence* (0 to 1) are left out.
    """
    listed = read_listed_people(people)
    return write_records(_extracted(read_documents(documents, on_fault), on_fault, listed, min_confidence), output)


def map_records(
    records: Path | BinaryIO,
    out: Path,
    *,
    base: str = DEFAULT_BASE,
    on_fault: OnFault,
    on_progress: OnProgress | None = None,
    validate: bool = True,
    on_violation: OnViolation = OnViolation.KEEP,
    workers: int = 1,
    authority: Path | None = None,
    store: bool = True,
) -> BuildReport:
    """Build the graph of JSON Lines of documents with events, whoever wrote them, into the folder *out*.

    A record that cannot be used is told to *on_fault* and stands in the report; raises as :func:`build` does.
    """
    with _read_twice(records) as (source, persons):
        return build_tasks(
            lambda fault: (Task(record.document, record.events) for record in read_records(source, fault)),
            out,
            persons=persons,
            base=base,
            on_fault=on_fault,
            on_progress=on_progress,
            validate=validate,
            on_violation=on_violation,
            workers=workers,
            authority=authority,
            store=store,
        )


@contextmanager
def _read_twice(records: Path | BinaryIO) -> Iterator[tuple[Path | BinaryIO, list[ListedPerson]]]:
    """Give *records* with the listed persons in them; a stream waits in a file of its own till it ends."""
    if isinstance(records, Path):
        yield records, list(read_person_lists([records]))
        return
    with TemporaryFile() as file:
        copyfileobj(records, file)
        file.seek(0)
        persons = list(persons_of_records(file))
        file.seek(0)
        yield file, persons


def _extracted(
    documents: Iterable[Document], on_fault: OnFault, listed: ListedPeople | None, min_confidence: float
) -> Iterator[Record]:
    for document in documents:
        try:
            named = name_people(document, listed)
            yield Record(named, extract_events(named, min_confidence))
        except InputError as fault:
            on_fault(fault)
