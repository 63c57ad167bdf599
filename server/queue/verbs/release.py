"""
What a ticket was bound to is gone: the person it waited for has left, or the settings dropped its counter.

Each gives drafts for the commit in which that happens, so that no ticket ever waits for nobody. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from server.queue.change import moved
from server.queue.event import Draft
from server.queue.office import Office
from server.queue.ticket import ENDED, Ticket

#: `when_person_leaves` of an office whose tickets wait for their person until the end of the day; else they go to the lane.
WAIT = "wait"


def person_left(office: Office, clerk: str | None, *, now: datetime) -> list[Draft]:
    """A clerk leaves their counter: what waited for them is for everybody in its lane, unless the office lets it wait."""
    assert office.settings is not None
    if clerk is None or office.settings.when_person_leaves == WAIT:
        return []
    return _released(office, lambda ticket: ticket.person == clerk, cause="person_left", now=now)


def day_ended(office: Office, *, now: datetime) -> list[Draft]:
    """Nobody is waited for over night."""
    return _released(office, lambda ticket: ticket.person is not None, cause="system", now=now)


def counters_dropped(office: Office, kept: frozenset[str], *, now: datetime) -> list[Draft]:
    """New settings without a counter that tickets wait for: they are for every counter of their lane."""
    return _released(
        office, lambda ticket: ticket.bound is not None and ticket.bound not in kept, cause="configured", now=now
    )


def still_there(office: Office, ticket: Ticket) -> Ticket:
    """A ticket as it stood before, without a person or counter that is gone by now."""
    person = ticket.person if any(seat.clerk == ticket.person for seat in office.seats.values()) else None
    bound = ticket.bound if ticket.bound in office.seats else None
    return replace(ticket, person=person, bound=bound)


def _released(office: Office, which: Callable[[Ticket], bool], *, cause: str, now: datetime) -> list[Draft]:
    changes = {"person": None, "bound": None}
    return [
        moved("released", office, ticket, now=now, changes=changes, facts={"cause": cause})
        for ticket in office.tickets.values()
        if ticket.state not in ENDED and which(ticket)
    ]
