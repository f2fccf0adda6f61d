"""``python -m kgbuild`` is the ``kgbuild`` command, for where scripts are not on the path."""

from __future__ import annotations

from kgbuild.cli import main

main()
