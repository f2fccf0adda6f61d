"""Persons of a volume's list in telegrams of plain text: which entry a name is, and what the build makes of it."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from telegrams_for_reading import FRONT, document, volume

from kgbuild.build import build, extract_records, parse
from kgbuild.errors import InputError
from kgbuild.extract.listed import ListedPeople
from kgbuild.extract.listed_names import likeness, listed_name
from kgbuild.model import ListedPerson
from kgbuild.read.plain_text import read_plain_text
from kgbuild.read.tei import read_people

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Kgbuild

PEOPLE = (
    ("p_HJ1", "Harper, Jane", "Ambassador to Iceland from 1958"),
    ("p_HT1", "Harper, Thomas A.", "Assistant Secretary of State until 1957"),
    ("p_JE1", "Jonsson, Einar", "Icelandic Foreign Minister"),
    ("p_OP1", "Oldham, Mrs. Pearl", "wife of the Consul General"),
    ("p_OS1", "Oldham, Simon", "Consul General at Akureyri"),
    ("p_TC1", "Tsao En-lin (Cao Enlin)", "Chinese Consul"),
    ("p_VM1", "Vik, Magnus", "Minister of Fisheries until 1956"),
    ("p_VO1", "Vik, Olaf", "Minister of Fisheries, 1957–1960"),
)
HEADING = "12. Telegram From the Embassy in Iceland to the Department of State\n\nReykjavik, June 10, 1959.\n\n"


def listed(*, volume: str = "frus1958-60v99") -> list[ListedPerson]:
    return [ListedPerson(f"{volume}#{entry}", name, role) for entry, name, role in PEOPLE]


def entries(text: str, identifier: str = "telegram", people: list[ListedPerson] | None = None) -> list[tuple[str, str]]:
    """The names that are tied to entries, and the entries' ids."""
    found = ListedPeople(people or listed()).identify(read_plain_text(HEADING + text, identifier))
    return [(mention.span.of(found.text), mention.entry.partition("#")[2]) for mention in found.mentions]


def test_a_name_that_one_entry_fits_is_that_person_in_every_place() -> None:
    text = "I saw Foreign Minister Jonsson today. Jonsson said that nets were cut. Einar Jonsson’s brother denied it."
    assert entries(text) == [("Jonsson", "p_JE1"), ("Jonsson", "p_JE1"), ("Einar Jonsson", "p_JE1")]


def test_another_forename_is_another_man() -> None:
    assert entries("Ambassador Gunnar Jonsson called on me. Jonsson said that the nets were cut.") == []


@pytest.mark.parametrize(
    ("words", "entry"),
    [
        ("Ambassador Harper told him that boats would leave.", "p_HJ1"),
        ("Thomas Harper saw the boats. Mr. Harper said that they would leave.", "p_HT1"),
        ("Mrs. Oldham said that the boats had left.", "p_OP1"),
        ("Consul General Oldham said that the boats had left.", "p_OS1"),
        ("I told Minister Vik that the boats had left.", "p_VO1"),
        ("Consul Tsao En-lin said that the boats had left.", "p_TC1"),
    ],
)
def test_forename_office_and_date_tell_which_entry_is_meant(words: str, entry: str) -> None:
    assert {found for _, found in entries(words)} == {entry}


def test_a_name_that_nothing_decides_stays_unlisted() -> None:
    people = [ListedPerson("v#p_1", "Lund, Arne", None), ListedPerson("v#p_2", "Lund, Nils", None)]
    assert entries("Mr. Lund said that the boats had left.", people=people) == []


def test_who_sends_and_signs_is_the_listed_person() -> None:
    text = HEADING.replace("Iceland to", "Iceland (Harper) to") + "The boats have left.\n\nHarper\n"
    found = ListedPeople(listed()[:1]).identify(read_plain_text(text, "telegram"))
    assert found.signer is not None
    assert found.signer.entry == "frus1958-60v99#p_HJ1"
    assert [person.entry for person in found.people] == ["frus1958-60v99#p_HJ1"]


def test_the_list_of_the_documents_own_volume_comes_first() -> None:
    both = [*listed(volume="frus1955-57v88"), *listed()]
    document = read_plain_text(HEADING + "Foreign Minister Jonsson agreed.", "frus1958-60v99-d12")
    assert [m.entry for m in ListedPeople(both).identify(document).mentions] == ["frus1958-60v99#p_JE1"]
    elsewhere = read_plain_text(HEADING + "Foreign Minister Jonsson agreed.", "telegram")
    found = [[m.entry for m in ListedPeople(people).identify(elsewhere).mentions] for people in (both, both[::-1])]
    assert found == [["frus1955-57v88#p_JE1"]] * 2


@pytest.mark.parametrize(
    ("name", "entry", "fits"),
    [
        ("Bull", "Bull, Lieutenant General Odd", True),
        ("Odd Bull", "Bull, Lieutenant General Odd", True),
        ("T. Harper", "Harper, Thomas A.", True),
        ("Tom Harper", "Harper, Thomas A.", True),
        ("J. Harper", "Harper, Thomas A.", False),
        ("Peter Bull", "Bull, Lieutenant General Odd", False),
        ("Tsao", "Tsao En-lin (Cao Enlin)", True),
        ("Cao Enlin", "Tsao En-lin (Cao Enlin)", True),
        ("Tsao Kun", "Tsao En-lin (Cao Enlin)", False),
        ("Belaunde", "Belaúnde, Victor A.", True),
        ("Castillo", "Carias Castillo, Tiburcio, Jr.", True),
        ("de Vries", "De Vries, Jan", True),
    ],
)
def test_a_name_fits_an_entry_unless_its_words_differ(name: str, entry: str, *, fits: bool) -> None:
    assert (likeness(name.split(), listed_name(ListedPerson("v#p", entry))) > 0) is fits


def test_a_build_ties_plain_text_to_the_list_that_is_given(tmp_path: Path, kgbuild: Kgbuild) -> None:
    listing = tmp_path / "frus1958-60v99.xml"
    listing.write_text(volume(document("<head>1. Editorial Note</head><p>Text.</p>")), encoding="utf-8")
    telegram = tmp_path / "telegram.txt"
    telegram.write_text(HEADING + "I saw Jonsson. Jonsson said that nets were cut.\n", encoding="utf-8")
    done = kgbuild("build", telegram, "--people", listing, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    graph = (tmp_path / "out" / "kg.nq").read_text(encoding="utf-8")
    assert "/person/frus1958-60v99/p_JE1> <https://w3id.org/diplomatic-events/ontology#listEntry>" in graph
    assert "/document/telegram/agent/jonsson>" not in graph
    documents, records = BytesIO(), BytesIO()
    parse([telegram], documents, on_fault=print)
    documents.seek(0)
    extract_records(documents, records, on_fault=print, people=[listing])
    record = json.loads(records.getvalue())
    assert {mention["entry"] for mention in record["document"]["mentions"]} == {"frus1958-60v99#p_JE1"}


def test_a_document_with_tags_keeps_its_own(tmp_path: Path) -> None:
    path = tmp_path / "frus1958-60v99.xml"
    tagged = '<head>1. Telegram From A to B</head><p><persName corresp="#p_JE1">Jonsson</persName> saw Harper.</p>'
    path.write_text(volume(document(tagged)), encoding="utf-8")
    build([path], tmp_path / "with", people=[path])
    build([path], tmp_path / "without")
    assert (tmp_path / "with" / "kg.nq").read_bytes() == (tmp_path / "without" / "kg.nq").read_bytes()


def test_a_volume_without_a_list_is_refused(tmp_path: Path, kgbuild: Kgbuild) -> None:
    path = tmp_path / "frus1958-60v99.xml"
    path.write_text(volume(document("<head>1. Editorial Note</head><p>Text.</p>"), front=""), encoding="utf-8")
    with pytest.raises(InputError, match="no list of persons"):
        read_people(path)
    telegram = tmp_path / "telegram.txt"
    telegram.write_text(HEADING, encoding="utf-8")
    for arguments in (("build", telegram, "--out", tmp_path / "out"), ("extract", telegram)):
        done = kgbuild(*arguments, "--people", path)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert not (tmp_path / "out").exists()


def test_the_list_is_read_in_its_order(tmp_path: Path) -> None:
    path = tmp_path / "frus1958-60v99.xml"
    path.write_text(volume(document("<head>1. Editorial Note</head>"), front=FRONT), encoding="utf-8")
    names = [(person.entry, person.name) for person in read_people(path)]
    assert names[:2] == [("frus1958-60v99#p_HJ1", "Harper, Jane"), ("frus1958-60v99#p_JE1", "Jonsson, Einar")]
