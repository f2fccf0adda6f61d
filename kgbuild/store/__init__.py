"""A built graph, and the questions put to it."""

from kgbuild.store.answers import Answer, AnswerFormat, Graph, Rows, Verdict, render
from kgbuild.store.catalogue import ask, find_question, list_questions, query
from kgbuild.store.catalogue_data import catalogue_turtle
from kgbuild.store.documents import StoredDocument, find_document, list_documents
from kgbuild.store.embedded import BUILT_GRAPH, open_graph
from kgbuild.store.evaluation import evaluate
from kgbuild.store.questions import (
    Parameter,
    ParameterType,
    Question,
    parse_arguments,
    parse_question,
    read_question,
)
from kgbuild.store.statistics import DocumentFigures, SpeakerFigures, Statistics, statistics

__all__ = [
    "BUILT_GRAPH",
    "Answer",
    "AnswerFormat",
    "DocumentFigures",
    "Graph",
    "Parameter",
    "ParameterType",
    "Question",
    "Rows",
    "SpeakerFigures",
    "Statistics",
    "StoredDocument",
    "Verdict",
    "ask",
    "catalogue_turtle",
    "evaluate",
    "find_document",
    "find_question",
    "list_documents",
    "list_questions",
    "open_graph",
    "parse_arguments",
    "parse_question",
    "query",
    "read_question",
    "render",
    "statistics",
]
