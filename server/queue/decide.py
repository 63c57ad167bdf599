"""
decide(office, command, now) → drafts: the one door through which anything changes.

Pure: no clock, no I/O, no randomness. Also here: what time alone makes due, and the same request said twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from server.queue import decide_counter, decide_finish, decide_ticket
from server.queue.change import moved
from server.queue.command import Command, Refusal
from server.queue.documents import read_procedure, read_settings
from server.queue.event import Draft
from server.queue.hours import service_day
from server.queue.office import Answer, Office
from server.queue.ticket import ENDED, State, Ticket

Decider = Callable[[Office, Command, datetime], list[Draft]]

#: At start, a clock this far ahead of the journal is not believed without a person (DESIGN 3).
CLOCK_AHEAD = timedelta(days=60)
#: At start, a clock this little behind the last event is drift between two restarts, and nobody is asked.
CLOCK_BEHIND = timedelta(minutes=1)


def configure(office: Office, command: Command, now: datetime) -> list[Draft]:
    """New settings of the office; `document` is a `sop.model.Office` as JSON values."""
    settings = read_settings(office, command.options["document"])
    for seat in office.seats.values():
        if seat.clerk is not None and seat.counter not in {counter.id for counter in settings.counters}:
            raise Refusal("counter_busy", counter=seat.counter, number="")
    replaces = None if office.settings is None else office.seq
    return [Draft(type="office_configured", data={"document": command.options["document"], "replaces": replaces})]


def publish(office: Office, command: Command, now: datetime) -> list[Draft]:
    """A new version of a procedure; `document` is a `sop.model.Procedure` as JSON values."""
    procedure = read_procedure(office, command.options["document"])
    before = office.current.get(procedure.id)
    data = {
        "id": procedure.id,
        "version": (before or 0) + 1,
        "replaces": before,
        "document": command.options["document"],
    }
    return [Draft(type="procedure_published", data=data)]


def ask_help(office: Office, command: Command, now: datetime) -> list[Draft]:
    """A visitor at a kiosk asks for a clerk."""
    return [Draft(type="help_asked", data={"device": command.actor.id})]


def answer_help(office: Office, command: Command, now: datetime) -> list[Draft]:
    """A clerk goes to a kiosk where somebody asked."""
    device = str(command.options.get("device"))
    if device not in office.help:
        raise Refusal("help_not_asked", status=404)
    return [Draft(type="help_answered", data={"device": device})]


def ask_slip(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Ask the office's printer for a ticket's slip; a second one bears SALINAN."""
    ticket = decide_ticket.found(office, command)
    ahead = sum(
        1
        for each in office.tickets.values()
        if each.lane == ticket.lane
        and each.state is State.WAITING
        and office.stop(each).present
        and each.queued_at < ticket.queued_at
    )
    return [Draft(type="slip_asked", data={"of": ticket.id, "ahead": ahead, "copy": ticket.id in office.on_paper})]


def report_slip(office: Office, command: Command, now: datetime) -> list[Draft]:
    """What became of a slip of a ticket that lives. The queue does not depend on it. Raises: Refusal `ticket_unknown`."""
    decide_ticket.found(office, command)
    data = {
        "of": command.ticket,
        "outcome": command.options["outcome"],
        "copy": bool(command.options.get("copy", False)),
    }
    return [Draft(type="slip_reported", data=data)]


def confirm_clock(office: Office, command: Command, now: datetime) -> list[Draft]:
    """A person says that the clock is right after all."""
    return [Draft(type="clock_confirmed", data={})]


def tick(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Nothing of its own: only what time makes due, which every command brings with it."""
    return []


DECIDERS: Mapping[str, Decider] = {
    "configure": configure,
    "publish": publish,
    "ask_help": ask_help,
    "answer_help": answer_help,
    "ask_slip": ask_slip,
    "report_slip": report_slip,
    "confirm_clock": confirm_clock,
    "tick": tick,
    "issue": decide_ticket.issue,
    "start": decide_ticket.start,
    "hold": decide_ticket.hold,
    "resume": decide_ticket.resume,
    "transfer": decide_ticket.transfer,
    "change_service": decide_ticket.change_service,
    "no_show": decide_ticket.no_show,
    "reinstate": decide_ticket.reinstate,
    "cancel": decide_ticket.cancel,
    "finish": decide_finish.finish,
    "hand_over": decide_finish.hand_over,
    "open": decide_counter.open_counter,
    "pause": decide_counter.pause,
    "close": decide_counter.close,
    "call_next": decide_counter.call_next,
    "call_chosen": decide_counter.call_chosen,
    "recall": decide_counter.recall,
}

_BEFORE_CONFIGURED = frozenset({"configure", "tick", "confirm_clock"})


def decide(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    What a command leads to; `due` must have been decided and applied first.

    Returns: the events to append, in order; [] where there is nothing to write.
    Raises: Refusal.
    """
    if office.settings is None and command.verb not in _BEFORE_CONFIGURED:
        raise Refusal("office_unknown", status=404)
    decider = DECIDERS.get(command.verb)
    if decider is None:
        raise Refusal("verb_unknown", status=404, verb=command.verb)
    return decider(office, command, now)


def repeated(command: Command, earlier: Answer | None) -> Answer | None:
    """
    The answer to give again when this request was carried out before; None for a new one.

    Raises: Refusal `request_conflict` when the same id came with another body.
    """
    if earlier is None:
        return None
    if earlier.request_hash != command.request_hash:
        raise Refusal("request_conflict")
    return earlier


def office_time(office: Office, clock: datetime) -> datetime:
    """Office time: the clock, but never before the last event."""
    return clock if office.time is None or clock >= office.time else office.time


def clock_doubtful(office: Office, clock: datetime) -> bool:
    """At start: whether a person must confirm the clock before a day may roll (behind the last event, or far ahead)."""
    return office.time is not None and (clock < office.time - CLOCK_BEHIND or clock - office.time > CLOCK_AHEAD)


def due(office: Office, now: datetime, *, clock_believed: bool, wall: datetime | None = None) -> list[Draft]:
    """
    What time alone has made due at `now`: so far, the roll to a new service day.

    The roll ends tickets whose visitor is here as no-show of cause *system*; files that live on keep their last number
    with its date. With a clock that is not believed a roll waits, except the very first, which ends nothing.

    Args:
        wall: the wall clock, where it may stand behind `now` (office time never goes back): which day it is, is asked of the
            clock as it stands, so that one that was set forward and back again ends nobody's day. None: it is `now`.
    """
    if office.settings is None:
        return []
    today = service_day(wall or now, zone_name=office.settings.zone)
    if office.day is not None and (today <= office.day or not clock_believed):
        return []
    drafts = [draft for ticket in list(office.tickets.values()) for draft in _left_by_day(office, ticket, now)]
    for seat in office.seats.values():
        if seat.clerk is not None:
            drafts.append(Draft(type="counter_closed", data={"counter": seat.counter, "cause": "system"}))
    from_ = None if office.day is None else office.day.isoformat()
    return [*drafts, Draft(type="day_rolled", data={"from": from_, "to": today.isoformat()})]


def _left_by_day(office: Office, ticket: Ticket, now: datetime) -> list[Draft]:
    if ticket.state in ENDED or ticket.state is State.READY:
        return []
    system = {"cause": "system"}
    if ticket.ready_at is not None:
        changes = {"state": State.READY, "counter": None, "calls": 0, "held_reason": None}
        return [moved("not_collected", office, ticket, now=now, changes=changes, facts=system)]
    if office.stop(ticket).present:
        if ticket.state is State.WAITING and not office.visitor_here(ticket):
            # Its visitor went home on an earlier day; the file waits for them, nobody failed to come.
            return []
        changes = {"state": State.NO_SHOW, "counter": None, "held_reason": None}
        return [moved("no_show", office, ticket, now=now, changes=changes, facts=system)]
    if ticket.state is State.SERVING and ticket.counter is not None:
        return [moved("left_counter", office, ticket, now=now, changes={"counter": None}, facts=system)]
    return []
