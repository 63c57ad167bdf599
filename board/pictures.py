"""
Pictures of the screen in a folder, for machines without a display.

Takes them by a timer; what is on them is the window's business.
"""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QObject, QTimer
from PyQt6.QtWidgets import QWidget


class Pictures(QObject):
    """Keeps a fresh picture of the screen in a folder, for machines without a display."""

    def __init__(self, screen: QWidget, *, folder: Path, every: float) -> None:
        super().__init__()
        self._screen = screen
        self._path = folder / "board.png"
        folder.mkdir(parents=True, exist_ok=True)
        self._timer = QTimer(self)
        self._timer.setInterval(round(every * 1000))
        self._timer.timeout.connect(self.take)
        self._timer.start()

    def take(self) -> None:
        """Write the picture, whole or not at all."""
        draft = self._path.with_suffix(".new")
        # Little compression (zlib level 1): this runs every second on small machines, and none at all would be 6 MB each.
        if self._screen.grab().save(str(draft), "PNG", 85):
            draft.replace(self._path)
