"""Working days of a promise: the day on which days-long work is due, and how many it took. Pure."""

from __future__ import annotations

from datetime import date, datetime

from server.queue.office import Office
from server.queue.stoppage import stopped_days
from server.queue.ticket import Ticket


def due_day(office: Office, *, days: int) -> date | None:
    """The working day `days` from today on which something is due; None for something of minutes."""
    assert office.day is not None
    return office.calendar.working_day_after(office.day, days=days) if days else None


def days_taken(office: Office, ticket: Ticket, *, now: datetime) -> int | None:
    """
    Working days that the row a ticket stands at has taken when it ends `now`: those after its arrival, without days that were
    stopped. None for a row of minutes, and once the document is ready.
    """
    if ticket.ready_at is not None or not office.stop(ticket).days:
        return None
    first, last = office.calendar.service_day(ticket.arrived), office.calendar.service_day(now)
    return office.calendar.working_days_between(first, last) - stopped_days(office, ticket, first=first, last=last)
