"""Building again: only what has changed is done, and the bytes are those of a build from nothing."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, NoReturn

import pytest
from builds import outputs
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegrams import DOCUMENT, EVENTS, TEXT, events_of, renamed

import kgbuild.extract
from kgbuild.build import Change, Changes, build, plan
from kgbuild.build.batches import Task
from kgbuild.build.pipeline import build_tasks
from kgbuild.errors import InputError, InputWarning, KgbuildError
from kgbuild.model import Act, Agent, AgentKind, Document, Events, Position, Span

if TYPE_CHECKING:
    from pathlib import Path


def small_extract(document: Document, **_: float) -> Events:
    """Stands in for extraction: who is shared, and how he is written, depends on the text."""
    if "cannot be read" in document.text:
        raise ZeroDivisionError("division by zero")
    state = Agent("s", AgentKind.STATE, "Finland", alt_labels=(document.text[-3:],), shared=True)
    confidence = 7.0 if "nonsense" in document.text else 0.5
    position = Position("p", ("s",), Span(0, 9), Act.ASSERT, "test", confidence)
    return Events(document.identifier, (state,), None, (), (position,))


@pytest.fixture(autouse=True)
def extraction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kgbuild.extract, "extract", small_extract)


@pytest.fixture
def telegrams(tmp_path: Path) -> Path:
    folder = tmp_path / "telegrams"
    folder.mkdir()
    for name in "abcd":
        write(folder, name, f"fair to {name}")
    return folder


def write(folder: Path, name: str, words: str) -> None:
    (folder / f"{name}.txt").write_text(f"{TEXT.replace('fair', words)}\n\n  3. Of {words}", encoding="utf-8")


def built_anew(sources: list[Path], folder: Path) -> dict[str, bytes]:
    build(sources, folder)
    return outputs(folder)


def refuse(*_: object, **__: object) -> NoReturn:
    pytest.fail("nothing has to be read")


def test_what_is_as_before_is_not_done_again(telegrams: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = build([telegrams], tmp_path / "out")
    before = outputs(tmp_path / "out")
    monkeypatch.setattr(kgbuild.extract, "extract", refuse)
    monkeypatch.setattr("kgbuild.build.changes.read_file", refuse)
    monkeypatch.setattr("kgbuild.build.output.entity_rows", refuse)
    again = build([telegrams], tmp_path / "out")
    assert first.changes == Changes(new=4)
    assert again.changes == Changes(reused=4)
    assert (again.counts, again.words, again.validation) == (first.counts, first.words, first.validation)
    assert outputs(tmp_path / "out") == before


def test_changed_new_and_gone(telegrams: Path, tmp_path: Path) -> None:
    build([telegrams], tmp_path / "out")
    write(telegrams, "b", "unfair")
    write(telegrams, "e", "new")
    (telegrams / "c.txt").unlink()
    told: list[tuple[Change, str]] = []
    before = outputs(tmp_path / "out")
    assert plan([telegrams], tmp_path / "out", lambda *change: told.append(change)) == Changes(1, 1, 0, 2, 1)
    assert outputs(tmp_path / "out") == before
    assert told == [
        (Change.SAME, "a"),
        (Change.DOCUMENT, "b"),
        (Change.SAME, "d"),
        (Change.NEW, "e"),
        (Change.GONE, "c"),
    ]
    report = build([telegrams], tmp_path / "out")
    assert report.changes == Changes(new=1, changed=1, reused=2, gone=1)
    assert report.counts.documents == 4
    assert outputs(tmp_path / "out") == built_anew([telegrams], tmp_path / "anew")
    assert build([telegrams], tmp_path / "out").changes == Changes(reused=4)


def test_a_plan_for_a_folder_that_is_not_there_makes_none(telegrams: Path, tmp_path: Path) -> None:
    assert plan([telegrams], tmp_path / "out", lambda *_: None) == Changes(new=4)
    assert not (tmp_path / "out").exists()


def test_other_options_and_versions(telegrams: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, told = tmp_path / "out", set()
    build([telegrams], out)

    def planned(**options: object) -> set[Change]:
        told.clear()
        plan([telegrams], out, lambda change, _: told.add(change), **options)  # type: ignore[arg-type]
        return set(told)

    assert planned(base="https://kg.example/") == {Change.OPTIONS}
    assert planned(validate=False) == {Change.OPTIONS}
    assert planned(extract_events=False) == {Change.EXTRACTOR}
    assert planned() == {Change.SAME}
    monkeypatch.setattr("kgbuild.build.versions._fingerprint", lambda *places: str([p.name for p in places]))
    assert planned() == {Change.EXTRACTOR}
    report = build([telegrams], out, base="https://kg.example/")
    assert report.changes == Changes(outdated=4)
    build([telegrams], tmp_path / "anew", base="https://kg.example/")
    assert outputs(out) == outputs(tmp_path / "anew")


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.dictionaries(st.sampled_from("abc"), st.sampled_from(["", "x", "y", "nonsense"])), max_size=4))
def test_after_any_edits_the_bytes_are_those_of_a_build_from_nothing(
    edits: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("edits")
    telegrams = folder / "telegrams"
    telegrams.mkdir()
    write(telegrams, "z", "always there")
    for number, edit in enumerate([{}, *edits]):
        for name, words in edit.items():
            if words:
                write(telegrams, name, words)
            else:
                (telegrams / f"{name}.txt").unlink(missing_ok=True)
        build([telegrams], folder / "out")
        assert outputs(folder / "out") == built_anew([telegrams], folder / f"anew{number}")


def test_a_build_that_was_broken_off_is_taken_up(
    telegrams: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kgbuild.build.batches._DOCUMENTS", 1)
    build([telegrams], tmp_path / "out")
    before = outputs(tmp_path / "out")
    for name in "abc":
        write(telegrams, name, "changed")

    def stop(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build([telegrams], tmp_path / "out", on_progress=stop)
    assert outputs(tmp_path / "out") == before
    report = build([telegrams], tmp_path / "out")
    assert report.changes == Changes(changed=2, reused=2)
    assert outputs(tmp_path / "out") == built_anew([telegrams], tmp_path / "anew")


def test_faults_are_told_again(telegrams: Path, tmp_path: Path) -> None:
    write(telegrams, "c", "this cannot be read")
    (telegrams / "d.txt").write_bytes(b"Pr\xe9sident\n")
    told: list[list[InputError | InputWarning]] = [[], []]
    for faults in told:
        report = build([telegrams], tmp_path / "out", on_fault=faults.append)
        assert report.counts.documents == 2
        assert not report.ok
    assert sorted(map(str, told[0])) == sorted(map(str, told[1]))
    assert len(told[0]) == 2


def test_a_document_that_was_refused_is_read_when_the_other_is_gone(telegrams: Path, tmp_path: Path) -> None:
    (telegrams / "more").mkdir()
    write(telegrams / "more", "a", "another")
    sources = [telegrams / "a.txt", telegrams / "more" / "a.txt"]
    first = build(sources, tmp_path / "out")
    again = build(sources, tmp_path / "out")
    assert [str(fault) for fault in first.faults] == [str(fault) for fault in again.faults]
    assert "already read from" in str(again.faults[0])
    sources[0].unlink()
    assert build(sources[1:], tmp_path / "out").changes == Changes(changed=1)
    assert outputs(tmp_path / "out") == built_anew(sources[1:], tmp_path / "anew")


def test_records_are_compared_with_their_events(tmp_path: Path) -> None:
    tasks = [Task(DOCUMENT, EVENTS), Task(renamed("v/2"), events_of("v/2"))]
    build_tasks(lambda _: tasks, tmp_path)
    tasks[1] = Task(renamed("v/2"), Events("v/2"))
    assert build_tasks(lambda _: tasks, tmp_path).changes == Changes(changed=1, reused=1)


@pytest.fixture
def manifest(telegrams: Path, tmp_path: Path) -> Path:
    build([telegrams], tmp_path / "out")
    return tmp_path / "out" / ".kgbuild" / "manifest.sqlite"


def test_a_damaged_manifest_is_told_and_made_anew(telegrams: Path, tmp_path: Path, manifest: Path) -> None:
    before = outputs(tmp_path / "out")
    manifest.write_bytes(b"this was a manifest" * 1000)
    with pytest.raises(KgbuildError, match=r"out: the manifest is damaged \(.*\); build again"):
        build([telegrams], tmp_path / "out")
    assert build([telegrams], tmp_path / "out").changes == Changes(new=4)
    assert outputs(tmp_path / "out") == before


def test_a_shard_that_rotted_is_told_and_made_anew(telegrams: Path, tmp_path: Path, manifest: Path) -> None:
    before = outputs(tmp_path / "out")
    with sqlite3.connect(manifest) as database:
        database.execute("UPDATE graph SET nquads = zeroblob(100) WHERE identifier = 'b'")
    database.close()
    with pytest.raises(KgbuildError, match="damaged"):
        build([telegrams], tmp_path / "out")
    assert outputs(tmp_path / "out") == before
    assert build([telegrams], tmp_path / "out").changes == Changes(new=4)


def test_a_manifest_of_another_format_is_made_anew(telegrams: Path, tmp_path: Path, manifest: Path) -> None:
    with sqlite3.connect(manifest) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    assert build([telegrams], tmp_path / "out").changes == Changes(new=4)


def test_two_builds_do_not_write_into_one_folder(telegrams: Path, tmp_path: Path, manifest: Path) -> None:
    before = outputs(tmp_path / "out")
    with FileLock(manifest.with_name("lock")):
        for attempt in (build, lambda *given: plan(*given, lambda *_: None)):
            with pytest.raises(KgbuildError, match="out: another build is writing there; wait until it ends"):
                attempt([telegrams], tmp_path / "out")
    assert outputs(tmp_path / "out") == before
    assert build([telegrams], tmp_path / "out").ok
