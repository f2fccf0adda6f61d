"""Write the words that tell the tagger of names what the world calls persons and places.

    python training/gather_words.py

From two data sets of the Office of the Historian, both in the public domain: *pocom* (principal officers and chiefs
of mission: their given and family names) and *gsh* (its gazetteer: cities and territories, and the parts of such
names). A word that both persons and places are called by is no place here: that a person can be meant is what counts.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from kgbuild.extract.models import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

AUTHORITY = Path(__file__).parents[1].parent / "shared" / "authority"
_WORD = re.compile(r"[A-ZÀ-Þ][\w’'-]+")
_OFTEN_GIVEN = 2


def main() -> None:
    given, family = Counter[str](), Counter[str]()
    for root in _roots(AUTHORITY / "pocom" / "people"):
        given.update(_WORD.findall(root.findtext(".//forename") or ""))
        family.update(_WORD.findall(root.findtext(".//surname") or ""))
    names = {word for word, count in given.items() if count >= _OFTEN_GIVEN}
    places = set[str]()
    for part in ("locales", "territories"):
        for root in _roots(AUTHORITY / "gsh" / "data" / part):
            for path in ("name", ".//alternate-name/label", "short-form-name"):
                places.update(element.text or "" for element in root.iterfind(path))
    known = names | set(family)
    whole = {place for place in places if _WORD.fullmatch(place)} - known
    parts = {word for place in places for word in _WORD.findall(place)} - whole - known
    words = {"given": names, "family": set(family), "place": whole, "part": parts}
    lines = [f"{kind}\t{' '.join(sorted(found))}\n" for kind, found in words.items()]
    head = "# What words of names are: see training/gather_words.py for the sources.\n"
    (SHIPPED / "name_words.tsv").write_text(head + "".join(lines), encoding="utf-8")
    print({kind: len(found) for kind, found in words.items()})


def _roots(folder: Path) -> Iterator[etree._Element]:
    paths: Iterable[Path] = sorted(folder.rglob("*.xml"))
    for path in paths:
        yield etree.parse(str(path)).getroot()


if __name__ == "__main__":
    main()
