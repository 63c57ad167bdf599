"""
The small painted things all parts of the board share: icons, rules, counter plates, date plates.

Knows nothing of layout or contents; every length is px and comes from the caller.
"""

from __future__ import annotations

import functools
from typing import Final

from PyQt6.QtCore import QByteArray, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen
from PyQt6.QtSvg import QSvgRenderer

from board.lettering import Type, draw, width
from board.panel import Area
from server.look.icons import icon_svg
from server.look.tokens import BOLD, CAPITAL_EM, EXTRABOLD, RADIUS_PLATE_EM, SEMIBOLD

#: Air beside a plate's digit, in em of it, in the two pictures.
PLATE_AIR_EM: Final = 0.45
CALL_PLATE_AIR_EM: Final = 0.395


def rectangle(area: Area, extra: int = 0) -> QRectF:
    """An area in Qt's form, `extra` px higher."""
    return QRectF(area.x, area.y, area.width, area.height + extra)


def icon(painter: QPainter, name: str, *, x: float, middle: float, size: float, colour: str) -> None:
    """Draw an icon in a square of `size` px whose left edge is `x` and whose middle is at height `middle`."""
    _renderer(name, colour).render(painter, QRectF(x, middle - size / 2, size, size))


@functools.lru_cache(maxsize=64)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(icon_svg(name, colour=colour).encode()))


def rule(painter: QPainter, *, x: float, y: float, length: float, thickness: int, colour: str) -> None:
    """Draw a divider whose upper edge is `y`."""
    painter.fillRect(QRectF(round(x), round(y), round(length), thickness), QColor(colour))


def middle_baseline(middle: float, size: int) -> float:
    """The baseline that centres capitals of this size on a height."""
    return middle + size * CAPITAL_EM / 2


def plate_type(size: int) -> Type:
    """How the digit of a large plate is set."""
    return Type(size=size, weight=EXTRABOLD, figures=True)


def row_plate_type(row: int) -> Type:
    """How the digit of a plate in a row of this type size is set."""
    return Type(size=round(row * 0.75), weight=BOLD, figures=True)


def plate_width(text: str, size: int, *, calling: bool) -> float:
    """Width of a large plate."""
    air = CALL_PLATE_AIR_EM if calling else PLATE_AIR_EM
    return width(text, plate_type(size)) + air * size


def plate(
    painter: QPainter, text: str, *, box: QRectF, type_: Type, ink: str, ground: str | None, border: float, dashed: bool
) -> None:
    """
    Draw a counter plate.

    Args:
        ground: fill; None leaves the plate an outline in `ink`.
        border: px of the outline; 0 for none.
        dashed: the outline of a plate that is only last known.
    """
    outline(
        painter,
        box=box,
        radius=RADIUS_PLATE_EM * type_.size,
        border=border,
        colour=ink,
        ground=ground,
        dashed=dashed,
    )
    x = box.center().x() - width(text, type_) / 2
    draw(painter, text, type_=type_, x=x, baseline=middle_baseline(box.center().y(), type_.size), colour=ink)


def outline(
    painter: QPainter, *, box: QRectF, radius: float, border: float, colour: str, ground: str | None, dashed: bool
) -> None:
    """Draw a rounded box; its outline lies wholly inside `box`."""
    painter.setPen(Qt.PenStyle.NoPen)
    if ground is not None:
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(box, radius, radius)
    if border:
        pen = QPen(QColor(colour), border)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if dashed:
            pen.setDashPattern([2.0, 1.0])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = border / 2
        painter.drawRoundedRect(box.adjusted(half, half, -half, -half), radius - half, radius - half)


def date_plate(
    painter: QPainter, weekday: str, day: str, *, box: QRectF, size: int, pitch: float, border: float, colour: str
) -> None:
    """Draw the day a file was received: weekday over day and month, in an outline that is not a counter plate's."""
    outline(
        painter,
        box=box,
        radius=RADIUS_PLATE_EM * 100 / 48 * size,
        border=border,
        colour=colour,
        ground=None,
        dashed=False,
    )
    for text, offset in ((weekday, -0.5), (day, 0.5)):
        type_ = Type(size=size, weight=SEMIBOLD, figures=text == day)
        baseline = middle_baseline(box.center().y() + offset * pitch, size)
        draw(painter, text, type_=type_, x=box.center().x() - width(text, type_) / 2, baseline=baseline, colour=_WHITE)


_WHITE: Final = "#FFFFFF"
