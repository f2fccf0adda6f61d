"""What has changed since the last build: which documents have to be done, and which are as they were."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kgbuild.build.batches import Task
from kgbuild.build.manifest import Kept, Manifest, ReadDocument, ReadFile
from kgbuild.build.versions import MadeFrom, Versions, fingerprint_of, new_fingerprint, reader_version
from kgbuild.errors import InputError
from kgbuild.model import Document, Events
from kgbuild.read.sources import already_read, read_file

if TYPE_CHECKING:
    from pathlib import Path

    from kgbuild.build.packing import Fault

__all__ = ["Change", "OnChange", "Planner"]


class Change(StrEnum):
    """Why a document is done, is not, or is dropped; the values are words for a person."""

    NEW = "new"
    DOCUMENT = "changed"
    EXTRACTOR = "by another extractor"
    AUTHORITY = "by another authority"
    ONTOLOGY = "by another ontology"
    OPTIONS = "with other options"
    SAME = "as before"
    GONE = "gone"


OnChange = Callable[[Change, str, int], None]
"""Takes a change, the document's identifier, and the words of what is as before."""

_Entry = tuple[ReadDocument, Document | None]


@dataclass(frozen=True, slots=True)
class Planner:
    """Compares documents with the manifest, and gives those that have to be done.

    *versions* make the documents now, and *persons* says whose the entries of lists of persons are, as
    :class:`kgbuild.graph.iris.Iris` takes it. The plan in the manifest is then that of the build: all its documents
    in order, done now or before.
    """

    manifest: Manifest
    versions: Versions
    persons: Mapping[str, str]
    on_change: OnChange
    on_fault: Callable[[Fault], None]

    def of_files(self, files: Iterable[Path], *, extract_events: bool) -> Iterator[Task]:
        """Give the documents of *files* that have to be done; a file in which none has is not read."""
        for file in files:
            refused: list[str] = []
            for read, document in self._entries(file):
                made_from = self._made_from(read)
                if self.manifest.place(read.identifier, str(file)):
                    refused.append(read.identifier)
                elif self._is_due(read.identifier, made_from) and document:
                    yield Task(document, None if extract_events else Events(read.identifier), made_from)
            if refused:
                self.on_fault(already_read(file, refused, self.manifest.placed(refused[0]) or ""))

    def of_tasks(self, tasks: Iterable[Task]) -> Iterator[Task]:
        """Give those of *tasks* that have to be done; of two of one document, which would mix, the first."""
        for task in tasks:
            identifier = task.document.identifier
            made_from = self._made_from(_read(task.document, task.events))
            if self.manifest.place(identifier, "a record"):
                self.on_fault(InputError(identifier, "stands in an earlier record too", "leave out one of the two"))
            elif self._is_due(identifier, made_from):
                yield replace(task, made_from=made_from)

    def gone(self) -> list[str]:
        """List the documents that the last build had and this one has not, and tell of them."""
        gone = self.manifest.unplaced()
        for identifier in gone:
            self.on_change(Change.GONE, identifier, 0)
        return gone

    def _made_from(self, read: ReadDocument) -> MadeFrom:
        renamed = [(entry, self.persons[entry]) for entry in read.entries if entry in self.persons]
        if not renamed:
            return MadeFrom(read.digest, self.versions)
        authority = f"{self.versions.authority} {fingerprint_of(renamed).hex()}"
        return MadeFrom(read.digest, replace(self.versions, authority=authority))

    def _is_due(self, identifier: str, made_from: MadeFrom) -> bool:
        kept = self.manifest.kept(identifier)
        change = _change(kept, made_from)
        self.on_change(change, identifier, kept.words if kept else 0)
        if change is Change.SAME and kept and kept.fault:
            self.on_fault(kept.fault)
        return change is not Change.SAME

    def _entries(self, file: Path) -> Iterable[_Entry]:
        """Give what there is to know of the documents of *file*, and the documents where one has to be done."""
        digest = _digest_of_file(file)
        known = self.manifest.read_file(str(file), digest, reader_version()) if digest else None
        if not known or not all(map(self._is_settled, known.documents)):
            return self._read(file, digest)
        for fault in known.faults:
            self.on_fault(fault)
        return [(document, None) for document in known.documents]

    def _is_settled(self, read: ReadDocument) -> bool:
        if self.manifest.placed(read.identifier):
            return True  # it is refused, as another file's
        return _change(self.manifest.kept(read.identifier), self._made_from(read)) is Change.SAME

    def _read(self, file: Path, digest: bytes | None) -> Iterator[_Entry]:
        documents: list[ReadDocument] = []
        faults: list[Fault] = []

        def tell(fault: Fault) -> None:
            faults.append(fault)
            self.on_fault(fault)

        for document in read_file(file, tell):
            documents.append(_read(document))
            yield documents[-1], document
        if digest:
            self.manifest.remember(str(file), digest, reader_version(), ReadFile(tuple(documents), tuple(faults)))


def _change(kept: Kept | None, made_from: MadeFrom) -> Change:
    if not kept:
        return Change.NEW
    if kept.made_from.digest != made_from.digest:
        return Change.DOCUMENT
    before, now = kept.made_from.versions, made_from.versions
    for change in (Change.EXTRACTOR, Change.AUTHORITY, Change.ONTOLOGY, Change.OPTIONS):
        if getattr(before, change.name.lower()) != getattr(now, change.name.lower()):
            return change
    return Change.SAME


def _read(document: Document, events: Events | None = None) -> ReadDocument:
    signer = (document.signer,) if document.signer else ()
    correspondents = (*document.senders, *document.recipients, *signer)
    agents = events.agents if events else ()
    named = {named.entry for named in (*document.people, *document.mentions, *correspondents, *agents) if named.entry}
    digest = fingerprint_of(document if events is None else (document, events))
    return ReadDocument(document.identifier, digest, tuple(sorted(named)))


def _digest_of_file(file: Path) -> bytes | None:
    """Return a digest of the bytes; ``None`` for a pipe, and for what cannot be read, as the reader will say."""
    if not file.is_file():
        return None
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, new_fingerprint).digest()
    except OSError:
        return None
