"""What the lists of persons say, on disk: the persons of a whole series would else be in memory all the while."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from kgbuild.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgbuild.graph.shared_statements import Row

__all__ = ["PersonStatements"]


class PersonStatements:
    """Statements about listed persons, each once, sorted.

    They are in a temporary database of SQLite's own (https://sqlite.org/inmemorydb.html#temp_db), which is a file as
    soon as it is large and goes with this object. Raises :class:`InputError` where there is no room for it.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        with _explained():
            self._database.execute(
                """CREATE TABLE statement (subject TEXT, predicate TEXT, sort TEXT, object TEXT,
                PRIMARY KEY (subject, predicate, sort, object)) WITHOUT ROWID"""
            )
            self._database.execute("BEGIN")
            self._database.executemany("INSERT OR IGNORE INTO statement VALUES (?, ?, ?, ?)", rows)
            self._database.execute("COMMIT")

    def statements(self) -> Iterator[Row]:
        """Yield all of them."""
        with _explained():
            yield from self._database.execute("SELECT * FROM statement ORDER BY subject, predicate, sort, object")

    def statements_about(self, subjects: Iterable[str]) -> Iterator[Row]:
        """Yield those about *subjects* (IRIs)."""
        query = """SELECT * FROM statement WHERE subject IN (SELECT value FROM json_each(?))
            ORDER BY subject, predicate, sort, object"""
        with _explained():
            yield from self._database.execute(query, (msgspec.json.encode(list(subjects)),))


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        reason = f"the statements about listed persons cannot be kept: {error}"
        raise InputError("the folder for temporary files", reason, "free space there, or name another in TMPDIR") from (
            error
        )
