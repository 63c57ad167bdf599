"""
Sending a ticket elsewhere: to another lane or counter for the same step, or to another service. Pure: returns drafts.
"""

from __future__ import annotations

from datetime import datetime

from server.queue.change import moved
from server.queue.command import Command, Refusal
from server.queue.event import Draft
from server.queue.office import Office
from server.queue.promise import due_day
from server.queue.route import days_from
from server.queue.ticket import State, Verb
from server.queue.verbs.outside import resting
from server.queue.verbs.preconditions import allowed, found, offered, still_the_visitors


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
        "state": ticket.state if ticket.state is State.WAITING else resting(office, ticket),
        "lane": lane,
        "counter": None,
        "bound": counter,
        "calls": 0,
        "held_reason": None,
    }
    return [moved("transferred", office, ticket, now=now, changes=changes)]


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
        "arrived": now,
        "calls": 0,
        "due": due_day(office, days=days_from(version.stops, step=0)),
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
