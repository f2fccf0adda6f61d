"""A proxy before a store, on 127.0.0.1, that misbehaves and asks for credentials as it is told."""

from __future__ import annotations

import hashlib
import json
import re
import socket
from base64 import b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Protocol
from urllib.request import parse_http_list, parse_keqv_list

import urllib3
from local_http import Quiet, answering

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Fault", "Proxy", "basic", "bearer", "digest", "proxied"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is done instead of an answer: a status (0: the line is cut), with header fields and a body.

    Where ``forwards``, the store has done what it was asked for all the same.
    """

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    forwards: bool = False


@dataclass(slots=True)
class Proxy:
    """The store at ``target`` behind ``address``.

    Each request takes the next of the ``faults`` of its method and path ("PUT /store"); ``guard`` admits it or
    not; answers have ``most_rows`` rows at most.
    """

    target: str
    address: str = ""
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    guard: Guard | None = None
    most_rows: int | None = None
    requests: list[str] = field(default_factory=list)


class Guard(Protocol):
    """Lets a request through by its header field Authorization."""

    challenge: str

    def admits(self, method: str, path: str, authorization: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class _Equal:
    challenge: str
    expected: str

    def admits(self, _method: str, _path: str, authorization: str) -> bool:
        return authorization == self.expected


class _Digest:
    """RFC 7616 with MD5 and "auth"; a nonce is good for so many requests, and each number once."""

    def __init__(self, user: str, password: str, uses: int) -> None:
        self._user, self._password, self._uses = user, password, uses
        self._nonce, self._left, self._count = 0, 0, ""

    @property
    def challenge(self) -> str:
        self._nonce, self._left, self._count = self._nonce + 1, self._uses, ""
        return f'Digest realm="stores", nonce="n{self._nonce}", qop="auth", algorithm=MD5, Basic realm="stores"'

    def admits(self, method: str, path: str, authorization: str) -> bool:
        if not authorization.startswith("Digest "):
            return False
        told = parse_keqv_list(parse_http_list(authorization.removeprefix("Digest ")))
        secret = _md5(f"{self._user}:stores:{self._password}")
        asked = _md5(f"{method}:{told['uri']}")
        response = _md5(f"{secret}:n{self._nonce}:{told.get('nc')}:{told.get('cnonce')}:auth:{asked}")
        fresh = self._left > 0 and told["nc"] > self._count and told["uri"] == path
        self._left, self._count = self._left - 1, told["nc"]
        return fresh and told["response"] == response


def _md5(words: str) -> str:
    return hashlib.md5(words.encode(), usedforsecurity=False).hexdigest()


def basic(user: str, password: str) -> Guard:
    return _Equal('Basic realm="stores"', f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}")


def bearer(token: str) -> Guard:
    return _Equal("Bearer", f"Bearer {token}")


def digest(user: str, password: str, *, uses: int = 3) -> Guard:
    return _Digest(user, password, uses)


class _Handler(Quiet, BaseHTTPRequestHandler):
    state: Proxy

    def _do(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        state, method = self.state, self.command
        state.requests.append(f"{method} {self.path}")
        authorization = self.headers.get("Authorization", "")
        if state.guard and method != "HEAD" and not state.guard.admits(method, self.path, authorization):
            self._answer(401, {"WWW-Authenticate": state.guard.challenge}, b"")
            return
        faults = state.faults.get(f"{method} {self.path.partition('?')[0]}", [])
        fault = faults.pop(0) if faults else None
        if fault and not fault.forwards:
            self._fail(fault)
            return
        headers = {k: v for k, v in self.headers.items() if k.lower() in ("content-type", "accept", "user-agent")}
        answer = urllib3.request(method, f"{state.target}{self.path}", body=body, headers=headers, retries=False)
        if fault:
            self._fail(fault)
            return
        kept = {k: v for k, v in answer.headers.items() if k.lower() in ("content-type", "server")}
        self._answer(answer.status, kept, self._cut(answer.data, kept))

    def do_GET(self) -> None:
        self._do()

    def do_HEAD(self) -> None:
        self._do()

    def do_PUT(self) -> None:
        self._do()

    def do_POST(self) -> None:
        self._do()

    def do_DELETE(self) -> None:
        self._do()

    def _cut(self, data: bytes, headers: Mapping[str, str]) -> bytes:
        if self.state.most_rows is None or not any("results+json" in value for value in headers.values()):
            return data
        document = json.loads(data)
        if "results" in document:
            del document["results"]["bindings"][self.state.most_rows :]
        return json.dumps(document).encode()

    def _fail(self, fault: Fault) -> None:
        if fault.status:
            self._answer(fault.status, fault.headers, fault.body)
        else:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    def _answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def proxied(target: str) -> Iterator[Proxy]:
    """Stand before *target* (scheme, host and port) while the body runs."""
    state = Proxy(re.sub(r"(://[^/]*).*", r"\1", target))
    with answering(_Handler, state):
        yield state
