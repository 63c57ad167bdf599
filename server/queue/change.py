"""
How an event says what a ticket became: its new fields, and the time it really took, counted once and in one place.

*Nyata* (DESIGN 4, fixed): a present step counts start → finish; an away step arrival in its lane → finish; a step that hands
over (arrival → ready) + (start → finish of the hand-over). A hold inside counts, unless the visitor went to fetch something.
Waiting to be called is kept beside it, never inside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from server.queue.event import Draft, instant
from server.queue.office import Office
from server.queue.stoppage import stopped_seconds
from server.queue.ticket import State, Ticket

#: Fields every ticket event says, changed or not, so that a single event can answer a repeated request.
ALWAYS = ("id", "number", "code", "service", "state", "step", "lane", "counter")
#: Fields that say where a ticket stands; a change of one of them begins a new period of its life.
PLACE = ("state", "step", "lane", "counter", "gone", "service_day", "nth")
_ALWAYS_OF = itemgetter(*ALWAYS)

_AWAY_COUNTS = frozenset({State.WAITING, State.SERVING, State.OUTSIDE})
#: Reasons of a hold that are the visitor's: while they fetch something, the file waits for them and not for the office.
VISITORS_REASONS = frozenset({"fotokopi", "ambil_berkas"})


def counts(ticket: Ticket, *, with_visitor: bool) -> bool:
    """
    Whether the time a ticket spends as it stands is time really taken.

    `with_visitor`: it stands at a present step, or at a hand-over once ready. A hold counts when it lies between start and
    finish (of an away step: between arrival and finish) and its reason is not the visitor's own.
    """
    if ticket.state is State.HELD:
        begun = not with_visitor or (ticket.step_seconds > 0 and ticket.ready_at is None)
        return begun and ticket.held_reason not in VISITORS_REASONS
    return ticket.state is State.SERVING if with_visitor else ticket.state in _AWAY_COUNTS


def spent(office: Office, ticket: Ticket, *, now: datetime) -> tuple[float, float]:
    """Seconds (really taken, waited to be called) that the period ending `now` adds to the ticket's step."""
    with_visitor = office.wants_visitor(ticket)
    worked = waited = 0.0
    if counts(ticket, with_visitor=with_visitor):
        worked = office.calendar.open_seconds(ticket.since, now) - _stopped(office, ticket, now=now)
    if ticket.state is State.WAITING and with_visitor and office.visitor_here(ticket):
        waited = max(0.0, (now - ticket.since).total_seconds())
    return round(worked, 3), round(waited, 3)


def _stopped(office: Office, ticket: Ticket, *, now: datetime) -> float:
    return stopped_seconds(office, ticket, since=ticket.since, until=now) if office.stoppages else 0.0


def lost(office: Office, ticket: Ticket, *, now: datetime) -> float:
    """Seconds that the period ending `now` would add to the time really taken if no stoppage had left them out."""
    if not office.stoppages or not counts(ticket, with_visitor=office.wants_visitor(ticket)):
        return 0.0
    return round(_stopped(office, ticket, now=now), 3)


def plain_fields(values: dict[str, Any]) -> dict[str, Any]:
    """Ticket fields as JSON values."""
    return {
        name: value if (write := _WRITERS.get(type(value))) is None else write(value) for name, value in values.items()
    }


#: How a field's value of a type is written; any other type is what JSON says as it is.
_WRITERS: Mapping[type, Callable[[Any], Any]] = {datetime: instant, date: date.isoformat, State: str, tuple: list}


def issued(ticket: Ticket, **facts: Any) -> Draft:
    """The event that a ticket exists: all its fields."""
    return whole("issued", ticket, **facts)


def whole(type_: str, ticket: Ticket, **facts: Any) -> Draft:
    """An event that says all fields of a ticket."""
    return Draft(type=type_, data={"ticket": plain_fields(vars(ticket)), **facts})


def moved(
    type_: str,
    office: Office,
    ticket: Ticket,
    *,
    now: datetime,
    changes: dict[str, Any],
    facts: dict[str, Any] | None = None,
) -> Draft:
    """
    An event that changes a ticket.

    `changes` are fields with their new values; where one of `PLACE` changes, the period that ends is added to the step's time
    first and `since` becomes `now`. A changed step moves the step's time into the total.
    """
    new: dict[str, Any] = dict(changes)
    old = vars(ticket)
    if _placed(old, changes):
        new.setdefault("since", now)
        if ticket.behind is not None and (
            new.get("lane", ticket.lane) != ticket.lane or new.get("step", ticket.step) != ticket.step
        ):
            # Behind whom it came back was a matter of the line it leaves.
            new.setdefault("behind", None)
        if "step_seconds" not in new or "waited_seconds" not in new:
            worked, waited = spent(office, ticket, now=now)
            new.setdefault("step_seconds", round(ticket.step_seconds + worked, 3))
            new.setdefault("waited_seconds", round(ticket.waited_seconds + waited, 3))
        if office.stoppages:
            new.setdefault("stopped_seconds", round(ticket.stopped_seconds + lost(office, ticket, now=now), 3))
    values: dict[str, Any] = dict(zip(ALWAYS, _ALWAYS_OF(old), strict=True))
    for name, value in new.items():
        if value != old[name]:
            values[name] = value
    return Draft(type=type_, data={"ticket": plain_fields(values), **(facts or {})})


def _placed(old: Mapping[str, Any], changes: Mapping[str, Any]) -> bool:
    """Whether changes make a ticket stand elsewhere."""
    for name in PLACE:  # noqa: SIM110 - a generator costs as much as the rest of a small event
        if name in changes and changes[name] != old[name]:
            return True
    return False


def step_took(office: Office, ticket: Ticket, *, now: datetime) -> float:
    """Seconds the ticket's step has really taken when it ends `now`."""
    return step_ended(office, ticket, now=now)[0]


def step_over(office: Office, ticket: Ticket, *, now: datetime) -> dict[str, Any]:
    """The fields in which a step that ends `now` leaves its time behind."""
    return step_ended(office, ticket, now=now)[1]


def step_ended(office: Office, ticket: Ticket, *, now: datetime) -> tuple[float, dict[str, Any]]:
    """`step_took` and `step_over` at once."""
    worked, waited = spent(office, ticket, now=now)
    took = round(ticket.step_seconds + worked, 3)
    return took, {
        "step_seconds": 0.0,
        "total_seconds": round(ticket.total_seconds + took, 3),
        "waited_seconds": round(ticket.waited_seconds + waited, 3),
    }
