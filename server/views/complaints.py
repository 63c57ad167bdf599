"""What the pages of complaints show, worked out from an office as its reader may see it. Pure; words are the pages'."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from server.protocol import Words
from server.queue.complaint import classes, may_rise, refusals
from server.queue.office import Office
from server.queue.ticket import ENDED, State, Ticket
from server.views.staff_lines import lane_name, local, service_name, step_words, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintRow:
    """
    A complaint that is not over.

    Attributes:
        level_due: the working day on which its level is over, `late` when that is past; None where no level runs.
        risen: how often it rose by itself.
        classed: words of its class; None before it was classified.
        due: the day promised for the whole; None where the document promises minutes.
    """

    id: str
    number: str
    code: str
    day: date
    service: Words
    no: str
    step: Words
    step_index: int
    lane: Words
    state: str
    channel: str | None
    classed: Words | None
    confidential: bool
    level_due: date | None
    late: bool
    risen: int
    answered: bool
    received: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintDo:
    """What can be done with a complaint now: begin its row, rise, solve, refuse, tell its result."""

    start: bool
    rise: bool
    solve: bool
    refuse: bool
    tell: bool
    record: bool


def complaint_rows(office: Office) -> tuple[ComplaintRow, ...]:
    """Complaints that are not over; those whose level ends first come first."""
    found = [
        each for each in office.tickets.values() if each.state not in ENDED and office.version(each).procedure.complaint
    ]
    found.sort(key=lambda each: (each.level_due or date.max, each.issued_at, each.id))
    return tuple(complaint_row(office, each) for each in found)


def complaint_row(office: Office, ticket: Ticket) -> ComplaintRow:
    """One complaint."""
    version = office.version(ticket)
    no, step = step_words(version, step=ticket.step)
    names = {each.code: words_of(each.name) for each in classes(office)}
    classed = names.get(ticket.classed, Words(id=ticket.classed, en=ticket.classed)) if ticket.classed else None
    return ComplaintRow(
        id=ticket.id,
        number=ticket.number,
        code=ticket.code,
        day=ticket.service_day,
        service=service_name(version),
        no=no,
        step=step,
        step_index=ticket.step,
        lane=lane_name(office, ticket.lane),
        state=ticket.state.value,
        channel=ticket.channel,
        classed=classed,
        confidential=ticket.confidential,
        level_due=ticket.level_due,
        late=ticket.level_due is not None and office.day is not None and ticket.level_due < office.day,
        risen=ticket.risen,
        answered=ticket.answered,
        received=local(office, ticket.issued_at),
    )


def complaint_do(office: Office, ticket: Ticket) -> ComplaintDo:
    """What can be done with it now, by its state and its row; who may is the page's question."""
    version = office.version(ticket)
    row = version.stops[ticket.step].row
    exits = () if row is None else version.procedure.steps[row].outcomes
    working = ticket.state is State.SERVING
    last = version.stops[ticket.step].hands_over
    return ComplaintDo(
        start=ticket.state in (State.WAITING, State.OUTSIDE) and not office.visitor_here(ticket),
        rise=working and may_rise(office, ticket),
        solve=working and not last and ("naik" not in exits or "selesai" in exits),
        refuse=working and not last,
        tell=(working and last) or ticket.state is State.READY,
        record=working or ticket.state in (State.WAITING, State.OUTSIDE),
    )


def choices(office: Office) -> tuple[tuple[tuple[str, Words], ...], tuple[tuple[str, Words], ...]]:
    """(classes, reasons to refuse) a person can choose from, as code and words."""
    return (
        tuple((each.code, words_of(each.name)) for each in classes(office)),
        tuple((each.code, words_of(each.name)) for each in refusals(office)),
    )


def complaint_services(office: Office) -> tuple[tuple[str, Words], ...]:
    """The office's services that take complaints."""
    found = [office.versions[id_, version] for id_, version in office.current.items()]
    return tuple((each.procedure.id, service_name(each)) for each in found if each.procedure.complaint)
