"""The files of the query page: ``page/index.html`` and those that it names, by paths relative to itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

__all__ = ["PAGE", "PAGE_HEADERS", "page_files"]

PAGE = Path(__file__).parent / "page"
"""Where the page lies."""

PAGE_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "cache-control": "no-cache",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
"""What keeps text out of a document from acting as code in the page, and the page from asking other servers."""


class _Files(StaticFiles):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_RAW_HEADERS]
            await send(message)

        await super().__call__(scope, receive, guarded)


_RAW_HEADERS = [(name.encode(), value.encode()) for name, value in PAGE_HEADERS.items()]


def page_files() -> list[BaseRoute]:
    """The routes of the files, below the root."""
    return [Mount("/page", _Files(directory=PAGE))]
