"""The stages of a build one by one, and the schema of the JSON Lines between them."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal

import click

from kgbuild.build import OnViolation, extract_records, map_records, parse
from kgbuild.cli.build import run_build
from kgbuild.cli.console import FaultLog, say_fault, write_text
from kgbuild.cli.options import (
    SourcePath,
    authority_option,
    base_option,
    json_option,
    min_confidence_option,
    out_option,
    people_option,
    store_option,
    validate_option,
    workers_option,
)
from kgbuild.cli.progress import expected_documents, line_progress
from kgbuild.cli.violations import on_violation_option, refuse_unchecked
from kgbuild.errors import InputError
from kgbuild.read.records import json_schema

__all__ = ["extract_command", "map_command", "parse_command", "schema_command"]

_STANDARD_INPUT = Path("-")


def _source(path: Path) -> Path | BinaryIO:
    return sys.stdin.buffer if path == _STANDARD_INPUT else path


def _expected(path: Path) -> int | None:
    return None if path == _STANDARD_INPUT else expected_documents([path])


@click.command("parse")
@click.argument("sources", nargs=-1, required=True, type=SourcePath(path_type=Path))
@click.pass_context
def parse_command(ctx: click.Context, sources: tuple[Path, ...]) -> None:
    """Read telegrams and print them as JSON Lines.

    SOURCES are files or folders, as for `kgbuild build`. `kgbuild schema document` describes a line.

    \b
    Examples:
      kgbuild parse telegrams/ > documents.jsonl
      kgbuild parse telegrams/ | kgbuild extract | kgbuild map --out out
    """
    log = FaultLog()
    with line_progress(sys.stdout.buffer, lambda: expected_documents(sources)) as output:
        parse(sources, output, on_fault=log)
    ctx.exit(log.exit_code)


@click.command("extract")
@click.argument("documents", default=_STANDARD_INPUT, type=click.Path(path_type=Path))
@people_option
@min_confidence_option
@click.pass_context
def extract_command(ctx: click.Context, *, documents: Path, people: tuple[Path, ...], min_confidence: float) -> None:
    """Find the events of parsed documents.

    DOCUMENTS is a file as `kgbuild parse` prints it; without it, standard input is read. Prints each document
    with its events as JSON Lines, which `kgbuild schema record` describes. With --people, a document without tags
    gets the persons whom the volume lists and the text names (people and mentions), as `kgbuild build` does.

    \b
    Examples:
      kgbuild extract documents.jsonl > records.jsonl
      kgbuild parse telegram.txt | kgbuild extract | jq .events.positions
      kgbuild extract documents.jsonl --people frus1964-68v20.xml > records.jsonl
    """
    log = FaultLog()
    with line_progress(sys.stdout.buffer, lambda: _expected(documents)) as output:
        try:
            extract_records(_source(documents), output, on_fault=log, people=people, min_confidence=min_confidence)
        except InputError as fault:
            log(fault)
    ctx.exit(log.exit_code)


@click.command("map")
@click.argument("records", default=_STANDARD_INPUT, type=click.Path(path_type=Path))
@out_option
@base_option
@validate_option
@on_violation_option
@store_option
@authority_option
@workers_option
@json_option
@click.pass_context
def map_command(
    ctx: click.Context,
    *,
    records: Path,
    out: Path,
    base: str,
    no_validate: bool,
    on_violation: OnViolation,
    no_store: bool,
    workers: int,
    authority: Path | None,
    as_json: bool,
) -> None:
    """Build the graph of events that were found before.

    RECORDS is a file as `kgbuild extract` prints it, or as another extractor or a person wrote it by the
    schema (`kgbuild schema record`); without it, standard input is read. Writes what `kgbuild build` writes.

    \b
    Examples:
      kgbuild map records.jsonl --out out
    """
    refuse_unchecked(on_violation, no_validate=no_validate)
    make = partial(
        map_records,
        _source(records),
        out,
        base=base,
        on_fault=say_fault,
        validate=not no_validate,
        on_violation=on_violation,
        store=not no_store,
        workers=workers,
        authority=authority,
    )
    run_build(ctx, make, expected=lambda: _expected(records), as_json=as_json)


@click.command("schema")
@click.argument("name", type=click.Choice(["document", "events", "record"]))
def schema_command(name: Literal["document", "events", "record"]) -> None:
    """Print the JSON Schema of a line of JSON Lines.

    A `document` is what `kgbuild parse` prints; a `record`, which `kgbuild extract` prints and `kgbuild map`
    reads, is a document with its `events`.

    \b
    Examples:
      kgbuild schema record > record.schema.json
    """
    write_text(json.dumps(json_schema(name), ensure_ascii=False, indent=1) + "\n")
