"""
The table of services for those who come near: how many wait, what is promised, what it took today.

Paints ready texts (see `content`) into an area; reference lengths are px of the drawing looks/board.png, turned by
`Sizes.near`, `.far` or `.space`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PyQt6.QtGui import QColor, QPainter

from board import content
from board.layout import Layout
from board.lettering import Type, draw, draw_right, elided, width
from board.measures import table_head, table_row
from board.painting import (
    icon,
    rectangle,
    rule,
)
from board.panel import Area, Sizes
from server.look import tokens
from server.look.tokens import BOLD, MEDIUM, SEMIBOLD

#: Right edges: least distances from the right end of the rules, px of the drawing.
_TODAY, _PROMISED, _WAITING = 63, 243, 508
#: Least air between two columns.
_COLUMN_GAP: Final = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Right edges of the table's columns, px from the right end of its rules; as wide as the widest text needs."""

    today: float
    promised: float
    waiting: float


def columns(rows: Sequence[content.TableRow], sizes: Sizes) -> Columns:
    """Place the columns for all services, so that they stand still from page to page."""
    near = sizes.near
    today = _TODAY * near
    widest = max((width(row.today, _today_type(sizes)) for row in rows), default=0.0)
    promised = max(_PROMISED * near, today + widest + _COLUMN_GAP * near)
    widest = max((width(row.promised, Type(size=sizes.text)) for row in rows), default=0.0)
    waiting = max(_WAITING * near, promised + widest + _COLUMN_GAP * near)
    return Columns(today=today, promised=promised, waiting=waiting)


def name_type(sizes: Sizes) -> Type:
    """A service's name in the table."""
    return Type(size=sizes.text, weight=SEMIBOLD)


def name_room(table_width: int, sizes: Sizes, waiting: str, places: Columns) -> float:
    """Width in px for a service's name beside how many wait."""
    end = table_width - 48 * sizes.space - places.waiting
    return end - width(waiting, _waiting_type(sizes, waiting)) - _COLUMN_GAP * sizes.near - 48 * sizes.space


def name_lines(row: content.TableRow, table_width: int, sizes: Sizes, places: Columns) -> tuple[str, ...]:
    """
    A service's name in one line, or two: its last words beside the figures, the words before them across the table.
    """
    type_, room = name_type(sizes), name_room(table_width, sizes, row.waiting, places)
    names = row.name.split()
    first = 0
    while first < len(names) - 1 and width(" ".join(names[first:]), type_) > room:
        first += 1
    last = elided(" ".join(names[first:]), type_, room)
    if not first:
        return (last,)
    return (elided(" ".join(names[:first]), type_, table_width - 96 * sizes.space), last)


def paint_services(
    painter: QPainter,
    area: Area,
    layout: Layout,
    rows: Sequence[content.TableRow],
    heads: Sequence[str],
    places: Columns,
) -> None:
    """The table for those who come near; `heads` are its four headings, the first with its pager."""
    sizes, near, margin = layout.sizes, layout.sizes.near, layout.margin
    painter.fillRect(rectangle(area), QColor(tokens.malam))
    right = area.right - margin
    ends = {"waiting": right - places.waiting, "promised": right - places.promised, "today": right - places.today}
    small = Type(size=sizes.small)
    baseline = area.y + 49 * near
    draw(painter, heads[0], type_=small, x=margin, baseline=baseline, colour=tokens.malam_teks_2)
    for name, head in zip(("waiting", "promised", "today"), heads[1:], strict=True):
        draw_right(painter, head, small, ends[name], baseline, tokens.malam_teks_2)
    thin = max(1, round(2 * sizes.space))
    top: float = area.y + table_head(sizes)
    for row in rows:
        rule(painter, x=margin, y=top - thin, length=right - margin, thickness=thin, colour=tokens.malam_garis)
        lines = name_lines(row, area.width, sizes, places)
        baseline = top + 50 * near
        for line in lines:
            draw(painter, line, type_=name_type(sizes), x=margin, baseline=baseline, colour=tokens.putih)
            baseline += 54 * near
        baseline -= 54 * near
        today_ink = tokens.soga_malam if row.mark == "late" else tokens.putih
        draw_right(painter, row.waiting, _waiting_type(sizes, row.waiting), ends["waiting"], baseline, tokens.putih)
        draw_right(painter, row.promised, Type(size=sizes.text), ends["promised"], baseline, tokens.putih)
        draw_right(painter, row.today, _today_type(sizes), ends["today"], baseline, today_ink)
        if row.mark is not None:
            icon(
                painter,
                "check" if row.mark == "within" else "warning",
                x=right - 46 * near,
                middle=baseline - 17 * near,
                size=46 * near,
                colour=tokens.daun_malam if row.mark == "within" else tokens.soga_malam,
            )
        top += table_row(sizes, len(lines))


def _today_type(sizes: Sizes) -> Type:
    return Type(size=sizes.text, weight=BOLD)


def _waiting_type(sizes: Sizes, waiting: str) -> Type:
    return Type(size=sizes.text, weight=BOLD if waiting.isdigit() else MEDIUM)
