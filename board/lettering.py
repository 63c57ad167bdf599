"""
Text on the glass: Inter from the app's own files, measured and drawn by baseline, with tabular figures where wanted.

Knows nothing of the board's contents or sizes (see `layout`); a size here is always the font's pixel size.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPainter

from server.look.fonts import font_paths
from server.look.tokens import BOARD, FIGURE_FEATURES, MEDIUM

_WEIGHTS = {
    500: QFont.Weight.Medium,
    600: QFont.Weight.DemiBold,
    700: QFont.Weight.Bold,
    800: QFont.Weight.ExtraBold,
}


class FontMissingError(RuntimeError):
    """One of the app's own font files could not be loaded."""

    code = "font_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """How a piece of text is set: px size, weight, tracking in em, and whether figures are tabular with raised hyphens."""

    size: int
    weight: int = MEDIUM
    tracking: float = BOARD.tracking
    figures: bool = False


@functools.cache
def _family() -> str:
    family = ""
    for path in font_paths().values():
        number = QFontDatabase.addApplicationFont(str(path))
        families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
        if not families:
            raise FontMissingError(path.name)
        family = families[0]
    return family


@functools.lru_cache(maxsize=256)
def font(type_: Type) -> QFont:
    """The font of a `Type`; needs a running QGuiApplication. Raises: FontMissingError."""
    made = QFont(_family())
    made.setPixelSize(type_.size)
    made.setWeight(_WEIGHTS[type_.weight])
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, type_.tracking * type_.size)
    if type_.figures:
        for feature in FIGURE_FEATURES:
            made.setFeature(QFont.Tag(feature.encode()), 1)
    return made


@functools.lru_cache(maxsize=4096)
def width(text: str, type_: Type) -> float:
    """Advance width in px, the tracking after the last letter included (as CSS counts it)."""
    return QFontMetricsF(font(type_)).horizontalAdvance(text) if text else 0.0


@functools.lru_cache(maxsize=4096)
def bearing(text: str, type_: Type) -> float:
    """Distance from the pen's start to the first ink, px: what optical alignment takes off."""
    return QFontMetricsF(font(type_)).tightBoundingRect(text).left() if text else 0.0


def draw(painter: QPainter, text: str, *, type_: Type, x: float, baseline: float, colour: str) -> float:
    """Draw one line of text from pen position `x`. Returns: the pen's position after it."""
    painter.setFont(font(type_))
    painter.setPen(QColor(colour))
    painter.drawText(QPointF(x, baseline), text)
    return x + width(text, type_)


def elided(text: str, type_: Type, room: float) -> str:
    """The text, or as much of it as fits into `room` px with an ellipsis."""
    if width(text, type_) <= room:
        return text
    kept = text
    while kept and width(kept.rstrip() + "…", type_) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def wrapped(text: str, type_: Type, room: float) -> tuple[str, ...]:
    """Break at spaces into lines of at most `room` px; a single word that is longer is elided."""
    lines: list[str] = []
    for word in text.split():
        if lines and width(f"{lines[-1]} {word}", type_) <= room:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(elided(word, type_, room))
    return tuple(lines)


def draw_right(painter: QPainter, text: str, type_: Type, right: float, baseline: float, colour: str) -> None:
    """Draw one line of text that ends at `right`."""
    draw(painter, text, type_=type_, x=right - width(text, type_), baseline=baseline, colour=colour)


def shrunk(text: str, type_: Callable[[int], Type], wish: int, least: int, room: float) -> Type:
    """The type of wished size, or as much smaller as the text needs to fit into `room` px, but never under `least`."""
    size = wish
    while size > least and width(text, type_(size)) > room:
        size -= 1
    return type_(size)
