"""Reading TEI volumes: what tags say, how elements are laid out, and which files are refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegrams_for_reading import DOCUMENT, NAMESPACES, document, volume

from kgbuild.errors import InputError, InputWarning
from kgbuild.model import Document, DocumentKind, ListedPerson, SectionKind, SourceNote
from kgbuild.read.consistency import document_faults
from kgbuild.read.elements import fold
from kgbuild.read.plain_text import read_plain_text
from kgbuild.read.tei import read_volume

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Read = "Callable[..., tuple[list[Document], list[InputError | InputWarning]]]"


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], tuple[list[Document], list[InputWarning]]]:
    def read_text(xml: str) -> tuple[list[Document], list[InputWarning]]:
        path = tmp_path / "frus1958-60v04.xml"
        path.write_text(xml, encoding="utf-8")
        faults: list[InputWarning] = []
        return list(read_volume(path, faults.append)), faults

    return read_text


def body(read_document: Document) -> list[str]:
    return [section.span.of(read_document.text) for section in read_document.body]


@pytest.mark.parametrize("namespace", NAMESPACES.values(), ids=NAMESPACES.keys())
def test_a_document_is_laid_out_as_on_the_web_page(read: Read, namespace: str) -> None:
    (found,), faults = read(volume(DOCUMENT, namespace=namespace))
    assert not faults
    assert found.text == (
        "12. Telegram From the Embassy in Iceland to the Department of State1\n\n"
        "Reykjavik, June 10, 1959—10 p.m.\n\n"
        "706. Subject: Fisheries. Jonsson said no.2 I replied.\n\n"
        "[Harper]\n\n"
        "  1. Source: Example Archive, Box 1. Secret; Limdis.\n"
        "  2. See Document 9 and the Jonsson paper."
    )


def test_what_the_tags_say_is_taken_from_them(read: Read) -> None:
    (found,), _ = read(volume(DOCUMENT))
    harper = ListedPerson("frus1958-60v04#p_HJ1", "Harper, Jane", "Ambassador in Iceland from 1958")
    jonsson = ListedPerson("frus1958-60v04#p_JE1", "Jonsson, Einar")
    assert found.identifier == "frus1958-60v04/d12"
    assert found.kind is DocumentKind.TELEGRAM
    assert (found.place, found.date) == ("Reykjavik", "1959-06-10T22:00:00")
    assert [party.name for party in (*found.senders, *found.recipients)] == [
        "Embassy in Iceland",
        "Department of State",
    ]
    assert found.signer is not None
    assert (found.signer.name, found.signer.entry) == ("Harper", harper.entry)
    assert [(m.span.of(found.text), m.entry) for m in found.mentions] == [
        ("Jonsson", jonsson.entry),
        ("Harper", harper.entry),
        ("Jonsson", jonsson.entry),
    ]
    assert set(found.people) == {harper, jonsson}
    assert found.notes[1].documents == ("frus1958-60v04/d9",)
    assert found.volume is not None
    assert found.volume.title == "Composed Relations, 1959"


def test_what_the_tags_do_not_say_is_read_as_from_plain_text(read: Read) -> None:
    (found,), _ = read(volume(DOCUMENT))
    plain = read_plain_text(found.text, "frus1958-60v04-d12")
    for field in (
        "kind",
        "title",
        "document_number",
        "number",
        "subject",
        "source",
        "sections",
        "note_markers",
    ):
        assert getattr(found, field) == getattr(plain, field)
    assert found.number == "706"
    assert found.source == SourceNote("Example Archive, Box 1", "Secret", ("Limdis",))


@pytest.mark.parametrize(
    ("inner", "paragraphs"),
    [
        ("<p>posi<pb n='2'/>tion <pb n='3'/> of Peru</p>", ["position of Peru"]),
        ("<p>Two<lb/>lines</p>", ["Two", "lines"]),
        (
            "<p>He said:<list><item>no</item><item>yes</item></list> and left</p>",
            ["He said:", "no", "yes", "and left"],
        ),
        ("<list><label>1.</label><item>Aid</item></list>", ["1. Aid"]),
        ("<list type='subject'><head>SUBJECT</head><item>Aid</item></list>", ["SUBJECT", "Aid"]),
        ("<table><row><cell>a</cell> <cell><p>b</p></cell></row><row><cell/></row></table>", ["a | b"]),
        ("<table><row>a <cell>b</cell> c</row></table>", ["a | b c"]),
        ("<p>One</p><p><note n='2'>A.</note>Two</p>", ["One", "2Two"]),
        ("<quote rend='blockquote'><p>One</p><p>Two</p></quote>", ["One", "Two"]),
        ("<p>He <del>never</del> said <gap reason='x'/> so</p>", ["He never said […] so"]),
        ("<p>(<hi> Lie </hi> )<hi> , </hi>etc. . . .</p>", ["(Lie), etc. . . ."]),
        ("<p>an <choice><sic>eror</sic><corr>error</corr></choice></p>", ["an error"]),
        ("<p>a <!-- hidden --> word<?page 3?></p>", ["a word"]),
        ("<opener><salute>Dear Jan:</salute></opener><p>Yes.</p>", ["Dear Jan:", "Yes."]),
        ("<postscript><p>P.S. No.</p></postscript>", ["P.S. No."]),
        ("<lg><l>One</l><l>Two</l></lg>", ["One", "Two"]),
        ("<uh-oh><p>One</p><p>Two</p></uh-oh>", ["One", "Two"]),
        ("<p>a <itemitem>word</itemitem></p>", ["a word"]),
    ],
)
def test_elements_are_laid_out_in_lines(read: Read, inner: str, paragraphs: list[str]) -> None:
    (found,), _ = read(volume(document(f"<head>1. Editorial Note</head>{inner}")))
    assert body(found) == paragraphs


def test_an_attachment_is_a_document_inside_the_document(read: Read) -> None:
    inner = (
        "<head>1. Letter From Poe to Reed</head><p>I enclose it.</p>"
        "<closer><signed>Lee Poe<lb/>Director</signed></closer>"
        "<frus:attachment><head>The Paper</head><dateline><placeName>Lima</placeName>,"
        " <date when='1959-01-02'>January 2, 1959</date></dateline><p>No.</p>"
        "<closer><signed>Jan Reed</signed></closer></frus:attachment>"
    )
    (found,), _ = read(volume(document(inner)))
    assert [section.kind for section in found.sections] == [
        SectionKind.HEADING,
        SectionKind.PARAGRAPH,
        SectionKind.SIGNATURE,
        SectionKind.SIGNATURE,
        SectionKind.ATTACHMENT,
        SectionKind.DATELINE,
        SectionKind.PARAGRAPH,
        SectionKind.SIGNATURE,
    ]
    assert found.signer is not None
    assert found.signer.name == "Lee Poe"
    assert (found.date, found.place) == (None, None)


def test_a_document_inside_a_document_is_read_on_its_own(read: Read) -> None:
    inner = document("<head>2. Note</head><p>Inner.</p>", "d2")
    found, _ = read(volume(document(f"<head>1. Note</head><p>Outer.</p>{inner}")))
    assert {one.identifier[-2:]: body(one) for one in found} == {"d1": ["Outer."], "d2": ["Inner."]}


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("<date when='1959-01-02T03:04:00Z'>x</date>", "1959-01-02T03:04:00Z"),
        ("<date from='1959-01-02' to='1959-01-03'>x</date>", "1959-01-02"),
        ("<date notBefore='1959-01-02'>x</date>", "1959-01-02"),
        ("<date when='1959-02-31'>x</date>, <date when='1959-03-01'>y</date>", "1959-03-01"),
        ("<date when='1959-02'>February 1959</date>", None),
        ("<date>January 2, 1959, noon</date>", "1959-01-02T12:00:00"),
        ("<date>undated</date>", None),
    ],
)
def test_the_first_usable_date_is_taken(read: Read, date: str, expected: str | None) -> None:
    (found,), _ = read(volume(document(f"<head>1. Note</head><dateline>Lima, {date}</dateline><p>Yes.</p>")))
    assert found.date == expected


@pytest.mark.parametrize(
    ("head", "senders", "recipients"),
    [
        (
            (
                "Memorandum From the Director (<persName corresp='#p_HJ1' type='from'>Harper</persName>) to"
                " <persName type='to' corresp='#p_JE1'>Einar Jonsson</persName> of the Staff"
            ),
            [("Director (Harper)", "frus1958-60v04#p_HJ1")],
            [("Einar Jonsson of the Staff", "frus1958-60v04#p_JE1")],
        ),
        (
            "Note From <persName type='from'>Poe</persName> and <persName type='from'>Reed</persName> to Lee",
            [("Poe", None), ("Reed", None)],
            [("Lee", None)],
        ),
        (
            (
                "Telegram From the Mission to the <gloss type='to'>United Nations</gloss> to the"
                " <gloss type='to'>Department</gloss>"
            ),
            [("Mission to the United Nations", None)],
            [("Department", None)],
        ),
        (
            "Oral Message, <gloss type='from'>the Embassy in Peru</gloss>; <gloss type='to'>Lima</gloss>",
            [("Embassy in Peru", None)],
            [("Lima", None)],
        ),
        ("Telegram From the Embassy in Peru to Jan Reed", [("Embassy in Peru", None)], [("Jan Reed", None)]),
    ],
)
def test_tags_and_words_of_the_heading_name_the_parties(
    read: Read, head: str, senders: list[object], recipients: list[object]
) -> None:
    (found,), _ = read(volume(document(f"<head>1. {head}</head><p>Yes.</p>")))
    assert [(party.name, party.entry) for party in found.senders] == senders
    assert [(party.name, party.entry) for party in found.recipients] == recipients


def test_the_signer_of_a_telegram_is_who_sends_it_not_who_signed_what_it_quotes(read: Read) -> None:
    closer = "<signed>“<persName>Lee Poe</persName>”</signed><signed><persName>Rusk</persName></signed>"
    telegram = document(f"<head>1. Telegram From A to B</head><p>No.</p><closer>{closer}</closer>")
    letter = document(f"<head>2. Letter From A to B</head><p>No.</p><closer>{closer}</closer>", "d2")
    found, _ = read(volume(telegram, letter))
    assert [one.signer and one.signer.name for one in found] == ["Rusk", "Lee Poe"]


def test_notes_gathered_at_the_end_are_called_by_references(read: Read) -> None:
    inner = (
        "<head>1. Editorial Note</head><p>No.<ref target='#d1fn2'>2</ref> Yes.</p>"
        "<note n='2' xml:id='d1fn2'>Two.</note><note n='3' xml:id='d1fn3'>Three.</note>"
    )
    (found,), _ = read(volume(document(inner)))
    assert body(found) == ["No.2 Yes."]
    assert [(m.span.of(found.text), m.label) for m in found.note_markers] == [("2", "2")]
    assert [note.span.of(found.text) for note in found.notes] == ["Two.", "Three."]


def test_odd_notes_are_kept(read: Read) -> None:
    inner = (
        "<head>1. Editorial Note</head><p>One <note n='*'>A.</note>two"
        "<note n='*'>B.<note n='3'>C.</note></note>"
        "<note n='4'/></p><note xml:id='d1fn7'>D.</note><p>Three<note>E.</note></p>"
    )
    (found,), faults = read(volume(document(inner)))
    assert body(found) == ["One* two*47", "Three*"]
    assert [(note.id, note.span.of(found.text)) for note in found.notes] == [
        ("*", "A."),
        ("*-2", "B.3"),
        ("7", "D."),
        ("*-3", "E."),
        ("3", "C."),
    ]
    assert [fault.reason for fault in faults] == ["a note has no number and is shown as *"]


def test_an_older_volume_tells_file_and_secrecy_in_elements_of_their_own(read: Read) -> None:
    inner = (
        "<note rend='inline' type='source'>501.BB/9–848: Telegram</note>"
        "<head><hi>The <gloss type='from'>Secretary of State</gloss> to the"
        " <gloss type='to'>Embassy in Peru</gloss></hi></head>"
        "<opener><dateline><placeName>Washington</placeName>, "
        "<date when='1948-09-08'>September 8, 1948</date></dateline>"
        "<seg><hi>secret</hi></seg><lb/><seg>us urgent</seg></opener>"
        "<p>3501. For Poe. Dept agrees.</p>"
    )
    (found,), _ = read(volume(document(inner, "d75")))
    assert found.kind is DocumentKind.TELEGRAM
    assert (found.document_number, found.number) == ("75", "3501")
    assert found.source == SourceNote("501.BB/9–848", "Secret", ("us urgent",))
    assert body(found) == ["3501. For Poe. Dept agrees."]


def test_an_editorial_note_is_told_by_its_subtype(read: Read) -> None:
    (found,), _ = read(volume(document("<head>1. On Aid</head><p>Yes.</p>", attributes="subtype='editorial-note'")))
    assert found.kind is DocumentKind.EDITORIAL_NOTE


def test_a_heading_below_its_dateline_comes_first(read: Read) -> None:
    (found,), _ = read(volume(document("<dateline>Lima, May 3, 1959.</dateline><head>1. Note</head><p>Yes.</p>")))
    assert found.text == "1. Note\n\nLima, May 3, 1959.\n\nYes."


def test_documents_that_share_an_id_are_told_and_named_by_their_words(read: Read) -> None:
    first, other, last = (document(f"<head>1. {word}</head>") for word in ("Note", "Letter", "Airgram"))
    found, (fault,) = read(volume(first, other, last))
    again, _ = read(volume(first, last, other))
    assert (fault.reason, fault.place) == ("the xml:id 'd1' is given twice", "line 14")
    assert isinstance(fault, InputError)
    assert len({one.identifier for one in found}) == 3
    assert {one.text: one.identifier for one in found} == {one.text: one.identifier for one in again}


def test_a_document_given_twice_word_for_word_is_read_once(read: Read) -> None:
    twice = document("<head>1. Note</head>")
    found, (fault,) = read(volume(twice, twice, twice))
    assert [one.text for one in found] == ["1. Note"]
    assert isinstance(fault, InputError)


def test_a_persons_table_is_a_list_of_persons(read: Read) -> None:
    front = (
        "<front><table><row><cell><persName xml:id='p_HJ1'>Harper, Jane</persName></cell>"
        "<cell>, Ambassador</cell></row></table></front>"
    )
    (found,), _ = read(volume(DOCUMENT, front=front))
    assert found.people == (ListedPerson("frus1958-60v04#p_HJ1", "Harper, Jane", "Ambassador"),)


WHOLE = volume(DOCUMENT)


@pytest.mark.parametrize(
    ("data", "reason", "place"),
    [
        (b"", "the file is empty", None),
        (b"just words", "not well-formed", "line 1"),
        (b"\x89PNG\0", "not well-formed", "line 1"),
        (b"<html><p>x</p></html>", "root element is <html>", None),
        (b"<TEI><text/></TEI>", "root element is <TEI>", None),
        (volume().encode(), "no div of type 'document'", None),
        (WHOLE[: WHOLE.index("Fisheries")].encode(), "cut short", "line 22"),
        (
            WHOLE.replace("Reykjavik", "Reykjav\xedk").encode("latin-1", "replace"),
            "not of the encoding",
            "line 20",
        ),
        (WHOLE.replace("<TEI", "<!DOCTYPE TEI [<!ENTITY a 'b'>]><TEI").encode(), "DOCTYPE", "line 2"),
        (
            WHOLE.replace("<TEI", "<!DOCTYPE TEI SYSTEM 'http://localhost:1/x.dtd'><TEI").encode(),
            "DOCTYPE",
            "line 2",
        ),
        (WHOLE.replace("Reykjavik", "&x;").encode(), "not well-formed", "line 20"),
    ],
)
def test_a_file_that_is_no_volume_is_refused(tmp_path: Path, data: bytes, reason: str, place: str | None) -> None:
    path = tmp_path / "v.xml"
    path.write_bytes(data)
    with pytest.raises(InputError, match=reason) as caught:
        list(read_volume(path, lambda _: None))
    assert caught.value.place == place
    assert caught.value.remedy


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(read_volume(tmp_path, lambda _: None))


_WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="<&\ufffe\uffff"),
    max_size=12,
)
_ELEMENTS = st.sampled_from(
    [
        "p",
        "hi",
        "list",
        "item",
        "label",
        "table",
        "row",
        "cell",
        "note",
        "lb",
        "pb",
        "quote",
        "closer",
        "signed",
        "dateline",
        "head",
        "opener",
        "seg",
        "gap",
        "uh-oh",
        "persName",
    ]
)
_TREES = st.recursive(
    _WORDS,
    lambda inner: st.builds("<{0} n='1'>{1}</{0}>".format, _ELEMENTS, st.lists(inner, max_size=4).map(" ".join)),
    max_leaves=24,
)


@given(_TREES)
def test_any_nesting_of_elements_is_read_rightly(tmp_path_factory: pytest.TempPathFactory, inner: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.xml"
    path.write_text(volume(document(inner), front=""), encoding="utf-8")
    (found,) = read_volume(path, lambda _: None)
    assert list(document_faults(found)) == []
    assert all(marker.span.of(found.text) == marker.label for marker in found.note_markers)
    assert "\n\n\n" not in found.text


# --- real volumes


def test_the_annotated_telegrams_are_what_their_volume_renders_to(shared: Path) -> None:
    rendered = {
        found.identifier.replace("/", "-"): found.text
        for found in read_volume(shared / "frus" / "frus1964-68v22.xml", lambda _: None)
    }
    gold = {path.stem: path.read_text(encoding="utf-8") for path in (shared / "gold").glob("*/frus1964-68v22-*.txt")}
    assert gold
    assert {name: fold(rendered[name]) for name in gold} == {name: fold(text) for name, text in gold.items()}


def test_a_real_volume_is_read_alike_from_tags_and_from_text(shared: Path) -> None:
    """What plain text is read as agrees with the tags in at least 99 of 100 telegrams."""
    telegrams, alike = 0, 0
    for found in read_volume(shared / "frus" / "frus1964-68v22.xml", lambda _: None):
        assert list(document_faults(found)) == []
        if found.kind is not DocumentKind.TELEGRAM:
            continue
        telegrams += 1
        plain = read_plain_text(found.text, found.identifier.replace("/", "-"))
        told = replace(plain, identifier=found.identifier, people=found.people, mentions=found.mentions)
        fields = ("title", "number", "date", "place", "note_markers")
        alike += all(getattr(told, field) == getattr(found, field) for field in fields)
    assert telegrams > 100
    assert alike / telegrams >= 0.99
