"""The store that a build leaves: always of the graph beside it, changed with little work, and never trusted blindly."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse
from telegrams import TEXT

import kgbuild.extract
from kgbuild.build import build
from kgbuild.errors import InputError, InputWarning
from kgbuild.model import Act, Agent, AgentKind, Document, Events, Position, Span
from kgbuild.store import Rows, evaluate, open_graph
from kgbuild.store.built import FileMark, StoreFault, open_built, read_mark
from kgbuild.store.filling import Finished, Part, fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TELEGRAMS = 12
"""So that one of them is few."""


def small_extract(document: Document, **_: float) -> Events:
    state = Agent("s", AgentKind.STATE, "Finland", alt_labels=(document.text[-3:],), shared=True)
    position = Position("p", ("s",), Span(0, 9), Act.ASSERT, "test", 0.5)
    return Events(document.identifier, (state,), None, (), (position,))


@pytest.fixture(autouse=True)
def extraction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kgbuild.extract, "extract", small_extract)


def write(folder: Path, number: int, words: str) -> None:
    (folder / f"t{number}.txt").write_text(f"{TEXT.replace('fair', words)}\n\n  3. Of {words}", encoding="utf-8")


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with telegrams, and the build of them, to be copied."""
    folder = tmp_path_factory.mktemp("once")
    (folder / "telegrams").mkdir()
    for number in range(TELEGRAMS):
        write(folder / "telegrams", number, f"fair to {number}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kgbuild.extract, "extract", small_extract)
        build([folder / "telegrams"], folder / "out", validate=False)
    return folder


@pytest.fixture
def folder(built_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built_once, tmp_path / "copy")


def again(folder: Path, **options: bool) -> list[str]:
    """Build again, and return what was told."""
    report = build([folder / "telegrams"], folder / "out", validate=False, **options)
    return [str(fault) for fault in report.faults]


def quads(out: Path) -> set[Quad]:
    """What the file holds, with numbers as Oxigraph has them."""
    store = Store()
    store.bulk_load(path=str(out / "kg.nq"))
    return set(store)


def stored(out: Path) -> set[Quad]:
    """What the store holds; fails where it cannot be used."""
    return set(open_built(out / "store", out / "kg.nq"))


def tables(out: Path) -> dict[str, int]:
    """Each file of data of the store, and its number on the disk."""
    return {path.name: path.stat().st_ino for path in (out / "store").glob("*.sst")}


# --- what it holds ---


def test_the_store_has_the_graph_and_says_of_what_document_it_is(folder: Path) -> None:
    out = folder / "out"
    assert stored(out) == quads(out) != set()
    answer = evaluate(
        open_graph(out, pytest.fail), 'SELECT ?g { ?x dcterms:identifier "t3" GRAPH ?g { ?x dip:text ?text } }'
    )
    assert isinstance(answer, Rows)
    assert answer.texts() == [{"g": "https://w3id.org/diplomatic-events/document/t3"}]


def test_the_store_names_no_place_of_this_machine(built_once: Path, folder: Path) -> None:
    content = b"".join(path.read_bytes() for path in (folder / "out" / "store").iterdir())
    assert str(built_once).encode() not in content
    assert str(folder).encode() not in content


def test_what_is_unchanged_is_not_loaded_again(folder: Path) -> None:
    before = tables(folder / "out")
    assert again(folder) == []
    assert tables(folder / "out") == before
    assert stored(folder / "out") == quads(folder / "out")


def test_a_changed_a_new_and_a_gone_document(folder: Path) -> None:
    out, before = folder / "out", quads(folder / "out")
    tables_before = tables(out)
    write(folder / "telegrams", 3, "unfair")
    assert again(folder) == []
    assert stored(out) == quads(out) != before
    assert len(tables(out).items() & tables_before.items()) > len(tables_before) // 2, "made anew"
    write(folder / "telegrams", TELEGRAMS, "new")
    again(folder)
    assert stored(out) == quads(out)
    (folder / "telegrams" / "t5.txt").unlink()
    again(folder)
    assert stored(out) == quads(out)
    names = {graph.value for graph in open_graph(out, pytest.fail).named_graphs()}
    assert names == {quad.graph_name.value for quad in quads(out)}


def test_where_much_has_changed_it_is_made_anew(folder: Path) -> None:
    before = tables(folder / "out")
    for number in range(TELEGRAMS):
        write(folder / "telegrams", number, "foul")
    assert again(folder) == []
    assert stored(folder / "out") == quads(folder / "out")
    assert set(before.values()).isdisjoint(tables(folder / "out").values())


GRAPHS, TERMS = [f"http://x.example/g{n}" for n in range(3)], [f"http://x.example/n{n}" for n in range(4)]
PARTS = st.dictionaries(
    st.tuples(st.sampled_from(GRAPHS), st.sampled_from([None, *TERMS])),
    st.sets(st.tuples(*[st.sampled_from(TERMS)] * 3), min_size=1, max_size=4),
    max_size=5,
)


def as_parts(said: dict[tuple[str, str | None], set[tuple[str, str, str]]]) -> list[Part]:
    """Parts of which none has what another has: a graph is a part, or each of its subjects."""
    whole = {graph for graph, subject in said if subject is None}
    return [
        Part(
            graph,
            subject,
            "".join(f"<{subject or s}> <{p}> <{o}> <{graph}> .\n" for s, p, o in said[graph, subject]).encode(),
        )
        for graph, subject in said
        if subject is None or graph not in whole
    ]


@settings(max_examples=8)
@given(PARTS, PARTS)
def test_a_changed_store_is_the_store_made_anew(tmp_path_factory: pytest.TempPathFactory, first, then) -> None:
    tmp_path = tmp_path_factory.mktemp("changed")
    old, new = as_parts(first), as_parts(then)
    kept = {part[:2] for part in new}
    gone = [Part(graph, subject, b"") for graph, subject, _ in old if (graph, subject) not in kept]
    changed = [part for part in new if part not in old]
    finished = Finished(FileMark(0, ""), 0, "")
    fill(tmp_path / "old", None, [*old, finished])
    fill(tmp_path / "new", tmp_path / "old", [*gone, *changed, finished])
    for name, parts in (("old", old), ("new", new)):
        read_mark(tmp_path / name).check_files(tmp_path / name, thoroughly=True)
        content = b"".join(part.nquads for part in parts)
        assert set(Store.read_only(str(tmp_path / name))) == set(parse(content, format=RdfFormat.N_QUADS))
    shutil.rmtree(tmp_path)


# --- what is wrong with it ---


def remove_a_table(store: Path) -> None:
    min(store.glob("*.sst")).unlink()


def change_a_byte(store: Path) -> None:
    table = max(store.glob("*.sst"), key=lambda path: path.stat().st_size)
    content = bytearray(table.read_bytes())
    content[100] ^= 1
    table.write_bytes(content)


def cut_a_table(store: Path) -> None:
    table = max(store.glob("*.sst"))
    os.truncate(table, table.stat().st_size - 1)


def spoil_the_mark(store: Path) -> None:
    (store / "kgbuild.json").write_text('{"graph": 7}', encoding="utf-8")


def open_by_another(store: Path) -> None:
    Store(str(store)).add(Quad(*map(NamedNode, ("a:a", "a:a", "a:a", "a:a"))))


def take_for_that_of_another_build(store: Path) -> None:
    mark = json.loads((store / "kgbuild.json").read_bytes()) | {"parts": "f" * 64}
    (store / "kgbuild.json").write_text(json.dumps(mark), encoding="utf-8")


def take_for_that_of_another_oxigraph(store: Path) -> None:
    mark = json.loads((store / "kgbuild.json").read_bytes()) | {"made_by": "0.1"}
    (store / "kgbuild.json").write_text(json.dumps(mark), encoding="utf-8")


DAMAGE = {
    remove_a_table: "is missing",
    change_a_byte: "is not as it was written",
    cut_a_table: "is not as it was written",
    spoil_the_mark: "its kgbuild.json cannot be read",
    open_by_another: "is missing",
    take_for_that_of_another_build: "it is of another build",
    take_for_that_of_another_oxigraph: "it is by Oxigraph 0.1",
    shutil.rmtree: "it is missing",
}


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_a_store_that_cannot_be_gone_on_from_is_made_anew_and_that_is_said(folder: Path, damage) -> None:
    damage(folder / "out" / "store")
    (told,) = again(folder)
    assert told.startswith(f"{folder / 'out' / 'store'}: cannot be gone on from: ")
    assert told.endswith("; it is made anew")
    assert DAMAGE[damage] in told
    assert stored(folder / "out") == quads(folder / "out")
    assert again(folder) == []


@pytest.mark.parametrize("damage", [remove_a_table, cut_a_table, spoil_the_mark, open_by_another])
def test_a_question_is_answered_from_the_file_where_the_store_is_damaged(folder: Path, damage) -> None:
    damage(folder / "out" / "store")
    told: list[InputWarning] = []
    assert set(open_graph(folder / "out", told.append)) == quads(folder / "out")
    (warning,) = told
    assert DAMAGE[damage] in str(warning)
    assert "kg.nq is read instead" in str(warning)


def test_the_store_of_another_graph_is_not_asked(folder: Path) -> None:
    out, told = folder / "out", []
    content = (out / "kg.nq").read_bytes()
    (out / "kg.nq").write_bytes(content.replace(b"fair", b"foul"))
    assert set(open_graph(out, told.append)) == quads(out)
    assert [w.reason for w in told] == ["cannot be used: it is of another kg.nq"]
    (out / "kg.nq").write_bytes(content[: content.index(b"\n") + 1])
    assert len(open_graph(out)) == 1


def test_a_copied_build_takes_its_store_along(folder: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(folder / "out", tmp_path / "elsewhere", copy_function=shutil.copyfile)
    os.utime(copied / "kg.nq", (0, 0))
    assert set(open_graph(copied, pytest.fail)) == quads(copied)


# --- beside others ---


def test_many_read_while_a_build_puts_another_in_its_place(folder: Path) -> None:
    out, before = folder / "out", quads(folder / "out")
    readers = [open_graph(out, pytest.fail) for _ in range(3)]
    write(folder / "telegrams", 3, "unfair")
    again(folder)
    assert all(set(reader) == before for reader in readers)
    assert set(open_graph(out, pytest.fail)) == quads(out) != before


def test_without_a_store_none_of_another_build_stays(folder: Path) -> None:
    assert again(folder, store=False) == []
    assert {path.name for path in (folder / "out").iterdir()} == {".kgbuild", "kg.ttl", "kg.nq"}
    assert set(open_graph(folder / "out", pytest.fail)) == quads(folder / "out")
    assert again(folder) == []
    assert stored(folder / "out") == quads(folder / "out")


@pytest.mark.parametrize("is_file", [False, True])
def test_a_folder_of_other_things_is_not_touched(folder: Path, *, is_file: bool) -> None:
    place = folder / "out" / "store"
    shutil.rmtree(place)
    mine = place if is_file else place / "of-apples.txt"
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="in the place of the store and is none; move it, or build with --no-store"):
        again(folder)
    assert again(folder, store=False) == []
    assert mine.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("at_once", [False, True])
def test_a_disk_that_refuses_the_store(folder: Path, monkeypatch: pytest.MonkeyPatch, *, at_once: bool) -> None:
    out, before = folder / "out", quads(folder / "out")
    taking = "" if at_once else "sys.stdin.buffer.read(2000);"
    monkeypatch.setattr("kgbuild.build.storing._FILL", f"import sys; {taking} sys.exit('No space left on device')")
    write(folder / "telegrams", 3, "unfair")
    with pytest.raises(InputError, match="cannot be written: No space left on device; free space"):
        again(folder)
    assert stored(out) == quads(out) == before
    assert not list((out / ".kgbuild").glob("store-*"))


def test_a_process_that_dies_leaves_no_mark(tmp_path: Path) -> None:
    def broken_off() -> Iterator[Part]:
        yield Part(GRAPHS[0], None, b"<a:a> <a:a> <a:a> <http://x.example/g0> .\n")

    fill(tmp_path / "store", None, broken_off())
    with pytest.raises(StoreFault, match="cannot be read"):
        read_mark(tmp_path / "store")
