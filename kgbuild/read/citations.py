"""Which documents of the series a note cites: "See Document 252." """

from __future__ import annotations

import re

__all__ = ["cited_documents"]

_ROMAN = re.compile(r"[IVXL]+")
_CITATION = re.compile(
    r"(?:\bvol(?:ume|\.) (?P<volume>[IVXL]+)(?P<part>, (?:Part|part) (?P<number>\d))?"
    r"(?P<elsewhere>, [^.;()]*?)?[,:]? )?\bDocuments? (?P<list>\d+(?:(?:, | and |, and |[–-])\d+)*)"
)
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}


def cited_documents(words: str, volume: str | None) -> tuple[str, ...]:
    """The identifiers of the documents that *words* cite, in their order, each once.

    ``volume`` is the id of the volume that the note stands in ("frus1964-68v20"); without it
    nothing can be told. Only citations within the volume ("See Document 252") and of a volume of the
    same subseries ("vol. XVIII, Document 341", no years between) are read.

    >>> cited_documents("See Documents 25 and 27.", "frus1964-68v20")
    ('frus1964-68v20/d25', 'frus1964-68v20/d27')
    """
    subseries = re.match(r"frus\d{4}(?:-\d{2})?", volume or "")
    if volume is None or subseries is None:
        return ()
    found: dict[str, None] = {}
    for citation in _CITATION.finditer(words):
        target = volume
        if citation["volume"]:
            before = words[: citation.start()].rstrip()
            if re.search(r"\d{4}[–-]\d{2,4},$", before) and not before.endswith(f"{_years(subseries[0])},"):
                continue
            part = f"p{citation['number']}" if citation["number"] else ""
            target = f"{subseries[0]}v{_arabic(citation['volume']):02d}{part}"
        for number in re.findall(r"\d+", citation["list"]):
            found[f"{target}/d{number}"] = None
    return tuple(found)


def _years(subseries: str) -> str:
    first, _, last = subseries.removeprefix("frus").partition("-")
    return f"{first}–{first[:2]}{last}" if last else first


def _arabic(roman: str) -> int:
    values = [_VALUES[letter] for letter in roman]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
