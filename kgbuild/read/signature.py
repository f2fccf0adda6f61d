"""Which lines are signatures, and whose: "Dulles", "[Johnson]", "Theodore L. Eliot, Jr."."""

from __future__ import annotations

import re

__all__ = ["is_office", "is_signature", "signature_name"]

_NAME = r"[A-ZÀ-Þ][\w.’'–-]*"
_SIGNATURE = re.compile(
    rf"[“\"]?\[?(?:/[sS]/ ?)?{_NAME}(?:,? (?:{_NAME}|de|von|van|der|du|la|el|al|deB\.|&)){{0,4}}\]?"
    r"[”\"]?(?:\d{1,2}|[*†‡])?"
)
_OTHER_LINE = re.compile(
    r"(?:End|Comment|Continued|Enclosure|Attachment|Text|Unquote|Begin|Not|None|Unsigned|Message [Uu]nsigned"
    r"|Approved?|Disapproved?|Yes|No|See [Mm]e|Call [Mm]e)\b"
)
_OFFICE = re.compile(
    r"(?=[A-Z]).*\b(?:Generals?|Admiral|Colonel|Captain|Commander|US[AN]F?|USMC|Secretary|Chief|Director|Ambassador|Chairman"
    r"|Minister|Officer|Consul|Attaché|Assistant|Adviser|Affairs|Counselor|President|Representative|Infantry)\b[^.?!]*"
)
_LONGEST = 60


def is_signature(words: str) -> bool:
    """Tell whether *words*, the last line of a document, can be a signature.

    >>> is_signature("[Johnson]"), is_signature("End Text."), is_signature("He said that he agreed.")
    (True, False, False)
    """
    return len(words) <= _LONGEST and _SIGNATURE.fullmatch(words) is not None and not _OTHER_LINE.match(words)


def is_office(words: str) -> bool:
    """Tell whether *words*, the line below a name, can be the office that he signs in.

    >>> is_office("Chief of Staff, United States Air Force"), is_office("The Secretary said no.")
    (True, False)
    """
    return len(words) <= _LONGEST and _OFFICE.fullmatch(words) is not None


def signature_name(words: str) -> str:
    """Give the name in a signature, without brackets and quotation marks.

    >>> signature_name("[Johnson]"), signature_name("Theodore L. Eliot, Jr.")
    ('Johnson', 'Theodore L. Eliot, Jr.')
    """
    name = re.sub(r"^\W*/[sS]/", "", words).strip(' []()“”"/,;:')
    return name if re.search(r"(?:\b[A-Z]|\b[JS]r|\b[A-Z][a-z]?\.[A-Z])\.$", name) else name.rstrip(".")
