"""The interface of the endpoint as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0) has it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kgbuild import __version__
from kgbuild.publish.address import CATALOGUE_PATH, OPENAPI_PATH, QUERY_PATH, VOID_PATH
from kgbuild.publish.formats import FORMATS, Kind, own_types
from kgbuild.publish.protocol import DIRECT, FORM
from kgbuild.publish.responses import PROBLEM, Response

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from kgbuild.publish.limits import Limits

__all__ = ["describe_interface"]

_GRAPH_TYPES = own_types(Kind.GRAPH)
_ANSWER_TYPES = list(dict.fromkeys(media for forms in FORMATS.values() for form in forms for media in form.value))

_FAULTS = {
    "400": "The request has no query, or none that can be evaluated.",
    "403": "The query is refused: it asks other servers, or goes beyond what a query may take.",
    "406": "The answer has none of the accepted forms.",
    "408": "The request does not come to its end.",
    "413": "The request is too long.",
    "415": "The query is sent in a form that is not taken.",
    "429": "The client asks too often; Retry-After tells when it may again.",
    "503": "The server is busy; Retry-After tells when to ask again.",
    "504": "The query took too long and was ended.",
}


def interface_document(limits: Limits) -> dict[str, Any]:
    """The description, with *limits* in its words."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "kgbuild",
            "version": __version__,
            "description": "A SPARQL 1.1 endpoint over a graph of diplomatic events. "
            f"A query runs for at most {limits.seconds:g} seconds and gives at most {limits.rows} rows.",
        },
        "paths": {
            QUERY_PATH: {
                "get": _operation("Ask a query; without one, the description of the service", _URL_PARAMETERS),
                "post": {**_operation("Ask a query", _DATASET_PARAMETERS), "requestBody": _BODY},
            },
            VOID_PATH: {"get": _described("The description of the service and its graph", _GRAPH_TYPES)},
            OPENAPI_PATH: {"get": _described("This document", ["application/json"])},
            CATALOGUE_PATH: {"get": _described("The questions that ship with kgbuild", ["application/json"])},
        },
    }


def describe_interface(limits: Limits) -> Callable[[Request], Awaitable[Response]]:
    """What answers with the description."""
    body = json.dumps(interface_document(limits), indent=1).encode()

    async def respond(_: Request) -> Response:
        return Response(200, body, "application/json")

    return respond


def _parameter(name: str, meaning: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": meaning, "schema": schema, "required": False}


_IRIS = {"type": "array", "items": {"type": "string", "format": "iri"}}
_DATASET_PARAMETERS = [
    _parameter("default-graph-uri", "A graph of the default graph.", _IRIS),
    _parameter("named-graph-uri", "A graph that GRAPH may name.", _IRIS),
]
_URL_PARAMETERS = [_parameter("query", "A query of SPARQL 1.1.", {"type": "string"}), *_DATASET_PARAMETERS]
_BODY = {
    "required": True,
    "content": {
        DIRECT: {"schema": {"type": "string"}},
        FORM: {
            "schema": {
                "type": "object",
                "required": ["query"],
                "properties": {
                    "query": {"type": "string"},
                    "default-graph-uri": _IRIS,
                    "named-graph-uri": _IRIS,
                },
            }
        },
    },
}


def _operation(summary: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    answered = {"description": "The answer.", "content": {media: {} for media in _ANSWER_TYPES}}
    faults = {
        status: {"description": meaning, "content": {PROBLEM: {"schema": _PROBLEM}}}
        for status, meaning in _FAULTS.items()
    }
    return {
        "summary": summary,
        "parameters": parameters,
        "responses": {"200": answered, "304": {"description": "The answer is as it was."}, **faults},
    }


_PROBLEM = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {"title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"}},
}


def _described(summary: str, media_types: list[str]) -> dict[str, Any]:
    answered = {"description": summary, "content": {media: {} for media in media_types}}
    return {"summary": summary, "responses": {"200": answered}}
