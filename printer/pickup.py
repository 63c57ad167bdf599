"""
The pick-up slip as a value, and its layout: what a visitor takes home while the file works on.

Pure. The reference picture is looks/slip-pickup.png; `slip.draw` makes the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from printer.slip_parts import (
    DATE,
    FOOT,
    FOOT_BOLD,
    HEADING,
    HOURS,
    SECTION,
    SERVICE,
    STRONG,
    TEXT,
    VALUE,
    bar,
    head,
    numbered,
    qr_block,
    tick_list,
    words,
)
from printer.typeset import Sheet, Span, kept, width_of, wrap
from server.look.words import Language, day_month_name, weekday, weekday_date, working_days


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupSlip:
    """
    What a visitor takes home while the file works on: the day to come back leads.

    Attributes:
        working_days: >= 1, None when no document says.
        collect_on: the day to come back; None when not known: then the slip says to ask.
        hours: opening hours of that day in words (`08.00–15.00`); None is left out.
        received_on: the day the file was taken in; None with an unbelievable clock.
        bring: what to bring when collecting, besides this slip.
        The other fields mean what they mean in `Slip`.
    """

    office: str
    address: str = ""
    zone: str
    working_days: int | None
    collect_on: date | None
    hours: str | None = None
    service: str
    received_on: date | None
    number: str
    bring: tuple[str, ...] = ()
    code: str
    language: Language = "id"
    machine_return: bool = True
    url: str | None = None
    copy: bool = False
    practice: bool = False


def lay_out_pickup(sheet: Sheet, slip: PickupSlip) -> None:
    """Set the whole slip on a sheet."""
    _ = words(slip.language)
    language = slip.language
    head(
        sheet,
        office=slip.office,
        address=slip.address,
        language=slip.language,
        copy=slip.copy,
        practice=slip.practice,
    )
    sheet.space(12)
    sheet.paragraph([Span(_("Pick-up slip"), HEADING)])
    sheet.space(14)
    if slip.collect_on is None:
        sheet.paragraph([Span(_("The day is not known yet. Ask the staff before you come."), VALUE)])
    else:
        if slip.working_days is None:
            lead = _("Collect on")
        else:
            lead = _("Done in {days}: collect on").format(days=working_days(slip.working_days, language=language))
        sheet.paragraph([Span(lead, TEXT)])
        sheet.space(4)
        day = slip.collect_on
        date_words = f"{day_month_name(day, language=language)} {day.year}"
        # On one line where the smallest title size allows: a date broken in two is misread.
        fitting = int(DATE.size * sheet.inner / width_of(date_words, DATE))
        face = DATE.at(max(min(DATE.size, fitting), SERVICE.size))
        sheet.paragraph([Span(f"{weekday(day, language=language)},", face)], line_height=1.05)
        sheet.paragraph([Span(date_words, face)], line_height=1.05)
    if slip.hours is not None:
        sheet.space(2)
        sheet.paragraph([Span(_("Open {hours} {zone}").format(hours=slip.hours, zone=slip.zone), HOURS)])
    sheet.space(18)
    lines = wrap([Span(slip.service, SERVICE)], width=sheet.inner)
    if slip.received_on is not None:
        received = _("File received {day}").format(day=kept(weekday_date(slip.received_on, language=language)))
        lines += wrap([Span(received, STRONG)], width=sheet.inner)
    bar(sheet, lines)
    sheet.space(24)
    if slip.machine_return:
        caption = _("Scan this slip at the machine for a number of that day.")
        steps = [
            _("Touch “Collect a result / complete a file” on the machine."),
            _("Scan the slip or type the code."),
            _("Wait until your new number is called."),
        ]
    else:
        caption = _("Show this slip to the staff.")
        steps = [_("Show this slip to the staff."), _("Wait until your number is called.")]
    qr_block(sheet, code=slip.code, url=slip.url, caption=caption, language=language)
    sheet.space(24)
    sheet.rule()
    sheet.space(12)
    sheet.paragraph([Span(_("What to bring"), SECTION)])
    sheet.space(12)
    tick_list(sheet, (_("This slip, or its code"), *slip.bring))
    sheet.space(10)
    sheet.paragraph([Span(_("Sending someone else? Ask the staff first."), TEXT)])
    sheet.space(14)
    sheet.rule()
    sheet.space(12)
    sheet.paragraph([Span(_("When you collect"), SECTION)])
    sheet.space(3)
    numbered(sheet, steps)
    sheet.space(16)
    sheet.rule()
    sheet.space(12)
    sheet.paragraph([Span(_("The code is valid until you have collected."), FOOT_BOLD)])
    if slip.received_on is not None:
        only = _("Number {number} is for {day} only.")
        sheet.paragraph(
            [Span(only.format(number=slip.number, day=kept(day_month_name(slip.received_on, language=language))), FOOT)]
        )
    sheet.paragraph([Span(_("Print can fade: take a photo of this slip."), FOOT)])
    sheet.space(14)
