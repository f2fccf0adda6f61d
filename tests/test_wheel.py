"""The wheel holds all that the main job needs: installed alone, in an empty folder, it does that job."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` folder of a new environment with the wheel; it borrows the dependencies of this one."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")

    environment = folder / "environment"
    venv.create(environment, with_pip=False, symlinks=True)
    (site_packages,) = environment.glob("lib/python*/site-packages")
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        environment,
        "install",
        "--no-deps",
        "--no-index",
        wheel,
    ]
    subprocess.run(install, check=True, capture_output=True)
    # The running environment comes last on the path, and an editable install in it has no effect there.
    (site_packages / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    return environment / "bin"


def run(installed: Path, cwd: Path, *command: str) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        [installed / command[0], *command[1:]],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_runs_the_main_job_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    where = run(installed, tmp_path, "python", "-c", "import kgbuild; print(kgbuild.__file__)")
    assert Path(where).is_relative_to(installed.parent)

    examples = run(
        installed,
        tmp_path,
        "python",
        "-c",
        "import kgbuild.resources as r; print(r.resource_folder('examples'))",
    )
    assert Path(examples).is_relative_to(installed.parent)

    run(installed, tmp_path, "kgbuild", "build", examples.strip())
    assert {path.name for path in tmp_path.iterdir()} == {"out"}
    assert {"kg.ttl", "kg.nq", "report.txt"} <= {path.name for path in (tmp_path / "out").iterdir()}
    assert "Voronin" in run(installed, tmp_path, "kgbuild", "query", "rebuttals-by-speaker", "--format", "csv")


def test_ships_its_licences_and_types(installed: Path) -> None:
    (site_packages,) = installed.parent.glob("lib/python*/site-packages")
    (metadata,) = site_packages.glob("kgbuild-*.dist-info")
    assert (metadata / "licenses" / "LICENSE").stat().st_size > 10_000
    assert "CC0" in (metadata / "licenses" / "LICENSE-DATA").read_text(encoding="utf-8")
    assert (site_packages / "kgbuild" / "py.typed").is_file()
