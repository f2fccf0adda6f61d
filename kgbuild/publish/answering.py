"""One query answered from a store as bytes, within the limits of an answer."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING

import msgspec
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, serialize

from kgbuild.errors import InputError
from kgbuild.graph.vocabulary import PREFIXES
from kgbuild.publish.formats import Chosen, Format, Kind, graph_syntax, own_types, rows_syntax
from kgbuild.publish.messages import Fault, QueryJob, Reply
from kgbuild.store.evaluation import Dataset, run_query
from kgbuild.store.guard import QueryRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store, Triple

__all__ = ["Answering"]

_LEAST_TO_COMPRESS = 1024
_GZIP_LEVEL = 4


class _TooLargeError(Exception):
    """An answer beyond a limit; the text says which."""


class _Answer(io.BytesIO):
    """Bytes up to a limit."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._parts: list[bytes] = []

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        self._size += len(data)
        if self._size > self._most:
            raise _TooLargeError(f"the answer is longer than {self._most} bytes")
        self._parts.append(data)
        return len(data)

    def getvalue(self) -> bytes:
        return b"".join(self._parts)


class Answering:
    """Answers queries from *store*, none with more than *rows* rows or triples or *answer_bytes* bytes."""

    def __init__(self, store: Store, *, rows: int, answer_bytes: int) -> None:
        self._store = store
        self._rows = rows
        self._answer_bytes = answer_bytes

    def answer(self, job: QueryJob) -> Reply | Fault:
        """The answer to *job*, or what is wrong with it.

        Raises :class:`OSError` where the store cannot be read, :class:`MemoryError` where memory is short.
        """
        dataset = Dataset(job.default_graphs, job.named_graphs) if job.default_graphs or job.named_graphs else None
        try:
            result = run_query(self._store, job.query, dataset, source="Query")
            return self._written(result, job)
        except QueryRefusedError as fault:
            return Fault(403, str(fault))
        except InputError as fault:
            return Fault(400, str(fault))
        except _TooLargeError as fault:
            return Fault(403, f"The query is refused: {fault}; ask for less with LIMIT and OFFSET.")
        except RuntimeError as fault:
            return Fault(400, f"The query cannot be evaluated: {fault}")
        except RecursionError:
            return Fault(400, "The query is nested too deeply.")

    def _written(self, result: QuerySolutions | QueryBoolean | QueryTriples, job: QueryJob) -> Reply | Fault:
        kind, chosen = _kind_and_form(result, job)
        if chosen is None:
            return Fault(406, f"The answer has none of the accepted forms; there are {', '.join(own_types(kind))}.")
        out = _Answer(self._answer_bytes)
        if isinstance(result, QueryTriples):
            triples = _Counted(result, self._rows)
            serialize(triples, out, graph_syntax(chosen.format), prefixes=PREFIXES)
            rows = triples.number
        else:
            result.serialize(out, rows_syntax(chosen.format))
            rows = 1 if kind is Kind.VERDICT else _count_rows(out.getvalue(), chosen)
        if rows > self._rows:
            raise _TooLargeError(f"the answer has more than {self._rows} rows")
        body = out.getvalue()
        if job.gzip and len(body) >= _LEAST_TO_COMPRESS:
            return Reply(gzip.compress(body, _GZIP_LEVEL, mtime=0), chosen.media_type, rows, gzip=True)
        return Reply(body, chosen.media_type, rows, gzip=False)


class _Counted:
    """Triples that are counted as they pass, and stop at *most*."""

    def __init__(self, triples: QueryTriples, most: int) -> None:
        self._triples = triples
        self._most = most
        self.number = 0

    def __iter__(self) -> Iterator[Triple]:
        for triple in self._triples:
            self.number += 1
            if self.number > self._most:
                raise _TooLargeError(f"the answer has more than {self._most} triples")
            yield triple


def _kind_and_form(result: QuerySolutions | QueryBoolean | QueryTriples, job: QueryJob) -> tuple[Kind, Chosen | None]:
    if isinstance(result, QuerySolutions):
        return Kind.ROWS, job.choice.rows
    if isinstance(result, QueryBoolean):
        return Kind.VERDICT, job.choice.verdict
    return Kind.GRAPH, job.choice.graph


class _Bindings(msgspec.Struct):
    bindings: list[msgspec.Raw]


class _Results(msgspec.Struct):
    results: _Bindings


_JSON = msgspec.json.Decoder(_Results)


def _count_rows(body: bytes, chosen: Chosen) -> int:
    """How many rows the results in *body* have."""
    match chosen.format:
        case Format.JSON.name:
            return len(_JSON.decode(body).results.bindings)
        case Format.XML.name:
            return body.count(b"<result>")
        case Format.CSV.name:  # a line may end within quotes
            return sum(part.count(b"\r\n") for part in body.split(b'"')[::2]) - 1
        case _:
            return body.count(b"\n") - 1
