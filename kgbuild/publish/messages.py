"""What the front of the endpoint and its workers say to each other, framed for a socket.

A frame is the length of a message (four bytes, big-endian) and the message in MessagePack.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import msgspec

from kgbuild.publish.formats import Choice  # noqa: TC001  msgspec reads the annotations

if TYPE_CHECKING:
    import socket

__all__ = ["LENGTH", "Answered", "Fault", "FiguresJob", "Job", "QueryJob", "Ready", "Reply", "frame", "receive_job"]

LENGTH = struct.Struct(">I")
"""The head of a frame."""


class QueryJob(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """A query to answer: over ``default_graphs`` and ``named_graphs`` where any are given, in a form of ``choice``."""

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    choice: Choice
    gzip: bool


class FiguresJob(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """The figures of the graph are wanted, for its description."""


Job = QueryJob | FiguresJob


class Ready(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """The worker's first word: its store is open."""


class Reply(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """An answer: its bytes, their media type and how many rows or triples it has."""

    body: bytes
    media_type: str
    rows: int
    gzip: bool


class Fault(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """What keeps a job from being answered: a status of HTTP and a line for the client."""

    status: int
    detail: str


Answered = Ready | Reply | Fault

_CHUNK = 2**18
_JOBS: msgspec.msgpack.Decoder[Job] = msgspec.msgpack.Decoder(Job)
_ENCODER = msgspec.msgpack.Encoder()


def frame(message: Job | Answered) -> bytes:
    """The frame of *message*."""
    packed = _ENCODER.encode(message)
    return LENGTH.pack(len(packed)) + packed


def receive_job(connection: socket.socket) -> Job | None:
    """The next job that *connection* brings, ``None`` if it is closed instead. There is none after it in the stream."""
    received = connection.recv(_CHUNK)
    while not _is_whole(received):
        part = connection.recv(_CHUNK)
        if not part:
            return None
        received += part
    return _JOBS.decode(memoryview(received)[LENGTH.size :])


def _is_whole(received: bytes) -> bool:
    return len(received) >= LENGTH.size and len(received) == LENGTH.size + LENGTH.unpack_from(received)[0]
