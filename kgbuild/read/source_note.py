"""The note "Source: ..." of the later volumes: where the paper lies, and how secret it was.

"Source: Johnson Library, National Security File, Vol. 5. Secret; Limdis. Drafted by ..." names, in
this order and as sentences of their own, the archive, then classification and handling, parted by
semicolons.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kgbuild.model import SourceNote

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["read_source_note", "source_of_lines"]

_OPENING = re.compile(r"\[?Source: *")
_CLASSIFICATIONS = (
    "Top Secret",
    "Secret",
    "Confidential",
    "Restricted",
    "Limited Official Use",
    "Official Use Only",
    "For Official Use Only",
    "Unclassified",
    "Administratively Restricted",
    "Plain",
)
_CLASSIFIED = re.compile(
    rf"(?:(?<=[.)\]”\"]) |^)(?P<words>(?:No classification marking|(?:{'|'.join(_CLASSIFICATIONS)}))"
    r"(?:[;,] [^.]*(?:(?<=U\.S)\.[^.]*|(?<=U\.K)\.[^.]*)*)?)\.(?=\s|$|[\])”])"
)


def read_source_note(words: str) -> SourceNote | None:
    """Return the parts of the note *words*; ``None`` where it is no source note.

    >>> read_source_note("Source: Johnson Library, Vol. 5. Secret; Limdis.")
    SourceNote(archive='Johnson Library, Vol. 5', classification='Secret', handling=('Limdis',))
    """
    opening = _OPENING.match(words)
    if opening is None:
        return None
    rest = words[opening.end() :]
    classified = _CLASSIFIED.search(rest)
    if classified is None:
        return SourceNote(archive=_archive(rest))
    classification, *handling = re.split(r"; ?", classified["words"])
    if classification == "No classification marking":
        return SourceNote(_archive(rest[: classified.start()]), None, tuple(handling))
    return SourceNote(_archive(rest[: classified.start()]), classification, tuple(handling))


def _archive(words: str) -> str | None:
    """Return the first sentence of *words*, which abbreviations with a period do not end."""
    end = re.search(r"(?<!\bVol)(?<!\bNo)(?<!\b[A-Z])(?<!\bSt)(?<!\bDr)\. (?=[A-Z])", words)
    archive = (words[: end.start()] if end else words).strip().rstrip(".")
    return archive or None


def source_of_lines(file: str | None, secrecy: Sequence[str]) -> SourceNote | None:
    """Return the source that the lines of an older volume name: the paper's *file* and its *secrecy*.

    >>> source_of_lines("501.BB/9–848: Telegram", ["secret", "us urgent"])
    SourceNote(archive='501.BB/9–848', classification='Secret', handling=('us urgent',))
    """
    if file is None and not secrecy:
        return None
    archive = re.sub(r": (?:Circular )?(?:Telegram|Airgram)$", "", file) if file else None
    graded = [words.strip(" .[]") for line in secrecy for words in re.split(r"[;,]|—", line)]
    secret = next((words for words in graded if words.title() in _CLASSIFICATIONS), None)
    handling = tuple(words for words in graded if words and words != secret)
    return SourceNote(archive or None, secret.title() if secret else None, handling)
