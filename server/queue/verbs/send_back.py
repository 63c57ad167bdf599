"""
A file that a signer sends back to its drafter: inside the office, the visitor is not called, what was promised stays.

Pure: returns drafts, changes nothing. Returning a file to its visitor is `returned`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from server.queue.change import moved, step_over, step_took
from server.queue.command import Command, Refusal
from server.queue.event import Draft
from server.queue.office import Office, Version
from server.queue.reasons import reason
from server.queue.ticket import State, Ticket, Verb
from server.queue.verbs.outside import works_outside
from server.queue.verbs.preconditions import allowed, found

#: The exit of a row that sends the file back inside the office (002-01 row 4).
REFUSED = "Tidak"


def send_back(office: Office, command: Command, now: datetime) -> list[Draft]:
    """From an initialling or signing row, or one with the exit *Tidak*, to the drafter; needs a reason."""
    ticket = found(office, command)
    allowed(ticket, Verb.SEND_BACK)
    code = reason("send_back", command.options.get("reason"), needed=True)
    return [sent_back(office, ticket, now=now, code=code)]


def sent_back(office: Office, ticket: Ticket, *, now: datetime, code: str) -> Draft:
    """
    The event that sends a file back. Raises: Refusal `not_a_signing_row`, `already_ready`.

    The row is done again without the visitor, also where it is one at which they were present the first time.
    """
    if ticket.ready_at is not None:
        raise Refusal("already_ready", number=ticket.number)
    version = office.version(ticket)
    step = drafter_of(version, step=ticket.step)
    if step is None:
        raise Refusal("not_a_signing_row", number=ticket.number)
    stop = version.stops[step]
    changes: dict[str, Any] = {
        "state": State.OUTSIDE if works_outside(stop) else State.WAITING,
        "step": step,
        "lane": stop.lane,
        "counter": None,
        "bound": None,
        "person": None,
        "arrived": now,
        "queued_at": now,
        "calls": 0,
        "sent_back": stop.present,
        **step_over(office, ticket, now=now),
    }
    facts = {"step": ticket.step, "step_lane": ticket.lane, "took": step_took(office, ticket, now=now), "reason": code}
    return moved("sent_back", office, ticket, now=now, changes=changes, facts=facts)


def drafter_of(version: Version, *, step: int) -> int | None:
    """
    Index of the stop a file goes back to from stop `step`: the row the document names, else the nearest earlier one that neither
    signs nor initials. None: this row sends nothing back, or there is nobody before it.
    """
    row = version.stops[step].row
    if row is None:
        return None
    steps = version.procedure.steps
    here = steps[row]
    if version.stops[step].present or not (here.signs or REFUSED in here.outcomes):
        return None
    earlier = list(enumerate(version.stops[:step]))
    if here.returns_to is not None:
        for index, stop in earlier:
            if stop.no == here.returns_to:
                return index
    return next(
        (index for index, stop in reversed(earlier) if stop.row is not None and not steps[stop.row].signs), None
    )
