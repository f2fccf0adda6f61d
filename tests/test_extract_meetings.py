"""Meetings: what introduces one, who took part, when it was."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgbuild.extract.actors import find_actors
from kgbuild.extract.language import sentences
from kgbuild.extract.meetings import find_meetings
from kgbuild.extract.times import find_durations, find_times, resolve_day
from kgbuild.model import Meeting, MeetingStatus
from kgbuild.read.plain_text import read_plain_text

TELEGRAM = """\
31. Telegram From the Embassy in Iceland to the Department of State1

Reykjavik, March 9, 1962, 7 p.m.

{body}

Harlan

  1. Source: Example Archive, Box 1. Confidential."""

MEMORANDUM = """\
8. Memorandum of Conversation1

Washington, June 4, 1963, noon.

SUBJECT

Fisheries

PARTICIPANTS

Ambassador Sverrir Jonsson

Mr. Paul Harlan, Director

Mr. Peter Whitfield

Ambassador Jonsson said that his government had studied the draft treaty on fisheries with much care.

Mr. Harlan replied that the Department would study the remarks.

  1. Source: Example Archive, Box 2."""


def find(text: str) -> tuple[str, tuple[Meeting, ...]]:
    document = read_plain_text(text, "vol-d31")
    body = sentences(document)
    return document.text, find_meetings(document, body, find_actors(document, body))


def meetings(body: str) -> tuple[str, tuple[Meeting, ...]]:
    return find(TELEGRAM.format(body=body))


@pytest.mark.parametrize(
    "body",
    [
        "612. I called on Prime Minister Jonsson this morning. Jonsson said he opposed the treaty.",
        "612. I saw Jonsson this morning at his request. He said he opposed the treaty.",
        "612. Jonsson received me this morning. Jonsson said he opposed the treaty.",
        "612. Saw Jonsson this morning. He said he opposed the treaty.",
        "612. I met with Jonsson this morning for one hour. He said he opposed the treaty.",
        "612. At meeting with Jonsson this morning he said he opposed the treaty.",
    ],
)
def test_who_was_met_and_when(body: str) -> None:
    text, found = meetings(body)
    first = found[0]
    assert set(first.participants) == {"author", "jonsson"}
    assert first.status is MeetingStatus.HELD
    assert first.time_expression == "this morning"
    assert first.date == "1962-03-09"
    assert "this morning" in first.evidence.of(text)
    assert 0 < first.confidence <= 1


def test_a_planned_meeting_is_told_from_one_that_was() -> None:
    _, found = meetings(
        "612. I called on Foreign Minister Jonsson this morning. He said he opposed the treaty.\n\n"
        "Next meeting with Jonsson Friday, March 16."
    )
    assert [m.status for m in found] == [MeetingStatus.HELD, MeetingStatus.PLANNED]
    assert found[1].date == "1962-03-16"
    assert set(found[1].participants) == {"author", "jonsson"}


def test_companions_take_part() -> None:
    _, found = meetings(
        "612. Accompanied by Whitfield, I called on Foreign Minister Jonsson this morning. Jonsson said he "
        "opposed the treaty."
    )
    assert {"author", "jonsson", "whitfield"} <= set(found[0].participants)


def test_names_that_a_hyphen_joins_are_the_two_sides_of_a_talk() -> None:
    _, found = meetings(
        "612. I called on Prime Minister Jonsson this morning. I asked about Tveit-Whitfield talk May 3."
    )
    assert {"tveit", "whitfield"} in [set(m.participants) for m in found]


def test_who_speaks_in_the_clause_after_a_phrase_of_meeting_takes_part() -> None:
    _, found = meetings("612. In private meeting today, Ambassador Tveit told Under Secretary Whitfield he opposed it.")
    assert set(found[0].participants) == {"tveit", "whitfield"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Consul Whitfield and Minister Tveit also attended.",
        "Mr. Whitfield interpreted and Mr. Tveit took notes.",
        "Minister Whitfield and Consul Tveit present.",
        "Participating in meeting for Iceland were Consul Whitfield and Minister Tveit.",
    ],
)
def test_those_said_to_be_there_take_part(sentence: str) -> None:
    _, found = meetings(f"612. I called on Prime Minister Jonsson this morning. {sentence} Jonsson opposed the treaty.")
    assert {"author", "jonsson", "whitfield", "tveit"} <= set(found[0].participants)


def test_who_takes_the_floor_takes_part() -> None:
    _, found = meetings(
        "612. I called on Prime Minister Jonsson this morning. Jonsson opposed the treaty. Whitfield suggested a delay."
    )
    assert set(found[0].participants) == {"author", "jonsson", "whitfield"}


def test_talks_in_a_capital_are_with_its_government() -> None:
    _, found = meetings(
        "612. I called on Prime Minister Jonsson this morning. Turks were content. "
        "Jonsson spoke of Minister Stefansson's talks in Ankara May 3."
    )
    assert {"stefansson", "turkey"} in [set(m.participants) for m in found]


def test_whose_message_is_delivered_does_not_take_part() -> None:
    _, found = meetings("612. I delivered Whitfield's message to Prime Minister Jonsson at noon today.")
    assert set(found[0].participants) == {"author", "jonsson"}


def test_an_appointment_is_no_meeting_beside_the_call() -> None:
    _, found = meetings("612. Called on Foreign Minister Jonsson, by appointment, this afternoon.")
    assert len(found) == 1


def test_what_a_meeting_was_for_is_no_second_meeting() -> None:
    _, found = meetings("612. Tveit called in Ambassador Jonsson this morning to discuss Norwegian treaty with him.")
    assert [set(m.participants) for m in found] == [{"tveit", "jonsson"}]


def test_news_without_a_meeting_has_none() -> None:
    _, found = meetings("612. Press reports that the harbor is closed. Fish prices have risen sharply.")
    assert found == ()


def test_a_memorandum_of_conversation_records_one_meeting_of_those_listed() -> None:
    text, found = find(MEMORANDUM)
    first = found[0]
    assert first.rule == "memorandum-of-conversation"
    assert first.evidence.of(text).startswith("Ambassador Jonsson said")
    assert {"jonsson", "harlan", "whitfield"} == set(first.participants)
    assert first.date == "1963-06-04"


def test_the_list_of_participants_names_whom_it_lists_by_name_and_office() -> None:
    listed = "The Secretary of State\n\nH.E. Olafur T. Stefansson, Minister\n\nEUR—Magnus R. Whitfield, Deputy Director"
    _, found = find(MEMORANDUM.replace("Ambassador Sverrir Jonsson\n", f"Ambassador Sverrir Jonsson\n\n{listed}\n"))
    assert {"jonsson", "stefansson", "whitfield", "harlan"} < set(found[0].participants)
    assert len(found[0].participants) == 5  # and the Secretary


@pytest.mark.parametrize(
    ("words", "expressions"),
    [
        ("I saw him at noon November 8 and again late yesterday", ["noon November 8", "late yesterday"]),
        ("called at 10:30 this morning", ["10:30 this morning"]),
        ("Sunday evening, 20 February 1955, he came", ["Sunday evening, 20 February 1955"]),
        ("We met evening 22 and morning eighth", ["evening 22", "morning eighth"]),
        ("We met several days ago", ["several days ago"]),
        ("the March of progress may go on", []),
    ],
)
def test_expressions_of_time(words: str, expressions: list[str]) -> None:
    assert [span.of(words) for span in find_times(words, 0, len(words))] == expressions


def test_durations() -> None:
    words = "private discussion of one and one half hours after a 30 minute recess"
    found = [span.of(words) for span in find_durations(words, 0, len(words))]
    assert found == ["one and one half hours", "30 minute"]


@pytest.mark.parametrize(
    ("expression", "planned", "day"),
    [
        ("this morning", False, "1962-03-09"),
        ("tomorrow afternoon", True, "1962-03-10"),
        ("December 30", False, "1961-12-30"),
        ("December 30", True, "1962-12-30"),
        ("March 10", False, "1962-03-10"),
        ("last Tuesday", False, "1962-03-06"),
        ("Tuesday", True, "1962-03-13"),
        ("evening 27th", False, "1962-02-27"),
        ("morning eighth", False, "1962-03-08"),
        ("May 3, 1955", False, "1955-05-03"),
        ("day before yesterday", False, "1962-03-07"),
        ("February 30", False, None),
        ("some time ago", False, None),
    ],
)
def test_the_day_is_counted_from_the_document(expression: str, day: str | None, *, planned: bool) -> None:
    assert resolve_day(expression, "1962-03-09T19:00:00", planned=planned) == day


def test_without_a_date_no_day_is_guessed() -> None:
    assert resolve_day("yesterday", None) is None


_WORDS = st.sampled_from(
    (
        *(
            "I",
            "we",
            "Jonsson",
            "Soviets",
            "met",
            "meeting",
            "with",
            "saw",
            "called",
            "on",
            "told",
            "me",
            "he",
        ),
        *(
            "talk",
            "conversation",
            "yesterday",
            "March",
            "5",
            "next",
            "and",
            "to",
            "will",
            "had",
            ".",
            ",",
            ";",
        ),
        *(
            ":",
            "present",
            "accompanied",
            "by",
            "Prime",
            "Minister",
            "between",
            "“",
            "”",
            "(",
            ")",
            "Beam-Wang",
        ),
        "\n\n",
    )
)


@settings(max_examples=60)
@given(st.lists(_WORDS, max_size=40))
def test_any_words_give_whole_meetings(words: list[str]) -> None:
    text, found = meetings("612. " + " ".join(words))
    assert len({m.id for m in found}) == len(found)
    assert len({m.evidence for m in found}) == len(found)
    for meeting in found:
        assert 0 <= meeting.evidence.start < meeting.evidence.end <= len(text)
        assert len(set(meeting.participants)) == len(meeting.participants)
