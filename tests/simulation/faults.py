"""
Faults planted by hand in the engine, one at a time, to see that a simulated world notices each.

A simulation that never fails proves nothing until it has been seen to fail. Each fault is the smallest change of a kind that a
tired programmer makes; `FAULTS` gives its name, what it changes, and which rule of the auditor is expected to be broken first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from server import hub
from server.queue import apply, calendar, change, decide, due, line, office, policy
from server.queue.command import Command
from server.queue.event import Draft
from server.queue.office import Office
from server.queue.ticket import ENDED, State, Ticket
from server.queue.verbs import counter, preconditions
from server.store.journal import Journal, Missed

Decided = Callable[[list[Draft], Office, Command], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """
    `planted` is a context in which the engine is wrong; `rule` the auditor's name for what breaks first in a world of `seed`
    or of the next few; a fault of the machinery may break one of several first, parted by `|`.
    """

    name: str
    planted: Callable[[], Any]
    rule: str
    seed: int = 1
    days: float = 1.4


@contextmanager
def _swapped(owner: Any, name: str, new: Any) -> Iterator[None]:
    old = owner.__dict__[name] if isinstance(owner, type) else getattr(owner, name)
    setattr(owner, name, new)
    try:
        yield
    finally:
        setattr(owner, name, old)


@contextmanager
def _after(verb: str, change: Decided) -> Iterator[None]:
    """A verb that decides right and then writes something else."""
    right = decide.DECIDERS[verb]

    def wrong(office: Office, command: Command, now: datetime) -> list[Draft]:
        drafts = right(office, command, now)
        change(drafts, office, command)
        return drafts

    table: dict[str, Any] = dict(decide.DECIDERS)
    table[verb] = wrong
    with _swapped(decide, "DECIDERS", table):
        yield


def _reused(drafts: list[Draft], office: Office, command: Command) -> None:
    told: Any = drafts[-1].data["ticket"]
    if told["running"] % 7 == 0:
        told["running"] -= 1
        told["number"] = f"{told['series']}-{told['running']:03d}"


def _skipped(drafts: list[Draft], office: Office, command: Command) -> None:
    told: Any = drafts[-1].data["ticket"]
    if told["running"] % 9 == 0:
        told["running"] += 1
        told["number"] = f"{told['series']}-{told['running']:03d}"


def _ordinary(drafts: list[Draft], office: Office, command: Command) -> None:
    told: Any = drafts[-1].data["ticket"]
    told["priority"] = False


def _at_the_end(drafts: list[Draft], office: Office, command: Command) -> None:
    told: Any = drafts[-1].data["ticket"]
    told["queued_at"] = None if office.time is None else office.time.isoformat()


def _named(drafts: list[Draft], office: Office, command: Command) -> None:
    data: Any = drafts[-1].data
    data["note"] = "ditunggu Bu Siti di ruang depan"


def _somebody_elses(drafts: list[Draft], office: Office, command: Command) -> None:
    told: Any = drafts[-1].data["ticket"]
    others = (each for each in office.tickets.values() if each.service_day == office.day and each.state not in ENDED)
    other = next((each for each in others if each.id != told["id"]), None)
    if other is not None:
        told["number"] = other.number


def _number_left_out(drafts: list[Draft], office: Office, command: Command) -> None:
    fact: Any = drafts[-1].data.get("register")
    if fact is not None and fact["number"] is not None and fact["number"] % 5 == 0:
        fact["number"] += 1


def _clock_lost(drafts: list[Draft], office: Office, command: Command) -> None:
    told: Any = drafts[-1].data["ticket"]
    told["since"] = None if office.time is None else office.time.isoformat()


def _usual_day(self: calendar.Calendar, day: date) -> bool:
    return bool(self.usual(day))


def _no_lock(self: Journal, standing: Any, asked: Any) -> Missed:
    return Missed()


def _every_day(self: calendar.Calendar, day: date, *, days: int) -> date:
    return day + timedelta(days=days)


def _all_time(self: calendar.Calendar, start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds())


def _any_day(self: Office, ticket: Ticket) -> bool:
    return self.wants_visitor(ticket)


def _stale(self: Any, office: Office, types: frozenset[str]) -> None:
    _announce(self, office, types - {"became_ready", "cancelled"})


def _last_first(office: Office, **said: Any) -> list[Ticket]:
    return line.line_at(office, **said)[-1:]


_announce = hub.Hub.announce
_free_seat = preconditions.free_seat
_day_rolled = apply.EFFECTS["day_rolled"]


def _ready_forgotten(office: Office, event: Any, ticket: Ticket | None) -> None:
    _day_rolled(office, event, ticket)
    office.tickets = {id_: each for id_, each in office.tickets.items() if each.state is not State.READY}


@contextmanager
def _effect(name: str, new: Any) -> Iterator[None]:
    table: Any = apply.EFFECTS
    old = table[name]
    table[name] = new
    try:
        yield
    finally:
        table[name] = old


@contextmanager
def _crowded() -> Iterator[None]:
    def anybody(office: Office, counter: str, *, actor: Any) -> None:
        seat = office.seats.get(counter)
        if seat is None or seat.ticket is None:
            _free_seat(office, counter, actor=actor)

    from server.queue.verbs import sitting

    with _swapped(sitting, "free_seat", anybody), _swapped(counter, "free_seat", anybody):
        yield


FAULTS = (
    Fault(name="a number is given twice", planted=lambda: _after("issue", _reused), rule="numbers run 1..n"),
    Fault(name="a number is left out", planted=lambda: _after("issue", _skipped), rule="numbers run 1..n"),
    Fault(name="priority is lost on transfer", planted=lambda: _after("transfer", _ordinary), rule="priority is kept"),
    Fault(
        name="a hold costs the place in line",
        planted=lambda: _after("hold", _at_the_end),
        rule="a place in line is kept",
    ),
    Fault(name="a note with a name", planted=lambda: _after("hold", _named), rule="no free text in an event"),
    Fault(
        name="closed days are counted",
        planted=lambda: _swapped(calendar.Calendar, "working_day_after", _every_day),
        rule="a due day counts the office's working days",
        seed=2,
    ),
    Fault(
        name="whoever comes back gets a number that lives",
        planted=lambda: _after("re_enter", _somebody_elses),
        rule="no two live numbers of a day are equal",
    ),
    Fault(
        name="a holiday is counted",
        planted=lambda: _swapped(calendar.Calendar, "is_working_day", _usual_day),
        rule="a due day counts the office's working days",
        seed=2,
    ),
    Fault(
        name="a stopped clock runs on",
        planted=lambda: _swapped(change, "_stopped", lambda office, ticket, now: 0.0),
        rule="the time really taken adds up",
    ),
    Fault(
        name="a register number is left out",
        planted=lambda: _after("finish", _number_left_out),
        rule="register numbers run without a gap",
    ),
    Fault(
        name="taken back, the clock begins anew",
        planted=lambda: _after("undo", _clock_lost),
        rule="taken back, all is as before",
    ),
    Fault(
        name="the lock is skipped",
        planted=lambda: _swapped(Journal, "lock", _no_lock),
        rule="the lock keeps writers apart",
    ),
    Fault(
        name="nights and breaks are counted",
        planted=lambda: _swapped(calendar.Calendar, "open_seconds", _all_time),
        rule="the time really taken adds up",
    ),
    Fault(
        name="yesterday's number is called",
        planted=lambda: _swapped(office.Office, "visitor_here", _any_day),
        rule="a number is called on its day",
        seed=2,
    ),
    Fault(
        name="priority has no limit",
        planted=lambda: _swapped(policy, "IN_A_ROW", 99),
        rule="two priority visitors in a row at most",
        seed=2,
    ),
    Fault(
        name="the last one is called first",
        planted=lambda: _swapped(counter, "heads", _last_first),
        rule="first come, first called",
    ),
    Fault(
        name="memory goes ahead of the disk",
        planted=lambda: _swapped(office.Office, "fork", lambda self: self),
        rule="events are numbered without a gap|a board shows what a new one would|the same request, the same answer",
    ),
    Fault(
        name="the board misses what is ready",
        planted=lambda: _swapped(hub.Hub, "announce", _stale),
        rule="a board shows what a new one would",
        seed=3,
    ),
    Fault(name="a counter takes a second ticket", planted=_crowded, rule="one ticket at a counter"),
    Fault(
        name="the day's end forgets who is served",
        planted=lambda: _swapped(due, "_left_by_day", lambda office, ticket, now: []),
        rule="nobody is served overnight|nothing of ours breaks",
        seed=2,
    ),
    Fault(
        name="a ready document is forgotten overnight",
        planted=lambda: _effect("day_rolled", _ready_forgotten),
        rule="nobody is forgotten",
    ),
)
