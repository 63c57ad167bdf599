"""
The emulated printer's own characters: fixed cells, drawn from Inter, and the rule lines of the katakana page.

Only looks; which character stands where is `paper`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from server.look.fonts import font_path

#: Font A and B of an 80 mm printer, dots.
CELLS: Final[Mapping[int, tuple[int, int]]] = MappingProxyType({0: (12, 24), 1: (9, 17)})

#: ESC t n for the pages that Python knows (Epson's numbering); page 1 is katakana with rule lines.
_PAGES: Final[Mapping[int, str]] = MappingProxyType(
    {
        0: "cp437",
        2: "cp850",
        3: "cp860",
        4: "cp863",
        5: "cp865",
        16: "cp1252",
        17: "cp866",
        18: "cp852",
        19: "cp858",
        21: "tis-620",
    }
)
KATAKANA_PAGE: Final = 1

#: The rule lines of the katakana page from 0x8F on.
_RULES: Final = "┼┴┬┤├▔─│▕┌┐└┘╭╮╰╯"
_RULES_FROM: Final = 0x8F

#: Which arms a rule line has: up, down, left, right.
_ARMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "┼": "udlr",
        "┴": "ulr",
        "┬": "dlr",
        "┤": "udl",
        "├": "udr",
        "─": "lr",
        "│": "ud",
        "┌": "dr",
        "┐": "dl",
        "└": "ur",
        "┘": "ul",
        "╭": "dr",
        "╮": "dl",
        "╰": "ur",
        "╯": "ul",
    }
)


def decode(data: bytes, *, page: int) -> str:
    """Read the bytes of a code page; bytes it does not have become `?`, as on paper."""
    if page != KATAKANA_PAGE:
        return data.decode(_PAGES.get(page, "cp437"), errors="replace").replace("\ufffd", "?")
    return "".join(_katakana(byte) for byte in data)


def _katakana(byte: int) -> str:
    if _RULES_FROM <= byte < _RULES_FROM + len(_RULES):
        return _RULES[byte - _RULES_FROM]
    if byte < 0x80 or 0xA1 <= byte <= 0xDF:
        return bytes((byte,)).decode("shift_jis", errors="replace")
    return "?"


@cache
def glyph(character: str, *, cell: tuple[int, int], bold: bool) -> Image.Image:
    """Draw one character in a cell of this size (dots), ink = 255, as an `L` picture."""
    width, height = cell
    picture = Image.new("L", cell, 0)
    pen = ImageDraw.Draw(picture)
    if arms := _ARMS.get(character):
        _draw_rule(pen, arms, width, height, thick=max(height // 12, 1))
        return picture
    # Capitals take two thirds of the cell; a wide letter is squeezed into it, as in every printer's own font.
    font = ImageFont.truetype(str(font_path(700 if bold else 500)), round(height * 0.88))
    wide = max(int(font.getlength(character)) + 2, 1)
    drawn = Image.new("L", (wide, height), 0)
    ImageDraw.Draw(drawn).text((1, round(height * 0.78)), character, font=font, fill=255, anchor="ls")
    if wide > width:
        drawn = drawn.resize((width, height), Image.Resampling.LANCZOS)
    picture.paste(drawn, ((width - drawn.width) // 2, 0))
    return picture.point([0] * 110 + [255] * 146)


def _draw_rule(pen: ImageDraw.ImageDraw, arms: str, width: int, height: int, *, thick: int) -> None:
    x, y = width // 2, height // 2
    ends = {"u": (x, 0, x, y), "d": (x, y, x, height), "l": (0, y, x, y), "r": (x, y, width, y)}
    for arm in arms:
        pen.line(ends[arm], fill=255, width=thick)
