"""
From ESC/POS bytes to commands: pure, incremental, one table.

Knows how long each command is and nothing of what it does (see `paper` and `machine`). Bytes may arrive in any pieces;
an unknown command is reported as such and its first two bytes are skipped, as printers do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

ESC, GS, FS, DLE = b"\x1b", b"\x1d", b"\x1c", b"\x10"


@dataclass(frozen=True, slots=True)
class Command:
    """
    One command.

    Attributes:
        name: from the table below, `text` for printable bytes, `unknown` for what is not in it.
        data: its parameters (for `text` the characters, for `unknown` the bytes skipped).
    """

    name: str
    data: bytes = b""


#: Given the bytes after the command's own, how many of them belong to it; None: not enough has arrived to tell.
Length = Callable[[bytes], int | None]


def fixed(count: int) -> Length:
    """Always this many parameter bytes."""
    return lambda rest: count


def until_nul(rest: bytes) -> int | None:
    """Give the length up to and with the first NUL."""
    end = rest.find(0)
    return end + 1 if end >= 0 else None


def counted(*, at: int, size: int) -> Length:
    """Measure a block whose length stands at `at` in `size` bytes, low byte first, and counts what comes after it."""

    def length(rest: bytes) -> int | None:
        if len(rest) < at + size:
            return None
        return at + size + int.from_bytes(rest[at : at + size], "little")

    return length


def raster(rest: bytes) -> int | None:
    """GS v 0 m xL xH yL yH d...: x bytes in each of y rows."""
    if len(rest) < 5:
        return None
    return 5 + int.from_bytes(rest[1:3], "little") * int.from_bytes(rest[3:5], "little")


def bit_image(rest: bytes) -> int | None:
    """ESC * m nL nH d...: n columns of one byte, or of three in the 24-dot modes (m 32, 33)."""
    if len(rest) < 3:
        return None
    return 3 + int.from_bytes(rest[1:3], "little") * (3 if rest[0] in (32, 33) else 1)


def cut(rest: bytes) -> int | None:
    """GS V m: alone, or with a feed after it (m 65, 66, 97, 98, 103, 104)."""
    if not rest:
        return None
    return 2 if rest[0] in (65, 66, 97, 98, 103, 104) else 1


def barcode(rest: bytes) -> int | None:
    """GS k m: the old form ends with NUL (m 0 to 6), the new one counts (m 65 and up)."""
    if not rest:
        return None
    if rest[0] <= 6:
        end = rest.find(0, 1)
        return end + 1 if end >= 0 else None
    return 2 + rest[1] if len(rest) >= 2 else None


def downloaded_image(rest: bytes) -> int | None:
    """GS * x y d...: x columns of y bytes, times eight."""
    if len(rest) < 2:
        return None
    return 2 + rest[0] * rest[1] * 8


def real_time_request(rest: bytes) -> int | None:
    """DLE DC4 fn ...: pulse, power off, transmit, clear buffer."""
    if not rest:
        return None
    return {1: 3, 2: 3, 7: 2, 8: 8}.get(rest[0], 1)


#: Every command there is for this printer: its bytes, its name, its length.
TABLE: Final[Mapping[bytes, tuple[str, Length]]] = MappingProxyType(
    {
        b"\n": ("line_feed", fixed(0)),
        b"\r": ("carriage_return", fixed(0)),
        b"\t": ("tab", fixed(0)),
        b"\x0c": ("form_feed", fixed(0)),
        DLE + b"\x04": ("status", fixed(1)),
        DLE + b"\x05": ("recover", fixed(1)),
        DLE + b"\x14": ("real_time", real_time_request),
        ESC + b"@": ("initialize", fixed(0)),
        ESC + b"a": ("align", fixed(1)),
        ESC + b"E": ("bold", fixed(1)),
        ESC + b"G": ("double_strike", fixed(1)),
        ESC + b"!": ("print_mode", fixed(1)),
        ESC + b"-": ("underline", fixed(1)),
        ESC + b"M": ("font", fixed(1)),
        ESC + b"t": ("code_page", fixed(1)),
        ESC + b"R": ("character_set", fixed(1)),
        ESC + b"V": ("rotate", fixed(1)),
        ESC + b"{": ("upside_down", fixed(1)),
        ESC + b" ": ("character_space", fixed(1)),
        ESC + b"d": ("feed_lines", fixed(1)),
        ESC + b"J": ("feed_dots", fixed(1)),
        ESC + b"2": ("default_spacing", fixed(0)),
        ESC + b"3": ("line_spacing", fixed(1)),
        ESC + b"$": ("absolute_position", fixed(2)),
        ESC + b"\\": ("relative_position", fixed(2)),
        ESC + b"*": ("bit_image", bit_image),
        ESC + b"D": ("tab_stops", until_nul),
        ESC + b"p": ("pulse", fixed(3)),
        ESC + b"=": ("select_device", fixed(1)),
        ESC + b"c": ("paper_sensors", fixed(2)),
        ESC + b"i": ("cut", fixed(0)),
        ESC + b"m": ("cut", fixed(0)),
        ESC + b"S": ("standard_mode", fixed(0)),
        FS + b"&": ("kanji_on", fixed(0)),
        FS + b".": ("kanji_off", fixed(0)),
        FS + b"C": ("kanji_code", fixed(1)),
        FS + b"-": ("kanji_underline", fixed(1)),
        FS + b"S": ("kanji_space", fixed(2)),
        FS + b"!": ("kanji_mode", fixed(1)),
        FS + b"(": ("fs_block", counted(at=1, size=2)),
        GS + b"!": ("size", fixed(1)),
        GS + b"B": ("reverse", fixed(1)),
        GS + b"L": ("left_margin", fixed(2)),
        GS + b"W": ("print_width", fixed(2)),
        GS + b"P": ("motion_units", fixed(2)),
        GS + b"b": ("smoothing", fixed(1)),
        GS + b"V": ("cut", cut),
        GS + b"v0": ("raster", raster),
        GS + b"*": ("downloaded_image", downloaded_image),
        GS + b"(": ("block", counted(at=1, size=2)),
        GS + b"8": ("block_long", counted(at=1, size=4)),
        GS + b"a": ("automatic_status", fixed(1)),
        GS + b"r": ("buffered_status", fixed(1)),
        GS + b"I": ("printer_id", fixed(1)),
        GS + b"h": ("barcode_height", fixed(1)),
        GS + b"w": ("barcode_width", fixed(1)),
        GS + b"H": ("barcode_text", fixed(1)),
        GS + b"f": ("barcode_font", fixed(1)),
        GS + b"k": ("barcode", barcode),
    }
)

#: The first bytes of all commands, longest first, so that GS v 0 is found before a shorter one would be.
_BY_LENGTH: Final = tuple(sorted(TABLE, key=len, reverse=True))
_LONGEST: Final = max(map(len, TABLE))
_STARTS: Final = frozenset(ESC + GS + FS + DLE)


class Parser:
    """Takes bytes as they come, gives commands as they become whole."""

    def __init__(self) -> None:
        """Start with nothing pending."""
        self._pending = bytearray()

    @property
    def pending(self) -> int:
        """How many bytes of an unfinished command are kept."""
        return len(self._pending)

    def feed(self, data: bytes) -> list[Command]:
        """Take more bytes; give the commands that are whole now, in order."""
        self._pending += data
        commands: list[Command] = []
        at = 0
        while at < len(self._pending):
            found = self._next(at)
            if found is None:
                break
            command, at = found
            if command is not None:
                commands.append(command)
        del self._pending[:at]
        return commands

    def _next(self, at: int) -> tuple[Command | None, int] | None:
        """Give the command at a place and where the next begins; None when it is not whole yet."""
        first = self._pending[at]
        if first >= 0x20 and first != 0x7F:
            return self._text(at)
        head = bytes(self._pending[at : at + _LONGEST])
        prefix = next((known for known in _BY_LENGTH if head.startswith(known)), None)
        if prefix is None:
            return self._unmatched(at, head)
        name, length = TABLE[prefix]
        start = at + len(prefix)
        # Only the bytes that tell the length are copied, except for the few commands that end with NUL.
        peek = bytes(self._pending[start : start + 8])
        size = length(bytes(self._pending[start:]) if name in ("tab_stops", "barcode") else peek)
        if size is None or len(self._pending) < start + size:
            return None
        return Command(name, bytes(self._pending[start : start + size])), start + size

    def _text(self, at: int) -> tuple[Command, int]:
        end = at
        while end < len(self._pending) and self._pending[end] >= 0x20 and self._pending[end] != 0x7F:
            end += 1
        return Command("text", bytes(self._pending[at:end])), end

    def _unmatched(self, at: int, head: bytes) -> tuple[Command | None, int] | None:
        if any(known.startswith(head) for known in _BY_LENGTH) and len(head) < _LONGEST:
            return None
        if head[0] not in _STARTS:
            # A lone control byte, such as the NULs some programs send to flush an interrupted command: ignored.
            return None, at + 1
        return Command("unknown", head[:2]), at + len(head[:2])
