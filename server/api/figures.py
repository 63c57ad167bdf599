"""
Figures over HTTP: one day as JSON, a range of days as two tables. What each figure means is `server.stats`.

The records are read in a thread, through a connection that never waits for the writer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from server import access, protocol
from server.gate.complaints import hidden_tickets
from server.gate.context import caller, house
from server.gate.figures import read_day, read_fairness, read_rows
from server.queue.command import Refusal
from server.queue.office import Office
from server.stats.fairness import FAIRNESS_COLUMNS, fairness_table
from server.stats.tables import STEP_COLUMNS, TICKET_COLUMNS, Place, as_csv, step_table, ticket_table
from server.store.rows import Rows

router = APIRouter(prefix="/api/v1/offices/{office}/stats", tags=["figures"])

#: Days one table may span; a year fits, and nobody asks for a century by a slip of the finger.
MOST_DAYS = 366


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


@router.get("/fairness.csv")
async def fairness_csv(request: Request, office: str) -> Response:
    """A line per call and visitor it overtook, in the range (`from`, `to`: service days, both included; today without them)."""
    here, first, last = _range(request, office)
    assert here.settings is not None
    hidden = await _hidden(request, here)
    rows, _ = await read_fairness(house(request), here, first=first, last=last, hidden=hidden)
    table = fairness_table(rows, zone_name=here.settings.zone, zone_label=here.settings.zone_label)
    return _file(as_csv(FAIRNESS_COLUMNS, table), name=f"keadilan-antrean-{office}-{first}-{last}.csv")


async def _asked(request: Request, office_id: str) -> tuple[Office, date, date, Rows]:
    """Check the caller and read what `from` and `to` ask for, without what is kept from them."""
    office, first, last = _range(request, office_id)
    rows = await read_rows(house(request), office, first=first, last=last)
    hidden = await _hidden(request, office)
    return office, first, last, rows.without(hidden) if hidden else rows


async def _hidden(request: Request, office: Office) -> frozenset[str]:
    who = access.permit(caller(request), "see_figures", office=office.id)
    return await hidden_tickets(house(request), office, who)


def _range(request: Request, office_id: str) -> tuple[Office, date, date]:
    access.permit(caller(request), "see_figures", office=office_id)
    office = house(request).desk.office(office_id)
    assert office.day is not None
    try:
        first = date.fromisoformat(request.query_params.get("from") or office.day.isoformat())
        last = date.fromisoformat(request.query_params.get("to") or office.day.isoformat())
    except ValueError as error:
        raise Refusal("malformed", status=422, detail="from, to: YYYY-MM-DD") from error
    return office, first, last


def _place(office: Office) -> Place:
    assert office.settings is not None
    settings = office.settings
    return Place(versions=office.versions, calendar=office.calendar, zone_label=settings.zone_label)


def _file(content: bytes, *, name: str) -> Response:
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
