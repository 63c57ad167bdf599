"""
`python -m printer`: a virtual printer, and the tools for setting a real one up.

    python -m printer emulator [--port 9100] [--out DIR] [--width 576] [--control-port N]
    python -m printer test --device tcp://192.168.1.50:9100 [--width 576] [--cut partial]
    python -m printer status --device file:///dev/usb/lp0
    python -m printer render FILE.png [--kind slip|pickup|test|pairing] [--width 576] [--language id]

Errors are one sentence each. Printing for visitors is the kiosk's, with `printer.spool`.
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

from printer.device import DeviceUriError, Result, open_device
from printer.emulator.server import HELP, Album, Emulator, PortTakenError
from printer.raster import Cut, Paper, encode
from printer.samples import sample_pickup, sample_slip
from printer.setup_slips import draw_pairing_slip, draw_test_slip
from printer.slip import draw
from printer.status import READY_STATES, State
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
    except (DeviceUriError, ValueError, OSError) as fault:
        print(fault, file=sys.stderr)
    return 1


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
            return draw_pairing_slip(width=width, code="48-21-70", valid_until="", language=language)
        case _:
            return draw(sample_slip(language=language), width=width)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m printer", description="A virtual printer, and printer set-up.")
    commands = parser.add_subparsers(required=True, metavar="command")

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
