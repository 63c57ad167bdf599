"""Working days of a promise: when days-long work is due or a term ends, and how many it took. Pure."""

from __future__ import annotations

from datetime import date, datetime

from server.queue.office import Office
from server.queue.route import days_from
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


def collect_day(office: Office, ticket: Ticket) -> date | None:
    """
    The working day on which a ticket's document is to be collected: the day its present row is due and the days of the rows after
    it. None for something of minutes, and once it is ready.
    """
    if ticket.due is None or ticket.ready_at is not None:
        return None
    stops = office.version(ticket).stops
    here = stops[ticket.step]
    later = days_from(stops, step=ticket.step + 1) if here.days and not here.present else 0
    return office.calendar.working_day_after(ticket.due, days=later)
