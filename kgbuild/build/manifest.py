"""The manifest: what each document's shard was made from, and the shards, in a file beside the output.

SQLite (https://sqlite.org) with a write-ahead log: a batch is in it whole or not at all, whenever the
process dies, and the next build takes up what is there. What documents say of shared entities is counted
by statement, so that a document can be changed or dropped without looking at the others.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

import msgspec

from kgbuild.build.packing import Fault, pack_fault, pack_rows, pack_said, unpack_fault, unpack_rows, unpack_said
from kgbuild.build.report import Counts
from kgbuild.build.versions import MadeFrom, Versions
from kgbuild.errors import InputError, KgbuildError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from kgbuild.build.batches import Task
    from kgbuild.build.work import Outcome
    from kgbuild.graph.shared_statements import Row
    from kgbuild.validate import ReportRow

__all__ = ["Kept", "Manifest", "ReadDocument", "ReadFile"]

_FORMAT = 1
"""Of the tables; a manifest of another format is made anew."""

_TABLES = """
CREATE TABLE shard (
    identifier TEXT PRIMARY KEY,
    digest BLOB NOT NULL,
    extractor TEXT NOT NULL, authority TEXT NOT NULL, ontology TEXT NOT NULL, options TEXT NOT NULL,
    words INTEGER NOT NULL,
    counts BLOB NOT NULL,
    fault BLOB,
    said BLOB NOT NULL,
    rows BLOB NOT NULL
);
CREATE TABLE graph (identifier TEXT PRIMARY KEY, nquads BLOB NOT NULL, turtle BLOB NOT NULL);
CREATE TABLE statement (
    is_link INTEGER, subject TEXT, predicate TEXT, sort TEXT, object TEXT,
    uses INTEGER NOT NULL,
    PRIMARY KEY (is_link, subject, predicate, sort, object)
) WITHOUT ROWID;
CREATE TABLE file (
    path TEXT PRIMARY KEY, digest BLOB NOT NULL, reader TEXT NOT NULL, documents BLOB NOT NULL, faults BLOB NOT NULL
);
CREATE TABLE entity_report (digest BLOB PRIMARY KEY, rows BLOB NOT NULL);
CREATE TABLE plan (place INTEGER PRIMARY KEY, identifier TEXT NOT NULL UNIQUE, source TEXT NOT NULL);
"""

_QUARANTINE = "CREATE TABLE IF NOT EXISTS quarantine (identifier TEXT PRIMARY KEY) WITHOUT ROWID"
"""Documents that are kept and left out of the graph. Manifests were written without it, too."""

_PARTS = """
CREATE TABLE IF NOT EXISTS part (name TEXT PRIMARY KEY, digest BLOB NOT NULL) WITHOUT ROWID;
CREATE TEMP TABLE new_part (name TEXT PRIMARY KEY, digest BLOB NOT NULL) WITHOUT ROWID;
"""
"""Of the store: what the last build put into it, and this one would. Manifests were written without them, too."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a document that was done; ``fault`` is why it has no shard, if it has none."""

    made_from: MadeFrom
    words: int
    fault: Fault | None


class ReadDocument(NamedTuple):
    """A document that was read: its ``digest``, and the entries of lists of persons that it names."""

    identifier: str
    digest: bytes
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What was read from a file: its documents in order, and what was wrong."""

    documents: tuple[ReadDocument, ...]
    faults: tuple[Fault, ...]


class Manifest:
    """An open manifest, for one build at a time; a context that closes it.

    Nothing is kept before :meth:`commit`. Raises :class:`InputError` where the file cannot be written, and
    :class:`KgbuildError` where it turns out to be damaged, after putting it out of the way.
    """

    def __init__(self, path: Path | None, name: str = "the manifest") -> None:
        """Open the manifest *path*, or an empty one in memory where there is none; faults are those of *name*."""
        self._path = path
        self._name = name
        with self._explained():
            self._database = sqlite3.connect(path or ":memory:", isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._database.close()
                raise
        self._places = 0

    def _prepare(self) -> None:
        run = self._database.execute
        run("PRAGMA locking_mode = EXCLUSIVE")  # so that the log needs no shared memory: network folders have none
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = NORMAL")
        (found,) = run("PRAGMA user_version").fetchone()
        if found != _FORMAT:
            for (name,) in run("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
                run(f'DROP TABLE "{name}"')
            self._database.executescript(_TABLES)
            run(f"PRAGMA user_version = {_FORMAT}")
        run(_QUARANTINE)
        self._database.executescript(_PARTS)
        run("BEGIN")
        run("DELETE FROM plan")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(sqlite3.Error):
            self._database.rollback()
        self._database.close()

    def commit(self) -> None:
        """Keep what was stored since the last commit, also if the process dies."""
        with self._explained():
            self._database.execute("COMMIT")
            self._database.execute("BEGIN")

    # --- the plan: which documents this build has, in which order ---

    def place(self, identifier: str, source: str) -> str | None:
        """Take *identifier* for the next document of the build.

        Returns ``None``, or the source of the document that has this identifier already.
        """
        with self._explained():
            if first := self.placed(identifier):
                return first
            self._places += 1
            self._database.execute("INSERT INTO plan VALUES (?, ?, ?)", (self._places, identifier, source))
            return None

    def placed(self, identifier: str) -> str | None:
        """Say from which source a document of this identifier was placed, if one was."""
        row = self._database.execute("SELECT source FROM plan WHERE identifier = ?", (identifier,)).fetchone()
        return row[0] if row else None

    def unplaced(self) -> list[str]:
        """List the documents whose shards are here and that are not in the plan."""
        with self._explained():
            query = "SELECT identifier FROM shard WHERE identifier NOT IN (SELECT identifier FROM plan) ORDER BY 1"
            return [identifier for (identifier,) in self._database.execute(query)]

    @property
    def is_empty(self) -> bool:
        """Whether no document is kept."""
        with self._explained():
            return not self._database.execute("SELECT EXISTS (SELECT 1 FROM shard)").fetchone()[0]

    # --- shards ---

    def kept(self, identifier: str) -> Kept | None:
        """Tell what is known of a document, if it was done."""
        query = "SELECT words, fault, digest, extractor, authority, ontology, options FROM shard WHERE identifier = ?"
        with self._explained():
            row = self._database.execute(query, (identifier,)).fetchone()
        if not row:
            return None
        words, fault, digest, *names = row
        return Kept(MadeFrom(digest, Versions(*names)), words, unpack_fault(fault) if fault else None)

    def store(self, done: Iterable[tuple[Task, Outcome]]) -> None:
        """Keep what came of tasks, in the place of what their documents had."""
        uses: Counter[tuple[bool, Row]] = Counter()
        with self._explained():
            for task, outcome in done:
                self._take_out(task.document.identifier, uses)
                if task.made_from:
                    self._put_in(task.document.identifier, task.made_from, outcome, uses)
            self._count(uses)

    def drop(self, identifiers: Iterable[str]) -> None:
        """Forget documents, and files that no document of the plan is from."""
        uses: Counter[tuple[bool, Row]] = Counter()
        with self._explained():
            for identifier in identifiers:
                self._take_out(identifier, uses)
            self._count(uses)
            self._database.execute("DELETE FROM file WHERE path NOT IN (SELECT source FROM plan)")

    def shards(self) -> Iterator[tuple[Counts, int, bytes, bytes]]:
        """Yield counts, words, N-Quads and Turtle of the plan's documents, in its order, those with a shard.

        Those in quarantine are not among them.
        """
        query = """SELECT counts, words, nquads, turtle FROM plan JOIN shard USING (identifier) JOIN graph
            USING (identifier) WHERE identifier NOT IN (SELECT identifier FROM quarantine) ORDER BY place"""
        with self._explained():
            for counts, words, nquads, turtle in self._database.execute(query):
                figures = Counts(*msgspec.msgpack.decode(counts))
                yield figures, words, zlib.decompress(nquads), zlib.decompress(turtle)

    def report_rows(self) -> Iterator[ReportRow]:
        """Yield what validation found in the documents, those in quarantine not among them."""
        quarantined = self.quarantined()
        for identifier, rows in self.found():
            if identifier not in quarantined:
                yield from rows

    def found(self) -> Iterator[tuple[str, tuple[ReportRow, ...]]]:
        """Yield the documents in which validation found something, with what it found."""
        with self._explained():
            for identifier, rows in self._database.execute("SELECT identifier, rows FROM shard WHERE rows != x''"):
                yield identifier, tuple(unpack_rows(rows))

    def said(self) -> Iterator[tuple[str, Iterator[Row]]]:
        """Yield each document that is not in quarantine with what it says of shared entities."""
        query = """SELECT identifier, said FROM shard
            WHERE said != x'' AND identifier NOT IN (SELECT identifier FROM quarantine) ORDER BY identifier"""
        with self._explained():
            for identifier, said in self._database.execute(query):
                yield identifier, (row for _, row in unpack_said(said))

    # --- quarantine ---

    def quarantined(self) -> frozenset[str]:
        """The documents that are kept, but not in the graph."""
        with self._explained():
            return frozenset(identifier for (identifier,) in self._database.execute("SELECT * FROM quarantine"))

    def quarantine(self, identifiers: Collection[str]) -> None:
        """Have these documents in quarantine and no others; what they say of shared entities is in the graph no more.

        What those say that are let out is in the graph again.
        """
        uses: Counter[tuple[bool, Row]] = Counter()
        before = self.quarantined()
        with self._explained():
            for identifier in before.difference(identifiers):
                uses.update(Counter(self._said_by(identifier)))
                self._database.execute("DELETE FROM quarantine WHERE identifier = ?", (identifier,))
            for identifier in set(identifiers) - before:
                uses.subtract(Counter(self._said_by(identifier)))
                self._database.execute("INSERT INTO quarantine VALUES (?)", (identifier,))
            self._count(uses)

    def statements(self, *, links: bool = False) -> Iterator[Row]:
        """Yield what documents say of shared entities, once each, sorted: for their graph, or as *links*."""
        query = """SELECT subject, predicate, sort, object FROM statement
            WHERE is_link = ? ORDER BY subject, predicate, sort, object"""
        with self._explained():
            yield from self._database.execute(query, (links,))

    def statements_about(self, subjects: Iterable[str], *, links: bool = False) -> Iterator[Row]:
        """Yield those of :meth:`statements` that are about *subjects* (IRIs)."""
        query = """SELECT subject, predicate, sort, object FROM statement
            WHERE is_link = ? AND subject IN (SELECT value FROM json_each(?))
            ORDER BY subject, predicate, sort, object"""
        with self._explained():
            yield from self._database.execute(query, (links, msgspec.json.encode(list(subjects))))

    def entity_report(self, digest: bytes) -> tuple[ReportRow, ...] | None:
        """Tell what validation found in the shared entities, if their statements had the same *digest*."""
        with self._explained():
            row = self._database.execute("SELECT rows FROM entity_report WHERE digest = ?", (digest,)).fetchone()
        return tuple(unpack_rows(row[0])) if row else None

    def store_entity_report(self, digest: bytes, rows: Iterable[ReportRow]) -> None:
        """Keep what validation found in the shared entities."""
        with self._explained():
            self._database.execute("INSERT INTO entity_report VALUES (?, ?)", (digest, pack_rows(rows)))

    def drop_entity_reports(self, but: Collection[bytes]) -> None:
        """Forget what was found in shared entities, but for statements with one of the digests *but*."""
        with self._explained():
            for (digest,) in self._database.execute("SELECT digest FROM entity_report").fetchall():
                if digest not in but:
                    self._database.execute("DELETE FROM entity_report WHERE digest = ?", (digest,))

    # --- the store's parts ---

    def note_part(self, name: str, digest: bytes) -> bool:
        """Note a part of the graph for the store, and tell whether the last build's had it with this *digest*."""
        with self._explained():
            self._database.execute("INSERT INTO new_part VALUES (?, ?)", (name, digest))
            row = self._database.execute("SELECT digest FROM part WHERE name = ?", (name,)).fetchone()
        return row is not None and row[0] == digest

    def gone_parts(self) -> Iterator[str]:
        """Yield the names of the parts that the last build's store had and that were not noted."""
        with self._explained():
            query = "SELECT name FROM part WHERE name NOT IN (SELECT name FROM new_part) ORDER BY name"
            for (name,) in self._database.execute(query):
                yield name

    def settle_parts(self) -> str:
        """Keep the parts that were noted for those of the store; return a digest of them all."""
        with self._explained():
            self._database.execute("DELETE FROM part WHERE name NOT IN (SELECT name FROM new_part)")
            self._database.execute("INSERT OR REPLACE INTO part SELECT * FROM new_part EXCEPT SELECT * FROM part")
        return self.digest_of_parts()

    def digest_of_parts(self) -> str:
        """A digest of the parts that the last build put into its store; empty if there are none."""
        with self._explained():
            digest = None
            for name, of_part in self._database.execute("SELECT name, digest FROM part ORDER BY name"):
                digest = digest or hashlib.sha256()
                digest.update(name.encode() + of_part)
        return digest.hexdigest() if digest else ""

    # --- files ---

    def read_file(self, path: str, digest: bytes, reader: str) -> ReadFile | None:
        """Tell what was read from the file *path*, if it had the same digest and the same reader."""
        query = "SELECT documents, faults FROM file WHERE path = ? AND digest = ? AND reader = ?"
        with self._explained():
            row = self._database.execute(query, (path, digest, reader)).fetchone()
        if not row:
            return None
        documents = msgspec.msgpack.decode(row[0], type=tuple[ReadDocument, ...])
        return ReadFile(documents, tuple(map(unpack_fault, msgspec.msgpack.decode(row[1]))))

    def remember(self, path: str, digest: bytes, reader: str, read: ReadFile) -> None:
        """Keep what was *read* from the file *path* by the version *reader* of the code."""
        documents = msgspec.msgpack.encode(read.documents)
        faults = msgspec.msgpack.encode([pack_fault(fault) for fault in read.faults])
        with self._explained():
            row = (path, digest, reader, documents, faults)
            self._database.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?)", row)

    # --- within ---

    def _take_out(self, identifier: str, uses: Counter[tuple[bool, Row]]) -> None:
        released = self._database.execute("DELETE FROM quarantine WHERE identifier = ?", (identifier,)).rowcount
        if not released:
            uses.subtract(Counter(self._said_by(identifier)))
        self._database.execute("DELETE FROM shard WHERE identifier = ?", (identifier,))
        self._database.execute("DELETE FROM graph WHERE identifier = ?", (identifier,))

    def _said_by(self, identifier: str) -> Iterable[tuple[bool, Row]]:
        row = self._database.execute("SELECT said FROM shard WHERE identifier = ?", (identifier,)).fetchone()
        return unpack_said(row[0]) if row and row[0] else ()

    def _put_in(self, identifier: str, made_from: MadeFrom, outcome: Outcome, uses: Counter[tuple[bool, Row]]) -> None:
        key = (identifier, made_from.digest, *astuple(made_from.versions))
        insert = "INSERT INTO shard VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        if isinstance(outcome, InputError):
            self._database.execute(insert, (*key, 0, b"", pack_fault(outcome), b"", b""))
            return
        said, counts = pack_said(outcome), msgspec.msgpack.encode(astuple(outcome.counts))
        self._database.execute(insert, (*key, outcome.words, counts, None, said, pack_rows(outcome.rows)))
        graph = (identifier, outcome.nquads_packed, outcome.turtle_packed)
        self._database.execute("INSERT INTO graph VALUES (?, ?, ?)", graph)
        uses.update(unpack_said(said))

    def _count(self, uses: Counter[tuple[bool, Row]]) -> None:
        changed = [(is_link, *row, number) for (is_link, row), number in uses.items() if number]
        self._database.executemany(
            "INSERT INTO statement VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET uses = uses + excluded.uses",
            changed,
        )
        if any(number < 0 for *_, number in changed):
            self._database.execute("DELETE FROM statement WHERE uses = 0")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Say in a line what the disk refuses; put a damaged file away, so that the next build is whole."""
        try:
            yield
        except sqlite3.OperationalError as error:
            remedy = "free space or choose another output folder; what it held before is as it was"
            raise InputError(self._name, f"cannot be written: {error}", remedy) from error
        except (sqlite3.DatabaseError, zlib.error, msgspec.DecodeError) as error:
            if self._path and self._path.exists():
                self._path.replace(self._path.with_suffix(".damaged"))
            raise KgbuildError(
                f"{self._name}: the manifest is damaged ({error}); build again, all is done anew"
            ) from error
