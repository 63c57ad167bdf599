"""
Figures over HTTP: one day as JSON, a range of days as two tables. What each figure means is `server.stats`.

The records are read in a thread, through a connection that never waits for the writer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from server import access, protocol
from server.api.context import House, caller, house
from server.queue.command import Refusal
from server.queue.office import Office
from server.stats.figures import Figures, figures
from server.stats.tables import STEP_COLUMNS, TICKET_COLUMNS, Place, as_csv, step_table, ticket_table
from server.stats.usual import same_weekdays, usual_arrivals
from server.store.rows import Rows
from server.views.admin import Now, now_at

router = APIRouter(prefix="/api/v1/offices/{office}/stats", tags=["figures"])

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
        usual_arrivals=usual_arrivals(before, zone_name=settings.zone),
        now=now_at(office, now=max(at, office.time or at)) if day == office.day else None,
    )


async def read_rows(found: House, office: Office, *, first: date, last: date) -> Rows:
    """The rows of a range of days, read off the event loop. Raises: Refusal `malformed` for a range turned round or too long."""
    assert office.settings is not None
    if not timedelta() <= last - first < timedelta(days=MOST_DAYS):
        raise Refusal("malformed", status=422, detail=f"from, to: 1-{MOST_DAYS}")
    return await asyncio.to_thread(
        found.figures.rows, office.id, first=first, last=last, zone_name=office.settings.zone
    )


def read_figures(office: Office, rows: Rows, *, first: date, last: date) -> Figures:
    """The figures of rows, by the office's versions, hours and zone."""
    assert office.settings is not None
    return figures(
        rows,
        first=first,
        last=last,
        versions=office.versions,
        hours=office.settings.hours,
        zone_name=office.settings.zone,
    )


def seconds_for_durations(value: object) -> Any:
    """JSON values of figures; a duration becomes seconds."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return {str(key): seconds_for_durations(each) for key, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [seconds_for_durations(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: seconds_for_durations(getattr(value, name)) for name in value.__dataclass_fields__}
    return protocol.plain(value)


@router.get("/day")
async def day_(request: Request, office: str, date: date | None = None) -> dict[str, Any]:
    """Every figure of one service day (today without `date`), as docs/FIGURES.md defines them: seconds or working days."""
    access.permit(caller(request), "see_figures", office=office)
    value: dict[str, Any] = seconds_for_durations(await read_day(house(request), office, day=date))
    return value


@router.get("/tickets.csv")
async def tickets_csv(request: Request, office: str) -> Response:
    """A line per ticket numbered in the range (`from`, `to`: service days, both included; today without them)."""
    here, first, last, rows = await _asked(request, office)
    table = ticket_table(rows, first=first, last=last, place=_place(here))
    return _file(as_csv(TICKET_COLUMNS, table), name=f"karcis-{office}-{first}-{last}.csv")


@router.get("/steps.csv")
async def steps_csv(request: Request, office: str) -> Response:
    """A line per stretch of a ticket's life in one state, step, lane and counter, for every ticket that moved in the range."""
    here, first, last, rows = await _asked(request, office)
    return _file(
        as_csv(STEP_COLUMNS, step_table(rows, place=_place(here))), name=f"langkah-{office}-{first}-{last}.csv"
    )


async def _asked(request: Request, office_id: str) -> tuple[Office, date, date, Rows]:
    """Check the caller and read what `from` and `to` ask for."""
    access.permit(caller(request), "see_figures", office=office_id)
    found = house(request)
    office = found.desk.office(office_id)
    assert office.day is not None
    try:
        first = date.fromisoformat(request.query_params.get("from") or office.day.isoformat())
        last = date.fromisoformat(request.query_params.get("to") or office.day.isoformat())
    except ValueError as error:
        raise Refusal("malformed", status=422, detail="from, to: YYYY-MM-DD") from error
    return office, first, last, await read_rows(found, office, first=first, last=last)


def _place(office: Office) -> Place:
    assert office.settings is not None
    settings = office.settings
    return Place(versions=office.versions, zone_name=settings.zone, zone_label=settings.zone_label)


def _file(content: bytes, *, name: str) -> Response:
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
