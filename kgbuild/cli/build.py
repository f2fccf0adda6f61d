"""``kgbuild build``: from telegrams to a validated graph in one go."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.filesize import decimal
from rich.text import Text

from kgbuild.build import Change, Cluster, OnViolation, ViolationsError, build, plan
from kgbuild.cli.console import ExitCode, FaultLog, say, say_fault, show_line, show_result, table, write_text
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
from kgbuild.cli.progress import build_progress, expected_documents
from kgbuild.cli.validation import report_as_json, show_report
from kgbuild.cli.violations import on_violation_option, refuse_unchecked
from kgbuild.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgbuild.build import BuildReport, Changes

__all__ = ["build_command", "run_build"]

_ROWS_OF_A_KIND = 3
"""Of what the shapes object to in the same way; report.txt has more."""


@click.command("build")
@click.argument("sources", nargs=-1, required=True, type=SourcePath(path_type=Path))
@out_option
@base_option
@people_option
@click.option("--no-extract", is_flag=True, help="Build documents and their correspondents only, no events.")
@min_confidence_option
@validate_option
@on_violation_option
@store_option
@authority_option
@workers_option
@click.option(
    "--dask",
    metavar="ADDRESS",
    help='Do the work on a Dask cluster: the address of its scheduler ("tcp://HOST:PORT"), or "local".',
)
@click.option(
    "--shards",
    metavar="URL",
    help="Where the workers of a Dask cluster write their shards: a folder or URL that all machines share."
    "  [default: .kgbuild/shards in the output folder]",
)
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and why; write nothing.")
@json_option
@click.pass_context
def build_command(
    ctx: click.Context,
    *,
    sources: tuple[Path, ...],
    out: Path,
    base: str,
    people: tuple[Path, ...],
    no_extract: bool,
    min_confidence: float,
    no_validate: bool,
    on_violation: OnViolation,
    no_store: bool,
    workers: int,
    dask: str | None,
    shards: str | None,
    dry_run: bool,
    authority: Path | None,
    as_json: bool,
) -> None:
    """Build the graph of telegrams, volumes and parsed documents.

    SOURCES are files or folders: telegrams as plain text (.txt), TEI volumes (.xml), documents as
    `kgbuild parse` writes them (.jsonl). What is wrong with an input is told in a line, and the others are
    built. The folder gets kg.ttl, kg.nq, report.txt, report.ttl and store/, from which `kgbuild query` answers,
    each whole or not at all. In .kgbuild it keeps what the next build into it needs: that does only what has changed,
    and goes on where one was broken off.

    With --people, whom a telegram of plain text names and a volume lists becomes that listed person, as if the
    volume's editors had tagged the name: the same IRI and dip:listEntry in every telegram. A name that several
    entries fit is told by forename, office, post and date, or else stays unlisted.

    \b
    Examples:
      kgbuild build telegrams/
      kgbuild build frus1964-68v20.xml notes.txt --out out/v20
      kgbuild build telegrams/ --people frus1964-68v20.xml
      kgbuild build telegrams/ --base https://example.org/cables/
      kgbuild build telegrams/ --min-confidence 0.8
      kgbuild build records.jsonl --on-violation quarantine
      kgbuild build telegrams/ --dry-run
      kgbuild build volumes/ --authority authority.json
      kgbuild build volumes/ --dask tcp://scheduler:8786 --shards s3://bucket/shards
    """
    settings: dict[str, Any] = {
        "base": base,
        "people": people,
        "authority": authority,
        "extract_events": not no_extract,
        "min_confidence": min_confidence,
        "validate": not no_validate,
    }
    refuse_unchecked(on_violation, no_validate=no_validate)
    if dry_run:
        log = FaultLog()
        _show_plan(partial(plan, sources, out, on_fault=log, **settings), as_json=as_json)
        ctx.exit(log.exit_code)
    if shards and not dask:
        raise click.UsageError("--shards is for --dask: other workers hand their shards over")
    cluster = Cluster(dask, shards or str(out.resolve() / ".kgbuild" / "shards")) if dask else None
    settings |= {"on_violation": on_violation, "workers": workers, "cluster": cluster, "store": not no_store}
    make = partial(build, sources, out, on_fault=say_fault, **settings)
    run_build(ctx, make, expected=lambda: expected_documents(sources), as_json=as_json)


def run_build(
    ctx: click.Context, make: Callable[..., BuildReport], *, expected: Callable[[], int | None], as_json: bool
) -> None:
    """Run *make*, which builds and takes an ``on_progress``; print what it did, and exit as it deserves.

    *expected* tells how many documents there may be.
    """
    try:
        with build_progress(expected) as on_progress:
            report = make(on_progress=on_progress)
    except InputError as fault:
        say_fault(fault)
        ctx.exit(ExitCode.BAD_INPUT)
    except ViolationsError as error:
        if as_json:
            write_text(json.dumps(report_as_json(error.report), ensure_ascii=False, indent=1) + "\n")
        else:
            show_report(error.report, _ROWS_OF_A_KIND)
        say(str(error))
        ctx.exit(ExitCode.BAD_INPUT)
    if as_json:
        write_text(json.dumps(_as_json(report), ensure_ascii=False, indent=1) + "\n")
    else:
        _show(report)
    ctx.exit(ExitCode.OK if report.ok else ExitCode.BAD_INPUT)


def _show_plan(make: Callable[..., Changes], *, as_json: bool) -> None:
    """Print each document that is not as before, and how many there are of each kind."""
    planned: list[tuple[str, str]] = []

    def take(change: Change, identifier: str) -> None:
        if change is not Change.SAME:
            planned.append((identifier, change.value))

    changes = make(take)
    if as_json:
        documents = [{"identifier": identifier, "change": change} for identifier, change in planned]
        write_text(
            json.dumps({"changes": asdict(changes), "documents": documents}, ensure_ascii=False, indent=1) + "\n"
        )
        return
    if planned:
        show_result(table(("document", "change"), planned), Text())
    show_line(f"{_told(changes)}; nothing was written.")


def _told(changes: Changes) -> str:
    named = {
        "new": changes.new,
        "changed": changes.changed,
        "made by another version or with other options": changes.outdated,
        "as before": changes.reused,
        "gone": changes.gone,
    }
    return ", ".join(f"{number:,} {name}" for name, number in named.items() if number) or "No document"


def _as_json(report: BuildReport) -> dict[str, object]:
    return {
        "counts": asdict(report.counts),
        "changes": asdict(report.changes),
        "conforms": report.validation.conforms if report.validation else None,
        "quarantined": [
            {"document": document.identifier, "reasons": document.reasons} for document in report.quarantined
        ],
        "faults": [str(fault) for fault in report.faults],
        "paths": [str(path) for path in report.paths],
        "words": report.words,
        "seconds": round(report.seconds, 3),
    }


def _show(report: BuildReport) -> None:
    found = [(name, f"{count:,}") for name, count in asdict(report.counts).items()]
    show_result(table(("found", "count"), found, numeric=("count",)), Text())
    if report.validation:
        show_report(report.validation, _ROWS_OF_A_KIND)
        show_result(Text())
    if report.changes.reused or report.changes.gone:
        show_line(f"documents: {_told(report.changes)}")
    for path in report.paths:
        size = "" if path.is_dir() else decimal(path.stat().st_size)
        show_line(f"{size:>10}  {path}")
