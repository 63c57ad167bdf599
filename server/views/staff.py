"""
What a clerk's desk shows, worked out from an office, a person and now. Pure; words are the pages'.

The middle is `staff_work`, lanes and lists `staff_lines`, the work list and dialogs `staff_files`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from server.access import TABLE, Principal
from server.protocol import Words
from server.queue.calendar import Calendar
from server.queue.office import Office, Seat
from server.queue.policy import Next
from server.queue.sentences import why
from server.queue.spans import spans_text
from server.queue.ticket import Ticket
from server.queue.verbs.counter import line_of, next_at
from server.views import absent, doors
from server.views.staff_lines import (
    LaneRow,
    Line,
    held,
    lane_rows,
    line,
    local,
    minutes_since,
    missed,
    pointed_lanes,
    ready_lines,
    seat_of,
    waiting_files,
    words_of,
)
from server.views.staff_printer import Printer
from server.views.staff_undo import UndoOffer, undo_offer
from server.views.staff_work import Work, compact, work


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpRow:
    """A kiosk at which somebody asks for a clerk."""

    device: str
    name: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What this counter did today: visitors and files served, and visitors who did not come."""

    served: int
    no_show: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """
    Everything on the page.

    Attributes:
        counter, plate: where the person sits; None before they opened one.
        compact: this counter serves every lane of the office (*mode ringkas*).
        can: the person's verbs.
        lanes, empty: lanes with something in them or mine; names of the others.
        following: who comes after the one in the middle, and `upcoming` the next one while the middle is busy.
        files: how many files wait in my lanes.
        away: a sentence for each lane whose person is not there.
        printer: how the office's slip printer is; None where it has none.
        undo: the person's own last action, while it can be taken back.
        notices: *gangguan sistem* that lasts and how the day ends, as the board says it; () on a plain working day.
        hours: this counter's own hours today, "" where it keeps those of the office.
    """

    office: str
    name: Words
    practice: bool
    zone: str
    now: datetime
    counter: str | None
    plate: str | None
    compact: bool
    can: frozenset[str]
    role: str
    work: Work
    lanes: tuple[LaneRow, ...]
    empty: tuple[Words, ...]
    held: tuple[Line, ...]
    ready: tuple[Line, ...]
    missed: tuple[Line, ...]
    upcoming: Line | None
    upcoming_why: Words | None
    following: tuple[Line, ...]
    help: tuple[HelpRow, ...]
    files: int
    today: Today | None
    printer: Printer | None
    undo: UndoOffer | None
    away: tuple[Words, ...]
    notices: tuple[Words, ...]
    hours: str


def desk(
    office: Office,
    person: Principal,
    *,
    now: datetime,
    taken: Mapping[int, float | None],
    today: Today | None,
    devices: Mapping[str, str],
    printer: Printer | None = None,
) -> Desk:
    """
    The page of one person.

    Args:
        now: aware; `taken`: as in `here`, of the ticket in the middle; `devices`: kiosk id → its name; `printer`: as in `Desk`.
    """
    assert office.settings is not None
    seat = seat_of(office, person.id)
    own = pointed_lanes(office, person)
    files = waiting_files(office, lanes=own)
    middle = work(office, person, now=now, taken=taken, files=tuple(each.id for each in files))
    queue, chosen = _following(office, seat, now=now)
    shown = middle.here.id if middle.kind == "next" and middle.here is not None else None
    upcoming = chosen if shown is None else None
    after = [each for each in queue if each.id != shown and (upcoming is None or each.id != upcoming.ticket.id)]
    rows = lane_rows(office, own=own, now=now)
    plates = {each.id: each.plate for each in office.settings.counters}
    return Desk(
        office=office.id,
        name=words_of(office.settings.name),
        practice=office.settings.practice,
        zone=office.settings.zone,
        now=local(office, now),
        counter=seat.counter if seat is not None else None,
        plate=plates.get(seat.counter) if seat is not None else None,
        compact=seat is not None and compact(office, seat),
        can=TABLE[person.role],
        role=person.role,
        work=middle,
        lanes=tuple(row for row in rows if row.mine or row.visitors or row.files),
        empty=tuple(row.name for row in rows if not (row.mine or row.visitors or row.files)),
        held=held(office, now=now),
        ready=ready_lines(office, now=now),
        missed=missed(office, now=now),
        upcoming=line(office, upcoming.ticket, since=upcoming.ticket.queued_at, now=now) if upcoming else None,
        upcoming_why=why(upcoming, now=now) if upcoming else None,
        following=tuple(line(office, each, since=each.queued_at, now=now) for each in after),
        help=tuple(
            HelpRow(device=device, name=devices.get(device, ""), minutes=minutes_since(since, now))
            for device, since in sorted(office.help.items(), key=lambda item: item[1])
        ),
        files=len(files),
        today=today,
        printer=printer,
        undo=undo_offer(office, person, now=now),
        away=absent.notices(office),
        notices=doors.notices(office),
        hours=_own_hours(office, seat),
    )


def _own_hours(office: Office, seat: Seat | None) -> str:
    assert office.settings is not None and office.day is not None
    if seat is None or not office.calendar.is_working_day(office.day):
        return ""
    hours = next((each.hours for each in office.settings.counters if each.id == seat.counter), ())
    return spans_text(Calendar(zone=office.settings.zone, hours=hours).usual(office.day)) if hours else ""


def _following(office: Office, seat: Seat | None, *, now: datetime) -> tuple[list[Ticket], Next | None]:
    if seat is None:
        return [], None
    return line_of(office, counter=seat.counter), next_at(office, counter=seat.counter, now=now)
