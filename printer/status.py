"""
What a printer's status bytes say, as one of our own states.

Pure. Source of the bits: Epson's ESC/POS reference, DLE EOT n (FIELD D.1). An answer counts only with its four fixed
bits in place, and silence is never good news: python-escpos reads the same silence as "plenty of paper".
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final


class State(Enum):
    """How a printer is; the values are stable and go into ledgers and events."""

    READY = "ready"
    #: Prints, but the roll is near its end.
    LOW = "low"
    OUT = "out"
    COVER = "cover"
    #: Not reachable, or it says itself that it cannot print.
    OFFLINE = "offline"
    #: It does not answer, or not in a way that can be trusted. Not ready.
    UNKNOWN = "unknown"


#: The only states in which a slip may be sent.
READY_STATES: Final = frozenset({State.READY, State.LOW})

PRINTER, OFFLINE_CAUSE, ERROR_CAUSE, PAPER_SENSOR = 1, 2, 3, 4
#: The queries DLE EOT n in the order they are asked.
QUERIES: Final = (PRINTER, OFFLINE_CAUSE, ERROR_CAUSE, PAPER_SENSOR)

#: Bits 0 and 7 are fixed off, 1 and 4 fixed on, in every answer.
FIXED_MASK: Final = 0x93
FIXED_BITS: Final = 0x12

_OFFLINE: Final = 0x08
_COVER_OPEN: Final = 0x04
_STOPPED_BY_PAPER_END: Final = 0x20
_ERROR: Final = 0x40
#: Cutter, unrecoverable and self-recovering error.
_ANY_ERROR: Final = 0x08 | 0x20 | 0x40
_NEAR_END: Final = 0x0C
_PAPER_END: Final = 0x60


def query(number: int) -> bytes:
    """Give the bytes that ask for status `number` (1 to 4)."""
    return bytes((0x10, 0x04, number))


def is_answer(byte: int) -> bool:
    """Say whether a byte can be an answer; automatic status (ASB), XON and XOFF are told apart by the fixed bits."""
    return byte & FIXED_MASK == FIXED_BITS


def state_of(answers: Mapping[int, int]) -> State:
    """
    Judge the answers to DLE EOT 1 to 4.

    Args:
        answers: query number to byte; what was not answered is missing. 1 and 4 are needed; 2 and 3 only tell why a
            printer is offline, and some cheap ones leave them out.

    Returns: the most useful thing to tell a person. An open cover comes before the paper, because with the cover open
        the paper bits keep their last value.
    """
    if not all(is_answer(byte) for byte in answers.values()) or PRINTER not in answers:
        return State.UNKNOWN
    cause = answers.get(OFFLINE_CAUSE, FIXED_BITS)
    if cause & _COVER_OPEN:
        return State.COVER
    if answers.get(PAPER_SENSOR, 0) & _PAPER_END or cause & _STOPPED_BY_PAPER_END:
        return State.OUT
    if answers[PRINTER] & _OFFLINE or cause & _ERROR or answers.get(ERROR_CAUSE, 0) & _ANY_ERROR:
        return State.OFFLINE
    if PAPER_SENSOR not in answers:
        return State.UNKNOWN
    return State.LOW if answers[PAPER_SENSOR] & _NEAR_END else State.READY
