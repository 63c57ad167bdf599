"""
The page of one service, in the order of a citizen's questions: how many wait, how long, what it costs, what to bring, what
happens, may I go first, and one button (pictures kiosk-service, kiosk-service-kia).

What does not fit goes to a further page of it; nothing is set smaller.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.flow import busy
from kiosk.screens.components import Moment, bottom_bar, closed_button, main_button, page_header
from kiosk.screens.layout import BOLD, Layout
from kiosk.screens.panels import pager
from kiosk.screens.service_parts import Block, facts, priority, steps, what_to_bring
from kiosk.screens.sheet import Rect
from kiosk.screens.tiles import service_name
from kiosk.state import Screen
from kiosk.touches import gives_numbers
from server.protocol import KioskService


def draw_service(page: Layout, screen: Screen, moment: Moment) -> None:
    """Draw the page of `screen.service`."""
    assert screen.service is not None
    space, margin, service = page.panel.space, page.margin, screen.service
    top = page_header(page, screen, moment, back=page.look.say("Back"))
    bar = bottom_bar(page)
    title = page.face(75, weight=BOLD, title=True)
    name = service_name(page, service)
    width = page.width - 2 * margin
    if page.lines(name, face=title, width=width) > 1:
        title = page.face(56, weight=BOLD, title=True)
    title_top = top + space(22 if page.panel.portrait else 14)
    y = page.text(name, x=margin, y=title_top, width=width, face=title, line_height=1.05)
    page.mark("title", label=name, rect=Rect(margin, title_top, width, y - title_top))
    y += space(22 if page.panel.portrait else 14)
    main_high = page.panel.touch(160 if page.panel.portrait else 120)
    if page.panel.portrait or page.panel.large_print:
        bottom = bar - space(22) - main_high
        columns = _portrait_column(page, screen, service, width=width, room=bottom - space(24) - y)
        _flow(
            page, screen, [(margin, width, columns)], y=y, bottom=bottom - space(24), pager_x=margin, pager_width=width
        )
        rect = Rect(margin, bottom, width, main_high)
    else:
        gap = space(40)
        half = (width - gap) / 2
        right = margin + half + gap
        main_top = bar - space(18) - main_high
        left_blocks = [*facts(page, screen, service, width=half), *what_to_bring(page, screen, service, width=half)]
        right_blocks = [
            *steps(page, screen, service, width=half),
            *priority(page, screen, width=half, opened=screen.unfolded != "steps"),
        ]
        end = bar - space(18)
        _flow(page, screen, [(margin, half, left_blocks), (right, half, right_blocks)], y=y, bottom=end,
              bottoms=(end, main_top - space(18)), pager_x=margin, pager_width=half)  # fmt: skip
        rect = Rect(right, main_top, half, main_high)
    if gives_numbers(screen.view):
        main_button(
            page, "take-number", label=page.look.say("Take a number"), icon="receipt", rect=rect, waiting=busy(screen)
        )
        return
    notice = screen.view.opening.notice if screen.view is not None and screen.view.opening is not None else None
    label = page.look.words(notice) if notice is not None else page.look.say("No numbers now. Please ask the staff.")
    closed_button(page, "take-number", label=label, rect=rect)


def _portrait_column(page: Layout, screen: Screen, service: KioskService, *, width: float, room: float) -> list[Block]:
    first = [*facts(page, screen, service, width=width), *what_to_bring(page, screen, service, width=width),
             *steps(page, screen, service, width=width)]  # fmt: skip
    opened = [*first, *priority(page, screen, width=width, opened=True)]
    fits = sum(block.high + block.gap for block in opened) <= room
    show = screen.unfolded == "priority" or (screen.unfolded is None and fits)
    return opened if show else [*first, *priority(page, screen, width=width, opened=False)]


def _flow(
    page: Layout,
    screen: Screen,
    columns: Sequence[tuple[float, float, list[Block]]],
    *,
    y: float,
    bottom: float,
    pager_x: float,
    pager_width: float,
    bottoms: Sequence[float] | None = None,
) -> None:
    """Put blocks into columns, onto as many pages as they need; all columns turn together."""
    ends = list(bottoms or [bottom])
    split = [_split(blocks, room=end - y) for (_, _, blocks), end in zip(columns, ends, strict=True)]
    if max(len(pages) for pages in split) > 1:
        gap = page.panel.gap(14)
        bar = page.panel.touch(92) + gap
        ends[0] -= bar
        split = [_split(blocks, room=end - y) for (_, _, blocks), end in zip(columns, ends, strict=True)]
        count = max(len(pages) for pages in split)
        at = min(screen.part, count - 1)
        pager(page, at=at, pages=count, y=ends[0] + gap, x=pager_x, width=pager_width, compact=True)
    else:
        at = 0
    for (x, width, _), pages in zip(columns, split, strict=True):
        line = y
        for place, block in enumerate(pages[min(at, len(pages) - 1)] if pages else ()):
            line += block.gap if place else 0
            block.draw(x, line, width)
            line += block.high


def _split(blocks: Sequence[Block], *, room: float) -> list[list[Block]]:
    pages: list[list[Block]] = []
    left = -1.0
    for block in blocks:
        if not pages or block.high + block.gap > left:
            pages.append([])
            left = room + block.gap
        pages[-1].append(block)
        left -= block.high + block.gap
    return pages
