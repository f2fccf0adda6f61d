"""Entries of lists of persons with the man behind each, and how well men are told apart.

From the Office of the Historian's *people* records (../shared/authority/people), which give every entry, in any
volume of the series, of the men of the twelve shared volumes; ../shared/gold/people.tsv has those of the twelve.
"""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kgbuild.authority.people_records import read_people
from kgbuild.authority.person_names import parse_names, skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kgbuild.authority.unification import Unification
    from kgbuild.model import ListedPerson

SHARED = Path(__file__).parents[2] / "shared"


@dataclass(frozen=True, slots=True)
class Known:
    """An entry, the number of its man, and the fold of cross-validation that all of his kin by name are in."""

    person: ListedPerson
    man: str
    family: str

    def fold(self, folds: int) -> int:
        """The fold: by family name, so that a man and his namesakes are learned from or asked for together."""
        return zlib.crc32(self.family.encode()) % folds


def read_known(folder: Path = SHARED / "authority" / "people") -> list[Known]:
    """Read the entries of all records, sorted; of one that two records claim, the first record's."""
    known: dict[str, Known] = {}
    for record in read_people(folder, _fail):
        family = skeleton("".join(parse_names(record.name)[0].family))
        for person in record.entries:
            known.setdefault(person.entry, Known(person, record.id, family))
    return [known[entry] for entry in sorted(known)]


def gold_entries(path: Path = SHARED / "gold" / "people.tsv") -> set[str]:
    """Return the entries of the twelve shared volumes."""
    return {line.split("\t")[0] for line in path.read_text(encoding="utf-8").splitlines()[1:]}


@dataclass(frozen=True, slots=True)
class PairScore:
    """Precision and recall of pairs of entries held for one man, and the numbers of men found and true."""

    precision: float
    recall: float
    found: int
    true: int

    @property
    def f1(self) -> float:
        """The harmonic mean."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)

    def __str__(self) -> str:
        return f"P {self.precision:.4f}  R {self.recall:.4f}  F1 {self.f1:.4f}  men {self.found} (true {self.true})"


def score(groups: Iterable[Sequence[str]], truth: dict[str, str]) -> PairScore:
    """Score groups of entries against the man of each entry; entries that *truth* does not know are left out."""
    kept = [[truth[entry] for entry in group if entry in truth] for group in groups]
    right = sum(_pairs(count) for group in kept for count in Counter(group).values())
    found = sum(_pairs(len(group)) for group in kept)
    true = sum(_pairs(count) for count in Counter(truth.values()).values())
    return PairScore(right / max(found, 1), right / max(true, 1), sum(map(bool, kept)), len(set(truth.values())))


def groups_of(unification: Unification) -> list[list[str]]:
    """Return the entries of each person."""
    return [[entry.entry for entry in person.entries] for person in unification.persons]


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _fail(fault: Exception) -> None:
    raise fault
