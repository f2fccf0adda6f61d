"""Where the endpoint listens, and what is found there at which path."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CATALOGUE_PATH", "OPENAPI_PATH", "QUERY_PATH", "VOID_PATH", "Address"]

QUERY_PATH = "/sparql"
VOID_PATH = "/.well-known/void"
OPENAPI_PATH = "/openapi.json"
CATALOGUE_PATH = "/catalogue.json"


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen; port 0 means any that is free. Behind a proxy, clients are who it says they are."""

    host: str = "127.0.0.1"
    port: int = 7879
    is_behind_proxy: bool = False
