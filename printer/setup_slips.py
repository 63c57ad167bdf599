"""
Slips for whoever sets a printer up: a test slip that shows its true width, and one with a pairing code.

Pure pictures like `slip`; a visitor never gets one of these.
"""

from __future__ import annotations

from typing import Final

from PIL import Image

from printer.slip import WIDTHS
from printer.slip_parts import CODE, FOOT, HEADING, TEXT, VALUE, qr_picture, words
from printer.typeset import Sheet, Span
from server.look.words import Language

#: The head's pitch, for the ruler: 203 dots per inch is eight to the millimetre (FIELD D.1).
_DOTS_PER_MM: Final = 8
_TEST_CODE: Final = "12345678"


def draw_test_slip(*, width: int, printed_at: str, language: Language) -> Image.Image:
    """
    Draw the calibration print: edges, ruler, one arrow per known width, the smallest type, a QR of `12345678`.

    Args:
        width: dots to draw for, a multiple of eight; print it wider than the head and the right edge is missing.
        printed_at: local date and time in words, or empty.
    """
    _ = words(language)
    sheet = Sheet(width=width, margin=round(width / 24))
    sheet.space(16)
    sheet.paragraph([Span(_("Test slip"), HEADING)])
    sheet.paragraph([Span(_("Width {dots} dots").format(dots=width), VALUE)])
    if printed_at:
        sheet.paragraph([Span(printed_at, TEXT)])
    sheet.space(16)
    _ruler(sheet)
    sheet.space(12)
    sheet.paragraph([Span(_("Both edge lines must be visible."), TEXT)])
    sheet.space(16)
    for known in sorted(width_ for width_ in WIDTHS if width_ <= width):
        _arrow(sheet, known)
    sheet.space(8)
    sheet.paragraph([Span(_("Choose the largest width whose line ends in a whole arrow."), TEXT)])
    sheet.space(16)
    _greys(sheet)
    sheet.space(16)
    sheet.paragraph([Span(_("Can you read this line? It is the smallest type."), FOOT)])
    sheet.space(16)
    sheet.paste(qr_picture(_TEST_CODE, room=176), left=sheet.margin, top=round(sheet.y))
    sheet.space(168 + 16)
    height = round(sheet.y)
    sheet.fill(0, 0, 2, height)
    sheet.fill(width - 2, 0, width, height)
    return sheet.finish()


def draw_pairing_slip(*, width: int, code: str, address: str, language: Language) -> Image.Image:
    """
    Draw the slip on which a printer shows the code that pairs it.

    No time stands on it: a machine that is being set up has no clock and no zone to be trusted.

    Args:
        code: as a person types it.
        address: of the server it asked, so that somebody with two of them knows which; empty: left out.
    """
    _ = words(language)
    sheet = Sheet(width=width, margin=round(width / 24))
    sheet.space(16)
    sheet.paragraph([Span(_("Pair this printer"), HEADING)])
    sheet.space(12)
    sheet.paragraph([Span(code, CODE.at(round(width / 8)))])
    sheet.space(12)
    sheet.paragraph([Span(_("Enter this code on the admin page, Devices."), TEXT)])
    sheet.space(6)
    sheet.paragraph([Span(_("It is valid for a few minutes. After that this printer prints a new one."), TEXT)])
    if address:
        sheet.space(10)
        sheet.paragraph([Span(_("Server: {address}").format(address=address), FOOT)])
    sheet.space(16)
    return sheet.finish()


def _ruler(sheet: Sheet) -> None:
    """Draw a millimetre scale from the left edge, long marks at 10 mm."""
    top = round(sheet.y)
    for millimetre in range(sheet.width // _DOTS_PER_MM + 1):
        left = min(millimetre * _DOTS_PER_MM, sheet.width - 2)
        length = 36 if millimetre % 10 == 0 else 26 if millimetre % 5 == 0 else 16
        sheet.fill(left, top, left + 2, top + length)
    sheet.y = top + 36


def _arrow(sheet: Sheet, dots: int) -> None:
    """Draw a line that ends in an arrow exactly at `dots`."""
    sheet.line([Span(str(dots), TEXT)], x=sheet.margin)
    top = round(sheet.y) + 34
    sheet.fill(0, top + 9, dots, top + 11)
    for step in range(10):
        sheet.fill(dots - 2 * (step + 1), top + 10 - step - 1, dots - 2 * step, top + 10 + step + 1)
    sheet.y = top + 26


def _greys(sheet: Sheet) -> None:
    """Draw fields of ever finer dots: uneven ones mean a dirty or worn head."""
    top = round(sheet.y)
    field = sheet.inner // 4
    for at, cell in enumerate((8, 4, 2, 1)):
        left = sheet.margin + at * field
        for y in range(0, 40, cell):
            for x in range(0, field - 8, cell):
                if (x // cell + y // cell) % 2 == 0:
                    sheet.fill(left + x, top + y, left + x + cell, top + y + cell)
    sheet.y = top + 40
