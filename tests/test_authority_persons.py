"""Who is who: names and offices of lists of persons, and the men behind their entries, all invented."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.authority.person_names import fold, parse_names, skeleton
from kgbuild.authority.roles import countries_of, parse_role, see_reference, years_of_volume
from kgbuild.authority.unification import Unification, unify
from kgbuild.model import ListedPerson

if TYPE_CHECKING:
    from collections.abc import Iterable


def entry(entry_id: str, name: str, role: str | None = None) -> ListedPerson:
    return ListedPerson(entry_id, name, role)


def groups(persons: Iterable[ListedPerson], records: dict[str, str] | None = None) -> list[set[str]]:
    return [{e.entry for e in person.entries} for person in unify(persons, records).persons]


@pytest.mark.parametrize(
    ("printed", "family", "given", "generation"),
    [
        ("Tolland, Brigadier General Oscar B.", "tolland", "oscar b", ""),
        ("Varnham, Sir Percy", "varnham", "percy", ""),
        ("Quist, Anders L., Jr.", "quist", "anders l", "2"),
        ("Quist, Anders, III", "quist", "anders", "3"),
        ("de Marsac, Étienne", "de marsac", "etienne", ""),
        ("Sommer. H. R.", "sommer", "h r", ""),
        ("Rao, V.K.", "rao", "v k", ""),
        ("Li Ta-hsun", "li", "tahsun", ""),
        ("Tran Van Lo, Colonel", "tran", "van lo", ""),
        ("Farrow", "farrow", "", ""),
        ("Salgado, Tomás A. de", "salgado", "tomas a", ""),
    ],
)
def test_a_name_is_taken_apart(printed: str, family: str, given: str, generation: str) -> None:
    name = parse_names(printed)[0]
    assert (" ".join(name.family), " ".join(name.given), name.generation) == (family, given, generation)


def test_brackets_and_quotation_marks_hold_nicknames_and_other_names() -> None:
    assert parse_names("Belden, Ruth A. (“Kit”)")[0].nicknames == ("kit",)
    assert parse_names("Belden, Ruth A. (Kit)")[0].nicknames == ("kit",)
    assert ("zhou", "tian") in [name.words for name in parse_names("Chou T'ien (Zhou Tian)")]
    assert ("patakis",) in [name.family for name in parse_names("Pattakis (also Patakis), Nikos")]
    assert ("lorne", "hugh", "st", "clair") in [name.words for name in parse_names("Lorne, Earl of (Hugh St. Clair)")]


@given(st.text(max_size=40))
def test_any_name_has_words(printed: str) -> None:
    names = parse_names(printed)
    assert names
    assert all(isinstance(word, str) and fold(word) == word for name in names for word in name.words)


def test_a_skeleton_is_what_transliterations_share() -> None:
    assert skeleton("karamanlis") == skeleton("caramanlis")
    assert skeleton("zaroubin") == skeleton("zarubin")
    assert skeleton("ward") != skeleton("ford")


def test_offices_have_their_dates() -> None:
    role = (
        "Consul to May 1956; Minister in Arcadia, April–December 1957; thereafter Ambassador, June 3, 1958–May 4, 1960"
    )
    tenures = parse_role(role)
    assert [(t.since, t.until) for t in tenures] == [
        (None, "1956-05"),
        ("1957-04", "1957-12"),
        ("1958-06-03", "1960-05-04"),
    ]
    assert all(role[t.start :].startswith(t.text) for t in tenures)


@given(st.text(max_size=80))
def test_offices_are_where_they_are_said_to_be(role: str) -> None:
    assert all(role[t.start :].startswith(t.text) and t.text for t in parse_role(role))


def test_a_reference_is_no_office() -> None:
    assert see_reference("see Tran Van Lo") == "Tran Van Lo"
    assert see_reference("See Varnham.") == "Varnham"
    assert see_reference("Seeding officer") is None
    assert see_reference(None) is None


@pytest.mark.parametrize(
    ("role", "country"),
    [
        ("French Ambassador to the United States", {"France"}),
        ("Prime Minister of Norway until 1961", {"Norway"}),
        ("Office of French Affairs, Department of State", {"United States"}),
        ("Ambassador to Norway", {"United States"}),
        ("President of the United Arab Republic", {"Egypt"}),
        ("painter", set()),
    ],
)
def test_an_office_tells_its_country(role: str, country: set[str]) -> None:
    assert countries_of(role) == country


def test_volumes_tell_their_years() -> None:
    assert years_of_volume("frus1964-68v20") == (1964, 1968)
    assert years_of_volume("frus1899-1901v1") == (1899, 1901)
    assert years_of_volume("letters") is None


# --- who is one man ---

SPELLINGS = [
    entry("v1955-57a#p1", "Karlov, Vasili Petrovich", "Soviet First Deputy Minister of Foreign Affairs"),
    entry("v1958-60a#p1", "Karlov, Vasily P.", "Soviet First Deputy Foreign Minister"),
    entry("v1964-68a#p9", "Karlov, Vasily", "First Deputy Soviet Foreign Minister"),
]


def test_spellings_of_one_name_and_office_are_one_man() -> None:
    assert groups(SPELLINGS) == [{"v1955-57a#p1", "v1958-60a#p1", "v1964-68a#p9"}]


def test_each_join_is_told_with_rule_and_confidence() -> None:
    (person,) = unify(SPELLINGS).persons
    assert len(person.joins) == len(person.entries) - 1
    assert {join.rule for join in person.joins} == {"similar-name"}
    assert all(0.5 <= join.confidence < 1 for join in person.joins)


def test_namesakes_stay_apart() -> None:
    apart = [
        entry("v1958-60a#p1", "Hallam, Robert B.", "Office of the Legal Adviser, Department of State"),
        entry("v1958-60a#p2", "Hallam, Robert C.", "Ambassador to Norway until 1960"),
        entry("v1964-68a#p1", "Hallam, Roberta", "British delegate"),
        entry("v1964-68a#p2", "Hallam, Walter", "Senator from Ohio"),
    ]
    assert len(groups(apart)) == 4


def test_who_is_known_by_a_family_name_alone_joins_by_his_office() -> None:
    persons = [
        entry(
            "v1958-60a#p1",
            "Forsgren, J. William",
            "Democratic Senator from Oregon; Chairman, Senate Committee on Rivers",
        ),
        entry("v1961-63a#p1", "Forsgren", "Senator from Oregon, Chairman, Senate Committee on Rivers"),
        entry("v1961-63a#p2", "Forsgren, Ellen", "Norwegian Consul in Boston"),
    ]
    assert groups(persons) == [{"v1958-60a#p1", "v1961-63a#p1"}, {"v1961-63a#p2"}]


def test_a_reference_is_the_man_that_it_refers_to() -> None:
    persons = [
        entry("v1958-60a#p1", "Lo", "see Tran Van Lo"),
        entry("v1958-60a#p2", "Tran Van Lo, Colonel", "Commander of the palace guard"),
        entry("v1958-60a#p3", "Tran Van Hai", "Minister of Posts"),
    ]
    (first, second) = unify(persons).persons
    assert [e.entry for e in first.entries] == ["v1958-60a#p1", "v1958-60a#p2"]
    assert first.joins[0].rule == "see-reference"
    assert [e.entry for e in second.entries] == ["v1958-60a#p3"]


def test_records_decide() -> None:
    same = [entry("v1#p1", "Ahlgren, Nils", "Swedish poet"), entry("v2#p1", "Zeno", "pseudonym")]
    assert groups(same, {"v1#p1": "7", "v2#p1": "7"}) == [{"v1#p1", "v2#p1"}]
    assert unify(same, {"v1#p1": "7", "v2#p1": "7"}).persons[0].record == "7"
    assert len(groups(SPELLINGS, {"v1955-57a#p1": "7", "v1958-60a#p1": "8"})) == 2


def shuffled(persons: list[ListedPerson], seed: int) -> Unification:
    mixed = list(persons)
    random.Random(seed).shuffle(mixed)  # noqa: S311 - any order will do
    return unify(mixed)


def test_the_order_of_entries_does_not_matter() -> None:
    persons = [*SPELLINGS, entry("v1961-63a#p3", "Karlov, Viktor", "Soviet Consul"), entry("v1961-63a#p4", "Karlov")]
    assert len({shuffled(persons, seed) for seed in range(6)}) == 1


def test_a_doubtful_pair_is_told_and_not_joined() -> None:
    pairs = [
        [entry("v1955-57a#p1", name, one), entry("v1969-76a#p1", other, two)]
        for name, other in (
            ("Dunmore, Alan", "Dunmore, A."),
            ("Dunmore", "Dunmore, Alan"),
            ("Dunmore, A. B.", "Dunmore, A."),
        )
        for one, two in (
            ("Legal Adviser", "Deputy Director"),
            ("Swedish poet", "Ambassador to Norway"),
            ("clerk", "banker"),
        )
    ]
    found = [unify(pair) for pair in pairs]
    doubtful = [one for one in found if one.doubts]
    assert doubtful
    for one in doubtful:
        assert len(one.persons) == 2
        assert (one.doubts[0].entry, one.doubts[0].other) == ("v1955-57a#p1", "v1969-76a#p1")
        assert 0 < one.doubts[0].confidence < 0.5
