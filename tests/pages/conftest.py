"""
A real server in a thread over a data folder of its own, a cable that can be pulled, and a real Chromium.

The clock is the wall clock plus an offset that a test can turn, so that nobody sleeps for a target to pass.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from server import program
from server.clock import Clock, since_boot, wall
from server.gate.context import House
from server.gate.people import make_account
from server.pages.site import add_pages
from server.protocol import NewAccount

T = TypeVar("T")

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
#: A Friday morning in Jakarta, so that no test runs into midnight.
MORNING = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


class Running:
    """A server that listens on a port of its own; it can be stopped and started again over the same data."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.offset = MORNING - wall()
        self.port = 0
        self._said = 0
        self.start()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def house(self) -> House:
        """The process's house, to look into."""
        return self._program.house

    def start(self) -> None:
        """Listen, on the same port as before."""
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self.port))
        self.port = listening.getsockname()[1]
        clock = Clock(wall=lambda: wall() + self.offset, steady=lambda: since_boot() + self.offset.total_seconds())
        self._program = program.open_program(self.data, clock=clock, pages=add_pages)
        config = uvicorn.Config(
            self._program.app, log_level="warning", ws="websockets-sansio", lifespan="on", ws_ping_interval=None
        )
        self._server = uvicorn.Server(config)
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(listening, ready)), daemon=True)
        self._thread.start()
        assert ready.wait(30), "the server did not start"

    async def _serve(self, listening: socket.socket, ready: threading.Event) -> None:
        self.loop = asyncio.get_running_loop()
        serving = asyncio.create_task(self._server.serve(sockets=[listening]))
        while not self._server.started:
            await asyncio.sleep(0.005)
        await program.load_first_catalogue(self.house)
        ready.set()
        await serving

    def stop(self) -> None:
        """Stop listening and let go of the data."""
        self._server.should_exit = True
        self._thread.join(20)
        self._program.close()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the server's loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def passes(self, **time: float) -> None:
        """Let time go by (`minutes=5`)."""
        self.offset += timedelta(**time)

    def account(self, name: str, *, role: str = "clerk", office: str, lanes: tuple[str, ...] | None = None) -> Person:
        """A new account, signed in over HTTP. Its password is `kata-sandi-` and the name; its PIN 4711."""
        body = NewAccount(name=name, role=role, office=office, password=f"kata-sandi-{name}", pin="4711", lanes=lanes)
        self.do(make_account(self.house, body))
        return Person(self, name, office)

    def device(self, kind: str, *, office: str, name: str = "") -> str:
        """A device's credential."""
        now = self.house.desk.clock.now()
        accounts = self.house.accounts

        def grant() -> str:
            return accounts.grant(kind=kind, now=now, office=office, name=name or kind)[0]

        return self.do(self.house.desk.in_writer(grant))

    def events(self, office: str, *types: str) -> list[Any]:
        """The journal's events of these types, as committed."""
        return [event for event in self.house.desk.journal.read(office) if event.type in types]

    def next_id(self) -> str:
        """A fresh request id."""
        self._said += 1
        return f"test-{self._said}"


class Person:
    """A signed-in person who also speaks to the API directly, to bring an office into a state."""

    def __init__(self, running: Running, name: str, office: str) -> None:
        self.running, self.name, self.office = running, name, office
        said = {"name": name, "password": f"kata-sandi-{name}", "office": office}
        answer = httpx.post(f"{running.address}/api/v1/sessions", json=said, trust_env=False)
        assert answer.status_code == 201, answer.text
        self.secret: str = answer.json()["secret"]

    def say(self, path: str, **body: Any) -> dict[str, Any]:
        """A command; fails the test where it is refused."""
        answer = httpx.post(
            f"{self.running.address}/api/v1/offices/{self.office}/{path}",
            json={"request_id": self.running.next_id(), **body},
            headers={"Authorization": f"Bearer {self.secret}"},
            trust_env=False,
        )
        assert answer.status_code < 300, answer.text
        value: dict[str, Any] = answer.json()
        return value

    def issue(self, service: str, **body: Any) -> dict[str, Any]:
        """A number for a visitor."""
        return self.say("tickets", service=service, **body)


class Cable:
    """A line between a browser and the server that can be pulled: bytes then go nowhere, and nobody is told."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self._plugged = threading.Event()
        self._plugged.set()
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10)

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._listen(ready))
        self._loop.close()

    async def _listen(self, ready: threading.Event) -> None:
        self._stopping = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: list[asyncio.StreamWriter] = []
        server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready.set()
        await self._stopping.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in self._writers:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in self._writers), return_exceptions=True)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, out = await asyncio.open_connection("127.0.0.1", self._running.port)
        self._writers += [writer, out]
        for source, target in ((reader, out), (there, writer)):
            task = asyncio.create_task(self._carry(source, target))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await source.read(65536):
                while not self._plugged.is_set():
                    await asyncio.sleep(0.02)
                target.write(data)
                await target.drain()
        target.close()

    def pull(self) -> None:
        """Nothing comes through any more."""
        self._plugged.clear()

    def plug(self) -> None:
        """What was on its way arrives after all."""
        self._plugged.set()

    def stop(self) -> None:
        """Take the line away."""
        self._plugged.set()
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(10)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A server with the packaged offices and nobody in them."""
    server = Running(tmp_path)
    yield server
    server.stop()


@pytest.fixture
def cable(running: Running) -> Iterator[Cable]:
    """A line to the server that can be pulled."""
    line = Cable(running)
    yield line
    line.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, started once a module: while it runs, nothing else in the process can run an event loop."""
    if not CHROMIUM.exists():
        pytest.fail(f"these tests need Chromium at {CHROMIUM}: apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield started
        started.close()


Open = Callable[..., Page]


@pytest.fixture
def open_page(running: Running, browser: Browser) -> Iterator[Open]:
    """
    Opens a path as a person: `open_page("/staff/x", person, at=cable.address, cookies={...})`.

    The test fails at its end when a page threw an error or its scripts, styles or connections broke the page's own policy.
    """
    faults: list[str] = []
    contexts = []

    def open_(path: str, person: Person | None = None, *, at: str | None = None, cookies: Any = None) -> Page:
        address = at or running.address
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        contexts.append(context)
        wanted = dict(cookies or {})
        if person is not None:
            wanted["antrean_session"] = person.secret
        context.add_cookies([{"name": name, "value": value, "url": address} for name, value in wanted.items()])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None,
        )
        page.goto(address + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert faults == []
