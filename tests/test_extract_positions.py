"""Positions: what is reported, by which words, who holds it, for whom, to whom, where, and what it does."""

from __future__ import annotations

import math

import pytest
from telegrams_for_extraction import Read, cast_of, telegram

from kgbuild.extract import extract
from kgbuild.extract.acts import PERFORMED, find_act
from kgbuild.extract.holders import find_holders
from kgbuild.extract.language import sentences
from kgbuild.extract.linear import LinearModel
from kgbuild.extract.spans import Reported
from kgbuild.model import Act, Span
from kgbuild.read.plain_text import read_plain_text

TALK = """\
I called on Foreign Minister Lindqvist this morning. Lindqvist said that the treaty was unacceptable. \
He added that his government would vote against it. I told him that we had no other proposal."""


@pytest.fixture(scope="module")
def talk() -> Read:
    return Read.of(TALK)


# --- the span of what is reported -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "cue", "content"),
    [
        ("Tveit said that the road was closed.", "said", "the road was closed"),
        ("Tveit stated the road was closed.", "stated", "the road was closed"),
        ("Tveit replied that the bridge was safe.", "replied", "the bridge was safe"),
        ("Tveit asked whether the bridge was safe.", "asked", "whether the bridge was safe"),
        ("Tveit explained that Mr. Sorensen had left.", "explained", "Mr. Sorensen had left"),
    ],
)
def test_content_has_neither_that_nor_period(body: str, cue: str, content: str) -> None:
    read = Read.of(body)
    position = read.position(content)
    assert read.cue(position) == cue
    assert position.holders == ("tveit",)
    assert len(read.events.positions) == 1


def test_the_words_told_to_whom_are_no_content(talk: Read) -> None:
    position = talk.position("we had no other proposal")
    assert (talk.cue(position) or "").startswith("told")
    assert position.holders[0] == "author"


def test_a_second_verb_of_speech_opens_a_second_position() -> None:
    read = Read.of("Brandvold insisted that the ships had left port and warned that others would follow.")
    assert read.contents == ["the ships had left port", "others would follow"]
    first, second = read.events.positions
    assert (read.cue(first), read.cue(second)) == ("insisted", "warned")
    assert first.holders == second.holders == ("brandvold",)
    assert second.act is Act.WARN


def test_that_clauses_under_one_cue_stay_together() -> None:
    read = Read.of("Tveit said that the road was closed and that the bridge was unsafe.")
    assert read.contents == ["the road was closed and that the bridge was unsafe"]


def test_a_sentence_without_a_cue_goes_on_with_the_report() -> None:
    read = Read.of(
        "Brandvold stated that the talks had failed. He said that the treaty was void. No state could act alone."
    )
    position = read.position("No state could act alone")
    assert position.holders == ("brandvold",)
    assert position.rule == "continuation"
    assert position.cue is None or position.cue.end <= position.content.start


def test_plain_narration_reports_nothing() -> None:
    assert Read.of("The ship arrived at noon. It carried coal. The harbor is small.").events.positions == ()


def test_footnotes_and_heading_report_nothing() -> None:
    text = telegram("Talk on Ships. The ship arrived at noon.2\n\nTveit left.").text
    noted = text + "\n  2. Brandvold said that the harbor was closed. Tveit denied this."
    document = read_plain_text(noted, "vol-d57")
    assert [note.label for note in document.notes] == ["1", "2"]
    assert extract(document).positions == ()


def test_a_number_of_a_note_is_no_part_of_a_content() -> None:
    read = Read.of("Tveit said that the road was closed.1")
    assert read.contents == ["the road was closed"]


# --- who holds it -----------------------------------------------------------------------------------------------------


def test_he_who_added_is_he_who_spoke(talk: Read) -> None:
    position = talk.position("his government would vote against it")
    assert talk.cue(position) == "added"
    assert position.holders[0] == "lindqvist"


def test_the_holder_is_shown_where_he_is_named(talk: Read) -> None:
    position = talk.position("the treaty was unacceptable")
    assert position.holder_evidence is not None
    assert position.holder_evidence.of(talk.document.text) == "Lindqvist"


def test_speakers_by_turns() -> None:
    read = Read.of(
        "Tveit said that the road was closed. Sorensen replied that the road was open. "
        "Tveit insisted that the road was closed to trucks. Sorensen said that trucks were rare."
    )
    assert [p.holders for p in read.events.positions] == [("tveit",), ("sorensen",)] * 2


def test_joint_speakers_hold_one_position() -> None:
    read = Read.of("I saw Brandvold and Tveit today. Brandvold and Tveit said that the plan was good.")
    assert set(read.position("the plan was good").holders) == {"brandvold", "tveit"}


def test_states_speak() -> None:
    read = Read.of("Soviets said that the plan was good.")
    assert read.position("the plan was good").holders == ("soviet-union",)


def test_the_author_judges_in_a_comment() -> None:
    read = Read.of("Tveit left.\n\nComment: I believe that Norway will sign.")
    assert read.position("Norway will sign").holders[0] == "author"


def test_we_of_the_department_is_the_state_too() -> None:
    heading = {"sender": "the Department of State", "recipient": "the Embassy in Norway", "place": "Washington"}
    read = Read.of("We believe that the treaty is sound. I believe that Tveit is tired.", **heading)
    assert [p.holders for p in read.events.positions] == [("author", "united-states"), ("author",)]


def test_the_likeliest_candidate_holds() -> None:
    document = telegram("Tveit met Sorensen. It rained.")
    body = sentences(document)
    start = document.text.index("It rained")
    reported = [Reported(Span(start, start + 9), 1, goes_on=True, probability=0.9, cue=None)]
    last = LinearModel(("yes",), (-1.0,), {"kind=Person": (0.0,), "led=True,none": (3.0,)})
    holder = find_holders(reported, body, cast_of(document), last)[0]
    assert holder.agents == ("tveit",)
    assert holder.probability == pytest.approx(math.exp(3) / (math.exp(3) + 2))  # two others score nothing


# --- for whom, to whom ------------------------------------------------------------------------------------------------


def test_the_author_speaks_for_the_united_states(talk: Read) -> None:
    assert talk.position("we had no other proposal").on_behalf_of == "united-states"


def test_we_is_the_author_and_his_state(talk: Read) -> None:
    assert talk.position("we had no other proposal").holders == ("author", "united-states")


def test_brackets_give_the_side() -> None:
    read = Read.of("Omar (Somalia) said that the frontier was closed. Omar added that trade had stopped.")
    assert [p.on_behalf_of for p in read.events.positions] == ["somalia", "somalia"]


def test_his_government_is_his_side_s() -> None:
    read = Read.of("I saw Indian Ambassador Chopra. Chopra said that GOI would not agree.")
    position = read.position("GOI would not agree")
    assert position.holders == ("chopra", "india")
    assert position.on_behalf_of == "india"


def test_another_side_s_view_stays_the_speaker_s() -> None:
    read = Read.of("Indian Ambassador Chopra said that Soviets would not agree.")
    assert read.position("Soviets would not agree").holders == ("chopra",)


def test_the_side_of_a_stranger_is_unknown() -> None:
    assert Read.of("Tveit said that the road was closed.").events.positions[0].on_behalf_of is None


def test_to_whom_it_was_said(talk: Read) -> None:
    assert talk.position("we had no other proposal").addressed_to == ("lindqvist",)
    assert talk.position("the treaty was unacceptable").addressed_to == ()
    assert Read.of("Tveit told me that the road was closed.").events.positions[0].addressed_to == ("author",)


def test_nobody_is_addressed_by_himself() -> None:
    read = Read.of("Tveit told Sorensen that the road was closed.")
    position = read.position("the road was closed")
    assert position.addressed_to == ("sorensen",)
    assert not set(position.addressed_to) & set(position.holders)


# --- where, and about what --------------------------------------------------------------------------------------------


def test_it_was_said_at_the_meeting_in_which_the_holder_takes_part(talk: Read) -> None:
    (meeting,) = talk.events.meetings
    assert set(meeting.participants) == {"author", "lindqvist"}
    assert {p.expressed_at for p in talk.events.positions} == {meeting.id}


def test_who_was_not_there_said_it_elsewhere() -> None:
    read = Read.of(TALK + "\n\nSoviets have said that the treaty was good.")
    assert read.position("the treaty was good").expressed_at is None


def test_a_position_concerns_the_resolutions_that_it_names() -> None:
    read = Read.of("Tveit said that Norway would support Security Council Resolution 242. Tveit said that it was cold.")
    named, other = read.events.positions
    (resolution,) = read.events.resolutions
    assert named.concerns == (resolution.id,)
    assert other.concerns == ()


# --- what it does -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "act"),
    [
        ("Tveit said that the road was closed.", Act.ASSERT),
        ("Tveit urged that we support the treaty.", Act.REQUEST),
        ("Tveit proposed that a commission be formed.", Act.PROPOSE),
        ("Tveit asked whether we would sign.", Act.QUESTION),
        ("Tveit agreed that it should meet.", Act.ACCEPT),
        ("Tveit rejected the proposal.", Act.REJECT),
        ("Tveit promised that Norway would sign.", Act.COMMIT),
        ("Tveit warned that war would follow.", Act.WARN),
    ],
)
def test_acts(body: str, act: Act) -> None:
    assert [p.act for p in Read.of(body).events.positions] == [act]


def test_a_performing_verb_decides_whatever_the_model_says() -> None:
    document = telegram("Tveit denied that the road was closed.")
    sentence = sentences(document)[0]
    start = document.text.index("the road")
    content = Span(start, start + len("the road was closed"))
    cue = Span(document.text.index("denied"), document.text.index("denied") + 6)
    sure = LinearModel(("commit", "assert"), (9.0, 0.0), {})
    assert find_act(sentence, cue, content, sure) == (Act.REJECT, PERFORMED)
    act, probability = find_act(sentence, None, content, sure)
    assert act is Act.COMMIT
    assert probability > 0.99


# --- how it was found -------------------------------------------------------------------------------------------------


def test_ids_count_in_the_order_of_the_text(talk: Read) -> None:
    assert [p.id for p in talk.events.positions] == ["p1", "p2", "p3"]
    starts = [p.content.start for p in talk.events.positions]
    assert starts == sorted(starts)


def test_rule_and_confidence(talk: Read) -> None:
    assert {p.rule for p in talk.events.positions} == {"cue-before"}
    assert all(0.5 < p.confidence <= 1 for p in talk.events.positions), "these are plain"


def test_a_cue_may_follow_its_content() -> None:
    read = Read.of("I saw Tveit. The new plan for the islands was a good one, Tveit said.")
    position = read.position("The new plan for the islands was a good one")
    assert (position.rule, position.holders) == ("cue-after", ("tveit",))
