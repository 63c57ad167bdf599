"""
Search: what was typed, what was found, and a keypad drawn by the app (an on-screen keyboard of the system is under the
full-screen window, FIELD D.3).
"""

from __future__ import annotations

from typing import Final

from kiosk.screens.components import Moment, bottom_bar, button, page_header
from kiosk.screens.layout import BOLD, SEMIBOLD, Layout
from kiosk.screens.panels import pager
from kiosk.screens.sheet import Rect
from kiosk.screens.tiles import Tile, draw_tile, tile_height
from kiosk.search import find
from kiosk.state import Screen

_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def draw_search(page: Layout, screen: Screen, moment: Moment) -> None:
    """Draw the search page."""
    assert screen.view is not None
    say, space, margin = page.look.say, page.panel.space, page.margin
    top = page_header(page, screen, moment, back=say("Back"))
    bar = bottom_bar(page)
    width = page.width - 2 * margin
    if page.panel.portrait:
        # Ten keys in a row need the margin where pixels are small.
        side = space(20) if page.panel.large_print else margin
        pad_top = _keypad(page, x=side, bottom=bar - space(20), width=page.width - 2 * side)
        y = _field(page, screen, x=margin, y=top + space(24), width=width)
        _results(page, screen, x=margin, y=y + space(16), width=width, bottom=pad_top - space(20))
    else:
        gap = space(40)
        pad_wide = round((width - gap) * (0.57 if page.panel.large_print else 0.54))
        y = _field(page, screen, x=margin, y=top + space(20), width=pad_wide)
        _keypad(page, x=margin, bottom=bar - space(20), width=pad_wide)
        _results(
            page,
            screen,
            x=margin + pad_wide + gap,
            y=top + space(20),
            width=width - gap - pad_wide,
            bottom=bar - space(18),
        )


def _field(page: Layout, screen: Screen, *, x: float, y: float, width: float) -> float:
    space = page.panel.space
    face = page.face(56, weight=SEMIBOLD)
    hint = page.look.say("Type the service or what you need")
    hint_face = page.face(42)
    size = page.icon_size(face)
    left = x + space(30) + size + space(20)
    room = x + width - space(24) - left
    text = screen.query.upper()
    high = max(page.panel.touch(112), page.high(hint, face=hint_face, width=room, line_height=1.1) + space(20))
    while text and page.wide(text, face=face) > room:
        text = text[1:]
    page.box(Rect(x, y, width, high), fill="putih", line="nila", width=page.look.border * 2)
    page.icon("search", x=x + space(30), y=y + (high - size) / 2, size=size)
    page.mark("query", label=screen.query, rect=Rect(x, y, width, high))
    if text:
        line = round(face.size * 1.2)
        page.text(text.rstrip() or " ", x=left, y=y + (high - line) / 2, width=room + 2, face=face)
        end = left + page.wide(text, face=face) + space(6)
        page.box(
            Rect(min(end, x + width - space(12)), y + high * 0.24, page.look.border * 2, high * 0.52),
            fill="nila",
            radius=0,
        )
    else:
        lines = page.high(hint, face=hint_face, width=room, line_height=1.1)
        page.text(hint, x=left, y=y + (high - lines) / 2, width=room, face=hint_face, colour="tinta_2", line_height=1.1)
    return y + high


def _results(page: Layout, screen: Screen, *, x: float, y: float, width: float, bottom: float) -> None:
    assert screen.view is not None
    say, space = page.look.say, page.panel.space
    found = find(screen.query, services=screen.view.services)
    face = page.face(42)
    if not found:
        text = (
            say("Nothing found yet. Try another word, or ask the staff.")
            if screen.query.strip()
            else say("For example: identity card, family card, birth, marriage, moving house.")
        )
        below = page.text(text, x=x, y=y + space(8), width=width, face=face, colour="tinta_2")
        if screen.query.strip():
            high = page.panel.touch(104)
            button(page, "ask-clerk", label=say("Not sure? Ask the staff"), icon="person-ask",
                   rect=Rect(x, below + space(20), width, high))  # fmt: skip
        return
    head = page.face(48, weight=BOLD)
    title = page.look.say_n("{count} service found", "{count} services found", len(found)).format(count=len(found))
    y = page.text(title, x=x, y=y, width=width, face=head) + space(8)
    gap = page.panel.gap(12)
    tiles = [Tile(service=each, ahead=screen.view.ahead.get(each.id), under=not page.panel.portrait) for each in found]
    pages: list[list[tuple[Tile, int]]] = []
    bar = page.panel.touch(92) + gap
    for reserved in (0, bar):
        pages, left = [], -1.0
        for tile in tiles:
            high = tile_height(page, tile, width=width)
            if not pages or high > left:
                pages.append([])
                left = bottom - y - reserved
            pages[-1].append((tile, high))
            left -= high + gap
        if len(pages) == 1:
            break
    at = min(screen.list_page, len(pages) - 1)
    for tile, high in pages[at]:
        draw_tile(page, tile, rect=Rect(x, y, width, high))
        y += high + gap
    if len(pages) > 1:
        pager(page, at=at, pages=len(pages), y=bottom - page.panel.touch(92), x=x, width=width, compact=True)


def _keypad(page: Layout, *, x: float, bottom: float, width: float) -> float:
    """Letters as on every phone here (QWERTY), space and erase. Returns: the y above it."""
    say = page.look.say
    gap = page.panel.gap(12)
    key_wide = (width - gap * 9) / 10
    high = (
        max(page.panel.touch(100, keypad=True), round(key_wide * 1.05))
        if page.panel.portrait
        else page.panel.touch(96, keypad=True)
    )
    top = bottom - 4 * high - 3 * gap
    for row, letters in enumerate(_ROWS):
        start = x + (width - len(letters) * key_wide - (len(letters) - 1) * gap) / 2
        if row == 2:
            start = x
        for place, letter in enumerate(letters):
            rect = Rect(start + place * (key_wide + gap), top + row * (high + gap), key_wide, high)
            button(
                page, f"key:{letter}", label=letter.upper(), rect=rect, face_size=48, text_colour="tinta", keypad=True
            )
    erase_x = x + 7 * (key_wide + gap)
    button(page, "key:erase", label=say("Erase"), icon="backspace",
           rect=Rect(erase_x, top + 2 * (high + gap), width - (erase_x - x), high), keypad=True)  # fmt: skip
    clear_wide = 3 * key_wide + 2 * gap
    button(
        page, "key:clear", label=say("Clear all"), rect=Rect(x, top + 3 * (high + gap), clear_wide, high), keypad=True
    )
    button(page, "key:space", label=say("Space"),
           rect=Rect(x + clear_wide + gap, top + 3 * (high + gap), width - clear_wide - gap, high), keypad=True)  # fmt: skip
    return top
