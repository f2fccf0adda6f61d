"""Files and folders of every format, good and bad, read one after the other."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from telegrams_for_reading import DOCUMENT, TELEGRAM, document, volume

from kgbuild.errors import InputError, InputWarning
from kgbuild.read import read_sources
from kgbuild.read.plain_text import read_plain_text
from kgbuild.read.records import write_documents


def read(*paths: Path) -> tuple[list[str], list[InputError | InputWarning]]:
    faults: list[InputError | InputWarning] = []
    return [found.identifier for found in read_sources(paths, faults.append)], faults


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a telegram, a volume, records, and things that are none of these."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "late.txt").write_text(TELEGRAM, encoding="utf-8")
    (tmp_path / "early.TXT").write_text(TELEGRAM, encoding="utf-8")
    (tmp_path / "vol.xml").write_text(volume(DOCUMENT), encoding="utf-8")
    with (tmp_path / "parsed.jsonl").open("wb") as file:
        write_documents([read_plain_text(TELEGRAM, "parsed/1"), read_plain_text(TELEGRAM, "parsed/2")], file)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\0")
    (tmp_path / ".hidden.txt").write_text(TELEGRAM, encoding="utf-8")
    return tmp_path


def test_a_folder_gives_all_formats_in_the_order_of_names(folder: Path) -> None:
    assert read(folder) == (["late", "early", "parsed/1", "parsed/2", "vol/d12"], [])


def test_the_order_does_not_depend_on_the_listing_of_the_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listing = Path.rglob
    expected = read(folder)
    monkeypatch.setattr(Path, "rglob", lambda path, pattern: reversed(list(listing(path, pattern))))
    assert read(folder) == expected


def test_paths_are_read_in_the_order_given(folder: Path) -> None:
    assert read(folder / "vol.xml", folder / "b")[0] == ["vol/d12", "late"]


def test_each_bad_input_is_told_and_the_others_are_read(folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "latin.txt").write_bytes("Telegram\nñ".encode("latin-1"))
    (folder / "cut.xml").write_text(volume(DOCUMENT)[:-40], encoding="utf-8")
    (folder / "page.xml").write_text("<html/>", encoding="utf-8")
    (folder / "bad.jsonl").write_text("{}\n", encoding="utf-8")
    (folder / "none").mkdir()
    found, faults = read(folder / "absent", folder / "none", folder)
    assert found == ["late", "early", "parsed/1", "parsed/2", "vol/d12"]
    assert [Path(fault.source).name for fault in faults] == [
        "absent",
        "none",
        "bad.jsonl",
        "cut.xml",
        "empty.txt",
        "latin.txt",
        "page.xml",
    ]
    assert all(isinstance(fault, InputError) and fault.remedy and "\n" not in str(fault) for fault in faults)


def test_of_two_documents_with_one_identifier_the_first_is_read(folder: Path) -> None:
    (folder / "b" / "early.txt").write_text("1. Editorial Note", encoding="utf-8")
    found, (fault,) = read(folder)
    assert found.count("early") == 1
    assert fault.source == str(folder / "early.TXT")
    assert fault.reason == f"the document 'early' was already read from {folder / 'b' / 'early.txt'}"


def test_a_volume_given_again_elsewhere_is_told_once(folder: Path) -> None:
    two = volume(document("<head>1. Note</head>"), document("<head>2. Note</head>", "d2"))
    (folder / "vol.xml").write_text(two, encoding="utf-8")
    (folder / "copy").mkdir()
    (folder / "copy" / "vol.xml").write_text(two, encoding="utf-8")
    found, (fault,) = read(folder / "vol.xml", folder / "copy")
    assert found == ["vol/d1", "vol/d2"]
    assert fault.reason.startswith("the document 'vol/d1' (and 1 more of this file) was already read from")


def test_a_file_given_twice_is_read_once(folder: Path) -> None:
    found, (fault,) = read(folder / "early.TXT", folder / "b" / ".." / "early.TXT")
    assert found == ["early"]
    assert isinstance(fault, InputWarning)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_rights_is_told(folder: Path) -> None:
    (folder / "early.TXT").chmod(0)
    found, (fault,) = read(folder / "early.TXT", folder / "b")
    assert found == ["late"]
    assert fault.reason == "cannot be read (Permission denied)"
