"""
How large a request may be: one that is larger is refused before anything reads it.

Most of what is said to the server is a few hundred bytes, the longest text of a complaint under 50 KB; settings and procedures
are documents and may be larger. Judges no content and no sender.
"""

from __future__ import annotations

import re
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.gate.context import language
from server.gate.problems import problem
from server.protocol import plain
from server.queue.command import Refusal

#: Most bytes of a body.
MOST: Final = 64 * 1024
#: Most bytes of one that carries a document: settings, a procedure, a year's days. The largest procedure there is has 11 KB.
MOST_OF_DOCUMENTS: Final = 1024 * 1024
#: Where documents are sent: the API's two calls, and the admin's pages that edit them.
_DOCUMENTS: Final = re.compile(r"/api/v1/offices/[^/]+/(configure|publish)|/admin/.+")


def most(path: str) -> int:
    """Most bytes a body sent to a path may have."""
    return MOST_OF_DOCUMENTS if _DOCUMENTS.fullmatch(path) else MOST


class BodySize:
    """The application behind a limit for what is sent to it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request: passed on, or answered with 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = most(scope["path"])
        headers = Headers(scope=scope)
        said = headers.get("content-length")
        if said is not None:
            # The web server holds a sender to the length it said.
            if not said.isdecimal() or int(said) > limit:
                await _refuse(scope, receive, send, limit=limit)
                return
        elif "transfer-encoding" in headers:
            read = await _read(receive, limit=limit)
            if read is None:
                await _refuse(scope, receive, send, limit=limit)
                return
            receive = _again(read, receive)
        await self._app(scope, receive, send)


async def _read(receive: Receive, *, limit: int) -> list[Message] | None:
    """All messages of a body whose length nobody said; None as soon as they are more than `limit` bytes together."""
    read: list[Message] = []
    size = 0
    while True:
        message = await receive()
        read.append(message)
        size += len(message.get("body", b""))
        if size > limit:
            return None
        if not message.get("more_body", False):
            return read


def _again(read: list[Message], receive: Receive) -> Receive:
    """A `receive` that gives what was read before what comes."""
    left = iter(read)

    async def give() -> Message:
        return next(left, None) or await receive()

    return give


async def _refuse(scope: Scope, receive: Receive, send: Send, *, limit: int) -> None:
    refusal = Refusal("too_large", status=413, most=str(limit // 1024))
    said = plain(problem(refusal, language=language(HTTPConnection(scope))))
    # What is left of the body is not read: the connection ends with the answer.
    answer = JSONResponse(said, status_code=refusal.status, headers={"Connection": "close"})
    await answer(scope, receive, send)
