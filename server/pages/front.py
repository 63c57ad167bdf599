"""The first page: which offices this server keeps, and where each one's people go. Shows nothing that is not public."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from server.gate.context import house, names, station
from server.pages.guard import PageRoute
from server.pages.render import page, safe_headers

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/")
async def front(request: Request) -> Response:
    """The list of offices; a paired staff PC goes straight to its own."""
    found = house(request)
    at = station(request)
    if at is not None:
        return RedirectResponse(f"/staff/{at.office}", status_code=303, headers=safe_headers(request))
    practice = {
        id_ for id_, office in found.desk.offices.items() if office.settings is not None and office.settings.practice
    }
    return page(
        request,
        "offices.html",
        offices=names(found),
        practice=practice,
        nobody=not found.accounts.accounts(),
    )
