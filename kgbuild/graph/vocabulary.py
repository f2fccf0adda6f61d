"""Every term that the graph uses, named once.

The terms of ``dip:`` are declared in ``ontology/``; all others are reused as their owners publish them.
A :class:`Term` carries its spellings ready-made, because a build writes each of them millions of times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import NamedNode

from kgbuild.model import Act, AgentKind, DocumentKind, ResolutionKind

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ACTS",
    "AGENT_CLASSES",
    "CATALOGUE_PREFIXES",
    "DOCUMENT_CLASSES",
    "ONTOLOGY",
    "PREFIXES",
    "RESOLUTION_CLASSES",
    "TERMS",
    "Term",
]

ONTOLOGY = "https://w3id.org/diplomatic-events/ontology"
"""The IRI of the ontology, and of the named graph that holds it."""

PREFIXES: dict[str, str] = {
    "dcterms": "http://purl.org/dc/terms/",
    "dip": f"{ONTOLOGY}#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


class Term(NamedTuple):
    """A class, property, datatype or concept.

    ``iri`` is the bare IRI, ``ntriples`` its N-Triples form, ``turtle`` its prefixed name, ``node`` the
    same for pyoxigraph.
    """

    iri: str
    ntriples: str
    turtle: str

    @property
    def node(self) -> NamedNode:
        """The term as a node of pyoxigraph."""
        return NamedNode(self.iri)


def _term(prefix: str, name: str, prefixes: Mapping[str, str] = PREFIXES) -> Term:
    iri = prefixes[prefix] + name
    return Term(iri, f"<{iri}>", f"{prefix}:{name}")


# --- reused ---------------------------------------------------------------------------------------
TYPE = _term("rdf", "type")
VALUE = _term("rdf", "value")
LABEL = _term("rdfs", "label")
ALT_LABEL = _term("skos", "altLabel")
CLOSE_MATCH = _term("skos", "closeMatch")
EXACT_MATCH = _term("skos", "exactMatch")
NOTATION = _term("skos", "notation")
FAMILY_NAME = _term("foaf", "familyName")
IDENTIFIER = _term("dcterms", "identifier")
TITLE = _term("dcterms", "title")
DESCRIPTION = _term("dcterms", "description")
DATE = _term("dcterms", "date")
IS_PART_OF = _term("dcterms", "isPartOf")

SPECIFIC_RESOURCE = _term("oa", "SpecificResource")
TEXT_POSITION_SELECTOR = _term("oa", "TextPositionSelector")
TEXT_QUOTE_SELECTOR = _term("oa", "TextQuoteSelector")
HAS_SOURCE = _term("oa", "hasSource")
HAS_SELECTOR = _term("oa", "hasSelector")
START = _term("oa", "start")
END = _term("oa", "end")
EXACT = _term("oa", "exact")

XSD_STRING = _term("xsd", "string")
XSD_DATE = _term("xsd", "date")
XSD_DATE_TIME = _term("xsd", "dateTime")
XSD_YEAR = _term("xsd", "gYear")
XSD_YEAR_MONTH = _term("xsd", "gYearMonth")
XSD_DECIMAL = _term("xsd", "decimal")
XSD_NON_NEGATIVE_INTEGER = _term("xsd", "nonNegativeInteger")

# --- classes --------------------------------------------------------------------------------------
DOCUMENT = _term("dip", "Document")
VOLUME = _term("dip", "Volume")
NOTE = _term("dip", "Note")
PERSON = _term("dip", "Person")
ENTRY = _term("dip", "ListEntry")
TENURE = _term("dip", "Tenure")
IDENTIFICATION = _term("dip", "Identification")
ATTRIBUTION = _term("dip", "Attribution")
MEETING = _term("dip", "Meeting")
POSITION = _term("dip", "Position")
REBUTTAL = _term("dip", "Rebuttal")
RESOLUTION = _term("dip", "Resolution")
RESOLUTION_REFERENCE = _term("dip", "ResolutionReference")

DOCUMENT_CLASSES = {kind: _term("dip", kind.value) for kind in DocumentKind}
AGENT_CLASSES = {kind: _term("dip", kind.value) for kind in AgentKind}
RESOLUTION_CLASSES = {kind: _term("dip", kind.value) for kind in ResolutionKind}
ACTS = {act: _term("dip", act.value.capitalize()) for act in Act}
"""The concepts of the scheme ``dip:SpeechActs``."""

# --- properties -----------------------------------------------------------------------------------
DOCUMENT_NUMBER = _term("dip", "documentNumber")
NUMBER = _term("dip", "number")
SUBJECT = _term("dip", "subject")
REFERENCE_LINE = _term("dip", "referenceLine")
SENT_FROM = _term("dip", "sentFrom")
SENDER = _term("dip", "sender")
RECIPIENT = _term("dip", "recipient")
AUTHOR = _term("dip", "author")
CLASSIFICATION = _term("dip", "classification")
HANDLING = _term("dip", "handling")
ARCHIVAL_SOURCE = _term("dip", "archivalSource")
TEXT = _term("dip", "text")
HAS_NOTE = _term("dip", "hasNote")
NOTE_LABEL = _term("dip", "noteLabel")
REFERS_TO_DOCUMENT = _term("dip", "refersToDocument")
MENTIONS = _term("dip", "mentions")
REDACTION = _term("dip", "redaction")

EVIDENCE = _term("dip", "evidence")
CUE_EVIDENCE = _term("dip", "cueEvidence")
HOLDER_EVIDENCE = _term("dip", "holderEvidence")
REPORTED_IN = _term("dip", "reportedIn")
CONFIDENCE = _term("dip", "confidence")
RULE = _term("dip", "rule")

LIST_ENTRY = _term("dip", "listEntry")
IDENTIFIES = _term("dip", "identifies")
JOINS = _term("dip", "joins")
ATTRIBUTES = _term("dip", "attributes")
ATTRIBUTED_TO = _term("dip", "attributedTo")
ACCORDING_TO = _term("dip", "accordingTo")
HAS_TENURE = _term("dip", "hasTenure")
SINCE = _term("dip", "since")
UNTIL = _term("dip", "until")
OFFICE = _term("dip", "office")
ROLE = _term("dip", "role")

PARTICIPANT = _term("dip", "participant")
STATUS = _term("dip", "status")
PLACE = _term("dip", "place")
MEETING_DATE = _term("dip", "date")
TIME_EXPRESSION = _term("dip", "timeExpression")
DURATION = _term("dip", "duration")

HELD_BY = _term("dip", "heldBy")
ON_BEHALF_OF = _term("dip", "onBehalfOf")
ADDRESSED_TO = _term("dip", "addressedTo")
ACT = _term("dip", "act")
CUE = _term("dip", "cue")
CONTENT = _term("dip", "content")
EXPRESSED_AT = _term("dip", "expressedAt")
CONCERNS = _term("dip", "concerns")
REBUTS = _term("dip", "rebuts")

SYMBOL = _term("dip", "symbol")
ADOPTED_BY = _term("dip", "adoptedBy")
ADOPTED_ON = _term("dip", "adoptedOn")
SESSION = _term("dip", "session")
SPONSOR = _term("dip", "sponsor")
REFERS_TO = _term("dip", "refersTo")

TERMS: frozenset[Term] = frozenset(
    {value for value in globals().values() if isinstance(value, Term)}
    | {*DOCUMENT_CLASSES.values(), *AGENT_CLASSES.values(), *RESOLUTION_CLASSES.values(), *ACTS.values()}
)
"""All of them: what the mapper may write."""

# --- the catalogue of questions, which is no part of a graph ---------------------------------------
CATALOGUE_PREFIXES: dict[str, str] = {
    "owl": PREFIXES["owl"],
    "rdfs": PREFIXES["rdfs"],
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "xsd": PREFIXES["xsd"],
}

COMMENT = _term("rdfs", "comment")
OWL_ONTOLOGY = _term("owl", "Ontology")
XSD_ANY_URI = _term("xsd", "anyURI")
SPARQL_EXECUTABLE = _term("sh", "SPARQLExecutable", CATALOGUE_PREFIXES)
SPARQL_ASK_EXECUTABLE = _term("sh", "SPARQLAskExecutable", CATALOGUE_PREFIXES)
SPARQL_CONSTRUCT_EXECUTABLE = _term("sh", "SPARQLConstructExecutable", CATALOGUE_PREFIXES)
SPARQL_SELECT_EXECUTABLE = _term("sh", "SPARQLSelectExecutable", CATALOGUE_PREFIXES)
SH_ASK = _term("sh", "ask", CATALOGUE_PREFIXES)
SH_CONSTRUCT = _term("sh", "construct", CATALOGUE_PREFIXES)
SH_SELECT = _term("sh", "select", CATALOGUE_PREFIXES)
SH_PREFIXES = _term("sh", "prefixes", CATALOGUE_PREFIXES)
SH_DECLARE = _term("sh", "declare", CATALOGUE_PREFIXES)
SH_PREFIX = _term("sh", "prefix", CATALOGUE_PREFIXES)
SH_NAMESPACE = _term("sh", "namespace", CATALOGUE_PREFIXES)
KEYWORDS = _term("schema", "keywords", CATALOGUE_PREFIXES)
TARGET = _term("schema", "target", CATALOGUE_PREFIXES)
