"""Where the trained models lie: beside the code, unless a training run puts others in their place."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SHIPPED", "model_path", "models_in"]

SHIPPED = Path(__file__).parent / "data"
_places = [SHIPPED]


def model_path(name: str) -> Path:
    """The file *name* of the models in use. Raises :class:`FileNotFoundError` where there is none."""
    return _first(name, tuple(reversed(_places)))


@cache
def _first(name: str, places: tuple[Path, ...]) -> Path:
    for place in places:
        if (place / name).is_file():
            return place / name
    raise FileNotFoundError(f"kgbuild's model {name} is missing; install kgbuild again")


@contextmanager
def models_in(folder: Path) -> Iterator[None]:
    """Use the models of *folder* before the shipped ones (cross-validation trains its own)."""
    _places.append(folder)
    try:
        yield
    finally:
        _places.remove(folder)
