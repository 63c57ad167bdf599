"""
`python -m kiosk`: reads the arguments, opens the window, ends cleanly on SIGTERM and SIGINT.
"""

from __future__ import annotations

import argparse
import logging
import math
import os
import re
import signal
import sys
from pathlib import Path

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QApplication

from kiosk.program import Kiosk, Settings
from kiosk.screens.typeface import FontsMissingError, load_fonts
from printer.device import Device, DeviceUriError, open_device
from printer.ledger_file import LedgerError
from printer.raster import Paper
from server.client.arguments import Arguments, server_address

_SIZE = re.compile(r"^(\d{3,5})x(\d{3,5})$")


def _size(text: str) -> tuple[int, int]:
    match = _SIZE.match(text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not WIDTHxHEIGHT, for example 1080x1920")
    return int(match[1]), int(match[2])


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    made = Arguments(
        prog="python -m kiosk", description="The queue kiosk: a citizen chooses a service and takes a number."
    )
    made.add_argument(
        "--server", type=server_address, default="http://127.0.0.1:8000", help="address of the server (%(default)s)"
    )
    made.add_argument(
        "--state", type=Path, required=True, metavar="DIR", help="folder of the credential and the ledger"
    )
    made.add_argument(
        "--printer", default="none:", metavar="URI",
        help="tcp://host:9100, file:///dev/usb/lp0 or none: (%(default)s, the number is then noted down from the screen)",
    )  # fmt: skip
    made.add_argument(
        "--paper-dots", type=int, default=576, metavar="N", help="printable width: 576 (80 mm) or 384 (58 mm)"
    )
    made.add_argument("--name", default="kiosk", help="what the admin page calls this kiosk while it is being paired")
    made.add_argument("--size", type=_size, default=(1080, 1920), metavar="WxH",
                      help="size in px with --pictures and --windowed (1080x1920)")  # fmt: skip
    made.add_argument(
        "--panel-mm", type=_size, metavar="WxH", help="size of the glass in mm (268x476, a 21.5 inch panel)"
    )
    made.add_argument("--distance-m", type=float, default=0.6, help="distance of the eye in metres (%(default)s)")
    made.add_argument("--reduced-motion", action="store_true", help="no motion at screen changes")
    made.add_argument("--windowed", action="store_true", help="in a window, for a developer's desktop")
    made.add_argument("--pictures", type=Path, metavar="DIR", help="no display: keep a fresh kiosk.png in this folder")
    made.add_argument("--every", type=float, default=1.0, metavar="SECONDS", help="how often (%(default)s)")
    made.add_argument("--verbose", action="store_true", help="say more in the log")
    return made


def main(arguments: list[str] | None = None) -> int:
    """Run until told to end. Returns: the exit code."""
    reader = parser()
    given = reader.parse_args(arguments)
    logging.basicConfig(level=logging.INFO if given.verbose else logging.WARNING, format="kiosk: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        device: Device | None = None if given.printer == "none:" else open_device(given.printer)
    except DeviceUriError as error:
        reader.error(str(error))
    if given.paper_dots < 384 or given.paper_dots % 8:
        reader.error(f"--paper-dots {given.paper_dots}: expected a multiple of 8, at least 384")
    if not 0.2 <= given.distance_m <= 3 or given.every <= 0:
        reader.error("--distance-m is 0.2 to 3 and --every more than 0")
    if given.pictures is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    elif not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM")):
        reader.error("there is no display here; --pictures DIR runs without one")
    mm = given.panel_mm
    settings = Settings(
        server=given.server,
        state=given.state,
        diagonal_inch=math.hypot(*mm) / 25.4 if mm is not None else 21.5,
        distance_m=given.distance_m,
        roll=Paper(width=given.paper_dots),
        still=given.reduced_motion or given.pictures is not None,
        name=given.name,
    )
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    try:
        load_fonts()
        kiosk = Kiosk(settings, device=device)
    except (LedgerError, FontsMissingError) as error:
        print(f"kiosk: {error}.", file=sys.stderr)
        return 1
    _show(kiosk, given.size, windowed=given.windowed, pictures=given.pictures, every=given.every)
    # `quit` asks the windows first, and the kiosk's never agrees; `exit` asks nobody.
    # Python sees a signal only between two of Qt's events; the kiosk's own quarter-second timer makes those.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: app.exit(0))
    kiosk.start()
    code = app.exec()
    kiosk.stop()
    return code


def _show(kiosk: Kiosk, size: tuple[int, int], *, windowed: bool, pictures: Path | None, every: float) -> None:
    window = kiosk.window
    if windowed or pictures is not None:
        window.resize(*size)
        window.show()
    else:
        # Never resized first: under cage a window that asked for a size gets a title bar (PLATFORM 1).
        window.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
        window.showFullScreen()
        # A bare X server has no window manager that would honour the wish.
        QTimer.singleShot(200, lambda: _fill(kiosk))
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
        timer = QTimer(window)
        timer.timeout.connect(lambda: _picture(kiosk, pictures))
        timer.start(round(every * 1000))


def _fill(kiosk: Kiosk) -> None:
    """Take the whole screen where nobody gave it."""
    screen = kiosk.window.screen()
    if screen is not None and kiosk.window.size() != screen.size():
        kiosk.window.setGeometry(screen.geometry())


def _picture(kiosk: Kiosk, folder: Path) -> None:
    """Keep a fresh picture; whoever looks never sees half of one."""
    draft = folder / ".kiosk.png"
    if kiosk.window.grab().save(str(draft), "PNG"):
        draft.replace(folder / "kiosk.png")


if __name__ == "__main__":
    sys.exit(main())
