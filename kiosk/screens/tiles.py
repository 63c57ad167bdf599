"""
Service tiles: what a service is called, how many wait, and, days-long, when to come back (LOOKS 5, *service tile*).

Draws one tile at a time and says how high it must be; which services stand where is the page's business.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.screens.components import tile_line_width
from kiosk.screens.layout import BOLD, Layout
from kiosk.screens.sheet import Face, Rect
from server.look.words import people_words, weekday_date, working_days
from server.protocol import KioskService


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """
    A service and how its tile is drawn.

    Attributes:
        ahead: visitors waiting for it; None: not known.
        roomy: large name and more air, where few services leave the room (picture kiosk-home-5).
        under: the wait stands under the name in one line (landscape) instead of beside it.
        title: the telling part alone, drawn without the prefix line when there is none.
    """

    service: KioskService
    ahead: int | None
    roomy: bool = False
    under: bool = False


def service_name(page: Layout, service: KioskService) -> str:
    """Prefix and name as one text."""
    return f"{page.look.words(service.prefix)} {page.look.words(service.name)}".strip()


def whole(text: str) -> str:
    """A date or a time that no line break tears."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def due_line(page: Layout, service: KioskService) -> str | None:
    """`Selesai 1 hari kerja: ambil **Senin, 23 November**`, or None for what is done within the day."""
    if service.offer != "issue" or service.collect_on is None or not service.promised or not service.promised.days:
        return None
    return page.look.say("Ready in {days}: collect **{date}**").format(
        days=working_days(service.promised.days, language=page.look.language),
        date=whole(weekday_date(service.collect_on, language=page.look.language)),
    )


def waiting_words(page: Layout, tile: Tile) -> tuple[str, str, str]:
    """Icon, telling word and second word of how many wait."""
    say = page.look.say
    if tile.service.offer == "elsewhere":
        # A tile has room for few words: who exactly brings the file stands on the page behind it.
        through = tile.service.brought_by is not None and "kelurahan" in tile.service.brought_by.id
        return "house", "", say("arranged through the kelurahan") if through else say("arranged elsewhere")
    if tile.ahead is None:
        return "plug-off", "", say("waiting not known")
    if tile.ahead == 0:
        return "check-circle", say("No"), say("queue")
    return "users", people_words(tile.ahead, language=page.look.language), say("waiting")


def tile_height(page: Layout, tile: Tile, *, width: float) -> int:
    """How high a tile of that width is, px: never less than its words need."""
    return _compose(page, tile, Rect(0, 0, width, 0), pressed=False, paint=False)


def draw_tile(page: Layout, tile: Tile, *, rect: Rect) -> None:
    """Put the tile as a target."""
    icon, strong, weak = waiting_words(page, tile)
    del icon
    label = ", ".join(
        each
        for each in (
            service_name(page, tile.service),
            f"{strong} {weak}".strip(),
            (due_line(page, tile.service) or "").replace("**", ""),
        )
        if each
    )
    page.target(
        f"service:{tile.service.id}",
        label=label,
        rect=rect,
        draw=lambda own, pressed: void(_compose(own, tile, rect, pressed=pressed, paint=True)),
    )


def void(_: object) -> None:
    """Drop a result."""


def _compose(page: Layout, tile: Tile, rect: Rect, *, pressed: bool, paint: bool) -> int:
    """Draw (or only measure) a tile. Returns: the height its words need, px."""
    space, size = page.panel.space, page.panel.size
    elsewhere = tile.service.offer == "elsewhere"
    small, face = page.face(42), page.face(56 if tile.roomy else 48, weight=BOLD)
    strong_face = page.face(42, weight=BOLD)
    chevron = size(46)
    pad_x, pad_y = space(30), space(18 if tile.roomy else 12)
    inner = rect.w - 2 * pad_x - size(36)
    icon, strong, weak = waiting_words(page, tile)
    icon_size = round(small.size * 0.9)
    icon_gap = space(14)
    wait_gap = space(12)

    beside = not tile.under and not _too_narrow(page, tile, width=inner, face=face)
    if elsewhere:
        wait_text_width = max(page.wide(line, face=small) for line in _halves(page, weak))
    else:
        wait_text_width = max(page.wide(strong, face=strong_face), page.wide(weak, face=small))
    wait_wide = icon_size + icon_gap + wait_text_width + 4
    column = max(wait_wide, size(308)) if beside else 0
    name_wide = inner - column - wait_gap if beside else inner
    prefix, name = page.look.words(tile.service.prefix), page.look.words(tile.service.name)

    lh_small, lh_name = 1.14, 1.12
    high_prefix = page.high(prefix, face=small, width=name_wide, line_height=lh_small) if prefix else 0
    high_name = page.high(name, face=face, width=name_wide, line_height=lh_name)
    high_wait = 2 * round(small.size * lh_small) if beside else 0
    due = due_line(page, tile.service)
    high_due = page.high(due, face=small, width=rect.w - 2 * pad_x) + space(4) if due else 0
    if not beside:
        wait_line = f"**{strong}** {weak}" if strong else weak
        high_under = page.high(wait_line, face=small, width=inner - icon_size - icon_gap) + space(4)
    else:
        wait_line, high_under = "", 0
    top_high = max(high_prefix + high_name, high_wait)
    needed = 2 * pad_y + top_high + high_due + high_under
    needed = max(needed, page.panel.touch(150 if tile.roomy else 128))
    if not paint:
        return int(needed)

    page.box(
        rect, fill="nila_muda" if pressed else ("kertas" if elsewhere else "putih"),
        line="nila" if pressed else "garis_2", width=tile_line_width(page, pressed=pressed),
    )  # fmt: skip
    body = top_high + high_due + high_under
    top = rect.y + (rect.h - body) / 2
    x = rect.x + pad_x
    y = top + (top_high - high_prefix - high_name) / 2
    if prefix:
        y = page.text(prefix, x=x, y=y, width=name_wide, face=small, colour="tinta_2", line_height=lh_small)
    page.text(name, x=x, y=y, width=name_wide, face=face, line_height=lh_name)
    page.icon("chevron-right", x=rect.right - pad_x - chevron + space(14), y=top + (top_high - chevron) / 2
              if beside else rect.y + (rect.h - chevron) / 2, size=chevron, stroke=2.4)  # fmt: skip
    if beside:
        left = rect.x + pad_x + name_wide + wait_gap
        y = top + (top_high - high_wait) / 2
        page.icon(
            icon,
            x=left,
            y=y + (round(small.size * lh_small) - icon_size) / 2,
            size=icon_size,
            colour="tinta_2" if not page.look.contrast else "nila",
        )
        text_x = left + icon_size + icon_gap
        room = column - icon_size - icon_gap
        if strong:
            y = page.text(strong, x=text_x, y=y, width=room, face=strong_face, line_height=lh_small)
            page.text(weak, x=text_x, y=y, width=room, face=small, colour="tinta_2", line_height=lh_small)
        else:
            page.text(
                "\n".join(_halves(page, weak)),
                x=text_x,
                y=y,
                width=room,
                face=small,
                colour="tinta_2",
                line_height=lh_small,
            )
    y = top + top_high
    if not beside:
        y += space(4)
        page.icon(
            icon,
            x=x + space(2),
            y=y + (round(small.size * 1.2) - icon_size) / 2,
            size=icon_size,
            colour="tinta_2" if not page.look.contrast else "nila",
        )
        left = x + icon_size + icon_gap + space(2)
        y = page.text(wait_line, x=left, y=y, width=inner - icon_size - icon_gap, face=small, colour="tinta_2",
                      bold_colour="tinta")  # fmt: skip
    if due:
        page.text(due, x=x, y=y + space(4), width=rect.w - 2 * pad_x, face=small)
    return int(needed)


def _too_narrow(page: Layout, tile: Tile, *, width: float, face: Face) -> bool:
    """Whether a word of the name would be torn beside the wait, so that the wait goes under it."""
    small = page.face(42)
    _, strong, weak = waiting_words(page, tile)
    lines = (strong, weak) if strong else _halves(page, weak)
    wait = max(page.wide(line, face=small) for line in lines) + round(small.size * 0.9) + page.panel.space(14 + 12 + 10)
    longest = max(
        page.longest(page.look.words(tile.service.prefix), face=small),
        page.longest(page.look.words(tile.service.name), face=face),
    )
    return longest > width - max(wait, page.panel.size(308) + page.panel.space(12))


def _halves(page: Layout, text: str) -> tuple[str, str]:
    """A text in two lines of about the same width."""
    words = text.split(" ")
    if len(words) == 1:
        return text, ""
    face = page.face(42)
    cuts = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    return min(cuts, key=lambda cut: max(page.wide(cut[0], face=face), page.wide(cut[1], face=face)))
