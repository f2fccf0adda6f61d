"""Documents, and documents with their events, as JSON Lines: one JSON object a line, UTF-8.

The objects have the fields of :mod:`kgbuild.model`'s classes; :func:`json_schema` describes them.
Reading is strict: unknown fields, wrong types, spans outside the text and ids that name nothing are
faults of their line, and the other lines are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal, TypeVar

import msgspec

from kgbuild.errors import InputError, InputWarning
from kgbuild.model import Document, Events
from kgbuild.read.consistency import document_faults, events_faults

__all__ = ["Record", "json_schema", "read_documents", "read_records", "write_documents", "write_records"]

OnFault = Callable[[InputError | InputWarning], None]
Value = TypeVar("Value", Document, "Record")

_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
_REMEDY = "write the record as the JSON Schema says (`kgbuild schema`)"


@dataclass(frozen=True, slots=True)
class Record:
    """A document with the events that were read out of it."""

    document: Document
    events: Events


def read_documents(source: Path | BinaryIO, on_fault: OnFault) -> Iterator[Document]:
    """Return the documents of a JSON Lines file or binary stream.

    A line that cannot be used is told to *on_fault*. Raises :class:`InputError` where the file is
    unreadable or empty.
    """
    return _read(source, Document, document_faults, on_fault)


def read_records(source: Path | BinaryIO, on_fault: OnFault) -> Iterator[Record]:
    """Return the documents with their events of a JSON Lines file or binary stream; faults as above."""
    return _read(source, Record, _record_faults, on_fault)


def write_documents(documents: Iterable[Document], file: BinaryIO) -> int:
    """Write each document as a line of JSON; returns how many were written."""
    return _write(documents, file)


def write_records(records: Iterable[Record], file: BinaryIO) -> int:
    """Write each record as a line of JSON; returns how many were written."""
    return _write(records, file)


def json_schema(name: Literal["document", "events", "record"]) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a line: a document, its events, or a record of both."""
    kind = {"document": Document, "events": Events, "record": Record}[name]
    schema = msgspec.json.schema(kind)
    for definition in schema.get("$defs", {}).values():
        if description := definition.get("description"):
            definition["description"] = description.partition(">>>")[0].strip()
        if definition.get("type") == "object":
            definition["additionalProperties"] = False
    return {"$schema": _SCHEMA, "title": f"A {name} of kgbuild".replace("A events", "The events"), **schema}


def _record_faults(record: Record) -> Iterator[str]:
    yield from (f"document: {fault}" for fault in document_faults(record.document))
    yield from (f"events: {fault}" for fault in events_faults(record.events, record.document))


def _read(
    source: Path | BinaryIO, kind: type[Value], faults: Callable[[Value], Iterator[str]], on_fault: OnFault
) -> Iterator[Value]:
    name, lines = _lines(source)
    decoder = msgspec.json.Decoder(kind)
    found = False
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        found = True
        place = f"line {number}"
        try:
            value = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as fault:
            on_fault(InputError(name, f"this is no such record: {fault}", _REMEDY, place=place))
            continue
        wrong = _unknown_field(msgspec.json.decode(line), msgspec.to_builtins(value), "$")
        reason = f"unknown field {wrong}" if wrong else next(faults(value), None)
        if reason:
            on_fault(InputError(name, reason, _REMEDY, place=place))
        else:
            yield value
    if not found:
        raise InputError(name, "the file is empty", "give JSON Lines as `kgbuild parse` writes them")


def _lines(source: Path | BinaryIO) -> tuple[str, Iterable[bytes]]:
    if isinstance(source, Path):
        return str(source), _lines_of_file(source)
    name = getattr(source, "name", None)
    return name if isinstance(name, str) else "standard input", source


def _lines_of_file(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            first = True
            for line in file:
                yield line.removeprefix(b"\xef\xbb\xbf") if first else line
                first = False
    except OSError as fault:
        reason = f"cannot be read ({fault.strerror})"
        raise InputError(str(path), reason, "check the path and its permissions") from fault


def _unknown_field(given: object, understood: object, path: str) -> str | None:
    """Return the JSON path of the first field of *given* that was not *understood*."""
    if isinstance(given, dict) and isinstance(understood, dict):
        for key, value in given.items():
            if key not in understood:
                return f"{path}.{key}"
            if wrong := _unknown_field(value, understood[key], f"{path}.{key}"):
                return wrong
    elif isinstance(given, list) and isinstance(understood, list | tuple):
        for index, (value, known) in enumerate(zip(given, understood, strict=True)):
            if wrong := _unknown_field(value, known, f"{path}[{index}]"):
                return wrong
    return None


def _write(values: Iterable[Document] | Iterable[Record], file: BinaryIO) -> int:
    encoder = msgspec.json.Encoder()
    count = 0
    for count, value in enumerate(values, start=1):  # noqa: B007 - the count is the result
        file.write(encoder.encode(value) + b"\n")
    return count
