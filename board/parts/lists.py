"""
The two lists people search from afar: earlier calls with their counters, and numbers whose files are ready with their day.

Paints ready texts (see `content`) into an area; reference lengths are px of the drawing looks/board.png, turned by
`Sizes.near`, `.far` or `.space`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor, QPainter

from board import content
from board.layout import Layout
from board.lettering import Type, draw, draw_right, shrunk, width
from board.measures import list_head
from board.painting import (
    date_plate,
    icon,
    middle_baseline,
    plate,
    rectangle,
    row_plate_type,
    rule,
)
from board.panel import Area, Sizes
from server.look import tokens
from server.look.tokens import BOARD, BOLD, MEDIUM, SEMIBOLD

_ICON: Final = 48


def row_em(number: str) -> float:
    """Width in em of a number in a row; upwards to whole hundredths."""
    return math.ceil(width(number, _row_number_type(100, BOLD))) / 100


def paint_previous(
    painter: QPainter,
    area: Area,
    layout: Layout,
    rows: Sequence[content.PreviousRow],
    heading: str,
    counter: str,
    *,
    last_known: bool,
) -> None:
    """Earlier calls, newest first, each with its counter plate."""
    sizes, far = layout.sizes, layout.sizes.far
    painter.fillRect(rectangle(area), QColor(tokens.malam))
    left, right = _list_edges(area, layout)
    rule_y = _list_heading(painter, area, layout, heading, weight=MEDIUM, colour=tokens.malam_teks_2, offset=0.0)
    draw_right(painter, counter, Type(size=sizes.text), right, area.y + 57 * sizes.near, tokens.malam_teks_2)
    ink = tokens.malam_teks_2 if last_known else tokens.putih
    plate_ink = tokens.malam_teks_2 if last_known else tokens.kunyit
    thin = max(1, round(2 * sizes.space))
    for place, row in enumerate(rows):
        top = rule_y + thin + place * layout.row_pitch
        if place:
            rule(painter, x=left, y=top - thin, length=right - left, thickness=thin, colour=tokens.malam_garis)
        middle = top + (layout.row_pitch - thin) / 2
        plate_type_ = row_plate_type(sizes.row)
        box_width = max(124 * far, width(row.plate, plate_type_) + 46 * far)
        type_ = _row_type(row.number, right - left - box_width - 12 * far, sizes)
        draw(painter, row.number, type_=type_, x=left, baseline=middle_baseline(middle, type_.size), colour=ink)
        if not row.plate:
            continue
        plate(
            painter,
            row.plate,
            box=QRectF(right - box_width, middle - 56 * far, box_width, 112 * far),
            type_=plate_type_,
            ink=plate_ink,
            ground=None,
            border=round((4 if last_known else 5) * far),
            dashed=last_known,
        )


def paint_ready(
    painter: QPainter,
    area: Area,
    layout: Layout,
    rows: Sequence[content.Collect],
    heading: str,
    received: str,
    pager: str,
) -> None:
    """Numbers whose files are ready, each with the day it was received; never with a counter plate."""
    sizes, near, far = layout.sizes, layout.sizes.near, layout.sizes.far
    painter.fillRect(rectangle(area), QColor(tokens.malam))
    left, right = _list_edges(area, layout)
    icon(painter, "check-circle", x=left, middle=area.y + 37.5 * near, size=_ICON * near, colour=tokens.daun_malam)
    rule_y = _list_heading(painter, area, layout, heading, weight=SEMIBOLD, colour=tokens.putih, offset=65 * near)
    baseline = area.y + 57 * near
    end = left + 65 * near + width(heading, Type(size=sizes.text, weight=SEMIBOLD))
    if pager:
        draw(
            painter,
            pager,
            type_=Type(size=sizes.small),
            x=end + 19 * near,
            baseline=baseline,
            colour=tokens.malam_teks_2,
        )
    draw_right(painter, received, Type(size=sizes.small), right, baseline, tokens.malam_teks_2)
    thin = max(1, round(2 * sizes.space))
    for place, row in enumerate(rows):
        top = rule_y + thin + place * layout.row_pitch
        if place:
            rule(painter, x=left, y=top - thin, length=right - left, thickness=thin, colour=tokens.malam_garis)
        middle = top + (layout.row_pitch - thin) / 2
        box_width = 164 * far
        type_ = _row_type(row.number, right - left - box_width - 12 * far, sizes, weight=SEMIBOLD)
        draw(
            painter, row.number, type_=type_, x=left, baseline=middle_baseline(middle, type_.size), colour=tokens.putih
        )
        date_plate(
            painter,
            row.weekday,
            row.day,
            box=QRectF(right - box_width, middle - 58 * far, box_width, 116 * far),
            size=round(BOARD.sizes["text"] * far),
            pitch=50 * far,
            border=round(3 * far),
            colour=tokens.malam_teks_2,
        )


def _row_type(number: str, room: float, sizes: Sizes, *, weight: int = BOLD) -> Type:
    """A row's number, smaller only where it would run into its plate, and never under the minimum."""

    return shrunk(number, lambda size: _row_number_type(size, weight), sizes.row, sizes.least_row, room)


def _row_number_type(size: int, weight: int) -> Type:
    return Type(size=size, weight=weight, tracking=BOARD.number_tracking, figures=True)


def _list_edges(area: Area, layout: Layout) -> tuple[float, float]:
    left = area.x + (layout.margin if layout.stacked else 40 * layout.sizes.space)
    return left, float(area.right - layout.margin)


def _list_heading(
    painter: QPainter, area: Area, layout: Layout, text: str, *, weight: int, colour: str, offset: float
) -> float:
    """Draw a list's heading and its rule. Returns: upper edge of the rule."""
    sizes = layout.sizes
    left, right = _list_edges(area, layout)
    draw(
        painter,
        text,
        type_=Type(size=sizes.text, weight=weight, tracking=-0.015 if weight == MEDIUM else BOARD.tracking),
        x=left + offset,
        baseline=area.y + 57 * sizes.near,
        colour=colour,
    )
    thin = max(1, round(2 * sizes.space))
    y = area.y + list_head(sizes) - thin
    rule(painter, x=left, y=y, length=right - left, thickness=thin, colour=tokens.malam_garis)
    return y
