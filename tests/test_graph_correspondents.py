"""Who a heading's words name."""

from __future__ import annotations

import pytest

from kgbuild.graph.correspondents import NamedCorrespondent, plain_words, read_correspondent
from kgbuild.model import AgentKind

PERSON, BODY = AgentKind.PERSON, AgentKind.ORGANIZATION


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Department of State", NamedCorrespondent(BODY, "Department of State")),
        ("the Embassy in Iceland", NamedCorrespondent(BODY, "Embassy in Iceland")),
        ("Consulate General at Port Louis", NamedCorrespondent(BODY, "Consulate General at Port Louis")),
        (
            "Office of the Permanent Representative",
            NamedCorrespondent(BODY, "Office of the Permanent Representative"),
        ),
        ("Joint Chiefs of Staff", NamedCorrespondent(BODY, "Joint Chiefs of Staff")),
        ("Certain Posts", NamedCorrespondent(BODY, "Certain Posts")),
        ("Secretary General's Staff", NamedCorrespondent(BODY, "Secretary General's Staff")),
        ("President's Assistant (Hill)", NamedCorrespondent(PERSON, "Hill", "Hill", "President's Assistant")),
        (
            "Ambassador (Van Horn), at Rome",
            NamedCorrespondent(PERSON, "Van Horn", "Horn", "Ambassador, at Rome"),
        ),
        ("Chief (Robert Hill, Jr.)", NamedCorrespondent(PERSON, "Robert Hill, Jr.", "Hill", "Chief")),
        ("Secretary of State", NamedCorrespondent(PERSON, "Secretary of State")),
        ("Secretary of State Hill", NamedCorrespondent(PERSON, "Secretary of State Hill")),
        ("Consul General in Bergen", NamedCorrespondent(PERSON, "Consul General in Bergen")),
        ("President Hill in Texas", NamedCorrespondent(PERSON, "President Hill", "Hill")),
        ("Ambassador J. Robert Hill", NamedCorrespondent(PERSON, "Ambassador J. Robert Hill", "Hill")),
        ("Robert W. Hill of the Council Staff", NamedCorrespondent(PERSON, "Robert W. Hill", "Hill")),
        ("", NamedCorrespondent(BODY, "")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_correspondents(words: str, named: NamedCorrespondent) -> None:
    assert read_correspondent(words) == named


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Hill", NamedCorrespondent(PERSON, "Hill", "Hill")),
        ("Robert Hill", NamedCorrespondent(PERSON, "Robert Hill", "Hill")),
        ("[illegible]", NamedCorrespondent(PERSON, "[illegible]")),
        ("American Embassy", NamedCorrespondent(BODY, "American Embassy")),
    ],
)
def test_who_signs_is_a_person(words: str, named: NamedCorrespondent) -> None:
    assert read_correspondent(words, signs=True) == named


def test_an_article_is_no_part_of_a_name() -> None:
    assert plain_words("The\n Mission") == "Mission"
    assert plain_words("Theodore Hill") == "Theodore Hill"
