"""The page of files that live on: tabs, and finding the ticket of a lost slip. What it shows is `server.views.staff_follow`."""

from __future__ import annotations

import hashlib
from datetime import date

from fastapi import APIRouter, Request, Response

from server.gate.context import house
from server.pages.guard import PageRoute, person
from server.pages.render import fill, html, page
from server.queue.due import office_time
from server.views.staff_follow import SHOWS, FollowList, Show, Sought, follow_list

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/staff/{office}/files")
async def follow_page(request: Request, office: str) -> Response:
    """Everything that is promised, ready or given back."""
    view = _view(request, office)
    mark, text = _part(request, view)
    return page(request, "staff/follow.html", list=view, mark=mark, text=text, query=request.url.query)


@router.get("/staff/{office}/files/changed")
async def follow_changed(request: Request, office: str) -> Response:
    """The list again where it differs from what the page has."""
    mark, text = _part(request, _view(request, office))
    if request.query_params.get("follow") == mark:
        return html(request, "")
    return html(
        request,
        f'<div id="follow" class="list-body" data-part="follow" data-mark="{mark}" hx-swap-oob="true">{text}</div>',
    )


def _view(request: Request, office: str) -> FollowList:
    found = house(request)
    here = found.desk.office(office)
    who = person(request, "see_staff", office=office)
    asked = request.query_params
    sought = Sought(
        service=asked.get("service", ""),
        day=_day(asked.get("day", "")),
        number=asked.get("number", "").strip()[:12],
        register=asked.get("register", "").strip()[:40],
    )
    show: Show = next((each for each in SHOWS if each == asked.get("show")), "found" if sought.asked else "due")
    return follow_list(here, who, show=show, sought=sought, now=office_time(here, found.desk.clock.now()))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _part(request: Request, view: FollowList) -> tuple[str, str]:
    text = fill(request, "staff/follow_rows.html", list=view)
    return hashlib.sha256(text.encode()).hexdigest()[:16], text
