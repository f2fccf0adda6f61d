"""Bad input costs that input: a line says what and where, the others are built, no file is half made."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest
from builds import outputs
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat, Store

from kgbuild.cli import cli

if TYPE_CHECKING:
    from pathlib import Path

BUILT = {"kg.nq", "kg.ttl", "report.txt", "report.ttl"}

TELEGRAM = """\
7. Telegram From the Embassy in Iceland to the Department of State1

Reykjavik, May 4, 1962, 3 p.m.

212. I saw Foreign Minister Jonsson this morning. He said that his government could not accept the draft.
I replied that the draft was fair.

Harper

  1. Source: Example Archive, Box 1. Secret.
"""

VOLUME = """\
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Composed</title></titleStmt>
<publicationStmt><p>Composed for a test</p></publicationStmt><sourceDesc><p>None</p></sourceDesc></fileDesc>
</teiHeader><text><body>
<div type="document" xml:id="d1" n="1">
<head>1. Telegram From the Embassy in Iceland to the Department of State</head>
<p>The Minister said that he agreed.</p></div>
<div type="document" xml:id="d2" n="2">
<head>2. Telegram From the Department of State to the Embassy in Iceland</head>
<p>We believe that he is right.</p></div>
</body></text></TEI>
"""


def with_doctype(declarations: str, reference: str) -> bytes:
    return f"<!DOCTYPE TEI [{declarations}]>\n{VOLUME.replace('agreed', reference)}".encode()


class Case(NamedTuple):
    """A bad input: its name, its bytes (a folder where there are none), and what is said of it."""

    file: str
    data: bytes
    says: str


BOMB = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
CASES = {
    "empty": Case("empty.txt", b"", "empty"),
    "blank": Case("blank.txt", b" \n\n\t\n", "empty"),
    "binary": Case("photo.txt", bytes(range(256)) * 8, "binary"),
    "latin-1": Case("latin.txt", "Line one\nPrésident\n".encode("latin-1"), r"line 2: .*UTF-8"),
    "not XML": Case("scribble.xml", TELEGRAM.encode(), "line 1: .*XML"),
    "TEI with an external entity": Case(
        "entity.xml", with_doctype('<!ENTITY who SYSTEM "file:///etc/passwd">', "&who;"), "DOCTYPE"
    ),
    "TEI with an entity bomb": Case("bomb.xml", with_doctype(BOMB, "&a11;"), "DOCTYPE"),
    "no JSON": Case("records.jsonl", b'{"identifier": "x"\n', "line 1: "),
}


def build(*arguments: Path | str) -> Result:
    return CliRunner().invoke(cli, ["build", *map(str, arguments)])


def lines(stderr: str, kind: str = "error") -> list[str]:
    return [line for line in stderr.splitlines() if line.startswith(f"{kind}: ")]


def documents(out: Path) -> set[str]:
    """The identifiers of the documents that were built into *out*, in which there is nothing else."""
    assert set(outputs(out)) == BUILT
    store = Store()
    store.bulk_load(path=str(out / "kg.nq"), format=RdfFormat.N_QUADS)
    text = "<https://w3id.org/diplomatic-events/ontology#text>"
    query = f"SELECT ?i {{ ?d {text} ?text ; <http://purl.org/dc/terms/identifier> ?i }}"
    return {row["i"].value for row in store.query(query, use_default_graph_as_union=True)}


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.txt"
    path.write_text(TELEGRAM, encoding="utf-8")
    return path


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_bad_file_costs_only_itself(case: Case, good: Path, tmp_path: Path) -> None:
    bad = tmp_path / case.file
    bad.write_bytes(case.data)

    done = build(bad, good, "--out", tmp_path / "out")

    (line,) = lines(done.stderr)
    assert re.search(rf"^error: {re.escape(str(bad))}.*{case.says}.*; .+", line)
    assert done.exit_code == 1
    assert documents(tmp_path / "out") == {"good"}


def test_a_missing_path_costs_only_itself(good: Path, tmp_path: Path) -> None:
    done = build(tmp_path / "absent.txt", good, "--out", tmp_path / "out")
    (line,) = lines(done.stderr)
    assert f"{tmp_path / 'absent.txt'}: there is no such file or folder; check the path" in line
    assert done.exit_code == 1
    assert documents(tmp_path / "out") == {"good"}


def test_a_folder_without_telegrams_costs_only_itself(good: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notes.docx").write_bytes(b"PK")
    done = build(tmp_path / "folder", good, "--out", tmp_path / "out")
    (line,) = lines(done.stderr)
    assert f"{tmp_path / 'folder'}: the folder holds no telegrams; give" in line
    assert done.exit_code == 1
    assert documents(tmp_path / "out") == {"good"}


def test_a_volume_that_is_cut_off_gives_what_is_whole(good: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.xml"
    cut.write_text(VOLUME[: VOLUME.index("is right")], encoding="utf-8")
    done = build(cut, good, "--out", tmp_path / "out")
    (line,) = lines(done.stderr)
    assert re.search(rf"^error: {re.escape(str(cut))}, line \d+.*; .+", line)
    assert done.exit_code == 1
    assert "good" in documents(tmp_path / "out")
    assert "cut/d2" not in documents(tmp_path / "out")


def test_an_id_given_to_two_documents_is_told_and_both_are_built(good: Path, tmp_path: Path) -> None:
    volume = tmp_path / "twice.xml"
    volume.write_text(VOLUME.replace('xml:id="d2"', 'xml:id="d1"'), encoding="utf-8")
    done = build(volume, good, "--out", tmp_path / "out")
    (line,) = lines(done.stderr)
    assert f"error: {volume}, line 7: the xml:id 'd1' is given twice; give each document an id of its own" in line
    assert done.exit_code == 1
    first, second, third = sorted(documents(tmp_path / "out"))
    assert (first, second) == ("good", "twice/d1")
    assert re.fullmatch("twice/d1-[0-9a-f]{8}", third)


def test_an_id_given_twice_to_what_is_no_document_is_a_warning(good: Path, tmp_path: Path) -> None:
    volume = tmp_path / "twice.xml"
    volume.write_text(re.sub("<p>", '<p xml:id="p1">', VOLUME), encoding="utf-8")
    done = build(volume, good, "--out", tmp_path / "out")
    (line,) = lines(done.stderr, "warning")
    assert "the xml:id 'p1' is given twice; give each element an id of its own" in line
    assert done.exit_code == 0
    assert documents(tmp_path / "out") == {"good", "twice/d1", "twice/d2"}


def test_of_two_inputs_with_one_identifier_the_first_is_built(good: Path, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    copy = shutil.copy(good, tmp_path / "more")
    done = build(good, copy, "--out", tmp_path / "out")
    (line,) = lines(done.stderr)
    assert re.search(rf"^error: {re.escape(str(copy))}.*good.*; rename", line)
    assert done.exit_code == 1
    assert documents(tmp_path / "out") == {"good"}


def test_an_input_without_any_document_builds_nothing(tmp_path: Path) -> None:
    done = build(tmp_path / "absent.txt", "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert all("; " in line for line in lines(done.stderr))
    assert not list((tmp_path / "out").glob("*"))


def test_an_output_folder_below_a_file_is_refused(good: Path, tmp_path: Path) -> None:
    done = build(good, "--out", good / "out")
    (line,) = lines(done.stderr)
    assert re.search(rf"^error: {re.escape(str(good / 'out'))}: cannot be written.*; .+", line)
    assert done.exit_code == 1
    assert good.read_text(encoding="utf-8") == TELEGRAM
    assert {path.name for path in tmp_path.iterdir()} == {"good.txt"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_output_folder_without_rights_is_refused(good: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir(mode=0o555)
    done = build(good, "--out", tmp_path / "out")
    (line,) = lines(done.stderr)
    assert "cannot be written" in line
    assert done.exit_code == 1


def command(*arguments: Path | str) -> list[str]:
    return [sys.executable, "-m", "kgbuild", *map(str, arguments)]


def test_a_full_disk_leaves_the_last_good_build(good: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert build(good, "--out", out).exit_code == 0
    before = outputs(out)
    good.write_text(TELEGRAM + "  2. A note that makes it another graph.\n", encoding="utf-8")

    done = subprocess.run(
        command("build", good, "--out", out),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
        capture_output=True,
        text=True,
        check=False,
    )

    (line,) = lines(done.stderr)
    assert re.search(rf"^error: {re.escape(str(out))}: cannot be written: .*; .*space", line)
    assert done.returncode == 1
    assert outputs(out) == before


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_build_leaves_the_last_good_one(
    good: Path, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    out = tmp_path / "out"
    assert build(good, "--out", out).exit_code == 0
    before = outputs(out)
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)

    running = subprocess.Popen(command("build", good, pipe, "--out", out), stderr=subprocess.PIPE, text=True)
    with pipe.open("wb"):  # opens when the build has begun to read the pipe: it is in the middle now
        running.send_signal(number)
        _, stderr = running.communicate(timeout=60)

    assert running.returncode == status
    assert "Traceback" not in stderr
    assert len(stderr.splitlines()) == (number is signal.SIGINT)
    assert outputs(out) == before
