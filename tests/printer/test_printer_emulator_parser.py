"""ESC/POS bytes become commands by one table, in whatever pieces they arrive."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.emulator.parser import TABLE, Command, Parser

RECORDED = (Path(__file__).parent / "receiptline.bin").read_bytes()


def parse(data: bytes) -> list[Command]:
    return Parser().feed(data)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"Silakan\n", [Command("text", b"Silakan"), Command("line_feed")]),
        (b"\x1b@\x1ba\x01", [Command("initialize"), Command("align", b"\x01")]),
        (
            b"\x1bE\x01\x1b!\x30\x1d!\x11",
            [Command("bold", b"\x01"), Command("print_mode", b"0"), Command("size", b"\x11")],
        ),
        (
            b"\x1bt\x13\x1bd\x03\x1bJ\x20",
            [Command("code_page", b"\x13"), Command("feed_lines", b"\x03"), Command("feed_dots", b" ")],
        ),
        (b"\x1dv0\x00\x01\x00\x02\x00\xf0\x0f", [Command("raster", b"\x00\x01\x00\x02\x00\xf0\x0f")]),
        (b"\x1b*\x21\x02\x00abcdef", [Command("bit_image", b"\x21\x02\x00abcdef")]),
        (b"\x1b*\x00\x02\x00ab", [Command("bit_image", b"\x00\x02\x00ab")]),
        (b"\x1d(k\x03\x001Q0", [Command("block", b"k\x03\x001Q0")]),
        (b"\x1d(H\x06\x0000abcd", [Command("block", b"H\x06\x0000abcd")]),
        (b"\x1d8L\x03\x00\x00\x000p0", [Command("block_long", b"L\x03\x00\x00\x000p0")]),
        (b"\x1dV\x00\x1dVB\x10\x1dV1", [Command("cut", b"\x00"), Command("cut", b"B\x10"), Command("cut", b"1")]),
        (b"\x10\x04\x01\x10\x04\x04", [Command("status", b"\x01"), Command("status", b"\x04")]),
        (b"\x10\x14\x01\x00\x01A", [Command("real_time", b"\x01\x00\x01"), Command("text", b"A")]),
        (
            b"\x1da\xff\x1dr1\x1dIB",
            [Command("automatic_status", b"\xff"), Command("buffered_status", b"1"), Command("printer_id", b"B")],
        ),
        (b"\x1bp\x00\x19\xfa", [Command("pulse", b"\x00\x19\xfa")]),
        (b"\x1dk\x04A12\x00x", [Command("barcode", b"\x04A12\x00"), Command("text", b"x")]),
        (b"\x1dkI\x03A12x", [Command("barcode", b"I\x03A12"), Command("text", b"x")]),
        (b"\x1bD\x08\x10\x00x", [Command("tab_stops", b"\x08\x10\x00"), Command("text", b"x")]),
        (b"\x1c(A\x02\x000\x00x", [Command("fs_block", b"A\x02\x000\x00"), Command("text", b"x")]),
        (b"\x00\x00\x00A", [Command("text", b"A")]),
        (b"\x1bzA", [Command("unknown", b"\x1bz"), Command("text", b"A")]),
        (b"\x1dv1A", [Command("unknown", b"\x1dv"), Command("text", b"1A")]),
    ],
)
def test_bytes_become_commands(data: bytes, expected: list[Command]) -> None:
    assert parse(data) == expected


@pytest.mark.parametrize(
    "data", [b"\x1b", b"\x1d", b"\x10", b"\x1dv", b"\x1dv0\x00\x01", b"\x1d(k\x03\x001Q", b"\x1b*\x21\x02\x00abc"]
)
def test_an_unfinished_command_waits(data: bytes) -> None:
    parser = Parser()
    assert parser.feed(data) == []
    assert parser.pending == len(data)


def joined(commands: list[Command]) -> list[Command]:
    """Join neighbouring texts: where they were cut is the wire's choice."""
    result: list[Command] = []
    for command in commands:
        if command.name == "text" and result and result[-1].name == "text":
            result[-1] = Command("text", result[-1].data + command.data)
        else:
            result.append(command)
    return result


@pytest.mark.slow
@given(st.lists(st.integers(min_value=0, max_value=len(RECORDED)), max_size=12))
def test_pieces_do_not_matter(cuts: list[int]) -> None:
    parser = Parser()
    edges = [0, *sorted(cuts), len(RECORDED)]
    pieces = [RECORDED[start:end] for start, end in pairwise(edges)]
    assert joined([command for piece in pieces for command in parser.feed(piece)]) == parse(RECORDED)
    assert parser.pending == 0


@given(st.binary(max_size=400))
def test_no_bytes_break_the_parser(data: bytes) -> None:
    parser = Parser()
    consumed = parser.feed(data)
    assert parser.pending <= len(data)
    names = {"text", "unknown", *(name for name, _ in TABLE.values())}
    assert {command.name for command in consumed} <= names


def test_the_recorded_bytes_hold_no_unknown_command() -> None:
    assert "unknown" not in {command.name for command in parse(RECORDED)}
