"""
The components every page shares (LOOKS 5): headers, the bar at the bottom, buttons, notices, pager, countdown, warning.

Each draws itself on a `Layout` and says where it ends; which page has which is the page's business.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from kiosk.screens.layout import BOLD, SEMIBOLD, Layout
from kiosk.screens.sheet import Face, Rect
from kiosk.state import Screen
from server.look.tokens import BORDER_PRESSED_TILE
from server.look.words import clock, long_date

#: Icon of a group's button, em: a little under the optical size, so that long names stay whole (picture kiosk-home).
COMPACT_ICON: Final = 0.95


def compact_room(page: Layout, *, width: float, size: float) -> float:
    """What a compact button of that width leaves for its words, px."""
    face = page.face(size, weight=SEMIBOLD)
    return width - page.panel.space(22) - page.panel.space(16) - page.panel.space(6) - round(face.size * COMPACT_ICON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """
    Now, in the two ways a page needs it.

    Attributes:
        local: the office's wall clock; None before the server said what time it is.
        mono: the monotonic moment of `flow`.
    """

    local: datetime | None
    mono: timedelta


# ---- the frame of a page -------------------------------------------------------------------------------------------


def practice_band(page: Layout, screen: Screen) -> float:
    """Across the top of a practice office: LATIHAN. Returns: the y below it (0 in a real office)."""
    if screen.view is None or not screen.view.office.practice:
        return 0
    face = page.face(42, weight=BOLD)
    high = round(face.size * 1.5)
    page.box(Rect(0, 0, page.width, high), fill="kunyit", radius=0)
    text = page.look.say("PRACTICE. Numbers here are not valid.")
    page.mark("practice", label=text, rect=Rect(0, 0, page.width, high))
    lines = page.text(
        text, x=page.margin, y=(high - round(face.size * 1.2)) / 2, width=page.width - 2 * page.margin, face=face,
        colour="di_atas_kunyit", align="centre",
    )  # fmt: skip
    return max(high, lines)


def home_header(page: Layout, screen: Screen, moment: Moment) -> float:
    """Name of the office, slogan, clock. Returns: the y below."""
    top: float = practice_band(page, screen)
    start = len(page.ops)
    pad = page.panel.space(26 if page.panel.portrait else 18)
    y: float = top + pad
    right: float = page.width - page.margin
    face = page.face(56, weight=BOLD)
    if moment.local is not None:
        right = _clock(page, moment, right=right, y=y)
        if not page.panel.portrait and not page.panel.large_print:
            day = long_date(moment.local.date(), language=page.look.language)
            small = page.face(42)
            wide = page.wide(day, face=small)
            page.text(day, x=right - wide, y=y + (face.size - small.size) * 0.6, width=wide + 2, face=small,
                      colour="malam_teks_2")  # fmt: skip
            right -= wide + page.panel.space(32)
    if screen.view is not None:
        office = screen.view.office
        y = page.text(page.look.words(office.name), x=page.margin, y=y, width=right - page.margin, face=face,
                      colour="on_dark")  # fmt: skip
        slogan = page.look.words(office.slogan)
        if slogan:
            small = page.face(42)
            room = page.width - 2 * page.margin
            if page.lines(slogan, face=small, width=room) > 1:
                # A slogan that just does not fit is set a little closer before it takes a second line.
                small = replace(small, tracking=small.tracking - 0.01)
            y = page.text(slogan, x=page.margin, y=y + page.panel.space(4 if page.panel.portrait else 0), width=room,
                          face=small, colour="malam_teks_2")  # fmt: skip
    else:
        y += round(face.size * 1.2)
    y += page.panel.space(31 if page.panel.portrait else 21)
    return _dark(page, top=top, bottom=y, start=start)


def page_header(
    page: Layout, screen: Screen, moment: Moment, *, back: str | None = None, back_name: str = "back"
) -> float:
    """
    The low header of every other page.

    Args:
        back: label of the button to the page before; None: the office's name stands there instead.
        back_name: what that button is called.

    Returns: the y below.
    """
    top: float = practice_band(page, screen)
    start = len(page.ops)
    margin = page.margin
    name = page.look.words(screen.view.office.name) if screen.view is not None else ""
    if back is None:
        face = page.face(42 if page.panel.large_print else 56, weight=BOLD)
        y = top + page.panel.space(30)
        right: float = page.width - margin
        if moment.local is not None:
            right = _clock(page, moment, right=right, y=y, size=face)
        bottom = page.text(name or " ", x=margin, y=y, width=right - margin, face=face, colour="on_dark")
        return _dark(page, top=top, bottom=bottom + page.panel.space(33), start=start)
    face = page.face(42, weight=SEMIBOLD)
    high = page.panel.touch(96)
    wide = round(page.wide(back, face=face) + page.icon_size(face) + page.panel.space(24 + 32 + 32))
    rect = Rect(margin, top + page.panel.space(18), wide, high)

    def draw(own: Layout, pressed: bool) -> None:
        own.box(rect, fill="malam_2" if pressed else "malam", line="malam_garis")
        size = own.icon_size(face)
        x = rect.x + own.panel.space(28)
        own.icon("arrow-left", x=x, y=rect.y + (high - size) / 2, size=size, colour="on_dark")
        own.text(back, x=x + size + own.panel.space(20), y=rect.y + (high - round(face.size * 1.2)) / 2,
                 width=own.wide(back, face=face) + 2, face=face, colour="on_dark")  # fmt: skip

    page.target(back_name, label=back, rect=rect, draw=draw)
    left = rect.right + page.panel.space(32)
    width = page.width - margin - left
    y = page.text(name, x=left, y=top + page.panel.space(18), width=width, face=face, colour="on_dark", align="right",
                  line_height=1.14) if name else top + page.panel.space(18)  # fmt: skip
    if moment.local is not None:
        zone = screen.view.office.zone_label if screen.view is not None else ""
        y = page.text(f"{clock(moment.local)} {zone}".strip(), x=left, y=y, width=width,
                      face=page.face(42, figures=False), colour="malam_teks_2", align="right", line_height=1.14)  # fmt: skip
    return _dark(page, top=top, bottom=max(rect.bottom + page.panel.space(19), y + page.panel.space(19)), start=start)


def _clock(page: Layout, moment: Moment, *, right: float, y: float, size: Face | None = None) -> float:
    """The clock at the right edge. Returns: the x that is free left of it."""
    assert moment.local is not None
    face = replace(size or page.face(56, weight=BOLD), figures=True, tracking=0.0)
    text = clock(moment.local)
    wide = page.wide(text, face=face)
    page.text(text, x=right - wide, y=y, width=wide + 2, face=face, colour="on_dark")
    return right - wide - page.panel.space(32)


def _dark(page: Layout, *, top: float, bottom: float, start: int) -> float:
    """Put the dark ground under what was drawn since `start`. Returns: `bottom`."""
    drawn, page.ops[start:] = page.ops[start:], []
    page.box(Rect(0, top, page.width, bottom - top), fill="malam", radius=0)
    page.ops.extend(drawn)
    if page.look.contrast:
        page.rule(x=0, y=bottom - page.look.border, width=page.width, colour="malam_garis")
    return bottom


def bottom_bar(page: Layout) -> float:
    """Language and *Kontras*, on every page. Returns: the y above it."""
    say = page.look.say
    portrait = page.panel.portrait
    high = page.panel.touch(128 if portrait and not page.panel.large_print else 88)
    top = page.height - high - page.panel.space(20) - page.panel.space(16) - round(page.look.border)
    page.box(Rect(0, top, page.width, page.height - top), fill="putih", radius=0)
    page.rule(x=0, y=top, width=page.width)
    other = "English" if page.look.language == "id" else "Bahasa Indonesia"
    tools = (("language", "globe", other, None), ("contrast", "contrast", say("Contrast"), page.look.contrast))
    gap = page.panel.gap(16)
    wide = (page.width - 2 * page.margin - gap * (len(tools) - 1)) / len(tools)
    y = top + round(page.look.border) + page.panel.space(16)
    for place, (name, icon, label, chosen) in enumerate(tools):
        rect = Rect(round(page.margin + place * (wide + gap)), y, round(wide), high)
        button(page, name, label=label, icon=icon, rect=rect, face_size=42, chosen=chosen,
               stacked=portrait and not page.panel.large_print)  # fmt: skip
    return top


# ---- buttons -------------------------------------------------------------------------------------------------------


def button(
    page: Layout,
    name: str,
    *,
    label: str,
    rect: Rect,
    icon: str | None = None,
    face_size: float = 42,
    weight: int = SEMIBOLD,
    chosen: bool | None = None,
    stacked: bool = False,
    align_left: bool = False,
    text_colour: str = "action_text",
    line: str = "garis_2",
    line_width: float | None = None,
    keypad: bool = False,
    icon_right: bool = False,
    compact: bool = False,
) -> None:
    """A second button or a toggle: white with an outline; chosen = blue. `compact`: little air, for a grid of groups."""
    face = page.face(face_size, weight=weight)

    def draw(own: Layout, pressed: bool) -> None:
        if chosen:
            own.box(rect, fill="nila_tekan" if pressed else "nila")
            ink, art = "di_atas_nila", "di_atas_nila"
        else:
            own.box(rect, fill="nila_muda" if pressed else "putih", line=line, width=line_width)
            ink, art = text_colour, "nila"
        size = (round(face.size * COMPACT_ICON) if compact else own.icon_size(face)) if icon else 0
        pad = own.panel.space(12)
        if stacked and icon:
            size = round(size * 0.9)
            room = rect.w - 2 * pad
            high = own.high(label, face=face, width=room, line_height=1.06)
            gap = own.panel.space(4)
            y = rect.y + (rect.h - size - gap - high) / 2
            own.icon(icon, x=rect.x + (rect.w - size) / 2, y=y, size=size, colour=art)
            own.text(label, x=rect.x + pad, y=y + size + gap, width=room, face=face, colour=ink, align="centre",
                     line_height=1.06)  # fmt: skip
            return
        gap = own.panel.space(16 if compact else 18) if icon else 0
        pad = own.panel.space(22 if compact else 24) if icon else pad
        room = rect.w - pad - own.panel.space(6 if compact else 10) - size - gap
        shown = icon
        if icon and own.longest(label, face=face) > room:
            # Words before pictures: an icon that would tear the word stays away.
            shown, size, gap, pad = None, 0, 0, own.panel.space(10)
            room = rect.w - 2 * pad
        high = own.high(label, face=face, width=room, line_height=1.1)
        widest = min(room, max(own.wide(each, face=face) for each in label.split("\n")))
        if own.lines(label, face=face, width=room) > label.count("\n") + 1:
            widest = room
        x = rect.x + pad if align_left else rect.x + (rect.w - size - gap - widest) / 2
        text_x = x if icon_right else x + size + gap
        if shown:
            own.icon(
                shown, x=x + widest + gap if icon_right else x, y=rect.y + (rect.h - size) / 2, size=size, colour=art
            )
        own.text(label, x=text_x, y=rect.y + (rect.h - high) / 2, width=room if widest == room else widest + 2, face=face,
                 colour=ink, align="left" if shown or align_left else "centre", line_height=1.1)  # fmt: skip

    page.target(name, label=label.replace("\n", " "), rect=rect, draw=draw, chosen=chosen, keypad=keypad)


def main_button(
    page: Layout,
    name: str,
    *,
    label: str,
    rect: Rect,
    icon: str | None = None,
    waiting: bool = False,
    face_size: float = 75,
) -> None:
    """The one blue button of a page. `waiting`: locked, with a spinner and *Sebentar*."""
    face = page.face(face_size, weight=BOLD, title=True)
    shown = page.look.say("One moment") if waiting else label
    art = "spinner" if waiting else icon

    def draw(own: Layout, pressed: bool) -> None:
        own.box(rect, fill="nila_tekan" if pressed or waiting else "nila")
        size = round(face.size * 0.93) if art else 0
        gap = own.panel.space(36) if art else 0
        room = rect.w - 2 * own.panel.space(24) - size - gap
        use = face
        if own.wide(shown, face=face) > room:
            use = own.face(max(42.0, face_size * 0.75), weight=BOLD, title=True)
        wide = min(room, own.wide(shown, face=use))
        high = own.high(shown, face=use, width=room, line_height=1.05)
        x = rect.x + (rect.w - size - gap - wide) / 2
        if art:
            own.icon(art, x=x, y=rect.y + (rect.h - size) / 2, size=size, colour="di_atas_nila")
        own.text(shown, x=x + size + gap, y=rect.y + (rect.h - high) / 2, width=room if wide == room else wide + 2,
                 face=use, colour="di_atas_nila", line_height=1.05)  # fmt: skip

    page.target(name, label=shown, rect=rect, draw=draw, enabled=not waiting)


def closed_button(page: Layout, name: str, *, label: str, rect: Rect) -> None:
    """The place of the main button while it does nothing: white, dashed, the reason as its label (LOOKS 5)."""
    face = page.face(42, weight=SEMIBOLD)

    def draw(own: Layout, pressed: bool) -> None:
        own.box(rect, fill="putih", line="garis_2", dashed=True)
        pad, size = own.panel.space(30), own.icon_size(face)
        room = rect.w - 2 * pad - size - own.panel.space(20)
        high = own.high(label, face=face, width=room, line_height=1.1)
        own.icon("clock", x=rect.x + pad, y=rect.y + (rect.h - size) / 2, size=size)
        own.text(label, x=rect.x + pad + size + own.panel.space(20), y=rect.y + (rect.h - high) / 2, width=room, face=face,
                 line_height=1.1)  # fmt: skip

    page.target(name, label=label, rect=rect, draw=draw, enabled=False)


def folded_line(page: Layout, name: str, *, text: str, verb: str, rect: Rect, opened: bool) -> None:
    """A line that opens in place: words left, verb and chevron right."""
    face = page.face(42)
    verb_face = page.face(42, weight=SEMIBOLD)

    def draw(own: Layout, pressed: bool) -> None:
        own.box(rect, fill="nila_muda" if pressed else "putih", line="garis_2")
        pad = own.panel.space(30)
        size = own.icon_size(face)
        x = rect.right - pad - size
        own.icon("chevron-up" if opened else "chevron-down", x=x, y=rect.y + (rect.h - size) / 2, size=size)
        wide = own.wide(verb, face=verb_face)
        x -= wide + own.panel.space(12)
        own.text(verb, x=x, y=rect.y + (rect.h - round(face.size * 1.2)) / 2, width=wide + 2, face=verb_face,
                 colour="action_text")  # fmt: skip
        room = x - own.panel.space(20) - rect.x - pad
        high = own.high(text, face=face, width=room, line_height=1.1)
        own.text(text, x=rect.x + pad, y=rect.y + (rect.h - high) / 2, width=room, face=face, line_height=1.1)

    page.target(name, label=f"{text}: {verb}", rect=rect, draw=draw, chosen=opened)


def folded_height(page: Layout, *, text: str, verb: str, width: float, compact: bool) -> float:
    """How high a folded line must be for its words."""
    face = page.face(42)
    used = (
        page.wide(verb, face=page.face(42, weight=SEMIBOLD)) + page.icon_size(face) + page.panel.space(30 * 2 + 12 + 20)
    )
    return max(
        page.panel.touch(92 if compact else 104),
        page.high(text, face=face, width=width - used, line_height=1.1) + page.panel.space(24),
    )


def tile_line_width(page: Layout, *, pressed: bool) -> float:
    """Outline of a service tile, px: thick while pressed."""
    return float(BORDER_PRESSED_TILE) if pressed else page.look.border
