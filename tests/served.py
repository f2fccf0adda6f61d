"""An endpoint that runs while a test asks it, as a user starts one."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import urllib3
from urllib3 import BaseHTTPResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["Endpoint", "serving", "until"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A running ``kgbuild serve``: its process, the address that it told, and the file of its messages."""

    process: subprocess.Popen[bytes]
    address: str
    messages: Path
    http: urllib3.PoolManager

    @property
    def url(self) -> str:
        return f"{self.address}sparql"

    def get(self, path: str = "sparql", accept: str | None = None, **fields: str | list[str]) -> BaseHTTPResponse:
        """GET *path* with *fields* in the URL."""
        query = f"?{urlencode(fields, doseq=True)}" if fields else ""
        return self.send("GET", f"{path}{query}", {} if accept is None else {"Accept": accept})

    def send(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | str | None = None
    ) -> BaseHTTPResponse:
        """Send a request as it is given, and take in the answer."""
        return self.http.request(method, f"{self.address}{path}", headers=headers, body=body)

    def rows(self, query: str) -> list[dict[str, str]]:
        """The rows of a SELECT, as plain texts."""
        response = self.get(query=query)
        assert response.status == 200, response.data
        return [{name: term["value"] for name, term in row.items()} for row in response.json()["results"]["bindings"]]

    def log(self) -> list[dict[str, Any]]:
        """The entries of the access log so far."""
        lines = self.messages.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]


@contextmanager
def serving(graph: Path, messages: Path, *options: str) -> Iterator[Endpoint]:
    """Serve *graph* at a free port; its standard error goes to the file *messages*."""
    with messages.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "kgbuild", "serve", "--graph", str(graph), "--port", "0", *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        assert line, messages.read_text(encoding="utf-8")
        address = line.split()[-1]
        with urllib3.PoolManager(retries=False, timeout=60, maxsize=16) as http:
            yield Endpoint(process, address, messages, http)
    finally:
        process.terminate()
        process.wait(timeout=30)


def until(condition: Callable[[], object], seconds: float = 120) -> None:
    """Wait for *condition*, for so long at most."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)
