"""
Sending a ticket elsewhere: to another lane, counter or person for the same step, or to another service. Pure: returns drafts.
"""

from __future__ import annotations

from datetime import datetime

from server.queue.absence import promised
from server.queue.change import moved
from server.queue.command import Command, Refusal
from server.queue.event import Draft
from server.queue.office import Office
from server.queue.route import days_from
from server.queue.ticket import State, Ticket, Verb
from server.queue.verbs.outside import resting
from server.queue.verbs.preconditions import allowed, found, offered, still_the_visitors


def transfer(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    Send a ticket to another lane, counter or person for the same step; priority and place in line stay (DESIGN 5).

    A person is one who sits at a counter now. What becomes of the ticket when they leave is `release`.
    """
    ticket = found(office, command)
    allowed(ticket, Verb.TRANSFER)
    lane, bound, person = _target(office, ticket, command)
    changes = {
        "state": ticket.state if ticket.state is State.WAITING else resting(office, ticket),
        "lane": lane,
        "counter": None,
        "bound": bound,
        "person": person,
        "calls": 0,
        "held_reason": None,
    }
    return [moved("transferred", office, ticket, now=now, changes=changes)]


def _target(office: Office, ticket: Ticket, command: Command) -> tuple[str, str | None, str | None]:
    """(lane, counter it is bound to, person it waits for). Raises: Refusal."""
    assert office.settings is not None
    lane, counter, person = (command.options.get(name) for name in ("lane", "to_counter", "to_person"))
    if lane is None and counter is None and person is None:
        raise Refusal("target_needed")
    plate, served = "", None
    if person is not None:
        seat = next((seat for seat in office.seats.values() if seat.clerk == person), None)
        if seat is None or counter not in (None, seat.counter):
            raise Refusal("person_away")
        plate, served, counter = seat.counter, seat.lanes, None
    elif counter is not None:
        found_counter = next((each for each in office.settings.counters if each.id == counter), None)
        if found_counter is None:
            raise Refusal("counter_unknown", status=404, counter=counter)
        seat = office.seats[counter]
        plate, served = counter, seat.lanes if seat.clerk is not None else found_counter.lanes
    if lane is None and served is not None:
        lane = ticket.lane if ticket.lane in served else served[0]
    if not any(each.id == lane and not each.applicant for each in office.settings.lanes):
        raise Refusal("lane_unknown", status=404, lane=str(lane))
    if served is not None and lane not in served:
        raise Refusal("lane_not_here", lane=str(lane), counter=plate)
    return str(lane), counter, person


def change_service(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    Another service on the same ticket: code, number and place in line stay, the way starts anew.

    By staff, or at the kiosk that gave the number within two minutes. `print`: the office's printer is asked for the slip again.
    """
    ticket = found(office, command)
    allowed(ticket, Verb.CHANGE_SERVICE)
    still_the_visitors(office, ticket, actor=command.actor, now=now)
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
        "person": None,
        "arrived": now,
        "calls": 0,
        **promised(office, lanes=(stop.lane for stop in version.stops), days=days_from(version.stops, step=0)),
        "begun_at": None,
        "step_seconds": 0.0,
        "total_seconds": 0.0,
        "held_reason": None,
        "missing": (),
        "expires": None,
        "sent_back": False,
    }
    drafts = [moved("service_changed", office, ticket, now=now, changes=changes, facts={"from": ticket.service})]
    if command.options.get("print"):
        # Its slip says another service now; the new one does not bear SALINAN.
        ahead = office.waiting.get(version.stops[0].lane, 0)
        drafts.insert(0, Draft(type="slip_asked", data={"of": ticket.id, "ahead": ahead, "copy": False}))
    return drafts
