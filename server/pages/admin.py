"""
*Hari ini*: the figures of a day and how the office stands this minute, and the same page's parts again when something changed.

Reads only. What each figure means is `server.stats`; what the page makes of it is `admin_today`.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from server.access import visible
from server.gate.context import house
from server.gate.figures import read_day
from server.look.words import weekday
from server.pages import admin_charts
from server.pages.admin_frame import enter, frame
from server.pages.admin_today import ROWS, today
from server.pages.guard import PageRoute
from server.pages.render import page, reader_language
from server.queue.command import Refusal
from server.views.complaints import complaint_rows

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/admin/{office}")
async def today_page(request: Request, office: str) -> Response:
    """The whole page. `day` (YYYY-MM-DD) shows a day that is over, `service` whose steps to show."""
    return page(request, "admin_today.html", **await _context(request, office))


@router.get("/admin/{office}/today")
async def today_parts(request: Request, office: str) -> Response:
    """The parts of the page, for exchanging those that changed."""
    return page(request, "admin_today_parts.html", **await _context(request, office))


async def _context(request: Request, office_id: str) -> dict[str, Any]:
    _, who = enter(request, office_id, verb="see_figures")
    found = house(request)
    day = await read_day(found, office_id, day=asked_day(request))
    office = found.desk.office(office_id)
    language = reader_language(request)
    shown = today(day, office, service=request.query_params.get("service"), language=language)

    def day_link(from_: date, by: int) -> str:
        wanted = from_ + timedelta(days=by)
        query = {} if wanted == office.day else {"day": wanted.isoformat()}
        return f"/admin/{office_id}" + (f"?{urlencode(query)}" if query else "")

    return {
        **frame(office, who, tab=""),
        "today": shown,
        "charts": admin_charts,
        # Told only to those who may see them: `visible` leaves out what is about staff.
        "risen": sum(each.risen > 0 for each in complaint_rows(visible(office, who))) if day.now is not None else 0,
        "rows": ROWS,
        "day_link": day_link,
        "weekday": partial(weekday, language=language),
    }


def asked_day(request: Request) -> date | None:
    """The day the address asks for (`day`, YYYY-MM-DD); None where it names none. Raises: Refusal `not_found` (404)."""
    text = request.query_params.get("day")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal("not_found", status=404) from error
