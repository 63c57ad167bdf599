"""The work list of lanes whose visitor is away: one page, and its part again when something changed."""

from __future__ import annotations

import hashlib

from fastapi import APIRouter, Request, Response

from server.access import visible
from server.gate.context import house
from server.pages.guard import PageRoute, person
from server.pages.render import fill, html, page
from server.queue.command import Refusal
from server.queue.due import office_time
from server.views import staff_files

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/staff/{office}/list")
async def list_page(request: Request, office: str, lane: str = "") -> Response:
    """Files waiting in the person's lanes, or in one lane."""
    view = _view(request, office, lane)
    mark, text = _part(request, view)
    return page(request, "staff/list.html", list=view, mark=mark, text=text)


@router.get("/staff/{office}/list/changed")
async def list_changed(request: Request, office: str, lane: str = "") -> Response:
    """The list again where it differs from what the page has."""
    mark, text = _part(request, _view(request, office, lane))
    if request.query_params.get("files") == mark:
        return html(request, "")
    return html(
        request,
        f'<div id="files" class="list-body" data-part="files" data-mark="{mark}" hx-swap-oob="true">{text}</div>',
    )


def _view(request: Request, office: str, lane: str) -> staff_files.WorkList:
    found = house(request)
    here = found.desk.office(office)
    who = person(request, "see_staff", office=office)
    assert here.settings is not None
    if lane and not any(each.id == lane and not each.applicant for each in here.settings.lanes):
        raise Refusal("lane_unknown", status=404, lane=lane)
    return staff_files.work_list(
        visible(here, who), who, lane=lane or None, now=office_time(here, found.desk.clock.now())
    )


def _part(request: Request, view: staff_files.WorkList) -> tuple[str, str]:
    text = fill(request, "staff/files.html", list=view)
    return hashlib.sha256(text.encode()).hexdigest()[:16], text
