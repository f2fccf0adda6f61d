"""Real triple stores on 127.0.0.1, each with a folder and ports of its own: started, killed, started again."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import urllib3

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Oxigraph", "Server", "Virtuoso", "running"]

_PATIENCE = 240


class Server(Protocol):
    """A server that can be started again after it was killed, and has its data still."""

    address: str

    def start(self) -> None: ...
    def kill(self) -> None: ...


@contextmanager
def running(server: Server) -> Iterator[Server]:
    server.start()
    try:
        yield server
    finally:
        server.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Process:
    """A server process that is there when it answers at ``probe``."""

    def __init__(self, folder: Path, command: list[str], probe: str) -> None:
        self._folder = folder
        self._command = command
        self._probe = probe
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        log = (self._folder / "output.log").open("ab")
        with log:
            self._process = subprocess.Popen(self._command, cwd=self._folder, stdout=log, stderr=log)
        deadline = time.monotonic() + _PATIENCE
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                urllib3.request("GET", self._probe, retries=False, timeout=5)
            except urllib3.exceptions.HTTPError:
                time.sleep(0.02)
            else:
                return
        self.kill()
        raise RuntimeError(f"{self._command[0]} does not answer:\n{(self._folder / 'output.log').read_text()[-2000:]}")

    def kill(self) -> None:
        """Kill it at once (SIGKILL): it can put nothing in order."""
        if self._process:
            self._process.kill()
            self._process.wait()


class Oxigraph(_Process):
    """The server that the package ``oxigraph`` brings."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        binary = Path(sys.executable).parent / "oxigraph"
        command = [str(binary), "serve", "--location", "store", "--bind", f"127.0.0.1:{port}"]
        super().__init__(folder, command, f"{self.address}/query")


_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
ServerThreads = 10
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = {most_rows}
"""


class Virtuoso(_Process):
    """Virtuoso 7 as Debian has it; its user and password are "dba" and "dba"."""

    def __init__(self, folder: Path, *, most_rows: int = 10_000) -> None:
        port = free_port()
        self.sql_port = free_port()
        self.address = f"http://127.0.0.1:{port}/sparql"
        (folder / "virtuoso.ini").write_text(_INI.format(port=port, sql_port=self.sql_port, most_rows=most_rows))
        super().__init__(folder, ["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"], self.address)

    def start(self) -> None:
        (self._folder / "virtuoso.lck").unlink(missing_ok=True)  # a killed server leaves its lock
        super().start()
