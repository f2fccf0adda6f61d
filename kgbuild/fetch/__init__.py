"""Getting volumes of the series from a server."""

from kgbuild.fetch.mirror import Mirror, load_mirror
from kgbuild.fetch.volumes import FetchProgress, FetchReport, fetch
from kgbuild.transport import Manners

__all__ = ["FetchProgress", "FetchReport", "Manners", "Mirror", "fetch", "load_mirror"]
