"""``kgbuild query`` and ``kgbuild queries``: questions put to a built graph."""

from __future__ import annotations

import json
import shlex
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem
from rich.text import Text

from kgbuild.cli.answer_tables import render_table
from kgbuild.cli.console import is_terminal, say, say_fault, show_result, table, write_text
from kgbuild.cli.options import graph_option, json_option
from kgbuild.publish.address import QUERY_PATH, Address
from kgbuild.store import (
    AnswerFormat,
    Graph,
    Rows,
    ask,
    catalogue_turtle,
    find_question,
    list_questions,
    open_graph,
    parse_arguments,
    parse_question,
    read_question,
    render,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kgbuild.store import Question
    from kgbuild.store.remote import RemoteStore

__all__ = ["queries_command", "query_command"]

_HERE = Address()
_SERVED = f"http://{_HERE.host}:{_HERE.port}{QUERY_PATH}"

_TABLE = "table"


def _complete_question(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [
        CompletionItem(question.name, help=question.title)
        for question in list_questions()
        if question.name.startswith(incomplete)
    ]


def _complete_parameter(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    # While an option still lacks its value, click has not yet told arguments from the rest.
    asked = {ctx.params.get("question"), *ctx.args}
    found = [question for question in list_questions() if question.name in asked]
    return [
        CompletionItem(f"{parameter.name}=", help=parameter.help)
        for question in found
        for parameter in question.parameters
        if parameter.name.startswith(incomplete)
    ]


@click.command("query")
@click.argument("question", required=False, shell_complete=_complete_question)
@click.option("--file", "-f", metavar="Q.rq", help='Take the query from this file ("-": standard input).')
@click.option(
    "--param",
    "-p",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    shell_complete=_complete_parameter,
    help="Give the question's parameter NAME a value. May be given several times.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice([_TABLE, *(form.value for form in AnswerFormat)]),
    default=_TABLE,
    show_default=True,
    help="How to print the answer; ttl is for queries that CONSTRUCT a graph.",
)
@graph_option
@click.option("--endpoint", metavar="URL", help="Ask the store on a server, and no graph on this machine.")
def query_command(
    question: str | None,
    *,
    file: str | None,
    params: tuple[str, ...],
    form: str,
    graph: Path,
    endpoint: str | None,
) -> None:
    """Ask a built graph a question.

    QUESTION is the name of a question of the catalogue (`kgbuild queries` lists them) or a SPARQL query. The
    prefixes of the graph need no declaration, and a query sees all named graphs as one.

    \b
    Examples:
      kgbuild query positions-of-person --param person=Kuznetsov
      kgbuild query rebuttals-by-speaker --format csv > rebuttals.csv
      kgbuild query exchange-graph --param document=d406 --format ttl
      kgbuild query --file mine.rq --graph out/kg.ttl
      kgbuild query 'SELECT ?label { ?state a dip:State ; rdfs:label ?label }'
      kgbuild query documents --endpoint http://localhost:7878
    """
    if (question is None) == (file is None):
        raise click.UsageError("Give either a QUESTION or --file.")
    wanted = _from_file(file) if file is not None else _named_or_typed(question or "")
    store = _server(endpoint) if endpoint else open_graph(graph, say_fault)
    answer = ask(store, wanted, parse_arguments(list(params), wanted.source))
    if form != _TABLE:
        write_text(render(answer, AnswerFormat(form), source=wanted.source))
    elif isinstance(answer, Graph) and not is_terminal():
        write_text(render(answer, AnswerFormat.TURTLE))
    else:
        show_result(render_table(answer, title=wanted.title or None))
        if isinstance(answer, Rows) and not answer.rows:
            say("The graph has no answer to that: no rows.")


def _server(address: str) -> RemoteStore:
    # Their libraries load for as long as a third of a question takes.
    from kgbuild.cli.login import ask_login  # noqa: PLC0415
    from kgbuild.store.remote import connect  # noqa: PLC0415
    from kgbuild.transport import Manners  # noqa: PLC0415

    return connect(address, ask=ask_login, manners=Manners(attempts=3, timeout=300.0))


def _from_file(name: str) -> Question:
    return parse_question(sys.stdin.read(), source="standard input") if name == "-" else read_question(Path(name))


def _named_or_typed(words: str) -> Question:
    if not words.strip():
        raise click.UsageError("The QUESTION is empty; is a variable of your shell not set?")
    # A name of the catalogue has no blanks or braces; any SPARQL query has.
    is_query = any(character.isspace() or character == "{" for character in words.strip())
    return parse_question(words) if is_query else find_question(words)


@click.command("queries")
@click.argument("question", required=False, shell_complete=_complete_question)
@json_option
@click.option("--rdf", "as_rdf", is_flag=True, help="Print Turtle that tells editors of SPARQL of the questions.")
@click.option(
    "--endpoint",
    metavar="URL",
    default=_SERVED,
    show_default=True,
    help="With --rdf: the endpoint to put the questions to.",
)
def queries_command(question: str | None, *, as_json: bool, as_rdf: bool, endpoint: str) -> None:
    """List the questions of the catalogue, or explain one.

    \b
    Examples:
      kgbuild queries
      kgbuild queries rebuttal-chains
      kgbuild queries --rdf --endpoint https://example.org/sparql > queries.ttl
    """
    found = (find_question(question),) if question else list_questions()
    if as_rdf:
        write_text(catalogue_turtle(found, endpoint))
    elif as_json:
        write_text(json.dumps([_described(each) for each in found], ensure_ascii=False, indent=1) + "\n")
    elif question:
        show_result(*_explained(found[0]))
    else:
        rows = [(each.name, each.title, " ".join(p.name for p in each.parameters)) for each in found]
        show_result(table(("question", "what it asks", "parameters"), rows))


def _described(question: Question) -> dict[str, object]:
    described = asdict(question)
    del described["source"]
    return described


def _explained(question: Question) -> list[RenderableType]:
    parts: list[RenderableType] = [Text(question.title, style="bold"), Text(question.description)]
    if question.parameters:
        rows = [
            (p.name, p.type.value, "required" if p.required else f"optional ({p.value!r})", p.help)
            for p in question.parameters
        ]
        parts += [Text(), table(("parameter", "takes", "need", "meaning"), rows)]
    given = "".join(f" --param {shlex.quote(f'{k}={v}')}" for k, v in question.example_arguments().items())
    return [*parts, Text(f"\nExample: kgbuild query {question.name}{given}")]
