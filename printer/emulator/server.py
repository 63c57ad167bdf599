"""
The emulated printer on the network: TCP ports, PNG files, control lines.

Moves bytes between sockets and `machine`; adds what only a wire can do: to stall and to break. Loopback unless told
otherwise. `EmulatorThread` runs it beside a test or a program.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import re
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from printer.emulator.machine import ControlError, Machine, Session
from printer.emulator.paper import PrintedSlip

_log = logging.getLogger(__name__)

_CHUNK: Final = 4096
_NUMBERED: Final = re.compile(r"^slip-(\d+)\.png$")
HELP: Final = (
    "paper out|low|ok|<mm>, cover open|close, offline, online, mute, unmute, stall <bytes>, reset <bytes>, go, state"
)


class PortTakenError(OSError):
    """A port cannot be opened, mostly because another program listens on it already."""

    code = "port_taken"

    def __str__(self) -> str:
        """Give the sentence without the error number."""
        return str(self.args[1])


class Album:
    """A folder of slips: one PNG each, numbered on from what is there."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, made if need be."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        numbers = (int(match[1]) for path in folder.iterdir() if (match := _NUMBERED.match(path.name)))
        self._last = max(numbers, default=0)

    def keep(self, slip: PrintedSlip) -> Path:
        """Write one slip; it appears under its name only when it is whole."""
        self._last += 1
        path = self.folder / f"slip-{self._last:04d}.png"
        unfinished = path.with_suffix(".part")
        slip.picture.save(unfinished, format="PNG")
        unfinished.replace(path)
        return path


class Emulator:
    """A machine behind a printer port and, if wanted, a control port."""

    def __init__(self, *, width: int, on_slip: Callable[[PrintedSlip], None] = lambda slip: None) -> None:
        """Switch the machine on; `start` opens the ports."""
        self.machine = Machine(width=width)
        self.port = 0
        self.control_port: int | None = None
        self._on_slip = on_slip
        self._slips = 0
        #: Bytes still to be taken before the wire stalls or breaks; None: never.
        self._stall_in: int | None = None
        self._reset_in: int | None = None
        self._go = asyncio.Event()
        self._go.set()
        self._writers: dict[Session, asyncio.StreamWriter] = {}
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[Any]] = set()

    async def start(self, *, port: int, control_port: int | None = None, host: str = "127.0.0.1") -> None:
        """Open the ports; 0 takes a free one. Raises: PortTakenError."""
        self.port = await self._listen(self._printer_connection, host=host, port=port)
        if control_port is not None:
            self.control_port = await self._listen(self._control_connection, host=host, port=control_port)

    async def stop(self) -> None:
        """Close everything."""
        self._go.set()
        for server in self._servers:
            server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def control(self, line: str) -> dict[str, object]:
        """Obey one control line. Raises: ControlError."""
        match line.split():
            case ["stall", count] if count.isdigit():
                self._stall_in = int(count)
                self._go.clear()
            case ["reset", count] if count.isdigit():
                self._reset_in = int(count)
            case ["go"]:
                self._stall_in = self._reset_in = None
                self._go.set()
            case ["help"]:
                return {"commands": HELP}
            case _:
                _, slips = self.machine.control(line)
                self._keep(slips)
                self._send_all()
        return {**self.machine.state(), "stalled": not self._go.is_set(), "slips": self._slips}

    def answer_control(self, line: str) -> str:
        """Obey one control line and say in one line of JSON what came of it."""
        try:
            return json.dumps({"ok": True, **self.control(line)})
        except ControlError as fault:
            return json.dumps({"ok": False, "error": str(fault), "commands": HELP})

    async def _listen(
        self,
        handler: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
        *,
        host: str,
        port: int,
    ) -> int:
        try:
            server = await asyncio.start_server(handler, host, port)
        except OSError as fault:
            raise PortTakenError(
                fault.errno, f"Port {port} cannot be opened: {os.strerror(fault.errno or 0)}"
            ) from fault
        self._servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    async def _printer_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = self.machine.connect()
        self._writers[session] = writer
        with self._task(), contextlib.suppress(ConnectionError):
            try:
                while data := await reader.read(_CHUNK):
                    if not await self._take(session, writer, data):
                        return
                    self._send_all()
            finally:
                del self._writers[session]
                self.machine.disconnect(session)
                writer.close()

    async def _take(self, session: Session, writer: asyncio.StreamWriter, data: bytes) -> bool:
        """Give bytes to the machine, as far as the wire holds; say whether it still does."""
        if self._reset_in is not None and len(data) >= self._reset_in:
            self._keep(self.machine.receive(session, data[: self._reset_in]))
            self._reset_in = None
            _abort(writer)
            return False
        if self._reset_in is not None:
            self._reset_in -= len(data)
        if self._stall_in is not None:
            now, later = data[: self._stall_in], data[self._stall_in :]
            self._stall_in -= len(now)
            self._keep(self.machine.receive(session, now))
            if self._stall_in > 0:
                return True
            self._send_all()
            await self._go.wait()
            data = later
        self._keep(self.machine.receive(session, data))
        return True

    async def _control_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with self._task(), contextlib.suppress(ConnectionError):
            try:
                while line := await reader.readline():
                    writer.write(self.answer_control(line.decode("utf-8", errors="replace").strip()).encode() + b"\n")
                    await writer.drain()
            finally:
                writer.close()

    @contextlib.contextmanager
    def _task(self) -> Iterator[None]:
        """Count the running connection among those that `stop` ends."""
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a connection runs in a task")
        self._tasks.add(task)
        try:
            yield
        finally:
            self._tasks.discard(task)

    def _keep(self, slips: list[PrintedSlip]) -> None:
        for slip in slips:
            self._slips += 1
            self._on_slip(slip)

    def _send_all(self) -> None:
        for session, writer in self._writers.items():
            if data := session.take():
                writer.write(data)


def _abort(writer: asyncio.StreamWriter) -> None:
    """Break a connection the hard way, so that the other end sees a reset and not an end."""
    plain = writer.get_extra_info("socket")
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


class EmulatorThread:
    """An emulator in a thread of its own, for tests and for programs that want a printer beside them."""

    def __init__(self, *, width: int = 576, port: int = 0, out: Path | None = None) -> None:
        """Set it up; entering the context starts it. Slips go into `slips`, and as PNGs into `out` if given."""
        self.slips: list[PrintedSlip] = []
        self.port = port
        self._width = width
        self._album = Album(out) if out is not None else None
        self._changed = threading.Condition()
        self._ready = threading.Event()
        self._fault: OSError | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), name="printer-emulator", daemon=True)

    @property
    def uri(self) -> str:
        """The address for `printer.device.open_device`."""
        return f"tcp://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        """Start. Raises: PortTakenError."""
        self._thread.start()
        self._ready.wait()
        if self._fault is not None:
            raise self._fault
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def control(self, line: str) -> dict[str, object]:
        """Obey one control line, as on the control port. Raises: ControlError."""

        async def obey() -> dict[str, object]:
            return self._emulator.control(line)

        return asyncio.run_coroutine_threadsafe(obey(), self._loop).result()

    def wait_for_slips(self, count: int, *, within: timedelta = timedelta(seconds=10)) -> bool:
        """Wait until this many slips have been cut off; say whether it came to that."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.slips) >= count, within.total_seconds())

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._end = asyncio.Event()
        self._emulator = Emulator(width=self._width, on_slip=self._keep)
        try:
            await self._emulator.start(port=self.port)
        except OSError as fault:
            self._fault = fault
            return
        finally:
            self.port = self._emulator.port
            self._ready.set()
        await self._end.wait()
        await self._emulator.stop()

    def _keep(self, slip: PrintedSlip) -> None:
        if self._album is not None:
            self._album.keep(slip)
        with self._changed:
            self.slips.append(slip)
            self._changed.notify_all()
