"""
The pieces that slips are made of: faces, head, number, bar, rows, tick boxes, QR with code.

Pure, and without a slip's own order, which is in `slip` and `pickup`. Each piece is set at the sheet's `y` and moves it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

import segno
from PIL import Image

from printer.typeset import WHITE, Face, Sheet, Span, baseline_in, width_of, wrap
from server.look.tokens import SLIP
from server.look.words import Language, clock, code_words, day_month_name, long_date, translator, weekday

LOCALE_DIR: Final = Path(__file__).parent / "locale"

_TIGHT: Final = SLIP.title_tracking
TEXT: Final = Face(weight=500, size=SLIP.sizes["text"])
STRONG: Final = Face(weight=600, size=SLIP.sizes["text"])
STAMP: Final = Face(weight=600, size=SLIP.sizes["text"], figures=True)
HOURS: Final = Face(weight=500, size=SLIP.sizes["text"], figures=True)
BOLD: Final = Face(weight=800, size=SLIP.sizes["text"])
FOOT: Final = Face(weight=500, size=SLIP.sizes["foot"])
FOOT_BOLD: Final = Face(weight=700, size=SLIP.sizes["foot"])
LABEL: Final = Face(weight=700, size=SLIP.sizes["value"])
VALUE: Final = Face(weight=800, size=SLIP.sizes["value"], tracking=_TIGHT, figures=True)
SECTION: Final = Face(weight=800, size=SLIP.sizes["value"], tracking=_TIGHT)
OFFICE: Final = Face(weight=800, size=SLIP.sizes["value"], tracking=_TIGHT)
SERVICE: Final = Face(weight=800, size=SLIP.sizes["service"], tracking=_TIGHT)
HEADING: Final = Face(weight=800, size=SLIP.sizes["heading"], tracking=_TIGHT)
DATE: Final = Face(weight=800, size=SLIP.sizes["date"], tracking=_TIGHT)
CODE: Final = Face(weight=800, size=SLIP.sizes["code"], tracking=0.0, figures=True)
NUMBER: Final = Face(weight=800, size=SLIP.sizes["number"], tracking=SLIP.number_tracking, figures=True)


@cache
def words(language: Language) -> Callable[[str], str]:
    """Give the function that says a sentence of this program in a language."""
    return translator(LOCALE_DIR, domain="printer", language=language).gettext


def head(sheet: Sheet, *, office: str, address: str, language: Language, copy: bool, practice: bool) -> None:
    """Set what stands above everything: the bars LATIHAN and SALINAN, the office, its address, a rule."""
    _ = words(language)
    if practice:
        bar(sheet, [[Span(_("PRACTICE"), SECTION)]])
    if copy:
        if practice:
            sheet.space(4)
        bar(sheet, [[Span(_("COPY"), SECTION)]])
    sheet.space(12)
    sheet.paragraph([Span(office, OFFICE)])
    if address:
        sheet.space(3)
        sheet.paragraph([Span(address, FOOT)])
    sheet.space(15)
    sheet.rule(thickness=4)


def number(sheet: Sheet, text: str) -> None:
    """Set the number on one line, as large as the width allows, its ink on the margin."""
    face = NUMBER.at(SLIP.sizes["number_narrow"] if sheet.width < 432 else NUMBER.size * sheet.width / 576)
    room = sheet.inner + sheet.margin / 2
    if (wide := width_of(text, face)) > room:
        face = face.at(int(face.size * room / wide))
    baseline = sheet.y + 25 / 166 * face.size + face.size * 0.727
    # The side bearing of a letter this size would look like an indent.
    sheet.text(text, face, x=sheet.margin - face.size * 0.03, baseline=baseline)
    sheet.y = round(baseline + 27 / 166 * face.size)


def tick_list(sheet: Sheet, items: Sequence[str]) -> None:
    """Set one tick box per item, wrapped beside it."""
    for at, item in enumerate(items):
        if at:
            sheet.space(10)
        # Box and capitals share their middle.
        baseline = sheet.y + baseline_in(STRONG.size, line_height=1.2)
        sheet.box(sheet.margin, round(baseline - STRONG.size * 0.727 / 2 - 14), 28)
        sheet.paragraph([Span(item, STRONG)], left=sheet.margin + 44, width=sheet.inner - 44)


def numbered(sheet: Sheet, items: Sequence[str]) -> None:
    """Set numbered sentences."""
    for at, item in enumerate(items, start=1):
        sheet.space(9)
        sheet.line([Span(str(at), BOLD)], x=sheet.margin)
        sheet.paragraph([Span(item, STRONG)], left=sheet.margin + 44, width=sheet.inner - 44)


def qr_block(sheet: Sheet, *, code: str, url: str | None, caption: str, language: Language) -> None:
    """Set the QR with its caption and the code beside it; below it on a narrow sheet (LOOKS 7)."""
    _ = words(language)
    picture = qr_picture(url or code, room=192 if sheet.width < 432 else 176)
    lines: list[tuple[Span, float, float]] = [
        (Span(_("Code"), TEXT), 8, 1.2),
        (Span(code_words(code), CODE), -2, 1.1),
    ]
    if sheet.width < 432:
        sheet.paste(picture, left=sheet.margin, top=round(sheet.y))
        sheet.y = round(sheet.y) + picture.height + 10
        sheet.paragraph([Span(caption, TEXT)])
        for span, before, height in lines:
            sheet.space(before)
            sheet.paragraph([span], line_height=height)
        return
    left = sheet.margin + picture.width + 24
    room = sheet.width - sheet.margin - left
    caption_lines = wrap([Span(caption, TEXT)], width=room)
    tall = len(caption_lines) * TEXT.size * 1.2 + sum(before + s.face.size * height for s, before, height in lines)
    block = max(picture.height, tall)
    top = sheet.y
    sheet.paste(picture, left=sheet.margin, top=round(top + (block - picture.height) / 2))
    sheet.y = top + (block - tall) / 2
    sheet.paragraph([Span(caption, TEXT)], left=left, width=room)
    for span, before, height in lines:
        sheet.space(before)
        sheet.paragraph([span], left=left, width=room, line_height=height)
    sheet.y = top + block


def qr_picture(content: str, *, room: int) -> Image.Image:
    """
    Draw a QR code of `content` without a quiet zone (the sheet's margin is one).

    Eight dots a module (1 mm) for the eight digits alone; for a longer content as many as fit into `room` dots, but
    never under four, because a worn print head leaves half a millimetre as the least a reader can resolve.
    """
    code = segno.make_qr(content, error=None if content.isdigit() else "m")
    matrix = [bytes(row) for row in code.matrix]
    module = max(4, min(8, room // len(matrix)))
    picture = Image.new("1", (len(matrix), len(matrix)), 1)
    picture.putdata([0 if dark else 255 for row in matrix for dark in row])
    return picture.resize((len(matrix) * module, len(matrix) * module), Image.Resampling.NEAREST)


def bar(sheet: Sheet, lines: Sequence[Sequence[Span]]) -> None:
    """Draw an inverted bar over the whole width with these lines in it."""
    top = round(sheet.y)
    heights = [max(span.face.size for span in line) * 1.2 for line in lines]
    bottom = round(top + 10 + sum(heights) + 10.6)
    sheet.fill(0, top, sheet.width, bottom)
    sheet.y = top + 10
    for line, height in zip(lines, heights, strict=True):
        sheet.line(line, x=sheet.margin, ink=WHITE)
        sheet.y += height
    sheet.y = bottom


def date_and_time(sheet: Sheet, at: datetime, *, zone: str, language: Language) -> None:
    """Set date and time on one line; on two where they do not fit, the year never alone."""
    stamp = Span(f"{clock(at)} {zone}", STAMP)
    day = long_date(at, language=language)
    if width_of(day, STRONG) + TEXT.size / 2 + width_of(stamp.text, STAMP) <= sheet.inner:
        pair(sheet, Span(day, STRONG), stamp, line_height=1.2)
        return
    pair(sheet, Span(weekday(at, language=language), STRONG), stamp, line_height=1.2)
    sheet.paragraph([Span(f"{day_month_name(at, language=language)} {at.year}", STRONG)])


def pair(sheet: Sheet, left: Span, right: Span, *, line_height: float) -> None:
    """Set a label and a value on one line, the value at the right margin; on two where they do not fit."""
    wide = width_of(right.text, right.face)
    tall = max(left.face.size, right.face.size) * line_height
    baseline = sheet.y + baseline_in(max(left.face.size, right.face.size), line_height=line_height)
    if width_of(left.text, left.face) + TEXT.size / 2 + wide <= sheet.inner:
        sheet.text(left.text, left.face, x=sheet.margin, baseline=baseline)
        sheet.text(right.text, right.face, x=sheet.width - sheet.margin - wide, baseline=baseline)
        sheet.y += tall
        return
    sheet.paragraph([left])
    sheet.paragraph([right])
