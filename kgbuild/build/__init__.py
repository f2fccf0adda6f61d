"""The pipeline: sources in, a validated graph in files out."""

from kgbuild.build.pipeline import build
from kgbuild.build.report import BuildReport, Counts, Progress
from kgbuild.build.stages import extract_records, map_records, parse

__all__ = ["BuildReport", "Counts", "Progress", "build", "extract_records", "map_records", "parse"]
