"""
The list of a returned file as a value, and its layout: what is missing leads, then what is fine, then how to come back.

Pure. The reference picture is looks/slip-tms.png; `slip.draw` makes the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from printer.slip_parts import (
    FOOT,
    HEADING,
    SECTION,
    SERVICE,
    STRONG,
    TEXT,
    bar,
    head,
    number,
    qr_block,
    words,
)
from printer.typeset import WHITE, Sheet, Span, baseline_in, wrap
from server.look.words import Language, clock, long_date

_BOX = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedSlip:
    """
    What a visitor takes home whose file is not complete.

    Attributes:
        missing: what the file lacks, never empty; `complete` what it does not.
        until: last day on which it can be completed; None: no term, then the slip names none.
        printed: local time of the order; None with an unbelievable clock.
        The other fields mean what they mean in `Slip`.
    """

    office: str
    address: str = ""
    zone: str
    printed: datetime | None
    number: str
    service: str
    missing: tuple[str, ...]
    complete: tuple[str, ...] = ()
    until: date | None = None
    code: str
    language: Language = "id"
    machine_return: bool = True
    url: str | None = None
    copy: bool = False
    practice: bool = False


def lay_out_returned(sheet: Sheet, slip: ReturnedSlip) -> None:
    """Set the whole list on a sheet."""
    _ = words(slip.language)
    head(
        sheet,
        office=slip.office,
        address=slip.address,
        language=slip.language,
        copy=slip.copy,
        practice=slip.practice,
    )
    sheet.space(12)
    sheet.paragraph([Span(_("File not complete"), HEADING)])
    number(sheet, slip.number)
    bar(sheet, wrap([Span(slip.service, SERVICE)], width=sheet.inner))
    sheet.space(14)
    _section(sheet, _("Still missing"), slip.missing, crossed=True)
    if slip.complete:
        sheet.rule()
        sheet.space(12)
        _section(sheet, _("Complete already"), slip.complete, crossed=False)
    sheet.rule()
    sheet.space(12)
    sheet.paragraph([Span(_("You need not queue from the start"), SECTION)])
    if slip.until is not None:
        sheet.space(6)
        sheet.paragraph([Span(_("Valid until"), TEXT)])
        sheet.paragraph([Span(long_date(slip.until, language=slip.language), SERVICE)])
    sheet.space(24)
    if slip.machine_return:
        caption = _("Back on another day? Scan this slip at the machine for a number of that day.")
    else:
        caption = _("When you come back, show this slip to the staff.")
    qr_block(sheet, code=slip.code, url=slip.url, caption=caption, language=slip.language)
    sheet.space(24)
    if slip.printed is not None:
        sheet.rule()
        sheet.space(12)
        day = long_date(slip.printed, language=slip.language)
        printed = _("Printed {day}, {time} {zone}.").format(day=day, time=clock(slip.printed), zone=slip.zone)
        sheet.paragraph([Span(printed, FOOT)])
    sheet.space(14)


def _section(sheet: Sheet, title: str, items: Sequence[str], *, crossed: bool) -> None:
    sheet.paragraph([Span(title, SECTION)])
    sheet.space(12)
    for at, item in enumerate(items):
        if at:
            sheet.space(10)
        # Box and capitals share their middle, as in `slip_parts.tick_list`.
        baseline = sheet.y + baseline_in(STRONG.size, line_height=1.2)
        top = round(baseline - STRONG.size * 0.727 / 2 - _BOX / 2)
        if crossed:
            _cross(sheet, left=sheet.margin, top=top)
        else:
            _tick(sheet, left=sheet.margin, top=top)
        sheet.paragraph([Span(item, STRONG)], left=sheet.margin + 44, width=sheet.inner - 44)
    sheet.space(16)


def _cross(sheet: Sheet, *, left: int, top: int) -> None:
    """A filled box with a white cross."""
    sheet.fill(left, top, left + _BOX, top + _BOX)
    for start, end in (((9, 9), (18, 18)), ((18, 9), (9, 18))):
        sheet.stroke((left + start[0], top + start[1]), (left + end[0], top + end[1]), thickness=4, ink=WHITE)


def _tick(sheet: Sheet, *, left: int, top: int) -> None:
    """A box with a tick in it."""
    sheet.box(left, top, _BOX)
    for start, end in (((7, 14), (12, 19)), ((12, 19), (21, 9))):
        sheet.stroke((left + start[0], top + start[1]), (left + end[0], top + end[1]), thickness=4)
