"""
The clerk's desk: the page, its parts again when something changed, its dialogs, and finding a ticket by code.

Commands do not pass here: the page's script sends them to the API. What is shown is `server.views.staff`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from fastapi import APIRouter, Request, Response

from server.access import TABLE, Principal, visible
from server.gate.context import House, house
from server.pages.guard import PageRoute, person
from server.pages.render import fill, html, page
from server.queue.command import Refusal
from server.queue.due import office_time
from server.queue.missing import requirements, return_reasons
from server.queue.office import Office
from server.queue.reasons import REASONS
from server.queue.several import read
from server.queue.ticket import Ticket
from server.views import absent, staff, staff_files, staff_lines, staff_printer
from server.views.complaints import choices
from server.views.staff_ticket import services_left

router = APIRouter(route_class=PageRoute, include_in_schema=False)

#: Parts of the page that are exchanged on their own, each with its template `staff/<part>.html`.
PARTS = ("seat", "doors", "lanes", "work", "side")
#: A counter's figures of the day are read again at most this often while the same ticket stays there, seconds.
TODAY_SECONDS = 20.0

_today: dict[tuple[str, str], tuple[float, str | None, staff.Today]] = {}
_taken: dict[tuple[str, str], tuple[tuple[str, int, float], Mapping[int, float | None]]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """POST find: what was scanned or typed."""

    text: str


@router.get("/staff/{office}")
async def desk_page(request: Request, office: str) -> Response:
    """The whole desk."""
    found, here, who, now = _stand(request, office)
    view = await _desk(found, here, who, now)
    parts = {name: _part(request, name, view) for name in PARTS}
    return page(request, "staff/desk.html", desk=view, now=now, seq=here.seq, parts=parts)


@router.get("/staff/{office}/changed")
async def changed(request: Request, office: str) -> Response:
    """The parts that differ from those the page has; it says which by their marks."""
    found, here, who, now = _stand(request, office)
    view = await _desk(found, here, who, now)
    fresh = []
    for name in PARTS:
        mark, text = _part(request, name, view)
        if request.query_params.get(name) != mark:
            fresh.append(
                f'<section id="{name}" class="{name}" data-part="{name}" data-mark="{mark}" hx-swap-oob="true"'
                f' aria-label="{_label(request, name)}">{text}</section>'
            )
    return html(request, "\n".join(fresh))


def _label(request: Request, name: str) -> str:
    return fill(request, "staff/part_label.html", part=name).strip()


def _part(request: Request, name: str, view: staff.Desk) -> tuple[str, str]:
    """(mark, text) of one part; the same text has the same mark."""
    text = fill(request, f"staff/{name}.html", desk=view)
    return hashlib.sha256(text.encode()).hexdigest()[:16], text


def _stand(request: Request, office: str) -> tuple[House, Office, Principal, datetime]:
    found = house(request)
    here = found.desk.office(office)
    who = person(request, "see_staff", office=office)
    return found, visible(here, who), who, office_time(here, found.desk.clock.now())


async def _desk(found: House, here: Office, who: Principal, now: datetime) -> staff.Desk:
    seat = staff_lines.seat_of(here, who.id)
    ticket = here.tickets.get(seat.ticket) if seat is not None and seat.ticket is not None else None
    taken = await taken_of(found, here, ticket) if ticket is not None else {}
    today = await _today_of(found, here, seat.counter, seat.ticket) if seat is not None else None
    devices = {each.id: each.name for each in found.accounts.devices(here.id)} if here.help else {}
    printer = _printer(found, here, now=now)
    return staff.desk(here, who, now=now, taken=taken, today=today, devices=devices, printer=printer)


def _printer(found: House, here: Office, *, now: datetime) -> staff_printer.Printer | None:
    """How the office's printers are, from what each said last."""
    said = [found.device_states.get(each.id) for each in found.accounts.devices(here.id) if each.kind == "printer"]
    heard = [(datetime.fromisoformat(each[0]), each[1]) if each is not None else None for each in said]
    return staff_printer.printer(here, heard, now=now)


async def taken_of(found: House, here: Office, ticket: Ticket) -> Mapping[int, float | None]:
    """Seconds the finished steps of a ticket took; read once per step, since finished steps do not change."""
    mark = (ticket.service, ticket.step, ticket.total_seconds)
    kept = _taken.get((here.id, ticket.id))
    if kept is not None and kept[0] == mark:
        return kept[1]
    read = await found.desk.in_writer(
        lambda: found.desk.journal.steps_taken(here.id, ticket.id, service=ticket.service)
    )
    if len(_taken) > 500:
        _taken.clear()
    _taken[here.id, ticket.id] = (mark, read)
    return read


async def _today_of(found: House, here: Office, counter: str, ticket: str | None) -> staff.Today:
    kept = _today.get((here.id, counter))
    if kept is not None and kept[1] == ticket and monotonic() - kept[0] < TODAY_SECONDS:
        return kept[2]
    day = here.day.isoformat() if here.day is not None else ""
    served, absent = await found.desk.in_writer(lambda: found.desk.journal.counter_day(here.id, counter, day=day))
    today = staff.Today(served=served, no_show=absent)
    _today[here.id, counter] = (monotonic(), ticket, today)
    return today


# ---- dialogs -----------------------------------------------------------------------------------------------


@router.get("/staff/{office}/dialog/{name}")
async def dialog(request: Request, office: str, name: str, ticket: str = "") -> Response:
    """A dialog's inside, always as things stand now. Raises: Refusal `not_found`, `ticket_unknown`."""
    found, here, who, now = _stand(request, office)
    seat = staff_lines.seat_of(here, who.id)
    counter = seat.counter if seat is not None else None
    context: dict[str, Any] = {"office": office, "counter": counter, "now": now}
    match name:
        case "hold" | "cancel" | "void":
            context |= {"ticket": _ticket(here, ticket), "reasons": REASONS.get(name, ())}
        case "reject":
            found_ticket = _ticket(here, ticket)
            complaint = here.version(found_ticket).procedure.complaint
            context |= {"ticket": found_ticket, "reasons": choices(here)[1] if complaint else ()}
        case "register_number" | "register_to_end":
            found_ticket, to_end = _ticket(here, ticket), name == "register_to_end"
            book = staff_files.book_of(here, found_ticket, to_end=to_end)
            context |= {"ticket": found_ticket, "book": book, "to_end": to_end}
            name = "register_number"
        case "return_file":
            given = _ticket(here, ticket)
            assert here.settings is not None
            printer = _printer(found, here, now=now) if "ask_slip" in TABLE[who.role] else None
            asked = requirements(here.version(given))
            context |= {"ticket": given, "asked": asked, "reasons": return_reasons(here.settings), "printer": printer}
        case "send_back":
            context |= {"ticket": _ticket(here, ticket), "reasons": REASONS["send_back"]}
        case "place":
            context |= {"ticket": _ticket(here, ticket)}
        case "reprint":
            lost = _ticket(here, ticket)
            context |= {"ticket": lost, "kind": staff_files.paper_of(lost), "reasons": REASONS["reprint"]}
        case "transfer":
            found_ticket = _ticket(here, ticket)
            context |= {"ticket": found_ticket, "targets": staff_files.targets(here, found_ticket)}
        case "services":
            ticket_ = _ticket(here, ticket)
            left = tuple(zip((read(each) for each in ticket_.services_left), services_left(here, ticket_), strict=True))
            context |= {"ticket": ticket_, "services": staff_files.services(here), "left": left}
        case "change_service":
            context |= {"ticket": _ticket(here, ticket), "services": staff_files.services(here)}
        case "issue":
            printer = _printer(found, here, now=now) if "ask_slip" in TABLE[who.role] else None
            context |= {"services": staff_files.services(here), "printer": printer}
        case "choose":
            lines = staff_files.choosable(here, counter=counter, now=now) if counter is not None else ()
            context |= {"lines": lines, "reasons": REASONS["call_chosen"], "chosen": ticket}
        case "pause":
            context |= {"reasons": REASONS["pause"]}
        case "ready":
            context |= {"lines": staff_lines.ready_lines(here, now=now)}
        case "missed":
            context |= {"lines": staff_lines.missed(here, now=now)}
        case "ticket":
            printer = _printer(found, here, now=now)
            shown = staff_files.card(here, who, _ticket(here, ticket), now=now, printing=printer is not None)
            context |= {"card": shown, "printer": printer}
        case "absence":
            today = staff_lines.local(here, now)
            context |= {"lanes": absent.lanes(here), "reasons": REASONS["lane_absent"], "today": today}
            context |= {
                "next_hour": f"{min(today.hour + 1, 23):02}.00",
                "next_day": (today + timedelta(days=1)).date().isoformat(),
            }
        case "code":
            pass
        case _:
            raise Refusal("not_found", status=404)
    return page(request, f"staff/dialog_{name}.html", **context)


def _ticket(here: Office, id_: str) -> Ticket:
    found = here.tickets.get(id_)
    if found is None:
        raise Refusal("ticket_unknown", status=404)
    return found


@router.get("/staff/{office}/behalf/{ticket}")
async def behalf(request: Request, office: str, ticket: str) -> dict[str, str]:
    """What to offer where a ticket is a colleague's, in words. Raises: Refusal `ticket_unknown`."""
    _, here, _, _ = _stand(request, office)
    plate = staff_lines.colleagues_plate(here, _ticket(here, ticket))
    return {"words": fill(request, "staff/behalf.html", plate=plate).strip()}


@router.post("/staff/{office}/find")
async def find(request: Request, office: str, body: Find) -> dict[str, str]:
    """Which ticket a scanned or typed code or number means. Raises: Refusal `ticket_unknown`."""
    _, here, _, _ = _stand(request, office)
    ticket = staff_files.find(here, body.text)
    if ticket is None:
        raise Refusal("ticket_unknown", status=404)
    return {"ticket": ticket.id}
