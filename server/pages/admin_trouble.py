"""
*Gangguan sistem*: what stands still now and since when, ended by one button; and what is to stand still, begun by one.

Reads only; `stop-clock` and `go-on` are commands of the API that the page's script sends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from server.pages.admin_frame import enter, framed
from server.pages.guard import PageRoute
from server.protocol import Words
from server.queue.office import Office
from server.queue.reasons import REASONS
from server.views.staff_lines import lane_name, service_name

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """A stoppage that lasts: its seq, since when on the office's clock, why, and whom it concerns (() = everybody)."""

    seq: int
    since: datetime
    today: bool
    reason: str
    scope: tuple[Words, ...]


@router.get("/admin/{office}/trouble")
async def trouble_page(request: Request, office: str) -> Response:
    """What lasts, and the form to stop the clock."""
    here, who = enter(request, office, verb="stop_clock")
    assert here.settings is not None
    return framed(
        request,
        "admin_trouble.html",
        office=here,
        who=who,
        tab="/trouble",
        lasting=lasting(here),
        reasons=(*REASONS["stop_clock"][1:], REASONS["stop_clock"][0]),
        lanes=[lane for lane in here.settings.lanes if not lane.applicant],
        services=[(id_, service_name(here.versions[id_, version])) for id_, version in here.current.items()],
    )


def lasting(office: Office) -> list[Lasting]:
    """Stoppages that last, the newest last."""
    found = []
    for each in office.stoppages:
        if each.until is not None:
            continue
        since = office.calendar.local(each.since)
        services = (service_name(office.versions[id_, office.current[id_]]) for id_ in each.services)
        scope = (*services, *(lane_name(office, lane) for lane in each.lanes))
        found.append(
            Lasting(seq=each.seq, since=since, today=since.date() == office.day, reason=each.reason, scope=scope)
        )
    return found
