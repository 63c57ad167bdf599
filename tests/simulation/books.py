"""
The auditor's books of one office, and its own reckoning of days, hours, turns and lines, in the plainest way.

Nothing here calls the engine: what is reckoned here is what the engine is held against.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from server.queue.event import GENESIS

ENDED = {"finished", "no_show", "cancelled", "void"}
SEATED = {"called", "serving"}


@dataclass(slots=True)
class Stopped:
    """*Gangguan sistem*: from when to when (None: still), and whom it concerns; both () = everybody."""

    seq: int
    since: datetime
    until: datetime | None
    services: tuple[str, ...]
    lanes: tuple[str, ...]

    def concerns(self, ticket: dict[str, Any]) -> bool:
        """Whether a ticket is stopped by it."""
        everybody = not self.services and not self.lanes
        return everybody or ticket["service"] in self.services or ticket["lane"] in self.lanes


@dataclass(slots=True)
class Books:
    """What the auditor knows of one office."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    settings: dict[str, Any] = field(default_factory=dict)
    procedures: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    days: dict[str, dict[str, Any]] = field(default_factory=dict)
    day: str | None = None
    seq: int = 0
    hash: str = GENESIS
    at: datetime | None = None
    tickets: dict[str, dict[str, Any]] = field(default_factory=dict)
    running: dict[tuple[str, str], int] = field(default_factory=dict)
    seats: dict[str, dict[str, Any]] = field(default_factory=dict)
    streaks: dict[str, int] = field(default_factory=dict)
    called: Counter[str] = field(default_factory=Counter)
    requests: dict[str, tuple[int, str | None]] = field(default_factory=dict)
    by_type: Counter[str] = field(default_factory=Counter)
    stoppages: list[Stopped] = field(default_factory=list)
    before: dict[str, list[tuple[int, dict[str, Any]]]] = field(default_factory=dict)
    registered: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    printed: set[tuple[str, int, str]] = field(default_factory=set)


def open_ranges(books: Books, day: date) -> list[tuple[time, time]]:
    """When the office is open on a day, by its weekly hours and by what a person said of that date."""
    special = books.days.get(day.isoformat())
    if special is not None and not special.get("open", True):
        return []
    rows = [each for each in books.settings.get("hours", ()) if each["weekday"] == day.weekday()]
    if special is not None and special["hours"]:
        return [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in special["hours"]]
    return [(time.fromisoformat(each["opens"]), time.fromisoformat(each["closes"])) for each in rows]


def is_working_day(books: Books, day: date) -> bool:
    """Whether the office works on a day."""
    special = books.days.get(day.isoformat())
    if special is not None:
        return bool(special.get("open", True))
    if not books.settings.get("hours"):
        return day.weekday() < 5
    return bool(open_ranges(books, day))


def working_day_after(books: Books, day: date, days: int) -> date:
    """The working day `days` after `day`, counted on fingers."""
    while days:
        day += timedelta(days=1)
        days -= is_working_day(books, day)
    return day


def open_seconds(books: Books, start: datetime, end: datetime) -> float:
    """How much of a stretch of time the office was open: day by day, range by range."""
    if not books.settings.get("hours"):
        return max(0.0, (end - start).total_seconds())
    seconds = 0.0
    day = start.astimezone(books.zone).date()
    while day <= end.astimezone(books.zone).date():
        for opens, closes in open_ranges(books, day):
            begin = datetime.combine(day, opens, tzinfo=books.zone)
            until = datetime.combine(day, closes, tzinfo=books.zone)
            seconds += max(0.0, (min(end, until) - max(start, begin)).total_seconds())
        day += timedelta(days=1)
    return seconds


def worked_seconds(books: Books, ticket: dict[str, Any], start: datetime, end: datetime) -> float:
    """The same without what was stopped: cut at every edge of a stoppage, keep the pieces in which nobody was stopped."""
    stops = [each for each in books.stoppages if each.concerns(ticket)]
    edges = {start, end}
    for each in stops:
        edges |= {edge for edge in (each.since, each.until) if edge is not None and start < edge < end}
    seconds = 0.0
    cuts = sorted(edges)
    for begin, until in pairwise(cuts):
        if not any(each.since <= begin and (each.until is None or until <= each.until) for each in stops):
            seconds += open_seconds(books, begin, until)
    return seconds


def staff_rows(books: Books, ticket: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows a ticket walks, as its version of the procedure writes them."""
    document = books.procedures[ticket["service"], ticket["version"]]
    order = document["walk"] or range(len(document["steps"]))
    rows = [document["steps"][place] for place in order if not document["steps"][place].get("applicant")]
    total = document.get("written_total")
    return rows or [{"visitor": "present", "hands_over": False, "target": [total] if total else []}]


def days_of(row: dict[str, Any]) -> int:
    return sum(each.get("days", 0) for each in row.get("target", ()))


def is_present(books: Books, ticket: dict[str, Any]) -> bool:
    """Whether the visitor is needed: for a ready document, or by the row, but not for one that is done again."""
    if ticket.get("ready_at") is not None:
        return True
    return not ticket.get("sent_back") and bool(staff_rows(books, ticket)[ticket["step"]]["visitor"] == "present")


def clock_runs(books: Books, ticket: dict[str, Any]) -> bool:
    """Whether time really taken runs while a ticket stands so (DESIGN 4, *Nyata*)."""
    state, present = ticket["state"], is_present(books, ticket)
    if state == "held":
        begun = not present or (ticket["_open"] > 0 and ticket.get("ready_at") is None)
        return begun and ticket["held_reason"] not in ("fotokopi", "ambil_berkas")
    if present:
        return bool(state == "serving")
    return state in ("waiting", "serving", "outside")


def goes_first(ticket: dict[str, Any]) -> bool:
    return bool(ticket["priority"]) and ticket.get("confirmed") is not False


def texts_of(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_of(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_of(each)
