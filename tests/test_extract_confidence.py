"""Confidence: what it rests on, and what is left of events when the less sure ones are left out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from composed import composed_records
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.extract import extract
from kgbuild.extract.confidence import at_least, confidence, meeting_signals, position_signals
from kgbuild.extract.holders import Holder
from kgbuild.extract.spans import Reported
from kgbuild.model import AgentKind, Document, Events, Span
from kgbuild.read.consistency import events_faults
from kgbuild.read.plain_text import read_plain_text

TELEGRAM = """\
57. Telegram From the Embassy in Norway to the Department of State

Oslo, March 9, 1966, 7 p.m.

1. I called on Foreign Minister Lindqvist this morning. Lindqvist said that the Soviets had warned his government. \
I told him that we rejected these arguments. Charter required agreement of all members.

2. Comment: It seems clear that Brandvold wishes to keep his options open.

Harlan"""


def of_position(span: float, holder: float) -> float:
    reported = Reported(Span(0, 9), 0, goes_on=False, probability=span, cue=None)
    held = Holder(("a",), None, holder)
    return confidence("position", position_signals(reported, held, AgentKind.PERSON, "cue-before", named=True))


# --- what it rests on -------------------------------------------------------------------------------------------------


def test_what_is_found_with_more_certainty_is_surer() -> None:
    assert 0 <= of_position(0.4, 0.3) < of_position(0.8, 0.7) < of_position(0.999, 0.999) <= 1
    unlikely, likely = (confidence("meeting", meeting_signals(p, "meeting-verb")) for p in (0.35, 0.98))
    assert 0 <= unlikely < likely <= 1


def test_nothing_is_surer_than_the_readings_that_it_was_fitted_on() -> None:
    """Of the surest readings of telegrams that were not trained on, some are wrong."""
    assert of_position(1.0, 1.0) < 0.99


# --- what is left -----------------------------------------------------------------------------------------------------


def sure(events: Events, **figures: float) -> Events:
    """The events, all of confidence 1 but for those with these ids."""

    def with_figure(found: object) -> object:
        return replace(found, confidence=figures.get(found.id, 1.0))  # type: ignore[attr-defined,type-var]

    return replace(
        events,
        positions=tuple(map(with_figure, events.positions)),
        meetings=tuple(map(with_figure, events.meetings)),
        references=tuple(replace(r, confidence=figures.get(r.resolution, 1.0)) for r in events.references),
    )


@pytest.fixture
def talk() -> tuple[Document, Events]:
    return next(
        (document, events) for document, events in composed_records() if document.identifier == "talk-with-orlov"
    )


def test_all_is_left_where_nothing_is_asked_for(talk: tuple[Document, Events]) -> None:
    assert at_least(talk[1], 0.0) == talk[1]


def test_a_figure_equal_to_the_least_is_enough(talk: tuple[Document, Events]) -> None:
    assert len(at_least(sure(talk[1], p1=0.5), 0.5).positions) == len(talk[1].positions)
    assert len(at_least(sure(talk[1], p1=0.499), 0.5).positions) == len(talk[1].positions) - 1


def test_no_link_leads_to_what_is_gone(talk: tuple[Document, Events]) -> None:
    left = {p.id: p for p in at_least(sure(talk[1], p1=0.2, m1=0.2), 0.5).positions}
    assert "p1" not in left
    assert left["p2"].rebuts == (), "it rebutted p1 alone"
    assert left["p4"].rebuts == ("p3",)
    assert {p.expressed_at for p in left.values()} == {None}


def test_a_resolution_goes_with_its_last_reference(talk: tuple[Document, Events]) -> None:
    left = at_least(sure(talk[1], draft=0.2), 0.5)
    assert [r.id for r in left.resolutions] == ["2340"]
    assert [p.concerns for p in left.positions if p.id in ("p1", "p3")] == [(), ("2340",)]


@given(
    figures=st.dictionaries(
        st.sampled_from(["p1", "p2", "p3", "p4", "p5", "p6", "p7", "m1", "m2", "draft", "2340"]), st.floats(0, 1)
    ),
    least=st.floats(0, 1),
)
def test_what_is_left_is_sure_and_whole(figures: dict[str, float], least: float) -> None:
    for document, events in composed_records():
        left = at_least(sure(events, **figures), least)
        assert list(events_faults(left, document)) == []
        assert all(x.confidence >= least for x in (*left.positions, *left.meetings, *left.references))
        assert at_least(left, least) == left


def test_extraction_leaves_out_what_is_less_sure() -> None:
    document = read_plain_text(TELEGRAM, "talk")
    everything = extract(document)
    figures = sorted(p.confidence for p in everything.positions)
    assert len(set(figures)) > 1
    least = figures[len(figures) // 2]
    some = extract(document, min_confidence=least)
    assert [p.id for p in some.positions] == [p.id for p in everything.positions if p.confidence >= least]
    assert extract(document, min_confidence=1.0).positions == ()
