"""The questions that ship with kgbuild, for the query page."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from kgbuild.graph.vocabulary import PREFIXES
from kgbuild.publish.responses import Response
from kgbuild.store.catalogue import list_questions

if TYPE_CHECKING:
    from starlette.requests import Request

    from kgbuild.store.questions import Question

__all__ = ["respond_with_catalogue"]


async def respond_with_catalogue(_: Request) -> Response:
    """The questions and the prefixes that a query need not declare, as JSON."""
    return Response(200, _catalogue(), "application/json")


@cache
def _catalogue() -> bytes:
    document = {"prefixes": PREFIXES, "questions": [_described(question) for question in list_questions()]}
    return json.dumps(document, ensure_ascii=False).encode()


def _described(question: Question) -> dict[str, object]:
    return {
        "name": question.name,
        "title": question.title,
        "description": question.description,
        "text": question.text,
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type.value,
                "required": parameter.required,
                "value": parameter.value,
                "help": parameter.help,
            }
            for parameter in question.parameters
        ],
        "example": question.example_arguments(),
    }
