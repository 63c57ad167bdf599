"""
The server's clock, and whether it can be believed.

The wall clock is held against the machine's own count of time since boot (which goes on in sleep); a jump of more
than a minute between the two means somebody or something set the clock, and a new service day then waits for a person (DESIGN 3).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

#: A difference between wall clock and time since boot that is more than drift.
JUMP = timedelta(minutes=1)


def wall() -> datetime:
    """The machine's wall clock."""
    return datetime.now(UTC)


def since_boot() -> float:
    """Seconds since boot, sleep included."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Clock:
    """
    Wall time with a doubt.

    Args:
        wall: gives the wall clock; tests move it by hand.
        steady: gives seconds that only ever grow.
    """

    def __init__(self, *, wall: Callable[[], datetime] = wall, steady: Callable[[], float] = since_boot) -> None:
        self._wall = wall
        self._steady = steady
        self.believe()

    def believe(self) -> None:
        """Take the wall clock as right from now on: at start, and when a person confirmed it."""
        self._wall_then, self._steady_then = self._wall(), self._steady()

    def now(self) -> datetime:
        """The wall clock, aware UTC."""
        return self._wall()

    def jumped(self) -> bool:
        """Whether the wall clock was set by more than a minute since it was last believed."""
        expected = self._wall_then + timedelta(seconds=self._steady() - self._steady_then)
        return abs(self._wall() - expected) > JUMP
