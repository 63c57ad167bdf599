"""
The top of the board: office, connection, sound, date and clock; the practice band; the cut-off band.

Paints ready texts (see `content`) into an area; reference lengths are px of the drawing looks/board.png, turned by
`Sizes.near`, `.far` or `.space`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PyQt6.QtGui import QColor, QPainter

from board import content
from board.layout import Layout
from board.lettering import Type, draw, elided, width, wrapped
from board.painting import (
    icon,
    middle_baseline,
    rectangle,
    rule,
)
from board.panel import Area, Sizes
from server.look import tokens
from server.look.tokens import BOLD, EXTRABOLD, MEDIUM, SEMIBOLD

_ICON: Final = 48


def office_type(sizes: Sizes) -> Type:
    """The office's name."""
    return Type(size=sizes.heading, weight=BOLD, tracking=-0.024)


def header_fits(panel_width: int, sizes: Sizes, value: content.Header) -> bool:
    """Whether name, state, date and clock fit beside each other into one line."""
    right = width(value.date, _date_type(sizes)) + width(value.clock, _clock_type(sizes)) + 88 * sizes.near
    used = width(value.office, office_type(sizes)) + _status_width(sizes, value) + right
    return used + (2 * 48 + 24) * sizes.space <= panel_width


def header_name_room(panel_width: int, sizes: Sizes, value: content.Header) -> float:
    """Width in px for the office's name where only the clock stands beside it."""
    return panel_width - 96 * sizes.space - width(value.clock, _clock_type(sizes)) - 46 * sizes.near


def paint_header(painter: QPainter, area: Area, layout: Layout, value: content.Header) -> None:
    """Office, connection, sound where something is wrong with it, date, clock; more lines where one is too short."""
    sizes, near, margin = layout.sizes, layout.sizes.near, layout.margin
    painter.fillRect(rectangle(area, extra=layout.rule), QColor(tokens.malam))
    rule(painter, x=0, y=area.bottom, length=area.width, thickness=layout.rule, colour=tokens.malam_garis)
    first = 50 * near
    clock = _clock_type(sizes)
    x = area.right - margin - width(value.clock, clock)
    draw(painter, value.clock, type_=clock, x=x, baseline=middle_baseline(first, clock.size), colour=tokens.putih)
    if header_fits(area.width, sizes, value):
        names: Sequence[str] = (value.office,)
        middle, edge = first, x - (46 * near if value.clock else 0)
        date_x = edge - width(value.date, _date_type(sizes))
        status_x = date_x - (42 * near if value.date else 0) - _status_width(sizes, value)
    else:
        names = wrapped(value.office, office_type(sizes), header_name_room(area.width, sizes, value))[:2]
        middle = area.bottom - 42 * near
        date_x = area.right - margin - width(value.date, _date_type(sizes))
        status_x = float(margin)
    for place, name in enumerate(names):
        baseline = middle_baseline(first + 62 * near * place, sizes.heading)
        draw(painter, name, type_=office_type(sizes), x=margin, baseline=baseline, colour=tokens.putih)
    draw(
        painter,
        value.date,
        type_=_date_type(sizes),
        x=date_x,
        baseline=middle_baseline(middle, sizes.text),
        colour=tokens.malam_teks_2,
    )
    _paint_status(painter, sizes, value, x=status_x, middle=middle)


def paint_practice(painter: QPainter, area: Area, layout: Layout, text: str) -> None:
    """The band of the practice office."""
    painter.fillRect(rectangle(area), QColor(tokens.malam_teks_2))
    type_ = Type(size=layout.sizes.text, weight=BOLD)
    baseline = middle_baseline(area.y + area.height / 2, type_.size)
    text = elided(text, type_, area.width - 2 * layout.margin)
    draw(painter, text, type_=type_, x=layout.margin, baseline=baseline, colour=tokens.tinta)


def band_types(sizes: Sizes) -> tuple[Type, Type]:
    """Headline and second sentence of the cut-off band."""
    return (
        Type(size=sizes.clock, weight=EXTRABOLD, tracking=-0.029),
        Type(size=sizes.heading, weight=SEMIBOLD, tracking=-0.023),
    )


def band_room(panel_width: int, sizes: Sizes) -> float:
    """Width in px for the band's text, right of its icon."""
    return panel_width - (224 + 48) * sizes.near


def paint_band(painter: QPainter, area: Area, layout: Layout, value: content.Band) -> None:
    """The cut-off band: plug, what to do, since when."""
    sizes, near = layout.sizes, layout.sizes.near
    painter.fillRect(rectangle(area), QColor(tokens.kunyit))
    icon(
        painter,
        "plug-off",
        x=48 * near,
        middle=area.y + area.height / 2,
        size=128 * near,
        colour=tokens.di_atas_kunyit,
    )
    baseline = area.y + 91 * near
    for type_, text, pitch in zip(band_types(sizes), (value.headline, value.rest), (80, 62), strict=True):
        for line in wrapped(text, type_, band_room(area.width, sizes)):
            draw(painter, line, type_=type_, x=224 * near, baseline=baseline, colour=tokens.di_atas_kunyit)
            baseline += pitch * near
        baseline -= 9 * near if pitch == 80 else 0
    # A call may still be running below it, yellow on yellow.
    rule(
        painter,
        x=0,
        y=area.bottom - layout.rule,
        length=area.width,
        thickness=layout.rule,
        colour=tokens.malam,
    )


def _paint_status(painter: QPainter, sizes: Sizes, value: content.Header, *, x: float, middle: float) -> None:
    near = sizes.near
    trouble = value.line == "cut_off"
    colour = tokens.kunyit if trouble else tokens.malam_teks_2
    name = "plug-off" if trouble else "plug"
    size = (_ICON if trouble else 43) * near
    icon(painter, name, x=x, middle=middle, size=size, colour=colour)
    type_ = _status_type(sizes, trouble=trouble)
    baseline = middle_baseline(middle, type_.size)
    x = draw(painter, value.line_word, type_=type_, x=x + 58 * near, baseline=baseline, colour=colour)
    if value.sound_word:
        x += 36 * near
        icon(painter, "speaker-off", x=x, middle=middle, size=_ICON * near, colour=tokens.malam_teks_2)
        draw(
            painter,
            value.sound_word,
            type_=Type(size=sizes.text),
            x=x + 58 * near,
            baseline=baseline,
            colour=tokens.malam_teks_2,
        )


def _status_width(sizes: Sizes, value: content.Header) -> float:
    used = 58 * sizes.near + width(value.line_word, _status_type(sizes, trouble=value.line == "cut_off"))
    if value.sound_word:
        used += 94 * sizes.near + width(value.sound_word, Type(size=sizes.text))
    return used


def _status_type(sizes: Sizes, *, trouble: bool) -> Type:
    return Type(size=sizes.text, weight=SEMIBOLD if trouble else MEDIUM, tracking=-0.015)


def _date_type(sizes: Sizes) -> Type:
    return Type(size=sizes.text, tracking=-0.013)


def _clock_type(sizes: Sizes) -> Type:
    return Type(size=sizes.clock, weight=BOLD, figures=True)
