"""What the front of the endpoint and its workers say to each other, framed for a socket.

A frame is the length of a message and the number of its job (four bytes each, big-endian), and the message in
MessagePack.
"""

from __future__ import annotations

import mmap
import struct
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

import msgspec

from kgbuild.publish.formats import Choice  # noqa: TC001  msgspec reads the annotations

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "LARGEST_NUMBER",
    "Answered",
    "Fault",
    "FiguresJob",
    "Frames",
    "Job",
    "NumberAtWork",
    "QueryJob",
    "Ready",
    "Recall",
    "Reply",
    "frame",
]

_HEAD = struct.Struct(">II")
_BYTES_OF_NUMBER = 4
LARGEST_NUMBER = 2**32 - 1
"""Of a job: numbers go on from 1 then."""


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


class Recall(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """The jobs that were given and are not begun are taken back."""


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

_ENCODER = msgspec.msgpack.Encoder()


def frame(message: Job | Recall | Answered, number: int) -> bytes:
    """The frame of *message*, which is the job of this *number* or the answer to it; 0 for what is neither."""
    packed = _ENCODER.encode(message)
    return _HEAD.pack(len(packed), number) + packed


class NumberAtWork:
    """The number of the job that a worker is at, in memory that it and the front share: the file of *descriptor*."""

    def __init__(self, descriptor: int) -> None:
        self._shared = memoryview(mmap.mmap(descriptor, _BYTES_OF_NUMBER)).cast("I")

    @staticmethod
    def file() -> IO[bytes]:
        """A file for the number, which has no name."""
        file = TemporaryFile()  # noqa: SIM115  who asks for it closes it
        file.truncate(_BYTES_OF_NUMBER)
        return file

    @property
    def number(self) -> int:
        """The number; 0 before the first job."""
        return self._shared[0]

    @number.setter
    def number(self, number: int) -> None:
        self._shared[0] = number


class Frames:
    """Parts a stream into messages, as its bytes come."""

    def __init__(self) -> None:
        self._received = bytearray()

    def of(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """The messages that *data* makes whole, each with its number."""
        received = self._received + data if self._received else data
        begin = 0
        while len(received) >= begin + _HEAD.size:
            length, number = _HEAD.unpack_from(received, begin)
            end = begin + _HEAD.size + length
            if len(received) < end:
                break
            yield number, bytes(received[begin + _HEAD.size : end])
            begin = end
        self._received = bytearray(received[begin:])
