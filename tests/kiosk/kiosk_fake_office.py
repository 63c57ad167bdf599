"""
A server at the network's edge: one TCP port that takes commands, sends the kiosk's feed, loses answers and cuts cables.

It knows only what goes over the wire (`server.protocol`), so that a kiosk cannot tell it from the real one.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, Self

from websockets.asyncio.server import ServerConnection, serve

from server.protocol import (
    BEAT_SECONDS,
    VERSION,
    Frame,
    Issue,
    Issued,
    KioskView,
    Pairing,
    PairingState,
    encode,
    from_plain,
    plain,
)
from tests.kiosk.kiosk_offices import issued, office_view

Mood = Literal["answer", "lose", "refuse", "away"]


class FakeOffice:
    """The server of one office, in a thread of its own. `mood` says what becomes of the next commands."""

    def __init__(self, office: str = "kecamatan-metro-selatan", *, practice: bool = False) -> None:
        self.view: KioskView = office_view(office, practice=practice)
        self.mood: Mood = "answer"
        self.posts: list[tuple[str, dict[str, Any]]] = []
        self.tickets: dict[str, Issued] = {}
        self.cancelled: list[str] = []
        self.paired = False
        self.port = 0
        self._seq = 1
        self._followers: set[ServerConnection] = set()
        self._lines: set[asyncio.StreamWriter] = set()
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._end: asyncio.Event = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="fake-office", daemon=True)

    @property
    def address(self) -> str:
        """What a kiosk is given as its server."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        """Open the port."""
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def posted(self, ending: str) -> list[dict[str, Any]]:
        """Bodies of the commands whose path ends like this."""
        return [body for path, body in self.posts if path.endswith(ending)]

    def show(self, view: KioskView) -> None:
        """Another state of the office: a change frame to every kiosk."""

        async def tell() -> None:
            self.view, before, self._seq = view, self._seq, self._seq + 1
            for line in self._followers:
                await line.send(self._frame("change", prev=before))

        asyncio.run_coroutine_threadsafe(tell(), self._loop).result()

    def cut(self) -> None:
        """Pull the cable: every line breaks and no new one comes up, until `mood` is changed."""

        async def pull() -> None:
            self.mood = "away"
            for writer in list(self._lines):
                writer.transport.abort()

        asyncio.run_coroutine_threadsafe(pull(), self._loop).result()

    # -- in its own thread ---------------------------------------------------------

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._main())
        self._loop.close()

    async def _main(self) -> None:
        async with serve(self._feed, "127.0.0.1", 0) as feed:
            self._feed_port = next(iter(feed.sockets)).getsockname()[1]
            front = await asyncio.start_server(self._line, "127.0.0.1", 0)
            self.port = front.sockets[0].getsockname()[1]
            self._ready.set()
            await self._end.wait()
            front.close()
            for writer in list(self._lines):
                writer.transport.abort()
        await asyncio.sleep(0)

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines.add(writer)
        try:
            while self.mood != "away":
                head = await reader.readuntil(b"\r\n\r\n")
                if b"/feed?" in head.split(b"\r\n")[0]:
                    await self._pass_on(head, reader, writer)
                    return
                await self._command(head, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._lines.discard(writer)
            writer.transport.abort()

    async def _pass_on(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back_reader, back_writer = await asyncio.open_connection("127.0.0.1", self._feed_port)
        self._lines.add(back_writer)
        back_writer.write(head)

        async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
            with contextlib.suppress(ConnectionError):
                while data := await source.read(65536):
                    sink.write(data)
                    await sink.drain()
            sink.transport.abort()

        await asyncio.gather(pump(reader, back_writer), pump(back_reader, writer))
        self._lines.discard(back_writer)

    async def _command(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first, *fields = head.decode().split("\r\n")
        method, path, _ = first.split(" ", 2)
        named = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields if field)}
        body = json.loads(await reader.readexactly(int(named.get("content-length", "0"))) or b"{}")
        if method == "POST":
            self.posts.append((path, body))
        status, answer = self._answer(path, body)
        if self.mood == "lose":
            writer.transport.abort()
            return
        text = encode(answer).encode() if not isinstance(answer, dict) else json.dumps(answer).encode()
        writer.write(
            f"HTTP/1.1 {status} OK\r\ncontent-type: application/json\r\ncontent-length: {len(text)}\r\n\r\n".encode()
            + text
        )
        await writer.drain()

    def _answer(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        if path.endswith("/pairings"):
            return 201, Pairing(pairing_id="p1", secret="s1", code="4938", expires_at=datetime(2030, 1, 1, tzinfo=UTC))
        if "/pairings/" in path:
            if not self.paired:
                return 200, PairingState(status="waiting")
            return 200, PairingState(
                status="paired", office=self.view.office.id, device="k1", name="k", credential="c1"
            )
        if path.endswith("/tickets"):
            if self.mood == "refuse":
                return 409, {"code": "closed", "sentence": "Loket sudah tutup", "next": "Silakan kembali besok."}
            request = from_plain(Issue, body)
            number = len(self.tickets) + 1
            answer = issued(request_id=request.request_id, service=request.service, number=f"A-{number:03d}")
            return 201, self.tickets.setdefault(request.request_id, answer)
        if path.endswith("/cancel"):
            self.cancelled.append(path.split("/")[-2])
        return 200, {"seq": 1}

    async def _feed(self, line: ServerConnection) -> None:
        self._followers.add(line)
        try:
            await line.send(self._frame("snapshot", prev=None))
            while True:
                await asyncio.sleep(BEAT_SECONDS / 3)
                await line.send(self._frame("beat", prev=None))
        finally:
            self._followers.discard(line)

    def _frame(self, kind: Literal["snapshot", "change", "beat"], *, prev: int | None) -> str:
        parts = (
            {}
            if kind == "beat"
            else {name: plain(getattr(self.view, name)) for name in ("office", "services", "ahead")}
        )
        return encode(
            Frame(v=VERSION, type=kind, view="kiosk", seq=self._seq, prev=prev, time=datetime.now(UTC), parts=parts)
        )


def with_ahead(view: KioskView, **ahead: int) -> KioskView:
    """The same office with other lengths of its lines; `_` in a name stands for `-`, a leading `s` is dropped."""
    return replace(view, ahead={**view.ahead, **{name[1:].replace("_", "-"): count for name, count in ahead.items()}})
