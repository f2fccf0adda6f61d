"""What a telegram's first paragraph says before its prose: number, subject, references.

"2264. Subject: Jarring Mission. Ref: Tel Aviv 2257. Subsequent to conversation ..."
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Opening", "read_opening"]

_NUMBER = re.compile(
    r"\[?(?:(?:No\. ?|Telegram )?(?P<plain>\d{1,7})|(?P<series>[A-Z][A-Za-z/–-]{1,11}(?: [A-Z]{1,4})? ?[–-]?\d{1,7}))\]?\.(?= |$)"
)
_SUBJECT = re.compile(r"(?:Subject|Subj|SUBJECT|SUBJ)\.?: *(?P<subject>.+?)(?P<stop>\.(?= [A-Z0-9(\[“]|$)|$)")
_TITLE = re.compile(
    r"(?P<subject>(?:Talk|Conversation|Meeting|Call|Visit)s? (?:With|with|on|On) [^.]{3,60})(?P<stop>\.(?= [A-Z]|$))"
)
_REFERENCE = re.compile(
    r"(?:Refs?|Reference|References|REF|Re|RE): *(?P<reference>.+?)(?P<stop>\.(?= [A-Z0-9(\[“]|$)|$)"
)


@dataclass(frozen=True, slots=True)
class Opening:
    """The parts of an opening; ``end`` is where the prose begins, counted from the words' begin."""

    number: str | None = None
    subject: str | None = None
    references: tuple[str, ...] = ()
    end: int = 0


def read_opening(words: str) -> Opening:
    """The number, subject and references that open *words*, a paragraph whose note markers are blanked."""
    number = _NUMBER.match(words)
    end = number.end() if number else 0
    subject: str | None = None
    references: list[str] = []
    while True:
        end += len(words[end:]) - len(words[end:].lstrip())
        if match := subject is None and (_SUBJECT.match(words, end) or (number and _TITLE.match(words, end))):
            subject = match["subject"].strip()
        elif match := _REFERENCE.match(words, end):
            references.append(match["reference"].strip())
        else:
            break
        end = match.end()
    found = (number["plain"] or number["series"]) if number else None
    return Opening(found, subject, tuple(references), end)
