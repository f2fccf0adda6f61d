"""Getting volumes of the series from a server: the only part of kgbuild that uses the network."""

from kgbuild.fetch.mirror import Mirror, load_mirror
from kgbuild.fetch.transfer import Manners
from kgbuild.fetch.volumes import FetchProgress, FetchReport, fetch

__all__ = ["FetchProgress", "FetchReport", "Manners", "Mirror", "fetch", "load_mirror"]
