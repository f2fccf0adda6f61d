"""Records of the Office of the Historian's form, composed: how they are imported, and what a build concludes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from telegrams_for_reading import document, volume

from kgbuild.authority.authority_file import Authority, import_authority, load_authority
from kgbuild.authority.office_holders import OfficeHolders
from kgbuild.authority.pocom import Appointment
from kgbuild.authority.visits import Visit
from kgbuild.build import build
from kgbuild.errors import InputError, InputWarning, KgbuildError

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Kgbuild

BASE = "https://w3id.org/diplomatic-events/"
PREFIXES = {"dip": f"{BASE}ontology#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}
PREFIXES["skos"] = "http://www.w3.org/2004/02/skos/core#"

PERSON = """<person><id>7</id><authorities><authority service="viaf">12345</authority>
<authority service="wikidata">Q99</authority><authority service="viaf"/></authorities>
<names><preferred><name>Harper, Jane Ellen</name></preferred><originals>
<original><name>Harper, Jane</name><source-url>https://example.org/historicaldocuments/frus1958-60v04/persons#p_HJ1</source-url>
</original><original><name>Harper, J. E.</name>
<source-url>https://example.org/historicaldocuments/frus1961-63v01/persons#p_HJE1</source-url></original>
<original><name>Harper, Jane Ellen</name><source-url>https://example.org/departmenthistory/people/harper-jane-ellen</source-url>
</original></originals></names><birth-year>1901</birth-year><death-year/>
<remarks><remark><p>Ambassador  in Iceland</p>
<source-url>https://example.org/historicaldocuments/frus1958-60v04/persons#p_HJ1</source-url></remark></remarks></person>"""


def post(kind: str, key: str, person: str, since: str, until: str) -> str:
    role = {"chief": "ambassador", "principal": "secretary"}[kind]
    return (
        f"<{kind}><id>{key}</id><person-id>{person}</person-id><role-title-id>{role}</role-title-id>"
        f"<contemporary-territory-id>iceland</contemporary-territory-id><started><date>{since}</date></started>"
        f"<ended><date>{until}</date></ended></{kind}>"
    )


FILES = {
    "people/7.xml": PERSON,
    "pocom/people/h.xml": "<person><id>harper-jane-ellen</id><persName><surname>Harper</surname>"
    "<forename>Jane Ellen</forename></persName></person>",
    "pocom/people/t.xml": "<person><id>tolland-oscar</id><persName><surname>Tolland</surname>"
    "<forename>Oscar</forename><genName>Jr.</genName></persName></person>",
    "pocom/missions-countries/iceland.xml": "<country-mission><chiefs>"
    + post("chief", "is-1958-harp", "harper-jane-ellen", "1958-01-10", "1960-12-01")
    + post("chief", "is-1961-toll", "tolland-oscar", "1961-02-01", "1963-05-05")
    + "</chiefs></country-mission>",
    "pocom/missions-orgs/representative-to-un.xml": "<org-mission><id>representative-to-un</id><names><singular>"
    "Representative to the United Nations</singular></names></org-mission>",
    "pocom/positions-principals/secretary.xml": "<principal-position><id>secretary</id><names><singular>Secretary of "
    "State</singular></names>"
    + post("principal", "secr-1957-toll", "tolland-oscar", "1957-01-01", "1960-01-01")
    + "</principal-position>",
    "pocom/roles-country-chiefs/a.xml": "<role><id>ambassador</id><names><singular>Ambassador</singular></names>"
    "</role>",
    "visits/data/1950.xml": "<visits><visit><id>3</id><start-date>1958-03-01</start-date><visitor>Prime Minister"
    ' Jonsson</visitor><from id="iceland">Iceland</from></visit><visit><id>4</id><start-date>1960-03-01</start-date>'
    '<visitor>Prime Minister Jonsson</visitor><from id="iceland">Iceland</from></visit></visits>',
    "gsh/data/territories/iceland.xml": "<territory><id>iceland</id><short-form-name>Iceland (Europe)</short-form-name>"
    "<valid-since>1918</valid-since><valid-until>?</valid-until></territory>",
}


@pytest.fixture
def records(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "records" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "records"


def imported(records: Path) -> tuple[Authority, Path, list[InputError | InputWarning]]:
    faults: list[InputError | InputWarning] = []
    out = records.parent / "authority.json"
    folders = {name: records / name for name in ("people", "pocom", "visits", "gsh")}
    return import_authority(out, faults.append, **folders), out, faults


def test_records_are_read_and_kept(records: Path) -> None:
    authority, path, faults = imported(records)
    assert not faults
    assert load_authority(path) == authority
    (person,) = authority.people
    assert (person.id, person.holder) == ("7", "harper-jane-ellen")
    assert person.entries == ("frus1958-60v04#p_HJ1", "frus1961-63v01#p_HJE1")
    assert person.same_as == ("http://viaf.org/viaf/12345", "http://www.wikidata.org/entity/Q99")
    assert [(a.id, a.name, a.title, a.places[:1], a.since, a.until) for a in authority.appointments] == [
        ("secr-1957-toll", "Tolland, Oscar, Jr.", "Secretary of State", (), "1957-01-01", "1960-01-01"),
        ("is-1958-harp", "Harper, Jane Ellen", "Ambassador", ("Iceland",), "1958-01-10", "1960-12-01"),
        ("is-1961-toll", "Tolland, Oscar, Jr.", "Ambassador", ("Iceland",), "1961-02-01", "1963-05-05"),
    ]
    assert [visit.visitor for visit in authority.visits] == ["Prime Minister Jonsson"] * 2
    assert [(t.name, t.since, t.until) for t in authority.territories] == [("Iceland", 1918, None)]
    before = path.read_bytes()
    imported(records)
    assert path.read_bytes() == before


def test_what_cannot_be_used_is_told_in_a_line_each(records: Path) -> None:
    (records / "people" / "8.xml").write_text("<person><id>8</id>", encoding="utf-8")
    (records / "people" / "9.xml").write_text("<list/>", encoding="utf-8")
    (records / "gsh/data/territories/x.xml").write_text("<territory/>", encoding="utf-8")
    (records / "pocom/people/t.xml").unlink()
    authority, _, faults = imported(records)
    assert len(authority.people) == 1
    assert sorted(fault.source.rpartition("/")[2] for fault in faults) == [
        *("8.xml", "9.xml", "iceland.xml", "secretary.xml", "x.xml"),
    ]  # fmt: skip
    assert all("\n" not in str(fault) for fault in faults)
    with pytest.raises(KgbuildError, match="nothing was imported"):
        import_authority(records / "none.json", faults.append, people=records / "absent")
    assert not (records / "none.json").exists()


@pytest.mark.parametrize("content", ["", "{}", '{"format": 99}', "[1]", '{"format": 1, "people": [{"id": 4}]}'])
def test_another_file_is_no_authority(tmp_path: Path, content: str) -> None:
    path = tmp_path / "authority.json"
    path.write_text(content, encoding="utf-8")
    if content == "{}":
        assert load_authority(path) == Authority()
        return
    with pytest.raises(InputError, match="authority import"):
        load_authority(path)
    with pytest.raises(InputError, match="cannot be read"):
        load_authority(tmp_path / "absent.json")


def test_the_command_line(records: Path, kgbuild: Kgbuild) -> None:
    out = records.parent / "a.json"
    done = kgbuild("authority", "import", "--people", records / "people", "--pocom", records / "pocom", "--out", out)
    assert done.returncode == 0, done.stderr
    assert json.loads(out.read_bytes())["people"][0]["id"] == "7"
    assert kgbuild("authority", "import", "--out", out).returncode == 2
    (records / "people" / "8.xml").write_text("<person>", encoding="utf-8")
    bad = kgbuild("authority", "import", "--people", records / "people", "--out", out)
    assert (bad.returncode, len(bad.stderr.splitlines())) == (1, 1)
    missing = kgbuild("build", records / "x.txt", "--authority", records / "absent.json")
    assert missing.returncode != 0
    assert "Traceback" not in missing.stderr


# --- who held an office on a day ---


def appointment(
    key: str, name: str, since: str, until: str | None, places: tuple[str, ...] = ("Norway",)
) -> Appointment:
    return Appointment(key, name.lower(), name, "Ambassador" if places else "Secretary of State", places, since, until)


def test_an_office_has_one_holder_on_a_day() -> None:
    holders = OfficeHolders(
        [
            appointment("1", "Varnham", "1950-01-01", "1951-12-31"),
            appointment("2", "Quist", "1952-06-01", None),
            appointment("3", "Belden", "1960-01-01", "1962-01-01"),
            appointment("4", "Lorne", "1961-12-01", "1963-01-01"),
            appointment("5", "Rao", "1950-01-01", "1960-01-01", ()),
        ],
        [],
    )
    found = {
        day: held.name if (held := holders.chief("the Norway", day)) else None
        for day in ("1949-12-31", "1951-12-31T23:00:00Z", "1952-01-01", "1954-01-01", "1958-01-01", "1961-12-24")
    }
    assert list(found.values()) == [None, "Varnham", None, "Quist", None, None]
    assert holders.principal("Secretary of State", "1955-05-05").name == "Rao"  # type: ignore[union-attr]
    assert holders.principal("Chief of Protocol", "1955-05-05") is None


def test_a_leader_was_in_office_between_two_visits_in_it() -> None:
    def visit(key: str, day: str, visitor: str) -> Visit:
        return Visit(key, day, visitor, "Iceland")

    holders = OfficeHolders([], [visit("1", "1958-03-01", "President Ek"), visit("2", "1960-03-01", "President Ek")])
    leader = holders.leader("Iceland", "President", "1959-01-01")
    assert leader is not None
    assert (leader.name, leader.before.id, leader.after.id) == ("Ek", "1", "2")
    assert holders.leader("Iceland", "President", "1961-01-01") is None
    assert holders.leader("Iceland", "Prime Minister", "1959-01-01") is None
    late = OfficeHolders([], [visit("1", "1950-03-01", "President Ek"), visit("2", "1960-03-01", "President Ek")])
    assert late.leader("Iceland", "President", "1955-01-01") is None
    two = OfficeHolders([], [visit("1", "1958-03-01", "President Ek"), visit("2", "1959-03-01", "President Ask")])
    assert two.leader("Iceland", "President", "1958-06-01") is None


# --- in the graph ---

LIST = (
    '<front><div type="section" xml:id="persons"><list><item><persName xml:id="p_HJ1">Harper, Jane</persName>, '
    'Ambassador in Iceland</item><item><persName xml:id="p_JE1">Jonsson, Einar</persName>, poet</item></list>'
    "</div></front>"
)


def telegram(number: int, sender: str, body: str, closer: str = "") -> str:
    return document(
        f'<head>{number}. Telegram From the <gloss type="from">{sender}</gloss> to the <gloss type="to">Embassy in '
        f'Norway</gloss></head><dateline><date when="1959-06-10">June 10, 1959</date></dateline><p>{body}</p>{closer}',
        f"d{number}",
    )


@pytest.fixture
def store(records: Path, tmp_path: Path) -> ox.Store:
    _, authority, _ = imported(records)
    mention = '<persName corresp="#p_JE1">Jonsson</persName>'
    path = tmp_path / "frus1958-60v04.xml"
    path.write_text(
        volume(
            telegram(1, "Embassy in Iceland", f"Saw {mention} today. The Prime Minister said that talks had failed."),
            telegram(2, "Embassy in Iceland", "Nothing new.", "<closer><signed>Harper</signed></closer>"),
            telegram(3, "Embassy in Iceland", "Nothing new.", "<closer><signed>Quist</signed></closer>"),
            telegram(4, "Department of State", "Nothing new."),
            telegram(5, "Embassy in Chile", "Nothing new."),
            front=LIST,
        ),
        encoding="utf-8",
    )
    report = build([path], tmp_path / "out", authority=authority)
    assert report.ok, report.validation and report.validation.text
    found = ox.Store()
    found.bulk_load(path=tmp_path / "out" / "kg.nq", format=ox.RdfFormat.N_QUADS)
    return found


def ask(store: ox.Store, wanted: str, pattern: str) -> list[tuple[str, ...]]:
    rows = store.query(f"SELECT {wanted} {{ {pattern} }}", use_default_graph_as_union=True, prefixes=PREFIXES)
    return sorted(tuple(value.value.removeprefix(BASE) for value in row) for row in rows)


def test_a_record_names_the_person_and_links_him(store: ox.Store) -> None:
    assert ask(store, "?person", "?person dip:listEntry 'frus1958-60v04#p_HJ1'") == [("person/7",)]
    assert ask(store, "?same", f"<{BASE}person/7> skos:exactMatch ?same") == [
        ("http://viaf.org/viaf/12345",),
        ("http://www.wikidata.org/entity/Q99",),
    ]
    assert ask(store, "?entry", f"<{BASE}person/7> dip:listEntry ?entry") == [("frus1958-60v04#p_HJ1",)]
    assert ask(store, "?rule", f"[] dip:identifies <{BASE}person/7>; dip:rule ?rule") == [("record",)]


def test_conclusions_stand_beside_what_the_text_says(store: ox.Store) -> None:
    pattern = "[] dip:reportedIn ?document; dip:rule ?rule; dip:attributedTo/rdfs:label ?who"
    found = ask(store, "?document ?rule ?who", pattern)
    assert [(where.rpartition("/")[2], *rest) for where, *rest in found] == [
        ("d1", "chief-of-mission", "Jane Harper"),
        ("d1", "leader-who-visited", "Einar Jonsson"),
        ("d2", "signed-by-chief-of-mission", "Jane Harper"),
        ("d4", "secretary-of-state", "Oscar Tolland, Jr."),
    ]
    authors = ask(store, "?label", f"<{BASE}document/frus1958-60v04/d1> dip:author/rdfs:label ?label")
    assert authors == [("author of frus1958-60v04/d1",)]
    offices = ask(store, "?office ?since", "[] dip:accordingTo ?tenure. ?tenure rdfs:label ?office; dip:since ?since")
    assert set(offices) == {
        ("Ambassador to Iceland", "1958-01-10"),
        ("Prime Minister of Iceland", "1958-03-01"),
        ("Secretary of State", "1957-01-01"),
    }
