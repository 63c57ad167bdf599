"""
A small office at the network edge for the board's tests: real HTTP and websocket on loopback, frames pushed by the test.

It knows nothing of queues; it sends the views it is given, as the server's wire (`server.protocol`) has them.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, WebSocket, WebSocketDisconnect

from server.codec import encode, plain
from server.protocol import (
    VERSION,
    BoardService,
    BoardView,
    Call,
    Frame,
    OfficePart,
    Pairing,
    PairingState,
    Promise,
    ReadyRow,
    Words,
)

LOCALE = Path(__file__).parents[2] / "board" / "locale"
#: 09.41 in Jakarta on a Friday.
MORNING = datetime(2026, 11, 20, 2, 41, tzinfo=UTC)


def both(text: str) -> Words:
    """The same words in both languages."""
    return Words(id=text, en=text)


def a_call(seq: int, number: str, plate: str, *, ago: float = 0.0, at: datetime = MORNING, again: int = 0) -> Call:
    """A call made `ago` seconds before `at`."""
    return Call(seq=seq, number=number, plate=plate, at=at - timedelta(seconds=ago), again=again)


def an_office(*, name: str = "Kecamatan Metro Selatan", practice: bool = False) -> OfficePart:
    """An office in Jakarta's zone."""
    return OfficePart(
        id="kecamatan-metro-selatan",
        name=both(name),
        slogan=both("Melayani dengan ramah"),
        address="Jalan Merdeka, Metro Selatan",
        zone="Asia/Jakarta",
        zone_label="WIB",
        practice=practice,
        service_day=date(2026, 11, 20),
        groups=(),
        priority_groups=(),
    )


def a_service(name: str, *, waiting: int = 4, median: int | None = None, within: bool | None = None) -> BoardService:
    """A service of 35 minutes; `median` in seconds."""
    return BoardService(
        id=name,
        name=both(name),
        waiting=waiting,
        promised=Promise(days=0, minutes=35),
        median_seconds=median,
        median_days=None,
        within=within,
    )


def a_view(
    *calls: Call,
    office: OfficePart | None = None,
    services: tuple[BoardService, ...] = (),
    ready: tuple[ReadyRow, ...] = (),
    notices: tuple[str, ...] = (),
) -> BoardView:
    """A board's view with these calls, newest first as the server sends them."""
    return BoardView(
        office=office or an_office(),
        calls=tuple(sorted(calls, key=lambda call: call.seq, reverse=True)[:12]),
        services=services,
        ready=ready,
        notices=tuple(both(notice) for notice in notices),
    )


class SmallOffice:
    """
    The far end of the line. Start it with `up`, cut it with `cut` (connections break and none is accepted), push with
    `show`. `posted` holds (path, body) of every command that came.
    """

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        self.posted: list[tuple[str, Any]] = []
        self.paired: PairingState = PairingState(status="waiting")
        self.revoked = False
        self._view = a_view()
        self._seq = 0
        self._time: datetime | None = None
        self._lines: set[WebSocket] = set()
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def up(self) -> None:
        """Accept connections."""
        config = uvicorn.Config(
            self._application(),
            host="127.0.0.1",
            port=self.port,
            log_level="critical",
            ws="websockets-sansio",
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
        server = self._server = uvicorn.Server(config)
        started = threading.Event()

        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            self._loop.call_soon(started.set)
            await server.serve()

        self._thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        self._thread.start()
        assert started.wait(10)

    def cut(self) -> None:
        """Break every connection and accept no more."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._server.force_exit = True
            self._thread.join(10)
            self._server = self._thread = None

    def show(self, view: BoardView, *, seq: int, time: datetime | None = None) -> None:
        """Make this the office's view and push it; `time` is the server's clock of the frame, None: now."""
        previous, self._view, self._seq, self._time = self._seq, view, seq, time
        if self._loop is not None and self._server is not None:
            asyncio.run_coroutine_threadsafe(self._push(previous), self._loop).result(10)

    async def _push(self, previous: int) -> None:
        for line in tuple(self._lines):
            await line.send_text(encode(self._frame("change", previous)))

    def _frame(self, type_: Any, previous: int | None) -> Frame:
        return Frame(
            v=VERSION,
            type=type_,
            view="board",
            seq=self._seq,
            prev=previous,
            time=self._time or datetime.now(UTC),
            parts=plain(self._view),
        )

    def _application(self) -> FastAPI:
        application = FastAPI()

        async def feed(line: WebSocket) -> None:
            if self.revoked:
                await line.close()
                return
            await line.accept()
            await line.send_text(encode(self._frame("snapshot", None)))
            self._lines.add(line)
            try:
                while True:
                    await line.receive_text()
            except WebSocketDisconnect:
                self._lines.discard(line)

        async def command(request: Request) -> Any:
            self.posted.append((request.path_params["path"], await request.json()))
            return {}

        async def ask() -> Any:
            expires = datetime.now(UTC) + timedelta(minutes=10)
            return plain(Pairing(pairing_id="p1", secret="s", code="K7Q-2MF", expires_at=expires))

        async def answer() -> Any:
            return plain(self.paired)

        application.add_api_websocket_route("/api/v1/offices/{office}/feed", feed)
        application.add_api_route("/api/v1/offices/{office}/{path:path}", command, methods=["POST"])
        application.add_api_route("/api/v1/pairings", ask, methods=["POST"], status_code=201)
        application.add_api_route("/api/v1/pairings/{pairing}", answer, methods=["GET"])
        return application
