"""
`python -m printer`: the printer of an office without a kiosk, a virtual printer, and the tools for setting a real one up.

    python -m printer run --server http://127.0.0.1:8000 --state DIR --device tcp://192.168.1.50:9100 [--paper-dots 576]
    python -m printer emulator [--port 9100] [--out DIR] [--width 576] [--control-port N]
    python -m printer test --device tcp://192.168.1.50:9100 [--width 576] [--cut partial]
    python -m printer status --device file:///dev/usb/lp0
    python -m printer render FILE.png [--kind slip|pickup|test|pairing] [--width 576] [--language id]

Errors are one sentence each. Where a kiosk stands, its own program prints, with `printer.spool`.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from PIL import Image

from printer.device import Device, DeviceUriError, Result, open_device
from printer.emulator.server import HELP, Album, Emulator, PortTakenError
from printer.ledger_file import LedgerError
from printer.program import Printer, Settings
from printer.raster import Cut, Paper, encode
from printer.samples import sample_pickup, sample_slip
from printer.setup_slips import draw_pairing_slip, draw_test_slip
from printer.slip import draw
from printer.status import READY_STATES, State
from server.client.arguments import Arguments, server_address
from server.look.words import LANGUAGES, Language, clock, long_date

_STATE_WORDS: Final[dict[State, str]] = {
    State.READY: "ready",
    State.LOW: "ready, but the paper is nearly used up",
    State.OUT: "out of paper",
    State.COVER: "open: close its cover",
    State.OFFLINE: "offline or not reachable",
    State.UNKNOWN: "not answering; it may not be able to (then add ?confirm=none to its address)",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; give the exit code: 0 done, 1 not done, 2 wrong arguments."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        return int(options.run(options))
    except PortTakenError as fault:
        print(f"{fault}. Stop the program that uses it, or choose another with --port.", file=sys.stderr)
    except (DeviceUriError, LedgerError, ValueError, OSError) as fault:
        print(fault, file=sys.stderr)
    return 1


def _run(options: argparse.Namespace) -> int:
    # Other people's libraries only where something is wrong; this program's own lines, one per change, always.
    logging.getLogger().setLevel(logging.WARNING)
    logging.getLogger("printer").setLevel(logging.DEBUG if options.verbose else logging.INFO)
    settings = Settings(
        server=options.server, state=options.state, paper=Paper(width=options.paper_dots, cut=Cut(options.cut)),
        name=options.name,
    )  # fmt: skip
    program = Printer(settings, device=options.device)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: program.stop())
    program.run()
    return 0


def _emulate(options: argparse.Namespace) -> int:
    return asyncio.run(_emulator(options))


async def _emulator(options: argparse.Namespace) -> int:
    album = Album(options.out)
    emulator = Emulator(width=options.width, on_slip=lambda slip: print(f"printed {album.keep(slip)}", flush=True))
    await emulator.start(port=options.port, control_port=options.control_port, host=options.host)
    print(f"Virtual printer on tcp://{options.host}:{emulator.port}, slips in {album.folder}", flush=True)
    if emulator.control_port is not None:
        print(f"Control lines on tcp://{options.host}:{emulator.control_port}", flush=True)
    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, end.set)
    # A thread of its own, because a terminal, a pipe and /dev/null cannot all be waited for by the event loop.
    threading.Thread(target=_obey_stdin, args=(emulator, loop), daemon=True).start()
    await end.wait()
    await emulator.stop()
    return 0


def _obey_stdin(emulator: Emulator, loop: asyncio.AbstractEventLoop) -> None:
    """Read control lines until standard input ends."""

    def obey(words: str) -> None:
        print(emulator.answer_control(words), flush=True)

    # Read from the descriptor: a thread that waits inside sys.stdin holds its lock when the interpreter shuts down.
    pending = b""
    while data := os.read(0, 4096):
        *lines, pending = (pending + data).split(b"\n")
        for line in lines:
            if words := line.decode("utf-8", errors="replace").strip():
                loop.call_soon_threadsafe(obey, words)


def _test(options: argparse.Namespace) -> int:
    now = datetime.now().astimezone()
    language: Language = options.language
    printed_at = f"{long_date(now, language=language)}, {clock(now)}"
    picture = draw_test_slip(width=options.width, printed_at=printed_at, language=language)
    outcome = open_device(options.device).print_bytes(
        encode(picture, paper=Paper(width=options.width, cut=Cut(options.cut)))
    )
    match outcome.result:
        case Result.PRINTED:
            print("Printed.")
        case Result.UNKNOWN:
            print("Sent, but the printer did not say whether it came out. Look at the paper.")
        case Result.FAILED:
            print(f"Not printed: the printer is {_STATE_WORDS[outcome.state]}.")
    return 0 if outcome.result is Result.PRINTED else 1


def _status(options: argparse.Namespace) -> int:
    state = open_device(options.device).status()
    print(f"{state.value}: the printer is {_STATE_WORDS[state]}.")
    return 0 if state in READY_STATES else 1


def _render(options: argparse.Namespace) -> int:
    _picture(options.kind, width=options.width, language=options.language).save(options.file)
    print(f"Drawn: {options.file}")
    return 0


def _picture(kind: str, *, width: int, language: Language) -> Image.Image:
    match kind:
        case "pickup":
            return draw(sample_pickup(language=language), width=width)
        case "test":
            return draw_test_slip(width=width, printed_at="", language=language)
        case "pairing":
            return draw_pairing_slip(width=width, code="K7R-2MF", address="http://127.0.0.1:8000", language=language)
        case _:
            return draw(sample_slip(language=language), width=width)


def _device(text: str) -> Device:
    try:
        return open_device(text)
    except DeviceUriError as fault:
        raise argparse.ArgumentTypeError(str(fault)) from fault


def _dots(text: str) -> int:
    if not text.isdecimal() or int(text) < 384 or int(text) % 8:
        raise argparse.ArgumentTypeError(f"{text} is not a multiple of 8, at least 384")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = Arguments(
        prog="python -m printer", description="An office's printer, a virtual printer, and printer set-up."
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    run = commands.add_parser("run", help="print the slips that staff ask for, where no kiosk stands")
    run.add_argument(
        "--server", type=server_address, required=True, metavar="URL", help="such as http://127.0.0.1:8000"
    )
    run.add_argument("--state", type=Path, required=True, metavar="DIR", help="folder of the credential and the ledger")
    run.add_argument(
        "--device", type=_device, required=True, metavar="URI", help="tcp://host:9100 or file:///dev/usb/lp0"
    )
    run.add_argument("--paper-dots", type=_dots, default=576, metavar="N", help="576 (80 mm) or 384 (58 mm)")
    run.add_argument("--cut", choices=[cut.value for cut in Cut], default=Cut.PARTIAL.value)
    run.add_argument("--name", default="printer", help="what the admin page calls it while it is being paired")
    run.add_argument("--verbose", action="store_true", help="say more in the log")
    run.set_defaults(run=_run)

    emulator = commands.add_parser("emulator", help="run a virtual printer", epilog=f"Lines on standard input: {HELP}.")
    emulator.add_argument("--host", default="127.0.0.1", help="address to listen on (this machine only)")
    emulator.add_argument("--port", type=int, default=9100)
    emulator.add_argument("--control-port", type=int, help="a second port that takes the same lines")
    emulator.add_argument("--out", type=Path, default=Path("slips"), help="folder for the pictures")
    emulator.set_defaults(run=_emulate)

    test = commands.add_parser("test", help="print a test slip")
    test.add_argument("--device", required=True)
    test.add_argument("--cut", choices=[cut.value for cut in Cut], default=Cut.PARTIAL.value)
    test.set_defaults(run=_test)

    status = commands.add_parser("status", help="ask a printer how it is")
    status.add_argument("--device", required=True)
    status.set_defaults(run=_status)

    render = commands.add_parser("render", help="draw a sample slip into a PNG")
    render.add_argument("file", type=Path)
    render.add_argument("--kind", choices=["slip", "pickup", "test", "pairing"], default="slip")
    render.set_defaults(run=_render)

    for command in (emulator, test, render):
        command.add_argument("--width", type=int, default=576, help="dots of the print line: 576, 512 or 384")
    for command in (test, render):
        command.add_argument("--language", choices=LANGUAGES, default="id")
    return parser


if __name__ == "__main__":
    sys.exit(main())
