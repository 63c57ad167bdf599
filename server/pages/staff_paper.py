"""The page on which a sheet of emergency numbers is entered, line by line. Commands do not pass here."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request, Response

from server.gate.context import house
from server.pages.guard import PageRoute, person
from server.pages.render import page
from server.queue.verbs.emergency import SHEET_DAYS
from server.views import staff_files, staff_lines

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/staff/{office}/paper")
async def paper_page(request: Request, office: str) -> Response:
    """An empty sheet of eight lines."""
    here = house(request).desk.office(office)
    person(request, "enter_paper", office=office)
    assert here.settings is not None and here.day is not None
    return page(
        request,
        "staff/paper.html",
        office=office,
        name=staff_lines.words_of(here.settings.name),
        series=here.settings.emergency_series,
        services=staff_files.services(here),
        today=here.day.isoformat(),
        first=(here.day - timedelta(days=SHEET_DAYS)).isoformat(),
    )
