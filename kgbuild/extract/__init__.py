"""Extraction: from a :class:`~kgbuild.model.Document` to the :class:`~kgbuild.model.Events` that it reports."""

from __future__ import annotations

from kgbuild.extract.actors import find_actors
from kgbuild.extract.language import sentences
from kgbuild.extract.positions import find_positions
from kgbuild.model import Document, Events

__all__ = ["extract"]


def extract(document: Document) -> Events:
    """The agents, meetings, positions and resolutions that the document's text reports.

    A pure function: the same document gives the same events, whatever was read before.
    """
    body = sentences(document)
    cast = find_actors(document, body)
    positions = find_positions(document, body, cast)
    return Events(
        document=document.identifier,
        agents=tuple(cast.agents.values()),
        author=cast.author,
        positions=positions,
    )
