"""What the manifest keeps beside a document's graph, as bytes: MessagePack of plain values."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import msgspec
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from kgbuild.errors import InputError, InputWarning
from kgbuild.validate import ReportRow, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgbuild.build.shard import Shard
    from kgbuild.graph.shared_statements import Row

__all__ = ["Fault", "pack_fault", "pack_rows", "pack_said", "unpack_fault", "unpack_rows", "unpack_said"]

Fault = InputError | InputWarning

_NOTHING = b""
_pack, _unpack = msgspec.msgpack.encode, msgspec.msgpack.decode


def pack_fault(fault: Fault) -> bytes:
    """Pack a fault of an input."""
    return _pack((isinstance(fault, InputError), fault.source, fault.reason, fault.remedy, fault.place))


def unpack_fault(packed: bytes) -> Fault:
    """Give back what :func:`pack_fault` packed."""
    is_error, source, reason, remedy, place = _unpack(packed)
    return (InputError if is_error else InputWarning)(source, reason, remedy, place=place)


def pack_said(shard: Shard) -> bytes:
    """Pack what a document says of shared entities: in their graph, and as links in its own."""
    return zlib.compress(_pack((shard.shared, shard.links)), 1)


def unpack_said(packed: bytes) -> Iterator[tuple[bool, Row]]:
    """Give back the statements that :func:`pack_said` packed, and of each whether it is a link."""
    shared, links = _unpack(zlib.decompress(packed))
    yield from ((False, tuple(row)) for row in shared)
    yield from ((True, tuple(row)) for row in links)


def pack_rows(rows: Iterable[ReportRow]) -> bytes:
    """Pack rows of a report of validation; none is no bytes."""
    packed = [
        (
            *(row.severity, row.message, row.document, str(row.focus), row.path, str(row.value or "")),
            *(row.words, row.shape, row.component),
        )
        for row in rows
    ]
    return _pack(packed) if packed else _NOTHING


def unpack_rows(packed: bytes) -> Iterator[ReportRow]:
    """Give back what :func:`pack_rows` packed."""
    for severity, message, document, focus, path, value, words, shape, component in _unpack(packed) if packed else ():
        yield ReportRow(
            severity=Severity(severity),
            message=message,
            document=document,
            focus=_term(focus),
            path=path,
            value=_term(value) if value else None,
            words=words,
            shape=shape,
            component=component,
        )


def _term(written: str) -> NamedNode | BlankNode | Literal:
    """Read a term as N-Triples write it."""
    (statement,) = parse(f"<x:s> <x:p> {written} .", format=RdfFormat.N_TRIPLES)
    node: Any = statement.object
    if not isinstance(node, NamedNode | BlankNode | Literal):
        raise TypeError(f"{written} is no term of a report")
    return node
