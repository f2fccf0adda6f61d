"""Telegrams around sentences of a test, and short ways to ask what was read out of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgbuild.extract import extract
from kgbuild.extract.actors import Cast, find_actors
from kgbuild.extract.language import sentences
from kgbuild.read.plain_text import read_plain_text

if TYPE_CHECKING:
    from kgbuild.model import Document, Events, Position

LAYOUT = """\
57. Telegram From {sender} to {recipient}1

{place}, March 9, 1966, 7 p.m.

612. {body}

{signer}

  1. Source: Example Archive, Box 1. Confidential."""


def telegram(
    body: str,
    *,
    sender: str = "the Embassy in Norway",
    recipient: str = "the Department of State",
    place: str = "Oslo",
    signer: str = "Harlan",
) -> Document:
    """The telegram with this body, as read."""
    text = LAYOUT.format(sender=sender, recipient=recipient, place=place, signer=signer, body=body)
    return read_plain_text(text, "vol-d57")


def cast_of(document: Document) -> Cast:
    return find_actors(document, sentences(document))


@dataclass(frozen=True)
class Read:
    """A document and its events."""

    document: Document
    events: Events

    @classmethod
    def of(cls, body: str, **heading: str) -> Read:
        document = telegram(body, **heading)
        return cls(document, extract(document))

    def words(self, position: Position) -> str:
        return position.content.of(self.document.text)

    def cue(self, position: Position) -> str | None:
        return position.cue.of(self.document.text) if position.cue else None

    @property
    def contents(self) -> list[str]:
        return [self.words(p) for p in self.events.positions]

    def position(self, words: str) -> Position:
        """The one position whose content is exactly *words*."""
        found = [p for p in self.events.positions if self.words(p) == words]
        assert len(found) == 1, f"{words!r} is not one of {self.contents}"
        return found[0]

    def rebutted(self, words: str) -> set[str]:
        """The contents that the position with this content rebuts."""
        by_id = {p.id: p for p in self.events.positions}
        return {self.words(by_id[name]) for name in self.position(words).rebuts}
