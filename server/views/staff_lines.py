"""
What every staff page says of an office in lines: names, lanes with what waits in them, lists of tickets. Pure.

A line is a ticket as a list shows it; the ticket in the middle of the desk is `staff_ticket`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.access import Principal
from server.protocol import Words
from server.queue.change import step_took
from server.queue.office import Office, Seat, Version
from server.queue.ticket import State, Ticket
from server.queue.verbs.preconditions import sitting_of
from sop.model import Words as SopWords

#: A wait from here on is marked in the lane's row. Ours, not a document's: the SOPs promise no waiting time.
LONG_WAIT = timedelta(minutes=15)
#: A target counts as near from this share of it on (LOOKS 5, target bar).
NEAR = 0.8

ONLY_STEP = Words(id="Pelayanan", en="Service")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """
    One ticket as a line of a list.

    Attributes:
        day: the service day of its number where that is not today; None for a number of today.
        service, short: the service's plain name, and its telling part alone.
        step: index of its step, to be sent with a command that is meant for this step only.
        minutes: whole minutes since it began to wait where it is (queue, hold, ready list).
        reason: reason code of a hold, else None.
    """

    id: str
    number: str
    day: date | None
    service: Words
    short: Words
    step: int
    minutes: int
    priority: bool
    help: bool
    collect: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneRow:
    """
    A lane and what waits in it.

    Attributes:
        visitors, files: how many visitors wait to be called, how many files wait for work.
        oldest: seconds the longest of them has waited; None when nothing waits.
        late: seconds by which the latest file is over its target; None when none is.
        long: whether the longest wait is worth a mark.
    """

    id: str
    name: Words
    mine: bool
    visitors: int
    files: int
    oldest: float | None
    late: float | None
    long: bool


def words_of(words: SopWords) -> Words:
    """A document's words as the wire's."""
    return Words(id=words.id, en=words.en)


def service_name(version: Version) -> Words:
    """The plain name in one piece."""
    prefix, name = version.procedure.plain_prefix, version.procedure.plain_name
    return Words(id=f"{prefix.id} {name.id}".strip(), en=f"{prefix.en} {name.en}".strip())


def lane_name(office: Office, lane: str) -> Words:
    """A lane's name."""
    assert office.settings is not None
    return words_of(office.settings.lane(lane).name)


def local(office: Office, at: datetime) -> datetime:
    """An instant on the office's own clock."""
    return office.calendar.local(at)


def seat_of(office: Office, clerk: str) -> Seat | None:
    """Where a person sits; None while they sit nowhere."""
    return next((seat for seat in office.seats.values() if seat.clerk == clerk), None)


def lanes_of(office: Office, person: Principal) -> frozenset[str]:
    """Lanes that are a person's own: those of their counter, and those their account names (none named: all)."""
    assert office.settings is not None
    seat = seat_of(office, person.id)
    if person.lanes is None and seat is not None:
        return frozenset(office.served(seat.lanes))
    own = person.lanes or frozenset(lane.id for lane in office.settings.lanes if not lane.applicant)
    return frozenset(office.served(own | frozenset(seat.lanes if seat is not None else ())))


def pointed_lanes(office: Office, person: Principal) -> frozenset[str]:
    """A person's own lanes where they can be told from the others: nobody who works in all and sits nowhere has any."""
    named = person.lanes is not None or seat_of(office, person.id) is not None
    return lanes_of(office, person) if named else frozenset()


def step_words(version: Version, *, step: int) -> tuple[str, Words]:
    """(number, short name) of a stop; where a document numbers no row, its place in the order walked counts."""
    stop = version.stops[step]
    if stop.row is None:
        return "1", ONLY_STEP
    return step_number(version, stop.row), words_of(version.procedure.steps[stop.row].short)


def step_number(version: Version, row: int) -> str:
    """The number of a printed row; its place in the order walked where the document does not number every row."""
    procedure = version.procedure
    if all(each.no for each in procedure.steps):
        return procedure.steps[row].no
    order = procedure.walk or tuple(range(len(procedure.steps)))
    return str(order.index(row) + 1)


def line(office: Office, ticket: Ticket, *, since: datetime, now: datetime) -> Line:
    """A ticket as a line that has waited from `since` on."""
    return Line(
        id=ticket.id,
        number=ticket.number,
        day=ticket.service_day if ticket.service_day != office.day else None,
        service=service_name(office.version(ticket)),
        short=words_of(office.version(ticket).procedure.plain_name),
        step=ticket.step,
        minutes=minutes_since(since, now),
        priority=ticket.priority,
        help=ticket.help,
        collect=ticket.ready_at is not None,
        reason=ticket.held_reason,
    )


def minutes_since(since: datetime, now: datetime) -> int:
    """Whole minutes from `since` to `now`, never negative."""
    return max(0, int((now - since).total_seconds() // 60))


def colleagues_plate(office: Office, ticket: Ticket) -> str | None:
    """The plate where the clerk sits at whose counter a ticket is, or for whom it waits; None where they sit nowhere."""
    assert office.settings is not None
    clerk = sitting_of(office, ticket) or ticket.person
    seat = seat_of(office, clerk) if clerk is not None else None
    return next((each.plate for each in office.settings.counters if seat is not None and each.id == seat.counter), None)


def waiting_files(office: Office, *, lanes: frozenset[str]) -> list[Ticket]:
    """Tickets whose file waits for work in these lanes, or is worked on there at no counter; the longest first."""
    found = [
        each
        for each in office.tickets.values()
        if each.lane in lanes
        and each.ready_at is None
        and not office.wants_visitor(each)
        and _rests_or_is_worked_on(each)
    ]
    return sorted(found, key=lambda each: (each.arrived, each.id))


def _rests_or_is_worked_on(ticket: Ticket) -> bool:
    """Whether it waits in its lane, outside or not, or is worked on there at no counter."""
    return ticket.state in (State.WAITING, State.OUTSIDE) or (ticket.state is State.SERVING and ticket.counter is None)


def lane_rows(office: Office, *, own: frozenset[str], now: datetime) -> tuple[LaneRow, ...]:
    """Every staff lane with what waits in it, in the office's order."""
    assert office.settings is not None
    by_lane: dict[str, list[Ticket]] = {}
    for each in office.tickets.values():
        if _rests_or_is_worked_on(each):
            by_lane.setdefault(each.lane, []).append(each)
    rows = []
    for lane in office.settings.lanes:
        if lane.applicant:
            continue
        inside = by_lane.get(lane.id, [])
        visitors = [each for each in inside if office.wants_visitor(each)]
        files = [each for each in inside if not office.wants_visitor(each)]
        waits = [now - each.queued_at for each in visitors] + [now - each.arrived for each in files]
        overs = [over for each in files if (over := over_target(office, each, now=now)) is not None and over > 0]
        longest = max(waits, default=None)
        rows.append(
            LaneRow(
                id=lane.id,
                name=words_of(lane.name),
                mine=lane.id in own,
                visitors=len(visitors),
                files=len(files),
                oldest=max(0.0, longest.total_seconds()) if longest is not None else None,
                late=max(overs, default=None),
                long=any(now - each.queued_at >= LONG_WAIT for each in visitors),
            )
        )
    return tuple(rows)


def over_target(office: Office, ticket: Ticket, *, now: datetime) -> float | None:
    """Seconds over the step's target (negative: still left); None where it is not written in minutes."""
    target = office.stop(ticket).target
    if target is None or target.days:
        return None
    return step_took(office, ticket, now=now) - target.minutes * 60


def held(office: Office, *, now: datetime) -> tuple[Line, ...]:
    """Tickets set aside, the longest first."""
    found = sorted((each for each in office.tickets.values() if each.state is State.HELD), key=lambda each: each.since)
    return tuple(line(office, each, since=each.since, now=now) for each in found)


def ready_lines(office: Office, *, now: datetime) -> tuple[Line, ...]:
    """Files ready to be collected, the longest ready first."""
    found = [each for each in office.tickets.values() if each.state is State.READY]
    found.sort(key=lambda each: (each.ready_at or each.since, each.id))
    return tuple(line(office, each, since=each.ready_at or each.since, now=now) for each in found)


def missed(office: Office, *, now: datetime) -> tuple[Line, ...]:
    """Visitors of today who did not come when called, the last first."""
    found = [
        each
        for each in office.tickets.values()
        if each.state is State.NO_SHOW and each.service_day == office.day and each.calls
    ]
    found.sort(key=lambda each: each.since, reverse=True)
    return tuple(line(office, each, since=each.since, now=now) for each in found)
