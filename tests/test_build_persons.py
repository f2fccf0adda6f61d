"""Persons of several volumes in one graph: one node a man, with every entry, spelling, office and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from telegrams_for_reading import document, volume

from kgbuild.build import Changes, build, extract_records, map_records, parse
from kgbuild.read.person_lists import read_person_lists
from kgbuild.read.tei import read_volume

if TYPE_CHECKING:
    from pathlib import Path

    from kgbuild.errors import InputError, InputWarning

PREFIXES = {
    "dip": "https://w3id.org/diplomatic-events/ontology#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
BASE = "https://w3id.org/diplomatic-events/"
LISTS = {
    "frus1955-57v01": {
        "p_KV1": ("Karlov, Vasili Petrovich", "Soviet First Deputy Minister of Foreign Affairs to May 1957"),
        "p_HR1": ("Hallam, Robert C.", "Ambassador to Norway"),
    },
    "frus1958-60v02": {
        "p_KV2": ("Karlov, Vasily P.", "Soviet First Deputy Foreign Minister"),
        "p_HR1": ("Hallam, Robert B.", "Office of the Legal Adviser, Department of State, from 1959"),
    },
    "frus1964-68v03": {
        "p_K1": ("Karlov", "see Karlov, Vasily"),
        "p_KV9": ("Karlov, Vasily", "Soviet First Deputy Foreign Minister"),
    },
}


def front(entries: dict[str, tuple[str, str]]) -> str:
    items = "".join(
        f'<item><persName xml:id="{key}">{name}</persName>, {role}</item>' for key, (name, role) in entries.items()
    )
    return f'<front><div type="section" xml:id="persons"><list type="names">{items}</list></div></front>'


@pytest.fixture
def volumes(tmp_path: Path) -> list[Path]:
    paths = []
    for name, entries in LISTS.items():
        words = " and ".join(f'<persName corresp="#{key}">{name}</persName>' for key, (name, _) in entries.items())
        inner = f"<head>1. Telegram From the Embassy to the Department</head><p>Saw {words}.</p>"
        paths.append(tmp_path / f"{name}.xml")
        paths[-1].write_text(volume(document(inner), front=front(entries)), encoding="utf-8")
    return paths


def graph(folder: Path) -> ox.Store:
    store = ox.Store()
    store.bulk_load(path=folder / "kg.nq", format=ox.RdfFormat.N_QUADS)
    return store


def ask(store: ox.Store, pattern: str) -> list[tuple[str, ...]]:
    rows = store.query(f"SELECT * {{ {pattern} }}", use_default_graph_as_union=True, prefixes=PREFIXES)
    return sorted(tuple(value.value.removeprefix(BASE) for value in row) for row in rows)


def test_one_man_is_one_node_with_all_that_lists_say(volumes: list[Path], tmp_path: Path) -> None:
    report = build(volumes, tmp_path / "out")
    assert report.ok
    store = graph(tmp_path / "out")
    karlov = "person/frus1955-57v01/p_KV1"
    found = ask(store, f"<{BASE}{karlov}> dip:listEntry ?entry")
    assert found == [
        ("frus1955-57v01#p_KV1",), ("frus1958-60v02#p_KV2",), ("frus1964-68v03#p_K1",), ("frus1964-68v03#p_KV9",),
    ]  # fmt: skip
    assert ask(store, f"<{BASE}{karlov}> rdfs:label ?label") == [("Vasili Petrovich Karlov",)]
    spellings = {name for (name,) in ask(store, f"<{BASE}{karlov}> skos:altLabel ?name")}
    assert {"Karlov, Vasily P.", "Vasily P. Karlov", "Karlov, Vasily", "Karlov"} <= spellings
    assert ("Soviet First Deputy Foreign Minister",) in ask(store, f"<{BASE}{karlov}> dip:role ?role")
    assert not [role for (role,) in ask(store, f"<{BASE}{karlov}> dip:role ?role") if role.startswith("see")]
    mentioning = ask(store, f"?document dip:mentions <{BASE}{karlov}>")
    assert mentioning == [(f"document/{name}/d1",) for name in LISTS]


def test_reasons_and_dates_are_statements(volumes: list[Path], tmp_path: Path) -> None:
    build(volumes, tmp_path / "out")
    store = graph(tmp_path / "out")
    reasons = ask(store, "[] a dip:Identification; dip:rule ?rule; dip:identifies []; dip:confidence ?sure")
    assert sorted(rule for rule, _ in reasons) == ["see-reference", "similar-name", "similar-name"]
    assert all(0.5 < float(sure) < 1 for _, sure in reasons)
    assert ask(store, "[] dip:hasTenure/dip:until ?until") == [("1957-05",)]
    assert ask(store, "[] dip:hasTenure/dip:since ?since") == [("1959",)]


def test_namesakes_are_two(volumes: list[Path], tmp_path: Path) -> None:
    build(volumes, tmp_path / "out")
    store = graph(tmp_path / "out")
    assert len(ask(store, "?person dip:listEntry ?entry FILTER(CONTAINS(STR(?entry), 'p_HR1'))")) == 2
    assert not ask(store, "?one dip:listEntry 'frus1955-57v01#p_HR1', 'frus1958-60v02#p_HR1'")


def test_a_later_volume_renames_nobody(volumes: list[Path], tmp_path: Path) -> None:
    build(volumes[:2], tmp_path / "two")
    build(volumes, tmp_path / "three")
    query = "?person dip:listEntry ?entry"
    assert set(ask(graph(tmp_path / "two"), query)) <= set(ask(graph(tmp_path / "three"), query))


def test_the_same_bytes_in_any_order_and_with_any_workers(volumes: list[Path], tmp_path: Path) -> None:
    made = []
    for name, (sources, workers) in enumerate([(volumes, 1), (volumes[::-1], 1), (volumes, 2)]):
        build(sources, tmp_path / f"out{name}", workers=workers)
        made.append((tmp_path / f"out{name}" / "kg.nq").read_bytes())
    assert made[0] == made[1] == made[2]


def test_mapping_records_gives_the_same_graph_where_documents_name_all(volumes: list[Path], tmp_path: Path) -> None:
    faults: list[InputError | InputWarning] = []
    with (tmp_path / "documents.jsonl").open("wb") as file:
        parse(volumes, file, on_fault=faults.append)
    with (tmp_path / "records.jsonl").open("wb") as file:
        extract_records(tmp_path / "documents.jsonl", file, on_fault=faults.append)
    map_records(tmp_path / "records.jsonl", tmp_path / "mapped", on_fault=faults.append)
    build(volumes, tmp_path / "built")
    assert not faults
    assert (tmp_path / "built" / "kg.nq").read_bytes() == (tmp_path / "mapped" / "kg.nq").read_bytes()
    with (tmp_path / "records.jsonl").open("rb") as stream:
        map_records(stream, tmp_path / "streamed", on_fault=faults.append)
    assert (tmp_path / "streamed" / "kg.nq").read_bytes() == (tmp_path / "mapped" / "kg.nq").read_bytes()


def test_who_changes_by_another_volume_is_done_again(volumes: list[Path], tmp_path: Path) -> None:
    """The first volume gives Karlov his key, so the documents of the others that name him are mapped again."""
    unmoved = tmp_path / "unmoved.txt"
    unmoved.write_text("1. Letter From Smith to Jones\n\nNobody is named here.\n", encoding="utf-8")
    build([*volumes[1:], unmoved], tmp_path / "out")
    report = build([*volumes, unmoved], tmp_path / "out")
    assert report.changes == Changes(new=1, outdated=2, reused=1)
    build([*volumes, unmoved], tmp_path / "anew")
    assert (tmp_path / "out" / "kg.nq").read_bytes() == (tmp_path / "anew" / "kg.nq").read_bytes()


def test_lists_are_read_as_documents_know_them(volumes: list[Path], tmp_path: Path) -> None:
    for path in volumes:
        mentioned = {person for found in read_volume(path, lambda _: None) for person in found.people}
        assert set(read_person_lists([path])) == mentioned
    (tmp_path / "broken.xml").write_text("<TEI", encoding="utf-8")
    assert not list(read_person_lists([tmp_path / "broken.xml", tmp_path / "absent.xml", tmp_path / "absent.jsonl"]))
