"""
The slip as a value, and its picture: pure layout, from what is to be said to black dots.

Knows no printer, no clock and no office: times arrive local, names arrive ready to read. The reference pictures are
looks/slip.png, slip-public.png, slip-pickup.png and slip-tms.png. Slips for setting up a printer are in `setup_slips`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from PIL import Image

from printer.pickup import PickupSlip, lay_out_pickup
from printer.receipt import ReceiptSlip, lay_out_receipt
from printer.returned import ReturnedSlip, lay_out_returned
from printer.slip_parts import (
    BOLD,
    FOOT,
    FOOT_BOLD,
    LABEL,
    SECTION,
    SERVICE,
    TEXT,
    VALUE,
    bar,
    date_and_time,
    head,
    number,
    pair,
    qr_block,
    qr_picture,
    tick_list,
    words,
)
from printer.typeset import Sheet, Span, kept, wrap
from server.look.words import (
    Language,
    people_words,
    weekday_date,
    working_days,
)

__all__ = [
    "WIDTHS",
    "AnySlip",
    "PickupSlip",
    "ReceiptSlip",
    "ReturnedSlip",
    "Slip",
    "draw",
    "qr_picture",
    "with_copy_bar",
]

#: Widths a printer can have: 80 mm at 203 dpi, 80 mm at 180 dpi, 58 mm at 203 dpi (FIELD D.1).
WIDTHS: Final = (576, 512, 384)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """
    What a visitor's slip says.

    Attributes:
        office, address: as the office writes them; an empty address is left out.
        zone: label after the time (`WIB`).
        issued: local time of issue; None when the clock is not believable: then neither date nor time is printed.
        number: `A-023`.
        service: its plain name; for a discreet service the name of its group.
        people_ahead: waiting before this visitor, >= 0; None when not known (the row is left out).
        promised: the promised time in words (`35 menit`); None when no document gives one, and the slip says so.
        working_days, collect_on: for a days-long service, how many working days (>= 1) and the day to collect; None
            when it is done today or the day is not known.
        facts: further rows, label and value.
        requirements: what to bring, in words.
        requirements_complete: whether the office has confirmed that the list is complete.
        fee: in words; None when the office has not said.
        code: eight digits.
        language: of the words that the slip itself adds.
        discreet: leave out whatever would tell the service: promise, what to bring, fee, the day to collect.
        machine_return: whether the kiosk takes returning visitors; else the slip sends them to the staff.
        url: a public address for the QR; None: the QR holds the code alone.
        copy: a repeat; bears SALINAN.
        practice: from a practice office; bears LATIHAN.
    """

    office: str
    address: str = ""
    zone: str
    issued: datetime | None
    number: str
    service: str
    people_ahead: int | None
    promised: str | None
    working_days: int | None = None
    collect_on: date | None = None
    facts: tuple[tuple[str, str], ...] = ()
    requirements: tuple[str, ...] = ()
    requirements_complete: bool = False
    fee: str | None = None
    code: str
    language: Language = "id"
    discreet: bool = False
    machine_return: bool = True
    url: str | None = None
    copy: bool = False
    practice: bool = False


AnySlip = Slip | PickupSlip | ReturnedSlip | ReceiptSlip


def draw(slip: AnySlip, *, width: int = 576) -> Image.Image:
    """
    Draw a slip.

    Args:
        width: dots of the print line, a multiple of eight, at least 384.

    Returns: a 1-bit picture (`mode "1"`), `width` dots wide, black = ink.

    Raises: ValueError for a width no slip fits on.
    """
    if width < 384 or width % 8:
        raise ValueError(f"a slip needs a width of at least 384 dots and a multiple of 8, not {width}")
    sheet = Sheet(width=width, margin=round(width / 24))
    if isinstance(slip, PickupSlip):
        lay_out_pickup(sheet, slip)
    elif isinstance(slip, ReturnedSlip):
        lay_out_returned(sheet, slip)
    elif isinstance(slip, ReceiptSlip):
        lay_out_receipt(sheet, slip)
    else:
        _lay_out(sheet, slip)
    return sheet.finish()


def with_copy_bar(picture: Image.Image, *, language: Language) -> Image.Image:
    """Give the same picture with the bar SALINAN above it, for a repeat of which only the picture is left."""
    sheet = Sheet(width=picture.width, margin=round(picture.width / 24))
    bar(sheet, [[Span(words(language)("COPY"), SECTION)]])
    sheet.paste(picture, left=0, top=round(sheet.y))
    sheet.space(picture.height)
    return sheet.finish()


def _lay_out(sheet: Sheet, slip: Slip) -> None:
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
    if slip.issued is not None:
        date_and_time(sheet, slip.issued, zone=slip.zone, language=slip.language)
        sheet.space(18)
    sheet.paragraph([Span(_("Queue number"), LABEL)])
    number(sheet, slip.number)
    bar(sheet, wrap([Span(slip.service, SERVICE)], width=sheet.inner))
    told = _facts(sheet, slip)
    if not slip.discreet:
        _requirements(sheet, slip)
        sheet.rule()
        sheet.space(11)
        fee = slip.fee or _("not yet filled in by the office. Ask before you pay.")
        sheet.paragraph([Span(_("Fee:"), BOLD), Span(fee, TEXT)])
        sheet.space(14)
    if told:
        sheet.rule()
    sheet.space(24)
    qr_block(sheet, code=slip.code, url=slip.url, caption=_caption(slip), language=slip.language)
    sheet.space(24)
    sheet.rule()
    sheet.space(12)
    valid = [Span(_("The number is valid today."), FOOT_BOLD), Span(_("Missed your turn? Tell the staff."), FOOT)]
    sheet.paragraph(valid)
    sheet.space(14)


def _facts(sheet: Sheet, slip: Slip) -> bool:
    """Set the rows under the service, and what stands there instead of a row; say whether there was anything."""
    _ = words(slip.language)
    rows: list[tuple[str, str]] = []
    if slip.people_ahead is not None:
        ahead = people_words(slip.people_ahead, language=slip.language) if slip.people_ahead else _("Nobody waiting")
        rows.append((_("Ahead of you"), ahead))
    if slip.promised is not None and not slip.discreet:
        rows.append((_("Promised time"), slip.promised))
    rows += slip.facts
    notes: list[list[Span]] = []
    if slip.promised is None and not slip.discreet:
        notes.append([Span(_("Promised time:"), BOLD), Span(_("not stated yet. Ask the staff."), TEXT)])
    if slip.working_days is not None and not slip.discreet:
        notes.append([Span(_collect_sentence(slip), BOLD)])
    if not rows and not notes:
        return False
    sheet.space(12)
    for label, value in rows:
        pair(sheet, Span(label, TEXT), Span(value, VALUE), line_height=1.3)
    for note in notes:
        sheet.space(6)
        sheet.paragraph(note)
    sheet.space(10)
    return True


def _collect_sentence(slip: Slip) -> str:
    _ = words(slip.language)
    days = working_days(slip.working_days or 1, language=slip.language)
    if slip.collect_on is None:
        return _("Done in {days}.").format(days=days)
    return _("Done in {days}: collect on {day}").format(
        days=days, day=kept(weekday_date(slip.collect_on, language=slip.language))
    )


def _requirements(sheet: Sheet, slip: Slip) -> None:
    _ = words(slip.language)
    if slip.requirements_complete and not slip.requirements:
        return
    sheet.rule()
    sheet.space(12)
    sheet.paragraph([Span(_("What to bring"), SECTION)])
    sheet.space(12)
    tick_list(sheet, slip.requirements)
    if not slip.requirements_complete:
        if slip.requirements:
            sheet.space(10)
        sheet.paragraph([Span(_("The office has not filled in the full list yet. Ask the staff."), TEXT)])
    sheet.space(14)


def _caption(slip: Slip) -> str:
    _ = words(slip.language)
    if not slip.machine_return:
        return _("Show this to the staff when you come back.")
    if slip.url is not None:
        return _("Scan to follow on your phone, and at the machine when you come back.")
    return _("Scan at the machine when you come back.")
