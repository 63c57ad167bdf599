"""
The called number and its counter: new, settled, last known, or nobody called yet.

Paints ready texts (see `content`) into an area; reference lengths are px of the drawing looks/board.png, turned by
`Sizes.near`, `.far` or `.space`.
"""

from __future__ import annotations

import dataclasses
import math

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor, QPainter

from board import content, lettering
from board.layout import Layout
from board.lettering import Type, draw, shrunk, width, wrapped
from board.measures import plate_height
from board.painting import (
    icon,
    middle_baseline,
    plate,
    plate_type,
    plate_width,
    rectangle,
)
from board.panel import Area, Sizes
from server.look import tokens
from server.look.tokens import BOARD, BOLD, CAPITAL_EM, EXTRABOLD, MEDIUM, SEMIBOLD


def heading_type(sizes: Sizes) -> Type:
    """The word above the called number."""
    return Type(size=sizes.heading, weight=SEMIBOLD)


def number_type(size: int) -> Type:
    """The called number."""
    return Type(size=size, weight=EXTRABOLD, tracking=BOARD.number_tracking, figures=True)


def number_em(number: str) -> float:
    """Width in em of a called number, "" none; upwards to whole hundredths, so that equal widths give equal layouts."""
    return math.ceil(width(number, number_type(100))) / 100 if number else 0.0


def paint_present(painter: QPainter, area: Area, layout: Layout, value: content.Present) -> None:
    """The called number and its counter, or what stands there while nobody has been called."""
    ground = {"call": tokens.kunyit, "last_known": tokens.malam}.get(value.kind, tokens.malam_2)
    painter.fillRect(rectangle(area), QColor(ground))
    if value.kind == "idle":
        _paint_idle(painter, area, layout, value)
        return
    sizes, margin = layout.sizes, layout.margin
    label_gap, number_gap, plate_gap = layout.gaps[0], layout.gaps[1], layout.gaps[2]
    ink = {"call": tokens.di_atas_kunyit, "last_known": tokens.malam_teks_2}.get(value.kind, tokens.putih)
    label = heading_type(sizes)
    baseline = area.y + label_gap + label.size * CAPITAL_EM
    x = float(margin)
    if value.kind == "call":
        icon(
            painter,
            "bell",
            x=x,
            middle=baseline - 17 * sizes.near,
            size=62 * sizes.near,
            colour=ink,
        )
        x += 84 * sizes.near
        label = dataclasses.replace(label, weight=BOLD)
    label_ink = tokens.malam_teks_2 if value.kind == "settled" else ink
    label = shrunk(
        value.label,
        lambda size: dataclasses.replace(heading_type(sizes), size=size, weight=label.weight),
        sizes.heading,
        sizes.text,
        area.right - margin - x,
    )
    draw(painter, value.label, type_=label, x=x, baseline=baseline, colour=label_ink)
    baseline += number_gap + layout.number * CAPITAL_EM
    number = number_type(layout.number)
    # Optical alignment: the ink of the first letter stands on the margin, whatever air the letter has.
    x = margin - lettering.bearing(value.number, number)
    draw(painter, value.number, type_=number, x=x, baseline=baseline, colour=ink)
    top = baseline + plate_gap
    if value.plate:
        _paint_counter(painter, area, layout, value, top=top, ink=ink)
    if value.foot:
        foot = Type(size=sizes.text)
        below = top + plate_height(layout.plate) + (layout.gaps[3] if len(layout.gaps) > 4 else 0)
        draw(painter, value.foot, type_=foot, x=margin, baseline=below + foot.size * CAPITAL_EM, colour=ink)


def _paint_counter(
    painter: QPainter, area: Area, layout: Layout, value: content.Present, *, top: float, ink: str
) -> None:
    sizes, margin, calling = layout.sizes, layout.margin, value.kind == "call"
    height = plate_height(layout.plate) * (1.0135 if calling else 1)
    gap = 43 * sizes.space
    counter = Type(size=sizes.counter, weight=BOLD, tracking=-0.028)
    size = layout.plate

    def box_width() -> float:
        return plate_width(value.plate, size, calling=calling) + (12 * sizes.space if value.kind == "last_known" else 0)

    room = area.width - 2 * margin - width(value.counter, counter) - gap
    while size > sizes.least_row and box_width() > room:
        size -= 1
    x = margin + width(value.counter, counter) + gap
    middle = top + height / 2
    draw(
        painter,
        value.counter,
        type_=counter,
        x=margin,
        baseline=middle_baseline(middle, counter.size),
        colour=ink,
    )
    box = QRectF(x, top, box_width(), height)
    dashed = value.kind == "last_known"
    fill = {"call": tokens.di_atas_kunyit, "settled": tokens.kunyit}.get(value.kind)
    digit_ink = {"call": tokens.kunyit, "settled": tokens.di_atas_kunyit}.get(value.kind, tokens.malam_teks_2)
    border = round(6 * sizes.space) if dashed else 0
    plate(
        painter, value.plate, box=box, type_=plate_type(size), ink=digit_ink, ground=fill, border=border, dashed=dashed
    )


def _paint_idle(painter: QPainter, area: Area, layout: Layout, value: content.Present) -> None:
    sizes, margin = layout.sizes, layout.margin
    room = area.width - 2 * margin
    title = shrunk(
        value.label,
        lambda size: Type(size=size, weight=BOLD, tracking=BOARD.title_tracking),
        sizes.row,
        round(1.25 * sizes.clock),
        room,
    )
    blocks: list[tuple[str, Type, str, float]] = [
        (line, title, tokens.putih, 1.12) for line in wrapped(value.label, title, room)
    ]
    for place, text in enumerate(value.lines):
        last = place == len(value.lines) - 1
        type_ = Type(size=sizes.clock if last else sizes.heading, weight=SEMIBOLD if last else MEDIUM)
        ink = tokens.putih if last else tokens.malam_teks_2
        blocks += [(line, type_, ink, 1.4) for line in wrapped(text, type_, room)]
    baseline = area.y + 60 * sizes.space
    for place, (line, type_, ink, pitch) in enumerate(blocks):
        baseline += type_.size * (CAPITAL_EM if place == 0 else pitch)
        if place and type_ is not blocks[place - 1][1]:
            baseline += 18 * sizes.space
        if baseline > area.bottom - 20 * sizes.space:
            break
        draw(painter, line, type_=type_, x=margin, baseline=baseline, colour=ink)
    if value.foot:
        draw(
            painter,
            value.foot,
            type_=Type(size=sizes.text),
            x=margin,
            baseline=area.bottom - 40 * sizes.space,
            colour=tokens.malam_teks_2,
        )
