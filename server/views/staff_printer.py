"""
How the office's slip printers are, as a clerk must know it before somebody waits for paper. Pure; words are the pages'.

Counts printers that print for the desk; what hangs on a kiosk prints for that kiosk alone and is not seen here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from server.protocol import DeviceState
from server.queue.office import Office
from server.views.staff_lines import local

#: A printer says how it is each minute; after three silent ones what it said last is not believed any more.
SILENT = timedelta(minutes=3)

State = Literal["ready", "low", "out", "cover", "offline", "silent", "new"]
#: Of several printers the best one counts: each of them prints every slip that is asked for.
_BEST_FIRST: tuple[State, ...] = ("ready", "low", "out", "cover", "offline", "silent", "new")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    """
    What can be said of an office's printers together.

    Attributes:
        state: `silent`: was heard, but not lately; `new`: paired, and not heard since the server started.
        heard: when the one that is meant last said how it is, on the office's clock; None for `new`.
    """

    state: State
    heard: datetime | None

    @property
    def prints(self) -> bool:
        """Whether paper can be expected."""
        return self.state in ("ready", "low")


def printer(office: Office, said: Sequence[tuple[datetime, DeviceState] | None], *, now: datetime) -> Printer | None:
    """
    The office's printers as one; None where it has none.

    Args:
        said: of each paired printer when it last said how it is (aware), and what; None: nothing yet.
    """
    found = [_one(office, each, now=now) for each in said]
    return min(found, key=lambda each: _BEST_FIRST.index(each.state), default=None)


def _one(office: Office, said: tuple[datetime, DeviceState] | None, *, now: datetime) -> Printer:
    if said is None:
        return Printer(state="new", heard=None)
    at, how = said
    heard = local(office, at)
    if now - at > SILENT:
        return Printer(state="silent", heard=heard)
    match how.printer:
        case "ready" | "low" | "out" | "cover":
            return Printer(state=how.printer, heard=heard)
        case _:
            # Unknown is not ready (DESIGN 8): it does not answer in a way that can be trusted.
            return Printer(state="offline", heard=heard)
