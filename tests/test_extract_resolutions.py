"""Resolutions: what names one, which names mean the same, and what is left out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgbuild.authority import united_nations as un
from kgbuild.extract.actors import find_actors
from kgbuild.extract.language import sentences
from kgbuild.extract.resolutions import find_resolutions
from kgbuild.model import Resolution, ResolutionKind, ResolutionReference
from kgbuild.read.plain_text import read_plain_text

TELEGRAM = """\
12. Telegram From the Mission at the United Nations to the Department of State1

New York, {date}, 8 p.m.

410. {body}

Harlan

  1. Source: Example Archive, Box 1. Confidential.
{notes}"""


def find(
    body: str, *notes: str, date: str = "May 3, 1968"
) -> tuple[str, tuple[Resolution, ...], tuple[ResolutionReference, ...]]:
    listed = "\n".join(f"  {number}. {note}" for number, note in enumerate(notes, start=2))
    document = read_plain_text(TELEGRAM.format(date=date, body=body, notes=listed), "vol-d12")
    cast = find_actors(document, sentences(document))
    return (document.text, *find_resolutions(document, cast))


def names(found: tuple[str, tuple[Resolution, ...], tuple[ResolutionReference, ...]]) -> dict[str, list[str]]:
    """The words of each resolution's references, by its id."""
    text, resolutions, references = found
    return {r.id: [x.evidence.of(text) for x in references if x.resolution == r.id] for r in resolutions}


@pytest.mark.parametrize(
    ("words", "symbol"),
    [
        ("He cited General Assembly Resolution 2145 (XXI).", "A/RES/2145(XXI)"),
        ("He cited GA Res. 1514 on colonial peoples.", "A/RES/1514(XV)"),
        ("He cited UNGA resolution 997 (ES-I).", "A/RES/997(ES-I)"),
        ("He cited Resolution 1144B (XII).", "A/RES/1144B(XII)"),
        ("He cited Security Council Resolution 186 (1964).", "S/RES/186(1964)"),
        ("He cited SC resolution 242 again.", "S/RES/242(1967)"),
        ("He cited resolution 193 again.", "S/RES/193(1964)"),
        ("He cited S/RES/252(1968).", "S/RES/252(1968)"),
        ("He cited ECOSOC resolution 1216 (XLII).", "E/RES/1216(XLII)"),
        ("He said Nov 22 SC res bound all parties.", "S/RES/242(1967)"),
        ("He said S.C. res. 22 Nov bound all parties.", "S/RES/242(1967)"),
        ("He said Security Council resolution of 4 March 1964 bound all parties.", "S/RES/186(1964)"),
    ],
)
def test_numbers_and_days_become_symbols(words: str, symbol: str) -> None:
    _, resolutions, references = find(words)
    assert [r.symbol for r in resolutions] == [symbol]
    assert len(references) == 1


def test_a_pair_of_numbers_names_two_resolutions() -> None:
    found = find("He recalled General Assembly Resolutions 2221 (XXI) and 2222 (XXI) of last fall.")
    assert names(found) == {
        "A/RES/2221(XXI)": ["General Assembly Resolutions 2221 (XXI)"],
        "A/RES/2222(XXI)": ["2222 (XXI)"],
    }


def test_a_marker_leads_to_the_note_that_gives_the_symbol() -> None:
    text, resolutions, references = find(
        "Jonsson asked us to drop support for the Danish res on fisheries.2 He called the Danish res unfair.",
        "Reference is to a draft resolution submitted by Denmark on April 30. (U.N. doc. A/C.2/L.77)",
    )
    assert [(r.symbol, r.kind) for r in resolutions] == [("A/C.2/L.77", ResolutionKind.DRAFT)]
    said = [reference.evidence.of(text) for reference in references]
    assert said[0] == "Danish res on fisheries"
    assert "Danish res" in said
    assert said[-1] == "A/C.2/L.77"


def test_a_draft_that_was_adopted_carries_the_number() -> None:
    _, resolutions, _ = find(
        "Norway tabled draft SC resolution on Cyprus.2",
        "The draft (U.N. doc. S/5580) was adopted on June 20 as Resolution 192 (1964).",
        date="June 19, 1964",
    )
    assert "S/RES/192(1964)" in [r.symbol for r in resolutions]


def test_sponsors_and_matters_keep_drafts_apart() -> None:
    found = find(
        "We favor the Italian resolution and oppose the Albanian resolution. Jonsson would vote for study "
        "committee res. He thought the Albanian res would fail and asked about study committee resolution."
    )
    assert sorted(names(found).values()) == [
        ["Albanian resolution", "Albanian res"],
        ["Italian resolution"],
        ["study committee res", "study committee resolution"],
    ]


def test_the_resolution_means_the_one_last_named() -> None:
    found = find("Jonsson opposed the Iranian resolution. He feared that the resolution would split the group.")
    assert list(names(found).values()) == [["Iranian resolution", "resolution"]]


@pytest.mark.parametrize(
    "words",
    [
        "We hope for a peaceful resolution of this dispute.",
        "He would oppose any resolution on sanctions.",
        "He said it might be done by GA resolution or report.",
        "Many resolutions have failed.",
        "Approved by Walsh (S/S) and sent to A/IM files.",
    ],
)
def test_what_cannot_be_told_apart_is_left_out(words: str) -> None:
    assert names(find(words)) == {}


def test_symbols_of_records_and_amendments_name_no_resolution() -> None:
    found = find(
        "Debate was long.2",
        "For the record of the debate, see U.N. doc. A/PV.882. The Soviet amendment is A/C.1/L.211.",
    )
    assert names(found) == {}


def test_sponsor_and_organ_are_agents_of_the_cast() -> None:
    _, resolutions, _ = find("General Assembly will vote tomorrow. Danish GA resolution has our support.")
    assert resolutions[0].sponsors == ("denmark",)
    assert resolutions[0].adopted_by == "general-assembly"


def test_a_day_without_year_is_the_last_one_before_the_document() -> None:
    _, resolutions, _ = find("He upheld SC resolution of September 25.", date="January 9, 1965")
    assert resolutions[0].adopted_on == "1964-09-25"
    assert resolutions[0].symbol == "S/RES/194(1964)"


@pytest.mark.parametrize(("number", "year"), [(1, 1946), (66, 1948), (132, 1959), (242, 1967), (338, 1973)])
def test_security_council_numbers_have_a_year(number: int, year: int) -> None:
    assert un.security_council_year(number) == year


def test_every_security_council_number_up_to_1990_has_exactly_one_year() -> None:
    years = [un.security_council_year(number) for number in range(1, 684)]
    assert None not in years
    assert years == sorted(years, key=lambda year: year or 0)
    assert un.security_council_year(684) is None


def test_sessions_rise_with_the_numbers() -> None:
    found = [(n, s) for n in range(1, 3542) if (s := un.general_assembly_session(n))]
    opened = [un.session_year(session) or 0 for _, session in found]
    assert opened == sorted(opened)
    assert len(found) > 3400


_WORDS = st.sampled_from(
    (
        *(
            "res",
            "resolution",
            "Resolutions",
            "draft",
            "242",
            "(1967)",
            "2222",
            "(XXI)",
            "A/C.1/L.5",
            "S/5575",
        ),
        *(
            "Nov",
            "22",
            "SC",
            "GA",
            "of",
            "on",
            "the",
            "a",
            "Danish",
            "Soviet",
            "and",
            ".",
            ",",
            ";",
            "8-power",
        ),
        *("text", "proposal", "adopted", "by", "submitted", "“", "”", ")", "(", "’s", "\n\n"),
    )
)


@settings(max_examples=60)
@given(st.lists(_WORDS, max_size=40))
def test_any_words_give_whole_references(words: list[str]) -> None:
    text, resolutions, references = find(" ".join(words), "See A/C.1/L.5.")
    ids = [r.id for r in resolutions]
    assert len(ids) == len(set(ids))
    assert {reference.resolution for reference in references} == set(ids)
    spans = [reference.evidence for reference in references]
    assert len(spans) == len(set(spans))
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert span.of(text).strip() == span.of(text)
