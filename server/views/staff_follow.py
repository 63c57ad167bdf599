"""
Files that live on while their visitor is at home: what is due, overdue, ready, uncollected, returned, outside. Pure.

The work list of a lane is `staff_files`; here one looks after what was promised and finds what was lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from server.access import TABLE, Principal
from server.protocol import Words
from server.queue.missing import missing_words
from server.queue.office import Office
from server.queue.ticket import ENDED, State, Ticket
from server.views.staff_lines import lane_name, local, service_name, step_words, words_of

Show = Literal["due", "overdue", "ready", "uncollected", "returned", "outside", "found"]
SHOWS: tuple[Show, ...] = get_args(Show)
#: Calendar days after which a ready document is called uncollected: after a week somebody should ask, after two the head should
#: know, after a month the archive takes it. Ours; no document says it (DESIGN 4 names none).
UNCOLLECTED_DAYS = (7, 14, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowRow:
    """
    One file.

    Attributes:
        number, day: its last number with the day it belongs to.
        due: the working day something was promised for; `late` working days over it, 0 when not.
        days: calendar days since it became ready or was returned; None for others.
        mark: the highest of `UNCOLLECTED_DAYS` that a ready one has reached; 0: none.
        missing: what a returned file lacks; `until` the last day to complete it.
        place: where the paper lies; "" where nobody said.
        registers: its register numbers.
    """

    id: str
    number: str
    day: date
    service: Words
    state: str
    no: str
    step: Words
    lane: Words
    due: date | None
    late: int
    days: int | None
    mark: int
    missing: tuple[Words, ...]
    until: date | None
    place: str
    registers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a lost slip is found by; empty fields are not looked at. `number` may lack its hyphen and zeros."""

    service: str = ""
    day: date | None = None
    number: str = ""
    register: str = ""

    @property
    def asked(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.service or self.day or self.number or self.register)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowList:
    """The page. `counts`: how many files each tab has; `services` for the search."""

    office: str
    name: Words
    practice: bool
    zone: str
    now: datetime
    show: Show
    counts: tuple[tuple[Show, int], ...]
    rows: tuple[FollowRow, ...]
    services: tuple[tuple[str, Words], ...]
    sought: Sought
    can: frozenset[str]
    role: str


def follow_list(office: Office, person: Principal, *, show: Show, sought: Sought, now: datetime) -> FollowList:
    """The files of one tab, or those that were looked for."""
    assert office.settings is not None
    seen = [each for each in office.tickets.values() if _may_see(person, each)]
    tabs: dict[Show, list[Ticket]] = {each: [] for each in SHOWS}
    for ticket in seen:
        for name in _tabs(office, ticket):
            tabs[name].append(ticket)
    tabs["found"] = [each for each in seen if sought.asked and _fits(each, sought)]
    rows = sorted((follow_row(office, each, now=now) for each in tabs[show]), key=_order)
    services = tuple((id_, service_name(office.versions[id_, version])) for id_, version in office.current.items())
    return FollowList(
        office=office.id,
        name=words_of(office.settings.name),
        practice=office.settings.practice,
        zone=office.settings.zone,
        now=local(office, now),
        show=show,
        counts=tuple((each, len(tabs[each])) for each in SHOWS if each != "found"),
        rows=tuple(rows),
        services=services,
        sought=sought,
        can=TABLE[person.role],
        role=person.role,
    )


def follow_row(office: Office, ticket: Ticket, *, now: datetime) -> FollowRow:
    """One file as a line of the page."""
    version = office.version(ticket)
    no, step = step_words(version, step=ticket.step)
    days = None
    if ticket.ready_at is not None or ticket.state is State.RETURNED:
        since = office.calendar.service_day(ticket.ready_at or ticket.since)
        days = (office.calendar.service_day(now) - since).days
    ready = ticket.state is State.READY
    return FollowRow(
        id=ticket.id,
        number=ticket.number,
        day=ticket.service_day,
        service=service_name(version),
        state=ticket.state.value,
        no=no,
        step=step,
        lane=lane_name(office, ticket.lane),
        due=ticket.due,
        late=_late(office, ticket),
        days=days,
        mark=max((each for each in UNCOLLECTED_DAYS if ready and days is not None and days >= each), default=0),
        missing=tuple(words_of(each) for each in missing_words(office, ticket)),
        until=ticket.expires,
        place=ticket.place or "",
        registers=ticket.registers,
    )


def _tabs(office: Office, ticket: Ticket) -> Iterable[Show]:
    if ticket.state in ENDED or office.day is None:
        return
    if ticket.state is State.RETURNED:
        yield "returned"
        return
    if ticket.ready_at is not None:
        yield "ready"
        waited = (office.day - office.calendar.service_day(ticket.ready_at)).days
        if ticket.state is State.READY and waited >= UNCOLLECTED_DAYS[0]:
            yield "uncollected"
        return
    if ticket.state is State.OUTSIDE or ticket.gone:
        yield "outside"
    if ticket.due == office.day:
        yield "due"
    elif ticket.due is not None and ticket.due < office.day:
        yield "overdue"


def _late(office: Office, ticket: Ticket) -> int:
    if ticket.due is None or office.day is None or ticket.ready_at is not None or ticket.state in ENDED:
        return 0
    return office.calendar.working_days_between(ticket.due, office.day)


def _fits(ticket: Ticket, sought: Sought) -> bool:
    """By service, day and number of any day it had one, and register number; ended tickets of today are found too."""
    if sought.service and ticket.service != sought.service:
        return False
    numbers = [*ticket.numbers_before, f"{ticket.service_day.isoformat()} {ticket.number}"]
    if sought.day is not None:
        numbers = [each for each in numbers if each.startswith(sought.day.isoformat())]
    if sought.number:
        numbers = [each for each in numbers if _plain(each.split(" ", 1)[1]) == _plain(sought.number)]
    if not numbers:
        return False
    return not sought.register or any(sought.register.upper() in each.upper() for each in ticket.registers)


def _plain(number: str) -> str:
    """`A-023` and `a 23` are the same number."""
    text = "".join(each for each in number.upper() if each.isalnum())
    digits = text[len(text.rstrip("0123456789")) :]
    return text.rstrip("0123456789") + (str(int(digits)) if digits else "")


def _may_see(person: Principal, ticket: Ticket) -> bool:
    return not ticket.confidential or "see_confidential" in TABLE[person.role]


def _order(row: FollowRow) -> tuple[date, int, str]:
    return row.due or row.day, -(row.days or 0), row.number
