"""The files of the query page: complete, of one origin, and in step with the catalogue."""

from __future__ import annotations

import re

import pytest

from kgbuild.graph.vocabulary import XSD_STRING
from kgbuild.publish.page_files import PAGE, PAGE_HEADERS
from kgbuild.store import Parameter, ParameterType, list_questions

FILES = {path.name: path.read_text(encoding="utf-8") for path in PAGE.iterdir()}


def test_each_file_is_named_by_another_and_each_that_is_named_exists() -> None:
    named = set(re.findall(r'(?:href|src)="page/([\w.-]+)"', FILES["index.html"]))
    imported = {name for text in FILES.values() for name in re.findall(r'from "\./([\w.-]+)"', text)}
    assert named | imported | {"index.html"} == set(FILES)


def test_modules_import_each_other_in_no_circle() -> None:
    imports = {name: set(re.findall(r'from "\./([\w.-]+)"', text)) for name, text in FILES.items()}
    while leaves := {name for name, needed in imports.items() if not needed & set(imports)}:
        imports = {name: needed for name, needed in imports.items() if name not in leaves}
    assert imports == {}


@pytest.mark.parametrize("name", sorted(FILES))
def test_no_file_is_taken_from_elsewhere(name: str) -> None:
    fetched = (
        r'(?:href|src)\s*=\s*"(?:https?:)?//|url\((?!#)|import\s*\(|from\s+"(?!\./)|fetch\("|<script>|<style|\son\w+="'
    )
    assert re.findall(fetched, FILES[name]) == []


def test_the_page_may_run_and_ask_only_its_own() -> None:
    policy = dict(part.strip().split(" ", 1) for part in PAGE_HEADERS["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert {policy[kind] for kind in ("script-src", "style-src", "connect-src")} == {"'self'"}
    assert PAGE_HEADERS["x-content-type-options"] == "nosniff"


def test_the_page_writes_each_type_of_parameter_as_the_query_has_it() -> None:
    instances = {ParameterType.DATE: "1967-06-05", ParameterType.ACT: "warn"}
    terms = {
        kind: Parameter("it", kind, required=True, value="", help="").term(instances.get(kind, "1"), "test")
        for kind in ParameterType
    }
    no_strings = {kind.value for kind, term in terms.items() if term.datatype.value != XSD_STRING.iri}
    assert no_strings == set(re.findall(r'type === "(\w+)"\) return /', FILES["catalogue.js"]))


def test_no_parameter_has_a_name_that_links_need() -> None:
    declared = re.search(r"RESERVED = \[(.*)\]", FILES["link.js"])
    assert declared
    reserved = set(re.findall(r'"(\w+)"', declared[1]))
    assert reserved == set(re.findall(r'parts\.(?:set|get)\("(\w+)"', FILES["link.js"]))
    assert not {parameter.name for question in list_questions() for parameter in question.parameters} & reserved
