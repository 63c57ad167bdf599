"""
The pages of complaints: taking one down, the list of those that are not over, one with its texts and its way, and its minutes.

Commands do not pass here: the page's script sends them to the API. A complaint about staff is on no page of whom it is kept from.
"""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request, Response

from server.access import TABLE, Principal, sees_confidential, visible
from server.gate.complaints import read_ladder, read_texts
from server.gate.context import House, house
from server.pages.guard import PageRoute, person
from server.pages.render import page
from server.queue.command import Refusal
from server.queue.complaint import CHANNELS, SPOKEN
from server.queue.due import office_time
from server.queue.office import Office
from server.queue.ticket import Ticket
from server.views.complaints import choices, complaint_do, complaint_row, complaint_rows, complaint_services
from server.views.staff_lines import lane_name, local, service_name, step_words

router = APIRouter(route_class=PageRoute, include_in_schema=False)


def _stand(request: Request, office: str) -> tuple[House, Office, Principal, datetime]:
    found = house(request)
    here = found.desk.office(office)
    who = person(request, "see_staff", office=office)
    return found, visible(here, who), who, local(here, office_time(here, found.desk.clock.now()))


@router.get("/staff/{office}/complaints")
async def complaints_page(request: Request, office: str) -> Response:
    """The form to take one down, and those that are not over."""
    _, here, who, now = _stand(request, office)
    return page(
        request,
        "books/complaints.html",
        office=here.settings,
        now=now,
        can=TABLE[who.role],
        rows=complaint_rows(here),
        services=complaint_services(here),
        channels=CHANNELS,
        spoken=SPOKEN,
    )


@router.get("/staff/{office}/complaints/{ticket_id}")
async def complaint_page(request: Request, office: str, ticket_id: str) -> Response:
    """One complaint: its texts, class, answer, and its way from level to level with times."""
    found, here, who, now = _stand(request, office)
    ticket = _complaint(here, ticket_id)
    can = TABLE[who.role]
    ladder = await read_ladder(found, here, who, ticket_id)
    classes, reasons = choices(here)
    version = here.version(ticket)
    return page(
        request,
        "books/complaint.html",
        office=here.settings,
        now=now,
        can=can,
        row=complaint_row(here, ticket),
        do=complaint_do(here, ticket),
        texts=await read_texts(found, here, who, ticket_id) if "read_private" in can else None,
        ladder=[
            {
                "row": each,
                "step": step_words(version, step=each.step),
                "lane": lane_name(here, each.lane),
                "from": local(here, each.started_at),
                "to": local(here, each.ended_at) if each.ended_at is not None else None,
            }
            for each in ladder
        ],
        classes=classes,
        reasons=reasons,
        spoken=SPOKEN,
        trusted=sees_confidential(who),
        local=lambda at: local(here, at),
    )


@router.get("/staff/{office}/complaints/{ticket_id}/minutes")
async def minutes_page(request: Request, office: str, ticket_id: str) -> Response:
    """*Berita acara kesepakatan* on A4, with blanks for everything this system does not store."""
    _, here, _, now = _stand(request, office)
    ticket = _complaint(here, ticket_id)
    return page(
        request,
        "books/minutes.html",
        office=here.settings,
        now=now,
        row=complaint_row(here, ticket),
        service=service_name(here.version(ticket)),
    )


def _complaint(here: Office, ticket_id: str) -> Ticket:
    ticket = here.tickets.get(ticket_id)
    if ticket is None:
        raise Refusal("ticket_unknown", status=404)
    if not here.version(ticket).procedure.complaint:
        raise Refusal("not_a_complaint", service=ticket.service)
    return ticket
