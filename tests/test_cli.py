"""Every command as a user calls it, over the graph of the examples."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import jsonschema
import pytest
from click.testing import CliRunner, Result
from lxml import etree
from pyoxigraph import RdfFormat, parse

from kgbuild import __version__
from kgbuild.cli import cli

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = cli.list_commands(None)  # type: ignore[arg-type]


def run(*arguments: str | Path, given: bytes | str | None = None) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], input=given)


def done(*arguments: str | Path, given: bytes | str | None = None) -> str:
    """What the command prints; it must end well and say nothing else."""
    result = run(*arguments, given=given)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


# --- help ---------------------------------------------------------------------------------------------------


def test_there_is_a_command_for_each_job() -> None:
    jobs = "authority build extract fetch load map parse queries query schema serve show stats validate"
    assert jobs.split() == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_help_teaches_by_examples(name: str) -> None:
    text = done(name, "--help")
    assert f"  kgbuild {name}" in text[text.index("Examples:") :]


def test_version() -> None:
    assert done("--version") == f"kgbuild {__version__}\n"


def test_help_lists_the_exit_codes() -> None:
    assert "130 interrupted" in " ".join(done("--help").split())


# --- building -----------------------------------------------------------------------------------------------


def test_build_tells_what_was_found_the_verdict_and_what_was_written(examples: Path, tmp_path: Path) -> None:
    printed = done("build", examples, "--out", tmp_path / "out")
    assert "documents" in printed
    assert "Conforms: 0 violations" in printed
    for name in ("kg.ttl", "kg.nq", "report.txt", "report.ttl"):
        assert str(tmp_path / "out" / name) in printed
        assert (tmp_path / "out" / name).is_file()


def test_build_as_json(examples: Path, tmp_path: Path) -> None:
    found = json.loads(done("build", examples, "--out", tmp_path, "--json"))
    assert found["counts"]["documents"] == 11
    assert found["counts"]["positions"] > found["counts"]["rebuttals"] > 0
    assert found["conforms"] is True
    assert found["faults"] == []


def test_build_without_events_or_validation(examples: Path, tmp_path: Path) -> None:
    printed = done("build", examples, "--out", tmp_path, "--json", "--no-extract", "--no-validate")
    found = json.loads(printed)
    assert found["counts"]["positions"] == 0
    assert found["conforms"] is None
    assert {path.name for path in tmp_path.iterdir()} == {".kgbuild", "kg.ttl", "kg.nq", "store"}


def test_build_under_another_base(examples: Path, tmp_path: Path) -> None:
    base = "https://cables.example.org/"
    done("build", examples / "talk-on-sea-bed.txt", "--out", tmp_path, "--base", base)
    assert f"<{base}document/talk-on-sea-bed>" in (tmp_path / "kg.nq").read_text(encoding="utf-8")


def test_a_base_that_is_no_iri_is_a_usage_error(examples: Path, tmp_path: Path) -> None:
    result = run("build", examples, "--out", tmp_path / "out", "--base", "cables")
    assert result.exit_code == 2
    assert "'cables'" in result.stderr


def test_the_stages_one_by_one_give_what_build_gives(built_examples: Path, examples: Path, tmp_path: Path) -> None:
    documents = done("parse", examples)
    records = done("extract", given=documents)
    done("map", "--out", tmp_path, given=records)
    assert (tmp_path / "kg.nq").read_bytes() == (built_examples / "kg.nq").read_bytes()
    assert (tmp_path / "kg.ttl").read_bytes() == (built_examples / "kg.ttl").read_bytes()


def test_the_stages_print_what_the_schemas_say(examples: Path) -> None:
    documents = done("parse", examples)
    records = done("extract", given=documents)
    for name, lines in (("document", documents), ("record", records)):
        schema = json.loads(done("schema", name))
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for line in lines.splitlines():
            validator.validate(json.loads(line))


def test_a_bad_record_costs_only_itself(examples: Path, tmp_path: Path) -> None:
    records = done("extract", given=done("parse", examples / "talk-on-sea-bed.txt"))
    result = run("map", "--out", tmp_path, given=f"{{}}\n{records}")
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert "line 1" in line
    assert "kgbuild schema" in line
    assert b"document/talk-on-sea-bed>" in (tmp_path / "kg.nq").read_bytes()


@pytest.mark.parametrize("command", ["build", "extract"])
@pytest.mark.parametrize("figure", ["1.01", "-0.1", "nan", "much"])
def test_a_confidence_is_a_number_from_0_to_1(command: str, figure: str, examples: Path) -> None:
    result = run(command, examples / "talk-on-sea-bed.txt", "--min-confidence", figure)
    assert result.exit_code == 2
    assert "--min-confidence" in result.stderr
    assert figure in result.stderr


def test_build_and_extract_leave_out_what_is_less_sure(examples: Path, tmp_path: Path) -> None:
    telegram = examples / "talk-on-sea-bed.txt"
    everything, sure = (
        json.loads(done("extract", *least, given=done("parse", telegram)))["events"]["positions"]
        for least in ([], ["--min-confidence", "0.8"])
    )
    assert 0 < len(sure) < len(everything)
    assert min(position["confidence"] for position in sure) >= 0.8
    report = json.loads(done("build", telegram, "--min-confidence", "0.8", "--json", "--out", tmp_path))
    assert report["counts"]["positions"] == len(sure)
    assert report["conforms"]


# --- asking -------------------------------------------------------------------------------------------------


def test_queries_lists_and_explains() -> None:
    assert "rebuttals-by-speaker" in done("queries")
    explained = done("queries", "positions-of-person")
    assert "required" in explained
    assert "kgbuild query positions-of-person --param person=" in explained
    listed = json.loads(done("queries", "--json"))
    assert {"name", "title", "description", "parameters", "text"} <= set(listed[0])


def test_a_question_of_the_catalogue_in_all_forms(built_examples: Path) -> None:
    asked = ("query", "rebuttals-by-speaker", "--param", "speaker=Voronin", "--graph", built_examples)
    (header, *rows) = csv.reader(io.StringIO(done(*asked, "--format", "csv")))
    bindings = json.loads(done(*asked, "--format", "json"))["results"]["bindings"]
    table = done(*asked)
    assert header == ["rebutter", "rebutted", "rebuttals", "documents"]
    assert len(rows) == len(bindings) > 0
    assert all(row[0] == "Voronin" and row[1] in table for row in rows)


def test_a_graph_as_an_answer(built_examples: Path) -> None:
    asked = ("query", "exchange-graph", "--param", "document=talk-on-sea-bed", "--graph", built_examples)
    turtle = done(*asked, "--format", "ttl")
    assert list(parse(turtle, format=RdfFormat.TURTLE))
    assert done(*asked) == turtle, "a table of a graph is Turtle where nobody watches"


QUERY = "SELECT (COUNT(?x) AS ?n) { ?x a dip:Telegram }"


def test_a_query_from_a_file_from_standard_input_and_typed_in(built_examples: Path, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text(QUERY, encoding="utf-8")
    from_file = done("query", "--file", file, "--graph", built_examples, "--format", "csv")
    assert int(from_file.split()[1]) > 6
    assert done("query", "-f", "-", "-g", built_examples, "--format", "csv", given=QUERY) == from_file
    assert done("query", QUERY, "-g", built_examples / "kg.ttl", "--format", "csv") == from_file


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["rebuttals-by-speakr"], "did you mean rebuttals-by-speaker"),
        (["positions-of-person"], "add --param person="),
        (["positions-of-person", "--param", "persn=X"], "did you mean person"),
        (["positions-of-person", "--param", "Voronin"], "write name=value"),
        (["SELECT * { ?x a"], "line 1"),
        (["SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"], "SERVICE"),
        (["DELETE WHERE { ?s ?p ?o }"], "only read"),
        (["rebuttals-by-speaker", "--format", "ttl"], "ask for table or csv or json"),
        (["--file", "absent.rq"], "absent.rq"),
        ([], "Give either a QUESTION or --file"),
        ([""], "The QUESTION is empty"),
        (["unanswered-positions", "-p", "act=foo"], "a speech act (assert, request"),
        (["rebuttal-chains", "-p", "steps=-1"], "a whole number from 1, not '-1'"),
        (["proposals", "-p", "side=Peru", "-p", "side=Chile"], "parameter 'side' is given twice"),
        (["exchange-graph", "-p", "document=talk-on-sea-bed", "--format", "csv"], "ask for ttl"),
        (["documents", "--file", "x.rq"], "Give either a QUESTION or --file"),
    ],
)
def test_what_cannot_be_asked_exits_with_2(built_examples: Path, arguments: list[str], says: str) -> None:
    result = run("query", *arguments, "--graph", built_examples)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", [["query", "documents"], ["show", "x"], ["stats"]])
def test_a_missing_graph_exits_with_2_and_says_how_to_build_one(command: list[str], tmp_path: Path) -> None:
    result = run(*command, "--graph", tmp_path)
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert "kgbuild build" in line


# --- showing ------------------------------------------------------------------------------------------------


def test_show_draws_the_exchange(built_examples: Path) -> None:
    drawn = done("show", "talk-on-sea-bed", "--graph", built_examples)
    assert "Voronin" in drawn
    assert "A/RES/2340(XXII)" in drawn
    assert "against" in drawn


def test_show_finds_a_document_by_its_ending_and_says_what_is_near(built_examples: Path) -> None:
    assert "fragment-on-wheat" in done("show", "wheat", "--graph", built_examples)
    result = run("show", "talk-on-sea-bad", "--graph", built_examples)
    assert result.exit_code == 2
    assert "did you mean talk-on-sea-bed" in result.stderr


def test_show_as_a_picture(built_examples: Path, tmp_path: Path) -> None:
    picture = tmp_path / "exchange.svg"
    result = run("show", "talk-on-sea-bed", "--graph", built_examples, "--svg", picture)
    assert (result.exit_code, result.stdout) == (0, "")
    assert etree.parse(picture).getroot().tag == "{http://www.w3.org/2000/svg}svg"


def test_show_and_stats_agree(built_examples: Path) -> None:
    shown = json.loads(done("show", "talk-on-sea-bed", "--graph", built_examples, "--json"))
    counted = json.loads(done("stats", "--graph", built_examples, "--json"))
    (figures,) = (each for each in counted["documents"] if each["identifier"] == "talk-on-sea-bed")
    assert figures["positions"] == len(shown["statements"])
    assert figures["meetings"] == len(shown["meetings"])
    table = done("stats", "--graph", built_examples)
    assert all(each["identifier"] in table for each in counted["documents"])


# --- validating ---------------------------------------------------------------------------------------------


def test_validate_exits_with_0_where_the_graph_conforms(built_examples: Path) -> None:
    assert done("validate", built_examples).startswith("Conforms: 0 violations")


def test_validate_exits_with_1_where_it_does_not(built_examples: Path, tmp_path: Path) -> None:
    quads = (built_examples / "kg.nq").read_text(encoding="utf-8")
    act = "<https://w3id.org/diplomatic-events/ontology#act>"
    without_acts = [line for line in quads.splitlines(keepends=True) if act not in line.split(" ", 2)[1]]
    (tmp_path / "kg.nq").write_text("".join(without_acts), encoding="utf-8")

    result = run("validate", tmp_path)
    assert result.exit_code == 1
    assert result.stdout.startswith("Does not conform")
    assert "talk-on-sea-bed" in run("validate", tmp_path, "--rows", "1000").stdout

    report = json.loads(run("validate", tmp_path, "--format", "json").stdout)
    assert report["conforms"] is False
    assert report["counts"]["violation"] == sum(row["severity"] == "violation" for row in report["rows"]) > 0
    assert list(parse(run("validate", tmp_path, "--format", "ttl").stdout, format=RdfFormat.TURTLE))


def test_validate_exits_with_2_where_it_could_not_run(tmp_path: Path) -> None:
    assert run("validate", tmp_path).exit_code == 2
    (tmp_path / "kg.ttl").write_text("this is no Turtle", encoding="utf-8")
    result = run("validate", tmp_path / "kg.ttl")
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert "line 1" in line


def test_a_build_that_does_not_conform_exits_with_1_and_is_written(examples: Path, tmp_path: Path) -> None:
    record = json.loads(done("extract", given=done("parse", examples / "talk-on-sea-bed.txt")))
    wrong = {"id": "r", "kind": "Resolution", "label": "a", "symbol": "A/RES/2000(XX)", "session": "V"}
    record["events"]["resolutions"].append(wrong)
    words = {"start": 0, "end": 3}
    named = {"evidence": words, "resolution": "r", "rule": "none", "confidence": 1}
    record["events"]["references"].append(named)
    result = run("map", "--out", tmp_path, given=json.dumps(record) + "\n")
    assert result.exit_code == 1
    assert "Does not conform" in result.stdout
    assert (tmp_path / "kg.nq").is_file()


# --- the terminal -------------------------------------------------------------------------------------------


def test_a_document_cannot_steer_the_terminal(examples: Path, tmp_path: Path) -> None:
    telegram = (examples / "talk-on-sea-bed.txt").read_text(encoding="utf-8")
    (tmp_path / "bell.txt").write_text(telegram.replace("Talk with", "\x1b[2J\x07Talk with"), encoding="utf-8")
    run("build", tmp_path / "bell.txt", "--out", tmp_path / "out")
    shown = run("show", "bell", "--graph", tmp_path / "out").stdout
    assert "Voronin" in shown
    assert "\x1b" not in shown
    assert "\x07" not in shown
