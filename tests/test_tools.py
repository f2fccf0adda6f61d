"""What a build writes is read by other tools without a word of complaint, and to the same number of triples."""

from __future__ import annotations

import re
import shutil
import subprocess
import warnings
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Store
from rdflib import Dataset, Graph
from stores import Virtuoso, running

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Kgbuild

pytestmark = pytest.mark.stores

ODD = """\
7. Telegram From the Embassy in Peru to the Department of State

Lima, March 3, 1965.

Salcedo said that “<html> & <b>tags</b>, a back\\slash, a tab\tand ’quotes’ \"\"\" were 25° – 30 % dearer in Ōsaka, \
東京 and \U0001f30d\u00a0”. Brandreth denied this.

Brandreth
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, kgbuild: Kgbuild, examples: Path) -> Path:
    folder = tmp_path_factory.mktemp("built")
    odd = folder / "odd.txt"
    odd.write_text(ODD, encoding="utf-8")
    done = kgbuild("build", examples, odd, "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    return folder / "out"


def tool(name: str) -> str:
    path = shutil.which(name)
    assert path, f"{name} is not installed; `make test-stores` installs it"
    return path


def rdflib_counts(path: Path) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="rdflib")  # of itself
        if path.suffix == ".ttl":
            return len(Graph().parse(path))
        dataset = Dataset()
        dataset.parse(path, format="nquads")
        return len(list(dataset.quads()))


def oxigraph_counts(path: Path) -> int:
    store = Store()
    store.load(path=str(path))
    return len(store)


def rapper_counts(path: Path) -> int:
    syntax = "turtle" if path.suffix == ".ttl" else "nquads"
    done = subprocess.run([tool("rapper"), "-i", syntax, "-c", path], check=True, capture_output=True, text=True)
    said = done.stderr.splitlines()
    assert len(said) == 2, said  # what it reads, and how many there were
    return int(re.findall(r"returned (\d+) triples", said[1])[0])


@pytest.fixture(scope="module")
def virtuoso(out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of isql, the client that Virtuoso brings, as it loads both files and counts."""
    folder = tmp_path_factory.mktemp("virtuoso")
    server = Virtuoso(folder)
    for name in ("kg.ttl", "kg.nq"):
        (folder / name).write_bytes((out / name).read_bytes())
    (folder / "load.sql").write_text(
        "DB.DBA.TTLP(file_to_string_output('kg.ttl'), '', 'http://a.example/ttl', 0);\n"
        "SPARQL SELECT COUNT(*) { GRAPH <http://a.example/ttl> { ?s ?p ?o } };\n"
        "DB.DBA.TTLP(file_to_string_output('kg.nq'), '', 'http://a.example/nq', 512);\n"
        "SPARQL SELECT COUNT(*) { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), 'https://w3id.org/')) };\n"
    )
    with running(server):
        done = subprocess.run(
            [tool("isql-vt"), f"127.0.0.1:{server.sql_port}", "dba", "dba", "load.sql"],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        )
    (folder / "said").write_text(done.stdout + done.stderr)
    return folder


def virtuoso_counts(folder: Path, path: Path) -> int:
    said = (folder / "said").read_text()
    assert "Error" not in said, said
    assert "Warning" not in said, said
    turtle, nquads = map(int, re.findall(r"^(\d+)\s*$", said, re.MULTILINE))
    return turtle if path.suffix == ".ttl" else nquads


@pytest.mark.parametrize("name", ["kg.ttl", "kg.nq"])
def test_all_tools_read_the_same_number_of_triples(
    out: Path, virtuoso: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = out / name
    lines = (out / "kg.nq").read_bytes().count(b"\n")
    counts = {
        "rdflib": rdflib_counts(path),
        "Oxigraph": oxigraph_counts(path),
        "rapper": rapper_counts(path),
        "Virtuoso": virtuoso_counts(virtuoso, path),
    }
    assert counts == dict.fromkeys(counts, lines)
    assert caplog.records == []
