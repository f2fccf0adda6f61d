"""What a build tells of itself."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from kgbuild.errors import InputError, InputWarning

if TYPE_CHECKING:
    from pathlib import Path

    from kgbuild.validate import ValidationReport

__all__ = ["BuildReport", "Counts", "Progress"]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many things of each kind a graph holds.

    A rebuttal is among the positions too; agents and resolutions that documents share count once;
    ``triples`` are statements of documents and entities, the ontology's not among them.
    """

    documents: int = 0
    meetings: int = 0
    positions: int = 0
    rebuttals: int = 0
    resolutions: int = 0
    references: int = 0
    agents: int = 0
    triples: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: documents and words done, the last document's identifier."""

    documents: int
    words: int
    identifier: str


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The outcome of a build.

    ``validation`` is ``None`` where it was not asked for. ``words`` is the length of the texts that were
    read, ``seconds`` the wall clock's; neither stands in an output, which would then differ at each run.
    """

    counts: Counts
    faults: tuple[InputError | InputWarning, ...]
    validation: ValidationReport | None
    paths: tuple[Path, ...]
    words: int
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether every input was built and the graph conforms to the shapes."""
        conforms = self.validation is None or self.validation.conforms
        return conforms and not any(isinstance(fault, InputError) for fault in self.faults)
