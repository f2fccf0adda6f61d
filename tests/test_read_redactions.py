"""What is withheld, and what the editors cite in the text, is found in both formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgbuild.model import DocumentKind
from kgbuild.read.plain_text import read_plain_text
from kgbuild.read.redactions import find_redactions
from kgbuild.read.tei import read_volume

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "withheld"),
    [
        (
            "He left [less than 1 line of source text not declassified] and",
            "less than 1 line of source text not declassified",
        ),
        ("It cost [dollar amount not declassified].", "dollar amount not declassified"),
        ("[3.5 lines of source text not declassified]", "3.5 lines of source text not declassified"),
        ("[1/2 line not\ndeclassified.]", None),
        ("[Name deleted] agreed.", "Name deleted"),
        (
            "[Source: Archive, Job 7. Secret. 2 pages of source text not declassified.]",
            "2 pages of source text not declassified",
        ),
        ("[9 lines of the table were not declassified]", "9 lines of the table were not declassified"),
        ("The estimate was not declassified.", None),
        ("[This letter has not been declassified by its government.]", None),
        ("(paragraph 3 deleted)", None),
        ("[not declassified", None),
    ],
)
def test_redactions(text: str, withheld: str | None) -> None:
    assert [span.of(text) for span in find_redactions(text)] == ([withheld] if withheld else [])


def test_redactions_close_to_each_other() -> None:
    text = (
        "He met [name deleted] [name not declassified], (map) not declassified] [14 words not declassified] [deleted]"
    )
    withheld = [span.of(text) for span in find_redactions(text)]
    assert withheld == ["name deleted", "name not declassified", "14 words not declassified"]


@pytest.mark.parametrize(("length", "found"), [(119, 1), (120, 0)])
def test_how_long_a_redaction_may_be(length: int, found: int) -> None:
    assert len(find_redactions(f"[{'a' * length} were not declassified.]")) == found


def test_time_is_linear_in_brackets_that_withhold_nothing() -> None:
    assert find_redactions("[a. " * 50_000 + "b " * 50_000) == ()


BODY = "We await [1 line not declassified] as agreed. [Here follows a list; see Document 4.] Document 5 will do."


def test_a_telegram_cites_in_brackets_only(tmp_path: Path) -> None:
    heading = "3. Telegram From the Embassy in Norway to the Department of State"
    path = tmp_path / "frus1957v90.xml"
    path.write_text(
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><div type="document" xml:id="d3">'
        f"<head>{heading}</head><p>{BODY}</p></div></body></text></TEI>",
        encoding="utf-8",
    )
    (tagged,) = read_volume(path, lambda _: None)
    for found in (tagged, read_plain_text(f"{heading}\n\n{BODY}\n", "frus1957v90-d3")):
        assert found.kind is DocumentKind.TELEGRAM
        assert [span.of(found.text) for span in found.redactions] == ["1 line not declassified"]
        assert found.cited == ("frus1957v90/d4",)


def test_an_editorial_note_cites_anywhere() -> None:
    body = "For the talks, see Documents 4 and 7.2 The vote is in Document 9."
    found = read_plain_text(f"3. Editorial Note\n\n{body}\n\n  2. See Document 8.\n", "frus1957v90-d3")
    assert found.cited == ("frus1957v90/d4", "frus1957v90/d7", "frus1957v90/d9")
