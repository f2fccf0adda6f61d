"""A server of volumes on 127.0.0.1 that misbehaves as it is told."""

from __future__ import annotations

import hashlib
import re
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING

from local_http import Quiet, answering

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Fault", "VolumeServer", "served", "volume"]


def volume(name: str, words: str = "Talks went on.") -> bytes:
    """A volume of one document; it is long, so that it comes in several pieces."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>'
        f'<publicationStmt><idno type="frus">{name}</idno></publicationStmt></fileDesc></teiHeader><text><body>'
        f'<div type="document" xml:id="d1"><head>1. Note</head><p>{words} {"Talk. " * 40_000}</p></div>'
        "</body></text></TEI>"
    ).encode()


@dataclass(frozen=True, slots=True)
class Fault:
    """What one answer does wrong.

    ``status`` instead of the file, with ``headers``; or the file cut after ``cut`` bytes, or silence for
    ``stall`` seconds after them; ``length`` is what the answer claims to be long.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    stall: float = 0.0
    length: int | None = None


@dataclass(slots=True)
class VolumeServer:
    """Files by their paths; each request for one takes the next of its ``faults``, and none when they are out."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [path for path, _ in self.requests]


class _Handler(Quiet, BaseHTTPRequestHandler):
    state: VolumeServer

    def do_GET(self) -> None:
        self.state.requests.append((self.path, dict(self.headers)))
        faults = self.state.faults.get(self.path, [])
        fault = faults.pop(0) if faults else Fault()
        data = self.state.files.get(self.path)
        if fault.status != 200 or data is None:
            self._head(fault.status if fault.status != 200 else 404, {"Content-Length": "0", **fault.headers})
        else:
            self._send(data, fault)

    def _send(self, data: bytes, fault: Fault) -> None:
        etag = f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'
        headers = {"ETag": etag, **self.state.headers}
        start = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        status, begin = 200, 0
        if self.headers.get("If-None-Match") == etag:
            self._head(304, headers)
            return
        if start and self.headers.get("If-Range") == etag:
            status, begin = 206, int(start[1])
            headers["Content-Range"] = f"bytes {begin}-{len(data) - 1}/{len(data)}"
            if begin >= len(data):
                self._head(416, {"Content-Length": "0"})
                return
        body = data[begin:]
        length = len(body) if fault.length is None else fault.length
        self._head(status, {**headers, "Content-Length": str(length)})
        sent = body[:length] if fault.cut is None else body[: fault.cut]
        self.wfile.write(sent)
        if fault.stall:
            self.wfile.flush()
            time.sleep(fault.stall)
        if len(sent) < length or fault.stall:
            self.close_connection = True

    def _head(self, status: int, headers: Mapping[str, str]) -> None:
        self.state.answers.append(status)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


@contextmanager
def served() -> Iterator[VolumeServer]:
    """Serve while the body runs."""
    state = VolumeServer()
    with answering(_Handler, state):
        yield state
