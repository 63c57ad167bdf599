"""A picture becomes the bytes of one job, whole, quiet and without a hidden command in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from printer.emulator.machine import Machine
from printer.emulator.parser import Parser
from printer.raster import Cut, Paper, TooWideError, encode
from printer.samples import sample_slip
from printer.slip import WIDTHS, draw


def commands(data: bytes) -> list[str]:
    return [command.name for command in Parser().feed(data)]


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_drawn_is_what_comes_out(width: int) -> None:
    picture = draw(sample_slip(language="id"), width=width)
    machine = Machine(width=width)
    [printed] = machine.receive(machine.connect(), encode(picture, paper=Paper(width=width)))
    assert printed.picture.crop((0, 0, width, picture.height)).tobytes() == picture.tobytes()


def test_a_job_begins_with_a_reset_and_ends_with_a_cut() -> None:
    names = commands(encode(Image.new("1", (384, 40), 1), paper=Paper(width=384)))
    assert names[0] == "initialize"
    assert names[-2:] == ["feed_lines", "cut"]
    assert names.count("raster") == 1


@pytest.mark.parametrize(
    ("cut", "ending"), [(Cut.PARTIAL, b"\x1dV\x01"), (Cut.FULL, b"\x1dV\x00"), (Cut.NONE, b"\x1bd\x09")]
)
def test_the_cut_follows_the_machine(cut: Cut, ending: bytes) -> None:
    data = encode(Image.new("1", (384, 8), 1), paper=Paper(width=384, cut=cut, feed_lines=9))
    assert data.endswith(ending)
    assert ("cut" in commands(data)) is (cut is not Cut.NONE)


def test_a_picture_wider_than_the_paper_is_refused() -> None:
    with pytest.raises(TooWideError, match="576"):
        encode(Image.new("1", (576, 8), 1), paper=Paper(width=384))


@pytest.mark.parametrize("accident", ["1004", "1005", "1014"])
def test_no_real_time_command_hides_in_a_picture(accident: str) -> None:
    inked = bytes.fromhex(accident) * 24
    picture = Image.frombytes("1", (384, 1), bytes(byte ^ 0xFF for byte in inked))
    data = encode(picture, paper=Paper(width=384))
    body = data[2 + 8 :]
    assert bytes.fromhex(accident) not in body
    assert sum(byte.bit_count() for byte in body[:48]) <= 48 + sum(byte.bit_count() for byte in inked)


@pytest.mark.slow
def test_making_a_job_leaves_no_trace(tmp_path: Path) -> None:
    script = (
        "import logging, tempfile; from PIL import Image; from printer.raster import Paper, encode;"
        "encode(Image.new('1', (384, 2000), 1), paper=Paper(width=384));"
        "assert not logging.getLogger().handlers"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        env={"TMPDIR": str(tmp_path), "PATH": ""},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []
