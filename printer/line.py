"""
The wires to a printer: TCP, and a character device or ordinary file.

Each is opened for one job and closed again. Knows bytes and time limits only; what they mean is in `device`.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import stat
import time
from datetime import timedelta
from pathlib import Path
from typing import Final, Protocol

from printer._escpos import escpos

#: Seconds between two reads of a device that keeps answering with nothing.
_PAUSE: Final = 0.02


class Line(Protocol):
    """An open wire. Every method raises OSError (TimeoutError among them) when the wire fails."""

    def write(self, data: bytes) -> None:
        """Send all of it, or raise."""
        ...

    def read(self, *, within: timedelta) -> int | None:
        """Give the next byte, or None when none came in time. Raises: ConnectionError when the other end has gone."""
        ...

    def close(self) -> None:
        """Let go; never raises."""
        ...


class TcpLine:
    """
    A raw TCP connection to port 9100 or the like.

    The socket is ours and is handed to python-escpos' network printer, which writes: its own `open()` knows IPv4 only,
    leaks the socket when it fails, and after a failure its next call ends in AssertionError (python-escpos 3.1).
    """

    def __init__(self, *, host: str, port: int, connect: timedelta, write: timedelta) -> None:
        """Connect. Raises: OSError."""
        self._socket = socket.create_connection((host, port), timeout=connect.total_seconds())
        self._socket.settimeout(write.total_seconds())
        self._driver = escpos().network(host, port=port, timeout=write.total_seconds())
        self._driver.device = self._socket

    def write(self, data: bytes) -> None:
        """Send all of it, or raise."""
        self._driver._raw(data)

    def read(self, *, within: timedelta) -> int | None:
        """Give the next byte, or None when none came in time."""
        if not select.select([self._socket], [], [], within.total_seconds())[0]:
            return None
        received = self._socket.recv(1)
        if not received:
            raise ConnectionResetError("the printer closed the connection")
        return received[0]

    def close(self) -> None:
        """Let go."""
        # The driver's own close() writes a line into the root log for every job; it has nothing left to close now.
        self._driver.device = None
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


class CharacterLine:
    """A character device that can be written and read, such as `/dev/usb/lp0` (usblp) or a serial port."""

    def __init__(self, path: Path, *, write: timedelta) -> None:
        """Open. Raises: OSError, PermissionError among them."""
        self._write = write
        self._file = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)

    def write(self, data: bytes) -> None:
        """Send all of it in pieces as the printer takes them, or raise TimeoutError."""
        deadline = time.monotonic() + self._write.total_seconds()
        rest = memoryview(data)
        while rest:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([], [self._file], [], left)[1]:
                raise TimeoutError("the printer takes no more data")
            rest = rest[os.write(self._file, rest) :]

    def read(self, *, within: timedelta) -> int | None:
        """Give the next byte, or None when none came in time."""
        deadline = time.monotonic() + within.total_seconds()
        while True:
            left = max(deadline - time.monotonic(), 0.0)
            if not select.select([self._file], [], [], left)[0]:
                return None
            try:
                received = os.read(self._file, 1)
            except BlockingIOError:
                received = b""
            if received:
                return received[0]
            # Some USB printers answer a read with nothing, at once and again and again, until they have something to
            # say (usblp hands their empty packets on): that is not an end of file.
            if left <= _PAUSE:
                return None
            time.sleep(_PAUSE)

    def close(self) -> None:
        """Let go."""
        os.close(self._file)


def is_character_device(path: Path) -> bool:
    """Say whether a path is a device that can answer. Raises: FileNotFoundError."""
    return stat.S_ISCHR(path.stat().st_mode)
