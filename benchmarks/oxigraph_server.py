"""Oxigraph's own server (https://github.com/oxigraph/oxigraph), run to be measured or to be measured beside."""

from __future__ import annotations

import socket
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import urllib3

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["oxigraph_server"]


@contextmanager
def oxigraph_server(binary: str | Path, command: str, store: Path, *options: str) -> Iterator[int]:
    """Run *command* ("serve", "serve-read-only") of *binary* on the folder *store*; gives the port, when it answers.

    Raises :class:`RuntimeError` if the server ends instead.
    """
    port = _free_port()
    place = ("--location", str(store), "--bind", f"127.0.0.1:{port}")
    with subprocess.Popen(
        [str(binary), command, *place, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            while not _answers(port):
                if process.poll() is not None:
                    raise RuntimeError(f"{binary} {command} ends with status {process.returncode}")
                time.sleep(0.05)
            yield port
        finally:
            process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        urllib3.request("GET", f"http://127.0.0.1:{port}/", retries=False)
    except urllib3.exceptions.HTTPError:
        return False
    return True
