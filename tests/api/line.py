"""A websocket to an application in this process, message by message, so that a test can act in the middle of a handshake."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI

from tests.builders import MADE

#: Longest time anything in these tests may take, seconds.
PATIENCE = 10.0


class Line:
    """One feed. `accepted` None until the server decided; `closed` its close code."""

    def __init__(
        self,
        app: FastAPI,
        *,
        view: str,
        secret: str | None,
        since: int | None = None,
        office: str = MADE,
        on_accept: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        self._app = app
        self._on_accept = on_accept
        query = f"view={view}" + ("" if since is None else f"&since={since}")
        headers = [] if secret is None else [(b"authorization", f"Bearer {secret}".encode())]
        self._scope = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "ws",
            "path": f"/api/v1/offices/{office}/feed",
            "raw_path": b"",
            "root_path": "",
            "query_string": query.encode(),
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("antrean", 80),
            "subprotocols": [],
            "state": {},
        }
        self._to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._frames: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._decided = asyncio.Event()
        self.accepted: bool | None = None
        self.closed: int | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Line:
        self._to_server.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.create_task(self._app(self._scope, self._to_server.get, self._send))
        await asyncio.wait_for(self._decided.wait(), PATIENCE)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._to_server.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(self._task, PATIENCE)

    async def _send(self, message: Any) -> None:
        if message["type"] == "websocket.accept":
            if self._on_accept is not None:
                await self._on_accept()
            self.accepted = True
            self._decided.set()
        elif message["type"] == "websocket.close":
            self.closed = message["code"]
            if self.accepted is None:
                self.accepted = False
            self._decided.set()
        else:
            self._frames.put_nowait(json.loads(message["text"]))

    async def frame(self) -> dict[str, Any]:
        """The next frame."""
        return await asyncio.wait_for(self._frames.get(), PATIENCE)

    def waiting(self) -> int:
        """Frames that came and were not taken yet."""
        return self._frames.qsize()
