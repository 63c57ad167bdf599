"""
Several services, and several files of one: added, taken off, counted, and what follows when one of them has ended.

The services of a ticket are walked one after another under one number. Pure: returns drafts, changes nothing.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import datetime
from typing import Any

from server.queue.absence import promised
from server.queue.change import lost, moved, spent, step_took
from server.queue.command import Command, Refusal
from server.queue.event import Draft
from server.queue.office import Office, Version
from server.queue.route import days_from
from server.queue.several import MOST_FILES, MOST_SERVICES, Ahead, days_long, in_order, read, written
from server.queue.ticket import State, Ticket, Verb
from server.queue.verbs.preconditions import allowed, found, offered

#: What stays with a ticket when its next service begins; every other field with a default begins anew.
_STAYS = frozenset(
    {"issued_by", "confidential", "recorded", "nth", "services_left", "files", "numbers_before", "came_back"}
)


def chosen(office: Office, command: Command) -> list[tuple[Ahead, Version]]:
    """
    The services of an issue, present versions, in the order they are walked.

    `service`, then those of `also`; `files` are those of the first. Raises: Refusal `service_unknown`, `service_not_at_kiosk`,
    `too_many_services`, `one_days_long`, `files_out_of_range`.
    """
    files = files_of(command)
    wanted = (command.options.get("service"), *(command.options.get("also") or ()))
    if len(wanted) > MOST_SERVICES:
        raise Refusal("too_many_services", most=str(MOST_SERVICES))
    services = []
    for place, service in enumerate(wanted):
        version = offered(office, service, command=command)
        id_ = version.procedure.id
        services.append((Ahead(id_, office.current[id_], files if place == 0 else 1), version))
    if sum(days_long(version) for _, version in services) > 1:
        raise Refusal("one_days_long")
    return in_order(services)


def files_of(command: Command) -> int:
    """The number of files a command says, 1 where it says none. Raises: Refusal `files_out_of_range`."""
    files = command.options.get("files")
    if files is None:
        return 1
    if not 1 <= files <= MOST_FILES:
        raise Refusal("files_out_of_range", most=str(MOST_FILES))
    return int(files)


def add_service(office: Office, command: Command, now: datetime) -> list[Draft]:
    """One more service on a ticket that lives; it comes after those it has, a days-long one last of all."""
    ticket = found(office, command)
    allowed(ticket, Verb.ADD_SERVICE)
    version = offered(office, command.options.get("service"), command=command)
    left = [read(each) for each in ticket.services_left]
    if 2 + len(left) + ticket.nth > MOST_SERVICES:
        raise Refusal("too_many_services", most=str(MOST_SERVICES))
    id_ = version.procedure.id
    added = Ahead(id_, office.current[id_], files_of(command))
    if days_long(version) and any(
        days_long(each) for each in (office.version(ticket), *(office.versions[one[:2]] for one in left))
    ):
        raise Refusal("one_days_long")
    services = in_order([*((each, office.versions[each[:2]]) for each in left), (added, version)])
    changes = {"services_left": tuple(written(each) for each, _ in services)}
    return [moved("service_added", office, ticket, now=now, changes=changes, facts={"added": written(added)})]


def drop_service(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Take a service off that has not begun. The present one is left by `change_service`, or ends with its outcome."""
    ticket = found(office, command)
    allowed(ticket, Verb.DROP_SERVICE)
    left = [read(each) for each in ticket.services_left]
    dropped = next((each for each in left if each.service == command.options.get("service")), None)
    if dropped is None:
        raise Refusal("service_not_ahead", number=ticket.number)
    left.remove(dropped)
    changes = {"services_left": tuple(written(each) for each in left)}
    return [moved("service_dropped", office, ticket, now=now, changes=changes, facts={"dropped": written(dropped)})]


def set_files(office: Office, command: Command, now: datetime) -> list[Draft]:
    """How many files the present service of a ticket has."""
    ticket = found(office, command)
    allowed(ticket, Verb.SET_FILES)
    if command.options.get("files") is None:
        raise Refusal("files_out_of_range", most=str(MOST_FILES))
    facts = {"files_before": ticket.files}
    return [moved("files_changed", office, ticket, now=now, changes={"files": files_of(command)}, facts=facts)]


def next_service(
    office: Office, ticket: Ticket, *, now: datetime, numbered: dict[str, Any], facts: dict[str, Any], stay: bool = True
) -> Draft:
    """
    One service of a ticket has ended and the next begins at its first step, under the same number.

    At the counter where it stands if that serves the lane (`stay`), else in line: with the place of its issue today, since its
    visitor has waited once; a ticket of another day keeps the place it has. `numbered` and `facts` are of the end of
    the service: its register number, and what the event says of it.
    """
    following = read(ticket.services_left[0])
    version = office.versions[following.service, following.version]
    first = version.stops[0]
    counter = ticket.counter if ticket.state is State.SERVING else None
    seat = office.seats.get(counter) if counter is not None else None
    stays = stay and seat is not None and seat.pause is None and first.lane in seat.lanes and not first.days
    total = round(ticket.total_seconds + step_took(office, ticket, now=now), 3)
    stopped = round(ticket.stopped_seconds + lost(office, ticket, now=now), 3)
    today = office.calendar.service_day(ticket.issued_at) == office.day == ticket.service_day
    anew = {
        field.name: field.default
        for field in fields(Ticket)
        if field.default is not MISSING and field.name not in _STAYS
    }
    changes: dict[str, Any] = {
        **anew,
        "registers": numbered.get("registers", ticket.registers),
        # The same service again takes a number of its own.
        "registered": tuple(
            key if "/" in key else f"{ticket.nth}/{key}" for key in numbered.get("registered", ticket.registered)
        ),
        "service": following.service,
        "version": following.version,
        "files": following.files,
        "services_left": ticket.services_left[1:],
        "nth": ticket.nth + 1,
        "state": State.SERVING if stays else State.WAITING,
        "step": 0,
        "lane": first.lane,
        "counter": counter if stays else None,
        "bound": None,
        "person": None,
        "since": now,
        "arrived": now,
        "queued_at": ticket.issued_at if today else ticket.queued_at,
        "calls": 0,
        "begun_at": now if stays else None,
        "ready_at": None,
        **promised(office, lanes=(stop.lane for stop in version.stops), days=days_from(version.stops, step=0)),
        # Whose document was handed over is here; whose file ended while they were at home is not.
        "gone": ticket.gone and ticket.ready_at is None,
        "step_seconds": 0.0,
        "total_seconds": 0.0,
        "stopped_seconds": 0.0,
        "waited_seconds": round(ticket.waited_seconds + spent(office, ticket, now=now)[1], 3),
        "held_reason": None,
        "outcome": None,
    }
    ended = {
        "service": ticket.service,
        "version": ticket.version,
        "nth": ticket.nth,
        "total_seconds": total,
        "stopped_seconds": stopped,
    }
    return moved("service_ended", office, ticket, now=now, changes=changes, facts={**facts, "ended": ended})
