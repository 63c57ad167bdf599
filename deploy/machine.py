"""
A whole office on one machine: server, virtual printer, kiosk, board and the staff's printer, paired, watched, and ended in order.

The devices get their credentials from the server directly, as an installer does, because there is nobody yet who could
type their codes. Everything is kept in one data folder. Reads no command line (see `local`) and makes nobody up (see `demo`).
"""

from __future__ import annotations

import importlib
import os
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from deploy.children import Child, Program, Signals
from deploy.house import House, is_well
from server.client.link import Refused, Unreachable
from sop.load import load_catalogue

#: Seconds the server has to answer; an old journal of many days takes the longest.
START_SECONDS = 60.0
FAREWELL = "Ctrl-C stops everything; it is all still there next time."
#: Seconds between two looks at the programs.
LOOK_SECONDS = 1.0
#: What has to load before anything is begun: module → what it is for.
NEEDED = {
    "uvicorn": "server",
    "PIL": "printer",
    "PyQt6.QtWidgets": "kiosk and board",
    "PyQt6.QtMultimedia": "the board's voice",
}


class CannotStart(Exception):
    """Ends the program with one clear sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line said. `port` and `printer_port` 0: any free one."""

    office: str
    data: Path
    port: int
    printer_port: int
    demo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """What a demonstration adds: programs begun last, and lines for the summary, and its last line."""

    programs: Callable[[], Sequence[Program]]
    lines: Callable[[], Sequence[str]]
    farewell: str


def run(options: Options, *, extra: Extra | None = None) -> int:
    """Start everything, say what is where, and stay until asked to stop. Raises: CannotStart."""
    port, printer_port = check(options)
    children: list[Child] = []
    with Signals() as signals:
        try:
            address = f"http://127.0.0.1:{port}"
            children.append(Child(_server(options, port=port)))
            if not _ready(children[0], options, address=address, signals=signals):
                return 0
            link = _pair(options)
            programs = [*_others(options, address=address, printer_port=printer_port)]
            if extra is not None:
                programs += extra.programs()
            children += [Child(program) for program in programs]
            for line in summary(options, address=address, printer_port=printer_port, link=link):
                print(line)
            for line in extra.lines() if extra is not None else ():
                print(line)
            print(f"\n{extra.farewell if extra is not None else FAREWELL}", flush=True)
            while not signals.wait(LOOK_SECONDS):
                for child in children:
                    child.watch(say=_say)
            return 0
        finally:
            _end(children)


# ---- before anything is begun


def check(options: Options) -> tuple[int, int]:
    """
    Everything that can be in the way, before anything is written or begun.

    Returns: the ports of server and printer, 0 replaced by a free one. Raises: CannotStart.
    """
    check_office(options.office)
    ports = (
        free_port(options.port, what="server", choose="PORT=8001"),
        free_port(options.printer_port, what="virtual printer", choose="PRINTER_PORT=9101"),
    )
    check_packages()
    return ports


def check_packages() -> None:
    """Raises: CannotStart naming what does not load."""
    # The sound module tells everybody on standard error that this machine has no PipeWire, which matters to nobody.
    os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.symbolsresolver=false")
    for module, what in NEEDED.items():
        try:
            importlib.import_module(module)
        except ImportError as error:
            raise CannotStart(f"Something that {what} needs is missing ({error}). Say: make install") from error


def check_office(office: str) -> None:
    """Raises: CannotStart naming the offices there are."""
    known = [each.id for each in load_catalogue().offices]
    if office not in known:
        raise CannotStart(f"There is no office {office}. There are: {', '.join(known)}")


def free_port(port: int, *, what: str, choose: str) -> int:
    """The port itself, or any free one for 0. Raises: CannotStart where another program has it."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            raise CannotStart(
                f"Port {port} for the {what} cannot be used ({error.strerror}). "
                f"Another program may have it: stop that one, or choose another with {choose}"
            ) from error
        found: int = trial.getsockname()[1]
        return found


def has_display() -> bool:
    """Whether a window can be shown to somebody."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# ---- the programs


def _program(options: Options, name: str, *arguments: str, **environment: str) -> Program:
    log = options.data / "log" / f"{name.replace(' ', '-')}.log"
    return Program(
        name=name, arguments=["-m", *arguments], environment={"PYTHONUNBUFFERED": "1"} | environment, log=log
    )


def _server(options: Options, *, port: int) -> Program:
    return _program(options, "server", "server", "--data", str(options.data), "run", "--port", str(port))


def _others(options: Options, *, address: str, printer_port: int) -> list[Program]:
    screen = (
        {"kiosk": ["--windowed", "--size", "540x960"], "board": ["--windowed", "--size", "1280x720"]}
        if has_display()
        else {
            "kiosk": ["--pictures", str(pictures(options)), "--size", "1080x1920"],
            "board": ["--pictures", str(pictures(options)), "--size", "1920x1080"],
        }
    )
    device = f"tcp://127.0.0.1:{printer_port}"
    virtual = ["--port", str(printer_port), "--out", str(slips(options))]
    kiosk = ["--server", address, "--state", str(state(options, "kiosk")), "--printer", device]
    board = ["--server", address, "--state", str(state(options, "board"))]
    printer = ["--server", address, "--state", str(state(options, "printer")), "--device", device]
    return [
        _program(options, "virtual printer", "printer", "emulator", *virtual),
        _program(options, "kiosk", "kiosk", *kiosk, *screen["kiosk"]),
        _program(options, "board", "board", *board, *screen["board"]),
        _program(options, "staff printer", "printer", "run", *printer),
    ]


def state(options: Options, kind: str) -> Path:
    """A device's own folder; one per office, so that OFFICE=… can be changed back and forth."""
    return options.data / "devices" / options.office / kind


def pictures(options: Options) -> Path:
    """Where kiosk and board keep pictures of themselves without a display."""
    return options.data / "pictures"


def slips(options: Options) -> Path:
    """Where the virtual printer keeps its paper."""
    return options.data / "slips"


def _ready(server: Child, options: Options, *, address: str, signals: Signals) -> bool:
    """Wait for the server. Returns: False where somebody asked to stop meanwhile. Raises: CannotStart where it ended."""
    until = time.monotonic() + START_SECONDS
    while not _answers(options, address=address):
        if server.status() is not None:
            raise CannotStart(f"The server did not start: {server.last_words()}")
        if time.monotonic() > until:
            raise CannotStart(f"The server did not answer within {START_SECONDS:.0f} s. Its log: {server.program.log}")
        if signals.wait(0.1):
            return False
    return True


def _answers(options: Options, *, address: str) -> bool:
    """Whether this folder's server has read its catalogue; a control file of an earlier run does not count."""
    if not is_well(address):
        return False
    try:
        with House(options.data) as house:
            return house.address == address and options.office in house.offices()
    except (OSError, ValueError, Refused, Unreachable):
        return False


def _pair(options: Options) -> str | None:
    """Let the devices in. Returns: a set-up link where no admin exists yet."""
    with House(options.data) as house:
        house.let_in("kiosk", office=options.office, name="Kiosk", state=state(options, "kiosk"))
        house.let_in("board", office=options.office, name="Papan", state=state(options, "board"))
        house.let_in("printer", office=options.office, name="Printer petugas", state=state(options, "printer"))
        return None if house.has_admin() else house.setup_link()


def _end(children: Sequence[Child]) -> None:
    """End devices before the server they follow, each by its own id."""
    if children:
        print("Stopping …", flush=True)
    for child in reversed(children[1:]):
        child.ask_to_end()
    for child in reversed(children):
        if not child.end():
            _say(f"The {child.program.name} did not end in time and was killed.")


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


# ---- words


def summary(options: Options, *, address: str, printer_port: int, link: str | None) -> list[str]:
    """What is where, in a few lines."""
    lines = ["", f"Antrean runs for {options.office}."]
    if link is not None:
        lines += [f"  First of all   {link}", "                 open it once, it makes the first admin account"]
    lines += [
        f"  Staff          {address}/staff/{options.office}",
        f"  Admin          {address}/admin/{options.office}",
        f"  Slips          {slips(options)}  (virtual printer on port {printer_port})",
    ]
    if has_display():
        lines.append("  Kiosk, board   two windows on this screen")
    else:
        lines += [
            f"  Kiosk, board   {pictures(options)}/kiosk.png, {pictures(options)}/board.png",
            "                 this machine has no display: they run off-screen and keep these pictures fresh",
        ]
    return [*lines, f"  Logs           {options.data / 'log'}"]
