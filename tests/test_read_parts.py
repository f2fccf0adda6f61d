"""The parts of a telegram that are read on their own: dateline, heading, markers, source note..."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.model import DocumentKind, SourceNote, Span
from kgbuild.read.citations import cited_documents
from kgbuild.read.dateline import is_dateline, parse_dateline, valid_date
from kgbuild.read.heading import read_heading, stuck_marker
from kgbuild.read.kinds import kind_of_heading
from kgbuild.read.markers import Called, find_markers
from kgbuild.read.numbering import paragraph_label
from kgbuild.read.opening import read_opening
from kgbuild.read.signature import is_signature, signature_name
from kgbuild.read.source_note import read_source_note


@pytest.mark.parametrize(
    ("words", "place", "date"),
    [
        ("Tel Aviv, January 24, 1968, 1020Z.", "Tel Aviv", "1968-01-24T10:20:00Z"),
        ("Geneva, June 10, 1959—10 p.m.", "Geneva", "1959-06-10T22:00:00"),
        ("Geneva, June 10, 1959, 12:05 a.m.", "Geneva", "1959-06-10T00:05:00"),
        ("Oslo, June 10, 1959, noon.", "Oslo", "1959-06-10T12:00:00"),
        ("Oslo, June 10, 1959—midnight", "Oslo", "1959-06-10T00:00:00"),
        ("The Hague, May 11, 1964, 4 p. m.", "The Hague", "1964-05-11T16:00:00"),
        ("Bonn, July 8, 1976, 3:40–4:50 p.m.", "Bonn", "1976-07-08T15:40:00"),
        ("Bonn, November 19, 1962, 22:01 p.m.", "Bonn", "1962-11-19T22:01:00"),
        ("Geneva, October 8, 1955—[noon?].", "Geneva", "1955-10-08T12:00:00"),
        ("Lima , 4 March 1948.", "Lima", "1948-03-04"),
        ("[ Rome ,] September 6, 1948—9 a. m.", "Rome", "1948-09-06T09:00:00"),
        ("Accra, November 17–18, 1958.", "Accra", "1958-11-17"),
        ("Washington, undated.", "Washington", None),
        ("Washington, March 1972.", "Washington", None),
        ("Washington, October 16, 9:09 p.m.", "Washington", None),
        ("Washington, February 30, 1968.", "Washington", None),
        ("June 10, 1959.", None, "1959-06-10"),
    ],
)
def test_a_dateline_gives_place_and_date(words: str, place: str | None, date: str | None) -> None:
    assert is_dateline(words)
    read = parse_dateline(words)
    assert (read.place, read.date) == (place, date)


@pytest.mark.parametrize(
    "words",
    [
        "On May 3, 1956, he left Paris.",
        "2820. Talk with Jonsson, June 10, 1959, was cordial and long.",
        "We met Wang. Geneva, June 10, 1959.",
        "Harper",
        "",
    ],
)
def test_what_only_names_a_date_is_no_dateline(words: str) -> None:
    assert not is_dateline(words)


@given(st.text(max_size=200))
def test_any_words_are_read_as_a_dateline_without_failing(words: str) -> None:
    date = parse_dateline(words).date
    assert date is None or valid_date(date) == date


@pytest.mark.parametrize(
    ("heading", "kind", "senders", "recipients"),
    [
        (
            "12. Telegram From the Mission to the United Nations to the Department of State",
            DocumentKind.TELEGRAM,
            ["Mission to the United Nations"],
            ["Department of State"],
        ),
        (
            (
                "Telegram from the Ambassador in Iceland (Harper) to the Embassy in Peru and to the Mission"
                " to the United Nations"
            ),
            DocumentKind.TELEGRAM,
            ["Ambassador in Iceland (Harper)"],
            ["Embassy in Peru", "Mission to the United Nations"],
        ),
        (
            "3. Memorandum From the Aide to the President (Reed) to the Aide to the Secretary (Poe)",
            DocumentKind.MEMORANDUM,
            ["Aide to the President (Reed)"],
            ["Aide to the Secretary (Poe)"],
        ),
        (
            "The Secretary of State, in Paris, to the Acting Secretary of State",
            DocumentKind.OTHER,
            ["Secretary of State, in Paris"],
            ["Acting Secretary of State"],
        ),
        ("Memorandum by Mr. Lee Poe", DocumentKind.MEMORANDUM, ["Mr. Lee Poe"], []),
        (
            "9. Circular Airgram From the Department of State",
            DocumentKind.AIRGRAM,
            ["Department of State"],
            [],
        ),
        ("7. Memorandum of Conversation", DocumentKind.MEMORANDUM_OF_CONVERSATION, [], []),
        ("8. Editorial Note", DocumentKind.EDITORIAL_NOTE, [], []),
        ("5. Paper Prepared in Response to a Question", DocumentKind.OTHER, [], []),
    ],
)
def test_a_heading_names_kind_sender_and_recipient(
    heading: str, kind: DocumentKind, senders: list[str], recipients: list[str]
) -> None:
    read = read_heading(heading, Span(0, len(heading)))
    assert read.kind is kind
    assert [party.name for party in read.senders] == senders
    assert [party.name for party in read.recipients] == recipients
    assert all(party.span.of(heading) == party.name for party in (*read.senders, *read.recipients))


@pytest.mark.parametrize(
    ("heading", "first", "marker"),
    [
        ("1. Telegram From A to the Department of State1", Called("1", "Source: Box."), "1"),
        ("1. Telegram From A to the Department of State0", Called("0", "Source: Box."), "0"),
        ("1. Telegram From A to the Department of State1", None, "1"),
        ("4. Action Memorandum No. 1251", Called("1", "Source: Box."), "1"),
        ("4. Record of Meeting, May 3, 19621", Called("1", "Not printed."), "1"),
        ("4. Record of Meeting, May 3, 1961", Called("1", "Source: Box."), None),
        ("4. Action Memorandum No. 125", None, None),
        ("4. Telegram From A to B2", Called("1", "Source: Box."), None),
        ("4. Telegram From A to B*", None, "*"),
    ],
)
def test_the_note_marker_of_a_heading_is_told_from_its_numbers(
    heading: str, first: Called | None, marker: str | None
) -> None:
    found = stuck_marker(heading, Span(0, len(heading)), first)
    assert (found.label if found else None) == marker


@pytest.mark.parametrize(
    ("text", "notes", "before"),
    [
        ("We back draft on peacekeeping.2 He left.", {"2": "See A/1."}, ["peacekeeping."]),
        ("Delga 706 reports proposals.3 All well.", {"3": "None."}, ["proposals."]),
        ("Talks of August 52 and August 6 ended.", {"2": "None."}, ["August 5"]),
        ("Talks of May 22 ended.", {"2": "None."}, []),
        ("Re Deptel 18891 and 1 more, 21 men.", {"1": "Telegram 1889 asked for it."}, ["Deptel 1889"]),
        ("Deptel 774 came before Deptel 6784 again.", {"4": "Not printed."}, ["Deptel 678"]),
        ("Aid of $3.5 million was 2,500 tons.5 Good.", {"5": "None."}, ["tons."]),
        ("Embtel 2829.2 When I spoke", {"2": "None."}, ["2829."]),
        ("1. He came.1\n\n2. He left.2", {"1": "A.", "2": "B."}, ["came.", "left."]),
        ("PL 480 and U–2 flights, MIG21 planes", {"2": "A.", "1": "B."}, ["MIG2"]),
        ("As agreed* he left†.", {"*": "A.", "†": "B."}, ["agreed", "left"]),
        ("The letter of 19682 says so.", {"2": "None."}, ["1968"]),
    ],
)
def test_a_marker_is_told_from_digits_of_the_text(text: str, notes: dict[str, str], before: list[str]) -> None:
    called = [Called(label, words) for label, words in notes.items()]
    found = find_markers(text, [Span(0, len(text))], called)
    assert len(found) == len(before)
    for marker, words in zip(found, before, strict=True):
        assert text[: marker.span.start].endswith(words)
        assert marker.span.of(text) == marker.label


def test_many_places_that_could_be_markers_are_searched_in_time() -> None:
    text = "came1 left11 " * 4000
    found = find_markers(text, [Span(0, len(text))], [Called("1", "A."), Called("11", "B.")])
    assert [marker.label for marker in found] == ["1", "11"]


@pytest.mark.parametrize(
    ("words", "label", "rest"),
    [
        ("1. He came", "1", "He came"),
        ("(a) He came", "a", "He came"),
        ("A. He came", "A", "He came"),
        ("2) He came", "2", "He came"),
        ("2.1. He came", "2.1", "He came"),
        ("(iv) He came", "iv", "He came"),
        ("1968 was a year", None, "1968 was a year"),
        ("He came", None, "He came"),
        ("U.S. came", None, "U.S. came"),
        ("", None, ""),
    ],
)
def test_a_paragraph_opens_with_its_label(words: str, label: str | None, rest: str) -> None:
    found, at = paragraph_label(words)
    assert (found, words[at:]) == (label, rest)


@pytest.mark.parametrize(
    ("paragraphs", "number", "subject", "references", "prose"),
    [
        (["2264. Subject: Draft. Ref: Oslo 57. He came."], "2264", "Draft", ("Oslo 57",), "He came."),
        (
            ["2820. Talk with Jonsson (Iceland). I met him."],
            "2820",
            "Talk with Jonsson (Iceland)",
            (),
            "I met him.",
        ),
        (["Delga 706. Re: Outer Space. He came."], "Delga 706", "Outer Space", (), "He came."),
        (["Delga 706. Re: Deptel 5. He came."], "Delga 706", None, ("Deptel 5",), "He came."),
        (["No. 218", "He came."], "218", None, (), "He came."),
        (["CA–44. Subject: U.S. Aid to Peru."], "CA–44", "U.S. Aid to Peru", (), ""),
        (["3537. 1. He came.", "2. He left."], "3537", None, (), "1. He came."),
        (["1. He came.", "2. He left."], None, None, (), "1. He came."),
        (["He came.", "Subject: none"], None, None, (), "He came."),
        (["He came.", "SUBJECT", "Aid"], None, "Aid", (), "He came."),
        (["7. Meeting lasted an hour. We argued."], "7", None, (), "Meeting lasted an hour. We argued."),
    ],
)
def test_an_opening_gives_number_subject_and_references(
    paragraphs: list[str], number: str | None, subject: str | None, references: tuple[str, ...], prose: str
) -> None:
    text = "\n\n".join(paragraphs)
    starts = [text.index(paragraph) for paragraph in paragraphs]
    spans = [Span(start, start + len(words)) for start, words in zip(starts, paragraphs, strict=True)]
    opening = read_opening(text, spans, numbered=True)
    assert (opening.number, opening.subject, opening.references) == (number, subject, references)
    remains = [text[opening.bodies.get(span.start, span.start) : span.end] for span in spans]
    assert next(filter(None, remains), "") == prose


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "Source: Example Library, Vol. 5. Secret; Limdis; Noforn. Drafted by Poe.",
            SourceNote("Example Library, Vol. 5", "Secret", ("Limdis", "Noforn")),
        ),
        ("Source: Archive, 1/5–59. No classification marking.", SourceNote("Archive, 1/5–59", None, ())),
        ("Source: Archive, 1/5–59. Repeated to Oslo.", SourceNote("Archive, 1/5–59")),
        (
            "Source: Archive, Box 2. Top Secret; Priority. The Secretary knew. Secret.",
            SourceNote("Archive, Box 2", "Top Secret", ("Priority",)),
        ),
        ("Not printed.", None),
    ],
)
def test_a_source_note_is_split(words: str, expected: SourceNote | None) -> None:
    assert read_source_note(words) == expected


@pytest.mark.parametrize(
    ("words", "cited"),
    [
        ("See Document 252.", ["frus1964-68v20/d252"]),
        ("See Documents 25, 26, and 27.", ["frus1964-68v20/d25", "frus1964-68v20/d26", "frus1964-68v20/d27"]),
        ("See footnote 2, Document 16.", ["frus1964-68v20/d16"]),
        ("See Foreign Relations, 1964–1968, vol. XVIII, Document 341.", ["frus1964-68v18/d341"]),
        ("See vol. IX, Document 3.", ["frus1964-68v09/d3"]),
        ("Printed ibid., 1961–1963, vol. V, Document 4.", ["frus1961-63v05/d4"]),
        ("Supra.", ["frus1964-68v20/d9"]),
        ("See footnote 2, infra.", ["frus1964-68v20/d11"]),
        ("See Document 10.", []),
        ("For text, see UN document A/1234.", []),
    ],
)
def test_a_note_cites_documents(words: str, cited: list[str]) -> None:
    assert list(cited_documents(words, "frus1964-68v20", "d10")) == cited


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Harper", "Harper"),
        ("[Harper]", "Harper"),
        ("Lee Poe, Jr.", "Lee Poe, Jr."),
        ("/S/ Lee Poe", "Lee Poe"),
        ("L[ee] Poe", None),
        ("He agreed.", None),
        ("End Text.", None),
        ("Disapprove", None),
    ],
)
def test_a_signature_is_a_name(line: str, name: str | None) -> None:
    assert (signature_name(line) if is_signature(line) else None) == name


@given(st.text(max_size=80))
def test_every_heading_has_a_kind(title: str) -> None:
    assert kind_of_heading(title) in DocumentKind
