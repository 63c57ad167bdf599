"""
The emulated printer as a whole: sensors, buffer, answers; pure of sockets and files.

Real-time queries are answered as they arrive, also when nothing can be printed; everything else waits in the buffer
and is carried out in order while there is paper and the cover is shut, as in a real printer. That is why a job can be
taken in full and still never come out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from printer.emulator.paper import Paper, PrintedSlip
from printer.emulator.parser import Command, Parser

#: Dots per millimetre at 203 dpi.
_DOTS_PER_MM: Final = 8
#: A raster is carried out in bands of this many rows, so that paper can run out in the middle of a picture.
_BAND: Final = 24

_FIXED: Final = 0x12
_DRAWER_SHUT: Final = 0x04


class ControlError(ValueError):
    """A control line that the emulator does not understand."""

    code = "control"


@dataclass(slots=True, eq=False)
class Session:
    """One connection: its parser, and whether it asked for automatic status."""

    parser: Parser = field(default_factory=Parser)
    automatic: bool = False
    #: What is to be sent to it.
    outbox: bytearray = field(default_factory=bytearray)

    def take(self) -> bytes:
        """Give what is to be sent, once."""
        out = bytes(self.outbox)
        self.outbox.clear()
        return out


class Machine:
    """A thermal printer with a cutter."""

    def __init__(self, *, width: int) -> None:
        """Switch it on: a full roll, cover shut, online."""
        self.paper = Paper(width=width)
        self.online = True
        self.cover_open = False
        #: Near-end sensor.
        self.low = False
        #: Dots left on the roll; None: as much as anyone needs.
        self.left: int | None = None
        #: Answers nothing at all, like a cheap printer on a one-way cable.
        self.mute = False
        self._buffer: deque[tuple[Session, Command]] = deque()
        self._sessions: list[Session] = []

    @property
    def out(self) -> bool:
        """No paper under the head."""
        return self.left is not None and self.left <= 0

    @property
    def able(self) -> bool:
        """Can print now."""
        return self.online and not self.cover_open and not self.out

    def connect(self) -> Session:
        """Begin a connection."""
        session = Session()
        self._sessions.append(session)
        return session

    def disconnect(self, session: Session) -> None:
        """End a connection; what it sent stays in the buffer."""
        self._sessions.remove(session)

    def receive(self, session: Session, data: bytes) -> list[PrintedSlip]:
        """Take bytes; give the slips that were cut off by them. Answers lie in the session's outbox."""
        for command in session.parser.feed(data):
            match command.name:
                case "status":
                    self._answer(session, bytes((self._status(command.data[0]),)))
                case "recover" if command.data == b"\x02":
                    self._buffer.clear()
                case "recover" | "real_time" | "pulse":
                    pass
                case "automatic_status":
                    # Not held back by a lack of paper: a driver asks for it to learn of that very thing.
                    session.automatic = command.data[0] != 0
                    if session.automatic:
                        self._answer(session, self.automatic_status())
                case "raster":
                    self._buffer.extend((session, band) for band in _bands(command))
                case _:
                    self._buffer.append((session, command))
        return self._run()

    def control(self, line: str) -> tuple[dict[str, object], list[PrintedSlip]]:
        """
        Obey one control line.

        Returns: the reply, and slips that came out because of it. Raises: ControlError.
        """
        words = line.split()
        before = self._condition()
        match words:
            case ["paper", "out"]:
                self.left = 0
            case ["paper", "low"]:
                self.low, self.left = True, None
            case ["paper", "ok"]:
                self.low, self.left = False, None
            case ["paper", millimetres] if millimetres.isdigit():
                self.left = int(millimetres) * _DOTS_PER_MM
            case ["cover", "open"]:
                self.cover_open = True
            case ["cover", "close"]:
                self.cover_open = False
            case ["offline"]:
                self.online = False
            case ["online"]:
                self.online = True
            case ["mute"]:
                self.mute = True
            case ["unmute"]:
                self.mute = False
            case ["state"]:
                pass
            case _:
                raise ControlError(f"unknown control line: {line!r}")
        if self._condition() != before:
            self._report()
        slips = self._run()
        return self.state(), slips

    def state(self) -> dict[str, object]:
        """Describe the machine, for people and tests."""
        paper = "out" if self.out else "low" if self.low else "ok"
        return {
            "paper": paper,
            "left_mm": None if self.left is None else max(self.left, 0) // _DOTS_PER_MM,
            "cover": "open" if self.cover_open else "closed",
            "online": self.online,
            "mute": self.mute,
            "waiting": len(self._buffer),
        }

    def automatic_status(self) -> bytes:
        """Give the four bytes of automatic status (ASB)."""
        first = 0x10 | _DRAWER_SHUT
        if not self.able:
            first |= 0x08
        if self.cover_open:
            first |= 0x20
        paper = (0x03 if self.low or self.out else 0) | (0x0C if self.out else 0)
        return bytes((first, 0, paper, 0x0F))

    def _status(self, number: int) -> int:
        match number:
            case 1:
                return _FIXED | _DRAWER_SHUT | (0 if self.able else 0x08)
            case 2:
                return _FIXED | (0x04 if self.cover_open else 0) | (0x20 if self.out else 0)
            case 4:
                return _FIXED | (0x0C if self.low or self.out else 0) | (0x60 if self.out else 0)
            case _:
                return _FIXED

    def _condition(self) -> tuple[bool, bool, bool, bool]:
        return self.out, self.low, self.cover_open, self.online

    def _report(self) -> None:
        for session in self._sessions:
            if session.automatic:
                self._answer(session, self.automatic_status())

    def _answer(self, session: Session, data: bytes) -> None:
        if not self.mute:
            session.outbox += data

    def _run(self) -> list[PrintedSlip]:
        """Carry out what is in the buffer while it can be."""
        before = self._condition()
        while self._buffer and self.able:
            session, command = self._buffer.popleft()
            fed = self.paper.length
            match command.name:
                case "buffered_status":
                    self._answer(session, bytes((self._buffered(command.data[0]),)))
                case "printer_id":
                    self._answer(session, _identity(command.data[0]))
                case "block" if command.data[:1] == b"H" and command.data[3:5] == b"00":
                    self._answer(session, b"\x37\x22" + command.data[5:9] + b"\x00")
                case _:
                    self.paper.apply(command)
            if self.left is not None:
                self.left -= max(self.paper.length - fed, 0)
        if self._condition() != before:
            self._report()
        slips, self.paper.finished = self.paper.finished, []
        return slips

    def _buffered(self, number: int) -> int:
        if number in (1, 49):
            return (0x03 if self.low or self.out else 0) | (0x0C if self.out else 0)
        return 0x01 if number in (2, 50) else 0


def _bands(command: Command) -> Iterable[Command]:
    """Cut a raster into bands of a few rows."""
    data = command.data
    row, rows = int.from_bytes(data[1:3], "little"), int.from_bytes(data[3:5], "little")
    for top in range(0, rows, _BAND):
        count = min(_BAND, rows - top)
        body = data[5 + top * row : 5 + (top + count) * row]
        yield Command("raster", data[:3] + count.to_bytes(2, "little") + body)


def _identity(number: int) -> bytes:
    """Answer GS I: single bytes for 1 to 3, named blocks for 65 and up."""
    blocks = {65: b"1.00", 66: b"ANTREAN", 67: b"EMULATOR", 68: b"000000"}
    if number in blocks:
        return b"\x5f" + blocks[number] + b"\x00"
    return {1: b"\x20", 49: b"\x20", 2: b"\x02", 50: b"\x02"}.get(number, b"\x00")
