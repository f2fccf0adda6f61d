"""What is generated in the documentation is what the commands say today; `make docs` writes it anew."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STALE = "stale: run `make docs`, and look at what has changed"

_spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
assert _spec is not None
assert _spec.loader is not None
generate = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(generate)


def test_the_command_reference_is_current() -> None:
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == generate.command_reference(), STALE


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("docs")
    (place / "examples").symlink_to(ROOT / "examples")
    return place


def test_the_output_in_the_readme_is_real(folder: Path) -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    assert generate.with_real_output(page, folder) == page, STALE
    assert page.count("```console\n$ kgbuild") >= 4


def test_the_picture_is_drawn_from_the_graph(folder: Path) -> None:
    assert (ROOT / "docs" / "exchange.svg").read_text(encoding="utf-8") == generate.picture(folder), STALE


@pytest.mark.parametrize("page", sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("docs/*.md")), ids=lambda p: p.name)
def test_links_lead_to_files(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []
