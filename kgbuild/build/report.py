"""What a build tells of itself."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from kgbuild.errors import InputError, InputWarning

if TYPE_CHECKING:
    from pathlib import Path

    from kgbuild.build.violations import Quarantined
    from kgbuild.validate import ValidationReport

__all__ = ["BuildReport", "Changes", "Counts", "Progress"]


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
class Changes:
    """What became of documents since the last build, by number.

    They are ``new``, ``changed``, made by other versions or options (``outdated``), or as they were
    (``reused``); and those that this build has no more are ``gone``.
    """

    new: int = 0
    changed: int = 0
    outdated: int = 0
    reused: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: ``documents`` settled, of which ``reused`` are as they were; the ``words`` of the others.

    ``identifier`` is the last document's.
    """

    documents: int
    words: int
    identifier: str
    reused: int = 0


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The outcome of a build.

    ``validation`` is ``None`` where it was not asked for; ``quarantined`` are the documents that are left out for
    violations, each of which is among the ``faults`` too. ``words`` is the length of all texts in
    the graph, ``seconds`` the wall clock's; neither stands in an output, which would then differ at each run.
    """

    counts: Counts
    changes: Changes
    faults: tuple[InputError | InputWarning, ...]
    validation: ValidationReport | None
    quarantined: tuple[Quarantined, ...]
    paths: tuple[Path, ...]
    words: int
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether every input was built and the graph conforms to the shapes."""
        conforms = self.validation is None or self.validation.conforms
        return conforms and not any(isinstance(fault, InputError) for fault in self.faults)
