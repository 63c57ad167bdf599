"""
What stands between header and bar on several pages (LOOKS 5): notices, things to do, pager, countdown, the warning.

Each draws itself on a `Layout` and says where it ends; which page has which is the page's business.
"""

from __future__ import annotations

import math
from datetime import timedelta

from kiosk.screens.components import button, main_button
from kiosk.screens.layout import BOLD, SEMIBOLD, Layout
from kiosk.screens.sheet import Rect


def notice(
    page: Layout, *, icon: str, title: str, text: str, x: float, y: float, width: float, kind: str = "attention"
) -> float:
    """A pale panel with an icon, a title and a sentence; `kind` attention (yellow), fault (brown) or plain. Returns: y below."""
    fill, ink = {
        "attention": ("kunyit_muda", "kunyit_tua"),
        "fault": ("soga_muda", "soga"),
        "plain": ("putih", "garis_2"),
    }[kind]
    space = page.panel.space
    title_face, face = page.face(56, weight=BOLD), page.face(42)
    size = space(90)
    left = x + space(44) + size + space(34)
    room = x + width - space(32) - left
    high = (
        page.high(title, face=title_face, width=room, line_height=1.15) + space(6)
        + page.high(text, face=face, width=room) + 2 * space(30)
    )  # fmt: skip
    page.box(Rect(x, y, width, high), fill=fill, line=ink, width=page.look.border * 2)
    page.icon(icon, x=x + space(44), y=y + (high - size) / 2, size=size, colour="nila" if kind == "plain" else ink)
    below = page.text(title, x=left, y=y + space(30), width=room, face=title_face, line_height=1.15)
    page.text(text, x=left, y=below + space(6), width=room, face=face)
    return y + high


def list_item_height(page: Layout, *, text: str, width: float) -> float:
    """How high one thing to do is, with the gap below."""
    face = page.face(42)
    left = round(page.icon_size(face) * 1.1) + page.panel.space(36)
    return page.high(text, face=face, width=width - left) + page.panel.space(14)


def to_do(
    page: Layout, items: list[tuple[str, str, int]], *, heading: str, x: float, y: float, width: float, bottom: float
) -> None:
    """
    A heading with things to do, down to `bottom`.

    Args:
        items: icon, sentence, and which stays away first where there is no room (the highest number).
    """
    face = page.face(48, weight=BOLD)
    top = y + page.high(heading, face=face, width=width, line_height=1.1) + page.panel.space(6)
    shown = list(items)
    while shown and top + sum(list_item_height(page, text=each[1], width=width) for each in shown) > bottom:
        shown.remove(max(shown, key=lambda each: each[2]))
    if not shown:
        return
    y = page.text(heading, x=x, y=y, width=width, face=face, line_height=1.1) + page.panel.space(6)
    for icon, text, _ in shown:
        y = list_item(page, icon=icon, text=text, x=x, y=y, width=width)


def list_item(page: Layout, *, icon: str, text: str, x: float, y: float, width: float) -> float:
    """One thing to do, with its icon. Returns: the y below."""
    face = page.face(42)
    size = round(page.icon_size(face) * 1.1)
    left = x + size + page.panel.space(36)
    page.icon(icon, x=x + page.panel.space(4), y=y + (round(face.size * 1.2) - size) / 2, size=size)
    return page.text(text, x=left, y=y, width=width - (left - x), face=face) + page.panel.space(14)


def pager(
    page: Layout,
    *,
    at: int,
    pages: int,
    y: float,
    x: float | None = None,
    width: float | None = None,
    compact: bool = False,
) -> float:
    """Buttons to the page before and after. Returns: the y below."""
    say = page.look.say
    left = page.margin if x is None else x
    room = page.width - 2 * page.margin if width is None else width
    gap = page.panel.gap(16)
    high = page.panel.touch(92 if compact else 104)
    middle = f"{at + 1}/{pages}"
    face = page.face(42, weight=SEMIBOLD, figures=True)
    word = page.face(42, weight=SEMIBOLD)
    mid_wide = page.wide(middle, face=face) + 2 * gap
    wide = (room - mid_wide - 2 * gap) / 2
    longest = max(page.wide(say("Previous"), face=word), page.wide(say("Next"), face=word))
    if longest + page.icon_size(word) + page.panel.space(24 + 18 + 10) > wide:
        # The buttons say enough; the count of pages is what can be spared.
        middle, wide = "", (room - gap) / 2
    if at > 0:
        button(page, "page:previous", label=say("Previous"), icon="arrow-left", rect=Rect(left, y, wide, high))
    if middle:
        page.text(middle, x=left + wide + gap, y=y + (high - round(face.size * 1.2)) / 2, width=mid_wide, face=face,
                  colour="tinta_2", align="centre")  # fmt: skip
    if at < pages - 1:
        button(page, "page:next", label=say("Next"), icon="arrow-right", icon_right=True,
               rect=Rect(left + room - wide, y, wide, high))  # fmt: skip
    return y + high


def countdown_height(page: Layout, *, width: float) -> float:
    """How high the countdown is."""
    face = page.face(42)
    room = width - page.wide("00 seconds", face=page.face(42, weight=BOLD)) - page.panel.space(16)
    return page.high(page.look.say("This screen returns to the start"), face=face, width=room) + page.panel.space(20)


def countdown(page: Layout, *, remaining: timedelta, whole: timedelta, x: float, y: float, width: float) -> float:
    """When the page goes back to the start: words, seconds, and a bar that empties. Returns: the y below."""
    say_n = page.look.say_n
    seconds = max(0, math.ceil(remaining.total_seconds()))
    face, strong = page.face(42), page.face(42, weight=BOLD)
    text = say_n("{count} second", "{count} seconds", seconds).format(count=seconds)
    wide = page.wide(text, face=strong)
    page.text(text, x=x + width - wide, y=y, width=wide + 2, face=strong)
    below = page.text(page.look.say("This screen returns to the start"), x=x, y=y,
                      width=width - wide - page.panel.space(16), face=face, colour="tinta_2")  # fmt: skip
    share = min(1.0, remaining / whole) if whole else 0.0
    high = page.panel.space(10)
    y = below + page.panel.space(10)
    page.box(Rect(x, y, width, high), fill="garis", radius=5)
    if share > 0:
        page.box(Rect(x, y, max(high, width * share), high), fill="nila", radius=5)
    return y + high


def closing_buttons(page: Layout, *, bottom: float, x: float | None = None, width: float | None = None) -> float:
    """*Tambah waktu* and *Selesai*, side by side above `bottom`. Returns: the y above them."""
    say = page.look.say
    left = page.margin if x is None else x
    room = page.width - 2 * page.margin if width is None else width
    gap = page.panel.gap(18)
    high = page.panel.touch(134 if page.panel.portrait else 112)
    wide = (room - gap) / 2
    y = bottom - high
    size = 56 if page.wide(say("More time"), face=page.face(56, weight=BOLD)) < wide - gap else 42
    button(page, "more-time", label=say("More time"), rect=Rect(left, y, wide, high), face_size=size, weight=BOLD,
           line="nila", line_width=page.look.border + 1)  # fmt: skip
    main_button(page, "done", label=say("Done"), rect=Rect(left + wide + gap, y, wide, high), face_size=56)
    return y


def warning(page: Layout, *, remaining: timedelta, whole: timedelta) -> None:
    """The warning before an idle page goes back to the start, over everything else."""
    say = page.look.say
    page.box(Rect(0, 0, page.width, page.height), fill="dim", radius=0)
    space = page.panel.space
    width = min(page.width - 2 * page.margin, space(1080 - 96))
    x = (page.width - width) / 2
    inner = width - 2 * space(48)
    title = page.face(75, weight=BOLD, title=True)
    button_high = page.panel.touch(160)
    text = say("Touch More time to go on. What you have chosen stays.")
    high = (
        space(48) + page.high(say("Are you still there?"), face=title, width=inner, line_height=1.05) + space(12)
        + page.high(text, face=page.face(42), width=inner) + space(36) + countdown_height(page, width=inner) + space(36)
        + button_high + space(18) + page.panel.touch(104) + space(48)
    )  # fmt: skip
    top = max(space(24), page.height - high - space(166)) if page.panel.portrait else (page.height - high) / 2
    top = max(space(8), top)
    page.box(Rect(x, top, width, high), fill="kertas", line="garis_2")
    left = x + space(48)
    y = page.text(say("Are you still there?"), x=left, y=top + space(48), width=inner, face=title, line_height=1.05)
    y = page.text(text, x=left, y=y + space(12), width=inner, face=page.face(42), colour="tinta_2")
    y = countdown(page, remaining=remaining, whole=whole, x=left, y=y + space(36), width=inner)
    bottom = top + high - space(48)
    second = page.panel.touch(104)
    button(page, "start-over", label=say("Back to the start"), rect=Rect(left, bottom - second, inner, second))
    main_button(page, "more-time", label=say("More time"),
                rect=Rect(left, bottom - second - space(18) - button_high, inner, button_high))  # fmt: skip
