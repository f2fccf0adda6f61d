"""What kind of document a heading announces."""

from __future__ import annotations

import re

from kgbuild.model import DocumentKind

__all__ = ["is_numbered", "kind_of_heading"]

_NUMBERED = frozenset({DocumentKind.TELEGRAM, DocumentKind.AIRGRAM, DocumentKind.DESPATCH, DocumentKind.INSTRUCTION})

# Read in order: "Circular Airgram", "Memorandum of Conversation" and "Minutes of a Meeting of the
# Policy Committee on Despatches" are told by the first rule whose words open the heading.
_OPENINGS: tuple[tuple[re.Pattern[str], DocumentKind], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"editorial notes?\b", DocumentKind.EDITORIAL_NOTE),
        (r"(?:[\w–-]+ ){0,2}telegrams?\b", DocumentKind.TELEGRAM),
        (r"(?:[\w–-]+ ){0,2}airgrams?\b", DocumentKind.AIRGRAM),
        (r"(?:[\w–-]+ ){0,2}des?patch\b", DocumentKind.DESPATCH),
        (r"(?:[\w–-]+ ){0,1}instructions?\b", DocumentKind.INSTRUCTION),
        (
            (
                r"(?:[\w–-]+ ){0,4}memorand(?:um|a) of (?:(?:a|an|the|two|three) )?(?:[\w–-]+ ){0,2}"
                r"(?:conversations?|discussions?|telecon)\b"
            ),
            DocumentKind.MEMORANDUM_OF_CONVERSATION,
        ),
        (r"(?:[\w–-]+ ){0,3}memorand(?:um|a)\b", DocumentKind.MEMORANDUM),
        (r"(?:[\w–-]+ ){0,2}letters?\b", DocumentKind.LETTER),
        (r"(?:[\w–-]+ ){0,3}minutes\b", DocumentKind.MINUTES),
        (r"(?:[\w–-]+ ){0,4}(?:report|estimate)\b", DocumentKind.REPORT),
    )
)


def kind_of_heading(title: str) -> DocumentKind:
    """Return the kind of document that *title*, a heading without number and note marker, announces.

    >>> kind_of_heading("Circular Telegram From the Department of State to Certain Posts").value
    'Telegram'
    >>> kind_of_heading("Briefing Paper Prepared in the Embassy in Japan").value
    'Document'
    """
    for pattern, kind in _OPENINGS:
        if pattern.match(title):
            return kind
    return DocumentKind.OTHER


def is_numbered(kind: DocumentKind, *, sent: bool) -> bool:
    """Tell whether the text of a document begins with the paper's own number.

    *sent* says that the heading names who sent it: of the papers of no kind of their own only
    messages are numbered.
    """
    return kind in _NUMBERED or (sent and kind is DocumentKind.OTHER)
