"""
The receipt of a complaint as a value, and its layout: that it is here, who has it and until when, where to ask.

Pure, and built of the pieces of the other slips; there is no reference picture of its own. It says nothing of what the complaint
says and names nobody: whoever finds it learns that somebody complained, and no more. `slip.draw` makes the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from printer.slip_parts import (
    BOLD,
    FOOT,
    FOOT_BOLD,
    HEADING,
    LABEL,
    SECTION,
    SERVICE,
    STRONG,
    TEXT,
    VALUE,
    bar,
    date_and_time,
    head,
    pair,
    qr_block,
    words,
)
from printer.typeset import Sheet, Span, kept, wrap
from server.look.words import Language, weekday_date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptSlip:
    """
    What somebody takes home, or is sent, who has complained.

    Attributes:
        received: local time at which it reached the office; None with an unbelievable clock.
        number: by which staff find it; nobody waits with it.
        channel: how it came, in words (`telepon atau faks`).
        levels: who deals with it, lowest first, each with its promised time in words; an empty time: none is written.
        rises: whether what a level has not settled in time goes to the next.
        now_at, until: the level that has it when this is printed, and the last day it may take; None: left out.
        The other fields mean what they mean in `Slip`.
    """

    office: str
    address: str = ""
    zone: str
    received: datetime | None
    number: str
    service: str
    channel: str
    levels: tuple[tuple[str, str], ...]
    rises: bool = False
    now_at: str | None = None
    until: date | None = None
    code: str
    language: Language = "id"
    url: str | None = None
    copy: bool = False
    practice: bool = False


def lay_out_receipt(sheet: Sheet, slip: ReceiptSlip) -> None:
    """Set the whole receipt on a sheet."""
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
    sheet.paragraph([Span(_("Receipt of a complaint"), HEADING)])
    sheet.space(16)
    bar(sheet, wrap([Span(slip.service, SERVICE)], width=sheet.inner))
    sheet.space(14)
    if slip.received is not None:
        sheet.paragraph([Span(_("Received"), TEXT)])
        date_and_time(sheet, slip.received, zone=slip.zone, language=slip.language)
        sheet.space(8)
    pair(sheet, Span(_("By"), TEXT), Span(slip.channel, STRONG), line_height=1.3)
    pair(sheet, Span(_("Complaint number"), TEXT), Span(slip.number, VALUE), line_height=1.3)
    sheet.space(12)
    sheet.rule()
    sheet.space(12)
    _what_happens_next(sheet, slip)
    sheet.rule()
    sheet.space(12)
    sheet.paragraph([Span(_("Where to ask"), LABEL)])
    sheet.space(14)
    caption = _("At this office: show this slip to the staff or tell them the code.")
    qr_block(sheet, code=slip.code, url=slip.url, caption=caption, language=slip.language)
    sheet.space(20)
    sheet.rule()
    sheet.space(12)
    sheet.paragraph([Span(_("Neither your name nor what you said is printed here."), FOOT_BOLD)])
    sheet.paragraph([Span(_("Print can fade: take a photo of this slip."), FOOT)])
    sheet.space(14)


def _what_happens_next(sheet: Sheet, slip: ReceiptSlip) -> None:
    _ = words(slip.language)
    sheet.paragraph([Span(_("What happens next"), SECTION)])
    sheet.space(6)
    for at, (name, time) in enumerate(slip.levels, start=1):
        sheet.space(6)
        sheet.line([Span(str(at), BOLD)], x=sheet.margin)
        time = time or _("no time written")
        sheet.paragraph(
            [Span(f"{name}:", STRONG), Span(kept(time), TEXT)], left=sheet.margin + 44, width=sheet.inner - 44
        )
    sheet.space(10)
    if slip.rises:
        sheet.paragraph([Span(_("What one has not settled in time goes to the next."), TEXT)])
        sheet.space(6)
    if slip.now_at is not None and slip.until is not None:
        sheet.paragraph([Span(_("Now with"), TEXT)])
        until = _("{name}, until {day}")
        day = kept(weekday_date(slip.until, language=slip.language))
        sheet.paragraph([Span(until.format(name=slip.now_at, day=day), BOLD)])
        sheet.space(6)
    sheet.paragraph([Span(_("You are told the answer."), TEXT)])
    sheet.space(14)
