"""One file over HTTP, gone on with where it broke off (RFC 9110)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from kgbuild.errors import InputError
from kgbuild.fetch.digests import Digest, representation_digest
from kgbuild.fetch.partial import Partial, Version
from kgbuild.transport import Client, Manners, PassingError, passing_refusal, persist

if TYPE_CHECKING:
    from collections.abc import Callable

    import urllib3

__all__ = ["Received", "Transfer"]

_PIECE = 1 << 16
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has come whole, as far as its length tells; ``digest`` is the server's, if it gives one."""

    version: Version
    digest: Digest | None


class Transfer:
    """Gets files one after the other."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self._client = Client(manners)

    def get(
        self, address: str, partial: Partial, known: Version | None, on_bytes: Callable[[int, int | None], None]
    ) -> Received | None:
        """Bring the file at *address* into *partial*; return ``None`` if it is still the version *known*.

        *on_bytes* is told how many bytes have come, and of how many if the server says so. Raises
        :class:`InputError` where it cannot be had, :class:`UnreachableError` where no server answers.
        """
        return persist(address, self._manners, lambda: self._try(address, partial, known, on_bytes))

    def _try(
        self, address: str, partial: Partial, known: Version | None, on_bytes: Callable[[int, int | None], None]
    ) -> Received | None:
        have = partial.version(address)
        with self._client.ask("GET", address, headers=_headers(have, partial.size, known)) as answer:
            if answer.status == HTTPStatus.NOT_MODIFIED:
                return None
            if answer.status == HTTPStatus.OK:
                answered = Version(address, answer.headers.get("ETag"), answer.headers.get("Last-Modified"))
                output, size = partial.begin(answered), _number(answer.headers.get("Content-Length"))
            elif answer.status == HTTPStatus.PARTIAL_CONTENT and have:
                size = _size_of_range(answer, partial)
                answered, output = have, partial.go_on()
            else:
                raise _refusal(address, answer, partial)
            with output:
                came = output.tell()
                on_bytes(came, size)
                for piece in answer.stream(_PIECE, decode_content=False):
                    output.write(piece)
                    came += len(piece)
                    on_bytes(came, size)
            if size is not None and came != size:
                raise PassingError(f"{came:,} of {size:,} bytes came")
            return Received(answered, representation_digest(answer.headers.get("Repr-Digest", "")))


def _headers(have: Version | None, size: int, known: Version | None) -> dict[str, str]:
    """Ask for the bytes that are missing, or for a version that is not the one known."""
    if have:
        return {"Range": f"bytes={size}-", "If-Range": have.range_validator or ""}
    if known and known.etag:
        return {"If-None-Match": known.etag}
    if known and known.last_modified:
        return {"If-Modified-Since": known.last_modified}
    return {}


def _size_of_range(answer: urllib3.BaseHTTPResponse, partial: Partial) -> int | None:
    """Return the size of the whole file; refuse a range that does not follow what is there."""
    match = _CONTENT_RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    if match is None or int(match[1]) != partial.size:
        partial.discard()
        raise PassingError("the server sent another range than the one asked for")
    return _number(match[2])


def _refusal(address: str, answer: urllib3.BaseHTTPResponse, partial: Partial) -> Exception:
    """Say what an answer without the file means."""
    status = answer.status
    reason = f"the server answers {status} {answer.reason or ''}".rstrip()
    if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        partial.discard()  # the file is shorter than what is there of it
        return PassingError(reason)
    if passing := passing_refusal(status, reason, answer.headers):
        return passing
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return InputError(address, reason, "see the volume's id in its address on history.state.gov")
    return InputError(address, reason, "open the address in a browser, or name another mirror")


def _number(field: str | None) -> int | None:
    return int(field) if field and field.isascii() and field.isdigit() else None
