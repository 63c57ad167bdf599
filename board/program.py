"""
The board's program: reads its arguments, pairs, follows the feed, and joins state, window and sound.

Decides nothing itself: what is shown is `state` and `content`, what is heard `speech` and `sound`.
Runs until SIGTERM or SIGINT, which end it cleanly.
"""

from __future__ import annotations

import concurrent.futures
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any, Final

from PyQt6.QtCore import QObject, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QApplication, QStackedWidget

from board import state as board_state
from board.clips import ClipSet, prepare
from board.content import Wording
from board.layout import PanelTooSmallError, arrange
from board.measures import Sections
from board.options import Options, options_from
from board.pairing import PairingScreen
from board.panel import Panel
from board.pictures import Pictures
from board.sound import Device, Played, Sound, open_device
from board.state import BoardState
from board.window import BoardWindow
from server.client.link import Event, LineState, Link, Refused, Unreachable, Update
from server.client.pairing import Credential, load_credential
from server.client.pairing_thread import Paired, PairingCode, PairingThread
from server.client.version import installed_version
from server.codec import Malformed
from server.look.words import translator
from server.protocol import DeviceState

log = logging.getLogger(__name__)

LOCALE: Final = Path(__file__).parent / "locale"
#: The board looks at its clocks this often; parts that say the same are not painted.
TICK_MS: Final = 250
REPORT_MS: Final = 60_000


class Board(QObject):
    """
    One running board.

    Args:
        device: what plays sound; None for a machine without.
    """

    _reported = pyqtSignal(object)

    def __init__(self, options: Options, *, device: Device | None) -> None:
        super().__init__()
        self._options = options
        self._state = BoardState()
        self._link: Link | None = None
        self._pairing: PairingThread | None = None
        catalogue = translator(LOCALE, domain="board", language=options.language)
        wording = Wording(language=options.language, catalogue=catalogue)
        self.window = BoardWindow(
            wording=wording,
            diagonal_inch=options.diagonal_inch,
            distance_m=options.distance_m,
            reduced_motion=options.reduced_motion,
        )
        self.pairing_screen = PairingScreen(wording=wording)
        self.screen = QStackedWidget()
        self.screen.setWindowTitle("Antrean")
        self.screen.setCursor(Qt.CursorShape.BlankCursor)
        self.screen.addWidget(self.window)
        self.screen.addWidget(self.pairing_screen)
        self.sound = Sound(
            device=device,
            prepare=self._gather_clips,
            languages=options.languages,
            reading=options.reading,
            muted=options.mute,
        )
        self.sound.ended.connect(self._voice_ended)
        self.sound.changed.connect(self._show)
        self.sound.changed.connect(self._report_device)
        self.sound.played.connect(self._write_down)
        self._reported.connect(self._take)
        self._ticks = QTimer(self)
        self._ticks.setInterval(TICK_MS)
        self._ticks.timeout.connect(self._tick)
        self._reports = QTimer(self)
        self._reports.setInterval(REPORT_MS)
        self._reports.timeout.connect(self._report_device)

    def start(self) -> None:
        """Begin: with the credential that is kept, else by pairing."""
        self.sound.start()
        self._ticks.start()
        self._reports.start()
        credential = load_credential(self._options.state / "credential.json")
        if credential is None:
            self._pair()
        else:
            self._follow(credential)
        self._show()

    def stop(self) -> None:
        """End: no thread and no sound is left."""
        self._ticks.stop()
        self._reports.stop()
        if self._pairing is not None:
            self._pairing.stop()
        if self._link is not None:
            self._link.stop()
        self.sound.close()

    @property
    def state(self) -> BoardState:
        """What the board knows now."""
        return self._state

    # -- pairing ----------------------------------------

    def _pair(self) -> None:
        if self._pairing is not None:
            return
        self._pairing = PairingThread(
            kind="board",
            address=self._options.server,
            keep=self._options.state / "credential.json",
            name=self._options.name,
            report=self._reported.emit,
        )
        self._pairing.start()
        self.screen.setCurrentWidget(self.pairing_screen)

    def _let_in(self, credential: Credential) -> None:
        self._stop_pairing()
        if self._link is not None:
            self._link.stop()
        self._follow(credential)

    def _stop_pairing(self) -> None:
        if self._pairing is not None:
            self._pairing.stop()
            self._pairing = None
        self.screen.setCurrentWidget(self.window)

    # -- the line ----------------------------------------

    def _follow(self, credential: Credential) -> None:
        # The address of the command line holds: a server that moved keeps its paired boards.
        self._link = Link(
            address=self._options.server,
            office=credential.office,
            credential=credential.credential,
            view="board",
            report=self._reported.emit,
        )
        self._link.start()
        self.screen.setCurrentWidget(self.window)

    def _take(self, event: Event | PairingCode | Paired) -> None:
        moment = time.monotonic()
        match event:
            case Update():
                self._fed(event, moment)
            case LineState(state="refused"):
                # The credential was revoked: ask to be let in again, and go on by itself if it counts again after all.
                self._pair()
            case LineState():
                self._take_line(event, moment)
            case PairingCode(code=code):
                self.pairing_screen.show_code(code or "")
            case Paired(credential=credential):
                self._let_in(credential)

    def _fed(self, update: Update, moment: float) -> None:
        try:
            view = board_state.view_from(update.parts)
        except Malformed as error:
            log.error("the feed cannot be read: %s", error)
            return
        self._become(
            board_state.fed(self._state, view, seq=update.seq, time=update.time, live=update.live, moment=moment)
        )

    def _take_line(self, event: LineState, moment: float) -> None:
        assert event.state != "refused"
        reported = self._state.line.state == "connected"
        if event.state == "connected":
            self._stop_pairing()
        self._become(
            board_state.line_changed(
                self._state, state=event.state, since=event.since, retry_in=event.retry_in, moment=moment
            )
        )
        if not reported:
            self._report_device()

    # -- state to window and sound ----------------------------------------

    def _become(self, new: BoardState) -> None:
        before, self._state = self._state.present, new
        self._show()
        now = new.present
        if now is not None and (before is None or before.call.seq != now.call.seq):
            self.sound.announce(now.call)

    def _tick(self) -> None:
        self._become(board_state.passed(self._state, moment=time.monotonic()))

    def _voice_ended(self, seq: int) -> None:
        self._become(board_state.voice_ended(self._state, seq=seq, moment=time.monotonic()))

    def _show(self) -> None:
        now = None if self._link is None else self._link.server_time()
        self.window.show_state(self._state, now=now, moment=time.monotonic(), sound=self.sound.state)

    # -- reports ----------------------------------------

    def _gather_clips(self) -> ClipSet:
        return prepare(cache=self._options.state / "clips", recordings=self._options.recordings)

    def _report_device(self) -> None:
        if self._link is None or self._state.line.state != "connected":
            return
        audible = self.sound.state in ("fine", "chime_only")
        answer = self._link.post("devices/me/state", DeviceState(version=installed_version(), sound=audible))
        answer.add_done_callback(_look_at)

    def _write_down(self, played: Played) -> None:
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "seq": played.call.seq,
            "number": played.call.number,
            "plate": played.call.plate,
            "result": played.result,
            "seconds": round(played.length.total_seconds(), 3),
            "clips": list(played.clips),
        }
        log.info("announced: %s", line)
        if self._options.sound_log is None:
            return
        try:
            with self._options.sound_log.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error:
            log.warning("not written down: %s", error)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the board. Returns: the exit code; 0 after SIGTERM or SIGINT, 2 where it could not start."""
    options = options_from(sys.argv[1:] if arguments is None else arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    if options.pictures is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    elif not _has_display():
        print("board: there is no display here; use --pictures DIR to keep pictures instead", file=sys.stderr)
        return 2
    application = QApplication([sys.argv[0]])
    application.setApplicationName("antrean-board")
    width, height = _pixels(options)
    panel = Panel(width_px=width, height_px=height, diagonal_inch=options.diagonal_inch, distance_m=options.distance_m)
    try:
        arrange(panel, Sections())
    except PanelTooSmallError as error:
        print(f"board: {error}", file=sys.stderr)
        return 2
    device = None if options.mute else open_device(volume=options.volume)
    board = Board(options, device=device)

    def end(number: int, frame: FrameType | None) -> None:
        application.quit()

    for number in (signal.SIGTERM, signal.SIGINT):
        # Python runs this at the next tick of the board's timer, a quarter of a second later at most.
        signal.signal(number, end)
    if options.pictures is not None or options.windowed:
        board.screen.resize(width, height)
        board.screen.show()
    else:
        # X without a window manager makes nothing full-screen by itself; a Wayland compositor does, and would keep a
        # size that was asked for before and cut it off.
        if QGuiApplication.platformName() != "wayland":
            board.screen.resize(width, height)
            board.screen.move(0, 0)
        board.screen.showFullScreen()
    pictures = None
    if options.pictures is not None:
        pictures = Pictures(board.screen, folder=options.pictures, every=options.every)
    board.start()
    if pictures is not None:
        pictures.take()
    application.exec()
    board.stop()
    board.screen.close()
    return 0


def _pixels(options: Options) -> tuple[int, int]:
    """The pixels the board will have."""
    if options.pictures is not None or options.windowed:
        return options.size or (1920, 1080)
    primary = QGuiApplication.primaryScreen()
    assert primary is not None
    return primary.size().width(), primary.size().height()


def _has_display() -> bool:
    named = os.environ.get("QT_QPA_PLATFORM", "")
    return bool(named) or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _look_at(answer: concurrent.futures.Future[Any]) -> None:
    if answer.cancelled():
        return
    error = answer.exception()
    if isinstance(error, Refused | Unreachable):
        log.info("state of this board not reported: %s", error)
    elif error is not None:
        log.error("state of this board not reported", exc_info=error)
