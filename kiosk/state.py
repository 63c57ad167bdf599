"""
What the kiosk shows at one moment, as values, and what it wants done, as effects.

Decides nothing (see `flow`) and draws nothing (see `screens`). Moments are `timedelta`s of a monotonic clock whose zero
means nothing; instants that citizens read come from the server's messages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from server.protocol import Issue, Issued, KioskService, KioskView, Language, Problem

Page = Literal["starting", "home", "search", "service", "elsewhere", "number", "help", "refused", "cut_off"]
#: Where the slip is: being printed; printed; no printer at this kiosk; or why it did not come out.
Paper = Literal["printing", "printed", "none", "out", "cover", "offline", "unknown", "failed"]
Folded = Literal["steps", "priority"]
Line = Literal["connecting", "connected", "cut_off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question to the server that is not answered yet. `since` is the moment it was asked, `what` what for."""

    request_id: str
    since: timedelta
    what: Literal["number", "help"]
    service: KioskService | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """
    The number a visitor has just got.

    Attributes:
        service: as it was when it was chosen; the office may change it meanwhile.
        paper: where the slip is.
        staff_told: the server has taken the report that the slip did not come out.
    """

    issued: Issued
    service: KioskService
    paper: Paper = "printing"
    staff_told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """
    Everything the screen shows.

    Attributes:
        view: newest parts of the feed; None until the first snapshot.
        line, cut_since: how the line is, and when something was last heard (server's clock; None: never).
        until: moment at which the page goes back to the start by itself; None: it stays.
        stay: length of the countdown that ends at `until`.
        group: id of the group chosen, `all` for everything, None before a choice.
        list_page: page of a long list, from 0.
        query: what was typed into the search.
        service: the service whose page is open.
        part: page of a service that is longer than the panel, from 0.
        ticks: indexes of the requirements the visitor ticked as a reminder.
        unfolded: the one folded line that is open.
        priority: keys of the groups chosen; only whether there is any leaves this machine.
        wants_help: the visitor asked to be helped at the counter.
        asked: the question in flight, or whose answer never came.
        ticket: the number on the page `number`.
        problem: the server's refusal on the page `refused`.
    """

    page: Page = "starting"
    language: Language = "id"
    contrast: bool = False
    view: KioskView | None = None
    line: Line = "connecting"
    cut_since: datetime | None = None
    until: timedelta | None = None
    stay: timedelta = timedelta(0)
    group: str | None = None
    list_page: int = 0
    query: str = ""
    service: KioskService | None = None
    part: int = 0
    ticks: frozenset[int] = frozenset()
    unfolded: Folded | None = None
    priority: frozenset[str] = frozenset()
    wants_help: bool = False
    asked: Asked | None = None
    ticket: Ticket | None = None
    problem: Problem | None = None


# ---- effects -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueTicket:
    """Commit the request to the ledger, then ask the server."""

    request: Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepNumber:
    """Commit the number and its print job to the ledger, then say so with `flow.kept`. Nothing is shown before."""

    issued: Issued
    service: KioskService
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelLate:
    """Commit to the ledger that this number came too late, then cancel it at the server with `flow.LATE_REASON`."""

    issued: Issued


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepRefusal:
    """Commit to the ledger that the server refused this request: it is never repeated."""

    request_id: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHelp:
    """Tell the staff that somebody at this kiosk asks for them."""

    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUpSlip:
    """The visitor has gone with the number noted down: a slip that failed is no longer wanted."""

    ticket_id: str


Effect = IssueTicket | KeepNumber | CancelLate | KeepRefusal | AskHelp | GiveUpSlip
Step = tuple[Screen, tuple[Effect, ...]]
