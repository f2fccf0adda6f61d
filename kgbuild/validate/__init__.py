"""Whether a graph is what the shapes in ``shapes/`` say it must be: SHACL for a file, a store or a build."""

from kgbuild.validate.report import ReportRow, Severity, ValidationReport
from kgbuild.validate.shacl import (
    Engine,
    Findings,
    validate,
    validate_batch,
    validate_entities,
    validate_whole,
)

__all__ = [
    "Engine",
    "Findings",
    "ReportRow",
    "Severity",
    "ValidationReport",
    "validate",
    "validate_batch",
    "validate_entities",
    "validate_whole",
]
