"""
Setting type in dots: measuring, wrapping and drawing Inter on a one-colour sheet.

Knows nothing of slips (see `slip`) and nothing of printers. Lengths are dots, line boxes follow CSS: a line of size s
and line height h takes h*s, with the text centred in it. Text is never clipped: what is too wide is wrapped, at last
inside a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from math import ceil
from typing import Final

from PIL import Image, ImageDraw, ImageFont, features

from server.look.fonts import font_path
from server.look.tokens import CAPITAL_EM, FIGURE_FEATURES

BLACK: Final = 0
WHITE: Final = 255

#: Inter's ascender and descender in em (its hhea table); they place the baseline inside a line box.
_ASCENT: Final = 0.96875
_DESCENT: Final = 0.2412

#: Without libraqm (which needs libfribidi on the machine) Pillow cannot apply OpenType features or kerning.
HAS_RAQM: Final = bool(features.check("raqm"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """
    One way to set text.

    Attributes:
        weight: 500, 600, 700 or 800.
        size: dots per em.
        tracking: em added after each character, negative = closer.
        figures: equal digit widths and a raised hyphen, for ticket numbers, codes and clocks.
        shaped: let libraqm kern and choose the figures; False does the figures by hand, as on a machine without it.
    """

    weight: int
    size: float
    tracking: float = -0.01
    figures: bool = False
    shaped: bool = field(default=HAS_RAQM)

    def at(self, size: float) -> Face:
        """Give the same face in another size."""
        return Face(weight=self.weight, size=size, tracking=self.tracking, figures=self.figures, shaped=self.shaped)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a paragraph in one face."""

    text: str
    face: Face


@cache
def _font(weight: int, size: float, shaped: bool) -> ImageFont.FreeTypeFont:
    engine = ImageFont.Layout.RAQM if shaped else ImageFont.Layout.BASIC
    return ImageFont.truetype(str(font_path(weight)), size, layout_engine=engine)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A glyph with its left edge and its lift over the baseline, dots from the start of its text."""

    character: str
    x: float
    lift: float


def _place(text: str, face: Face) -> tuple[list[_Placed], float]:
    """Place each character; also give the advance of the whole without the tracking after its last character."""
    tracking = face.tracking * face.size
    placed: list[_Placed] = []
    x, before = 0.0, ""
    for character in text:
        if before:
            x += _kerning(before, character, face) + tracking
        offset, lift, advance = _metrics(character, face)
        placed.append(_Placed(character, x + offset, lift))
        x += advance
        before = character
    return placed, x


@cache
def _metrics(character: str, face: Face) -> tuple[float, float, float]:
    """Give how far a character stands to the right in its own width, how far it is lifted, and its advance."""
    font = _font(face.weight, face.size, face.shaped)
    if face.shaped:
        return 0.0, 0.0, font.getlength(character, features=_options(face))
    own = font.getlength(character)
    if face.figures and character.isdigit():
        wide = max(font.getlength(digit) for digit in "0123456789")
        return (wide - own) / 2, 0.0, wide
    if face.figures and character in "-–":
        # `case` by hand: the hyphen is drawn at the middle of the small letters; lift it to that of capitals.
        _, top, _, bottom = font.getmask(character).getbbox() or (0, 0, 0, 0)
        _, offset = font.getbbox(character, anchor="ls")[:2]
        return 0.0, CAPITAL_EM * face.size / 2 + offset + (bottom - top) / 2, own
    return 0.0, 0.0, own


@cache
def _kerning(before: str, character: str, face: Face) -> float:
    """Give what a pair takes more or less than its two characters; nothing without libraqm."""
    if not face.shaped:
        return 0.0
    font, options = _font(face.weight, face.size, True), _options(face)
    alone = font.getlength(before, features=options) + font.getlength(character, features=options)
    return font.getlength(before + character, features=options) - alone


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A character's ink and where its corner lies from the pen, in dots."""

    mask: Image.Image
    left: int
    top: int


@cache
def _drawn(character: str, face: Face, quarter: int) -> _Drawn | None:
    """
    Draw one character, a quarter of a dot finely placed; None for one without ink.

    Kept, because a slip repeats few characters and drawing is most of what a slip costs.
    """
    font = _font(face.weight, face.size, face.shaped)
    room = ceil(face.size)
    canvas = Image.new("L", (ceil(font.getlength(character)) + 2 * room, 3 * room), 0)
    options = _options(face) if face.shaped else None
    pen = (room + quarter / 4, 2 * room)
    ImageDraw.Draw(canvas).text(pen, character, font=font, fill=255, anchor="ls", features=options)
    box = canvas.getbbox()
    return None if box is None else _Drawn(canvas.crop(box), box[0] - room, box[1] - 2 * room)


def _options(face: Face) -> list[str]:
    """Name the OpenType features: characters are drawn one by one, so none that looks at its neighbours may measure."""
    return ["-calt", *(FIGURE_FEATURES if face.figures else ())]


def width_of(text: str, face: Face) -> float:
    """Measure one line of text in dots."""
    return _place(text, face)[1]


def wrap(spans: Sequence[Span], *, width: float) -> list[list[Span]]:
    """
    Break a paragraph into lines of at most `width` dots, at spaces; a word too wide alone is broken inside.

    A no-break space keeps two words together (see `kept`).

    Returns: the lines, none for an empty text; a line's spans keep their faces, without spaces at its ends.
    """
    lines: list[list[Span]] = []
    used = 0.0
    for span in spans:
        gap = width_of(" ", span.face) + span.face.tracking * span.face.size * 2
        for word in _words(span, width=width):
            wide = width_of(word, span.face)
            if lines and used + gap + wide <= width:
                _join(lines[-1], word, span.face)
                used += gap + wide
            else:
                lines.append([Span(word, span.face)])
                used = wide
    return lines


def kept(text: str) -> str:
    """Give the text with its words kept on one line, for a date."""
    return text.replace(" ", "\u00a0")


def _words(span: Span, *, width: float) -> list[str]:
    words: list[str] = []
    for word in filter(None, span.text.split(" ")):
        rest = word
        while width_of(rest, span.face) > width and len(rest) > 1:
            cut = len(rest) - 1
            while cut > 1 and width_of(rest[:cut], span.face) > width:
                cut -= 1
            words.append(rest[:cut])
            rest = rest[cut:]
        words.append(rest)
    return words


def _join(line: list[Span], word: str, face: Face) -> None:
    last = line[-1]
    if last.face == face:
        line[-1] = Span(f"{last.text} {word}", face)
    else:
        line.append(Span(f" {word}", face))


class Sheet:
    """
    A strip of paper being drawn from the top down; `y` is the next free dot row.

    Drawn in grey and cut to black and white at the end: sharper at 203 dpi than the font's own 1-bit hinting.
    """

    def __init__(self, *, width: int, margin: int) -> None:
        """Start an empty sheet; both in dots, `width` a multiple of eight."""
        self.width = width
        self.margin = margin
        self.y = 0.0
        self._image = Image.new("L", (width, 2048), WHITE)
        self._draw = ImageDraw.Draw(self._image)

    @property
    def inner(self) -> int:
        """The width between the margins."""
        return self.width - 2 * self.margin

    def space(self, dots: float) -> None:
        """Leave this much empty."""
        self.y += dots

    def rule(self, *, thickness: int = 2) -> None:
        """Draw a line from margin to margin."""
        top = round(self.y)
        self.fill(self.margin, top, self.width - self.margin, top + thickness)
        self.y = top + thickness

    def fill(self, left: int, top: int, right: int, bottom: int, *, ink: int = BLACK) -> None:
        """Fill a rectangle; right and bottom are exclusive."""
        self._grow(bottom)
        self._draw.rectangle((left, top, right - 1, bottom - 1), fill=ink)

    def box(self, left: int, top: int, size: int, *, thickness: int = 3) -> None:
        """Draw a square outline, a tick box."""
        self._grow(top + size)
        self._draw.rectangle((left, top, left + size - 1, top + size - 1), outline=BLACK, width=thickness)

    def stroke(self, start: tuple[int, int], end: tuple[int, int], *, thickness: int = 3, ink: int = BLACK) -> None:
        """Draw a straight line with round ends, both points included."""
        self._grow(max(start[1], end[1]) + thickness)
        self._draw.line((*start, *end), fill=ink, width=thickness)
        half = thickness / 2 - 0.5
        for x, y in (start, end):
            self._draw.ellipse((x - half, y - half, x + half, y + half), fill=ink)

    def paragraph(
        self,
        spans: Sequence[Span],
        *,
        left: float | None = None,
        width: float | None = None,
        line_height: float = 1.2,
        ink: int = BLACK,
    ) -> None:
        """Set a wrapped paragraph at `y` and move below it; left and width default to the margins."""
        x = self.margin if left is None else left
        for line in wrap(spans, width=self.inner if width is None else width):
            size = max(span.face.size for span in line)
            self.line(line, x=x, line_height=line_height, ink=ink)
            self.y += size * line_height

    def line(self, spans: Sequence[Span], *, x: float, line_height: float = 1.2, ink: int = BLACK) -> None:
        """Set one unwrapped line at `x` with its box at `y`; `y` stays."""
        size = max(span.face.size for span in spans)
        baseline = self.y + baseline_in(size, line_height=line_height)
        for span in spans:
            x = self.text(span.text, span.face, x=x, baseline=baseline, ink=ink)

    def text(self, text: str, face: Face, *, x: float, baseline: float, ink: int = BLACK) -> float:
        """Draw text on a baseline; give the x after it, with the tracking of its last character."""
        self._grow(round(baseline + face.size))
        placed, advance = _place(text, face)
        for glyph in placed:
            quarters = round((x + glyph.x) * 4)
            drawn = _drawn(glyph.character, face, quarters % 4)
            if drawn is not None:
                corner = (quarters // 4 + drawn.left, round(baseline) - round(glyph.lift) + drawn.top)
                self._image.paste(ink, corner, drawn.mask)
        return x + advance + face.tracking * face.size

    def paste(self, picture: Image.Image, *, left: int, top: int) -> None:
        """Put a black-and-white picture on the sheet."""
        self._grow(top + picture.height)
        self._image.paste(picture.convert("L"), (left, top))

    def finish(self) -> Image.Image:
        """Give the sheet down to `y` as a 1-bit picture, black = ink."""
        height = round(self.y)
        self._grow(height)
        grey = self._image.crop((0, 0, self.width, height))
        return grey.point(_TO_BLACK_AND_WHITE).convert("1", dither=Image.Dither.NONE)

    def _grow(self, bottom: int) -> None:
        if bottom <= self._image.height:
            return
        taller = Image.new("L", (self.width, max(bottom, self._image.height * 2)), WHITE)
        taller.paste(self._image, (0, 0))
        self._image = taller
        self._draw = ImageDraw.Draw(taller)


#: Where grey becomes black: a little above half, so that thin strokes do not break up on a worn print head.
_CUT: Final = 150
_TO_BLACK_AND_WHITE: Final = [BLACK] * _CUT + [WHITE] * (256 - _CUT)


def baseline_in(size: float, *, line_height: float) -> float:
    """Give how far below the top of its line box the baseline of a text lies, in dots."""
    return size * ((line_height - _ASCENT - _DESCENT) / 2 + _ASCENT)
