"""
Waiting to be called: what a period's rows say about how long visitors sat there.

Pure. It is the second figure beside the time really taken, never inside it (DESIGN 4). Knows no day and no summary.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from server.store.rows import PeriodRow, ServiceRow, TicketRow

_REJECTED = "ditolak"
#: A wait ends with a call or, for somebody put off before any call, when a counter takes them up.
_ANSWERS = frozenset({"called", "serving"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """
    One visitor's wait to be called for one present step.

    Attributes:
        service, step, lane: what it was for; the lane is the one in which the wait ended.
        nth: how many services of the ticket came before.
        answered_at: when a counter called the visitor (for the last time, if several times) or took them without a call.
        seconds: the parts of the wait together: put off, transferred or back after a missed call, it is one wait.
    """

    ticket: str
    service: str
    step: int
    lane: str
    answered_at: datetime
    seconds: float
    nth: int = 0


def service_key(row: TicketRow | ServiceRow) -> tuple[str, int]:
    """(ticket, nth): which service of which ticket a row is about."""
    return (row.id if isinstance(row, TicketRow) else row.ticket), row.nth


def waits(
    periods: Iterable[PeriodRow], tickets: Iterable[TicketRow], services: Iterable[ServiceRow] = ()
) -> tuple[Wait, ...]:
    """
    Every wait that ended with a call, in words: for each present step, the time from arrival in line to the call.

    Formula: per ticket and present step, the sum of `ended_at - started_at` over its periods with state *waiting* and
    `with_visitor`, up to the period in which a counter called the visitor or began to serve them. Wall-clock time: a visitor
    waits through the lunch break too.

    A wait goes on over a hold, a transfer, a change of service before any service began, and a missed call; the absence itself
    is no waiting. Left out: waits still running, waits that ended without a call (cancelled, gone at the day's end; they are
    counted as such), documents that wait to be fetched (the citizen's own time), tickets that ended *ditolak* or were issued by
    mistake, and every ticket of which `tickets` has no row.
    """
    known = {
        service_key(row) for row in tickets if row.outcome != _REJECTED and row.state != "void" and not row.recorded
    }
    known |= {service_key(row) for row in services if row.outcome != _REJECTED}
    ordered = sorted(periods, key=lambda row: (row.ticket, row.start_seq))
    found: list[Wait] = []
    for service, rows in groupby(ordered, key=lambda row: (row.ticket, row.nth)):
        if service in known:
            found += _of_ticket(list(rows))
    return tuple(found)


def _of_ticket(rows: list[PeriodRow]) -> list[Wait]:
    found: list[Wait] = []
    place: tuple[str, int] | None = None
    seconds = unanswered = 0.0
    waiting = served = False
    answer: PeriodRow | None = None
    for row in rows:
        here = (row.service, row.step)
        if place is not None and here != place and (served or row.step != place[1]):
            found += _answered(answer, seconds)
            seconds, unanswered, waiting, served, answer = 0.0, 0.0, False, False, None
        place = here
        if not row.with_visitor:
            continue
        if row.state == "waiting":
            waiting = True
            if row.ended_at is not None:
                unanswered += max(0.0, (row.ended_at - row.started_at).total_seconds())
        elif row.state in _ANSWERS and waiting:
            seconds, unanswered, waiting, answer = seconds + unanswered, 0.0, False, row
        served = served or row.state == "serving"
    return [*found, *_answered(answer, seconds)]


def _answered(answer: PeriodRow | None, seconds: float) -> list[Wait]:
    if answer is None:
        return []
    return [
        Wait(
            ticket=answer.ticket,
            nth=answer.nth,
            service=answer.service,
            step=answer.step,
            lane=answer.lane,
            answered_at=answer.started_at,
            seconds=round(seconds, 3),
        )
    ]
