"""Reading: from a source to :class:`~kgbuild.model.Document` values."""

from kgbuild.read.plain_text import read_plain_text
from kgbuild.read.sources import read_sources

__all__ = ["read_plain_text", "read_sources"]
