"""
The ticket in the middle of the desk: its step, its way through the procedure, and its running clock. Pure.

Durations are seconds of office time, instants aware.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from server.protocol import Words
from server.queue.change import spent, step_took
from server.queue.office import Office
from server.queue.several import read
from server.queue.ticket import State, Ticket
from server.views.staff_lines import (
    ONLY_STEP,
    lane_name,
    service_name,
    step_number,
    step_words,
    words_of,
)
from sop.model import Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class RailStep:
    """
    One row of the procedure on the rail, in the order walked.

    Attributes:
        state: `done`, `late` (done, over its target), `now`, `next`.
        taken: seconds really taken by a done step; None: not a staff row, not reached, or recorded late.
        lane: whose work it is; None: the visitor's own row.
    """

    no: str
    name: Words
    state: Literal["done", "late", "now", "next"]
    taken: float | None
    target: Duration | None
    lane: Words | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """
    A clock that runs on the page: it shows `offset` + (server's now − `since`) seconds while `running`.

    `target` in seconds is None where the SOP writes none in minutes; then `days` may have the written working days.
    """

    since: datetime
    offset: float
    running: bool
    target: int | None
    days: Duration | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """
    The ticket in the middle of the page: who it is, which step, and its way.

    `files` of the present service; `left` the services that follow it; `recorded`: a paper number of an emergency;
    `registers`: the register numbers it has, to be written on its document.
    """

    id: str
    number: str
    day: date | None
    service: Words
    full_service: Words
    priority: bool
    help: bool
    no: str
    step: Words
    lane: Words
    target: Duration | None
    rail: tuple[RailStep, ...]
    requires: tuple[tuple[Words, Words | None], ...]
    outputs: tuple[str, ...]
    waited: float
    total: float
    judged: Duration | None
    collect: bool
    files: int
    left: tuple[Words, ...]
    recorded: bool
    registers: tuple[str, ...]


def here(office: Office, ticket: Ticket, *, now: datetime, taken: Mapping[int, float | None]) -> Here:
    """
    A ticket with its step and its way.

    Args:
        taken: step index → seconds that finished step really took, None where it was recorded late.
    """
    version = office.version(ticket)
    procedure = version.procedure
    stop = office.stop(ticket)
    no, step = step_words(version, step=ticket.step)
    worked, waited = spent(office, ticket, now=now)
    return Here(
        id=ticket.id,
        number=ticket.number,
        day=ticket.service_day if ticket.service_day != office.day else None,
        service=service_name(version),
        full_service=words_of(procedure.title),
        priority=ticket.priority,
        help=ticket.help,
        no=no,
        step=step,
        lane=lane_name(office, ticket.lane),
        target=stop.target,
        rail=rail(office, ticket, taken=taken),
        requires=tuple(
            (words_of(each.text), words_of(each.condition) if each.condition else None) for each in procedure.requires
        ),
        outputs=procedure.steps[stop.row].outputs if stop.row is not None else (),
        waited=ticket.waited_seconds + waited,
        total=ticket.total_seconds + ticket.step_seconds + worked,
        judged=procedure.judged,
        collect=ticket.ready_at is not None,
        files=ticket.files,
        left=services_left(office, ticket),
        recorded=ticket.recorded,
        registers=ticket.registers,
    )


def services_left(office: Office, ticket: Ticket) -> tuple[Words, ...]:
    """The plain names of the services a ticket goes on to."""
    return tuple(service_name(office.versions[read(each)[:2]]) for each in ticket.services_left)


def rail(office: Office, ticket: Ticket, *, taken: Mapping[int, float | None]) -> tuple[RailStep, ...]:
    """Every row of the procedure in the order walked, the visitor's own rows included."""
    version = office.version(ticket)
    procedure = version.procedure
    if procedure.title_only:
        stop = version.stops[0]
        return (
            RailStep(
                no="1", name=ONLY_STEP, state="now", taken=None, target=stop.target, lane=lane_name(office, stop.lane)
            ),
        )
    index_of = {stop.row: index for index, stop in enumerate(version.stops)}
    steps: list[RailStep] = []
    passed = True
    for row in procedure.walk or tuple(range(len(procedure.steps))):
        step = procedure.steps[row]
        index = index_of.get(row)
        state: Literal["done", "late", "now", "next"]
        took = None
        if index is None:
            state = "done" if passed else "next"
        elif index == ticket.step:
            state, passed = "now", False
        elif index < ticket.step:
            took = taken.get(index)
            target = version.stops[index].target
            over = took is not None and target is not None and not target.days and took > target.minutes * 60
            state = "late" if over else "done"
        else:
            state = "next"
        steps.append(
            RailStep(
                no=step_number(version, row),
                name=words_of(step.short),
                state=state,
                taken=took,
                target=step.promised,
                lane=None if step.applicant else lane_name(office, version.stops[index_of[row]].lane),
            )
        )
    return tuple(steps)


def timer(office: Office, ticket: Ticket, *, now: datetime) -> Timer:
    """The clock of the present step against its target."""
    return _timer(office, ticket, target=office.stop(ticket).target, before=0.0, now=now)


def whole_timer(office: Office, ticket: Ticket, *, now: datetime) -> Timer:
    """The clock over all staff steps against what compliance judges."""
    judged = office.version(ticket).procedure.judged
    return _timer(office, ticket, target=judged, before=ticket.total_seconds, now=now)


def _timer(office: Office, ticket: Ticket, *, target: Duration | None, before: float, now: datetime) -> Timer:
    took = step_took(office, ticket, now=now)
    stopped = any(
        each.until is None and each.concerns(service=ticket.service, lane=ticket.lane) for each in office.stoppages
    )
    # While the office is open this difference does not change, so the page's clock needs no new start.
    passed = 0.0 if stopped else (now - ticket.since).total_seconds()
    offset = round(before + took - passed)
    written = target if target is not None and not target.days else None
    return Timer(
        since=ticket.since,
        offset=offset,
        running=ticket.state is State.SERVING and not stopped,
        target=written.minutes * 60 if written is not None else None,
        days=target if target is not None and target.days else None,
    )
