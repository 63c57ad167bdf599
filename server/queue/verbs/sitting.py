"""
A visitor at a counter, or not: start, hold, resume, no-show, reinstate.

Calling is `counter`, finishing and handing over `finish`. Pure: returns drafts, changes nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from server.queue.change import moved
from server.queue.command import Command, Refusal
from server.queue.event import Draft
from server.queue.line import line_at
from server.queue.office import Office
from server.queue.reasons import reason
from server.queue.ticket import CALLS_BEFORE_NO_SHOW, State, Verb
from server.queue.verbs.outside import absent, resting
from server.queue.verbs.preconditions import allowed, found, free_seat
from server.queue.verbs.release import still_there

#: A visitor who was not there and reports back comes after this many numbers (FIELD B.5).
REINSTATED_AFTER = 3


def start(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Begin a sitting with a called visitor, or work on a file whose visitor is away."""
    ticket = found(office, command)
    allowed(ticket, Verb.START)
    if ticket.state is State.CALLED:
        if command.counter is not None and command.counter != ticket.counter:
            raise Refusal("called_elsewhere", number=ticket.number, counter=ticket.counter or "")
        counter = ticket.counter
    else:
        if office.visitor_here(ticket):
            raise Refusal("call_first", number=ticket.number)
        counter = command.counter
        if counter is not None:
            free_seat(office, counter, actor=command.actor)
    changes = {"state": State.SERVING, "counter": counter, "begun_at": ticket.begun_at or now}
    return [moved("started", office, ticket, now=now, changes=changes)]


def hold(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Set a ticket aside; its place in line is kept."""
    ticket = found(office, command)
    allowed(ticket, Verb.HOLD)
    code = reason("hold", command.options.get("reason"))
    changes = {"state": State.HELD, "counter": None, "held_reason": code}
    return [moved("held", office, ticket, now=now, changes=changes)]


def resume(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Take a held ticket up again: at once at the counter that says so, else back in line where it was."""
    ticket = found(office, command)
    allowed(ticket, Verb.RESUME)
    changes: dict[str, object] = {"held_reason": None, "counter": command.counter}
    if command.counter is not None:
        free_seat(office, command.counter, actor=command.actor)
        never_called = ticket.calls == 0 and ticket.step_seconds == 0 and office.visitor_here(ticket)
        if never_called and "call_chosen" not in command.actor.permissions:
            # Held while it waited: taken up here at once it would be served out of turn, without a call and a reason.
            raise Refusal("call_first", number=ticket.number)
        changes |= {"state": State.SERVING, "begun_at": ticket.begun_at or now}
    else:
        changes |= {"state": resting(office, ticket), "calls": 0}
    return [moved("resumed", office, ticket, now=now, changes=changes)]


def no_show(office: Office, command: Command, now: datetime) -> list[Draft]:
    """The visitor did not come, after one call and two recalls. A document that is ready stays ready, see `absent`."""
    ticket = found(office, command)
    allowed(ticket, Verb.NO_SHOW)
    if ticket.state is State.CALLED and ticket.calls < CALLS_BEFORE_NO_SHOW:
        raise Refusal("call_again_first", number=ticket.number, calls=str(ticket.calls))
    # A document's calls are kept: by turn it is not called again, see `Office.may_be_called`.
    return [absent(office, ticket, now=now, cause="clerk", calls=ticket.calls)]


def reinstate(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    The visitor has come after all, today: back in line after three numbers, or at its end if it is shorter.

    That holds under every policy and for those who go first too: they are called no sooner than that many others were.
    """
    ticket = found(office, command)
    allowed(ticket, Verb.REINSTATE)
    if ticket.service_day != office.day:
        raise Refusal("number_of_another_day", number=ticket.number)
    line = line_at(office, lanes=(ticket.lane,), counter=ticket.bound)
    after = line[REINSTATED_AFTER - 1].queued_at + timedelta(microseconds=1) if len(line) >= REINSTATED_AFTER else now
    numbers = min(REINSTATED_AFTER, len(line))
    behind = office.called.get(ticket.lane, 0) + numbers if numbers else None
    changes = {
        "state": State.WAITING,
        "queued_at": after,
        "calls": 0,
        "counter": None,
        "behind": behind,
        "person": still_there(office, ticket).person,
    }
    return [moved("reinstated", office, ticket, now=now, changes=changes)]
