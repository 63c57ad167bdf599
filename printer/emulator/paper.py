"""
From commands to a printed slip: what the emulated printer puts on its roll until it cuts.

Draws and keeps the text it was given, so that a test can read both. Answers nothing and has no sensors: `machine`.
Barcodes (GS k) are shown as a frame with their data, not as bars.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import segno
from PIL import Image, ImageChops, ImageDraw

from printer.emulator.glyphs import CELLS, decode, glyph
from printer.emulator.parser import Command

_log = logging.getLogger(__name__)

_DEFAULT_SPACING: Final = 30
_QR_LEVELS: Final = {48: "l", 49: "m", 50: "q", 51: "h"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedSlip:
    """
    What was printed between two cuts.

    Attributes:
        picture: 1-bit, black = ink, as wide as the paper.
        text: the characters sent as text, a line each; nothing of what was sent as a picture.
        codes: what native QR commands were given to encode.
    """

    picture: Image.Image
    text: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How characters are set; what ESC @ puts back."""

    align: int = 0
    bold: bool = False
    underline: int = 0
    reverse: bool = False
    upside_down: bool = False
    font: int = 0
    wide: int = 1
    tall: int = 1
    page: int = 0
    spacing: int = _DEFAULT_SPACING
    gap: int = 0
    left: int = 0
    area: int | None = None


@dataclass(slots=True)
class _Qr:
    module: int = 3
    level: int = 48
    data: bytes = b""


@dataclass(slots=True)
class _Line:
    """The line being filled: pictures with their x, the text, and how far it has come."""

    items: list[tuple[int, Image.Image]] = field(default_factory=list)
    text: str = ""
    x: int = 0


class Paper:
    """A roll; slips that were cut off lie in `finished`, oldest first."""

    def __init__(self, *, width: int) -> None:
        """Put in a roll of this width in dots."""
        self.width = width
        self.finished: list[PrintedSlip] = []
        #: Dots fed since the last cut.
        self.length = 0
        self._style = Style()
        self._line = _Line()
        self._rows: list[tuple[int, Image.Image]] = []
        self._text: list[str] = []
        self._codes: list[str] = []
        self._qr = _Qr()
        self._stored: Image.Image | None = None

    def apply(self, command: Command) -> None:
        """Carry out one printing command; others are ignored, unknown ones logged."""
        if command.name == "unknown":
            _log.info("emulator: unknown command %s", command.data.hex(" "))
            return
        if (action := _ACTIONS.get(command.name)) is not None:
            action(self, command.data)
        elif (setting := _SETTINGS.get(command.name)) is not None:
            self._style = setting(self._style, command.data)

    # Printing -------------------------------------------------------------------------------------------------------

    def _put_text(self, data: bytes) -> None:
        style = self._style
        width, height = CELLS[style.font]
        for character in decode(data, page=style.page):
            picture = glyph(character, cell=(width * style.wide, height * style.tall), bold=style.bold)
            if style.gap:
                spaced = Image.new("L", (picture.width + style.gap * style.wide, picture.height), 0)
                spaced.paste(picture, (0, 0))
                picture = spaced
            if style.underline:
                picture = picture.copy()
                bottom = picture.height - 1
                ImageDraw.Draw(picture).rectangle((0, bottom - style.underline + 1, picture.width, bottom), fill=255)
            if style.reverse:
                picture = ImageChops.invert(picture)
            if self._line.x + picture.width > self._area():
                self._end_line()
            self._line.items.append((self._line.x, picture))
            self._line.x += picture.width
            self._line.text += character

    def _put_picture(self, picture: Image.Image) -> None:
        """Put a picture in the line, or, too tall for text to stand beside it, on rows of its own."""
        self._line.items.append((self._line.x, picture))
        self._line.x += picture.width

    def _end_line(self) -> None:
        """Print the line and feed by its height, at least by the line spacing."""
        tallest = max((picture.height for _, picture in self._line.items), default=0)
        self._print_line(tallest)
        self._feed(max(tallest, self._style.spacing))

    def _flush_line(self) -> None:
        """Print a started line, before something that needs rows of its own."""
        if self._line.items:
            self._end_line()

    def _print_line(self, tallest: int) -> None:
        line, style = self._line, self._style
        self._line = _Line()
        if line.text:
            self._text.append(line.text.rstrip())
        if not line.items:
            return
        wide = max(x + picture.width for x, picture in line.items)
        row = Image.new("L", (max(wide, 1), tallest), 0)
        for x, picture in line.items:
            row.paste(picture, (x, tallest - picture.height))
        if style.upside_down:
            row = row.rotate(180)
        self._place(row)

    def _place(self, row: Image.Image) -> None:
        """Put ink at the present place across the paper, aligned; the roll does not move."""
        spare = max(self._area() - row.width, 0)
        offset = (0, spare // 2, spare)[self._style.align]
        across = Image.new("L", (self.width, row.height), 0)
        across.paste(row, (self._style.left + offset, 0))
        self._rows.append((self.length, across))

    def _feed(self, dots: int) -> None:
        self.length += dots

    def _area(self) -> int:
        room = self.width - self._style.left
        return room if self._style.area is None else min(self._style.area, room)

    def _rows_of(self, picture: Image.Image) -> None:
        self._flush_line()
        self._place(picture)
        self._feed(picture.height)

    # Commands -------------------------------------------------------------------------------------------------------

    def _initialize(self, data: bytes) -> None:
        self._style = Style()
        self._line = _Line()
        self._qr = _Qr()

    def _line_feed(self, data: bytes) -> None:
        self._end_line()

    def _feed_lines(self, data: bytes) -> None:
        self._flush_line()
        self._feed(data[0] * self._style.spacing)

    def _feed_dots(self, data: bytes) -> None:
        self._flush_line()
        self._feed(data[0])

    def _tab(self, data: bytes) -> None:
        cell = CELLS[self._style.font][0] * 8
        self._line.x = (self._line.x // cell + 1) * cell
        self._line.text += "\t"

    def _absolute(self, data: bytes) -> None:
        self._move(int.from_bytes(data, "little"))

    def _relative(self, data: bytes) -> None:
        self._move(max(self._line.x + int.from_bytes(data, "little", signed=True), 0))

    def _move(self, x: int) -> None:
        if x > self._line.x and self._line.text and not self._line.text.endswith(" "):
            self._line.text += " "
        self._line.x = x

    def _raster(self, data: bytes) -> None:
        width, height = int.from_bytes(data[1:3], "little") * 8, int.from_bytes(data[3:5], "little")
        if not width or not height:
            return
        picture = Image.frombytes("1", (width, height), data[5:]).convert("L")
        if data[0] & 3:
            picture = picture.resize((width * (1 + (data[0] & 1)), height * (1 + (data[0] >> 1 & 1))))
        self._rows_of(picture)

    def _bit_image(self, data: bytes) -> None:
        tall = 24 if data[0] in (32, 33) else 8
        columns = int.from_bytes(data[1:3], "little")
        if not columns:
            return
        # Column by column, most significant bit on top: a raster turned on its side.
        picture = Image.frombytes("1", (tall, columns), data[3:]).convert("L").transpose(Image.Transpose.TRANSPOSE)
        # Single density doubles the dots across (m 0, 32) and, for eight dots, the density down is a third.
        across = 1 if data[0] in (1, 33) else 2
        picture = picture.resize((columns * across, 24), Image.Resampling.NEAREST)
        self._put_picture(picture)

    def _block(self, data: bytes) -> None:
        """GS ( X: QR (k) and graphics (L)."""
        if data[:1] == b"k":
            self._qr_function(data[3:])
        elif data[:1] == b"L":
            self._graphics(data[3:])

    def _block_long(self, data: bytes) -> None:
        """GS 8 L: graphics too large for GS ( L."""
        if data[:1] == b"L":
            self._graphics(data[5:])

    def _graphics(self, body: bytes) -> None:
        """Functions 112 (store a raster) and 50 (print it)."""
        if body[:2] == b"0p" and len(body) >= 10:
            across, down = body[3], body[4]
            width, height = int.from_bytes(body[6:8], "little"), int.from_bytes(body[8:10], "little")
            size = ((width + 7) // 8 * 8, height)
            picture = Image.frombytes("1", size, body[10:]).convert("L").crop((0, 0, width, height))
            self._stored = picture.resize((width * across, height * down), Image.Resampling.NEAREST)
        elif body[:2] in (b"02", b"0\x02") and self._stored is not None:
            self._rows_of(self._stored)
            self._stored = None

    def _qr_function(self, body: bytes) -> None:
        """Functions 167 size, 169 level, 180 store, 181 print of symbol 49."""
        if body[:1] != b"1":
            return
        match body[1]:
            case 67:
                self._qr.module = max(1, min(16, body[2]))
            case 69:
                self._qr.level = body[2]
            case 80:
                self._qr.data = body[3:]
            case 81 if self._qr.data:
                self._print_qr()

    def _print_qr(self) -> None:
        content = self._qr.data.decode("utf-8", errors="replace")
        code = segno.make_qr(content, error=_QR_LEVELS.get(self._qr.level, "l"), boost_error=False)
        rows = [bytes(row) for row in code.matrix]
        picture = Image.new("L", (len(rows), len(rows)), 0)
        picture.putdata([255 if dark else 0 for row in rows for dark in row])
        size = len(rows) * self._qr.module
        self._codes.append(content)
        self._rows_of(picture.resize((size, size), Image.Resampling.NEAREST))

    def _barcode(self, data: bytes) -> None:
        content = data[1:-1] if data[0] <= 6 else data[2:]
        label = content.decode("ascii", errors="replace")
        picture = Image.new("L", (12 * len(label) + 24, 64), 0)
        pen = ImageDraw.Draw(picture)
        pen.rectangle((0, 0, picture.width - 1, 63), outline=255, width=2)
        for at, character in enumerate(label):
            picture.paste(glyph(character, cell=(12, 24), bold=False), (12 + 12 * at, 20))
        self._text.append(label)
        self._rows_of(picture)

    def _cut(self, data: bytes) -> None:
        self._flush_line()
        if len(data) == 2:
            self._feed(data[1])
        picture = Image.new("L", (self.width, max(self.length, 1)), 0)
        for top, row in self._rows:
            # Ink adds up where lines overlap, as on paper.
            box = (0, top, self.width, top + row.height)
            picture.paste(ImageChops.lighter(picture.crop(box), row), box)
        self.finished.append(
            PrintedSlip(
                picture=ImageChops.invert(picture).convert("1", dither=Image.Dither.NONE),
                text=tuple(self._text),
                codes=tuple(self._codes),
            )
        )
        self.length = 0
        self._rows, self._text, self._codes = [], [], []


_ACTIONS: Final[Mapping[str, Callable[[Paper, bytes], None]]] = {
    "text": Paper._put_text,
    "initialize": Paper._initialize,
    "line_feed": Paper._line_feed,
    "feed_lines": Paper._feed_lines,
    "feed_dots": Paper._feed_dots,
    "tab": Paper._tab,
    "absolute_position": Paper._absolute,
    "relative_position": Paper._relative,
    "raster": Paper._raster,
    "bit_image": Paper._bit_image,
    "block": Paper._block,
    "block_long": Paper._block_long,
    "barcode": Paper._barcode,
    "cut": Paper._cut,
}


def _print_mode(style: Style, data: bytes) -> Style:
    mode = data[0]
    return replace(
        style,
        font=mode & 1,
        bold=bool(mode & 8),
        tall=2 if mode & 16 else 1,
        wide=2 if mode & 32 else 1,
        underline=1 if mode & 128 else 0,
    )


def _digit(value: int) -> int:
    """Read a parameter that may be given as a number or as its ASCII digit."""
    return value - 48 if 48 <= value <= 57 else value


#: Settings: they change the style of what follows.
_SETTINGS: Final[Mapping[str, Callable[[Style, bytes], Style]]] = {
    "align": lambda style, data: replace(style, align=min(_digit(data[0]), 2)),
    "bold": lambda style, data: replace(style, bold=bool(data[0] & 1)),
    "double_strike": lambda style, data: replace(style, bold=bool(data[0] & 1)),
    "underline": lambda style, data: replace(style, underline=min(_digit(data[0]), 2)),
    "reverse": lambda style, data: replace(style, reverse=bool(data[0] & 1)),
    "upside_down": lambda style, data: replace(style, upside_down=bool(data[0] & 1)),
    "font": lambda style, data: replace(style, font=_digit(data[0]) & 1),
    "code_page": lambda style, data: replace(style, page=data[0]),
    "print_mode": _print_mode,
    "size": lambda style, data: replace(style, wide=(data[0] >> 4 & 7) + 1, tall=(data[0] & 7) + 1),
    "character_space": lambda style, data: replace(style, gap=data[0]),
    "default_spacing": lambda style, data: replace(style, spacing=_DEFAULT_SPACING),
    "line_spacing": lambda style, data: replace(style, spacing=data[0]),
    "left_margin": lambda style, data: replace(style, left=int.from_bytes(data, "little")),
    "print_width": lambda style, data: replace(style, area=int.from_bytes(data, "little")),
}
