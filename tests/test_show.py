"""An exchange read from a graph, and drawn in the terminal and as a picture."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise

import pytest
from composed import composed_store
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from rich.console import Console

from kgbuild.errors import InputError
from kgbuild.show import Exchange, Heading, Statement, draw_svg, draw_tree, exchange
from kgbuild.show.lettering import fold, width_of

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def talk() -> Exchange:
    return exchange(composed_store(), "talk-with-orlov")


def _printed(drawn: Exchange, width: int) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=width, color_system=None).print(draw_tree(drawn))
    return [line.rstrip() for line in out.getvalue().splitlines()]


def _statement(number: int, words: str, *, side: str = "A", rebuts: tuple[int, ...] = ()) -> Statement:
    return Statement(
        number=number,
        iri=f"p{number}",
        start=number,
        speakers=(side,),
        side=side,
        act="assert",
        words=words,
        cue=None,
        confidence=None,
        meeting=None,
        rebuts=rebuts,
        concerns=(),
    )


def _exchange(*statements: Statement) -> Exchange:
    return Exchange(Heading("d", "http://example.org/d"), (), statements, ())


# --- as data ---


def test_statements_come_in_the_order_of_the_text(talk: Exchange) -> None:
    told = [(s.number, s.speakers, s.side, s.act, s.words, s.rebuts) for s in talk.statements]
    assert told == [
        (1, ("Orlov",), "Soviet Union", "request", "we drop the Norwegian draft", ()),
        (2, ("Grant (author)",), "Grant (author)", "reject", "this plea", (1,)),
        (3, ("Orlov",), "Soviet Union", "assert", "resolution 2340 forbade it", (2,)),
        (4, ("Grant (author)",), "Grant (author)", "reject", "it did", (1, 3)),
        (5, ("Orlov",), "Soviet Union", "warn", "Moscow would walk out", ()),
        (6, ("Grant (author)",), "Grant (author)", "propose", "a second talk", ()),
        (7, ("Orlov",), "Soviet Union", "accept", "that idea", ()),
    ]
    assert talk.author_side == "Grant (author)"


def test_meetings_and_resolutions_of_an_exchange(talk: Exchange) -> None:
    held, planned = talk.meetings
    assert (held.status, held.when, held.participants) == ("held", "today", ("Grant (author)", "Orlov"))
    assert (planned.status, planned.when, planned.words) == (
        "planned",
        "1967-03-02",
        "We shall meet tomorrow",
    )
    assert {s.meeting for s in talk.statements} == {held.iri}
    assert [(r.label, r.symbol, r.mentions) for r in talk.resolutions] == [
        ("Norwegian draft", None, ("Norwegian draft",)),
        ("resolution 2340", "A/RES/2340(XXII)", ("resolution 2340",)),
    ]
    assert talk.statements[0].concerns == ("Norwegian draft",)


def test_an_exchange_of_no_document() -> None:
    with pytest.raises(InputError, match="no such document"):
        exchange(composed_store(), "nowhere")


# --- in the terminal ---


def test_tree_sets_each_rebuttal_under_the_last_that_it_rebuts(talk: Exchange) -> None:
    assert (
        _printed(talk, 80)[:27]
        == """\
10. Telegram From the Mission to the Department
New York · 1967-03-01 20:00 · No. 77 · Talk with Orlov
talk-with-orlov

Meeting held · today
Grant (author), Orlov
“I saw Orlov today”
├── 1 Orlov for Soviet Union requests  0.90
│   asked “we drop the Norwegian draft”
│   on Norwegian draft
│   └── 2 Grant (author) rejects against 1  0.90
│       rejected “this plea”
│       └── 3 Orlov for Soviet Union states against 2  0.90
│           insisted “resolution 2340 forbade it”
│           on resolution 2340
│           └── 4 Grant (author) rejects against 1 and 3  0.90
│               denied “it did”
├── 5 Orlov for Soviet Union warns  0.40
│   warned “Moscow would walk out”
├── 6 Grant (author) proposes  0.90
│   proposed “a second talk”
└── 7 Orlov for Soviet Union accepts  0.90
    welcomed “that idea”

Meeting planned · 1967-03-02
Grant (author), Orlov
“We shall meet tomorrow”""".splitlines()
    )


@pytest.mark.parametrize("width", [80, 100])
def test_no_line_is_wider_than_the_terminal(talk: Exchange, width: int) -> None:
    long = replace(talk, statements=tuple(replace(s, words=s.words * 30) for s in talk.statements))
    assert max(map(len, _printed(long, width))) <= width


def test_what_belongs_to_no_meeting_stands_apart(talk: Exchange) -> None:
    aside = replace(talk, statements=(*talk.statements[:-1], replace(talk.statements[-1], meeting=None)))
    assert _printed(aside, 80)[-9:-6] == [
        "At no meeting",
        "└── 7 Orlov for Soviet Union accepts  0.90",
        "    welcomed “that idea”",
    ]


def test_positions_without_any_meeting_stand_alone() -> None:
    lines = _printed(exchange(composed_store(), "d1"), 80)
    assert lines[3:9] == [
        "",
        "Positions",
        "├── 1 Ann Farrow proposes  0.90",
        "│   proposed “a neutral commission”",
        "│   └── 2 Ken Ito rejects against 1  0.90",
        "│       rejected “a new commission”",
    ]


def test_a_document_without_events_says_so() -> None:
    assert _printed(exchange(composed_store(), "trunks"), 80) == [
        "trunks",
        "",
        "No meeting, position or resolution was found in it.",
    ]


def test_a_statement_that_looks_like_markup_is_printed_as_it_is() -> None:
    assert "└── 1 A states" in _printed(_exchange(_statement(1, "[red]no[/red]")), 80)
    assert "    “[red]no[/red]”" in _printed(_exchange(_statement(1, "[red]no[/red]")), 80)


# --- as a picture ---


def test_picture_has_a_lane_a_side_a_box_a_statement_and_an_arrow_a_rebuttal(talk: Exchange) -> None:
    root = etree.fromstring(draw_svg(talk).encode())
    classes = [element.get("class") or "" for element in root.iter()]
    assert [e.text for e in root.iter(f"{SVG}text") if (e.get("class") or "").startswith("lane")] == [
        "Soviet Union",
        "Grant (author)",
    ]
    assert sum(c.startswith("box") for c in classes) == 7
    assert classes.count("arrow") == classes.count("head") == 4
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "The exchange in 10. Telegram From the Mission to the Department"
    assert "4: Grant (author) rejects against 1 and 3, “it did”" in str(root.findtext(f"{SVG}desc"))


def test_picture_needs_nothing_from_elsewhere_and_is_the_same_each_time(talk: Exchange) -> None:
    drawn = draw_svg(talk)
    root = etree.fromstring(drawn.encode())
    elements = {etree.QName(e).localname for e in root.iter()}
    assert elements <= {"svg", "title", "desc", "style", "rect", "text", "tspan", "line", "path", "g"}
    assert "url(" not in drawn
    assert "@import" not in drawn
    assert drawn == draw_svg(exchange(composed_store(), "talk-with-orlov"))


def test_boxes_of_a_lane_do_not_overlap(talk: Exchange) -> None:
    long = replace(talk, statements=tuple(replace(s, words=s.words * s.number) for s in talk.statements))
    root = etree.fromstring(draw_svg(long).encode())
    boxes = [e for e in root.iter(f"{SVG}rect") if (e.get("class") or "").startswith("box")]
    for lane in {e.get("x") for e in boxes}:
        spans = [(float(e.get("y")), float(e.get("y")) + float(e.get("height"))) for e in boxes if e.get("x") == lane]
        assert all(above[1] < below[0] for above, below in pairwise(spans))
    assert max(float(e.get("y")) + float(e.get("height")) for e in boxes) < float(root.get("height"))


def test_sides_beyond_the_fourth_share_a_lane() -> None:
    root = etree.fromstring(draw_svg(_exchange(*(_statement(n, "x", side=f"S{n}") for n in range(1, 7)))).encode())
    lanes = [e.text for e in root.iter(f"{SVG}text") if (e.get("class") or "").startswith("lane")]
    assert lanes == ["others", "S3", "S2", "S1"]


@settings(max_examples=40)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=4))
def test_any_words_give_a_picture_that_can_be_read(words: list[str]) -> None:
    statements = [_statement(n, text, rebuts=(n - 1,) if n > 1 else ()) for n, text in enumerate(words, start=1)]
    root = etree.fromstring(draw_svg(_exchange(*statements)).encode())
    assert len([e for e in root.iter() if e.get("class") == "arrow"]) == len(words) - 1


def test_an_empty_exchange_has_a_picture() -> None:
    assert etree.fromstring(draw_svg(_exchange()).encode()).tag == f"{SVG}svg"


@given(st.text("abc WM…lé語", max_size=200), st.integers(20, 300), st.integers(1, 5))
def test_folded_lines_fit_and_keep_the_words_up_to_the_ellipsis(words: str, room: int, most: int) -> None:
    lines = fold(words, room, 10, most=most)
    assert 1 <= len(lines) <= most
    assert all(width_of(line, 10) <= room for line in lines)
    kept, whole = ("".join("".join(part).split()) for part in (lines, words))
    assert kept == whole or (kept.endswith("…") and whole.startswith(kept[:-1]))
