"""Where the files that ship with the package lie: in the wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path

__all__ = ["resource_folder"]

_PACKAGE = Path(__file__).parent


def resource_folder(name: str) -> Path:
    """The folder *name* ("ontology", "shapes", "queries", "examples") of this installation.

    Raises :class:`FileNotFoundError` if the installation lacks it.
    """
    for place in (_PACKAGE / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"kgbuild's folder {name!r} is missing; install kgbuild again")
