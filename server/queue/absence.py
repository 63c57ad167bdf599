"""
A lane whose person is not there until some time, or is covered by another lane: until when, which working days are lost, and
what that does to a promise.

The lost days a ticket's due day counts are kept with the ticket (`Ticket.absent_days`), so that two absences on one day count
once, and a lane that is back early gives its days back. Pure; that it begins and ends are events (`verbs.absence`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from server.queue.ticket import ENDED, State, Ticket

if TYPE_CHECKING:
    from server.queue.office import Office

#: As whom a covering lane acts: *atas nama*, or *pelaksana harian* of the one who is away.
Capacity = Literal["an", "plh"]
CAPACITIES: tuple[Capacity, ...] = ("an", "plh")
#: An absence longer than this is a change of settings.
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """
    Attributes:
        seq: of the event that says so.
        until: the lane is there again from this instant on.
        days: working days on which it is not there at all; () while it is covered.
        covered_by: the lane that works for it meanwhile, as `capacity`; both None where none does.
    """

    lane: str
    seq: int
    since: datetime
    until: datetime
    reason: str
    days: tuple[str, ...] = ()
    covered_by: str | None = None
    capacity: Capacity | None = None


def acts_as(office: Office, lane: str, *, lanes: frozenset[str] | None) -> Capacity | None:
    """As what a person who works in `lanes` (None: in all) acts in a lane; None where it is simply their own."""
    away = office.absences.get(lane)
    if away is None if lanes is None else lane in lanes:
        return None
    covers = away is not None and away.covered_by is not None and (lanes is None or away.covered_by in lanes)
    return away.capacity or "an" if away is not None and covers else "an"


def absence_of(data: Mapping[str, Any], *, seq: int, at: datetime) -> Absence:
    """An absence as its event says it."""
    return Absence(
        lane=data["lane"],
        seq=seq,
        since=at,
        until=datetime.fromisoformat(data["until"]),
        reason=data["reason"],
        days=tuple(data["days"]),
        covered_by=data.get("by"),
        capacity=data.get("capacity"),
    )


def lost_days(office: Office, *, now: datetime, until: datetime) -> tuple[str, ...]:
    """Working days (ISO) of which nothing is left between `now` and `until`: the office opens on them, and not after `until`."""
    calendar = office.calendar
    day, last = calendar.service_day(now), calendar.service_day(until)
    found = []
    while day <= last:
        closings = [closes for _, closes in calendar.opening(day)]
        if calendar.is_working_day(day) and closings and now < max(closings) <= until:
            found.append(day.isoformat())
        day += timedelta(days=1)
    return tuple(found)


def counted(
    office: Office, absences: Mapping[str, Absence], *, lanes: Iterable[str], before: Iterable[str], today: date
) -> tuple[str, ...]:
    """The lost days a promise counts: those that are over (`before` has them), and those to come of lanes on its way."""
    from_now = today.isoformat()
    days = {day for day in before if day < from_now}
    for lane in set(lanes):
        if lane in absences:
            days |= {day for day in absences[lane].days if day >= from_now}
    return tuple(sorted(days))


def way(office: Office, ticket: Ticket) -> frozenset[str]:
    """Lanes a ticket is in or has ahead of it."""
    return frozenset({ticket.lane, *(stop.lane for stop in office.version(ticket).stops[ticket.step :])})


def promised(office: Office, *, lanes: Iterable[str], days: int) -> dict[str, Any]:
    """Fields of a ticket promised today in `days` working days (0: within the day): `due`, and the lost days it counts."""
    assert office.day is not None
    lost = counted(office, office.absences, lanes=lanes, before=(), today=office.day)
    total = days + len(lost)
    due = office.calendar.working_day_after(office.day, days=total) if total else None
    return {"due": due, "absent_days": lost}


def due_again(office: Office, absences: Mapping[str, Absence]) -> list[tuple[Ticket, dict[str, Any]]]:
    """Tickets whose due day another set of absences moves, each with its new fields."""
    assert office.day is not None
    found = []
    for ticket in office.tickets.values():
        if ticket.state in ENDED or ticket.state is State.RETURNED or ticket.ready_at is not None:
            continue
        lost = counted(office, absences, lanes=way(office, ticket), before=ticket.absent_days, today=office.day)
        if lost != ticket.absent_days:
            due: date | None = _shifted(office, ticket, by=len(lost) - len(ticket.absent_days))
            if not lost and not any(stop.days for stop in office.version(ticket).stops):
                due = None
            found.append((ticket, {"due": due, "absent_days": lost}))
    return found


def _shifted(office: Office, ticket: Ticket, *, by: int) -> date:
    calendar = office.calendar
    assert office.day is not None
    day = ticket.due or office.day
    if by >= 0:
        return calendar.working_day_after(day, days=by)
    for _ in range(-by):
        day -= timedelta(days=1)
        while not calendar.is_working_day(day):
            day -= timedelta(days=1)
    return day
