"""
The one reconnecting client: follows a feed and sends commands, for kiosk, board and printer.

Runs its own asyncio loop in its own thread and reports through one callback, called from that thread; a Qt program turns
the callback into a signal. Knows nothing of Qt, and nothing of what the parts mean: it keeps the newest value of each part.

A line counts as cut when nothing was heard for `CUT_OFF_SECONDS`; a reconnect within that time is not worth a word.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import json
import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import httpx
import websockets
from websockets.asyncio.client import connect

from server import protocol
from server.protocol import CUT_OFF_SECONDS, Frame, Malformed, Problem, decode, from_plain, plain

log = logging.getLogger(__name__)

#: Seconds before the first, second, … attempt to reconnect; the last one repeats. Spread by half so that a lobby full of
#: devices does not come back in one instant after a power cut.
RETRY_SECONDS = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
#: A command that is not answered within this time is reported as unreachable; its outcome is then unknown and it may be repeated.
COMMAND_SECONDS = 8.0
#: A refusal with one of these will be the same tomorrow: what is meant is not there, has moved on, or the message is wrong.
_FOR_GOOD = frozenset({404, 409, 410, 422})


class Unreachable(Exception):
    """The server did not answer; whether the command was carried out is unknown, and repeating it is safe."""


class Refused(Exception):
    """The server answered with a refusal. `problem` has code, sentence, next; `status` the HTTP status."""

    def __init__(self, problem: Problem, *, status: int) -> None:
        super().__init__(f"{problem.code}: {problem.sentence}")
        self.problem = problem
        self.status = status

    @property
    def for_good(self) -> bool:
        """Whether repeating the command is of no use."""
        return self.status in _FOR_GOOD


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """
    The feed moved. `parts` are all parts known, `changed` the names of those this frame brought.

    `live` is False for a frame that only re-states what is so after a cut or at the start (a snapshot): a board never
    speaks calls older than `CALL_FRESH_SECONDS` at `time`, the server's clock of the frame.
    """

    seq: int
    time: datetime
    parts: Mapping[str, Any]
    changed: frozenset[str]
    live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LineState:
    """
    How the line is: `connected`, `cut_off` (nothing heard for `CUT_OFF_SECONDS`; `since` is the last instant something was
    heard, by the server's clock, None if never), or `refused` (the credential is not accepted: pair again).
    """

    state: Literal["connected", "cut_off", "refused"]
    since: datetime | None = None
    retry_in: float | None = None


Event = Update | LineState


def delays() -> Iterator[float]:
    """Endless waiting times before reconnecting, seconds, each spread by ± half."""
    for attempt in range(1_000_000_000):
        yield RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)] * random.uniform(0.5, 1.5)


class Link:
    """
    One paired device's line to its office.

    Args:
        address: base address of the server, e.g. `http://127.0.0.1:8000`.
        office: office id.
        credential: the device's credential or a session.
        view: which feed to follow.
        report: called from the link's thread with each `Event`, in order.
    """

    def __init__(
        self, *, address: str, office: str, credential: str, view: protocol.View, report: Callable[[Event], None]
    ) -> None:
        self.address = address.rstrip("/")
        self.office = office
        self._credential = credential
        self._view = view
        self._report = report
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=f"link-{view}", daemon=True)
        self._ending = threading.Lock()
        self._ended = False
        self._stopping = asyncio.Event()
        self._parts: dict[str, Any] = {}
        self._seq: int | None = None
        self._offset: timedelta | None = None
        self._heard: float | None = None
        self._state: str | None = None
        self._http: httpx.AsyncClient | None = None
        self._opened = asyncio.Event()

    # -- from any thread ----------------------------------------

    def start(self) -> None:
        """Start following; reports arrive from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, wait for the thread, at most a few seconds. No report arrives after it returns."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(timeout=5)
        elif not self._loop.is_closed():
            self._loop.close()

    def server_time(self) -> datetime | None:
        """The server's clock now, carried on by this machine's monotonic clock; None before the first frame."""
        if self._offset is None:
            return None
        return datetime.fromtimestamp(time.monotonic(), UTC) + self._offset

    def post(self, path: str, message: object) -> concurrent.futures.Future[Any]:
        """
        Send a command to `offices/{office}/{path}`; the future gives the answer's JSON value.

        Raises (in the future): Refused, Unreachable; the latter at once when the link was stopped.
        """
        with self._ending:
            if not self._ended:
                return asyncio.run_coroutine_threadsafe(self._post(path, message), self._loop)
        nobody: concurrent.futures.Future[Any] = concurrent.futures.Future()
        nobody.set_exception(Unreachable("the line was ended"))
        return nobody

    # -- in the link's own thread ----------------------------------------

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._main())
        finally:
            with self._ending:
                self._ended = True
            self._loop.run_until_complete(self._end())
            self._loop.close()

    async def _end(self) -> None:
        """What was asked in the last moment is told that nobody answers any more."""
        await asyncio.sleep(0)
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _main(self) -> None:
        async with httpx.AsyncClient(timeout=COMMAND_SECONDS, headers=self._headers(), trust_env=False) as self._http:
            self._opened.set()
            follow = asyncio.create_task(self._follow())
            watch = asyncio.create_task(self._watch())
            await self._stopping.wait()
            for task in (follow, watch):
                task.cancel()
            await asyncio.gather(follow, watch, return_exceptions=True)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._credential}"}

    async def _post(self, path: str, message: object) -> Any:
        try:
            await self._opened.wait()
            assert self._http is not None
            return await send(self._http, f"{self.address}/api/v1/offices/{self.office}/{path}", message)
        except asyncio.CancelledError as error:
            raise Unreachable("the line was ended") from error

    async def _follow(self) -> None:
        waits = delays()
        while True:
            before = self._heard
            try:
                await self._listen()
            except websockets.InvalidStatus as error:
                if error.response.status_code in (401, 403):
                    self._say(LineState(state="refused"))
            except (OSError, websockets.WebSocketException, Malformed, TimeoutError) as error:
                log.info("feed %s: %s", self._view, error)
            if self._heard != before:
                waits = delays()
            wait = next(waits)
            if self._state == "cut_off":
                self._say(LineState(state="cut_off", since=self._last_heard(), retry_in=wait))
            await asyncio.sleep(wait)

    async def _listen(self) -> None:
        """Follow until the line breaks, which always raises."""
        address = self.address.replace("http", "ws", 1)
        since = "" if self._seq is None else f"&since={self._seq}"
        url = f"{address}/api/v1/offices/{self.office}/feed?view={self._view}{since}"
        async with connect(
            url, additional_headers=self._headers(), open_timeout=CUT_OFF_SECONDS, close_timeout=1, proxy=None
        ) as line:
            while True:
                text = await asyncio.wait_for(line.recv(), CUT_OFF_SECONDS)
                self._take(decode(Frame, text))

    def _take(self, frame: Frame) -> None:
        if frame.v > protocol.VERSION:
            raise Malformed(
                f"the server speaks version {frame.v}, this program {protocol.VERSION}: update this program"
            )
        monotonic = time.monotonic()
        self._heard = monotonic
        self._offset = frame.time - datetime.fromtimestamp(monotonic, UTC)
        if frame.type == "change" and frame.prev != self._seq:
            self._seq = None
            raise Malformed(f"a change after {frame.prev} cannot follow {self._seq}: asking for a snapshot")
        if self._state != "connected":
            self._say(LineState(state="connected"))
        if frame.type in ("snapshot", "change"):
            self._parts = {**(self._parts if frame.type == "change" else {}), **frame.parts}
            self._seq = frame.seq
            self._report(
                Update(
                    seq=frame.seq,
                    time=frame.time,
                    parts=self._parts,
                    changed=frozenset(frame.parts),
                    live=frame.type == "change",
                )
            )

    async def _watch(self) -> None:
        started = time.monotonic()
        while True:
            silent = time.monotonic() - (self._heard if self._heard is not None else started)
            if silent >= CUT_OFF_SECONDS and self._state not in ("cut_off", "refused"):
                self._say(LineState(state="cut_off", since=self._last_heard()))
            await asyncio.sleep(0.25)

    def _last_heard(self) -> datetime | None:
        if self._heard is None or self._offset is None:
            return None
        return datetime.fromtimestamp(self._heard, UTC) + self._offset

    def _say(self, state: LineState) -> None:
        self._state = state.state
        self._report(state)


async def send(http: httpx.AsyncClient, url: str, message: object) -> Any:
    """POST one message and return the answer's JSON value. Raises: Refused, Unreachable."""
    try:
        response = await http.post(url, json=plain(message))
    except httpx.HTTPError as error:
        raise Unreachable(str(error)) from error
    return answer(response)


def answer(response: httpx.Response) -> Any:
    """
    The JSON value of a good answer, None for one without a body (204).

    Raises: Refused for a refusal, Unreachable for anything that is not ours.
    """
    if response.is_success and not response.content:
        return None
    try:
        value = response.json()
    except json.JSONDecodeError as error:
        raise Unreachable(f"status {response.status_code} without JSON") from error
    if response.is_success:
        return value
    if response.status_code >= 500:
        raise Unreachable(f"status {response.status_code}")
    try:
        raise Refused(from_plain(Problem, value), status=response.status_code)
    except Malformed as error:
        raise Unreachable(f"status {response.status_code}: {error}") from error
