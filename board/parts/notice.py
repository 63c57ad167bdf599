"""
The line at the bottom: one page of the office's notices.

Paints ready texts (see `content`) into an area; reference lengths are px of the drawing looks/board.png, turned by
`Sizes.near`, `.far` or `.space`.
"""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtGui import QColor, QPainter

from board.layout import Layout
from board.lettering import Type, draw, draw_right
from board.painting import (
    icon,
    middle_baseline,
    rectangle,
)
from board.panel import Area, Sizes
from server.look import tokens
from server.look.tokens import SEMIBOLD


def notice_type(sizes: Sizes) -> Type:
    """The line at the bottom."""
    return Type(size=sizes.text, weight=SEMIBOLD, tracking=-0.024)


def notice_room(panel_width: int, sizes: Sizes) -> float:
    """Width in px for a notice, between icon and pager."""
    return panel_width - (127 + 48 + 130) * sizes.near


def paint_notice(painter: QPainter, area: Area, layout: Layout, lines: Sequence[str], pager: str) -> None:
    """One page of the notices at the bottom."""
    sizes, near = layout.sizes, layout.sizes.near
    painter.fillRect(rectangle(area), QColor(tokens.putih))
    middle = area.y + area.height / 2
    icon(painter, "info", x=48 * sizes.space, middle=middle - 0.5 * near, size=53 * near, colour=tokens.nila)
    for place, line in enumerate(lines):
        at = middle + (place - (len(lines) - 1) / 2) * 58 * near - 0.5 * near
        baseline = middle_baseline(at, sizes.text)
        draw(
            painter,
            line,
            type_=notice_type(sizes),
            x=48 * sizes.space + 79 * near,
            baseline=baseline,
            colour=tokens.tinta,
        )
    draw_right(
        painter,
        pager,
        Type(size=sizes.small),
        area.right - layout.margin,
        middle_baseline(middle, sizes.small),
        tokens.tinta_2,
    )
