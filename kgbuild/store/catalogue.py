"""The questions that ship with kgbuild (``queries/``), and how any question is put to a store."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from kgbuild.errors import InputError
from kgbuild.resources import resource_folder
from kgbuild.store.documents import find_document
from kgbuild.store.evaluation import evaluate
from kgbuild.store.questions import ParameterType, Question, parse_question, read_question

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pyoxigraph import Store

    from kgbuild.store.answers import Answer
    from kgbuild.store.remote import RemoteStore

__all__ = ["ask", "find_question", "list_questions", "query"]


def list_questions(folder: Path | None = None) -> tuple[Question, ...]:
    """The questions in *folder* (by default those that ship with kgbuild), by name.

    Raises :class:`InputError` for a file that cannot be read as a question.
    """
    files = (folder or resource_folder("queries")).glob("*.rq")
    return tuple(read_question(path) for path in sorted(files, key=lambda path: path.stem))


def find_question(name: str, folder: Path | None = None) -> Question:
    """The question called *name*; :class:`InputError` with near matches if there is none."""
    questions = {question.name: question for question in list_questions(folder)}
    if name in questions:
        return questions[name]
    near = get_close_matches(name, questions, n=3, cutoff=0.5) or [
        known for known in questions if name and name in known
    ]
    remedy = f"did you mean {' or '.join(near)}?" if near else "`kgbuild queries` lists those there are"
    raise InputError(name, "no such question", remedy)


def ask(store: Store | RemoteStore, question: Question, arguments: Mapping[str, str] | None = None) -> Answer:
    """The answer of *store* to *question* with *arguments* (texts, by the parameters' names).

    Raises :class:`InputError` for what is wrong with the arguments or the query.
    """
    given = dict(arguments or {})
    for parameter in question.parameters:
        if parameter.type is ParameterType.DOCUMENT and given.get(parameter.name):
            given[parameter.name] = find_document(store, given[parameter.name]).identifier
    return evaluate(store, question.bind(given), source=question.source)


def query(store: Store | RemoteStore, text: str, arguments: Mapping[str, str] | None = None) -> Answer:
    """The answer of *store* to a query *text*; a header may declare parameters, as in the catalogue.

    Raises :class:`InputError` for what is wrong with the arguments or the query.
    """
    return ask(store, parse_question(text), arguments)
