"""The pipeline: sources in, a validated graph in files out."""

from kgbuild.build.changes import Change
from kgbuild.build.cluster import Cluster
from kgbuild.build.pipeline import build, plan
from kgbuild.build.report import BuildReport, Changes, Counts, Progress
from kgbuild.build.stages import extract_records, map_records, parse
from kgbuild.build.violations import OnViolation, Quarantined, ViolationsError

__all__ = [
    "BuildReport",
    "Change",
    "Changes",
    "Cluster",
    "Counts",
    "OnViolation",
    "Progress",
    "Quarantined",
    "ViolationsError",
    "build",
    "extract_records",
    "map_records",
    "parse",
    "plan",
]
