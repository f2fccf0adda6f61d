"""What a worker process is told at its start."""

from __future__ import annotations

import msgspec

__all__ = ["Setting"]


class Setting(msgspec.Struct, frozen=True):
    """The folder of the store, and the limits of a query, as in :class:`kgbuild.publish.limits.Limits`."""

    store: str
    seconds: float
    memory: int
    rows: int
    answer_bytes: int
