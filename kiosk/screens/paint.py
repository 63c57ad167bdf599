"""
Paints the strokes of a sheet with Qt. The only place that knows how a stroke looks on glass.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable

from PyQt6.QtCore import QByteArray, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen, QPixmap
from PyQt6.QtSvg import QSvgRenderer

from kiosk.screens.sheet import Box, Glyphs, Icon, Modules, Op, Rect
from kiosk.screens.typeface import qfont
from server.look.icons import icon_svg


def paint(painter: QPainter, ops: Iterable[Op]) -> None:
    """Paint strokes in their order."""
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    for op in ops:
        match op:
            case Box():
                _box(painter, op)
            case Glyphs():
                painter.setFont(qfont(op.face))
                painter.setPen(QColor(op.colour))
                painter.drawText(QPointF(op.x, op.baseline), op.text)
            case Icon():
                size = max(1, round(op.rect.w))
                painter.drawPixmap(
                    QPointF(round(op.rect.x), round(op.rect.y)), _icon(op.name, op.colour, op.stroke, size)
                )
            case Modules():
                _modules(painter, op)


def _box(painter: QPainter, op: Box) -> None:
    rect = _q(op.rect)
    if op.line is not None and op.width > 0:
        half = op.width / 2
        rect = rect.adjusted(half, half, -half, -half)
        pen = QPen(QColor(op.line), op.width)
        if op.dashed:
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(op.fill) if op.fill else Qt.BrushStyle.NoBrush)
    radius = min(op.radius, rect.width() / 2, rect.height() / 2)
    if radius > 0:
        painter.drawRoundedRect(rect, radius, radius)
    else:
        painter.drawRect(rect)


def _modules(painter: QPainter, op: Modules) -> None:
    side = max(1, int(op.rect.w // len(op.rows)))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#000000"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for row, cells in enumerate(op.rows):
        for column, cell in enumerate(cells):
            if cell == "1":
                painter.drawRect(QRectF(round(op.rect.x) + column * side, round(op.rect.y) + row * side, side, side))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


@functools.lru_cache(maxsize=256)
def _icon(name: str, colour: str, stroke: float, size: int) -> QPixmap:
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(icon_svg(name, colour=colour, stroke=stroke).encode())).render(
        painter, QRectF(0, 0, size, size)
    )
    painter.end()
    return picture


def _q(rect: Rect) -> QRectF:
    return QRectF(rect.x, rect.y, rect.w, rect.h)
