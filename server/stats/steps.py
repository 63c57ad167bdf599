"""
*Nyata*: the time each step really took, against its own target.

Pure. The seconds were counted when the step ended (`queue.change`: a present step start → finish, an away step arrival → finish,
a handing-over step both of its parts) and are only read here. So were the working days of a row promised in days, by the
calendar of that day; those of a row that ended before they were kept are counted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Literal

from server.queue.calendar import Calendar
from server.queue.office import Version
from server.queue.route import Stop
from server.stats.waits import service_key
from server.store.rows import PeriodRow, ServiceRow, TicketRow
from sop.model import Duration

Unit = Literal["seconds", "days"]

_REJECTED = "ditolak"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTaken:
    """
    One step of one ticket that has ended.

    Attributes:
        step: index into the staff rows walked; `version` of the procedure it belongs to.
        lane: where it ended, which after a transfer is not the row's own lane.
        ended_at: when it ended; a document's handing over, not its being ready.
        unit: `days` where the row's target has days, else `seconds`.
        taken: in `unit`; working days from arrival in the lane to the end, or to *ready* for a row that hands over.
        within: whether `taken` keeps the row's target; None where the row has none.
    """

    ticket: str
    service: str
    version: int
    step: int
    lane: str
    ended_at: datetime
    unit: Unit
    taken: float
    within: bool | None


def steps_taken(
    periods: Iterable[PeriodRow],
    tickets: Iterable[TicketRow],
    services: Iterable[ServiceRow] = (),
    *,
    versions: Mapping[tuple[str, int], Version],
    calendar: Calendar,
) -> tuple[StepTaken, ...]:
    """
    Every step that ended, in words: the time the office really needed for one row of the procedure.

    Formula: `took` of the period that ended the step, in seconds. A row whose target has days is judged in working days: those
    after the local date on which the file arrived, up to the date on which the step ended (a handing-over row: became ready);
    the minutes of such a cell count in the service's total and are not judged apart.

    A row with several times keeps their sum. `within` = taken <= target. Left out: rows recorded late (they have no `took`),
    services that ended *ditolak*, several files at once (nobody promised a time for twelve), steps that were broken off (no-show,
    cancelled, change of service).
    """
    found: list[StepTaken] = []
    ended: list[TicketRow | ServiceRow] = [*tickets, *services]
    by_id = {service_key(row): row for row in ended if row.outcome != _REJECTED and row.files == 1}
    newest = newest_versions(versions)
    ordered = sorted(periods, key=lambda row: (row.ticket, row.start_seq))
    for id_, rows in groupby(ordered, key=lambda row: (row.ticket, row.nth)):
        ticket = by_id.get(id_)
        if ticket is None:
            continue
        stretch: list[PeriodRow] = []
        since = len(found)
        for row in rows:
            if stretch and (stretch[-1].service, stretch[-1].step) != (row.service, row.step):
                stretch = []
            stretch.append(row)
            if row.took is None or row.ended_at is None:
                continue
            version = ticket.version if row.service == ticket.service else newest.get(row.service, 0)
            stop = _stop(versions, service=row.service, version=version, step=row.step)
            if stop is not None:
                done = _taken(stretch, version=version, stop=stop, calendar=calendar)
                _add(found, done, since=since, target=stop.target)
    return tuple(found)


def _add(found: list[StepTaken], taken: StepTaken, *, since: int, target: Duration | None) -> None:
    """
    A row that was done again (sent back, or given back and checked anew) is one row, and its times add up.

    `since`: where the steps of this service of this ticket begin in `found`.
    """
    for place in range(since, len(found)):
        each = found[place]
        if (each.service, each.step, each.unit) == (taken.service, taken.step, taken.unit):
            whole = each.taken + taken.taken
            found[place] = replace(taken, taken=whole, within=kept(whole, target=target))
            return
    found.append(taken)


def newest_versions(versions: Mapping[tuple[str, int], Version]) -> dict[str, int]:
    """
    Service → its newest version: taken for a step of a service that the ticket has left since (change of service), because a
    period does not say which version it was.
    """
    newest: dict[str, int] = {}
    for service, version in versions:
        newest[service] = max(version, newest.get(service, 0))
    return newest


def unit_of(target: Duration | None) -> Unit:
    """What a promised time is judged in: working days as soon as it has any, else seconds."""
    return "days" if target is not None and target.days else "seconds"


def kept(taken: float, *, target: Duration | None) -> bool | None:
    """Whether `taken` (in `unit_of(target)`) keeps a promised time; None where nothing is promised."""
    if target is None:
        return None
    return taken <= (target.days if target.days else target.minutes * 60)


def _stop(versions: Mapping[tuple[str, int], Version], *, service: str, version: int, step: int) -> Stop | None:
    found = versions.get((service, version))
    return found.stops[step] if found is not None and step < len(found.stops) else None


def _taken(stretch: list[PeriodRow], *, version: int, stop: Stop, calendar: Calendar) -> StepTaken:
    last = stretch[-1]
    assert last.took is not None and last.ended_at is not None
    taken = last.took
    unit = unit_of(stop.target)
    if unit == "days":
        kept_days = next((row.row_days for row in stretch if row.row_days is not None), None)
        done = next((row.started_at for row in stretch if row.state == "ready"), last.ended_at)
        first_day = calendar.service_day(stretch[0].started_at)
        counted = calendar.working_days_between(first_day, calendar.service_day(done))
        taken = float(counted if kept_days is None else kept_days)
    return StepTaken(
        ticket=last.ticket,
        service=last.service,
        version=version,
        step=last.step,
        lane=last.lane,
        ended_at=last.ended_at,
        unit=unit,
        taken=taken,
        within=kept(taken, target=stop.target),
    )
