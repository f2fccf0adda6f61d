"""What must be read out of the telegram that the project set out from; it lies beside the repository, not in it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from telegrams_for_extraction import Read

from kgbuild.extract import extract
from kgbuild.model import Act, MeetingStatus, ResolutionKind
from kgbuild.read.plain_text import read_plain_text

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Kgbuild

    from kgbuild.model import Meeting, Position, Resolution

NAME = "frus1964-68v33-d406"
CANADIAN = "A/SPC/L.130"


@pytest.fixture(scope="module")
def source(shared: Path) -> Path:
    path = shared / "gold" / "dev" / f"{NAME}.txt"
    if not path.is_file():
        pytest.skip(f"needs ../shared/gold/dev/{NAME}.txt, which is not here")
    return path


@pytest.fixture(scope="module")
def seed(source: Path) -> Read:
    document = read_plain_text(source.read_text(encoding="utf-8"), NAME)
    return Read(document, extract(document))


def position(seed: Read, words: str) -> Position:
    """The one position whose content holds *words*."""
    found = [p for p in seed.events.positions if words in seed.words(p)]
    assert len(found) == 1, f"{len(found)} positions say {words!r}"
    return found[0]


def meeting_of(seed: Read, *participants: str) -> Meeting:
    """The one meeting in which these, and perhaps the author, take part."""
    wanted = set(participants)
    found = [m for m in seed.events.meetings if wanted <= set(m.participants) <= {*wanted, "author"}]
    assert len(found) == 1, f"meetings: {[m.participants for m in seed.events.meetings]}"
    return found[0]


def resolution(seed: Read, symbol: str) -> Resolution:
    found = [r for r in seed.events.resolutions if r.symbol == symbol]
    assert len(found) == 1, f"{len(found)} resolutions are called {symbol}"
    return found[0]


def series(seed: Read) -> set[str]:
    """What Kuznetsov, or his side, argued before the author answered."""
    answer = position(seed, "rejected his arguments")
    before = [p for p in seed.events.positions if p.content.start < answer.content.start]
    return {p.id for p in before if p.holders[0] in ("kuznetsov", "soviet-union")}


# --- meetings ---------------------------------------------------------------------------------------------------------


def test_the_talk_that_it_reports(seed: Read) -> None:
    talk = meeting_of(seed, "author", "kuznetsov")
    assert talk.status is MeetingStatus.HELD
    assert talk.time_expression == "this morning"
    assert talk.duration is not None
    assert "one and one half hours" in talk.duration
    assert talk.place is not None
    assert "Soviet mission" in talk.place


def test_the_meeting_of_the_delegations(seed: Read) -> None:
    delegations = meeting_of(seed, "united-states", "soviet-union")
    assert delegations.status is MeetingStatus.HELD
    assert delegations.time_expression == "earlier in the day"


def test_the_talk_of_which_the_canadians_told(seed: Read) -> None:
    assert meeting_of(seed, "kuznetsov", "martin").status is MeetingStatus.HELD


def test_there_are_three_meetings(seed: Read) -> None:
    assert len(seed.events.meetings) == 3


# --- the exchange -----------------------------------------------------------------------------------------------------


def test_the_plea(seed: Read) -> None:
    plea = position(seed, "withdraw our support")
    assert plea.holders == ("kuznetsov",)
    assert plea.act is Act.REQUEST
    assert plea.on_behalf_of == "soviet-union"
    assert (seed.cue(plea) or "").endswith("plea")
    assert plea.concerns == (resolution(seed, CANADIAN).id,)
    assert plea.expressed_at == meeting_of(seed, "author", "kuznetsov").id


def test_the_author_rebuts_the_whole_series(seed: Read) -> None:
    answer = position(seed, "rejected his arguments")
    assert answer.holders[0] == "author"
    assert answer.on_behalf_of == "united-states"
    assert answer.addressed_to == ("kuznetsov",)
    assert len(series(seed)) == 4
    assert set(answer.rebuts) == series(seed)


def test_the_burial_ground(seed: Read) -> None:
    proposal, answer = position(seed, "sidetracking"), position(seed, "burial ground")
    assert proposal.holders[0] == "kuznetsov"
    assert answer.holders[0] == "author"
    assert proposal.id in answer.rebuts


def test_martin_s_reply(seed: Read) -> None:
    reply, pitch = position(seed, "similar to mine"), position(seed, "similar pitch")
    assert reply.holders == ("martin",)
    assert pitch.holders == ("kuznetsov",)
    assert reply.rebuts == (pitch.id,)


# --- resolutions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("symbol", ["A/RES/2221(XXI)", "A/RES/2222(XXI)"])
def test_the_resolutions_of_the_footnote(seed: Read, symbol: str) -> None:
    found = resolution(seed, symbol)
    assert found.kind is ResolutionKind.RESOLUTION
    assert found.adopted_by == "general-assembly"
    assert found.session == "XXI"


def test_the_canadian_resolution_of_the_body_is_the_draft_of_the_footnote(seed: Read) -> None:
    draft = resolution(seed, CANADIAN)
    text = seed.document.text
    named = [r.evidence.of(text) for r in seed.events.references if r.resolution == draft.id]
    assert CANADIAN in named
    assert sum(words.startswith("Canadian res") for words in named) == text.count("Canadian res")


# --- as shown ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shown(source: Path, kgbuild: Kgbuild, tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("seed") / "out"
    built = kgbuild("build", source, "--out", out)
    assert built.returncode == 0, built.stderr
    wide = {**os.environ, "COLUMNS": "1000"}
    done = kgbuild("show", NAME, "--graph", out, env=wide)
    assert done.returncode == 0, done.stderr
    return done.stdout


def line_with(shown: str, words: str) -> int:
    """The number of the one line that holds *words*."""
    found = [n for n, line in enumerate(shown.splitlines()) if words in line]
    assert len(found) == 1, f"{len(found)} lines hold {words!r}"
    return found[0]


def depth(line: str) -> int:
    """How far to the right the branch of this line begins; -1 for a line that begins none."""
    return max(line.find("├"), line.find("└"))


@pytest.mark.parametrize("words", ["rejected his arguments", "burial ground"])
def test_each_rebuttal_is_shown_under_what_kuznetsov_said(shown: str, words: str) -> None:
    lines = shown.splitlines()
    head = line_with(shown, words) - 1
    above = next(line for line in reversed(lines[:head]) if 0 <= depth(line) < depth(lines[head]))
    assert "the author" in lines[head]
    assert "against" in lines[head]
    assert "Kuznetsov" in above or "Soviet Union" in above


def test_what_is_shown(shown: str) -> None:
    assert shown.count("Meeting held") == 3
    for words in ("withdraw our support", "similar to mine", "A/RES/2221(XXI)", "A/RES/2222(XXI)", CANADIAN):
        assert words in shown
