"""
The board's command line: what can be set, its defaults, and a sentence for what is wrong.

Starts nothing (see `program`).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from board.speech import Reading
from server.client.arguments import Arguments, server_address
from server.look.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line said; `size` None: the whole screen, `pictures` None: a real screen."""

    server: str
    state: Path
    distance_m: float
    diagonal_inch: float
    size: tuple[int, int] | None
    windowed: bool
    pictures: Path | None
    every: float
    mute: bool
    volume: float
    recordings: Path | None
    reading: Reading
    languages: tuple[Language, ...]
    language: Language
    reduced_motion: bool
    sound_log: Path | None
    name: str


def options_from(arguments: Sequence[str]) -> Options:
    """Read the command line. Exits with 2 and a sentence where it is wrong."""
    parser = Arguments(prog="python -m board", description="The wall board of an office.")
    parser.add_argument(
        "--server", type=server_address, required=True, help="address of the server, e.g. http://127.0.0.1:8000"
    )
    parser.add_argument("--state", required=True, type=Path, metavar="DIR", help="where credential and clips are kept")
    parser.add_argument("--name", default="", help="what to call this board on the admin page")
    parser.add_argument("--distance", type=float, default=8.0, metavar="M", help="farthest reader, metres (8)")
    parser.add_argument("--diagonal", type=float, default=43.0, metavar="INCH", help="of the visible glass (43)")
    parser.add_argument("--size", type=_size, metavar="WxH", help="pixels, for --windowed and --pictures")
    parser.add_argument("--windowed", action="store_true", help="in a window, for a developer's desktop")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="no display: keep board.png in DIR")
    parser.add_argument("--every", type=float, default=1.0, metavar="SECONDS", help="between pictures (1)")
    parser.add_argument("--mute", action="store_true", help="no sound, with a visible sign")
    parser.add_argument("--volume", type=float, default=1.0, metavar="0..1")
    parser.add_argument("--recordings", type=Path, metavar="DIR", help="own clips, e.g. DIR/id/nol.wav, DIR/chime.wav")
    parser.add_argument("--reading", choices=("digits", "terbilang"), default="digits")
    parser.add_argument("--voice", choices=("id", "en", "id+en"), default="id", help="language of the announcements")
    parser.add_argument("--language", choices=("id", "en"), default="id", help="language of the screen")
    parser.add_argument("--reduced-motion", action="store_true", help="nothing fades")
    parser.add_argument("--sound-log", type=Path, metavar="FILE", help="write down each announcement")
    read = parser.parse_args(arguments)
    if not (read.distance > 0 and read.diagonal > 0 and read.every > 0 and 0 <= read.volume <= 1):
        parser.error("--distance, --diagonal and --every are greater than 0, --volume is from 0 to 1")
    return Options(
        server=read.server,
        state=read.state,
        distance_m=read.distance,
        diagonal_inch=read.diagonal,
        size=read.size,
        windowed=read.windowed,
        pictures=read.pictures,
        every=read.every,
        mute=read.mute,
        volume=read.volume,
        recordings=read.recordings,
        reading=read.reading,
        languages=("id", "en") if read.voice == "id+en" else (read.voice,),
        language=read.language,
        reduced_motion=read.reduced_motion,
        sound_log=read.sound_log,
        name=read.name,
    )


def _size(text: str) -> tuple[int, int]:
    width, times, height = text.partition("x")
    if not (times and width.isdigit() and height.isdigit() and int(width) >= 320 and int(height) >= 320):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1920x1080")
    return int(width), int(height)
