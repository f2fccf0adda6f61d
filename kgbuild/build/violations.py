"""What is done with documents that violate the shapes: keep them, leave them out, or write nothing at all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kgbuild.errors import InputError, KgbuildError
from kgbuild.validate import ReportRow, Severity, ValidationReport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kgbuild.build.manifest import Manifest
    from kgbuild.graph.shared_statements import Row

__all__ = ["OnViolation", "Quarantined", "ViolationsError", "quarantine", "render_quarantine"]


class OnViolation(StrEnum):
    """What a build does where the graph would violate the shapes."""

    KEEP = "keep"
    QUARANTINE = "quarantine"
    FAIL = "fail"


class ViolationsError(KgbuildError):
    """A build wrote nothing, since the graph would violate the shapes: ``report`` says how."""

    def __init__(self, out: str, report: ValidationReport) -> None:
        number = report.count(Severity.VIOLATION)
        found = "1 violation" if number == 1 else f"{number} violations"
        super().__init__(f"{out}: nothing was written, as there would be {found} of the shapes; mend the inputs")
        self.report = report


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A document that is left out of the graph, and the violations for which it is."""

    identifier: str
    rows: tuple[ReportRow, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """What is wrong, each once."""
        return tuple(sorted({row.message for row in self.rows}))

    def fault(self) -> InputError:
        """Say it in the words of an input's fault."""
        more = f" (and {len(self.reasons) - 1} more)" if len(self.reasons) > 1 else ""
        reason = f"left out, as it violates the shapes: {self.reasons[0].rstrip('.')}{more}"
        return InputError(self.identifier, reason, "mend it, or build with --on-violation keep")


def quarantine(manifest: Manifest, entity_rows: Callable[[], Iterable[ReportRow]]) -> tuple[Quarantined, ...]:
    """Put the documents that violate the shapes in quarantine, and let out those that do no more.

    *entity_rows* validates what the other documents share. Where that has violations, those who say what is wrong
    follow: who states the value, else who states something along the path, else who states anything of the
    entity. What is in the lists of persons is no document's, and stays.
    """
    reasons = {identifier: rows for identifier, found in manifest.found() if (rows := tuple(_violations(found)))}
    manifest.quarantine(reasons)
    while more := _speakers(manifest, tuple(_violations(entity_rows()))):
        reasons |= more
        manifest.quarantine(reasons)
    return tuple(Quarantined(identifier, rows) for identifier, rows in sorted(reasons.items()))


def render_quarantine(quarantined: Iterable[Quarantined]) -> str:
    """Write for a reader which documents are left out, and why; nothing where none is."""
    documents = tuple(quarantined)
    if not documents:
        return ""
    number = "1 document is" if len(documents) == 1 else f"{len(documents)} documents are"
    lines = [f"Quarantine: {number} left out of the graph for violations."]
    for document in documents:
        rows = ValidationReport.of(document.rows).text.splitlines()[1:]
        lines += ["", document.identifier, *(f"  {row}".rstrip() for row in rows if row)]
    return "\n" + "\n".join(lines) + "\n"


def _violations(rows: Iterable[ReportRow]) -> Iterator[ReportRow]:
    return (row for row in rows if row.severity is Severity.VIOLATION)


def _speakers(manifest: Manifest, rows: tuple[ReportRow, ...]) -> dict[str, tuple[ReportRow, ...]]:
    """Find the documents that say what *rows* object to, with the rows."""
    if not rows:
        return {}
    about = {row.focus.value for row in rows}
    said = [(identifier, row) for identifier, told in manifest.said() for row in told if row[0] in about]
    found: defaultdict[str, list[ReportRow]] = defaultdict(list)
    for row in rows:
        for speaker in _who(said, row):
            found[speaker].append(row)
    return {identifier: tuple(its) for identifier, its in found.items()}


def _who(said: list[tuple[str, Row]], row: ReportRow) -> set[str]:
    of_entity = [(speaker, told) for speaker, told in said if told[0] == row.focus.value]
    along_path = [(speaker, told) for speaker, told in of_entity if told[1] == row.path]
    of_value = [(speaker, told) for speaker, told in along_path if row.value and told[3] == row.value.value]
    return {speaker for speaker, _ in of_value or along_path or of_entity}
