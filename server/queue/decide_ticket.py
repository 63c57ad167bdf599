"""
What a verb does to one ticket: issue, start, hold, resume, transfer, change service, no-show, reinstate, cancel.

Calling is `decide_counter`, finishing and handing over `decide_finish`. Pure: returns drafts, changes nothing.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from server.queue.change import issued, moved
from server.queue.command import Actor, Command, Refusal
from server.queue.event import Draft
from server.queue.hours import working_day_after
from server.queue.line import eligible
from server.queue.office import Office, Version
from server.queue.reasons import reason
from server.queue.route import days_from
from server.queue.ticket import CALLS_BEFORE_NO_SHOW, State, Ticket, Verb, WrongVerb, number_text, require

#: A visitor who was not there and reports back comes after this many numbers (FIELD B.5).
REINSTATED_AFTER = 3


def found(office: Office, command: Command) -> Ticket:
    """The ticket a command speaks of. Raises: Refusal `ticket_unknown`, `step_changed` where the person saw another step."""
    ticket = office.tickets.get(command.ticket or "")
    if ticket is None:
        raise Refusal("ticket_unknown", status=404)
    seen = command.options.get("seen_step")
    if seen is not None and seen != ticket.step:
        raise Refusal("step_changed", number=ticket.number)
    return ticket


def allowed(ticket: Ticket, verb: Verb) -> None:
    """Check the verb against the table. Raises: Refusal `wrong_state`, naming both."""
    try:
        require(ticket.state, verb)
    except WrongVerb as wrong:
        raise Refusal("wrong_state", number=ticket.number, state=wrong.state.value, verb=verb.value) from wrong


def offered(office: Office, service: str | None, *, command: Command) -> Version:
    """The present version of a service. Raises: Refusal `service_unknown`, `service_not_at_kiosk`."""
    version = office.current.get(service or "")
    if version is None:
        raise Refusal("service_unknown", status=404, service=service or "")
    found_version = office.versions[service or "", version]
    if found_version.procedure.kiosk != "issue" and "issue_any" not in command.actor.permissions:
        raise Refusal("service_not_at_kiosk", service=service or "")
    return found_version


def issue(office: Office, command: Command, now: datetime) -> list[Draft]:
    """A number for a visitor who is here. The code is the first free one of those drawn."""
    assert office.settings is not None and command.request_id is not None and office.day is not None
    version = offered(office, command.options.get("service"), command=command)
    procedure, first = version.procedure, version.stops[0]
    series = next(group.series for group in office.settings.groups if group.id == procedure.group)
    code = next((code for code in command.codes if code not in office.codes), None)
    if code is None:
        raise Refusal("codes_exhausted", status=503)
    running = office.running.get(series, 0) + 1
    ticket = Ticket(
        id=command.request_id,
        code=code,
        series=series,
        running=running,
        number=number_text(series, running),
        service_day=office.day,
        service=procedure.id,
        version=office.current[procedure.id],
        priority=bool(command.options.get("priority", False)),
        confirmed=None,
        help=bool(command.options.get("help", False)),
        language=str(command.options.get("language", "id")),
        state=State.WAITING,
        step=0,
        lane=first.lane,
        counter=None,
        bound=None,
        issued_at=now,
        since=now,
        arrived=now,
        queued_at=now,
        calls=0,
        begun_at=None,
        ready_at=None,
        due=due_day(office, days=days_from(version.stops, step=0)),
        step_seconds=0.0,
        total_seconds=0.0,
        waited_seconds=0.0,
        held_reason=None,
        outcome=None,
    )
    return [issued(ticket, ahead=office.waiting.get(first.lane, 0))]


def due_day(office: Office, *, days: int) -> date | None:
    """The working day `days` from today on which something is due; None for something of minutes."""
    assert office.settings is not None and office.day is not None
    return working_day_after(office.day, days=days, hours=office.settings.hours) if days else None


def free_seat(office: Office, counter: str, *, actor: Actor) -> None:
    """Check that the actor can begin a sitting at a counter. Raises: Refusal `counter_unknown|closed|taken|paused|busy`."""
    seat = office.seats.get(counter)
    if seat is None:
        raise Refusal("counter_unknown", status=404, counter=counter)
    if seat.clerk is None:
        raise Refusal("counter_closed", counter=counter)
    if seat.clerk != actor.id:
        raise Refusal("counter_taken", counter=counter)
    if seat.pause is not None:
        raise Refusal("counter_paused", counter=counter)
    if seat.ticket is not None:
        raise Refusal("counter_busy", counter=counter, number=office.tickets[seat.ticket].number)


def callable_now(office: Office) -> frozenset[str]:
    """
    Ids of the tickets a counter may call by turn: the visitor is wanted and has a number of today.

    A ready document whose visitor did not come when called is left to the list and to `call_chosen`; else the same
    absent number would be called for ever.
    """
    return frozenset(
        ticket.id
        for ticket in office.tickets.values()
        if office.visitor_here(ticket) and not (ticket.state is State.READY and ticket.calls)
    )


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
        changes |= {"state": State.WAITING if ticket.ready_at is None else State.READY, "calls": 0}
    return [moved("resumed", office, ticket, now=now, changes=changes)]


def transfer(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Send a ticket to another lane or counter for the same step; priority and place in line stay (DESIGN 5)."""
    assert office.settings is not None
    ticket = found(office, command)
    allowed(ticket, Verb.TRANSFER)
    lane, counter = command.options.get("lane"), command.options.get("to_counter")
    if lane is None and counter is None:
        raise Refusal("target_needed")
    seats = {seat.id: seat for seat in office.settings.counters}
    if counter is not None and counter not in seats:
        raise Refusal("counter_unknown", status=404, counter=counter)
    if lane is None:
        lanes = seats[str(counter)].lanes
        lane = ticket.lane if ticket.lane in lanes else lanes[0]
    if not any(each.id == lane and not each.applicant for each in office.settings.lanes):
        raise Refusal("lane_unknown", status=404, lane=lane)
    if counter is not None and lane not in seats[counter].lanes:
        raise Refusal("lane_not_here", lane=lane, counter=counter)
    changes = {
        "state": State.WAITING if ticket.ready_at is None else State.READY,
        "lane": lane,
        "counter": None,
        "bound": counter,
        "calls": 0,
        "held_reason": None,
    }
    return [moved("transferred", office, ticket, now=now, changes=changes)]


def change_service(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Another service on the same ticket: code, number and place in line stay, the way starts anew."""
    ticket = found(office, command)
    allowed(ticket, Verb.CHANGE_SERVICE)
    if ticket.ready_at is not None:
        raise Refusal("already_ready", number=ticket.number)
    if ticket.service_day != office.day:
        raise Refusal("number_of_another_day", number=ticket.number)
    version = offered(office, command.options.get("service"), command=command)
    changes = {
        "service": version.procedure.id,
        "version": office.current[version.procedure.id],
        "state": State.WAITING,
        "step": 0,
        "lane": version.stops[0].lane,
        "counter": None,
        "bound": None,
        "arrived": now,
        "calls": 0,
        "due": due_day(office, days=days_from(version.stops, step=0)),
        "begun_at": None,
        "step_seconds": 0.0,
        "total_seconds": 0.0,
        "held_reason": None,
    }
    return [moved("service_changed", office, ticket, now=now, changes=changes, facts={"from": ticket.service})]


def no_show(office: Office, command: Command, now: datetime) -> list[Draft]:
    """The visitor did not come, after one call and two recalls. A document that is ready stays ready."""
    ticket = found(office, command)
    allowed(ticket, Verb.NO_SHOW)
    if ticket.state is State.CALLED and ticket.calls < CALLS_BEFORE_NO_SHOW:
        raise Refusal("call_again_first", number=ticket.number, calls=str(ticket.calls))
    if ticket.ready_at is not None:
        # The calls are kept: by turn it is not called again, see `callable_now`.
        back = {"state": State.READY, "counter": None, "held_reason": None}
        return [moved("not_collected", office, ticket, now=now, changes=back, facts={"cause": "clerk"})]
    changes = {"state": State.NO_SHOW, "counter": None, "held_reason": None}
    return [moved("no_show", office, ticket, now=now, changes=changes, facts={"cause": "clerk"})]


def reinstate(office: Office, command: Command, now: datetime) -> list[Draft]:
    """The visitor has come after all, today: back in line after three numbers, or at its end if it is shorter."""
    ticket = found(office, command)
    allowed(ticket, Verb.REINSTATE)
    if ticket.service_day != office.day:
        raise Refusal("number_of_another_day", number=ticket.number)
    line = eligible(
        office.tickets.values(),
        lanes=frozenset({ticket.lane}),
        counter=ticket.bound,
        callable_steps=callable_now(office),
        open_counters=office.open_counters(),
    )
    after = line[REINSTATED_AFTER - 1].queued_at + timedelta(microseconds=1) if len(line) >= REINSTATED_AFTER else now
    changes = {"state": State.WAITING, "queued_at": after, "calls": 0, "counter": None}
    return [moved("reinstated", office, ticket, now=now, changes=changes)]


def cancel(office: Office, command: Command, now: datetime) -> list[Draft]:
    """The visitor withdraws."""
    ticket = found(office, command)
    allowed(ticket, Verb.CANCEL)
    if "issue_any" not in command.actor.permissions and (ticket.state is not State.WAITING or ticket.calls):
        raise Refusal("wrong_state", number=ticket.number, state=ticket.state.value, verb="cancel")
    code = reason("cancel", command.options.get("reason"))
    changes = {"state": State.CANCELLED, "counter": None, "held_reason": None}
    return [moved("cancelled", office, ticket, now=now, changes=changes, facts={"reason": code})]
