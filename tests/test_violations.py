"""What becomes of documents that violate the shapes: kept, in quarantine, or the reason that nothing is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builds import outputs
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegrams import EVENTS, events_of, renamed

from kgbuild.build import BuildReport, OnViolation, ViolationsError, map_records
from kgbuild.cli import cli
from kgbuild.errors import InputError
from kgbuild.model import Resolution, ResolutionKind
from kgbuild.read.records import Record, write_records

if TYPE_CHECKING:
    from pathlib import Path

GRAPH = ("kg.nq", "kg.ttl", "report.ttl")
OWN_HOLDER = "A rebuttal rebuts a position of its own holder."
SYMBOL = (
    "A symbol of the General Assembly is written A/RES/NUMBER(SESSION) to session XXX, and A/RES/SESSION/NUMBER after."
)

Kind = Callable[[str], Record]


def good(name: str) -> Record:
    return Record(renamed(f"v/{name}"), events_of(f"v/{name}"))


def self_rebutting(name: str) -> Record:
    """A record by another hand in which a man rebuts himself, with a resolution that few others name."""
    record = agreeing(name)
    positions = tuple(replace(position, holders=("author",), addressed_to=()) for position in record.events.positions)
    return replace(record, events=replace(record.events, positions=positions))


def misspelt(name: str) -> Record:
    """A record with a symbol that is none, of a resolution that all such records share."""
    return naming(name, Resolution("r3", ResolutionKind.RESOLUTION, "misspelt", "A/RES/2221 XXI"))


def agreeing(name: str) -> Record:
    """A record in which the resolution of :func:`self_rebutting` is spelt well."""
    return naming(name, Resolution("r3", ResolutionKind.RESOLUTION, "its own", "A/RES/2221(XXI)"))


def naming(name: str, resolution: Resolution) -> Record:
    resolutions = (*EVENTS.resolutions, resolution)
    return Record(renamed(f"v/{name}"), replace(events_of(f"v/{name}"), resolutions=resolutions))


def mapped(folder: Path, out: str, mode: OnViolation, /, workers: int = 1, **kinds: Kind) -> BuildReport:
    with (folder / "records.jsonl").open("wb") as file:
        write_records([kind(name) for name, kind in kinds.items()], file)
    return map_records(
        folder / "records.jsonl", folder / out, on_fault=lambda _: None, on_violation=mode, workers=workers
    )


def test_what_violates_the_shapes_is_kept_and_told_of_unless_it_is_asked_otherwise(tmp_path: Path) -> None:
    report = mapped(tmp_path, "out", OnViolation.KEEP, a=good, b=self_rebutting)
    assert report.validation is not None
    assert [row.document for row in report.validation.rows if row.message == OWN_HOLDER] == ["v/b"]
    assert (report.counts.documents, report.quarantined, report.ok) == (2, (), False)


def test_a_quarantined_document_is_left_out_whole_and_named(tmp_path: Path) -> None:
    report = mapped(tmp_path, "out", OnViolation.QUARANTINE, a=good, b=self_rebutting, c=good)
    mapped(tmp_path, "good", OnViolation.KEEP, a=good, c=good)
    assert outputs(tmp_path / "out", *GRAPH) == outputs(tmp_path / "good", *GRAPH)
    assert report.validation is not None
    assert report.validation.conforms
    assert report.counts.documents == 2
    (left_out,) = report.quarantined
    assert (left_out.identifier, left_out.reasons) == ("v/b", (OWN_HOLDER,))
    assert [(fault.source, "left out" in str(fault)) for fault in report.faults] == [("v/b", True)]
    assert not report.ok
    told = (tmp_path / "out" / "report.txt").read_text("utf-8")
    assert told.startswith((tmp_path / "good" / "report.txt").read_text("utf-8"))
    assert "1 document is left out" in told
    assert f"v/b\n  Violation (1): {OWN_HOLDER}" in told


def test_who_says_what_is_wrong_of_a_shared_entity_is_left_out(tmp_path: Path) -> None:
    kinds = {"a": good, "b": misspelt, "c": agreeing, "d": misspelt}
    report = mapped(tmp_path, "out", OnViolation.QUARANTINE, **kinds)
    mapped(tmp_path, "good", OnViolation.KEEP, a=good, c=agreeing)
    assert {(document.identifier, document.reasons) for document in report.quarantined} == {
        ("v/b", (SYMBOL,)),
        ("v/d", (SYMBOL,)),
    }
    assert outputs(tmp_path / "out", *GRAPH) == outputs(tmp_path / "good", *GRAPH)


def test_workers_make_the_same_of_it(tmp_path: Path) -> None:
    kinds = {f"d{number:02}": (good, self_rebutting, misspelt)[number % 7 % 3] for number in range(40)}
    alone = mapped(tmp_path, "alone", OnViolation.QUARANTINE, **kinds)
    together = mapped(tmp_path, "together", OnViolation.QUARANTINE, 2, **kinds)
    assert len(alone.quarantined) == 23
    assert alone.quarantined == together.quarantined
    assert outputs(tmp_path / "alone") == outputs(tmp_path / "together")


def test_a_document_stays_in_quarantine_until_it_changes(tmp_path: Path) -> None:
    first = mapped(tmp_path, "out", OnViolation.QUARANTINE, a=good, b=self_rebutting, c=misspelt)
    before = outputs(tmp_path / "out")
    again = mapped(tmp_path, "out", OnViolation.QUARANTINE, a=good, b=self_rebutting, c=misspelt)
    assert (again.changes.reused, again.quarantined) == (3, first.quarantined)
    assert [fault.source for fault in again.faults] == ["v/b", "v/c"]
    assert outputs(tmp_path / "out") == before
    mended = mapped(tmp_path, "out", OnViolation.QUARANTINE, a=good, b=good, c=misspelt)
    assert (mended.changes.changed, mended.counts.documents) == (1, 2)
    assert [document.identifier for document in mended.quarantined] == ["v/c"]


STEPS = st.tuples(
    st.sampled_from(list(OnViolation)),
    st.dictionaries(st.sampled_from("bcd"), st.sampled_from([good, self_rebutting, misspelt, agreeing])),
)


@settings(max_examples=4, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=1, max_size=3))
def test_whatever_was_built_before_the_files_are_those_of_a_build_from_nothing(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[OnViolation, dict[str, Kind]]]
) -> None:
    folder = tmp_path_factory.mktemp("steps")
    last: dict[str, bytes] | None = None
    for number, (mode, kinds) in enumerate(steps):
        try:
            mapped(folder, "out", mode, a=good, **kinds)
        except ViolationsError:
            assert any(kind in {self_rebutting, misspelt} for kind in kinds.values())
        else:
            mapped(folder, str(number), mode, a=good, **kinds)
            last = outputs(folder / str(number))
        if last:
            assert outputs(folder / "out") == last


def test_where_nothing_is_to_violate_the_shapes_the_last_output_stands(tmp_path: Path) -> None:
    mapped(tmp_path, "out", OnViolation.FAIL, a=good)
    before = outputs(tmp_path / "out")
    with pytest.raises(ViolationsError, match="nothing was written, as there would be 1 violation of") as caught:
        mapped(tmp_path, "out", OnViolation.FAIL, a=good, b=self_rebutting)
    assert [row.document for row in caught.value.report.rows if row.message == OWN_HOLDER] == ["v/b"]
    assert outputs(tmp_path / "out") == before
    mended = mapped(tmp_path, "out", OnViolation.FAIL, a=good, b=good)
    assert (mended.changes.reused, mended.changes.changed) == (1, 1)


def test_a_graph_of_which_nothing_is_left_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="all documents are left out"):
        mapped(tmp_path, "out", OnViolation.QUARANTINE, a=self_rebutting)
    assert not (tmp_path / "out" / "kg.nq").exists()


def records(folder: Path) -> Path:
    with (folder / "given.jsonl").open("wb") as file:
        write_records([good("a"), self_rebutting("b")], file)
    return folder / "given.jsonl"


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, [*map(str, arguments), "--workers", "1"])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_line_names_what_is_left_out(tmp_path: Path) -> None:
    code, out, err = run("map", records(tmp_path), "-o", tmp_path / "out", "--on-violation", "quarantine")
    assert (code, "Conforms" in out) == (1, True)
    assert f"v/b: left out, as it violates the shapes: {OWN_HOLDER.rstrip('.')}" in " ".join(err.split())
    code, out, _ = run("map", records(tmp_path), "-o", tmp_path / "out", "--on-violation", "quarantine", "--json")
    told = json.loads(out)
    assert (code, told["conforms"]) == (1, True)
    assert told["quarantined"] == [{"document": "v/b", "reasons": [OWN_HOLDER]}]


def test_the_command_line_says_that_nothing_was_written_and_why(tmp_path: Path) -> None:
    code, out, err = run("map", records(tmp_path), "-o", tmp_path / "out", "--on-violation", "fail")
    assert (code, OWN_HOLDER in out) == (1, True)
    assert "nothing was written" in err
    assert not (tmp_path / "out" / "kg.nq").exists()
    code, out, _ = run("map", records(tmp_path), "-o", tmp_path / "out", "--on-violation", "fail", "--json")
    assert (code, json.loads(out)["conforms"]) == (1, False)


@pytest.mark.parametrize("command", ["build", "map"])
def test_violations_that_nobody_looks_for_cannot_be_acted_on(tmp_path: Path, command: str) -> None:
    code, _, err = run(command, records(tmp_path), "-o", tmp_path, "--on-violation", "fail", "--no-validate")
    assert (code, "needs the check that --no-validate skips" in err) == (2, True)
