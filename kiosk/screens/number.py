"""
The page with the number: as large as on the board, what the machine does now, what comes next, QR and code (pictures
kiosk-ticket, kiosk-trouble).

Only the panel in the middle tells a printed slip from one that did not come out.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import segno

from kiosk.flow import left, troubled
from kiosk.screens.components import Moment, bottom_bar, page_header
from kiosk.screens.layout import BOLD, SEMIBOLD, Layout
from kiosk.screens.panels import closing_buttons, countdown, countdown_height, notice, to_do
from kiosk.screens.sheet import Box, Face, Rect
from kiosk.screens.tiles import service_name, whole
from kiosk.state import Screen, Ticket
from server.look.tokens import EXTRABOLD, KIOSK_21
from server.look.words import code_words, people_words, weekday_date

#: The number fills the width of the panel; the letters M and W are the widest a series can have.
_NUMBER: Final = KIOSK_21.sizes["number"]


#: The number is never smaller than this share of its full size.
_LEAST: Final = 0.25
#: How long a slip usually takes; the bar goes on linearly and waits just before its end for the printer's word.
PRINTING: Final = timedelta(seconds=4)


def draw_number(page: Layout, screen: Screen, moment: Moment) -> None:
    """Draw the page of `screen.ticket`."""
    assert screen.ticket is not None
    if page.panel.portrait:
        _portrait(page, screen, screen.ticket, moment)
    else:
        _landscape(page, screen, screen.ticket, moment)


def _portrait(page: Layout, screen: Screen, ticket: Ticket, moment: Moment) -> None:
    space, margin = page.panel.space, page.margin
    width = page.width - 2 * margin
    top = page_header(page, screen, moment)
    bar = bottom_bar(page)
    closing = closing_buttons(page, bottom=bar - space(22))
    end = _count(page, screen, moment, x=margin, bottom=closing - space(24), width=width)
    # Below the number: the gaps, the panel about the slip, and at the very least the code in its two lines.
    scratch = Layout(page.look)
    below = space(28 + 26 + 24 + 8) + _paper(scratch, screen, ticket, moment, x=margin, y=0, width=width)
    room = end - top - space(28) - below - 2 * round(page.face(42).size * 1.14)
    share = _share(page, ticket, width=width, room=room)
    start = len(page.ops)
    y = _heading(page, ticket, x=margin, y=top + space(28), width=width, share=share)
    bottom = y + space(28)
    drawn, page.ops[start:] = page.ops[start:], []
    page.box(Rect(0, top, page.width, bottom - top), fill="putih", radius=0)
    page.ops.extend(drawn)
    page.rule(x=0, y=bottom, width=page.width)
    y = _paper(page, screen, ticket, moment, x=margin, y=bottom + space(26), width=width)
    _next(page, ticket, x=margin, y=y + space(24), width=width, bottom=end - space(8))


def _landscape(page: Layout, screen: Screen, ticket: Ticket, moment: Moment) -> None:
    space, margin = page.panel.space, page.margin
    top = page_header(page, screen, moment)
    bar = bottom_bar(page)
    gap = space(56)
    half = (page.width - 2 * margin - gap) / 2
    page.box(Rect(0, top, margin + half + gap / 2, bar - top), fill="putih", radius=0)
    closing = closing_buttons(page, bottom=bar - space(20), x=margin, width=half)
    end = _count(page, screen, moment, x=margin, bottom=closing - space(20), width=half)
    width = half - space(8)
    share = _share(page, ticket, width=width, room=end - space(8) - top - space(24))
    _heading(page, ticket, x=margin, y=top + space(24), width=width, share=share)
    x = margin + half + gap
    y = _paper(page, screen, ticket, moment, x=x, y=top + space(24), width=half)
    _next(page, ticket, x=x, y=y + space(20), width=half, bottom=bar - space(12))


def _share(page: Layout, ticket: Ticket, *, width: float, room: float) -> float:
    """How much of its full size the number can have, so that what stands with it has room; never under `_LEAST`."""
    for percent in range(100, 25, -5):
        if _heading(Layout(page.look), ticket, x=0, y=0, width=width, share=percent / 100) <= room:
            return percent / 100
    return _LEAST


def number_face(page: Layout, number: str, *, width: float, share: float = 1.0) -> Face:
    """The largest cut in which the number fits the width."""
    size = page.panel.space(_NUMBER * share)
    while True:
        face = Face(size=size, weight=EXTRABOLD, tracking=KIOSK_21.number_tracking, figures=True)
        if page.wide(number, face=face) <= width or size <= page.panel.minimum:
            return face
        size = round(size * 0.97)


def _heading(page: Layout, ticket: Ticket, *, x: float, y: float, width: float, share: float) -> float:
    say, space = page.look.say, page.panel.space
    issued = ticket.issued
    y = page.text(say("Your queue number"), x=x, y=y, width=width, face=page.face(56, weight=SEMIBOLD), line_height=1.1)
    face = number_face(page, issued.number, width=width, share=share)
    # The line is cut to the capitals: the picture leaves no room for letters that reach below the line.
    high = face.size * 0.727 + space(44)
    offset = (round(face.size * 1.0) - high) / 2
    page.text(issued.number, x=x - face.size * 0.02, y=y + space(8) - offset, width=width + face.size * 0.06, face=face,
              line_height=1.0)  # fmt: skip
    page.mark("number", label=issued.number, rect=Rect(x, y, width, high))
    y += high + space(14)
    name = service_name(page, ticket.service)
    strong = page.face(56, weight=BOLD)
    if page.lines(name, face=strong, width=width) > 1:
        strong = page.face(42 if page.panel.large_print else 48, weight=BOLD)
    y = page.text(name, x=x, y=y, width=width, face=strong, line_height=1.1)
    if issued.ahead > 0:
        ahead = say("{people} ahead of you").format(
            people=f"**{people_words(issued.ahead, language=page.look.language)}**"
        )
    else:
        ahead = say("Nobody is ahead of you.")
    if share > _LEAST or issued.collect_on is None:
        # Where only one of them has room it is the day to come back; how many wait can be seen in the lobby.
        y = page.text(
            ahead, x=x, y=y + space(6), width=width, face=page.face(42), colour="tinta_2", bold_colour="tinta"
        )
    if issued.collect_on is not None:
        text = say("Collect on **{date}**").format(
            date=whole(weekday_date(issued.collect_on, language=page.look.language))
        )
        y = page.text(text, x=x, y=y + space(4), width=width, face=page.face(42), colour="tinta_2", bold_colour="tinta")
    return y


def trouble_words(page: Layout, ticket: Ticket) -> tuple[str, str, str]:
    """Icon, title and sentence of a slip that did not come out."""
    say = page.look.say
    title = {
        "none": say("Note down your number"),
        "out": say("Out of paper"),
        "cover": say("The printer is open"),
        "offline": say("The printer does not answer"),
        "unknown": say("The slip may be incomplete"),
        "failed": say("The slip could not be printed"),
    }[ticket.paper]
    if ticket.paper == "none":
        return "phone", title, say("Your number is valid. This machine prints no slip.")
    text = say("Your number stays valid.")
    if ticket.staff_told:
        text += " " + say("The staff have been told.")
    return "printer-x", title, text


def _paper(page: Layout, screen: Screen, ticket: Ticket, moment: Moment, *, x: float, y: float, width: float) -> float:
    """The panel in the middle: the slip is being printed, has been printed, or what is wrong."""
    say, space = page.look.say, page.panel.space
    if troubled(ticket):
        icon, title, text = trouble_words(page, ticket)
        page.mark("paper", label=f"{title}. {text}", rect=Rect(x, y, width, 1))
        return notice(page, icon=icon, title=title, text=text, x=x, y=y, width=width)
    printing = ticket.paper == "printing"
    title = say("Your slip is being printed") if printing else say("Your slip is ready")
    text = say("Take it below the screen")
    title_face, face = page.face(48 if page.panel.large_print else 56, weight=BOLD), page.face(42)
    size = space(90)
    pad = space(36)
    left_ = x + space(40) + size + space(34)
    arrow = space(80)
    room = x + width - space(40) - arrow - space(20) - left_
    high = (
        space(26) + page.high(title, face=title_face, width=room, line_height=1.12) + space(4)
        + page.high(text, face=face, width=room) + space(26 if not printing else 58)
    )  # fmt: skip
    page.box(Rect(x, y, width, high), fill="nila_muda", line="garis_2" if page.look.contrast else None)
    body = high - (space(32) if printing else 0)
    page.icon("printer" if printing else "receipt", x=x + space(40), y=y + (body - size) / 2, size=size)
    page.icon("arrow-down", x=x + width - space(40) - arrow, y=y + (body - arrow) / 2, size=arrow)
    below = page.text(title, x=left_, y=y + space(26), width=room, face=title_face, line_height=1.12)
    page.text(text, x=left_, y=below + space(4), width=room, face=face)
    if printing:
        track = Rect(x + pad, y + high - space(42), width - 2 * pad, space(16))
        page.box(track, fill="putih", radius=8)
        shown = moment.mono - (screen.until - screen.stay) if screen.until is not None else PRINTING
        share = min(0.95, max(0.05, shown / PRINTING))
        page.box(Rect(track.x, track.y, track.w * share, track.h), fill="nila", radius=8)
    page.mark("paper", label=f"{title}. {text}", rect=Rect(x, y, width, high))
    return y + high


def qr_rows(code: str) -> tuple[str, ...]:
    """The code as a QR of version 1, its digits alone (LOOKS 7), rows of `1` and `0`."""
    matrix = segno.make(code, version=1, error="m", boost_error=True, micro=False).matrix
    return tuple("".join("1" if cell else "0" for cell in row) for row in matrix)


def _next(page: Layout, ticket: Ticket, *, x: float, y: float, width: float, bottom: float) -> None:
    """What to do now, and the code with its QR at the right. Where type is large, the least of it stays away."""
    say, space = page.look.say, page.panel.space
    face, strong = page.face(42), page.face(42, weight=BOLD, figures=True)
    code = code_words(ticket.issued.code)
    # Eight px a module in the picture: 21 modules and a quiet zone of four on each side at 248 px with its border.
    module = max(4, space(248) // 29)
    side = max(module * 29, round(page.wide(code, face=strong)) + 2)
    qr_x = x + width - side
    qr_side = module * 29
    line_high = 1.14
    words_high = 2 * round(face.size * line_high)
    below = y
    if y + qr_side + space(8) + words_high <= bottom:
        box = Rect(qr_x + (side - qr_side) / 2, y, qr_side, qr_side)
        page.ops.append(_white(page, box))
        inner = Rect(box.x + 4 * module, box.y + 4 * module, 21 * module, 21 * module)
        page.modules(qr_rows(ticket.issued.code), rect=inner)
        below = box.bottom + space(8)
    # Where type is so large that only one of them fits, the digits stay: they can be typed, dictated and read.
    below = page.text(say("Code"), x=qr_x, y=below, width=side, face=face, align="centre", line_height=line_high)
    qr_end = page.text(code, x=qr_x, y=below, width=side + 2, face=strong, align="centre", line_height=line_high)
    page.mark("code", label=code, rect=Rect(qr_x, below, side, qr_end - below))
    room = width - side - space(40)
    to_do(page, _to_do(page, ticket), heading=say("What comes next"), x=x, y=y, width=room, bottom=bottom)


def _white(page: Layout, rect: Rect) -> Box:
    # A scanner needs dark on light, so the code keeps its white ground in Kontras too.
    return Box(
        rect=rect, fill="#FFFFFF", line=page.colour("garis"), width=page.look.border, radius=page.panel.space(12)
    )


def _to_do(page: Layout, ticket: Ticket) -> list[tuple[str, str, int]]:
    """Icon, sentence, and which goes first where there is no room (the highest)."""
    say = page.look.say
    sit = say("Please take a seat. Your number will be called.")
    if troubled(ticket):
        return [
            ("phone", say("**Take a photo of this screen** or note the number."), 0),
            ("chair", sit, 2),
            ("pencil", say("Ask the staff to write down your number."), 1),
        ]
    counter = ("bell", say("Go to the **counter** that is called."), 1)
    if ticket.service.requires:
        return [("chair", sit, 0), ("document", say("Have your papers ready."), 2), counter]
    return [("chair", sit, 0), counter]


def _count(page: Layout, screen: Screen, moment: Moment, *, x: float, bottom: float, width: float) -> float:
    """The countdown above `bottom`. Returns: where it begins."""
    remaining = left(screen, now=moment.mono)
    if remaining is None:
        return bottom
    high = countdown_height(page, width=width)
    countdown(page, remaining=remaining, whole=screen.stay, x=x, y=bottom - high, width=width)
    return bottom - high
