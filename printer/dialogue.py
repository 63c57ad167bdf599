"""
Asking a printer over an open line: one question at a time, each answer recognised among whatever else it says.

Knows no job and opens nothing. Automatic status (ASB) that another program switched on may come at any moment.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from printer.line import Line
from printer.status import PRINTER, QUERIES, State, is_answer, query, state_of

#: More than any printer says unasked; ends the draining of a wire that babbles.
_DRAIN_LIMIT: Final = 4096
_AT_ONCE: Final = timedelta()


def drain(line: Line) -> None:
    """Throw away what the printer said before it was asked: automatic status would be taken for the answer."""
    for _ in range(_DRAIN_LIMIT):
        if line.read(within=_AT_ONCE) is None:
            return


def ask(line: Line, *, first: timedelta, each: timedelta) -> State:
    """Ask DLE EOT 1 to 4, each after the answer to the one before; a printer silent at the first is not asked on."""
    answers: dict[int, int] = {}
    for number in QUERIES:
        line.write(query(number))
        byte = await_byte(line, is_answer, within=first if number == PRINTER else each)
        if byte is not None:
            answers[number] = byte
        elif number == PRINTER:
            break
    return state_of(answers)


def await_byte(line: Line, wanted: Callable[[int], bool], *, within: timedelta) -> int | None:
    """Give the first byte that fits, passing over others; None when none came in time after the one before."""
    for _ in range(_DRAIN_LIMIT):
        byte = line.read(within=within)
        if byte is None or wanted(byte):
            return byte
    return None


def await_bytes(line: Line, wanted: bytes, *, within: timedelta) -> bool:
    """Say whether this sequence came, passing over other bytes."""
    seen = b""
    for _ in range(_DRAIN_LIMIT):
        byte = line.read(within=within)
        if byte is None:
            return False
        seen = (seen + bytes((byte,)))[-len(wanted) :]
        if seen == wanted:
            return True
    return False
