"""Reading a telegram from plain text in the layout of the web page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegrams_for_reading import TELEGRAM

from kgbuild.errors import InputError
from kgbuild.model import Document, DocumentKind, Section, SectionKind, SourceNote
from kgbuild.read.consistency import document_faults
from kgbuild.read.plain_text import read_plain_text, read_text_file

if TYPE_CHECKING:
    from pathlib import Path

LINES = st.sampled_from(
    [
        *TELEGRAM.splitlines(),
        "",
        "  1. Source: A. Secret.",
        "  *. See Document 3.",
        "501.XQ/3–749: Telegram",
        "The Secretary of State to the Embassy in Peru",
        "secret",
        "[Attachment]",
        "Tab A1",
        "Washington, undated.2",
        "SUBJECT",
        "Poe\u2028Lee",
        "\ufeff",
        "1.",
        "()",
    ]
)


@pytest.fixture(scope="module")
def telegram() -> Document:
    return read_plain_text(TELEGRAM, "frus1958-60v04-d12")


def words(document: Document, section: Section) -> str:
    return document.text[section.body : section.span.end]


def test_the_apparatus_is_read(telegram: Document) -> None:
    assert telegram.kind is DocumentKind.TELEGRAM
    assert telegram.title == "Telegram From the Embassy in Iceland to the Department of State"
    assert telegram.document_number == "12"
    assert telegram.number == "706"
    assert telegram.subject == "Fisheries"
    assert telegram.references == ("Deptel 415",)
    assert telegram.date == "1959-06-10T22:00:00"
    assert telegram.place == "Reykjavik"
    assert telegram.source == SourceNote("Example Archive, Central Files, 123.4/5–59", "Secret", ("Limdis",))
    assert telegram.volume is not None
    assert telegram.volume.id == "frus1958-60v04"
    for parties, name in (
        (telegram.senders, "Embassy in Iceland"),
        (telegram.recipients, "Department of State"),
        ((telegram.signer,), "Harper"),
    ):
        (party,) = parties
        assert party is not None
        assert party.name == name == party.span.of(TELEGRAM)


def test_the_text_is_parted_into_sections(telegram: Document) -> None:
    assert [section.kind for section in telegram.sections] == [
        SectionKind.HEADING,
        SectionKind.DATELINE,
        *[SectionKind.PARAGRAPH] * 4,
        SectionKind.COMMENT,
        SectionKind.SIGNATURE,
        *[SectionKind.NOTE] * 4,
    ]
    assert [section.label for section in telegram.body] == [None, "1", "a", "b", None]
    assert [words(telegram, section)[:9] for section in telegram.body] == [
        "",
        "I saw Jon",
        "Governmen",
        "Talks of ",
        "Comment: ",
    ]


def test_markers_are_told_from_numbers(telegram: Document) -> None:
    found = [(TELEGRAM[m.span.start - 4 : m.span.start], m.label) for m in telegram.note_markers]
    assert found == [("tate", "1"), (" 415", "2"), ("ing.", "3"), ("ay 5", "4")]


def test_notes_run_to_the_next_label(telegram: Document) -> None:
    assert [(note.id, note.label) for note in telegram.notes] == [(label, label) for label in "1234"]
    assert telegram.notes[2].span.of(TELEGRAM) == "Not printed.\nIt is a short report."
    assert telegram.notes[1].documents == ("frus1958-60v04/d9",)


def test_what_is_not_there_stays_absent() -> None:
    text = "406. Telegram From the Embassy in Peru to the Department of State\n\nI saw Jonsson. He said no."
    read = read_plain_text(text, "loose")
    absent = (read.number, read.subject, read.date, read.place, read.signer, read.source, read.volume)
    assert absent == (None,) * len(absent)
    assert (read.references, read.notes, read.note_markers, read.people) == ((),) * 4
    assert [words(read, section) for section in read.body] == ["I saw Jonsson. He said no."]


def test_an_older_telegram_tells_its_file_and_secrecy_on_lines_of_their_own() -> None:
    text = (
        "501.XQ/3–749: Telegram\n\nThe Secretary of State to the Embassy in Peru1\n\n"
        "Washington, September 8, 1948—7 p. m.\n\nsecret\n\nus urgent\n\n3501. For Poe. Dept agrees.\n\n"
        "Marshall\n\n  1. Repeated to Lima as 1319.\n"
    )
    read = read_plain_text(text, "frus1948v01-d75")
    assert read.kind is DocumentKind.TELEGRAM
    assert read.title == "The Secretary of State to the Embassy in Peru"
    assert [party.name for party in (*read.senders, *read.recipients)] == [
        "Secretary of State",
        "Embassy in Peru",
    ]
    assert read.source == SourceNote("501.XQ/3–749", "Secret", ("us urgent",))
    assert (read.number, read.date) == ("3501", "1948-09-08T19:00:00")
    assert [words(read, section) for section in read.body] == ["For Poe. Dept agrees."]


def test_an_attachment_has_a_heading_and_a_signature_of_its_own() -> None:
    text = (
        "3. Letter From Lee Poe to Jan Reed\n\nDear Jan: I enclose it.\n\nLee Poe\n\n[Attachment]\n\n"
        "The paper says no.\n\nJan Reed"
    )
    read = read_plain_text(text, "letter")
    assert [section.kind for section in read.sections] == [
        SectionKind.HEADING,
        SectionKind.PARAGRAPH,
        SectionKind.SIGNATURE,
        SectionKind.ATTACHMENT,
        SectionKind.PARAGRAPH,
        SectionKind.SIGNATURE,
    ]
    assert read.signer is not None
    assert read.signer.name == "Lee Poe"


def test_numbered_lines_of_the_body_are_no_notes() -> None:
    text = "1. Note\n\nHe said:\n\n  1. Aid.\n\n  2. Trade.\n\nThey agreed.\n\n  1. Source: A. Secret."
    read = read_plain_text(text, "x")
    assert [note.span.of(text) for note in read.notes] == ["Source: A. Secret."]
    assert len(read.body) == 4


@given(st.lists(LINES, max_size=14).map("\n".join))
def test_lines_of_telegrams_in_any_order_are_read_rightly(text: str) -> None:
    read = read_plain_text(text, "frus1958-60v04-d12")
    assert list(document_faults(read)) == []
    assert read.text == text
    for section in read.sections_of(SectionKind.NOTE):
        assert text[section.span.start :].startswith(section.label or "?")
    assert all(marker.span.of(text) == marker.label for marker in read.note_markers)


@given(st.text())
def test_any_text_is_read_without_failing(text: str) -> None:
    assert list(document_faults(read_plain_text(text, "x"))) == []


def test_a_file_is_decoded_as_offsets_count(tmp_path: Path) -> None:
    path = tmp_path / "frus1958-60v04-d12.txt"
    path.write_bytes(b"\xef\xbb\xbf" + TELEGRAM.replace("\n", "\r\n").encode())
    assert read_text_file(path) == read_plain_text(TELEGRAM, path.stem)


@pytest.mark.parametrize(
    ("data", "reason", "place"),
    [
        (b"", "empty", None),
        (b"\xef\xbb\xbf \n", "empty", None),
        (b"\x89PNG\0\0", "binary", None),
        ("na\n\nñé".encode("latin-1"), "0xf1 is not UTF-8", "line 3"),
        ("Telegram".encode("utf-16"), "is not UTF-8", "line 1"),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, data: bytes, reason: str, place: str | None) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(InputError, match=reason) as caught:
        read_text_file(path)
    assert caught.value.place == place
    assert caught.value.remedy


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_text_file(tmp_path)


def test_a_note_that_says_ibid_cites_what_the_note_before_does() -> None:
    notes = "  1. Source: A. Secret.\n  2. See Document 20.\n  3. See footnote 6, ibid.\n"
    document = read_plain_text(f"1. Telegram From A to B1\n\nText.2 Text.3\n\n{notes}", "frus1958-60v99-d1")
    assert [note.documents for note in document.notes[1:]] == [("frus1958-60v99/d20",)] * 2


def test_an_older_volume_prints_the_time_of_receipt_and_no_number() -> None:
    heading = "The Consul at Oslo (Vik) to the Secretary of State"
    dateline = "Oslo, May 8, 1948—10 p. m. [Received May 9—8:09 a. m.]"
    document = read_plain_text(f"{heading}\n\n{dateline}\n\n12. Text.", "frus1948v09-d31")
    assert (document.place, document.date) == ("Oslo", "1948-05-08T22:00:00")
    assert (document.document_number, document.number) == ("31", "12")
