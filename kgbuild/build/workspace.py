"""The folder ``.kgbuild`` in an output folder: what the next build needs of this one, for one build at a time."""

from __future__ import annotations

import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from kgbuild.build.manifest import Manifest
from kgbuild.errors import InputError, KgbuildError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["locked_manifest"]

_FOLDER = ".kgbuild"
_MANIFEST = "manifest.sqlite"
_LOCK = "lock"


@contextmanager
def locked_manifest(out: Path) -> Iterator[Manifest]:
    """Make the output folder *out*, if it is not there, and open its manifest while no other build may.

    What was made new is taken away at the end where no document was done. Raises :class:`KgbuildError`
    where another build is at it, :class:`InputError` where the folder cannot be written.
    """
    is_new = not out.exists()
    folder = out / _FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / _LOCK, timeout=0)
        lock.acquire()
    except Timeout as error:
        reason = "another build is writing there"
        raise KgbuildError(f"{out}: {reason}; wait until it ends, or choose another output folder") from error
    except OSError as error:
        reason = f"cannot be written: {error.strerror or error}"
        raise InputError(str(out), reason, "free space or choose another output folder") from error
    is_empty = False
    try:
        with Manifest(folder / _MANIFEST, str(out)) as manifest:
            try:
                yield manifest
            finally:
                is_empty = manifest.is_empty
    finally:
        if is_empty:
            shutil.rmtree(folder, ignore_errors=True)
            if is_new:
                with suppress(OSError):  # not empty
                    out.rmdir()
        lock.release()
