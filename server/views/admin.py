"""
What the head of the office sees of this minute: lanes now, who waits, and what is over its target. Pure.

What a day amounted to is `server.stats`; only the two together make the page. Numbers and lanes, never a clerk's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from server.protocol import Promise, Words
from server.queue.change import spent
from server.queue.office import Office
from server.queue.ticket import ENDED, State, Ticket

#: A longer wait to be called makes a lane *padat*: the service standard "85 % in 15 minutes" (Treasury Board of Canada).
BUSY_AFTER = timedelta(minutes=15)

Condition = Literal["late", "busy", "flowing", "empty"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneNow:
    """
    A lane at this moment.

    Attributes:
        plates: of the counters that serve it now, in the office's order; () while none is open or all are paused.
        waiting: visitors and files that wait in it, >= 0.
        longest: how long the first of them has waited; None when nobody does.
        visitors, visitors_longest: the same of the visitors alone, who wait to be called.
        late: how many of its files are over their target.
        condition: `late` with any such file; `busy` when a visitor has waited longer than `BUSY_AFTER` or nobody sits
            there to call them; `flowing`; `empty`.
    """

    lane: str
    name: Words
    plates: tuple[str, ...]
    waiting: int
    longest: timedelta | None
    visitors: int
    visitors_longest: timedelta | None
    late: int
    condition: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """
    A file over its target now, while the office's clock runs for it.

    Attributes:
        service_day: the day `number` belongs to.
        no: the row's number as printed, "" where there is none.
        target: of the row; of the whole service where only the whole has days.
        over: office time beyond a target in minutes; None for one in days.
        over_days: working days beyond the due date; 0 for a target in minutes.
        away: its lane is not there just now, or another covers it.
    """

    number: str
    service_day: date
    service: str
    lane: str
    no: str
    step: int
    target: Promise
    over: timedelta | None
    over_days: int
    away: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """This moment: `waiting` are visitors waiting to be called, `longest` the longest of them (None: nobody waits)."""

    waiting: int
    longest: timedelta | None
    lanes: tuple[LaneNow, ...]
    late: tuple[Late, ...]


def now_at(office: Office, *, now: datetime) -> Now:
    """How the office stands at `now`; lanes in its own order, applicants' lanes left out; the most overdue file first."""
    assert office.settings is not None
    late = late_list(office, now=now)
    visitors = [ticket for ticket in office.tickets.values() if _waits_for_call(office, ticket)]
    return Now(
        waiting=len(visitors),
        longest=max((now - ticket.queued_at for ticket in visitors), default=None),
        lanes=tuple(
            _lane(office, lane.id, Words(id=lane.name.id, en=lane.name.en), late=late, now=now)
            for lane in office.settings.lanes
            if not lane.applicant
        ),
        late=late,
    )


def _waits_for_call(office: Office, ticket: Ticket) -> bool:
    return ticket.state is State.WAITING and office.wants_visitor(ticket)


def _lane(office: Office, id_: str, name: Words, *, late: tuple[Late, ...], now: datetime) -> LaneNow:
    assert office.settings is not None
    plates = tuple(
        counter.plate
        for counter in office.settings.counters
        if (seat := office.seats.get(counter.id)) is not None
        and seat.clerk is not None
        and seat.pause is None
        and id_ in seat.lanes
    )
    here = [
        ticket
        for ticket in office.tickets.values()
        if ticket.lane == id_ and ticket.state in (State.WAITING, State.OUTSIDE)
    ]
    visitors = [ticket for ticket in here if office.wants_visitor(ticket)]
    over = sum(each.lane == id_ for each in late)
    condition: Condition = "flowing" if here else "empty"
    if visitors and (not plates or any(now - ticket.queued_at > BUSY_AFTER for ticket in visitors)):
        condition = "busy"
    if over:
        condition = "late"
    return LaneNow(
        lane=id_,
        name=name,
        plates=plates,
        waiting=len(here),
        longest=max((now - ticket.queued_at for ticket in here), default=None),
        visitors=len(visitors),
        visitors_longest=max((now - ticket.queued_at for ticket in visitors), default=None),
        late=over,
        condition=condition,
    )


def late_list(office: Office, *, now: datetime) -> tuple[Late, ...]:
    """Every file whose step, or whose due date, is over now. Days come before minutes, the most overdue first."""
    found = [late for ticket in office.tickets.values() if (late := _late(office, ticket, now)) is not None]
    found.sort(key=lambda each: (-each.over_days, -(each.over or timedelta()), each.number))
    return tuple(found)


def _late(office: Office, ticket: Ticket, now: datetime) -> Late | None:
    if ticket.state in ENDED or ticket.state in (State.READY, State.RETURNED) or office.day is None:
        return None
    stop = office.stop(ticket)
    over: timedelta | None = None
    over_days = 0
    target = stop.target
    if ticket.ready_at is None and ticket.due is not None and ticket.due < office.day:
        over_days = office.calendar.working_days_between(ticket.due, office.day)
        judged = office.version(ticket).procedure.judged
        target = stop.target if stop.days else judged
    elif target is not None and not target.days:
        taken = timedelta(seconds=ticket.step_seconds + spent(office, ticket, now=now)[0])
        if taken > timedelta(minutes=target.minutes):
            over = taken - timedelta(minutes=target.minutes)
    if target is None or (over is None and not over_days):
        return None
    return Late(
        number=ticket.number,
        service_day=ticket.service_day,
        service=ticket.service,
        lane=ticket.lane,
        no=stop.no,
        step=ticket.step,
        target=Promise(days=target.days, minutes=target.minutes),
        over=over,
        over_days=over_days,
        away=ticket.lane in office.absences,
    )
