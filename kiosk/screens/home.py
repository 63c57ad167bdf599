"""
The first page: groups and service tiles, search, and *Belum tahu? Tanya petugas* (pictures kiosk-home, -home-5, -landscape).

Up to eight services need no groups. Where type is large (15.6 inch), groups come first and services on a second page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kiosk.flow import busy
from kiosk.screens.components import Moment, bottom_bar, button, compact_room, home_header, page_header
from kiosk.screens.layout import BOLD, SEMIBOLD, Layout
from kiosk.screens.panels import pager
from kiosk.screens.sheet import Rect
from kiosk.screens.tiles import Tile, draw_tile, tile_height
from kiosk.state import Screen
from kiosk.touches import ALL
from server.look.icons import ICON_NAMES
from server.protocol import KioskService, KioskView

#: More services than this are shown in groups (picture kiosk-home-5 has none, kiosk-home has twenty).
UNGROUPED: Final = 8


def draw_home(page: Layout, screen: Screen, moment: Moment) -> None:
    """Draw the first page. `screen.view` is there."""
    assert screen.view is not None
    grouped = len(screen.view.services) > UNGROUPED and bool(screen.view.office.groups)
    if page.panel.large_print and grouped:
        if screen.group is None:
            _groups_first(page, screen, screen.view, moment)
        else:
            _services_second(page, screen, screen.view, moment)
    elif page.panel.portrait:
        _portrait(page, screen, screen.view, moment, grouped=grouped)
    else:
        _landscape(page, screen, screen.view, moment, grouped=grouped)


# ---- what is listed ------------------------------------------------------------------------------------------------


def _chosen(screen: Screen, view: KioskView, *, grouped: bool) -> str:
    if not grouped:
        return ALL
    return screen.group or view.office.groups[0].id


def _listed(page: Layout, view: KioskView, group: str, *, grouped: bool) -> list[KioskService]:
    """Services of a group in the office's order, what is arranged elsewhere last; everything A-Z by name."""
    services = [each for each in view.services if group == ALL or each.group == group]
    if grouped and group == ALL:
        return sorted(services, key=lambda each: page.look.words(each.name).casefold())
    return sorted(services, key=lambda each: each.offer == "elsewhere")


def _tiles(services: Sequence[KioskService], view: KioskView, *, roomy: bool, under: bool) -> list[Tile]:
    return [Tile(service=each, ahead=view.ahead.get(each.id), roomy=roomy, under=under) for each in services]


# ---- parts ---------------------------------------------------------------------------------------------------------


def _top(page: Layout, screen: Screen, moment: Moment) -> float:
    """The header and, below it, what visitors should know now (closed, *gangguan sistem*). Returns: the y below."""
    y = home_header(page, screen, moment)
    told = screen.view.opening.notice if screen.view is not None and screen.view.opening is not None else None
    if told is None:
        return y
    face = page.face(42, weight=SEMIBOLD)
    text = page.look.words(told)
    pad, size = page.panel.space(14 if page.panel.portrait else 4), page.icon_size(face)
    left = page.margin + size + page.panel.space(20)
    room = page.width - page.margin - left
    high = page.high(text, face=face, width=room, line_height=1.1) + 2 * pad
    rect = Rect(0, y, page.width, high)
    page.box(rect, fill="kunyit_muda", radius=0)
    page.mark("notice", label=text, rect=rect)
    page.icon("info", x=page.margin, y=y + (high - size) / 2, size=size, colour="kunyit_tua")
    page.text(text, x=left, y=y + pad, width=room, face=face, line_height=1.1)
    return y + high


def _search_field(page: Layout, *, rect: Rect) -> None:
    text = page.look.say("Search, for example “KTP”")
    face = page.face(42)

    def draw(own: Layout, pressed: bool) -> None:
        own.box(rect, fill="nila_muda" if pressed else "putih", line="garis_2")
        size = own.icon_size(face)
        x = rect.x + own.panel.space(30)
        own.icon("search", x=x, y=rect.y + (rect.h - size) / 2, size=size)
        left = x + size + own.panel.space(20)
        room = rect.right - own.panel.space(12) - left
        high = own.high(text, face=face, width=room, line_height=1.1)
        own.text(text, x=left, y=rect.y + (rect.h - high) / 2, width=room, face=face, colour="tinta_2", line_height=1.1)

    page.target("search", label=text, rect=rect, draw=draw)


def _ask(page: Layout, screen: Screen, *, rect: Rect, two_lines: bool = False) -> None:
    say = page.look.say
    waiting = busy(screen)
    label = say("One moment") if waiting else say("Not sure? Ask the staff")
    if two_lines and "? " in label:
        label = label.replace("? ", "?\n", 1)
    button(page, "ask-clerk", label=label, icon="spinner" if waiting else "person-ask", rect=rect)


def _group_names(page: Layout, view: KioskView) -> list[tuple[str, str]]:
    """Ids and names of the groups and of the whole list. A name breaks before its *dan*, never after it."""
    names = [(each.id, page.look.words(each.name)) for each in view.office.groups]
    return [
        (group, name.replace(" dan ", " dan\N{NO-BREAK SPACE}").replace(" and ", " and\N{NO-BREAK SPACE}"))
        for group, name in [*names, (ALL, page.look.say("All A–Z"))]
    ]


def _group_name(page: Layout, view: KioskView, group: str) -> str:
    return dict(_group_names(page, view))[group]


def _group_buttons(page: Layout, screen: Screen, view: KioskView, *, rects: Sequence[Rect], chosen: str) -> None:
    icons = [*(each.icon for each in view.office.groups), "list"]
    for (group, label), icon, rect in zip(_group_names(page, view), icons, rects, strict=True):
        button(page, f"group:{group}", label=label, icon=icon if icon in ICON_NAMES else "list", rect=rect,
               chosen=group == chosen, align_left=True, text_colour="tinta", compact=True)  # fmt: skip


def _grid(
    page: Layout, count: int, *, columns: int, x: float, y: float, width: float, high: int, gap: int
) -> list[Rect]:
    wide = (width - gap * (columns - 1)) / columns
    return [
        Rect(x + (place % columns) * (wide + gap), y + (place // columns) * (high + gap), wide, high)
        for place in range(count)
    ]


def _columns(page: Layout, labels: Sequence[str], *, width: float, gap: int, most: int) -> int:
    """How many buttons stand side by side so that no word of a name is torn."""
    face = page.face(42, weight=SEMIBOLD)
    longest = max(page.wide(word, face=face) for label in labels for word in label.split(" "))
    for columns in range(most, 1, -1):
        if longest <= compact_room(page, width=(width - gap * (columns - 1)) / columns, size=42):
            return columns
    return 1


def _button_height(page: Layout, labels: Sequence[str], *, width: float, least: int) -> int:
    """Height of a grid of group buttons, for the label that needs most lines."""
    face = page.face(42, weight=SEMIBOLD)
    room = compact_room(page, width=width, size=42)
    need = max(page.high(label, face=face, width=room, line_height=1.1) for label in labels)
    return max(page.panel.touch(least), round(need + page.panel.space(16)))


def _heading(page: Layout, *, left: str, right: str, x: float, y: float, width: float) -> float:
    strong, face = page.face(48, weight=BOLD), page.face(42)
    wide = page.wide(right, face=face)
    page.text(
        right, x=x + width - wide, y=y + (strong.size - face.size) * 0.7, width=wide + 2, face=face, colour="tinta_2"
    )
    return page.text(left, x=x, y=y, width=width - wide - page.panel.space(24), face=strong)


def _place(
    page: Layout,
    tiles: Sequence[Tile],
    *,
    at: int,
    x: float,
    y: float,
    width: float,
    bottom: float,
    columns: int,
    gap: int,
) -> float:
    """
    Place a list of tiles, with a pager where they do not all fit. Returns: the y below.

    Rows of a page share their height only where tiles stand side by side.
    """
    wide = (width - gap * (columns - 1)) / columns
    rows = [tiles[start : start + columns] for start in range(0, len(tiles), columns)]
    highs = [max(tile_height(page, tile, width=wide) for tile in row) for row in rows]
    pages = _pages(highs, room=bottom - y, gap=gap)
    if len(pages) > 1:
        bar = page.panel.touch(104) + gap
        pages = _pages(highs, room=bottom - y - bar, gap=gap)
    shown = min(at, len(pages) - 1)
    for row in pages[shown] if pages else ():
        for column, tile in enumerate(rows[row]):
            draw_tile(page, tile, rect=Rect(x + column * (wide + gap), y, wide, highs[row]))
        y += highs[row] + gap
    if len(pages) > 1:
        pager(page, at=shown, pages=len(pages), y=bottom - page.panel.touch(104), x=x, width=width)
        return bottom
    return y - gap


def _pages(highs: Sequence[int], *, room: float, gap: int) -> list[list[int]]:
    """Rows by page, as many as fit; at least one row a page."""
    pages: list[list[int]] = []
    left = -1.0
    for row, high in enumerate(highs):
        if not pages or high > left:
            pages.append([])
            left = room
        pages[-1].append(row)
        left -= high + gap
    return pages


# ---- pages ---------------------------------------------------------------------------------------------------------


def _portrait(page: Layout, screen: Screen, view: KioskView, moment: Moment, *, grouped: bool) -> None:
    say, space, margin = page.look.say, page.panel.space, page.margin
    width = page.width - 2 * margin
    y = _top(page, screen, moment)
    bar = bottom_bar(page)
    y = page.text(say("Please choose a service"), x=margin, y=y + space(34), width=width,
                  face=page.face(75, weight=BOLD, title=True), line_height=1.05)  # fmt: skip
    high = page.panel.touch(112)
    _search_field(page, rect=Rect(margin, y + space(24), width, high))
    y += space(24) + high
    chosen = _chosen(screen, view, grouped=grouped)
    services = _listed(page, view, chosen, grouped=grouped)
    if grouped:
        y += space(16)
        labels = [name for _, name in _group_names(page, view)]
        gap = page.panel.gap(16)
        columns = _columns(page, labels, width=width, gap=gap, most=3)
        high = _button_height(page, labels, width=(width - gap * (columns - 1)) / columns, least=112)
        rects = _grid(page, len(labels), columns=columns, x=margin, y=y, width=width, high=high, gap=gap)
        _group_buttons(page, screen, view, rects=rects, chosen=chosen)
        y = rects[-1].bottom + space(22)
        name = _group_name(page, view, chosen)
        y = _heading(page, left=name, right=_count(page, len(services), len(view.services)), x=margin, y=y, width=width)
        y += space(12)
    else:
        y += space(26)
    ask_high = page.panel.touch(104)
    ask_top = bar - space(20) - ask_high
    _ask(page, screen, rect=Rect(margin, ask_top, width, ask_high))
    tiles = _tiles(services, view, roomy=not grouped, under=False)
    below = _place(page, tiles, at=screen.list_page, x=margin, y=y, width=width, bottom=ask_top - page.panel.gap(14), columns=1,
                   gap=page.panel.gap(12 if grouped else 14))  # fmt: skip
    if not grouped:
        text = say("You see how many are waiting to be called. How long the work takes is on the page of the service.")
        face = page.face(42)
        size = page.icon_size(face)
        left = margin + size + space(24)
        room = width - size - space(24)
        if below + space(26) + page.high(text, face=face, width=room) < ask_top - space(14) and len(tiles) > 0:
            page.icon("info", x=margin + space(4), y=below + space(28), size=size)
            page.text(text, x=left, y=below + space(26), width=room, face=face, colour="tinta_2")


def _count(page: Layout, some: int, all_: int) -> str:
    if some == all_:
        return page.look.say_n("{count} service", "{count} services", all_).format(count=all_)
    return page.look.say_n("{some} of {count} service", "{some} of {count} services", all_).format(
        some=some, count=all_
    )


def _landscape(page: Layout, screen: Screen, view: KioskView, moment: Moment, *, grouped: bool) -> None:
    say, space, margin = page.look.say, page.panel.space, page.margin
    top = _top(page, screen, moment)
    bar = bottom_bar(page)
    rail = space(440) if grouped else 0
    x = margin + (rail + space(32) if grouped else 0)
    width = page.width - margin - x
    y = top + space(22)
    high = max(page.panel.touch(104), round(page.face(42).size * 2.2 + space(12)))
    chosen = _chosen(screen, view, grouped=grouped)
    services = _listed(page, view, chosen, grouped=grouped)
    title = page.face(48 if grouped or page.panel.large_print else 75, weight=BOLD, title=not grouped)
    ask_wide = page.panel.size(470)
    asking = say("Please choose a service")
    if grouped:
        tall = page.high(asking, face=title, width=rail, line_height=1.08)
        page.text(asking, x=margin, y=y + (high - tall) / 2, width=rail, face=title, line_height=1.08)
        search_x: float = x
    elif page.panel.large_print:
        # No room for the words beside the field, and the field says what to do.
        search_x = margin
    else:
        wide = page.wide(asking, face=title)
        page.text(asking, x=margin, y=y + (high - title.size * 1.05) / 2, width=wide + 2, face=title, line_height=1.05)
        search_x = margin + wide + space(40)
    field = page.width - margin - ask_wide - page.panel.gap(16) - search_x
    _search_field(page, rect=Rect(search_x, y, field, high))
    _ask(page, screen, rect=Rect(page.width - margin - ask_wide, y, ask_wide, high), two_lines=True)
    y += high + space(22)
    if grouped:
        labels = [name for _, name in _group_names(page, view)]
        gap = page.panel.gap(12)
        room = bar - space(16) - y
        each_high = min(page.panel.touch(96), int((room - gap * (len(labels) - 1)) / len(labels)))
        each_high = max(each_high, page.panel.touch(81))
        rects = _grid(page, len(labels), columns=1, x=margin, y=y, width=rail, high=each_high, gap=gap)
        _group_buttons(page, screen, view, rects=rects, chosen=chosen)
        name = _group_name(page, view, chosen)
        y = _heading(
            page, left=name, right=_count(page, len(services), len(view.services)), x=x, y=y - space(4), width=width
        )
        y += space(8)
    tiles = _tiles(services, view, roomy=False, under=grouped)
    columns = 1 if page.panel.large_print else 2
    _place(
        page,
        tiles,
        at=screen.list_page,
        x=x,
        y=y,
        width=width,
        bottom=bar - space(16),
        columns=columns,
        gap=page.panel.gap(13),
    )


def _groups_first(page: Layout, screen: Screen, view: KioskView, moment: Moment) -> None:
    """Large type: the groups fill the page; a touch on one leads to its services."""
    say, space, margin = page.look.say, page.panel.space, page.margin
    width = page.width - 2 * margin
    y = _top(page, screen, moment)
    bar = bottom_bar(page)
    high = page.panel.touch(88)
    if page.panel.portrait:
        y = page.text(say("Please choose a service"), x=margin, y=y + space(28), width=width,
                      face=page.face(75, weight=BOLD, title=True), line_height=1.05)  # fmt: skip
        _search_field(page, rect=Rect(margin, y + space(20), width, high))
        y += space(20) + high + space(18)
        ask_top = bar - space(20) - high
        _ask(page, screen, rect=Rect(margin, ask_top, width, high))
        bottom, columns = ask_top - space(18), 2
    else:
        half = (width - space(18)) / 2
        _search_field(page, rect=Rect(margin, y + space(18), half, high))
        _ask(page, screen, rect=Rect(margin + half + space(18), y + space(18), half, high))
        y += space(18) + high + space(18)
        bottom, columns = bar - space(18), 3
    labels = [name for _, name in _group_names(page, view)]
    rows = -(-len(labels) // columns)
    gap = page.panel.gap(18)
    tall = int(min(space(280), (bottom - y - gap * (rows - 1)) / rows))
    rects = _grid(page, len(labels), columns=columns, x=margin, y=y, width=width, high=tall, gap=gap)
    _group_buttons(page, screen, view, rects=rects, chosen="")


def _services_second(page: Layout, screen: Screen, view: KioskView, moment: Moment) -> None:
    """Large type: the services of one group, with the way back to the groups."""
    say, space, margin = page.look.say, page.panel.space, page.margin
    width = page.width - 2 * margin
    y = page_header(page, screen, moment, back=say("Back"), back_name="groups")
    bar = bottom_bar(page)
    chosen = screen.group or ALL
    services = _listed(page, view, chosen, grouped=True)
    name = _group_name(page, view, chosen)
    y = page.text(name, x=margin, y=y + space(20), width=width, face=page.face(56, weight=BOLD), line_height=1.1)
    tiles = _tiles(services, view, roomy=False, under=True)
    _place(page, tiles, at=screen.list_page, x=margin, y=y + space(14), width=width, bottom=bar - space(20),
           columns=1 if page.panel.portrait else 2, gap=page.panel.gap(17))  # fmt: skip
