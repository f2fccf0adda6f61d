"""``kgbuild serve``: the graph behind a SPARQL endpoint."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from kgbuild.cli.console import say_fault, show_line
from kgbuild.cli.options import graph_option
from kgbuild.publish.access_log import AccessLog
from kgbuild.publish.address import Address
from kgbuild.publish.limits import Limits
from kgbuild.publish.server import serve

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["serve_command"]

_DEFAULT, _HERE = Limits(), Address()
_MEBIBYTE = 2**20


@click.command("serve")
@graph_option
@click.option("--host", default=_HERE.host, show_default=True, help="The address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=_HERE.port, show_default=True, help="The port; 0 takes a free one."
)
@click.option("--behind-proxy", is_flag=True, help="Believe X-Forwarded-For of a proxy on this machine.")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=_DEFAULT.seconds,
    show_default=True,
    help="How long a query may run.",
)
@click.option(
    "--memory",
    type=click.IntRange(min=16),
    default=_DEFAULT.memory // _MEBIBYTE,
    show_default=True,
    metavar="MIB",
    help="How much memory a query may take, in MiB.",
)
@click.option(
    "--rows",
    type=click.IntRange(min=1),
    default=_DEFAULT.rows,
    show_default=True,
    help="How many rows or triples an answer may have.",
)
@click.option(
    "--concurrent",
    type=click.IntRange(min=1),
    default=_DEFAULT.concurrent,
    show_default=True,
    help="How many queries run at once, each in a process of its own.",
)
@click.option(
    "--rate",
    type=click.FloatRange(min=0),
    default=_DEFAULT.rate,
    show_default=True,
    help="How many queries a second one client may ask in the long run; 0: any number.",
)
@click.option("--log-literals", is_flag=True, help="Write queries to the log as they are, with strings and numbers.")
def serve_command(
    *,
    graph: Path,
    host: str,
    port: int,
    behind_proxy: bool,
    seconds: float,
    memory: int,
    rows: int,
    concurrent: int,
    rate: float,
    log_literals: bool,
) -> None:
    """Answer queries to a built graph over HTTP.

    The endpoint is at /sparql (SPARQL 1.1 Protocol), a page to ask from at /, the interface at /openapi.json.
    A line of JSON for each request goes to standard error. A new build is taken up while the server runs.
    The graph is never changed, and no other server is asked.

    \b
    Examples:
      kgbuild serve
      kgbuild serve --graph out --port 8080 --seconds 30
      curl 'http://127.0.0.1:7879/sparql' --data-urlencode 'query=ASK { ?a dip:rebuts ?b }'
    """
    limits = replace(_DEFAULT, seconds=seconds, memory=memory * _MEBIBYTE, rows=rows, concurrent=concurrent, rate=rate)
    serve(
        graph,
        Address(host, port, is_behind_proxy=behind_proxy),
        limits,
        log=AccessLog(sys.stderr.buffer, literals=log_literals),
        on_start=lambda address: show_line(f"Serving {graph} at {address}"),
        on_warning=say_fault,
    )
