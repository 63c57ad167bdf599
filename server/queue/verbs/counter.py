"""
What is said to a counter: open, pause, close, call the next, and the calls of a chosen ticket and again.

Pure: returns drafts, changes nothing. Who is next is `line`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from server.queue.change import moved
from server.queue.command import Command, Refusal
from server.queue.event import Draft
from server.queue.line import heads, line_at
from server.queue.office import Office, Seat
from server.queue.policy import Next, pick_next, policy_of
from server.queue.reasons import reason
from server.queue.ticket import CALLS_BEFORE_NO_SHOW, State, Ticket, Verb
from server.queue.verbs.preconditions import allowed, found, free_seat, hidden
from server.queue.verbs.release import person_left


def line_of(office: Office, *, counter: str) -> list[Ticket]:
    """Everybody who may be called at a counter, first in line first."""
    return line_at(office, lanes=office.served(office.seats[counter].lanes), counter=counter)


def next_at(office: Office, *, counter: str, now: datetime) -> Next | None:
    """Whose turn it is at a counter by its policy; None when nobody waits for it."""
    seat = office.seats[counter]
    line = heads(office, lanes=office.served(seat.lanes), counter=counter)
    return pick_next(line, policy=policy_of(office, counter=counter), streak=seat.streak, now=now)


def open_counter(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    Sit down at a counter. The clerk's other counter is closed if nobody sits there.

    With `take_over` also where a colleague sits who has left: the visitor or file in the sitting there stays at the counter and
    goes on with the new clerk, and the event names from whom it was taken.
    """
    assert office.settings is not None
    seat = _seat(office, command)
    taken_from = seat.clerk if seat.clerk != command.actor.id else None
    if taken_from is not None and not command.options.get("take_over"):
        raise Refusal("counter_taken", counter=seat.counter)
    if taken_from is not None and seat.ticket is not None and hidden(office, office.tickets[seat.ticket], command):
        raise Refusal("counter_taken", counter=seat.counter)
    own = next(each for each in office.settings.counters if each.id == seat.counter)
    known = tuple(lane.id for lane in office.settings.lanes if not lane.applicant)
    lanes = tuple(command.options.get("lanes") or (known if office.settings.compact else own.lanes))
    if strange := [lane for lane in lanes if lane not in known]:
        raise Refusal("lane_unknown", status=404, lane=strange[0])
    drafts = []
    for other in office.seats.values():
        if other.clerk == command.actor.id and other.counter != seat.counter:
            if other.ticket is not None:
                raise Refusal("counter_busy", counter=other.counter, number=office.tickets[other.ticket].number)
            drafts.append(Draft(type="counter_closed", data={"counter": other.counter, "cause": "moved"}))
    data: dict[str, Any] = {"counter": seat.counter, "clerk": command.actor.id, "lanes": list(lanes)}
    if taken_from is not None:
        data |= {"from": taken_from, "cause": "takeover"}
        drafts += person_left(office, taken_from, now=now)
    if "see_confidential" in command.actor.permissions:
        data["trusted"] = True
    if seat.streak:
        # A break between two calls gives nobody a second turn.
        data["streak"] = seat.streak
    return [*drafts, Draft(type="counter_opened", data=data)]


def pause(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Leave a counter for a while; `open` ends the pause."""
    seat = _seat(office, command)
    free_seat(office, seat.counter, actor=command.actor)
    code = reason("pause", command.options.get("reason"))
    return [Draft(type="counter_paused", data={"counter": seat.counter, "reason": code})]


def close(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Leave a counter for today; somebody who may call out of turn can also close one that a colleague left open."""
    seat = _seat(office, command)
    if seat.clerk is None:
        raise Refusal("counter_closed", counter=seat.counter)
    if seat.clerk != command.actor.id and "call_chosen" not in command.actor.permissions:
        raise Refusal("counter_taken", counter=seat.counter)
    if seat.ticket is not None:
        raise Refusal("counter_busy", counter=seat.counter, number=office.tickets[seat.ticket].number)
    closed = Draft(type="counter_closed", data={"counter": seat.counter, "cause": "clerk"})
    return [*person_left(office, seat.clerk, now=now), closed]


def call_next(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Call whoever is next by the office's rule."""
    seat = _seat(office, command)
    free_seat(office, seat.counter, actor=command.actor)
    chosen = next_at(office, counter=seat.counter, now=now)
    if chosen is None:
        raise Refusal("nobody_waiting", counter=seat.counter)
    allowed(chosen.ticket, Verb.CALL_NEXT)
    facts = {"rule": chosen.reason, "streak": chosen.streak}
    return [_called(office, chosen.ticket, counter=seat.counter, now=now, facts=facts)]


def call_chosen(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Call somebody whose turn it is not: needs the permission and a reason."""
    ticket = found(office, command)
    allowed(ticket, Verb.CALL_CHOSEN)
    if command.counter is None:
        raise Refusal("counter_needed")
    free_seat(office, command.counter, actor=command.actor)
    if not office.wants_visitor(ticket):
        raise Refusal("visitor_away", number=ticket.number)
    if ticket.gone and ticket.service_day == office.day:
        raise Refusal("visitor_gone", number=ticket.number)
    if not office.visitor_here(ticket):
        raise Refusal("number_of_another_day", number=ticket.number)
    following = next_at(office, counter=command.counter, now=now)
    facts: dict[str, Any] = {"rule": "chosen"}
    if following is not None and following.ticket.id == ticket.id:
        facts = {"rule": following.reason, "streak": following.streak}
    else:
        if "call_chosen" not in command.actor.permissions:
            raise Refusal("not_permitted", status=403)
        facts["reason"] = reason("call_chosen", command.options.get("reason"), needed=True)
    return [_called(office, ticket, counter=command.counter, now=now, facts=facts)]


def recall(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Call again, at most twice."""
    ticket = found(office, command)
    allowed(ticket, Verb.RECALL)
    if ticket.calls >= CALLS_BEFORE_NO_SHOW:
        raise Refusal("called_enough", number=ticket.number)
    return [moved("recalled", office, ticket, now=now, changes={"calls": ticket.calls + 1})]


def _called(office: Office, ticket: Ticket, *, counter: str, now: datetime, facts: dict[str, Any]) -> Draft:
    changes = {"state": State.CALLED, "counter": counter, "calls": 1, "behind": None}
    return moved("called", office, ticket, now=now, changes=changes, facts=facts)


def _seat(office: Office, command: Command) -> Seat:
    seat = office.seats.get(command.counter or "")
    if seat is None:
        raise Refusal("counter_unknown", status=404, counter=command.counter or "")
    return seat
