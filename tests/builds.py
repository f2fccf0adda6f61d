"""What builds leave: read for comparison, and made of quads that no telegram was read for."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Store

from kgbuild.graph.writers import NQUADS_FILE, StagedFolder
from kgbuild.store.built import STORE_FOLDER, FileMark
from kgbuild.store.filling import Finished, Part, fill

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["leave_build", "outputs"]


def outputs(out: Path, *names: str) -> dict[str, bytes]:
    """The files in *out* that are for its readers, or only those of the *names*, by name."""
    files = [path for path in sorted(out.glob("[!.]*")) if path.is_file()]
    return {path.name: path.read_bytes() for path in files if not names or path.name in names}


def leave_build(out: Path, quads: Store) -> None:
    """Put the graph of *quads* and its store into *out*, as a build does: both at once."""
    nquads = quads.dump(format=RdfFormat.N_QUADS)
    made = out.with_name(f"{out.name}-made")
    with StagedFolder(out, [NQUADS_FILE], [STORE_FOLDER]) as staged:
        staged.write(NQUADS_FILE, nquads)
        status = staged.flushed(NQUADS_FILE)
        mark = FileMark(status.st_size, hashlib.sha256(nquads).hexdigest())
        fill(made, None, [Part("", None, nquads), Finished(mark, status.st_mtime_ns, "")])
        staged.put(STORE_FOLDER, made)
        staged.commit()
