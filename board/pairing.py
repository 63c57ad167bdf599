"""
The screen of a board that no office has let in yet: its pairing code, large, and where to enter it.

Asks the server nothing (see `server.client.pairing_thread`).
"""

from __future__ import annotations

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from board.content import Wording
from board.lettering import Type, draw, wrapped
from server.look import tokens
from server.look.tokens import BOLD, EXTRABOLD, MEDIUM, SEMIBOLD


class PairingScreen(QWidget):
    """Shows the code and what to do with it, on the board's dark ground."""

    def __init__(self, *, wording: Wording) -> None:
        super().__init__()
        self.setWindowTitle("Antrean")
        self.setCursor(Qt.CursorShape.BlankCursor)
        self._wording = wording
        self._code = ""

    @property
    def code(self) -> str:
        """The code on the screen, "" while there is none."""
        return self._code

    def show_code(self, code: str) -> None:
        """Show this code; "": the server does not answer yet."""
        if code != self._code:
            self._code = code
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(1920, 1080)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        say, scale = self._wording.say, min(self.width(), self.height()) / 1080
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.fillRect(QRectF(self.rect()), QColor(tokens.malam))
        room = self.width() - 96 * scale
        title = say("This screen does not belong to an office yet")
        blocks: list[tuple[str, Type, str]] = [(title, Type(size=round(75 * scale), weight=BOLD), tokens.putih)]
        if self._code:
            text = Type(size=round(56 * scale), weight=MEDIUM)
            where = say("On the admin page, open Devices and enter this code:")
            command = say("Or on the server: %s") % f"python -m server pair {self._code} --office …"
            size = round(237 * scale)
            blocks += [
                (where, text, tokens.malam_teks_2),
                (self._code, Type(size=size, weight=EXTRABOLD, tracking=0.02, figures=True), tokens.putih),
                (command, Type(size=round(48 * scale), weight=SEMIBOLD), tokens.putih),
                (say("This screen goes on by itself."), text, tokens.malam_teks_2),
            ]
        else:
            looking = say("Looking for the server. The code appears here as soon as it answers.")
            blocks.append((looking, Type(size=round(56 * scale), weight=MEDIUM), tokens.malam_teks_2))
        baseline = 60 * scale
        for paragraph, type_, ink in blocks:
            for line in wrapped(paragraph, type_, room):
                # A single large line needs no more air above it than a small one.
                baseline += type_.size * 0.727 + 24 * scale
                draw(painter, line, type_=type_, x=48 * scale, baseline=baseline, colour=ink)
            baseline += 34 * scale
