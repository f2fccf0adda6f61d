"""``kgbuild validate``: whether a graph is what the shapes say it must be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from kgbuild.cli.console import ExitCode, say_fault, show_result, waiting, write_text
from kgbuild.cli.options import DEFAULT_OUT
from kgbuild.store import open_graph
from kgbuild.validate import Engine, Severity, ValidationReport, validate, validate_whole

if TYPE_CHECKING:
    from kgbuild.validate import ReportRow

__all__ = ["report_as_json", "show_report", "validate_command"]


@click.command("validate")
@click.argument("graph", default=DEFAULT_OUT, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "ttl"]),
    default="text",
    show_default=True,
    help="How to print the report; ttl is SHACL's own.",
)
@click.option(
    "--rows",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="How many rows to print of what is wrong in the same way (text only).",
)
@click.option(
    "--engine",
    type=click.Choice(Engine, case_sensitive=False),
    default=Engine.COMPILED,
    show_default=Engine.COMPILED.value,
    help="What runs the shapes: kgbuild's own engine, or pySHACL, which finds the same and takes longer.",
)
@click.pass_context
def validate_command(ctx: click.Context, *, graph: Path, form: str, rows: int, engine: Engine) -> None:
    """Check a built graph against the shapes, and as a whole: no link to nothing, no identifier or symbol twice.

    GRAPH is the folder that a build wrote (default: out), or a file of RDF. Exits with 0 if the graph
    conforms, 1 if it does not (warnings do not count), 2 if the validator could not run.

    \b
    Examples:
      kgbuild validate out/gold
      kgbuild validate out/kg.ttl --rows 100
      kgbuild validate --format ttl > report.ttl
      kgbuild validate --engine pyshacl
    """
    with waiting("Validating"):
        store = open_graph(graph, say_fault)
        report = ValidationReport.of([*validate(store, engine).rows, *validate_whole(store).rows])
    if form == "ttl":
        write_text(report.turtle)
    elif form == "json":
        write_text(json.dumps(report_as_json(report), ensure_ascii=False, indent=1) + "\n")
    else:
        show_report(report, rows)
    ctx.exit(ExitCode.OK if report.conforms else ExitCode.BAD_INPUT)


def show_report(report: ValidationReport, rows: int) -> None:
    """Print the verdict in a line, and then what is wrong with at most *rows* rows of a kind."""
    verdict, _, rest = report.render(rows).partition("\n")
    show_result(Text(verdict, style="bold green" if report.conforms else "bold red"))
    if rest:
        show_result(Text(rest.rstrip("\n")))


def report_as_json(report: ValidationReport) -> dict[str, object]:
    """Give the report as plain values."""
    return {
        "conforms": report.conforms,
        "counts": {severity.lower(): report.count(severity) for severity in Severity},
        "rows": [_row_as_json(row) for row in report.rows],
    }


def _row_as_json(row: ReportRow) -> dict[str, str | None]:
    return {
        "severity": row.severity.lower(),
        "message": row.message,
        "document": row.document,
        "focus": row.focus.value,
        "path": row.path,
        "value": row.value.value if row.value is not None else None,
        "words": row.words,
        "shape": row.shape,
        "component": row.component,
    }
