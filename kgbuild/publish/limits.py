"""How much the endpoint gives to one query, one client, and all of them."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PATIENCE", "Limits"]

PATIENCE = 0.02
"""Seconds that a query may take before those that wait behind it in its process are taken to others.

Most lookups take a hundredth of it, but the process may have to wait for a core.
"""
_MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """What the endpoint grants.

    ``seconds`` a query may run (wall time), ``memory`` bytes it may take beyond what its worker has at rest,
    ``rows`` (or triples) and ``answer_bytes`` its answer may have. ``concurrent`` queries run at once and
    ``waiting`` more wait for their turn; one client may have ``concurrent_by_client`` of both, and ask ``rate``
    times a second in the long run (0: as often as it likes) with ``burst`` at once. ``request_bytes`` is the
    longest body, ``head_bytes`` the longest request line with headers, ``connections`` the most that are open;
    a connection has ``io_seconds`` to send its request and to take in what was answered. ``cached_bytes`` of
    answers are kept for those who ask the same.
    """

    seconds: float = 10.0
    memory: int = 1024 * _MEBIBYTE
    rows: int = 100_000
    answer_bytes: int = 32 * _MEBIBYTE
    concurrent: int = 8
    waiting: int = 32
    concurrent_by_client: int = 16
    rate: float = 20.0
    burst: int = 100
    request_bytes: int = _MEBIBYTE
    head_bytes: int = 64 * 1024
    connections: int = 512
    io_seconds: float = 20.0
    cached_bytes: int = 64 * _MEBIBYTE
