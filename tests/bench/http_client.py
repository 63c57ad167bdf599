"""
A small HTTP/1.1 client for load: one kept connection per caller, prepared bytes out, the answer's length read, nothing else.

Measures on loopback what the server does and as little as possible of what the client does.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one stretch of load saw: answers per second and their times in seconds, sorted."""

    rate: float
    times: Sequence[float]

    def at(self, share: float) -> float:
        """The time that `share` (0..1) of the answers kept."""
        return self.times[min(len(self.times) - 1, int(len(self.times) * share))]


class Caller:
    """One kept connection."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port

    async def open(self) -> Caller:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        return self

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """One request. Returns: status and body. Raises: ConnectionError, asyncio.IncompleteReadError."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = head.lower().index(b"content-length:") + 15
        size = int(head[length : head.index(b"\r\n", length)])
        return int(head[9:12]), await self._reader.readexactly(size)

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()
        try:
            await self._writer.wait_closed()
        except ConnectionError:
            return


def post(path: str, body: object, *, secret: str) -> bytes:
    """The bytes of a POST with a JSON body."""
    text = json.dumps(body, separators=(",", ":")).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: antrean\r\nAuthorization: Bearer {secret}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n"
    )
    return head.encode() + text


def get(path: str) -> bytes:
    """The bytes of a GET."""
    return f"GET {path} HTTP/1.1\r\nHost: antrean\r\n\r\n".encode()


async def load(port: int, *, callers: int, seconds: float, request: Callable[[], bytes], status: int) -> Load:
    """So many callers ask as fast as they are answered, for so long. Raises: RuntimeError for another status."""
    open_ones = [await Caller("127.0.0.1", port).open() for _ in range(callers)]
    times: list[float] = []
    end = time.perf_counter() + seconds

    async def call(caller: Caller) -> None:
        while (began := time.perf_counter()) < end:
            found, body = await caller.ask(request())
            times.append(time.perf_counter() - began)
            if found != status:
                raise RuntimeError(f"{found}: {body[:200]!r}")

    began = time.perf_counter()
    await asyncio.gather(*(call(each) for each in open_ones))
    took = time.perf_counter() - began
    for each in open_ones:
        await each.close()
    return Load(rate=len(times) / took, times=sorted(times))
