"""How much one client may ask: so often, and so many queries at once."""

from __future__ import annotations

import ipaddress
import math
from collections import Counter, OrderedDict
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kgbuild.publish.protocol import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Clients", "TooManyError", "client_of"]

_MOST_REMEMBERED = 20_000


class TooManyError(ProtocolError):
    """A request beyond what its client may ask; it may ask again after ``seconds``."""

    def __init__(self, detail: str, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(429, detail)


class Clients:
    """Counts what clients ask: a bucket of *burst* tokens for each, refilled with *rate* tokens a second.

    A *rate* of 0 sets no bound. *clock* tells seconds.
    """

    def __init__(self, *, rate: float, burst: int, at_once: int, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._burst = burst
        self._at_once = at_once
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._running: Counter[str] = Counter()

    @contextmanager
    def turn(self, client: str) -> Iterator[None]:
        """Count a query of *client* while the body runs. Raises :class:`TooManyError`."""
        self._take_token(client)
        if self._running[client] >= self._at_once:
            raise TooManyError(f"You have {self._at_once} queries running; wait for one of them.", 1)
        self._running[client] += 1
        try:
            yield
        finally:
            self._running[client] -= 1
            if not self._running[client]:
                del self._running[client]

    def _take_token(self, client: str) -> None:
        if not self._rate:
            return
        now = self._clock()
        tokens, stamp = self._buckets.pop(client, (float(self._burst), now))
        tokens = min(self._burst, tokens + (now - stamp) * self._rate)
        self._buckets[client] = (tokens - 1 if tokens >= 1 else tokens, now)
        if len(self._buckets) > _MOST_REMEMBERED:  # whoever has not asked for longest has a full bucket again, or soon
            self._buckets.popitem(last=False)
        if tokens < 1:
            wait = math.ceil((1 - tokens) / self._rate)
            raise TooManyError(f"You ask more than {self._rate:g} times a second; wait for {wait} s.", wait)


def client_of(address: str) -> str:
    """What stands for the client at *address*: the address, or the network of 64 bits that an IPv6 host may roam.

    >>> client_of("192.0.2.7"), client_of("2001:db8:1:2:3:4:5:6")
    ('192.0.2.7', '2001:db8:1:2::/64')
    """
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network((address.partition("%")[0], 64), strict=False))
    except ValueError:
        return address
