"""What must hold of the events of any text, however broken, and how the time grows with its length."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgbuild.extract import extract
from kgbuild.extract.tagger import load_tagger
from kgbuild.model import Document, DocumentKind, Events, Section, SectionKind, Span
from kgbuild.read.consistency import events_faults
from kgbuild.read.plain_text import read_plain_text

TELEGRAM = """\
57. Telegram From the Embassy in Norway to the Department of State1

Oslo, March 9, 1966, 7 p.m.

612. Subject: Talk with Lindqvist (Norway). Ref: Deptel 415.

1. I called on Foreign Minister Lindqvist this morning at 10:20 a.m. for one hour. Lindqvist said that GON could \
not accept Security Council Resolution 242.2 He added that Soviets had warned his government “I will not stand by”.

2. I told him that we completely rejected these arguments; on the contrary, the U.S. Government was prepared to sign. \
Charter required agreement of all members.

3. Lindqvist asked whether the Ambassadors of U.K. and India would meet. Both Omar (Somalia) and Tveit denied this, \
and urged that: (a) the Canadian res be withdrawn; (b) the Committee of 33 meet on May 31.

Comment: It seems clear that PriMin Brandvold wishes to keep his options open. We shall see him tomorrow.

Harlan

  1. Source: Example Archive, Box 1. Confidential; Limdis.
  2. For text, see UN doc. A/SPC/L.99. Reference is to General Assembly Resolution 2131 (XX), December 21, 1965."""
PARAGRAPHS = TELEGRAM.split("\n\n")
SWAPS = {"I": "l", "l": "1", "O": "0", "rn": "m", "’": "'", " ": "  ", ".": ",", "e": "c", "(": "{", "\n": " "}


def read(text: str) -> tuple[Document, Events]:
    document = read_plain_text(text, "broken")
    return document, extract(document)


def check(document: Document, events: Events) -> None:
    """All that must hold of the events of every document."""
    text = document.text
    assert list(events_faults(events, document)) == []
    assert events.author in {agent.id for agent in events.agents}
    by_id = {p.id: p for p in events.positions}
    assert [p.content.start for p in events.positions] == sorted(p.content.start for p in events.positions)
    assert len({(p.content, p.cue) for p in events.positions}) == len(by_id), "no position is told twice"
    for position in events.positions:
        words = position.content.of(text)
        assert words
        assert words == words.strip(" \n,;:"), "content begins and ends with words"
        assert any(section.span.contains(position.content) for section in document.body)
        assert len(set(position.holders)) == len(position.holders)
        assert not set(position.holders) & set(position.addressed_to)
        assert position.rule in {"cue-before", "cue-inside", "cue-after", "continuation"}
        for rebutted in position.rebuts:
            assert not set(by_id[rebutted].holders) & set(position.holders), "nobody rebuts his own side"
    for agent in events.agents:
        assert agent.label.strip()
        assert agent.label not in agent.alt_labels
    for meeting in events.meetings:
        assert meeting.evidence.of(text).strip()
    named = {reference.resolution for reference in events.references}
    assert named == {resolution.id for resolution in events.resolutions}


def test_the_telegram_is_rich_enough_to_break() -> None:
    document, events = read(TELEGRAM)
    check(document, events)
    assert len(events.positions) > 6
    assert events.meetings
    assert any(p.rebuts for p in events.positions)
    assert {"S/RES/242(1967)", "A/RES/2131(XX)"} & {r.symbol for r in events.resolutions}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n ",
        ".",
        "57.",
        "“",
        "I",
        "He said.",
        "Said that that that.",
        "denied this",
        "57. Telegram From the Embassy in Norway to the Department of State1\n\nOslo, March 9, 1966.\n\n612.",
        TELEGRAM.replace(" ", ""),
        TELEGRAM.replace("\n", " "),
        TELEGRAM.replace("\n", "\r\n"),
        TELEGRAM.upper(),
        TELEGRAM.lower(),
        TELEGRAM.replace(" ", "\u00a0"),
        TELEGRAM[::-1],
        TELEGRAM.replace("e", "e\u0301"),
        TELEGRAM.replace("Lindqvist", "İstanbul\u0000ß\U0001f600"),
        "said that " * 300,
        "“I said “he said “we said " * 50,
        "(A) (B) (1) (2) ... -- — / " * 50,
        "Brandvold (Norway), " * 200,
    ],
)
def test_odd_texts(text: str) -> None:
    check(*read(text))


@given(st.integers(0, len(TELEGRAM)), st.integers(0, len(TELEGRAM)))
@settings(max_examples=60)
def test_a_telegram_cut_anywhere(one: int, other: int) -> None:
    check(*read(TELEGRAM[min(one, other) : max(one, other)]))


@given(st.permutations(PARAGRAPHS))
@settings(max_examples=30)
def test_shuffled_paragraphs(paragraphs: list[str]) -> None:
    check(*read("\n\n".join(paragraphs)))


@given(st.randoms(use_true_random=False), st.sampled_from([0.01, 0.05, 0.3]))
@settings(max_examples=40)
def test_bad_character_recognition(chance: random.Random, rate: float) -> None:
    text = "".join(SWAPS.get(c, "") if c in SWAPS and chance.random() < rate else c for c in TELEGRAM)
    check(*read(text))


@given(
    st.lists(
        st.sampled_from([*TELEGRAM.split(), *'“”",.', "\n", "\n\n", "he", "they", "(USSR)", "12:30 PM"]),
        max_size=80,
    )
)
@settings(max_examples=60)
def test_words_in_any_order(words: list[str]) -> None:
    check(*read("57. Telegram From the Embassy in Norway to the Department of State\n\n" + " ".join(words)))


@given(st.text(max_size=200))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_as_one_paragraph(text: str) -> None:
    section = Section(SectionKind.PARAGRAPH, Span(0, len(text)), 0)
    document = Document("any", DocumentKind.OTHER, text, (section,))
    check(document, extract(document))


def test_the_same_document_gives_the_same_events_whatever_was_read_before() -> None:
    document, events = read(TELEGRAM)
    read(TELEGRAM.replace("Norway", "Iran"))
    assert extract(document) == events


# --- time -------------------------------------------------------------------------------------------------------------

SYLLABLES = "bran vold tve sor lin dqvist har lan gro sku do mi".split()


def many_names(length: int) -> str:
    chance = random.Random(7)  # noqa: S311 - the names need be different, not secret
    names = ["".join(chance.choices(SYLLABLES, k=3)).capitalize() for _ in range(length // 17)]
    return " ".join(f"Mr. {one} said that {other} agreed." for one, other in zip(names[::2], names[1::2], strict=False))


@pytest.mark.parametrize(
    "unit",
    [
        "Lindqvist said that GON would sign. I told him that we rejected these arguments. The Secretary denied this. ",
        "Lindqvist said that the road was closed and I told him that Soviets would not agree and Tveit denied this ",
        "Lindqvistsaidthattheroadwasclosed",
        "Soviets and UN and the Secretary, Prime Minister, FM Tveit (Norway), ",
        "Greek/Minister/",
        "Lin-Qvist-",
        "A. B. “No. ",
        "Mr. NAME",
    ],
    ids=["sentences", "one sentence", "no spaces", "lists of offices", "slashes", "hyphens", "initials", "names"],
)
def test_time_grows_with_the_length_and_not_with_its_square(unit: str) -> None:
    """Four times the text in less than ten times the time: in the square it would be sixteen times."""
    heading = TELEGRAM.partition("612.")[0] + "612. "

    def seconds(length: int) -> float:
        body = many_names(length) if "NAME" in unit else unit * (length // len(unit))
        document = read_plain_text(heading + body, "long")
        start = time.process_time()
        extract(document)
        return time.process_time() - start

    for name in ("names", "spans", "nested"):
        load_tagger(name)
    short = min(seconds(8_000) for _ in range(2))
    assert seconds(32_000) < 10 * short + 0.1


def test_one_line_of_two_hundred_thousand_characters() -> None:
    unit = "Lindqvist said that the road was closed, and nobody came to the harbor "
    document, events = read(TELEGRAM.partition("612.")[0] + "612. " + unit * (200_000 // len(unit)))
    assert len(document.text) > 199_000
    assert len(events.positions) > 1000
    check(document, events)
