"""Documents and their events as JSON Lines: what is written is read again, and nothing else is."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from telegrams_for_reading import TELEGRAM

from kgbuild.errors import InputError, InputWarning
from kgbuild.model import (
    Act,
    Agent,
    AgentKind,
    Document,
    DocumentKind,
    Events,
    Meeting,
    MeetingStatus,
    Position,
    Resolution,
    ResolutionKind,
    ResolutionReference,
    Span,
)
from kgbuild.read.plain_text import read_plain_text
from kgbuild.read.records import (
    Record,
    json_schema,
    read_documents,
    read_records,
    write_documents,
    write_records,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOCUMENT = read_plain_text(TELEGRAM, "frus1958-60v04-d12")


def span(words: str) -> Span:
    start = TELEGRAM.index(words)
    return Span(start, start + len(words))


def position(name: str, holder: str, words: str, **fields: Any) -> Position:
    return Position(name, (holder,), span(words), Act.REJECT, "rule", 0.5, **fields)


EVENTS = Events(
    document=DOCUMENT.identifier,
    agents=(Agent("jonsson", AgentKind.PERSON, "Jonsson"), Agent("iceland", AgentKind.STATE, "Iceland")),
    author="iceland",
    meetings=(Meeting("m1", span("I saw Jonsson"), ("jonsson",), MeetingStatus.HELD, "rule", 1, date="1959-06-10"),),
    positions=(
        position(
            "p1",
            "jonsson",
            "Government could not",
            on_behalf_of="iceland",
            expressed_at="m1",
            concerns=("r1",),
        ),
        position("p2", "iceland", "He seemed sincere", addressed_to=("jonsson",), rebuts=("p1",)),
    ),
    resolutions=(Resolution("r1", ResolutionKind.DRAFT, "draft", adopted_by="iceland", sponsors=("jonsson",)),),
    references=(ResolutionReference(span("draft"), "r1", "rule", 0.9),),
)


def json_of(value: Document | Record) -> Any:
    file = io.BytesIO()
    if isinstance(value, Record):
        write_records([value], file)
    else:
        write_documents([value], file)
    return json.loads(file.getvalue())


def faults_of(*lines: object, records: bool = False) -> list[InputError | InputWarning]:
    """What is wrong with lines, each given as the value of its JSON or as bytes."""
    data = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    faults: list[InputError | InputWarning] = []
    reader = read_records if records else read_documents
    list(reader(io.BytesIO(data), faults.append))
    return faults


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    documents, records = tmp_path / "documents.jsonl", tmp_path / "records.jsonl"
    with documents.open("wb") as file:
        assert write_documents([DOCUMENT, replace(DOCUMENT, identifier="b")], file) == 2
    with records.open("wb") as file:
        assert write_records([Record(DOCUMENT, EVENTS)], file) == 1
    assert list(read_documents(documents, pytest.fail)) == [DOCUMENT, replace(DOCUMENT, identifier="b")]
    assert list(read_records(records, pytest.fail)) == [Record(DOCUMENT, EVENTS)]


def test_empty_lines_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\xef\xbb\xbf\n" + json.dumps(json_of(DOCUMENT)).encode() + b"\n\n")
    assert list(read_documents(path, pytest.fail)) == [DOCUMENT]


def test_a_bad_line_costs_only_itself() -> None:
    good = json.dumps(json_of(DOCUMENT)).encode()
    faults: list[InputError | InputWarning] = []
    found = list(read_documents(io.BytesIO(b"\n".join([b"{", good, b"[]", good])), faults.append))
    assert len(found) == 2
    assert [fault.place for fault in faults] == ["line 1", "line 3"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b'{"identifier": "a"}', "kind"),
        (b'{"identifier": "a", "kind": "Novel", "text": ""}', r"Novel.*\$\.kind"),
        (b'{"identifier": "a", "kind": "Telegram", "text": 5}', r"\$\.text"),
        (b'{"identifier": "a", "kind": "Telegram", "text": "", "titel": "x"}', r"unknown field \$\.titel"),
        (
            (
                b'{"identifier": "a", "kind": "Telegram", "text": "x", "sections": '
                b'[{"kind": "note", "span": {"start": 0, "end": 1, "stop": 2}, "body": 0}]}'
            ),
            r"unknown field \$\.sections\[0\]\.span\.stop",
        ),
        (b'{"identifier": "a", "kind": "Telegram", "text": "\\ud800"}', "no such record"),
        (b'{"identifier": "a", "kind": "Telegram", "text": "\xff"}', "no such record"),
    ],
)
def test_a_line_of_another_form_is_refused_with_its_path(line: bytes, says: str) -> None:
    (fault,) = faults_of(line)
    assert fault.place == "line 1"
    with pytest.raises(InputError, match=says):
        raise fault


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"identifier": " "}, "$.identifier is empty"),
        ({"date": "1959-02-31"}, "$.date"),
        ({"date": "June 1959"}, "$.date"),
        ({"notes": DOCUMENT.notes + DOCUMENT.notes[:1]}, "$.notes has the id '1' 2 times"),
        ({"sections": DOCUMENT.sections[::-1]}, "$.sections[1] begins at"),
        ({"sections": (replace(DOCUMENT.sections[2], body=9999),)}, "$.sections[0].body"),
        ({"text": TELEGRAM[:90]}, "is outside of the text (90 characters)"),
        ({"signer": replace(DOCUMENT.signer, span=Span(9, 3))}, "$.signer.span (9 to 3)"),
    ],
)
def test_a_document_that_contradicts_itself_is_refused(fields: dict[str, Any], says: str) -> None:
    (fault,) = faults_of(json_of(replace(DOCUMENT, **fields)))
    assert says in fault.reason


def bad_events() -> Iterator[tuple[Events, str]]:
    first, second = EVENTS.positions
    meeting, resolution, reference = EVENTS.meetings[0], EVENTS.resolutions[0], EVENTS.references[0]
    yield replace(EVENTS, document="other"), "$.document is 'other'"
    yield replace(EVENTS, author="nobody"), "$.author names 'nobody', but there is no agent"
    yield replace(EVENTS, agents=EVENTS.agents * 2), "$.agents has the id 'jonsson' 2 times"
    for fields, says in (
        ({"participants": ("nobody",)}, "$.meetings[0].participants names 'nobody'"),
        ({"date": "1959-06-10T10:00:00"}, "$.meetings[0].date"),
        ({"confidence": 1.5}, "$.meetings[0].confidence is 1.5"),
        ({"evidence": Span(0, 99999)}, "$.meetings[0].evidence"),
    ):
        yield replace(EVENTS, meetings=(replace(meeting, **fields),)), says
    for fields, says in (
        ({"holders": ("nobody",)}, "$.positions[0].holders names 'nobody'"),
        ({"holders": ()}, "$.positions[0].holders is empty"),
        ({"on_behalf_of": "nobody"}, "$.positions[0].on_behalf_of names"),
        ({"addressed_to": ("nobody",)}, "$.positions[0].addressed_to names"),
        ({"expressed_at": "m9"}, "names 'm9', but there is no meeting"),
        ({"concerns": ("r9",)}, "names 'r9', but there is no resolution"),
        ({"rebuts": ("p9",)}, "names 'p9', but there is no position"),
        ({"rebuts": ("p2",)}, "rebuts 'p2', which is neither earlier in the text than 'p1' nor within it"),
        ({"rebuts": ("p1",)}, "rebuts 'p1', which is neither earlier"),
        ({"confidence": -0.1}, "$.positions[0].confidence"),
    ):
        yield replace(EVENTS, positions=(replace(first, **fields), replace(second, rebuts=()))), says
    yield replace(EVENTS, resolutions=(replace(resolution, sponsors=("nobody",)),)), "$.resolutions[0] names"
    yield (
        replace(EVENTS, resolutions=(replace(resolution, adopted_on="1959"),)),
        "$.resolutions[0].adopted_on",
    )
    yield (
        replace(EVENTS, references=(replace(reference, resolution="r9"),)),
        "$.references[0].resolution names",
    )


@pytest.mark.parametrize(
    ("events", "says"), list(bad_events()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_events_that_point_at_nothing_are_refused(events: Events, says: str) -> None:
    (fault,) = faults_of(json_of(Record(DOCUMENT, events)), records=True)
    assert fault.reason.startswith("events: ")
    assert says in fault.reason


@pytest.mark.parametrize(("data", "says"), [(b"", "empty"), (b" \n\n", "empty")])
def test_a_file_without_records_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        list(read_documents(io.BytesIO(data), pytest.fail))


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(read_documents(tmp_path, pytest.fail))


@pytest.mark.parametrize("name", ["document", "events", "record"])
def test_the_schema_describes_what_is_written_and_refuses_what_is_not(name: Any) -> None:
    schema = json_schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    definitions = schema["$defs"].values()
    assert all(definition.get("title") and definition.get("description") for definition in definitions)
    record = json_of(Record(DOCUMENT, EVENTS))
    value = record if name == "record" else record[name]
    validator = Draft202012Validator(schema)
    validator.validate(value)
    assert not validator.is_valid({**value, "titel": "x"})


def test_every_kind_of_document_can_be_written() -> None:
    for kind in DocumentKind:
        assert json_of(replace(DOCUMENT, kind=kind))["kind"] == kind.value
