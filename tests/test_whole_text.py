"""The text of a document is all that its TEI holds, in order; measured as ``benchmarks/whole_text.py`` does."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest

from kgbuild.read.tei import read_volume

ROOT = Path(__file__).parent.parent

_spec = importlib.util.spec_from_file_location("whole_text", ROOT / "benchmarks" / "whole_text.py")
assert _spec is not None
assert _spec.loader is not None
whole_text = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(whole_text)

VOLUME = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xmlns:frus="http://history.state.gov/frus/ns/1.0"><text><body>
<div type="document" xml:id="d1"><head>1. Minutes<note n="1" xml:id="d1fn1">Source: Archive. Secret.</note></head>
  <opener><dateline><placeName> Oslo </placeName>, <date when="1957-03-04">March 4,<lb/>1957</date></dateline></opener>
  <note rend="inline">840.00/3–457</note>
  <p>The Mini<pb n="7"/>ster<hi rend="italic">re</hi>called <choice><sic>teh</sic><corr>the</corr></choice>
    draft.<note n="2"><p>Not printed.</p><p>But see Document 2.</p></note></p>
  <list><label>a</label><item>First<list><item>nested</item></list>end</item></list>
  <table><head>Votes</head><row><cell>Yes</cell><cell>3<note n="3">Of five.</note></cell></row></table>
  <lg><l>One</l><l>two</l></lg><uh-oh>Odd</uh-oh><gap/><quote><p>Quoted.</p></quote>
  <frus:attachment><head>Enclosure</head><p>Enclosed [2 lines not declassified].</p></frus:attachment>
  <div type="document" xml:id="d2"><head>2. Note</head><p>Inside.</p></div>
  <closer><signed>Vik<lb/>Minister</signed></closer><postscript><p>P.S. More.</p></postscript>
</div></body></text></TEI>"""


@pytest.fixture
def volume(tmp_path: Path) -> Path:
    path = tmp_path / "frus1957v90.xml"
    path.write_text(VOLUME, encoding="utf-8")
    return path


def test_no_kind_of_element_loses_a_word(volume: Path) -> None:
    assert [found for found in whole_text.compared(volume) if found[1:] != (None, None)] == []


@pytest.mark.parametrize(("words", "harmed", "measures"), [("Quoted.", "       ", 2), ("The Mini", "T heMini", 1)])
def test_a_lost_word_and_a_lost_blank_are_found(
    volume: Path, monkeypatch: pytest.MonkeyPatch, words: str, harmed: str, measures: int
) -> None:
    first, second = read_volume(volume, lambda _: None)
    assert words in first.text
    first = replace(first, text=first.text.replace(words, harmed, 1))
    monkeypatch.setattr(whole_text, "read_volume", lambda *_: iter((first, second)))
    _, *differences = next(whole_text.compared(volume))
    assert sum(difference is not None for difference in differences) == measures


@pytest.mark.parametrize("name", ["frus1948v01p1", "frus1964-68v22"])
def test_the_text_of_real_documents_is_whole(shared: Path, name: str) -> None:
    found = list(whole_text.compared(shared / "frus" / f"{name}.xml"))
    whole = [identifier for identifier, *differences in found if differences == [None, None]]
    assert len(whole) >= 0.999 * len(found), {identifier for identifier, *_ in found} - set(whole)
