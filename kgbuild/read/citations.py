"""Which documents of the series a note cites, as in "See Document 252" or "vol. XVIII, Document 341"."""

from __future__ import annotations

import re

__all__ = ["cited_documents"]

_CITATION = re.compile(
    r"(?:(?P<years>\d{4}(?:[–-]\d{2,4})?), )?(?:\bvol(?:ume|\.) (?P<volume>[IVXLivxl]+)"
    r"(?:, [Pp]art (?P<part>\d|[IVX]+))?(?:, [^.;()]{0,80}?)?,? )?\bDocuments? "
    r"(?P<list>\d+(?:(?:, | and |, and |[–-])\d+)*)|\b(?P<beside>[Ss]upra|[Ii]nfra)\b"
)
_NEEDED = ("Document", "upra", "nfra")
"""One of them stands in each citation; most words have none, and looking for these takes less."""

_SUBSERIES = re.compile(r"(frus\d{4}(?:-\d{2})?)v")
_DOCUMENT = re.compile(r"d(\d+)")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}


def cited_documents(words: str, volume: str, document: str | None = None) -> tuple[str, ...]:
    """List the identifiers of the documents that *words* cite, in their order, each once.

    ``volume`` is the id of the volume that the note stands in, ``document`` the id of its document in
    it ("d123"), which "supra" and "infra" (the document before, the document after) are counted
    from. A volume of another subseries is told by its years ("1961–1963, vol. V").

    >>> cited_documents("See Documents 25 and 27, and vol. XVIII, Document 341.", "frus1964-68v20")
    ('frus1964-68v20/d25', 'frus1964-68v20/d27', 'frus1964-68v18/d341')
    """
    if not any(word in words for word in _NEEDED):
        return ()
    found: dict[str, None] = {}
    for citation in _CITATION.finditer(words):
        if citation["beside"]:
            neighbour = _neighbour(document, citation["beside"].lower())
            targets = [f"{volume}/{neighbour}"] if neighbour else []
        else:
            other = _other_volume(citation, volume) if citation["volume"] else volume
            targets = [f"{other}/d{number}" for number in re.findall(r"\d+", citation["list"]) if other]
        found.update(dict.fromkeys(targets))
    found.pop(f"{volume}/{document}", None)
    return tuple(found)


def _neighbour(document: str | None, word: str) -> str | None:
    number = _DOCUMENT.fullmatch(document or "")
    if number is None:
        return None
    beside = int(number[1]) + (1 if word == "infra" else -1)
    return f"d{beside}" if beside > 0 else None


def _other_volume(citation: re.Match[str], volume: str) -> str | None:
    """Name the volume that *citation* gives by its number, and by its years if it gives them."""
    own = _SUBSERIES.match(volume)
    if citation["years"]:
        first, _, last = re.sub("–", "-", citation["years"]).partition("-")
        subseries = f"frus{first}-{last[-2:]}" if last else f"frus{first}"
    elif own:
        subseries = own[1]
    else:
        return None
    part = citation["part"]
    number = f"p{part if part.isdigit() else _arabic(part)}" if part else ""
    return f"{subseries}v{_arabic(citation['volume']):02d}{number}"


def _arabic(roman: str) -> int:
    values = [_VALUES[letter] for letter in roman.upper()]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
