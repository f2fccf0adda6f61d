"""The list of participants at the head of a memorandum of conversation: its lines, and the names that open them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kgbuild.model import DocumentKind, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.language import Sentence
    from kgbuild.model import Document

__all__ = ["attendance_list", "listed_names"]

_HEAD = re.compile(r"participants|present", re.IGNORECASE)
_NARRATIVE = 8  # words: a shorter line lists somebody
_NAME = re.compile(
    r"(?:[A-Z/]+ ?[—–-] ?)?"  # the office symbol of the Department's own people ("EUR—Mr. Whitfield")
    r"(?:H\. ?E\. )?(?!The )((?:[A-ZÀ-Þ](?:[\w’'-]+|\.)\.? ){1,4}[A-ZÀ-Þ][\w’'-]+)(?=,| \(|$)"
)


def attendance_list(document: Document, sentences: Sequence[Sentence]) -> range | None:
    """The indexes of the lines that list who took part; ``None`` where there is no list.

    The sentence at the end of the range is the first that narrates.
    """
    if document.kind is not DocumentKind.MEMORANDUM_OF_CONVERSATION:
        return None
    head = next((i for i, s in enumerate(sentences) if _HEAD.match(s.tokens[0].text)), None)
    if head is None:
        return None
    first = next((i for i in range(head + 1, len(sentences)) if _narrates(sentences[i])), None)
    return range(head + 1, first) if first is not None else None


def _narrates(sentence: Sentence) -> bool:
    return len(sentence.tokens) > _NARRATIVE and sentence.tokens[-1].text in '.?!:”"'


def listed_names(document: Document, sentences: Sequence[Sentence]) -> dict[int, Span]:
    """The name, with titles, that opens each line of the list ("Paul T. Harlan, Director"), by the line's offset."""
    found: dict[int, Span] = {}
    for i in attendance_list(document, sentences) or ():
        span = sentences[i].span
        name = _NAME.match(document.text, span.start, span.end)
        if name:
            found[span.start] = Span(*name.span(1))
    return found
