"""One file over HTTP: tried again where that may help, and gone on with where it broke off (RFC 9110)."""

from __future__ import annotations

import random
import re
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3

from kgbuild import __version__
from kgbuild.errors import InputError
from kgbuild.fetch.digests import Digest, representation_digest
from kgbuild.fetch.partial import Partial, Version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["Manners", "Received", "Transfer", "UnreachableError"]

USER_AGENT = f"kgbuild/{__version__} (knowledge graph of diplomatic telegrams; python-urllib3)"

_PIECE = 1 << 16
_REDIRECTS = 5
_BUSY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class Manners:
    """How often and how long to try. All times are in seconds.

    ``timeout`` holds for connecting and for each wait for bytes. The wait before the second attempt is
    about ``wait`` and doubles up to ``longest_wait``, unless the server says when to come again; where that
    is later than ``patience``, the file is given up.
    """

    attempts: int = 6
    timeout: float = 30.0
    wait: float = 1.0
    longest_wait: float = 60.0
    patience: float = 300.0

    def pause(self, failures: int) -> float:
        """The wait after so many failed attempts: half of it fixed, half by chance, so that clients part."""
        wait: float = min(self.wait * 2.0 ** (failures - 1), self.longest_wait)
        return wait * random.uniform(0.5, 1.0)  # noqa: S311 - no secret


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has come whole, as far as its length tells; ``digest`` is the server's, if it gives one."""

    version: Version
    digest: Digest | None


class UnreachableError(InputError):
    """No attempt has reached the server."""


class _PassingError(Exception):
    """What another attempt may mend; ``wait`` is what the server asks for, in seconds."""

    def __init__(self, reason: str, *, wait: float | None = None, reached: bool = True) -> None:
        self.reason = reason
        self.wait = wait
        self.reached = reached
        super().__init__(reason)


class Transfer:
    """Gets files over one connection at a time, through the proxy that the environment names, if any."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self._pools: dict[str | None, urllib3.PoolManager] = {}

    def get(
        self, address: str, partial: Partial, known: Version | None, on_bytes: Callable[[int, int | None], None]
    ) -> Received | None:
        """Bring the file at *address* into *partial*; return ``None`` if it is still the version *known*.

        *on_bytes* is told how many bytes have come, and of how many if the server says so. Raises
        :class:`InputError` where it cannot be had, :class:`UnreachableError` where no server answers.
        """
        manners = self._manners
        for attempt in range(1, manners.attempts + 1):
            try:
                return self._try(address, partial, known, on_bytes)
            except _PassingError as error:
                passing = error
            if (passing.wait or 0) > manners.patience:
                reason = f"{passing.reason}, and asks to wait for {passing.wait:.0f} seconds"
                raise InputError(address, reason, "run the command again then")
            if attempt < manners.attempts:
                time.sleep(manners.pause(attempt) if passing.wait is None else passing.wait)
        fault = InputError if passing.reached else UnreachableError
        reason = f"{passing.reason} (at the last of {manners.attempts} attempts)"
        raise fault(address, reason, "run the command again later; it goes on where it stopped")

    def _try(
        self, address: str, partial: Partial, known: Version | None, on_bytes: Callable[[int, int | None], None]
    ) -> Received | None:
        have = partial.version(address)
        with self._answer(address, _headers(have, partial.size, known)) as answer:
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
                raise _PassingError(f"{came:,} of {size:,} bytes came")
            return Received(answered, representation_digest(answer.headers.get("Repr-Digest", "")))

    @contextmanager
    def _answer(self, address: str, headers: Mapping[str, str]) -> Iterator[urllib3.BaseHTTPResponse]:
        """Ask for *address*; what fails on the way is passing."""
        try:
            answer = self._pool(address).request(
                "GET",
                address,
                headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity", **headers},
                preload_content=False,
                redirect=True,
                retries=urllib3.Retry(
                    connect=0, read=0, status=0, other=0, redirect=_REDIRECTS, respect_retry_after_header=False
                ),
                timeout=urllib3.Timeout(connect=self._manners.timeout, read=self._manners.timeout),
            )
        except urllib3.exceptions.LocationValueError as error:
            raise InputError(address, "is no address", "mend it in the mirror's description") from error
        except urllib3.exceptions.HTTPError as error:
            raise _lost(error) from error
        try:
            yield answer
            answer.drain_conn()
        except urllib3.exceptions.HTTPError as error:
            raise _lost(error) from error
        finally:
            answer.close()  # drops a connection whose answer was not read to its end
            answer.release_conn()

    def _pool(self, address: str) -> urllib3.PoolManager:
        parts = urlsplit(address)
        proxy = None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
        if proxy not in self._pools:
            self._pools[proxy] = urllib3.ProxyManager(proxy) if proxy else urllib3.PoolManager()
        return self._pools[proxy]


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
        raise _PassingError("the server sent another range than the one asked for")
    return _number(match[2])


def _refusal(address: str, answer: urllib3.BaseHTTPResponse, partial: Partial) -> Exception:
    """Say what an answer without the file means."""
    status = answer.status
    reason = f"the server answers {status} {answer.reason or ''}".rstrip()
    if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        partial.discard()  # the file is shorter than what is there of it
        return _PassingError(reason)
    wait = _retry_after(answer.headers.get("Retry-After"))
    if status in _BUSY or status >= HTTPStatus.INTERNAL_SERVER_ERROR or (status == HTTPStatus.FORBIDDEN and wait):
        return _PassingError(reason, wait=wait)
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return InputError(address, reason, "see the volume's id in its address on history.state.gov")
    return InputError(address, reason, "open the address in a browser, or name another mirror")


def _retry_after(field: str | None) -> float | None:
    """Return the seconds that a header field Retry-After, a number or a date, asks to wait."""
    seconds = _number(field)
    if seconds is not None or not field:
        return seconds
    try:
        return max(0.0, (parsedate_to_datetime(field).astimezone(UTC) - datetime.now(UTC)).total_seconds())
    except ValueError:
        return None


def _number(field: str | None) -> int | None:
    return int(field) if field and field.isascii() and field.isdigit() else None


def _lost(error: urllib3.exceptions.HTTPError) -> _PassingError:
    """Say how a connection was lost."""
    cause = error.reason if isinstance(error, urllib3.exceptions.MaxRetryError) and error.reason else error
    if isinstance(cause, urllib3.exceptions.ResponseError):
        return _PassingError(f"more than {_REDIRECTS} redirections")
    if isinstance(cause, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError):
        return _PassingError("the server cannot be reached", reached=False)
    if isinstance(cause, urllib3.exceptions.TimeoutError):
        return _PassingError("the server was silent for too long")
    return _PassingError(f"the connection was cut ({cause.args[0] if cause.args else type(cause).__name__})")
