"""
The window: shows one sheet, and says which target was touched. Decides nothing.

Targets are real widgets (accessible name = what is written on them, object name = their stable name), so a screen reader and
a test find and press them like a visitor does. A widget lives as long as its name is on the sheet: a change of the office
under a finger does not lose the touch.
"""

from __future__ import annotations

import functools

from PyQt6.QtCore import QEasingCurve, QPointF, QRectF, QSize, Qt, QVariantAnimation, pyqtSignal
from PyQt6.QtGui import (
    QCloseEvent,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PyQt6.QtWidgets import QAbstractButton, QLabel, QWidget

from kiosk.screens.paint import paint
from kiosk.screens.sheet import Mark, Rect, Sheet, Target
from server.look.tokens import EASE_OUT, SCREEN_CHANGE, SCREEN_SLIDE_PX

_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class TargetButton(QAbstractButton):
    """One target of the sheet."""

    def __init__(self, parent: QWidget, target: Target) -> None:
        super().__init__(parent)
        self.target = target
        self._ringed = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setObjectName(target.name)
        self.take(target)

    def take(self, target: Target) -> None:
        """Show another state of the same target."""
        changed = target != self.target
        self.target = target
        self.setGeometry(*_whole(target.rect))
        self.setAccessibleName(target.label)
        self.setText(target.label)
        self.setEnabled(target.enabled)
        self.setCheckable(target.chosen is not None)
        self.setChecked(bool(target.chosen))
        if changed:
            self.update()

    def nextCheckState(self) -> None:
        """A touch changes nothing by itself: the next sheet says what is chosen."""

    def sizeHint(self) -> QSize:
        """As large as drawn."""
        return self.size()

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        """Remember whether a keyboard came here: a finger needs no ring."""
        self._ringed = event is not None and event.reason() in _BY_KEYBOARD
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw it at rest or pressed, with a ring when a keyboard is on it."""
        painter = QPainter(self)
        painter.translate(-self.x(), -self.y())
        paint(painter, self.target.pressed if self.isDown() and self.isEnabled() else self.target.ops)
        if self.hasFocus() and self._ringed:
            painter.resetTransform()
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for width, colour in ((8.0, "#FFFFFF"), (4.0, "#1F3F8C")):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(6, 6, -6, -6), 10, 10)


class Window(QWidget):
    """
    The kiosk's one window.

    Args:
        still: no motion at screen changes.

    Signals:
        touched: a target's name.
        resized: the window's new size.
    """

    touched = pyqtSignal(str)
    resized = pyqtSignal(QSize)

    def __init__(self, *, still: bool = False) -> None:
        super().__init__()
        self.setObjectName("kiosk")
        self.setWindowTitle("Antrean")
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._still = still
        self._sheet: Sheet | None = None
        self._targets: dict[str, TargetButton] = {}
        self._marks: dict[str, QLabel] = {}
        self._may_close = False
        self._change = QVariantAnimation(self)
        self._change.setStartValue(0.0)
        self._change.setEndValue(1.0)
        self._change.setDuration(round(SCREEN_CHANGE.total_seconds() * 1000))
        curve = QEasingCurve(QEasingCurve.Type.BezierSpline)
        curve.addCubicBezierSegment(QPointF(*EASE_OUT[:2]), QPointF(*EASE_OUT[2:]), QPointF(1, 1))
        self._change.setEasingCurve(curve)
        self._veil = _Veil(self)
        self._change.valueChanged.connect(self._veil.step)
        self._change.finished.connect(self._veil.hide)

    @property
    def sheet(self) -> Sheet | None:
        """What is shown."""
        return self._sheet

    def show_sheet(self, sheet: Sheet) -> None:
        """Show a sheet; widgets of names that stay are kept."""
        if sheet == self._sheet:
            return
        turning = self._sheet is not None and self._sheet.key != sheet.key and not self._still and self.isVisible()
        if turning:
            self._veil.take(self.grab())
        self._sheet = sheet
        for name in set(self._targets) - {each.name for each in sheet.targets}:
            gone = self._targets.pop(name)
            gone.hide()
            gone.setParent(None)
            gone.deleteLater()
        for target in sheet.targets:
            known = self._targets.get(target.name)
            if known is None:
                known = self._targets[target.name] = TargetButton(self, target)
                known.clicked.connect(functools.partial(self._say, target.name))
                known.show()
            else:
                known.take(target)
            known.raise_()
        self._show_marks(sheet.marks)
        self.update()
        if turning:
            self._veil.raise_()
            self._veil.show()
            self._change.stop()
            self._change.start()

    def _say(self, name: str, checked: bool) -> None:
        self.touched.emit(name)

    def _show_marks(self, marks: tuple[Mark, ...]) -> None:
        for name in set(self._marks) - {each.name for each in marks}:
            gone = self._marks.pop(name)
            gone.hide()
            gone.setParent(None)
            gone.deleteLater()
        for mark in marks:
            label = self._marks.get(mark.name)
            if label is None:
                label = self._marks[mark.name] = _Found(self)
                label.setObjectName(mark.name)
                label.show()
            label.setGeometry(*_whole(mark.rect))
            label.setAccessibleName(mark.label)
            label.setText(mark.label)
            label.lower()

    def allow_close(self) -> None:
        """Let the next close through: only the program itself ends a kiosk."""
        self._may_close = True

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Say so: the sheet is drawn for one size."""
        super().resizeEvent(event)
        self.resized.emit(self.size())

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Alt-F4 and window buttons do nothing."""
        if event is not None and not self._may_close:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """No key leaves the kiosk."""
        if event is not None:
            event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        """A long touch opens nothing."""
        if event is not None:
            event.accept()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """The ground and everything that cannot be touched."""
        painter = QPainter(self)
        if self._sheet is None:
            painter.fillRect(self.rect(), QColor("#F5F3EE"))
            return
        painter.fillRect(self.rect(), QColor(self._sheet.ground))
        paint(painter, self._sheet.ops)


class _Found(QLabel):
    """A text that is already painted, as something to find: it shows nothing and takes no touch."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Nothing: the sheet has painted it."""


class _Veil(QWidget):
    """The page before, fading away over the new one. Takes no touch: nobody waits for an animation."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._picture: QPixmap | None = None
        self._share = 0.0
        self.hide()

    def take(self, picture: QPixmap) -> None:
        """The page to fade."""
        self._picture = picture
        self._share = 0.0
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())

    def step(self, share: float) -> None:
        """How far the change is, 0 to 1."""
        self._share = float(share)
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the old page, paler and moved aside."""
        if self._picture is None:
            return
        painter = QPainter(self)
        painter.setOpacity(1 - self._share)
        painter.drawPixmap(QPointF(-SCREEN_SLIDE_PX * self._share, 0), self._picture)


def _whole(rect: Rect) -> tuple[int, int, int, int]:
    left, top = int(rect.x), int(rect.y)
    return left, top, -int(-rect.right // 1) - left, -int(-rect.bottom // 1) - top
