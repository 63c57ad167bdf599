"""
A printer port that only looks at the clock: answers the status queries as a ready printer does, and notes each slip's last byte.

Does not carry the job out: how long an emulated printer takes for that is not what a visitor's touch is measured by.
"""

from __future__ import annotations

import contextlib
import queue
import re
import select
import socket
import threading
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

#: Answers to DLE EOT 1 to 4 of a printer with paper and a shut cover (drawer shut in the first), as the emulator gives them.
_READY: Final = {1: b"\x16", 2: b"\x12", 3: b"\x12", 4: b"\x12"}
_QUERY: Final = re.compile(rb"\x10\x04([\x01-\x04])")
#: A job begins with ESC @ and ends with the cut, GS V m n.
_BEGINS: Final = b"\x1b@"
_ENDS: Final = re.compile(rb"\x1dV[\x41\x42].\Z|\x1dV[\x00\x01\x30\x31]\Z", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """One slip: its bytes, and the moment (`time.perf_counter`, seconds) at which the last of them had come."""

    at: float
    job: bytes


class PrinterPort:
    """The port, in a thread of its own."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._arrived: queue.Queue[Arrived] = queue.Queue()
        self._end, self._ended = socket.socketpair()
        self._thread = threading.Thread(target=self._serve, name="printer-port", daemon=True)

    @property
    def uri(self) -> str:
        """The address for `printer.device.open_device`."""
        return f"tcp://127.0.0.1:{self._listening.getsockname()[1]}"

    def next_slip(self) -> Arrived:
        """The oldest slip not yet asked for. Raises: queue.Empty when none came within five seconds."""
        return self._arrived.get(timeout=5)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.close()
        self._thread.join(timeout=5)
        self._listening.close()
        self._ended.close()

    def _serve(self) -> None:
        while self._listening in select.select([self._listening, self._ended], [], [])[0]:
            connection, _ = self._listening.accept()
            with connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with contextlib.suppress(ConnectionError):
                    self._hear(connection)

    def _hear(self, connection: socket.socket) -> None:
        heard, job_at = b"", 0.0
        while data := connection.recv(1 << 20):
            now = time.perf_counter()
            heard += data
            found = _QUERY.fullmatch(heard[-3:])
            job = heard[:-3] if found else heard
            if len(heard) - len(data) < len(job):
                job_at = now
            if found is None:
                continue
            # A query stands alone or after a whole job; one that seems to stand within a job is picture.
            if job and not (job.startswith(_BEGINS) and _ENDS.search(job)):
                continue
            heard = b""
            connection.sendall(_READY[found[1][0]])
            if job:
                self._arrived.put(Arrived(at=job_at, job=job))
