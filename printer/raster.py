"""
From a picture to the bytes of one print job.

Why a picture and not text (DESIGN 8): one raster image looks the same on every printer, on the kiosk's screen, in the
tests and in the emulator, and it needs no code page. Why through python-escpos' collecting printer and not its device
classes: the whole job becomes one block of bytes that `device` writes once and can be asked about, while those classes
write piece by piece and call a job printed that nobody has seen. Sends nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from PIL import Image

from printer._escpos import escpos

#: Three-byte and two-byte beginnings that a printer obeys even inside a picture (Epson, real-time commands:
#: DLE EOT n, DLE ENQ n, DLE DC4 n); "image data may contain the sequence by accident" (FIELD D.1).
_REAL_TIME: Final = (b"\x10\x04", b"\x10\x05", b"\x10\x14")


class Cut(Enum):
    """How a printer parts a slip from its roll."""

    PARTIAL = "partial"
    FULL = "full"
    #: No cutter: feed far enough to tear.
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """
    What a printer can do with its roll: settings of the machine, found with a test slip.

    Attributes:
        width: dots of the print line: 576, 512 or 384, other multiples of eight on odd models.
        cut: its cutter.
        feed_lines: lines fed after a slip on a printer without cutter, 0 to 255.
    """

    width: int = 576
    cut: Cut = Cut.PARTIAL
    feed_lines: int = 6


class TooWideError(ValueError):
    """A picture is wider than the paper; a printer would wrap or drop it."""

    code = "picture_too_wide"


def encode(picture: Image.Image, *, paper: Paper) -> bytes:
    """
    Make the bytes of one slip: initialise, one raster image, feed and cut.

    Args:
        picture: black = ink, at most `paper.width` wide; narrower ones are printed from the left.

    Raises: TooWideError.
    """
    if picture.width > paper.width:
        raise TooWideError(f"the picture is {picture.width} dots wide, the paper {paper.width}")
    driver = escpos()
    # A profile of our own: the shipped ones lack these models, and `default` prints a warning to standard output.
    profile = driver.profile(features={"paperPartCut": True, "paperFullCut": True})
    profile.profile_data = {**profile.profile_data, "media": {"width": {"pixels": paper.width}}}
    dummy = driver.dummy(profile=profile)
    dummy.hw("INIT")
    dummy.image(_defused(picture), impl="bitImageRaster")
    match paper.cut:
        case Cut.PARTIAL:
            dummy.cut(mode="PART")
        case Cut.FULL:
            dummy.cut(mode="FULL")
        case Cut.NONE:
            dummy.print_and_feed(paper.feed_lines)
    return bytes(dummy.output)


def _defused(picture: Image.Image) -> Image.Image:
    """Give the picture with one dot more wherever its bytes would read as a real-time command."""
    black_and_white = picture.convert("1", dither=Image.Dither.NONE)
    width_bytes = (black_and_white.width + 7) // 8
    # In mode "1" a set bit is white; on the wire a set bit is ink.
    wire = bytearray(byte ^ 0xFF for byte in black_and_white.tobytes())
    found = False
    for sequence in _REAL_TIME:
        at = wire.find(sequence)
        while at >= 0:
            wire[at] |= 0x18
            found = True
            at = wire.find(sequence, at + 1)
    if not found:
        return black_and_white
    size = (width_bytes * 8, black_and_white.height)
    mended = Image.frombytes("1", size, bytes(byte ^ 0xFF for byte in wire))
    return mended.crop((0, 0, black_and_white.width, black_and_white.height))
