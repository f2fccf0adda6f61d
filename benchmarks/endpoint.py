"""The endpoint beside Oxigraph's own server on the same store in the same run: `make bench-endpoint`.

Three measures, taken in turns of both: how many lookups a second eight clients get who keep their connections, if
each asks what is said of another document, event or agent, and if all ask the same; and the median time of each
question of the catalogue with its example's arguments, asked by one client. But for the second measure no query is
asked twice as it is (it gets another comment each time), so that none is answered from kgbuild's cache.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import urllib3
import uvloop
from oxigraph_server import oxigraph_server

from kgbuild.graph.vocabulary import PREFIXES
from kgbuild.store import list_questions
from kgbuild.store.embedded import load_store, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENTS = 8
ROUNDS = 7
SECONDS_OF_ROUND = 2.0
SECONDS_TO_START = 5.0
TIMES_OF_QUESTION = 15
DECLARED = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
JSON, TURTLE = "application/sparql-results+json", "text/turtle"


class Client(asyncio.Protocol):
    """Sends one GET after another over one connection, and counts the answers."""

    def __init__(self, port: int, path: str, queries: list[str]) -> None:
        self._head = f" HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\naccept: {JSON}\r\n\r\n".encode()
        self._lines = [f"GET {path}?query={quote(query)}".encode() for query in queries]
        self._received = b""
        self._transport: asyncio.WriteTransport | None = None
        self.answered = 0

    def connection_made(self, transport: asyncio.WriteTransport) -> None:  # type: ignore[override]
        """Send the first request."""
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Take in a part of an answer; after its end, send the next request."""
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        if end and _is_whole(head.lower(), body):
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(self._received.decode())
            self._received = b""
            self.answered += 1
            self._ask()

    def _ask(self) -> None:
        line = self._lines[self.answered % len(self._lines)]
        comment = b"%%20%%23%d" % time.perf_counter_ns() if len(self._lines) > 1 else b""
        if self._transport:
            self._transport.write(line + comment + self._head)


def _is_whole(head: bytes, body: bytes) -> bool:
    length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return len(body) == int(length) if length else body.endswith(b"0\r\n\r\n")


async def throughput(port: int, path: str, queries: list[str]) -> float:
    """Answers a second that eight clients get."""
    loop = asyncio.get_running_loop()
    connections = [
        await loop.create_connection(lambda at=at: Client(port, path, queries[at::CLIENTS]), "127.0.0.1", port)
        for at in range(CLIENTS)
    ]
    began = time.perf_counter()
    await asyncio.sleep(SECONDS_OF_ROUND)
    answered = sum(client.answered for _, client in connections)
    seconds = time.perf_counter() - began
    for transport, _ in connections:
        transport.abort()
    return answered / seconds


def lookups(store: Path) -> list[str]:
    """A query for each subject of the graph, in an order that does not follow the store's."""
    subjects = sorted(
        {row["s"].value for row in open_store(store).query("SELECT DISTINCT ?s { GRAPH ?g { ?s a ?c } }")}
    )
    random.Random(1).shuffle(subjects)  # noqa: S311
    return [f"SELECT ?p ?o {{ <{subject}> ?p ?o }}" for subject in subjects[:20_000]]


@contextmanager
def ours(store: Path) -> Iterator[int]:
    """Serve *store* by kgbuild; gives the port."""
    command = [sys.executable, "-m", "kgbuild", "serve", "--graph", str(store), "--port", "0", "--rate", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield int((process.stdout or sys.stdin).readline().rstrip("/\n").rpartition(":")[2])
    finally:
        process.terminate()
        process.wait()


def latency(http: urllib3.PoolManager, url: str, query: str) -> float:
    """Seconds from asking *query* to having the whole answer."""
    began = time.perf_counter()
    answer = http.request("GET", f"{url}?query={quote(query)}", headers={"Accept": f"{JSON}, {TURTLE};q=0.9"})
    seconds = time.perf_counter() - began
    if answer.status != 200:
        raise RuntimeError(answer.data.decode())
    return seconds


def compare_throughput(ports: tuple[int, int], kind: str, queries: list[str]) -> None:
    """Print lookups a second of both."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(uvloop.run(throughput(ports[0], "/sparql", queries)))
        theirs.append(uvloop.run(throughput(ports[1], "/query", queries)))
    for name, each in (("kgbuild", ours), ("oxigraph", theirs)):
        print(f"{kind:17} {name:9} {statistics.median(each):>7,.0f} a second ({min(each):,.0f} to {max(each):,.0f})")
    ratio = statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
    print(f"{kind:17} ratio     {ratio:>7.2f}")


def compare_latency(ports: tuple[int, int]) -> None:
    """Print the median time of each question of the catalogue by both."""
    http = urllib3.PoolManager(retries=False)
    ratios = []
    print(f"\n{'question':32} {'kgbuild':>9} {'oxigraph':>9}   ratio")
    for question in list_questions():
        query = question.bind(question.example_arguments())
        mine, other = [], []
        for time_asked in range(TIMES_OF_QUESTION):
            text = f"{DECLARED}{query} # {time_asked}"
            mine.append(latency(http, f"http://127.0.0.1:{ports[0]}/sparql", text))
            other.append(latency(http, f"http://127.0.0.1:{ports[1]}/query", text))
        ratios.append(statistics.median(mine) / statistics.median(other))
        print(
            f"{question.name:32} {1000 * statistics.median(mine):6.1f} ms {1000 * statistics.median(other):6.1f} ms"
            f" {ratios[-1]:7.2f}"
        )
    print(f"median of the ratios {statistics.median(ratios):.2f}")


def main() -> None:
    """Measure both on the graph that is named."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("graph", type=Path, help="a folder that a build wrote, or a file of RDF")
    options.add_argument("--oxigraph", default=shutil.which("oxigraph"), help="the binary of Oxigraph's server")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = chosen.graph / "store"
        if not store.is_dir():
            store = Path(folder) / "store"
            load_store(chosen.graph, store)
        began = time.perf_counter()
        with ours(store) as our_port:
            print(f"kgbuild answers {time.perf_counter() - began:.2f} s after its start; {os.cpu_count()} cores")
            with oxigraph_server(chosen.oxigraph, "serve-read-only", store, "--union-default-graph") as their_port:
                time.sleep(SECONDS_TO_START)  # the other workers of kgbuild start while the first one answers
                ports = (our_port, their_port)
                queries = lookups(store)
                compare_throughput(ports, "different lookups", queries)
                compare_throughput(ports, "the same lookup", queries[:1] * CLIENTS)
                compare_latency(ports)


if __name__ == "__main__":
    main()
