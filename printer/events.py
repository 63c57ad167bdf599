"""
What other threads tell the printer program's loop, besides the line's own events and the pairing's.
"""

from __future__ import annotations

from dataclasses import dataclass

from printer.spool import JobState
from printer.status import State
from server.client.link import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterMoved:
    """The device is in another state than before."""

    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class JobMoved:
    """The ledger has kept a job's new state."""

    job_id: str
    state: JobState


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The server has answered a report, or not."""

    request_id: str
    error: BaseException | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShutOut:
    """The server does not take the credential any more. `line`: which one, for it may be replaced already."""

    line: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Somebody asked this program to end."""
