"""The ontology: every term declared and described, no contradiction, no surprising inference."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import owlrl
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, Namespace

from kgbuild.build import build
from kgbuild.graph.vocabulary import TERMS
from kgbuild.model import Act, AgentKind, DocumentKind, ResolutionKind

ROOT = Path(__file__).parent.parent
ONTOLOGY_FILES = sorted((ROOT / "ontology").glob("*.ttl"))
ONTOLOGY = rdflib.URIRef("https://w3id.org/diplomatic-events/ontology")
DIP = Namespace(f"{ONTOLOGY}#")
OWL_RL_ERROR = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")
KINDS = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, SKOS.Concept, SKOS.ConceptScheme}


@cache
def ontology() -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in ONTOLOGY_FILES:
        graph.parse(path)
    return graph


def terms() -> list[rdflib.URIRef]:
    return sorted({s for kind in KINDS for s in ontology().subjects(RDF.type, kind) if s.startswith(DIP)})


def example() -> rdflib.Graph:
    return rdflib.Graph().parse(ROOT / "tests" / "violations" / "conforming.ttl")


@pytest.mark.parametrize("path", ONTOLOGY_FILES, ids=lambda path: path.stem)
def test_both_parsers_read_the_same_and_no_blank_node(path: Path) -> None:
    with_rdflib = {tuple(term.n3() for term in triple) for triple in rdflib.Graph().parse(path)}
    with_oxigraph = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    assert len(with_rdflib) == len(with_oxigraph)
    assert not any(isinstance(quad.subject, ox.BlankNode) for quad in with_oxigraph)
    assert not any(isinstance(quad.object, ox.BlankNode) for quad in with_oxigraph)


def test_the_header_says_what_a_registry_asks() -> None:
    wanted = (
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.creator,
        DCTERMS.created,
        DCTERMS.modified,
        DCTERMS.license,
        RDFS.label,
        OWL.versionIRI,
        OWL.versionInfo,
        VANN.preferredNamespacePrefix,
        VANN.preferredNamespaceUri,
    )
    missing = [predicate for predicate in wanted if (ONTOLOGY, predicate, None) not in ontology()]
    assert not missing
    assert str(ontology().value(ONTOLOGY, VANN.preferredNamespaceUri)) == str(DIP)
    version = ontology().value(ONTOLOGY, OWL.versionInfo)
    assert ontology().value(ONTOLOGY, OWL.versionIRI) == rdflib.URIRef(f"{ONTOLOGY}/{version}")


@pytest.mark.parametrize("term", terms(), ids=lambda term: term.removeprefix(DIP))
def test_every_term_is_described(term: rdflib.URIRef) -> None:
    for predicate in (RDFS.label, SKOS.definition, SKOS.example):
        values = list(ontology().objects(term, predicate))
        assert len(values) == 1, predicate
        assert values[0].language == "en", predicate
    assert list(ontology().objects(term, RDFS.isDefinedBy)) == [ONTOLOGY]


def test_labels_tell_terms_of_a_kind_apart() -> None:
    for kind in KINDS:
        labels = [str(ontology().value(s, RDFS.label)) for s in terms() if (s, RDF.type, kind) in ontology()]
        assert len(labels) == len(set(labels)), kind


def test_every_property_has_a_range_and_only_what_is_read_of_all_things_no_domain() -> None:
    properties = [t for t in terms() if (t, RDF.type, OWL.Class) not in ontology() and t[len(DIP)].islower()]
    assert not [p for p in properties if (p, RDFS.range, None) not in ontology()]
    without_domain = {p.removeprefix(DIP) for p in properties if (p, RDFS.domain, None) not in ontology()}
    assert without_domain == {"evidence", "reportedIn", "confidence", "rule", "refersToDocument", "identifies"}


def used_terms() -> dict[str, set[str]]:
    """Where each dip: term is used: by the mapper, a shape or a question."""
    used = {term.iri: {"graph/vocabulary.py"} for term in TERMS if term.iri.startswith(DIP)}
    for path in [*(ROOT / "shapes").glob("*.ttl"), *(ROOT / "queries").glob("*.rq")]:
        for name in re.findall(r"\bdip:([A-Za-z]+)", path.read_text("utf-8")):
            used.setdefault(DIP + name, set()).add(path.name)
    return used


def test_no_term_is_used_that_is_not_declared() -> None:
    declared = {str(term) for term in terms()}
    assert {iri: places for iri, places in used_terms().items() if iri not in declared} == {}


def test_the_values_of_the_model_are_terms() -> None:
    declared = set(terms())
    for kind in (*DocumentKind, *AgentKind, *ResolutionKind):
        assert DIP[kind.value] in declared
    notations = {str(ontology().value(c, SKOS.notation)) for c in ontology().subjects(SKOS.inScheme, DIP.SpeechActs)}
    assert notations == {act.value for act in Act}
    assert set(ontology().objects(DIP.SpeechActs, SKOS.hasTopConcept)) == set(
        ontology().subjects(SKOS.topConceptOf, DIP.SpeechActs)
    )


def test_alignments_are_subclass_and_subproperty_axioms_of_declared_terms_alone() -> None:
    path = ROOT / "ontology" / "alignments.ttl"
    graph = rdflib.Graph().parse(path)
    header = rdflib.URIRef("https://w3id.org/diplomatic-events/alignments")
    declared = set(terms())
    for subject, predicate, node in graph:
        if subject != header:
            assert predicate in {RDFS.subClassOf, RDFS.subPropertyOf}
            assert subject in declared
            assert not node.startswith(DIP)
            kind = OWL.Class if predicate == RDFS.subClassOf else None
            assert kind is None or (subject, RDF.type, kind) in ontology()


def test_classes_that_exclude_each_other_are_all_pairs_of_the_top() -> None:
    top = [DIP.Document, DIP.Volume, DIP.Note, DIP.Agent, DIP.Event, DIP.Resolution, DIP.ResolutionReference]
    kinds = [DIP.Person, DIP.State, DIP.Organization]
    for group in (top, kinds, [DIP.Meeting, DIP.Position]):
        for n, one in enumerate(group):
            for other in group[n + 1 :]:
                assert (one, OWL.disjointWith, other) in ontology(), (one, other)


def closure(graph: rdflib.Graph, semantics: type) -> rdflib.Graph:
    owlrl.DeductiveClosure(semantics).expand(graph)
    return graph


def built(folder: Path) -> rdflib.Graph:
    """The graph of one of the shipped examples, the ontology in it."""
    build([ROOT / "examples" / "talk-on-sea-bed.txt"], folder, validate=False)
    return rdflib.Graph().parse(folder / "kg.ttl")


@pytest.mark.parametrize("source", ["composed", "built"])
def test_owl_rl_finds_no_contradiction(source: str, tmp_path: Path) -> None:
    data = example() if source == "composed" else built(tmp_path)
    graph = closure(ontology() + data, owlrl.OWLRL_Semantics)
    assert not list(graph.subjects(RDF.type, OWL_RL_ERROR))
    assert not list(graph.subjects(RDF.type, OWL.Nothing))


@pytest.mark.parametrize(
    "statement",
    [
        "<state/canada> a dip:Person .",
        "<state/canada> a dip:Event .",
        "<one> dip:rebuts <other> . <other> dip:rebuts <one> .",
        "<one> dip:rebuts <one> .",
        "<state/canada> dip:participant <state/arcadia> .",
    ],
)
def test_owl_rl_finds_contradictions_where_there_are_some(statement: str) -> None:
    data = f"@base <https://w3id.org/diplomatic-events/> . @prefix dip: <{DIP}> . {statement}"
    states = "<state/canada> a dip:State . <state/arcadia> a dip:State ."
    graph = ontology() + rdflib.Graph().parse(data=f"{data} {states}", format="turtle")
    assert list(closure(graph, owlrl.OWLRL_Semantics).subjects(RDF.type, OWL_RL_ERROR))


@pytest.mark.parametrize("source", ["composed", "built"])
def test_rdfs_reasoning_gives_no_type_that_the_class_hierarchy_does_not(source: str, tmp_path: Path) -> None:
    own = rdflib.Graph()
    for path in ONTOLOGY_FILES:
        if path.stem != "alignments":
            own.parse(path)
    data = example() if source == "composed" else built(tmp_path)
    asserted = {s: set(data.objects(s, RDF.type)) for s in data.subjects(RDF.type)}
    inferred = closure(own + data, owlrl.RDFS_Semantics)
    for subject, types in asserted.items():
        expected = {c for t in types for c in own.transitive_objects(t, RDFS.subClassOf)}
        found = {t for t in inferred.objects(subject, RDF.type) if t.startswith(DIP)}
        assert found <= expected, subject


def test_dates_are_dates() -> None:
    for predicate in (DCTERMS.created, DCTERMS.modified):
        assert ontology().value(ONTOLOGY, predicate).datatype == rdflib.XSD.date
