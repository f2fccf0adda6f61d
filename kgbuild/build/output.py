"""From the manifest to the files of the output folder: documents in order, then what they share."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from kgbuild.build.report import Counts
from kgbuild.build.validation import entity_rows
from kgbuild.build.versions import new_fingerprint
from kgbuild.graph.entities import settle
from kgbuild.graph.shared_statements import Row, from_rows
from kgbuild.graph.vocabulary import AGENT_CLASSES, RESOLUTION, TYPE, Term
from kgbuild.graph.writers import NQUADS_FILE, TURTLE_FILE, GraphFiles, GraphSyntax, StagedFolder
from kgbuild.validate import ValidationReport

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from kgbuild.build.manifest import Manifest
    from kgbuild.build.person_statements import PersonStatements
    from kgbuild.build.storing import StoreOutput
    from kgbuild.graph.description import Description, Statement
    from kgbuild.graph.iris import Iris
    from kgbuild.graph.ontology import Ontology
    from kgbuild.validate import ReportRow

__all__ = ["GRAPH_FILES", "OUTPUT_FILES", "REPORT_FILES", "Assembly"]

GRAPH_FILES = (TURTLE_FILE, NQUADS_FILE)
REPORT_FILES = ("report.txt", "report.ttl")
OUTPUT_FILES = (*GRAPH_FILES, *REPORT_FILES)


class Assembly:
    """A graph put together of the documents in *manifest* and of what the lists of *persons* say."""

    def __init__(self, manifest: Manifest, persons: PersonStatements, iris: Iris, syntax: GraphSyntax) -> None:
        self._manifest = manifest
        self._persons = persons
        self._iris = iris
        self._syntax = syntax
        self._reports: set[bytes] = set()

    def write_graph(self, folder: StagedFolder, ontology: Ontology, store: StoreOutput | None) -> tuple[Counts, int]:
        """Write ``kg.ttl`` and ``kg.nq`` into *folder*, and give the same graph to *store*, if there is to be one.

        Return what they hold, and the words of the documents.
        """
        files = GraphFiles(folder, self._syntax, store.put if store else None)
        counts, words = Counts(), 0
        for figures, length, nquads, turtle in self._manifest.shards():
            files.write(nquads, turtle)
            counts += figures
            words += length
        for about in self._entities():
            files.write_entity(about)
            counts += Counts(
                agents=_is_any(about, AGENT_CLASSES.values()),
                resolutions=_is_any(about, (RESOLUTION,)),
                triples=len(about.statements),
            )
        files.write_ontology(ontology)
        if store:
            store.end(folder)
        return counts, words

    def report(self, version: str) -> ValidationReport:
        """Tell what validation found in the whole graph.

        What the documents share is validated, unless it is as it was by the same *version* of the shapes.
        """
        return ValidationReport.of(chain(self._manifest.report_rows(), self.entity_rows(version)))

    def entity_rows(self, version: str) -> tuple[ReportRow, ...]:
        """Tell what validation found in what the documents share."""
        digest = self._digest_of_entities(version)
        self._reports.add(digest)
        rows = self._manifest.entity_report(digest)
        if rows is None:
            rows = entity_rows(self._entities(), self._said_of, self._iris, self._syntax)
            self._manifest.store_entity_report(digest, rows)
        return rows

    def write_report(self, folder: StagedFolder, report: ValidationReport, left_out: str = "") -> None:
        """Write ``report.txt``, with what there is to say of documents that are *left_out*, and ``report.ttl``."""
        for name, content in zip(REPORT_FILES, (report.text + left_out, report.turtle), strict=True):
            folder.write(name, content.encode())
        self._manifest.drop_entity_reports(self._reports)

    def _entities(self) -> Iterator[Description]:
        return settle(from_rows(self._manifest.statements()), from_rows(self._persons.statements()))

    def _said_of(self, subjects: Collection[str]) -> tuple[Iterable[Description], Iterable[Row]]:
        """Give what is said of *subjects* (IRIs) in the graph of shared entities, and by documents in their own."""
        said = from_rows(self._manifest.statements_about(subjects))
        entities = settle(said, from_rows(self._persons.statements_about(subjects)))
        return entities, self._manifest.statements_about(subjects, links=True)

    def _digest_of_entities(self, version: str) -> bytes:
        digest = new_fingerprint(version.encode())
        said = (self._manifest.statements(), self._manifest.statements(links=True), self._persons.statements())
        for kind, rows in enumerate(said):
            for row in rows:
                digest.update("\0".join((*row, str(kind), "")).encode())
        return digest.digest()


def _is_any(about: Description, classes: Iterable[Term]) -> bool:
    types: set[Statement] = {(TYPE, None, term.iri) for term in classes}
    return not types.isdisjoint(about.statements)
