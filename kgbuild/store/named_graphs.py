"""The named graphs of an N-Quads file one after the other, and what tells two contents of a graph apart."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from kgbuild.errors import InputError
from kgbuild.graph.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pyoxigraph import Triple

__all__ = ["Content", "GraphFile", "NamedGraph"]

_MODULUS = 1 << 128
_GRAPH = re.compile(rb'<[^<>"{}|^`\\\x00-\x20]*>')
_XSD = PREFIXES["xsd"].encode()
_TYPED = re.compile(rb'"([^"\\]*)"\^\^<' + re.escape(_XSD) + rb"(\w+)>\Z")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_LONGEST_NUMBER = 100  # with its datatype
_SEARCHED = 1 << 16  # subject and predicate end long before
_INTEGERS = frozenset(
    b"integer nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger long int short byte "
    b"unsignedLong unsignedInt unsignedShort unsignedByte".split()
)


@dataclass(frozen=True, slots=True)
class Content:
    """What a graph holds: how many triples, and a checksum that their order does not change.

    The checksum is the sum modulo 2**128 of the BLAKE2b digests of the triples in canonical N-Triples, so
    contents can be added. Numbers count by their values: stores keep ``0.90`` as ``0.9``, and any kind of
    integer as ``xsd:integer``.
    """

    triples: int = 0
    checksum: int = 0

    @classmethod
    def of(cls, triples: Iterable[Triple]) -> Self:
        """That of *triples*, of which none comes twice and none has a blank node."""
        number = total = 0
        for triple in triples:
            number += 1
            total += _digest(str(triple).encode())
        return cls(number, total % _MODULUS)

    def __add__(self, other: Content) -> Content:
        return Content(self.triples + other.triples, (self.checksum + other.checksum) % _MODULUS)

    def __str__(self) -> str:
        return f"{self.triples} {self.checksum:032x}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The content that *text* is the string of, if it is one."""
        found = re.fullmatch(r"([0-9]+) ([0-9a-f]{32})", text)
        return cls(int(found[1]), int(found[2], 16)) if found else None


@dataclass(frozen=True, slots=True)
class NamedGraph:
    """A graph of a file: its IRI, its content, and the bytes of its lines, ``end`` exclusive."""

    iri: str
    content: Content
    start: int
    end: int


class GraphFile:
    """An N-Quads file in which the lines of each graph follow each other, as a build writes it.

    No more than a line is held in memory, or a part as it is sent, and a few bytes for each graph.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: set[bytes] = set()

    def __contains__(self, iri: str) -> bool:
        """Whether :meth:`graphs` has given a graph of this IRI."""
        return _key(f"<{iri}>".encode()) in self._seen

    def graphs(self) -> Iterator[NamedGraph]:
        """The graphs in the order of the file.

        Raises :class:`InputError` for a line that is no statement of a named graph, and for a graph that
        comes in two places.
        """
        self._seen.clear()
        current, start, end, triples, total = b"", 0, 0, 0, 0
        with self.path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                statement, name = self._split(line, number)
                if name != current:
                    if current:
                        yield _graph(current, triples, total, start, end)
                    self._enter(name, number)
                    current, start, triples, total = name, end, 0, 0
                triples += 1
                total += _digest(statement)
                end += len(line)
        if current:
            yield _graph(current, triples, total, start, end)

    def parts(self, graph: NamedGraph, size: int) -> Iterator[bytes]:
        """The triples of *graph* as N-Triples, in parts of about *size* bytes."""
        with self.path.open("rb") as file:
            file.seek(graph.start)
            place, part = graph.start, bytearray()
            while place < graph.end:
                line = file.readline()
                place += len(line)
                part += line.rsplit(b" ", 2)[0] + b" .\n"
                if len(part) >= size:
                    yield bytes(part)
                    part.clear()
            if part:
                yield bytes(part)

    def _split(self, line: bytes, number: int) -> tuple[bytes, bytes]:
        """The statement of a line without its graph, and the graph in angle brackets."""
        try:
            statement, name, stop = line.rsplit(b" ", 2)
        except ValueError:
            raise self._fault(number, "no statement of a named graph") from None
        if stop != b".\n" or not _GRAPH.fullmatch(name) or statement.count(b" ", 0, _SEARCHED) < 2:  # noqa: PLR2004
            raise self._fault(number, "no statement of a named graph")
        return statement, name

    def _enter(self, name: bytes, number: int) -> None:
        key = _key(name)
        if key in self._seen:
            raise self._fault(number, f"the graph {name.decode()} begins a second time")
        self._seen.add(key)

    def _fault(self, number: int, reason: str) -> InputError:
        return InputError(str(self.path), reason, "load a kg.nq as `kgbuild build` writes it", place=f"line {number:,}")


def _graph(name: bytes, triples: int, total: int, start: int, end: int) -> NamedGraph:
    return NamedGraph(name[1:-1].decode(), Content(triples, total % _MODULUS), start, end)


def _key(name: bytes) -> bytes:
    return hashlib.blake2b(name, digest_size=8).digest()


def _digest(statement: bytes) -> int:
    """The digest of a line of canonical N-Triples without its full stop."""
    value = _by_value(statement) if b'"^^<' in statement[-_LONGEST_NUMBER:] else statement
    return int.from_bytes(hashlib.blake2b(value, digest_size=16).digest())


def _by_value(statement: bytes) -> bytes:
    """The *statement* with a number or an instant in the form that all stores keep.

    >>> _by_value(b'<x:s> <x:p> "0.90"^^<http://www.w3.org/2001/XMLSchema#decimal>')
    b'<x:s> <x:p> "0.9"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    found = _TYPED.search(statement, max(0, len(statement) - _LONGEST_NUMBER))
    if not found:
        return statement
    lexical, datatype = found[1].decode(), found[2]
    if datatype in _INTEGERS and _INTEGER.fullmatch(lexical):
        lexical, datatype = str(int(lexical)), b"integer"
    elif datatype == b"decimal" and _DECIMAL.fullmatch(lexical):
        lexical = f"{Decimal(lexical).normalize():f}"
    elif datatype == b"dateTime":
        lexical = lexical.replace("+00:00", "Z")
    return b'%b"%b"^^<%b%b>' % (statement[: found.start()], lexical.encode(), _XSD, datatype)
