"""A day's figures of an office, read off the event loop: for the API and the admin page. What each means is `server.stats`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.gate.context import House
from server.queue.command import Refusal
from server.queue.office import Office
from server.stats.fairness import Fairness, fairness
from server.stats.figures import Figures, figures
from server.stats.usual import same_weekdays, usual_arrivals
from server.store.rows import OvertakingRow, Rows
from server.views.admin import Now, now_at

#: Days one table may span; a year fits, and nobody asks for a century by a slip of the finger.
MOST_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """
    One service day.

    Attributes:
        zone_label: of the clock that `day` and hours belong to (WIB, WITA, WIT).
        at: when this was read.
        usual_arrivals: hour → numbers usually taken on this weekday; None where too few such days are known.
        now: how the office stands this minute; None for a day that is over.
    """

    office: str
    day: date
    zone: str
    zone_label: str
    at: datetime
    figures: Figures
    usual_arrivals: Mapping[int, int] | None
    now: Now | None


async def read_day(found: House, office_id: str, *, day: date | None) -> Day:
    """The figures of a day; None = today. Raises: Refusal `office_unknown`."""
    office = found.desk.office(office_id)
    assert office.settings is not None and office.day is not None
    at = found.desk.clock.now()
    day = day or office.day
    rows = await read_rows(found, office, first=day, last=day)
    before = await asyncio.to_thread(found.figures.arrivals, office_id, days=same_weekdays(day))
    # The office may have moved on while the rows were read: it is taken anew, so that both are of one minute.
    office = found.desk.office(office_id)
    settings = office.settings
    assert settings is not None
    return Day(
        office=office_id,
        day=day,
        zone=settings.zone,
        zone_label=settings.zone_label,
        at=at,
        figures=read_figures(office, rows, first=day, last=day),
        usual_arrivals=usual_arrivals(before, calendar=office.calendar),
        now=now_at(office, now=max(at, office.time or at)) if day == office.day else None,
    )


async def read_rows(found: House, office: Office, *, first: date, last: date) -> Rows:
    """The rows of a range of days, read off the event loop. Raises: Refusal `malformed` for a range turned round or too long."""
    _check_range(first, last)
    return await asyncio.to_thread(found.figures.rows, office.id, first=first, last=last, calendar=office.calendar)


async def read_fairness(
    found: House, office: Office, *, first: date, last: date, hidden: frozenset[str] = frozenset()
) -> tuple[tuple[OvertakingRow, ...], Fairness]:
    """
    Who was overtaken in a range of days, read off the event loop: the rows, and the figures made of them, both without the
    `hidden` tickets.

    Raises: Refusal `malformed` for a range turned round or too long.
    """
    assert office.settings is not None
    _check_range(first, last)
    rows, calls = await asyncio.to_thread(found.figures.overtakings, office.id, first=first, last=last)
    rows = tuple(each for each in rows if each.ticket not in hidden and each.by_ticket not in hidden)
    order = [counter.id for counter in office.settings.counters]
    order += [counter for counter in calls if counter not in order]
    return rows, fairness(rows, calls={counter: calls.get(counter, 0) for counter in order})


def _check_range(first: date, last: date) -> None:
    if not timedelta() <= last - first < timedelta(days=MOST_DAYS):
        raise Refusal("malformed", status=422, detail=f"from, to: 1-{MOST_DAYS}")


def read_figures(office: Office, rows: Rows, *, first: date, last: date) -> Figures:
    """The figures of rows, by the office's versions and calendar."""
    return figures(
        rows,
        first=first,
        last=last,
        versions=office.versions,
        calendar=office.calendar,
    )
