"""The graph that is served: the same that `kgbuild query` answers from, checked as it checks it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from builds import leave_build
from composed import composed_store
from pyoxigraph import NamedNode, Quad, RdfFormat, Store
from served import serving, until

from kgbuild.errors import InputError, InputWarning
from kgbuild.publish.source import GraphSource

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ADDED = Quad(NamedNode("http://example.org/s"), NamedNode("http://example.org/p"), NamedNode("http://example.org/o"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    leave_build(tmp_path / "out", composed_store())
    return tmp_path / "out"


def change_graph(out: Path) -> None:
    with (out / "kg.nq").open("a", encoding="utf-8") as file:
        file.write(f"{ADDED.subject} {ADDED.predicate} {ADDED.object} .\n")


def shorten_table(out: Path) -> None:
    table = next((out / "store").glob("*.sst"))
    table.write_bytes(table.read_bytes()[:-1])


def remove_table(out: Path) -> None:
    next((out / "store").glob("*.sst")).unlink()


def remove_mark(out: Path) -> None:
    (out / "store" / "kgbuild.json").unlink()


def change_version(out: Path) -> None:
    file = out / "store" / "kgbuild.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "made_by": "0.1"}))


FAULTS = [
    (change_graph, "it is of another kg.nq"),
    (shorten_table, "is not as it was written"),
    (remove_table, "is missing"),
    (remove_mark, "its kgbuild.json cannot be read"),
    (change_version, "it is by Oxigraph 0.1"),
]


def quads_of(out: Path, told: list[InputWarning]) -> set[Quad]:
    with GraphSource(out, told.append) as source:
        return set(Store.read_only(str(source.edition().store)))


def quads_in(file: Path) -> set[Quad]:
    store = Store()
    store.load(path=str(file), format=RdfFormat.N_QUADS)
    return set(store)


def test_the_store_of_a_build_is_served_as_it_lies(out: Path) -> None:
    for path in (out, out / "kg.nq", out / "store"):
        with GraphSource(path, pytest.fail) as source:
            assert source.edition().store == out / "store"


@pytest.mark.parametrize(("harm", "reason"), FAULTS)
def test_a_store_that_does_not_answer_for_the_graph_is_not_served(
    out: Path, harm: Callable[[Path], None], reason: str
) -> None:
    harm(out)
    told: list[InputWarning] = []
    assert quads_of(out, told) == quads_in(out / "kg.nq")
    assert reason in str(told[0])
    assert "kg.nq is read instead" in str(told[0])


def test_a_store_alone_is_served_if_it_is_whole(out: Path, tmp_path: Path) -> None:
    store = (out / "store").rename(tmp_path / "alone")
    assert quads_of(store, []) == quads_in(out / "kg.nq")
    next(store.glob("*.sst")).unlink()
    with pytest.raises(InputError, match="is missing"):
        quads_of(store, [])


def test_a_store_without_the_graph_that_it_was_made_of_is_not_served(out: Path) -> None:
    (out / "kg.nq").unlink()
    with pytest.raises(InputError, match="no graph has been built there"):
        quads_of(out, [])


def test_a_graph_changed_by_hand_is_served_as_it_is_asked(out: Path, tmp_path: Path) -> None:
    ask = f"ASK {{ {ADDED.subject} ?p ?o }}"
    with serving(out, tmp_path / "messages", "--concurrent", "1") as endpoint:
        assert endpoint.get(query=ask).json()["boolean"] is False
        change_graph(out)
        until(lambda: endpoint.get(query=ask).json()["boolean"])
        assert "it is of another kg.nq" in endpoint.messages.read_text(encoding="utf-8")


def test_a_build_that_is_being_put_in_place_is_waited_for(out: Path) -> None:
    with GraphSource(out, pytest.fail) as source:
        edition = source.edition()
        assert not source.has_changed(edition)
        (out / ".moves").touch()
        change_graph(out)
        assert not source.has_changed(edition)
        (out / ".moves").unlink()
        assert source.has_changed(edition)
