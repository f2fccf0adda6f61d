"""Sentences and tokens of telegraphese, with their offsets."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegrams_for_extraction import telegram

from kgbuild.extract.language import sentences, tokenize
from kgbuild.extract.pieces import short_sentences
from kgbuild.model import SectionKind, Span
from kgbuild.read.plain_text import read_plain_text

if TYPE_CHECKING:
    from kgbuild.model import Document


def texts(document: Document) -> list[str]:
    return [s.span.of(document.text) for s in sentences(document)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("U.S. note", ["U.S.", "note"]),
        ("at 10:20 p.m. on 27th", ["at", "10:20", "p.m.", "on", "27th"]),
        ("1,200 of 2/3", ["1,200", "of", "2/3"]),
        ("15km in 1960s", ["15km", "in", "1960s"]),
        ("can’t co-sponsor", ["can’t", "co-sponsor"]),
        ("Tveit’s", ["Tveit", "’s"]),
        ("(Embtel 12)", ["(", "Embtel", "12", ")"]),
        ("no -- but...", ["no", "--", "but", "..."]),
        ("Løken und Çelik", ["Løken", "und", "Çelik"]),
        ("“No.”", ["“", "No", ".", "”"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert [t.text for t in tokenize(text)] == tokens


@given(st.text(max_size=200))
def test_tokens_leave_out_nothing_but_space_and_tell_their_place(text: str) -> None:
    tokens = tokenize(text)
    assert [t.text for t in tokens] == [text[t.start : t.end] for t in tokens]
    assert "".join(t.text for t in tokens) == "".join(text.split())
    assert all(left.end <= right.start for left, right in pairwise(tokens))


def test_tokens_of_a_part_have_offsets_into_the_whole() -> None:
    text = "He left. She stayed."
    assert [(t.text, t.start) for t in tokenize(text, 9, 12)] == [("She", 9)]


@pytest.mark.parametrize(
    "body",
    [
        "Mr. Tveit and Dr. Sorensen met Col. Brandvold.",
        "See para. 3 of tel. 415 and No. 7.",
        "The U.S. Government agreed with Lt. Gen. Haug.",
        "He quoted J. P. Sorensen at length.",
        "He spoke ... and left.",
        "Under Art. 19 and res. 242 it is so.",
        "It costs 3.5 million.",
    ],
)
def test_periods_that_end_no_sentence(body: str) -> None:
    assert texts(telegram(body)) == [body]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("He left. She stayed.", ["He left.", "She stayed."]),
        ("He returned to U.S. She stayed.", ["He returned to U.S.", "She stayed."]),
        ("He came at 10 p.m. She left.", ["He came at 10 p.m.", "She left."]),
        ("Why? He did not say! “Never.” He left.", ["Why?", "He did not say!", "“Never.”", "He left."]),
        ("We back res. It is good.", ["We back res.", "It is good."]),
        ("(He left.) She stayed.", ["(He left.)", "She stayed."]),
    ],
)
def test_where_sentences_end(body: str, found: list[str]) -> None:
    assert texts(telegram(body)) == found


def test_numbers_of_paragraphs_and_notes_belong_to_no_sentence() -> None:
    document = read_plain_text(
        """\
57. Telegram From the Embassy in Norway to the Department of State1

Oslo, March 9, 1966, 7 p.m.

612. Tveit opened the talks.2

1. He spoke first.

Comment: It was late.

Harlan

  1. Source: Example Archive, Box 1.
  2. See telegram 600.""",
        "vol-d57",
    )
    words = [[t.text for t in s.tokens] for s in sentences(document)]
    assert words[0] == ["Tveit", "opened", "the", "talks", "."]
    assert words[1] == ["He", "spoke", "first", "."]
    kinds = [s.kind for s in sentences(document)]
    assert kinds == [SectionKind.PARAGRAPH, SectionKind.PARAGRAPH, SectionKind.COMMENT]
    notes = [s.span.of(document.text) for s in sentences(document, SectionKind.NOTE)]
    assert "See telegram 600." in notes


def test_the_first_sentence_of_a_section_opens_it() -> None:
    document = telegram("He left. She stayed.\n\nNobody came. It rained.")
    assert [s.opens_section for s in sentences(document)] == [True, False, True, False]
    sections = {s.section for s in sentences(document)}
    assert len(sections) == 2


def test_overlong_sentences_are_cut_without_loss() -> None:
    document = telegram("and so on " * 500)
    whole = sentences(document)
    pieces = short_sentences(whole)
    assert len(whole) == 1 < len(pieces)
    assert [t for p in pieces for t in p.tokens] == list(whole[0].tokens)
    assert [p.opens_section for p in pieces] == [True] + [False] * (len(pieces) - 1)


@given(st.lists(st.sampled_from(["Tveit", "left.", "U.S.", "He", "“No.”", "3.", "p.m.", "\n", "..."]), max_size=30))
def test_sentences_part_the_body_in_order(words: list[str]) -> None:
    document = telegram(" ".join(words))
    found = sentences(document)
    assert all(left.span.end <= right.span.start for left, right in pairwise(found))
    for sentence in found:
        section = document.sections[sentence.section].span
        assert section.contains(sentence.span)
        assert all(t.text == Span(t.start, t.end).of(document.text) for t in sentence.tokens)
