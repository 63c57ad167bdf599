"""
What time alone makes due, and what time it is for an office.

Every transaction first decides `due`, then its command; an idle office is asked each minute. Pure: returns drafts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from server.queue.carry_over import carried_over, goes_first_tomorrow, lapsed, over
from server.queue.change import moved
from server.queue.complaint import rise
from server.queue.event import Draft, instant
from server.queue.office import Office
from server.queue.opening import opening
from server.queue.private import expired
from server.queue.ticket import ENDED, State, Ticket
from server.queue.verbs.absence import dues_follow, times_over
from server.queue.verbs.outside import absent
from server.queue.verbs.release import day_ended
from server.queue.verbs.returned import terms_over

#: At start, a clock this far ahead of the journal is not believed without a person (DESIGN 3).
CLOCK_AHEAD = timedelta(days=60)
#: At start, a clock this little behind the last event is drift between two restarts, and nobody is asked.
CLOCK_BEHIND = timedelta(minutes=1)


def office_time(office: Office, clock: datetime) -> datetime:
    """Office time: the clock, but never before the last event."""
    return clock if office.time is None or clock >= office.time else office.time


def clock_doubtful(office: Office, clock: datetime) -> bool:
    """At start: whether a person must confirm the clock before a day may roll (behind the last event, or far ahead)."""
    return office.time is not None and (clock < office.time - CLOCK_BEHIND or clock - office.time > CLOCK_AHEAD)


def due(office: Office, now: datetime, *, clock_believed: bool, wall: datetime | None = None) -> Iterator[list[Draft]]:
    """
    What time alone has made due at `now`, one thing after another; the caller applies each before asking for the next.

    Args:
        clock_believed: False while a person must confirm the clock; then nothing that ends a day or a term happens, except
            the very first roll, which ends nothing.
        wall: the wall clock, where it may stand behind `now` (office time never goes back): which day it is, is asked of the
            clock as it stands, so that one that was set forward and back again ends nobody's day. None: it is `now`.
    """
    if office.settings is None:
        return
    today = office.calendar.service_day(wall or now)
    if office.day is None or (clock_believed and today > office.day):
        yield _roll(office, today, now)
    if clock_believed:
        for each in TERMS:
            if drafts := each(office, now):
                yield drafts


def _opening(office: Office, now: datetime) -> list[Draft]:
    """The doors, or the kiosks, opened or closed."""
    found = opening(office, now)
    if found == office.opening:
        return []
    return [
        Draft(
            type="opening_changed",
            data={
                "open": found.open,
                "numbers": found.numbers,
                "opens": instant(found.opens) if found.opens else None,
                "numbers_from": instant(found.numbers_from) if found.numbers_from else None,
            },
        )
    ]


#: States the night leaves as they are.
_LIVES_ON = frozenset({State.READY, State.OUTSIDE, State.RETURNED})
#: What falls due on a day that has begun, each decided on what the one before left behind.
TERMS: tuple[Callable[[Office, datetime], list[Draft]], ...] = (
    _opening,
    times_over,
    dues_follow,
    rise,
    expired,
    terms_over,
)


def _roll(office: Office, today: date, now: datetime) -> list[Draft]:
    """
    The roll to a new service day.

    It ends tickets whose visitor is here as no-show of cause *system*; files that live on keep their last number with its date,
    those whose visitor came back for them among them.
    """
    drafts = day_ended(office, now=now)
    drafts += [draft for ticket in list(office.tickets.values()) for draft in _left_by_day(office, ticket, today, now)]
    for seat in office.seats.values():
        if seat.clerk is not None:
            drafts.append(Draft(type="counter_closed", data={"counter": seat.counter, "cause": "system"}))
    from_ = None if office.day is None else office.day.isoformat()
    return [*drafts, Draft(type="day_rolled", data={"from": from_, "to": today.isoformat()})]


def _left_by_day(office: Office, ticket: Ticket, today: date, now: datetime) -> list[Draft]:
    if ticket.state in ENDED or ticket.state in _LIVES_ON:
        return []
    if office.wants_visitor(ticket):
        if ticket.state is State.WAITING and not office.visitor_here(ticket):
            # Its visitor went home; the file waits for them, nobody failed to come, unless it was kept for one day only.
            return [lapsed(office, ticket, now=now)] if over(ticket, today=today) else []
        if goes_first_tomorrow(office, ticket):
            return [carried_over(office, ticket, today=today, now=now)]
        return [absent(office, ticket, now=now, cause="system", calls=0)]
    if ticket.state is State.SERVING and ticket.counter is not None:
        return [moved("left_counter", office, ticket, now=now, changes={"counter": None}, facts={"cause": "system"})]
    return []
