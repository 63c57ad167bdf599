"""
What other threads tell the screen's thread, as values: answers and print jobs.

The events of `server.client.link` and `server.client.pairing_thread` come in the same way and are not repeated here.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.state import Paper
from printer.spool import JobState
from printer.status import State
from server.protocol import Issued, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The server gave a number."""

    issued: Issued


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredNo:
    """The server refused a request."""

    request_id: str
    problem: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """No answer came, or the request could not even be kept."""

    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The number and its job are in the ledger."""

    issued: Issued
    paper: Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpTaken:
    """The staff have been told that somebody waits at this kiosk."""

    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobMoved:
    """A print job has a new state in the ledger. `printer`: how the printer was after it; None before an attempt ended."""

    ticket_id: str
    state: JobState
    printer: State | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterMoved:
    """The printer has another state."""

    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTaken:
    """The server has taken the report that a slip did not come out."""

    ticket_id: str
