"""Words of contact in telegrams of the volumes, told by a reader to introduce a meeting or not.

``contacts.tsv`` has a line for each telegram: its name, the length of its text, and where words stand that
introduce a meeting, and where words that the reader left open (the same meeting again, or none that could be told).
Offsets count code points from 0 in the telegram's text as rendered for plain text. All other words of contact
introduce none. They were read as the annotated telegrams were (close reading with a large language model under the
same guidelines), but only whether there is a meeting; words that a first model held to be none (below 0.05 to 0.1)
were not shown. None of these telegrams is among the annotated ones.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from volumes import read_telegrams_as_plain_text

from kgbuild.extract.actors import find_actors
from kgbuild.extract.contacts import find_contacts
from kgbuild.extract.language import sentences
from kgbuild.extract.meeting_features import contact_features
from kgbuild.extract.pieces import short_sentences

if TYPE_CHECKING:
    from kgbuild.model import Document

TABLE = Path(__file__).parent / "contacts.tsv"

Labelled = tuple[list[str], bool]


@cache
def read_contacts() -> tuple[Labelled, ...]:
    """The features of each word of contact that the reader decided on, and whether it introduces a meeting.

    Raises :class:`ValueError` where a telegram's text is not the one that was read.
    """
    lines = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
    documents = read_telegrams_as_plain_text({name: int(length) for name, length, *_ in lines})
    found: list[Labelled] = []
    for name, _, meetings, left_open in lines:
        found += _labelled(documents[name], _offsets(meetings), _offsets(left_open))
    return tuple(found)


def _offsets(cell: str) -> frozenset[int]:
    return frozenset(map(int, cell.split()))


def _labelled(document: Document, meetings: frozenset[int], left_open: frozenset[int]) -> list[Labelled]:
    body = sentences(document)
    cast = find_actors(document, body)
    short = short_sentences(body)
    contacts = find_contacts(document, short, cast)
    rows = contact_features(document, short, contacts, cast)
    starts = [contact.trigger.start for contact in contacts]
    return [(row, at in meetings) for row, at in zip(rows, starts, strict=True) if at not in left_open]
