"""The endpoint beside Oxigraph's own server on the same store in the same run: `make bench-endpoint`.

Two measures, taken in turns of both: how many lookups a second eight clients get who keep their connections
(each lookup asks what is said of another document, event or agent, so that no answer can be had from a cache), and
the median time of each question of the catalogue with its example's arguments, asked by one client.
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

from kgbuild.graph.vocabulary import PREFIXES
from kgbuild.store import list_questions
from kgbuild.store.embedded import load_store, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENTS = 8
ROUNDS = 7
SECONDS_OF_ROUND = 2.0
TIMES_OF_QUESTION = 15
DECLARED = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
JSON, TURTLE = "application/sparql-results+json", "text/turtle"


class Client(asyncio.Protocol):
    """Sends one GET after another over one connection, and counts the answers."""

    def __init__(self, port: int, path: str, queries: list[str]) -> None:
        head = f"HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\naccept: {JSON}\r\n\r\n"
        self._requests = [f"GET {path}?query={quote(query)} {head}".encode() for query in queries]
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
        if self._transport:
            self._transport.write(self._requests[self.answered % len(self._requests)])


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


@contextmanager
def theirs(store: Path, binary: str) -> Iterator[int]:
    """Serve *store* by Oxigraph's server; gives the port."""
    port = 7899
    command = [binary, "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, "--union-default-graph"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    http = urllib3.PoolManager(retries=False)
    try:
        for _ in range(200):
            try:
                http.request("GET", f"http://127.0.0.1:{port}/")
                break
            except urllib3.exceptions.HTTPError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def latency(http: urllib3.PoolManager, url: str, query: str) -> float:
    """Seconds from asking *query* to having the whole answer."""
    began = time.perf_counter()
    answer = http.request(
        "GET", f"{url}?query={quote(DECLARED + query)}", headers={"Accept": f"{JSON}, {TURTLE};q=0.9"}
    )
    seconds = time.perf_counter() - began
    if answer.status != 200:
        raise RuntimeError(answer.data.decode())
    return seconds


def compare_throughput(our_port: int, their_port: int, store: Path) -> None:
    """Print lookups a second of both."""
    queries = lookups(store)
    figures: dict[str, list[float]] = {"kgbuild": [], "oxigraph": []}
    for _ in range(ROUNDS):
        figures["kgbuild"].append(uvloop.run(throughput(our_port, "/sparql", queries)))
        figures["oxigraph"].append(uvloop.run(throughput(their_port, "/query", queries)))
    for name, each in figures.items():
        print(
            f"{name:9} {statistics.median(each):>8,.0f} lookups a second (of {ROUNDS} rounds: "
            f"{min(each):,.0f} to {max(each):,.0f})"
        )
    ratios = [a / b for a, b in zip(*figures.values(), strict=True)]
    print(f"ratio     {statistics.median(ratios):>8.2f}")


def compare_latency(our_port: int, their_port: int) -> None:
    """Print the median time of each question of the catalogue by both."""
    http = urllib3.PoolManager(retries=False)
    ratios = []
    print(f"\n{'question':32} {'kgbuild':>9} {'oxigraph':>9}   ratio")
    for question in list_questions():
        query = question.bind(question.example_arguments())
        mine, other = [], []
        for _ in range(TIMES_OF_QUESTION):
            mine.append(latency(http, f"http://127.0.0.1:{our_port}/sparql", query))
            other.append(latency(http, f"http://127.0.0.1:{their_port}/query", query))
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
            with theirs(store, chosen.oxigraph) as their_port:
                compare_throughput(our_port, their_port, store)
                compare_latency(our_port, their_port)


if __name__ == "__main__":
    main()
