"""
The real kiosk off-screen in a process of its own, touched by a visitor who is always the next.

    python -m tests.bench.visits SERVER STATE PRINTER SERVICE [--still]

Says `{"ready": true}` once the office is on its screen. Then each line on standard input, a count and seconds, is answered
with that many visits, or as many as begin within that time, as one line of JSON: `touched` and `shown` (moments of
`time.perf_counter`, which the processes of one machine share), and the last visit's `issued` and `slip`. Ends with its
standard input, or with status 1 and a sentence where a visit goes otherwise than planned, or after `LIFE`.

A touch is a click on the target of that name. The number is on the screen when the window has painted the page of the
number and the change of pages is over.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Final

from PyQt6.QtCore import QAbstractAnimation, QEvent, QObject, QSocketNotifier, Qt, QTimer, QVariantAnimation
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractButton, QApplication

from kiosk.events import ReportTaken
from kiosk.program import Kiosk, Settings
from kiosk.screens.typeface import load_fonts
from printer.device import open_device
from printer.record import encode_slip
from printer.ticket_slip import slip_for, zone_of
from server.protocol import encode

#: The whole process, so that nothing stays when a visit hangs.
LIFE: Final = timedelta(seconds=60)
#: Between two visitors: the repaints and frames of the one before have ended by then.
REST: Final = timedelta(milliseconds=20)


class Visits(QObject):
    """One visit after the other: service, (its page is read), take a number, (number and paper), done."""

    def __init__(self, kiosk: Kiosk, *, service: str) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._tile = f"service:{service}"
        self._ready = False
        self._left = 0
        self._until = 0.0
        self._touched: list[float] = []
        self._shown: list[float] = []
        self._reading = False
        self._told = False
        self._turning = kiosk.window.findChild(QVariantAnimation)
        self._slip = ""
        self._issued = ""
        kiosk.window.installEventFilter(self)
        kiosk.arrived.connect(self._news)

    def visit(self, count: int, *, seconds: float) -> None:
        """That many visitors from now on, or as many as begin within the time."""
        self._left, self._touched, self._shown = count, [], []
        self._until = time.perf_counter() + seconds
        self._begin()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Let the window paint, then look at the clock."""
        if event is None or event.type() != QEvent.Type.UpdateRequest or watched is not self._kiosk.window:
            return False
        self._kiosk.window.event(event)
        now = time.perf_counter()
        if self._turning is not None and self._turning.state() == QAbstractAnimation.State.Running:
            return True
        page = self._kiosk.screen.page
        if self._reading and page == "service":
            self._reading = False
            QTimer.singleShot(0, self._take_number)
        elif page == "number" and len(self._shown) < len(self._touched):
            self._shown.append(now)
            self._end_if_done()
        return True

    def _begin(self) -> None:
        self._told, self._reading = False, True
        self._click(self._tile)

    def _take_number(self) -> None:
        button = self._button("take-number")
        self._touched.append(time.perf_counter())
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]

    def _news(self, event: object) -> None:
        page = self._kiosk.screen.page
        if not self._ready and page == "home":
            self._ready = True
            print(json.dumps({"ready": True}), flush=True)
        elif page in ("refused", "cut_off"):
            _fail(f"the kiosk shows {page}")
        elif isinstance(event, ReportTaken):
            self._told = True
            self._end_if_done()

    def _end_if_done(self) -> None:
        """The number is on the screen, the paper is out and the server knows it: make room."""
        ticket = self._kiosk.screen.ticket
        if not self._told or len(self._shown) < len(self._touched):
            return
        if ticket is None or ticket.paper != "printed":
            _fail(f"the slip: {ticket.paper if ticket is not None else 'no ticket'}")
            return
        self._told = False
        self._left = self._left - 1 if time.perf_counter() < self._until else 0
        if not self._left:
            self._note()
        QTimer.singleShot(0, functools.partial(self._click, "done"))
        rest = round(REST.total_seconds() * 1000)
        QTimer.singleShot(rest, self._begin if self._left else self._say)

    def _note(self) -> None:
        """Keep what this visitor was given: the slip as the kiosk made it."""
        ticket, view = self._kiosk.screen.ticket, self._kiosk.screen.view
        if ticket is None or view is None:
            return
        zone = zone_of(view.office)
        slip = slip_for(ticket.issued, service=ticket.service, office=view.office, zone=zone, language="id", copy=False)
        self._slip, self._issued = encode_slip(slip), encode(ticket.issued)

    def _say(self) -> None:
        said = {"touched": self._touched, "shown": self._shown, "slip": self._slip, "issued": self._issued}
        print(json.dumps(said), flush=True)

    def _click(self, name: str) -> None:
        QTest.mouseClick(self._button(name), Qt.MouseButton.LeftButton)  # type: ignore[call-overload]

    def _button(self, name: str) -> QAbstractButton:
        found = self._kiosk.window.findChild(QAbstractButton, name)
        if found is None:
            raise RuntimeError(f"there is nothing to touch called {name} on the page {self._kiosk.screen.page}")
        return found


def _fail(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
    QApplication.exit(1)


def main() -> int:
    """Run until standard input ends. Returns: the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.visits", description=__doc__)
    parser.add_argument("server")
    parser.add_argument("state", type=Path)
    parser.add_argument("printer")
    parser.add_argument("service")
    parser.add_argument("--still", action="store_true", help="no motion when a page changes")
    given = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    load_fonts()
    settings = Settings(server=given.server, state=given.state, still=given.still)
    kiosk = Kiosk(settings, device=open_device(given.printer))
    kiosk.window.resize(1080, 1920)
    kiosk.window.show()
    visits = Visits(kiosk, service=given.service)

    def heard() -> None:
        line = os.read(sys.stdin.fileno(), 64)
        if line:
            count, seconds = line.split()
            visits.visit(int(count), seconds=float(seconds))
        else:
            app.exit(0)

    orders = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)  # type: ignore[arg-type]
    orders.activated.connect(heard)
    QTimer.singleShot(round(LIFE.total_seconds() * 1000), lambda: _fail(f"not done within {LIFE.seconds} s"))
    kiosk.start()
    code = app.exec()
    orders.setEnabled(False)
    kiosk.stop()
    return code


if __name__ == "__main__":
    sys.exit(main())
