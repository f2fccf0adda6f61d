"""Requests over HTTP: what of a failure another attempt may mend, and how patiently to try (RFC 9110)."""

from __future__ import annotations

import random
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3

from kgbuild import __version__
from kgbuild.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["USER_AGENT", "Client", "Manners", "PassingError", "UnreachableError", "passing_refusal", "persist"]

USER_AGENT = f"kgbuild/{__version__} (knowledge graph of diplomatic telegrams; python-urllib3)"

_REDIRECTS = 5
_BUSY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Manners:
    """How often and how long to try. All times are in seconds.

    ``timeout`` holds for connecting and for each wait for bytes. The wait before the second attempt is
    about ``wait`` and doubles up to ``longest_wait``, unless the server says when to come again; where that
    is later than ``patience``, the request is given up.
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


class UnreachableError(InputError):
    """No attempt has reached the server."""


class PassingError(Exception):
    """What another attempt may mend; ``wait`` is what the server asks for, in seconds."""

    def __init__(self, reason: str, *, wait: float | None = None, reached: bool = True) -> None:
        self.reason = reason
        self.wait = wait
        self.reached = reached
        super().__init__(reason)


def persist(address: str, manners: Manners, attempt: Callable[[], _T]) -> _T:
    """What *attempt* returns, tried again where it raises :class:`PassingError`, as *manners* have it.

    Raises :class:`InputError`, which names *address*, where no attempt does it, :class:`UnreachableError`
    where no server answers.
    """
    for failures in range(1, manners.attempts + 1):
        try:
            return attempt()
        except PassingError as error:
            passing = error
        if (passing.wait or 0) > manners.patience:
            reason = f"{passing.reason}, and asks to wait for {passing.wait:.0f} seconds"
            raise InputError(address, reason, "run the command again then")
        if failures < manners.attempts:
            time.sleep(manners.pause(failures) if passing.wait is None else passing.wait)
    fault = InputError if passing.reached else UnreachableError
    reason = f"{passing.reason} (at the last of {manners.attempts} attempts)"
    raise fault(address, reason, "run the command again later")


class Client:
    """Asks servers over one connection at a time, through the proxy that the environment names, if any."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self._pools: dict[str | None, urllib3.PoolManager] = {}

    @contextmanager
    def ask(
        self, method: str, address: str, *, headers: Mapping[str, str], body: bytes | None = None
    ) -> Iterator[urllib3.BaseHTTPResponse]:
        """Send one request for *address*; yield the answer, of whatever status, whose body is still to be read.

        Raises :class:`PassingError` for what fails on the way, :class:`InputError` where *address* is none.
        """
        try:
            answer = self._pool(address).request(
                method,
                address,
                body=body,
                headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity", **headers},
                preload_content=False,
                redirect=True,
                retries=urllib3.Retry(
                    connect=0, read=0, status=0, other=0, redirect=_REDIRECTS, respect_retry_after_header=False
                ),
                timeout=urllib3.Timeout(connect=self._manners.timeout, read=self._manners.timeout),
            )
        except urllib3.exceptions.LocationValueError as error:
            raise InputError(address, "is no address", "give one such as https://server/path") from error
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


def passing_refusal(status: int, reason: str, headers: Mapping[str, str]) -> PassingError | None:
    """What an answer of *status* means that another attempt may better; ``None`` for any other answer."""
    wait = _retry_after(headers.get("Retry-After"))
    if status in _BUSY or status >= HTTPStatus.INTERNAL_SERVER_ERROR or (status == HTTPStatus.FORBIDDEN and wait):
        return PassingError(reason, wait=wait)
    return None


def _retry_after(field: str | None) -> float | None:
    """Return the seconds that a header field Retry-After, a number or a date, asks to wait."""
    if not field:
        return None
    if field.isascii() and field.isdigit():
        return int(field)
    try:
        return max(0.0, (parsedate_to_datetime(field).astimezone(UTC) - datetime.now(UTC)).total_seconds())
    except ValueError:
        return None


def _lost(error: urllib3.exceptions.HTTPError) -> PassingError:
    """Say how a connection was lost."""
    cause = error.reason if isinstance(error, urllib3.exceptions.MaxRetryError) and error.reason else error
    if isinstance(cause, urllib3.exceptions.ResponseError):
        return PassingError(f"more than {_REDIRECTS} redirections")
    if isinstance(cause, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError):
        return PassingError("the server cannot be reached", reached=False)
    if isinstance(cause, urllib3.exceptions.TimeoutError):
        return PassingError("the server was silent for too long")
    return PassingError(f"the connection was cut ({cause.args[0] if cause.args else type(cause).__name__})")
