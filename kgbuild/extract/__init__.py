"""Extraction: from a :class:`~kgbuild.model.Document` to the :class:`~kgbuild.model.Events` that it reports."""

from __future__ import annotations

from kgbuild.extract.actors import find_actors
from kgbuild.extract.confidence import at_least, calibrated
from kgbuild.extract.language import sentences
from kgbuild.extract.meetings import find_meetings
from kgbuild.extract.positions import find_positions
from kgbuild.extract.resolutions import find_resolutions
from kgbuild.model import Document, Events

__all__ = ["extract"]


def extract(document: Document, *, min_confidence: float = 0.0) -> Events:
    """The agents, meetings, positions and resolutions that the document's text reports.

    Meetings, positions, rebuttals and references of less confidence than *min_confidence* (0 to 1) are left out.
    A pure function: the same document gives the same events, whatever was read before.
    """
    body = sentences(document)
    cast = find_actors(document, body)
    meetings = tuple(map(calibrated, find_meetings(document, body, cast)))
    resolutions, references = find_resolutions(document, cast)
    positions = find_positions(document, body, cast, meetings, references, min_link=min_confidence)
    events = Events(
        document=document.identifier,
        agents=tuple(cast.agents.values()),
        author=cast.author,
        meetings=meetings,
        positions=positions,
        resolutions=resolutions,
        references=references,
    )
    return at_least(events, min_confidence)
