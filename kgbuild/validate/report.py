"""What validation found: rows for a program, text for a reader, RDF for a store."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["ReportRow", "Result", "Severity", "Term", "ValidationReport"]

Term = ox.NamedNode | ox.BlankNode | ox.Literal

_SH = "http://www.w3.org/ns/shacl#"
_PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "dip": "https://w3id.org/diplomatic-events/ontology#",
    "dipsh": "https://w3id.org/diplomatic-events/shapes#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": _SH,
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
_LONGEST_WORDS = 100
"""Characters of a text that a line of the report shows."""


class Severity(StrEnum):
    """How bad a row is, the worst first; the values are local names of SHACL."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"


_ORDER = {severity: place for place, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Result:
    """What an engine finds: a validation result of SHACL, its members as those of :class:`ReportRow`."""

    severity: Severity
    message: str
    focus: Term
    path: str | None
    value: Term | None
    shape: str
    component: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One thing that a shape objects to.

    ``document`` is the identifier of the document concerned (its IRI where it has none), ``None`` for what
    documents share. ``focus`` is the node that was looked at, ``path`` the IRI of its property and ``value``
    the value at fault, each ``None`` where the shape gives none. ``words`` are those of the text that the
    thing was read from, else its label. ``shape`` and ``component`` are IRIs: who objects, and how.
    """

    severity: Severity
    message: str
    document: str | None
    focus: Term
    path: str | None
    value: Term | None
    words: str | None
    shape: str
    component: str

    @property
    def order(self) -> tuple[int, str, str, str, str, str, str, str]:
        """What rows are sorted by: the worst first, then by message and document."""
        place = (str(self.focus), self.path or "", str(self.value or ""))
        return (_ORDER[self.severity], self.message, self.document or "", *place, self.shape, self.component)


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """All rows, each once, in the order of :attr:`ReportRow.order`; make one with :meth:`of`."""

    rows: tuple[ReportRow, ...]

    @classmethod
    def of(cls, rows: Iterable[ReportRow]) -> ValidationReport:
        """Report *rows*, in any order and as often as they come."""
        return cls(tuple(sorted(set(rows), key=lambda row: row.order)))

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings and infos do not count (pySHACL's ``allow_warnings``)."""
        return not self.count(Severity.VIOLATION)

    def count(self, severity: Severity) -> int:
        """Count the rows of this severity."""
        return sum(row.severity is severity for row in self.rows)

    @property
    def text(self) -> str:
        """The report for a reader, with ten rows of each kind."""
        return self.render(10)

    def render(self, rows_of_a_kind: int) -> str:
        """Write the report for a reader, grouped by what is wrong, then by document.

        At most *rows_of_a_kind* rows are shown of what is wrong in the same way, and how many more there are.
        """
        counts = ", ".join(_number(self.count(severity), severity.lower()) for severity in Severity)
        lines = [f"{'Conforms' if self.conforms else 'Does not conform'}: {counts}."]
        for (severity, message), group in groupby(self.rows, lambda row: (row.severity, row.message)):
            rows = list(group)
            lines += ["", f"{severity} ({len(rows)}): {message}"]
            for document, shown in groupby(rows[:rows_of_a_kind], lambda row: row.document):
                lines.append(f"  {document or 'shared by documents'}")
                lines += (f"    {_line(row)}" for row in shown)
            if more := rows[rows_of_a_kind:]:
                lines.append(f"  and {len(more)} more in {_number(len({row.document for row in more}), 'document')}")
        return "\n".join(lines) + "\n"

    @property
    def turtle(self) -> str:
        """The report as a ``sh:ValidationReport`` in Turtle: for the same rows the same bytes, no blank node.

        ``sh:conforms`` follows :attr:`conforms`, which ``sh:conformanceDisallows`` (SHACL 1.2) makes plain.
        """
        data = ox.serialize(self._triples(), format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES) or b""
        lines = data.decode().splitlines(keepends=True)
        head = sorted(line for line in lines[: len(_PREFIXES)] if line.startswith("@prefix "))
        return "".join([*head, *lines[len(head) :]])

    def _triples(self) -> Iterator[ox.Triple]:
        names = [_minted("\n".join(map(str, row.order))) for row in self.rows]
        report = _minted("\n".join(name.value for name in names))
        yield ox.Triple(report, ox.NamedNode(_PREFIXES["rdf"] + "type"), _sh("ValidationReport"))
        yield ox.Triple(report, _sh("conforms"), ox.Literal(self.conforms))
        yield ox.Triple(report, _sh("conformanceDisallows"), _sh("Violation"))
        for name in names:
            yield ox.Triple(report, _sh("result"), name)
        for name, row in zip(names, self.rows, strict=True):
            yield from _result(name, row)


def _result(name: ox.NamedNode, row: ReportRow) -> Iterator[ox.Triple]:
    yield ox.Triple(name, ox.NamedNode(_PREFIXES["rdf"] + "type"), _sh("ValidationResult"))
    yield ox.Triple(name, _sh("resultSeverity"), _sh(row.severity))
    yield ox.Triple(name, _sh("resultMessage"), ox.Literal(row.message, language="en"))
    yield ox.Triple(name, _sh("focusNode"), _without_blank(row.focus))
    yield ox.Triple(name, _sh("sourceShape"), ox.NamedNode(row.shape))
    yield ox.Triple(name, _sh("sourceConstraintComponent"), ox.NamedNode(row.component))
    if row.path:
        yield ox.Triple(name, _sh("resultPath"), ox.NamedNode(row.path))
    if row.value is not None:
        yield ox.Triple(name, _sh("value"), _without_blank(row.value))
    if row.document:
        yield ox.Triple(name, ox.NamedNode(_PREFIXES["dcterms"] + "identifier"), ox.Literal(row.document))
    if row.words:
        yield ox.Triple(name, ox.NamedNode(_PREFIXES["oa"] + "exact"), ox.Literal(row.words))


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SH + name)


def _minted(content: str) -> ox.NamedNode:
    return ox.NamedNode(f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}")


def _without_blank(term: Term) -> ox.NamedNode | ox.Literal:
    return ox.NamedNode(f"urn:blank:{term.value}") if isinstance(term, ox.BlankNode) else term


# --- lines of the text ---


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _line(row: ReportRow) -> str:
    parts = [f"“{_clipped(row.words)}”"] if row.words else []
    parts.append(_shown(row.focus, row.document))
    if row.path:
        parts.append(_shown(ox.NamedNode(row.path), row.document))
    if row.value is not None and row.value != row.focus:
        parts.append(_shown(row.value, row.document))
    return "  ".join(parts)


def _clipped(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= _LONGEST_WORDS else f"{flat[: _LONGEST_WORDS - 1]}…"


def _shown(term: Term, document: str | None) -> str:
    """Shorten an IRI: by its prefix, or, within *document*, to what follows the document's own IRI."""
    if isinstance(term, ox.Literal):
        return f'"{_clipped(term.value)}"'
    if isinstance(term, ox.BlankNode):
        return str(term)
    for prefix, namespace in _PREFIXES.items():
        if term.value.startswith(namespace):
            return f"{prefix}:{term.value.removeprefix(namespace)}"
    _, found, inside = term.value.partition(f"/document/{document}")
    if found and inside[:1] in {"/", "#"}:
        return inside
    return f"<{term.value}>"
