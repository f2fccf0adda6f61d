"""Requests of the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/, section 2.1), read and checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DIRECT", "FORM", "ProtocolError", "QueryRequest", "body_type", "read_direct", "read_form", "read_url"]

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
_MOST_FIELDS = 1000


class ProtocolError(Exception):
    """A request that is answered with ``status`` and a line for the client."""

    def __init__(self, status: int, detail: str) -> None:
        self.status = status
        self.detail = detail
        super().__init__(detail)


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query, and the graphs that it is put to if the request names any."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def read_url(query_string: bytes) -> QueryRequest:
    """The query of a GET with this query string (section 2.1.1). Raises :class:`ProtocolError`."""
    return _request(_fields(query_string))


def read_form(body: bytes) -> QueryRequest:
    """The query of a POST of a form (section 2.1.2). Raises :class:`ProtocolError`."""
    fields = _fields(body)
    if "update" in fields:
        raise ProtocolError(400, "The graph is only read here: there is no update operation.")
    return _request(fields)


def read_direct(query_string: bytes, body: bytes) -> QueryRequest:
    """The query that a POST has as its body, with the graphs in the URL (section 2.1.3).

    Raises :class:`ProtocolError`.
    """
    fields = _fields(query_string)
    if "query" in fields:
        raise ProtocolError(400, "The query is given twice: in the URL and as the body.")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProtocolError(400, f"The query is not UTF-8 at byte {error.start}.") from None
    return _request({**fields, "query": [text]})


def body_type(content_type: str) -> str:
    """The media type of a POST's body, one of :data:`FORM` and :data:`DIRECT`. Raises :class:`ProtocolError`."""
    media_type, _, parameters = content_type.partition(";")
    media_type = media_type.strip().lower()
    if media_type not in (FORM, DIRECT):
        raise ProtocolError(415, f"A query is posted as {DIRECT} or as the field `query` of {FORM}.")
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in ("utf-8", "utf8"):
            raise ProtocolError(415, "A query is sent as UTF-8.")
    return media_type


def _fields(encoded: bytes) -> dict[str, list[str]]:
    """The fields of a form, percent-encoded (https://url.spec.whatwg.org/#application/x-www-form-urlencoded)."""
    if not encoded.isascii():
        raise ProtocolError(400, "The fields of the request are not UTF-8, percent-encoded.")
    if encoded.count(b"&") >= _MOST_FIELDS:
        raise ProtocolError(400, "The request has too many fields.")
    fields: dict[str, list[str]] = {}
    try:
        for field in encoded.split(b"&"):
            name, _, value = field.partition(b"=")
            if field:
                fields.setdefault(_decoded(name), []).append(_decoded(value))
    except UnicodeDecodeError:
        raise ProtocolError(400, "The fields of the request are not UTF-8, percent-encoded.") from None
    return fields


def _decoded(part: bytes) -> str:
    """What *part* of a form means; percent signs that begin no byte stand for themselves."""
    return unquote_to_bytes(part.replace(b"+", b" ")).decode("utf-8")


def _request(fields: Mapping[str, list[str]]) -> QueryRequest:
    queries = fields.get("query", [])
    if len(queries) != 1:
        found = "no query" if not queries else f"{len(queries)} queries"
        raise ProtocolError(400, f"The request has {found}; it takes one, in the field `query`.")
    return QueryRequest(
        query=queries[0],
        default_graphs=tuple(fields.get("default-graph-uri", ())),
        named_graphs=tuple(fields.get("named-graph-uri", ())),
    )
