"""The catalogue of questions as RDF, so that editors of SPARQL offer them.

In the terms by which the SIB's collection of examples (https://github.com/sib-swiss/sparql-examples) publishes queries:
SHACL's for a query's text and prefixes (https://www.w3.org/TR/shacl/#sparql-prefixes and
https://www.w3.org/TR/shacl-af/#SPARQLExecutable), schema.org's for keywords and for the endpoint that answers it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgbuild.errors import InputError
from kgbuild.graph.description import Description, describe
from kgbuild.graph.iris import PREFIX_DECLARATIONS, prefix_declaration, question_iri
from kgbuild.graph.turtle import Turtle
from kgbuild.graph.vocabulary import (
    CATALOGUE_PREFIXES,
    COMMENT,
    KEYWORDS,
    LABEL,
    OWL_ONTOLOGY,
    PREFIXES,
    SH_ASK,
    SH_CONSTRUCT,
    SH_DECLARE,
    SH_NAMESPACE,
    SH_PREFIX,
    SH_PREFIXES,
    SH_SELECT,
    SPARQL_ASK_EXECUTABLE,
    SPARQL_CONSTRUCT_EXECUTABLE,
    SPARQL_EXECUTABLE,
    SPARQL_SELECT_EXECUTABLE,
    TARGET,
    XSD_ANY_URI,
)
from kgbuild.store.guard import form_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgbuild.graph.vocabulary import Term
    from kgbuild.store.questions import Question

__all__ = ["catalogue_turtle"]

_FORMS: dict[str, tuple[Term, Term]] = {
    "ASK": (SPARQL_ASK_EXECUTABLE, SH_ASK),
    "CONSTRUCT": (SPARQL_CONSTRUCT_EXECUTABLE, SH_CONSTRUCT),
    "SELECT": (SPARQL_SELECT_EXECUTABLE, SH_SELECT),
}
"""Of each form of query the class, and the property that has its text."""


def catalogue_turtle(questions: Iterable[Question], endpoint: str) -> str:
    """Describe *questions* in Turtle, as queries to the SPARQL endpoint with the IRI *endpoint*.

    A query's text is that of its file, header and all. Raises :class:`InputError` for a query that is none, or a
    DESCRIBE, for which SHACL has no class.
    """
    turtle = Turtle(None, CATALOGUE_PREFIXES)
    described = [_described(question, endpoint) for question in questions]
    return turtle.header() + turtle.to_turtle([*described, *_declared_prefixes()])


def _described(question: Question, endpoint: str) -> Description:
    form = form_of(question.text, question.source)
    if form not in _FORMS:
        raise InputError(question.source, f"SHACL has no class for {form}", f"write it as one of {', '.join(_FORMS)}")
    kind, text = _FORMS[form]
    about = describe(question_iri(question.name), SPARQL_EXECUTABLE, kind)
    about.statements.extend([(LABEL, "en", question.title), (COMMENT, "en", question.description)])
    about.link(SH_PREFIXES, PREFIX_DECLARATIONS)
    about.say(text, question.text)
    about.say(KEYWORDS, *question.keywords)
    about.link(TARGET, endpoint)
    return about


def _declared_prefixes() -> Iterator[Description]:
    declarations = describe(PREFIX_DECLARATIONS, OWL_ONTOLOGY)
    declarations.link(SH_DECLARE, *map(prefix_declaration, PREFIXES))
    yield declarations
    for prefix, namespace in PREFIXES.items():
        declaration = describe(prefix_declaration(prefix))
        declaration.say(SH_PREFIX, prefix)
        declaration.typed(SH_NAMESPACE, XSD_ANY_URI, namespace)
        yield declaration
