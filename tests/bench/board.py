"""A board that only looks at the clock: the websocket handshake by hand, and the moment at which a frame with a call came."""

from __future__ import annotations

import asyncio
import time


class Board(asyncio.Protocol):
    """One followed feed. Frames of the server are not masked, so the text can be looked for as it came."""

    def __init__(self) -> None:
        self.joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._next: asyncio.Future[float] | None = None
        self._head = b""
        self._tail = b""
        self._transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        if not self.joined.done():
            self._head += data
            # Joined with the first frame, the snapshot, whose end is the end of a frame's text.
            if b"snapshot" in self._head and self._head.endswith(b"}}"):
                self.joined.set_result(None)
            return
        self._tail = (self._tail + data)[-65536:]
        if b'"calls":' in self._tail and self._next is not None and not self._next.done():
            self._next.set_result(now)
            self._tail = b""

    def next_call(self) -> asyncio.Future[float]:
        """When the next frame with a call comes."""
        self._tail = b""
        self._next = asyncio.get_running_loop().create_future()
        return self._next

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()


async def follow(port: int, path: str, *, secret: str) -> Board:
    """Connect, shake hands, wait for the snapshot."""
    transport, board = await asyncio.get_running_loop().create_connection(Board, "127.0.0.1", port)
    transport.write(
        (
            f"GET {path} HTTP/1.1\r\nHost: antrean\r\nAuthorization: Bearer {secret}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        ).encode()
    )
    await asyncio.wait_for(board.joined, 30)
    return board
