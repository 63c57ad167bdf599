"""
A file that went back to its visitor because it is not complete, and every way a visitor comes back by the code.

Pure: returns drafts, changes nothing. What a file can lack is `queue.missing`; what the night does is `due`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from server.queue.change import moved, step_over, step_took
from server.queue.command import Command, Refusal
from server.queue.event import Draft
from server.queue.missing import checked
from server.queue.office import Office, Version
from server.queue.promise import due_day
from server.queue.ticket import State, Ticket, Verb, dated_number, number_text
from server.queue.verbs.preconditions import allowed, found

#: The exit of a checking row that gives the file back.
INCOMPLETE = "TMS"


def return_file(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Give the file back to its visitor with what it lacks."""
    ticket = found(office, command)
    allowed(ticket, Verb.RETURN_FILE)
    return [given_back(office, ticket, command, now=now)]


def given_back(office: Office, ticket: Ticket, command: Command, *, now: datetime) -> Draft:
    """The event that gives a file back. Raises: Refusal `already_ready`, `missing_needed`, `missing_unknown`."""
    assert office.settings is not None
    if ticket.ready_at is not None:
        raise Refusal("already_ready", number=ticket.number)
    missing = checked(office, ticket, command.options.get("missing"))
    version = office.version(ticket)
    step = checking_step(version, step=ticket.step)
    changes: dict[str, Any] = {
        "state": State.RETURNED,
        "counter": None,
        "bound": None,
        "person": None,
        "calls": 0,
        "held_reason": None,
        "missing": missing,
        "returns": ticket.returns + 1,
        "returned_day": office.day,
        "lacked": missing,
        "expires": due_day(office, days=office.settings.returned_days or 0),
        "sent_back": False,
    }
    facts: dict[str, Any] = {"step": ticket.step, "step_lane": ticket.lane}
    if step != ticket.step:
        # The row that found the fault has ended; the checking row is done again and its time adds up.
        facts["took"] = step_took(office, ticket, now=now)
        changes |= {"step": step, "lane": version.stops[step].lane, **step_over(office, ticket, now=now)}
    return moved("returned", office, ticket, now=now, changes=changes, facts=facts)


def checking_step(version: Version, *, step: int) -> int:
    """
    Index of the stop at which a returned file is checked again: the nearest at or before `step` with the exit TMS; where no row
    has one, the nearest at which the visitor is present, else the first.
    """
    earlier = tuple(range(step, -1, -1))
    steps = version.procedure.steps
    for index in earlier:
        row = version.stops[index].row
        if row is not None and INCOMPLETE in steps[row].outcomes:
            return index
    return next((index for index in earlier if version.stops[index].present), 0)


# -- coming back -----------------------------------------------------------------------------------------------


def re_enter(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    The visitor is back: in line again for the same ticket, by its code or found by a clerk.

    A returned file goes to its checking row, a ready document gets its visitor in line to collect it, a file that waits for its
    visitor gets them. On the day of its number the number stays; on a later day it is one of today. Priority stays.
    """
    ticket = _meant(office, command)
    if refusal := _turned_away(office, ticket):
        raise refusal
    allowed(ticket, Verb.RE_ENTER)
    assert office.settings is not None and office.day is not None
    today = ticket.service_day == office.day
    carried = ticket.first_until is not None
    by_arrival = ticket.state is State.RETURNED and office.settings.re_entry != "end"
    changes: dict[str, Any] = {
        "state": State.READY if ticket.state is State.READY else State.WAITING,
        "bound": None,
        "person": None,
        "arrived": now,
        "queued_at": ticket.queued_at if carried or (today and by_arrival) else now,
        "calls": 0,
        "gone": False,
        "came_back": ticket.came_back + (not carried),
        "first_until": None,
    }
    series = ticket.series
    if not today:
        series = office.settings.returning_series
        running = office.running.get(series, 0) + 1
        changes |= {
            "series": series,
            "running": running,
            "number": number_text(series, running),
            "service_day": office.day,
            "numbers_before": (*ticket.numbers_before, dated_number(ticket)),
        }
    facts = {
        "ahead": ahead_of(office, lane=ticket.lane, queued_at=changes["queued_at"]),
        "new_number": not today,
        "series": series,
        "day": office.day.isoformat(),
        "purpose": _purpose(ticket),
    }
    return [moved("re_entered", office, ticket, now=now, changes=changes, facts=facts)]


def ahead_of(office: Office, *, lane: str, queued_at: datetime) -> int:
    """How many visitors in line in a lane come before a place in line."""
    return sum(
        1
        for each in office.tickets.values()
        if each.lane == lane
        and (each.state is State.WAITING or (each.state is State.READY and not each.calls))
        and office.visitor_here(each)
        and each.queued_at < queued_at
    )


def _meant(office: Office, command: Command) -> Ticket:
    if command.ticket is not None:
        return found(office, command)
    ticket = office.tickets.get(office.codes.get(str(command.options.get("code")), ""))
    if ticket is None:
        raise Refusal("code_unknown", status=404)
    return ticket


def _turned_away(office: Office, ticket: Ticket) -> Refusal | None:
    """Why a visitor who shows this ticket's code gets no place in line now; None where they do."""
    number = ticket.number
    match ticket.state:
        case State.RETURNED:
            return None
        case State.CALLED:
            return Refusal("called_now", number=number, plate=_plate(office, ticket))
        case State.SERVING | State.HELD:
            return Refusal("being_served", number=number)
        case State.NO_SHOW:
            return Refusal("number_missed", number=number)
        case State.FINISHED:
            return Refusal("ticket_finished", number=number)
        case State.CANCELLED if ticket.expires is not None and office.day is not None and ticket.expires < office.day:
            return Refusal("ticket_expired", number=number)
        case State.CANCELLED | State.VOID:
            return Refusal("ticket_cancelled", number=number)
        case State.READY | State.WAITING if office.wants_visitor(ticket):
            in_line = office.visitor_here(ticket) and not (ticket.state is State.READY and ticket.calls)
            return Refusal("in_line_already", number=number) if in_line else None
    if ticket.due is not None:
        return Refusal("still_outside", number=number, day=ticket.due.isoformat())
    return Refusal("still_in_work", number=number)


def _purpose(ticket: Ticket) -> str:
    if ticket.ready_at is not None:
        return "collect"
    return "complete" if ticket.state is State.RETURNED else "continue"


def _plate(office: Office, ticket: Ticket) -> str:
    assert office.settings is not None
    return next((each.plate for each in office.settings.counters if each.id == ticket.counter), "")


# -- the term --------------------------------------------------------------------------------------------------


def terms_over(office: Office, now: datetime) -> list[Draft]:
    """Returned files whose last day is over end, by the system."""
    if office.day is None or not office.expiring:
        return []
    over = [id_ for id_, last in office.expiring.items() if last < office.day]
    changes = {"state": State.CANCELLED}
    return [
        moved("expired", office, office.tickets[id_], now=now, changes=changes, facts={"cause": "system"})
        for id_ in over
    ]
