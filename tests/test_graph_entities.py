"""What documents share, and the ontology that goes with them."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from kgbuild.errors import KgbuildError
from kgbuild.graph import vocabulary as v
from kgbuild.graph.description import Description, describe
from kgbuild.graph.entities import Entities
from kgbuild.graph.ontology import load_ontology

if TYPE_CHECKING:
    from pathlib import Path


def state(label: str, *others: str) -> Description:
    about = describe("http://x.example/state/s", v.AGENT_CLASSES["State"])
    about.say(v.LABEL, label)
    about.say(v.ALT_LABEL, *others)
    return about


def test_one_label_whatever_the_order() -> None:
    said = [state("Siam", "Thailand"), state("SIAM"), state("Siam", "Muang Thai")]
    outcomes = set()
    for order in permutations(said):
        entities = Entities()
        for about in order:
            entities.add([about])
        (settled,) = entities.descriptions()
        outcomes.add(tuple(settled.statements))
    assert outcomes == {
        (
            (v.TYPE, None, f"{v.ONTOLOGY}#State"),
            (v.LABEL, "", "SIAM"),
            (v.ALT_LABEL, "", "Muang Thai"),
            (v.ALT_LABEL, "", "Siam"),
            (v.ALT_LABEL, "", "Thailand"),
        )
    }


def test_a_label_is_not_its_own_alternative() -> None:
    entities = Entities()
    entities.add([state("Siam", "Siam")])
    (settled,) = entities.descriptions()
    assert (v.ALT_LABEL, "", "Siam") not in settled.statements


def test_entities_are_sorted_and_counted() -> None:
    entities = Entities()
    for name in "cab":
        entities.add([describe(f"http://x.example/{name}", v.PERSON), describe("http://x.example/d", v.VOLUME)])
    assert [about.subject[-1] for about in entities.descriptions()] == list("abcd")


def test_the_ontology_declares_every_own_term() -> None:
    ontology = load_ontology()
    declared = {about.subject for about in ontology.descriptions}
    assert {term.iri for term in v.TERMS if term.turtle.startswith("dip:")} <= declared
    assert [about.subject for about in ontology.descriptions] == sorted(declared)
    assert v.PREFIXES.items() <= ontology.prefixes.items()


def test_an_ontology_of_several_files(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("@prefix x: <http://x.example/> . x:b x:p 1, 'two'@en, 'two' . x:a a x:C .")
    (tmp_path / "b.ttl").write_text("<http://x.example/b> a <http://x.example/C> .")
    first, second = load_ontology(tmp_path).descriptions
    assert first.subject == "http://x.example/a"
    assert second.statements[0] == (v.TYPE, None, "http://x.example/C")
    assert [statement[1:] for statement in second.statements[1:]] == [
        (v.Term("http://www.w3.org/2001/XMLSchema#integer", "<http://www.w3.org/2001/XMLSchema#integer>",
                "<http://www.w3.org/2001/XMLSchema#integer>"), "1"),
        ("", "two"),
        ("en", "two"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("turtle", "says"), [("<http://x.example/a> a [] .", "blank node"), ("no turtle", "not Turtle")]
)
def test_an_ontology_that_cannot_be_written_the_same_twice(tmp_path: Path, turtle: str, says: str) -> None:
    (tmp_path / "bad.ttl").write_text(turtle)
    with pytest.raises(KgbuildError, match=rf"bad\.ttl.*{says}"):
        load_ontology(tmp_path)
