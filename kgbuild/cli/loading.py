"""``kgbuild load``: a built graph into a store on a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kgbuild.cli.console import say, show_line
from kgbuild.cli.login import ask_login
from kgbuild.cli.options import graph_option
from kgbuild.cli.progress import load_progress
from kgbuild.store.embedded import graph_file
from kgbuild.store.loading import load
from kgbuild.store.remote import connect

if TYPE_CHECKING:
    from pathlib import Path

    from kgbuild.store.loading import LoadReport

__all__ = ["load_command"]


@click.command("load")
@click.argument("endpoint")
@graph_option
@click.option("--update", metavar="URL", help="Where the server takes SPARQL updates, if it is of no known kind.")
@click.option("--graph-store", metavar="URL", help="Where it has the Graph Store Protocol, if it is of no known kind.")
@click.option("--prune", is_flag=True, help="Remove graphs that an earlier load put there and that are gone.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be sent and removed.")
def load_command(
    endpoint: str, *, graph: Path, update: str | None, graph_store: str | None, prune: bool, dry_run: bool
) -> None:
    """Load a built graph into a triple store, or renew what has changed.

    ENDPOINT is the address of an Oxigraph, Virtuoso, Fuseki or GraphDB server, or of another's SPARQL endpoint.
    Each document's named graph is sent if it is not in the store as it is here, read back, and marked in the
    store. A load that breaks off is gone on with by the next call; graphs of other origin are never touched.

    Who may write is told by the variables KGBUILD_STORE_USER and KGBUILD_STORE_PASSWORD, or KGBUILD_STORE_TOKEN;
    without them a person at a terminal is asked. Proxies are taken from HTTPS_PROXY, HTTP_PROXY and NO_PROXY.

    \b
    Examples:
      kgbuild load http://localhost:7878
      KGBUILD_STORE_USER=dba kgbuild load http://localhost:8890/sparql --prune
      kgbuild load https://store.example/sparql --update https://store.example/update --dry-run
    """
    store = connect(endpoint, update=update, graph_store=graph_store, ask=ask_login)
    with load_progress() as on_progress:
        report = load(graph_file(graph), store, prune=prune, dry_run=dry_run, on_progress=on_progress)
    _show(report, dry_run=dry_run)


def _show(report: LoadReport, *, dry_run: bool) -> None:
    for iri in report.stale:
        show_line(f"{'removed' if report.pruned else 'not in the file'}  {iri}")
    loaded = f"{report.loaded:,} graphs {'would be ' if dry_run else ''}loaded"
    say(f"{loaded}, {report.graphs - report.loaded:,} as before; {report.content.triples:,} triples in all.")
    if report.stale and not report.pruned:
        say(f"{len(report.stale):,} graphs of an earlier load are not in the file; --prune removes them.")
