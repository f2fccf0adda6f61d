"""The pipeline: from files to a whole graph, whatever the order and whatever is wrong with some of them."""

from __future__ import annotations

import io
import json
import shutil
import signal
import subprocess
import sys
import textwrap
import tracemalloc
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builds import outputs
from pyoxigraph import NamedNode, RdfFormat, Store, parse
from telegrams import DOCUMENT, EVENTS, TEXT, events_of, renamed

import kgbuild.extract
from kgbuild.build import build, extract_records, map_records
from kgbuild.build import parse as parse_sources
from kgbuild.build.batches import Task
from kgbuild.build.pipeline import build_tasks
from kgbuild.build.shard import make_shard
from kgbuild.errors import InputError, InputWarning, KgbuildError
from kgbuild.extract.confidence import at_least
from kgbuild.graph.iris import Iris
from kgbuild.graph.ontology import load_ontology
from kgbuild.graph.vocabulary import IDENTIFIER, ONTOLOGY
from kgbuild.graph.writers import GraphSyntax
from kgbuild.model import (
    Act,
    Agent,
    AgentKind,
    Document,
    Events,
    Meeting,
    MeetingStatus,
    Position,
    Resolution,
    ResolutionKind,
    Span,
)
from kgbuild.read.records import Record, write_records
from kgbuild.store import open_graph
from kgbuild.validate import validate

if TYPE_CHECKING:
    from pathlib import Path

FILES = ("kg.nq", "kg.ttl", "report.ttl", "report.txt")
Fault = InputError | InputWarning


def small_extract(document: Document, *, min_confidence: float = 0.0) -> Events:
    """Stands in for extraction: the author and one state, a meeting and an exchange at the text's start."""
    if "cannot be read" in document.text:
        raise ZeroDivisionError("division by zero")
    author = Agent("author", AgentKind.PERSON, "the author")
    finland = Agent("fin", AgentKind.STATE, "Finland", alt_labels=(document.identifier,), shared=True)
    meeting = Meeting("m", Span(0, 5), ("author", "fin"), MeetingStatus.HELD, "test", 1 / 3)
    said = Position("p", ("fin",), Span(0, 9), Act.ASSERT, "test", 0.1 + 0.2, expressed_at="m")
    denied = Position("q", ("author",), Span(9, 20), Act.REJECT, "test", 1e-7, rebuts=("p",))
    events = Events(document.identifier, (author, finland), "author", (meeting,), (said, denied))
    return at_least(events, min_confidence)


@pytest.fixture(autouse=True)
def extraction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kgbuild.extract, "extract", small_extract, raising=False)


@pytest.fixture
def telegrams(tmp_path: Path) -> Path:
    """A folder of three telegrams, one in a folder of its own."""
    folder = tmp_path / "telegrams"
    (folder / "more").mkdir(parents=True)
    for name in ("b2", "a1", "more/a3"):
        (folder / f"{name}.txt").write_text(TEXT.replace("fair", f"fair to {name}"), encoding="utf-8")
    return folder


def identifiers(out: Path) -> list[str]:
    """In the order of the file."""
    quads = parse(path=str(out / "kg.nq"), format=RdfFormat.N_QUADS)
    subjects = "/document/"
    return [q.object.value for q in quads if q.predicate == IDENTIFIER.node and subjects in q.subject.value]


def test_a_build(telegrams: Path, tmp_path: Path) -> None:
    seen = []
    report = build([telegrams], tmp_path / "out", on_progress=seen.append)
    assert report.ok
    assert report.validation is not None
    assert report.validation.conforms, report.validation.text
    names = ("kg.ttl", "kg.nq", "report.txt", "report.ttl", "store")
    assert report.paths == tuple(tmp_path / "out" / name for name in names)
    assert all(path.exists() for path in report.paths)
    assert identifiers(tmp_path / "out") == ["a1", "a3", "b2"]
    counts = report.counts
    assert (counts.documents, counts.meetings, counts.positions, counts.rebuttals) == (3, 3, 6, 3)
    assert [(progress.documents, progress.identifier) for progress in seen] == [
        (1, "a1"),
        (2, "a3"),
        (3, "b2"),
    ]
    assert seen[-1].words == report.words > 100


def test_counts_are_those_of_the_graph(tmp_path: Path) -> None:
    other = replace(events_of("vol1/d8"), agents=EVENTS.agents[1:], author=None)
    without_author = replace(other, meetings=(), positions=(), resolutions=EVENTS.resolutions[:1], references=())
    sponsored = replace(without_author, resolutions=(replace(EVENTS.resolutions[0], sponsors=()),))
    tasks = [Task(DOCUMENT, EVENTS), Task(renamed("vol1/d8"), sponsored)]
    report = build_tasks(lambda _: tasks, tmp_path)
    store = Store()
    store.bulk_load(path=str(tmp_path / "kg.nq"), format=RdfFormat.N_QUADS)

    def count(pattern: str) -> int:
        query = f"PREFIX dip: <{ONTOLOGY}#> SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }}"
        (row,) = store.query(query, use_default_graph_as_union=True)
        return int(row["n"].value)

    counts = report.counts
    assert counts.documents == count("?x a dip:Document") == 2
    assert counts.meetings == count("?x a dip:Meeting") == 1
    assert counts.positions == count("?x a dip:Position") == 2
    assert counts.rebuttals == count("?x a dip:Rebuttal") == 1
    assert counts.resolutions == count("?x a dip:Resolution") == 2
    assert counts.references == count("?x a dip:ResolutionReference") == 2
    assert counts.agents == count("?x a ?c . VALUES ?c { dip:Person dip:State dip:Organization }") == 9
    own = [quad for quad in store if quad.graph_name != NamedNode(ONTOLOGY)]
    assert counts.triples == len(own)


def test_turtle_and_nquads_hold_the_same_triples_and_no_blank_node(telegrams: Path, tmp_path: Path) -> None:
    build([telegrams], tmp_path / "out")
    turtle = {quad.triple for quad in parse(path=str(tmp_path / "out/kg.ttl"), format=RdfFormat.TURTLE)}
    quads = list(parse(path=str(tmp_path / "out/kg.nq"), format=RdfFormat.N_QUADS))
    assert turtle == {quad.triple for quad in quads}
    assert b"_:" not in (tmp_path / "out/kg.nq").read_bytes()
    base = "https://w3id.org/diplomatic-events/"
    documents = {f"{base}document/{name}" for name in ("a1", "a3", "b2")}
    assert {quad.graph_name.value for quad in quads} == documents | {f"{base}graph/entities", ONTOLOGY}


def test_the_order_of_the_sources_does_not_matter(telegrams: Path, tmp_path: Path) -> None:
    orders = [
        [telegrams],
        [telegrams / "more", telegrams / "b2.txt", telegrams / "a1.txt"],
        [telegrams / "a1.txt", telegrams / "more" / "a3.txt", telegrams / "b2.txt"],
    ]
    made = []
    for number, sources in enumerate(orders):
        build(sources, tmp_path / f"out{number}")
        made.append(outputs(tmp_path / f"out{number}"))
    assert tuple(made[0]) == FILES
    assert made[0] == made[1] == made[2]


def test_parse_extract_and_map_give_what_build_gives(telegrams: Path, tmp_path: Path) -> None:
    faults: list[Fault] = []
    build([telegrams], tmp_path / "built")
    documents, records = io.BytesIO(), io.BytesIO()
    assert parse_sources([telegrams], documents, on_fault=faults.append) == 3
    documents.seek(0)
    assert extract_records(documents, records, on_fault=faults.append) == 3
    records.seek(0)
    report = map_records(records, tmp_path / "mapped", on_fault=faults.append)
    assert report.ok
    assert not faults
    assert outputs(tmp_path / "built") == outputs(tmp_path / "mapped")


def test_without_events(telegrams: Path, tmp_path: Path) -> None:
    report = build([telegrams], tmp_path / "out", extract_events=False)
    assert report.ok
    assert (report.counts.documents, report.counts.positions) == (3, 0)
    assert b"author of a1" not in (tmp_path / "out/kg.ttl").read_bytes(), "Harper signs"


@pytest.mark.parametrize("workers", [1, 2])
def test_only_what_is_sure_enough(telegrams: Path, tmp_path: Path, workers: int) -> None:
    report = build([telegrams], tmp_path / "out", min_confidence=0.32, workers=workers)
    assert (report.counts.meetings, report.counts.positions, report.counts.rebuttals) == (3, 0, 0)
    report = build([telegrams], tmp_path / "out", min_confidence=0.25, workers=workers)
    assert (report.counts.meetings, report.counts.positions, report.counts.rebuttals) == (3, 3, 0)


def test_extracted_records_are_as_sure_as_is_asked_for(telegrams: Path, tmp_path: Path) -> None:
    documents, records = io.BytesIO(), tmp_path / "records.jsonl"
    parse_sources([telegrams], documents, on_fault=pytest.fail)
    documents.seek(0)
    with records.open("wb") as output:
        assert extract_records(documents, output, on_fault=pytest.fail, min_confidence=0.25) == 3
    found = [json.loads(line)["events"]["positions"] for line in records.read_text(encoding="utf-8").splitlines()]
    assert [len(positions) for positions in found] == [1, 1, 1]


def test_without_validation_no_report_of_another_build_stays(telegrams: Path, tmp_path: Path) -> None:
    build([telegrams], tmp_path / "out")
    report = build([telegrams], tmp_path / "out", validate=False)
    assert report.validation is None
    assert report.ok
    assert tuple(outputs(tmp_path / "out")) == ("kg.nq", "kg.ttl")
    assert [path.name for path in report.paths] == ["kg.ttl", "kg.nq", "store"]


def test_another_base(telegrams: Path, tmp_path: Path) -> None:
    build([telegrams], tmp_path / "out", base="https://kg.example/data/")
    assert b"<https://kg.example/data/document/a1>" in (tmp_path / "out/kg.nq").read_bytes()
    with pytest.raises(KgbuildError, match="base IRI"):
        build([telegrams], tmp_path / "out", base="kg.example")


def test_bad_inputs_are_named_and_the_others_built(telegrams: Path, tmp_path: Path) -> None:
    (telegrams / "c.txt").write_bytes(b"Pr\xe9sident\n")
    (telegrams / "d.txt").write_text(TEXT + "\nThis one cannot be read.\n", encoding="utf-8")
    (telegrams / "again").mkdir()
    shutil.copy(telegrams / "a1.txt", telegrams / "again")
    told: list[Fault] = []
    report = build([telegrams, tmp_path / "absent.txt"], tmp_path / "out", on_fault=told.append)
    assert not report.ok
    assert list(report.faults) == told
    named = [f"{fault.source} {fault.reason}" for fault in told]
    for words in ("c.txt", "d no events could be read: ZeroDivisionError", "a1.txt", "absent.txt"):
        assert sum(words in name for name in named) == 1, words
    assert identifiers(tmp_path / "out") == ["a1", "a3", "b2"]


def test_a_clash_ends_the_same_in_any_order(telegrams: Path, tmp_path: Path) -> None:
    (telegrams / "again").mkdir()
    (telegrams / "again" / "a1.txt").write_text(TEXT.replace("fair", "unfair"), encoding="utf-8")
    build([telegrams / "a1.txt", telegrams / "again"], tmp_path / "one")
    build([telegrams / "again", telegrams / "a1.txt"], tmp_path / "two")
    assert outputs(tmp_path / "one") == outputs(tmp_path / "two")


def test_records_that_clash_or_do_not_fit(tmp_path: Path) -> None:
    bad = replace(
        EVENTS,
        document="vol1/d9",
        positions=(
            replace(EVENTS.positions[1], content=EVENTS.positions[0].content, cue=EVENTS.positions[0].cue),
            replace(EVENTS.positions[0], rebuts=()),
        ),
    )
    with (tmp_path / "records.jsonl").open("wb") as file:
        write_records([Record(DOCUMENT, EVENTS), Record(DOCUMENT, EVENTS), Record(renamed("vol1/d9"), bad)], file)
    told: list[Fault] = []
    report = map_records(tmp_path / "records.jsonl", tmp_path / "out", on_fault=told.append)
    assert [(fault.source, fault.reason) for fault in told] == [
        ("vol1/d7", "stands in an earlier record too"),
        ("vol1/d9", "positions 'p1' and 'p2' were read from the very same words"),
    ]
    assert list(report.faults) == told
    assert report.counts.documents == 1


def test_nothing_to_build_leaves_the_last_good_output(telegrams: Path, tmp_path: Path) -> None:
    build([telegrams], tmp_path / "out")
    before = outputs(tmp_path / "out")
    with pytest.raises(InputError, match="no document"):
        build([tmp_path / "absent.txt"], tmp_path / "out")
    assert outputs(tmp_path / "out") == before
    with pytest.raises(InputError, match="no document"):
        build([tmp_path / "absent.txt"], tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_an_output_that_cannot_be_written_stops_before_work(telegrams: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"a file")
    seen: list[object] = []
    with pytest.raises(InputError, match="cannot be written"):
        build([telegrams], tmp_path / "out", on_progress=seen.append)
    assert not seen


def test_a_violation_is_reported(tmp_path: Path) -> None:
    wrong = replace(EVENTS, meetings=(replace(EVENTS.meetings[0], confidence=7.0),))
    report = build_tasks(lambda _: [Task(DOCUMENT, wrong)], tmp_path / "out")
    assert not report.ok
    assert report.validation is not None
    assert "vol1/d7" in (tmp_path / "out" / "report.txt").read_text(encoding="utf-8")


def test_batches_report_what_one_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = replace(EVENTS, meetings=(replace(EVENTS.meetings[0], confidence=7.0),))
    tasks = [Task(renamed(f"v/{n}"), replace(wrong, document=f"v/{n}")) for n in range(5)]
    build_tasks(lambda _: tasks, tmp_path / "one")
    monkeypatch.setattr("kgbuild.build.batches._DOCUMENTS", 2)
    build_tasks(lambda _: tasks, tmp_path / "three")
    assert outputs(tmp_path / "one") == outputs(tmp_path / "three")


def test_entities_some_at_a_time_are_reported_as_all_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = Agent("body", AgentKind.ORGANIZATION, "Security Council", shared=True)
    days = ("1966-12-01", "1960-01-02")
    resolved = [
        Resolution("r1", ResolutionKind.RESOLUTION, "2200", "A/RES/2200(XXI)", adopted_by="body", adopted_on=day)
        for day in days
    ]
    bare = replace(EVENTS, agents=(*EVENTS.agents, body), meetings=(), positions=(), references=())
    tasks = [
        Task(renamed(f"v/{n}"), replace(bare, document=f"v/{n}", resolutions=(resolution,)))
        for n, resolution in enumerate(resolved)
    ]
    report = build_tasks(lambda _: tasks, tmp_path / "all")
    monkeypatch.setattr("kgbuild.build.validation._ENTITIES", 1)
    build_tasks(lambda _: tasks, tmp_path / "each")
    assert outputs(tmp_path / "all") == outputs(tmp_path / "each")
    assert report.validation is not None
    told = {row.message for row in report.validation.rows}
    assert told == {row.message for row in validate(open_graph(tmp_path / "all")).rows}
    assert {message.split()[0] for message in told} == {"Documents", "The"}
    assert len(told) == 3


def test_a_shard_is_a_function_of_the_document() -> None:
    iris = Iris()
    syntax = GraphSyntax(iris, load_ontology())
    assert make_shard(DOCUMENT, EVENTS, iris, syntax) == make_shard(DOCUMENT, EVENTS, iris, syntax)


def test_ctrl_c_leaves_the_last_good_output(telegrams: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build([telegrams], out)
    before = outputs(out)
    code = textwrap.dedent(f"""
        import os, signal
        from pathlib import Path
        import kgbuild.extract
        from kgbuild.model import Events
        kgbuild.extract.extract = lambda document, **_: Events(document.identifier)
        from kgbuild.build import build
        kill = lambda progress: progress.documents == 2 and os.kill(os.getpid(), signal.SIGINT)
        build([Path({str(telegrams)!r})], Path({str(out)!r}), on_progress=kill)
    """)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGINT
    assert "KeyboardInterrupt" in done.stderr
    assert outputs(out) == before


def test_memory_does_not_hold_the_quads(tmp_path: Path) -> None:
    def peak(number: int) -> int:
        tasks = (Task(renamed(f"v/{n}"), replace(EVENTS, document=f"v/{n}")) for n in range(number))
        tracemalloc.start()
        build_tasks(lambda _: tasks, tmp_path / "out", validate=False)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)  # what is loaded once
    few, many = peak(100), peak(500)
    assert (tmp_path / "out" / "kg.nq").stat().st_size > 5_000_000
    assert many < few + 500_000  # about a kilobyte a document is kept; its quads take thirty
