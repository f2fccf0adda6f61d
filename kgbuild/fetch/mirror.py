"""Where volumes are fetched from, and what there is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path, PurePosixPath

import msgspec

from kgbuild.errors import InputError
from kgbuild.fetch.digests import Digest

__all__ = ["Listed", "Mirror", "load_mirror", "read_listing"]

_DEFAULT = Path(__file__).with_name("mirror.toml")
_SHA256SUM = re.compile(r"(?:\\?(?P<digest>[0-9a-fA-F]{64}) [ *])?(?P<file>\S+)")
"""A line of ``sha256sum``, or a file name alone."""


class Mirror(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A server of the volumes.

    ``volume`` is the address of a volume with ``{volume}`` for its id, ``listing`` that of the list of all
    (:func:`read_listing`), ``delay`` the seconds to wait between two requests.
    """

    volume: str
    listing: str
    delay: float = 1.0

    def address(self, volume: str) -> str:
        """The address of one volume."""
        return self.volume.replace("{volume}", volume)


class Listed(msgspec.Struct, frozen=True):
    """A volume of a listing, with the length in bytes and the digest of its file where they are told."""

    volume: str
    size: int | None = None
    digest: Digest | None = None


def load_mirror(path: Path | None = None) -> Mirror:
    """Read a mirror from a TOML file; without *path*, the Office of the Historian's own repository.

    Raises :class:`InputError` where the file cannot be read or does not say what it must.
    """
    source = path or _DEFAULT
    remedy = f"write it as {_DEFAULT} is written"
    try:
        mirror = msgspec.convert(tomllib.loads(source.read_text(encoding="utf-8")), Mirror)
    except OSError as fault:
        raise InputError(str(source), f"cannot be read ({fault.strerror})", remedy) from fault
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise InputError(str(source), f"is no description of a mirror ({fault})", remedy) from fault
    for name, address in (("volume", mirror.volume), ("listing", mirror.listing)):
        if not re.match(r"https?://[^/]", address):
            raise InputError(str(source), f"{name} = {address!r} is no http or https address", remedy)
    if "{volume}" not in mirror.volume:
        raise InputError(str(source), "the address of a volume lacks {volume}", remedy)
    if not mirror.delay >= 0:
        raise InputError(str(source), f"the delay is {mirror.delay}", "give seconds, 0 or more")
    return mirror


class _Entry(msgspec.Struct, frozen=True):
    path: str
    type: str
    sha: str
    size: int | None = None


class _Tree(msgspec.Struct, frozen=True):
    """See https://docs.github.com/en/rest/git/trees#get-a-tree."""

    tree: list[_Entry]
    truncated: bool = False


def read_listing(address: str, data: bytes) -> list[Listed]:
    """Return the volumes of a listing, sorted by their ids; *address* names it in faults.

    *data* is a tree of GitHub's REST API (JSON), or text with a file name, or a line of ``sha256sum``, in
    each line. Files that are not ``*.xml`` are left out. Raises :class:`InputError` where it is neither,
    is cut short, or names no volume.
    """
    remedy = "see what the address gives; a mirror's listing is described in mirror.toml"
    try:
        found = _of_tree(data) if data.lstrip().startswith(b"{") else _of_lines(data.decode("utf-8"))
    except (UnicodeDecodeError, msgspec.DecodeError, ValueError) as fault:
        raise InputError(address, f"is no list of volumes ({fault})", remedy) from fault
    if not found:
        raise InputError(address, "the list names no .xml file", remedy)
    return sorted({listed.volume: listed for listed in found}.values(), key=lambda listed: listed.volume)


def _of_tree(data: bytes) -> list[Listed]:
    tree = msgspec.json.decode(data, type=_Tree)
    if tree.truncated:
        raise ValueError("the server has cut it short")
    return [
        Listed(entry.path.removesuffix(".xml"), entry.size, Digest("git-blob", entry.sha))
        for entry in tree.tree
        if entry.type == "blob" and entry.path.endswith(".xml")
    ]


def _of_lines(text: str) -> list[Listed]:
    listed = []
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _SHA256SUM.fullmatch(line)
        if match is None:
            raise ValueError(f"a line is {line[:60]!r}")
        name = PurePosixPath(match["file"])
        digest = Digest("sha-256", match["digest"].lower()) if match["digest"] else None
        if name.suffix == ".xml":
            listed.append(Listed(name.stem, digest=digest))
    return listed
