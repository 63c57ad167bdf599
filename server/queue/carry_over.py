"""
*Didahulukan besok*: visitors whom nobody could call before closing, where the head chose that they go first on the next working
day.

The ticket stays as it is, without its visitor, for one working day; whoever shows its code then (`re_enter`) gets a number of
that day and their place in line of the day before. Who does not come is ended by the system. Pure.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from server.queue.change import moved
from server.queue.event import Draft
from server.queue.office import Office
from server.queue.ticket import State, Ticket


def goes_first_tomorrow(office: Office, ticket: Ticket) -> bool:
    """Whether a ticket whose visitor still waits at the day's end is kept for the next working day."""
    return (
        office.closing_rule == "first_tomorrow"
        and ticket.state is State.WAITING
        and not ticket.missing
        and not ticket.came_back
    )


def carried_over(office: Office, ticket: Ticket, *, today: date, now: datetime) -> Draft:
    """
    The visitor went home at closing time, and goes first on the next working day.

    Args:
        today: the day that begins. After days without power it is the first working day from then on, so that nobody's day passes
            while the office could not serve.
    """
    assert office.day is not None
    left = max(ticket.since, min(now, _closed(office)))
    until = office.calendar.working_day_after(max(office.day, today - timedelta(days=1)), days=1)
    changes = {
        "state": State.WAITING,
        "gone": True,
        "bound": None,
        "person": None,
        "calls": 0,
        "first_until": until,
        # The wait ended when the office closed, not when the roll ran after midnight.
        "since": left,
        "waited_seconds": round(ticket.waited_seconds + (left - ticket.since).total_seconds(), 3),
    }
    return moved("carried_over", office, ticket, now=now, changes=changes, facts={"cause": "system"})


def over(ticket: Ticket, *, today: date) -> bool:
    """Whether the one day on which a ticket would have gone first has passed when `today` begins."""
    return ticket.first_until is not None and ticket.first_until < today


def lapsed(office: Office, ticket: Ticket, *, now: datetime) -> Draft:
    """Its visitor did not come on that day."""
    changes = {"state": State.NO_SHOW, "held_reason": None}
    return moved("no_show", office, ticket, now=now, changes=changes, facts={"cause": "system"})


def _closed(office: Office) -> datetime:
    """When the day that ends was over: its last closing, or midnight where the office did not close."""
    assert office.day is not None
    stretches = office.calendar.opening(office.day)
    return stretches[-1][1] if stretches else office.calendar.midnight(office.day + timedelta(days=1))
