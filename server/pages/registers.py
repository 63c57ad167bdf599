"""The pages of the registers: the list of books, one book with filters, and the same on A4 with blank columns."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from server.access import TABLE, Principal, sees_confidential
from server.gate.context import House, house
from server.pages.guard import PageRoute, person
from server.pages.render import page
from server.queue.command import Refusal
from server.queue.due import office_time
from server.queue.office import Office
from server.queue.reasons import REASONS
from server.queue.register import book, book_for
from server.views.staff_lines import local, service_name

router = APIRouter(route_class=PageRoute, include_in_schema=False)


def _stand(request: Request, office: str) -> tuple[House, Office, Principal, datetime]:
    found = house(request)
    here = found.desk.office(office)
    who = person(request, "see_staff", office=office)
    return found, here, who, local(here, office_time(here, found.desk.clock.now()))


@router.get("/staff/{office}/registers")
async def registers_page(request: Request, office: str) -> Response:
    """The office's books, and the rows that take a number while no book is named for them."""
    _, here, who, now = _stand(request, office)
    assert here.settings is not None and here.day is not None
    without = []
    for id_, version in here.current.items():
        procedure = here.versions[id_, version].procedure
        for row, step in enumerate(procedure.steps):
            if step.takes_register and book_for(here.settings, procedure=id_, row=row) is None:
                without.append((id_, service_name(here.versions[id_, version]), step.no or str(row + 1)))
    books = [(each, here.registers.get((each.id, here.day.year))) for each in here.settings.registers]
    return page(
        request,
        "books/registers.html",
        office=here.settings,
        now=now,
        can=TABLE[who.role],
        books=books,
        without=without,
        year=here.day.year,
    )


@router.get("/staff/{office}/registers/{book_id}")
async def register_page(request: Request, office: str, book_id: str) -> Response:
    """One book and year, narrowed by days, service or a part of the number."""
    return page(request, "books/register.html", **await _entries(request, office, book_id))


@router.get("/staff/{office}/registers/{book_id}/print")
async def register_print(request: Request, office: str, book_id: str) -> Response:
    """The same entries on A4, with blank columns for what this system does not store."""
    return page(request, "books/register_print.html", **await _entries(request, office, book_id))


async def _entries(request: Request, office: str, book_id: str) -> dict[str, Any]:
    found, here, who, now = _stand(request, office)
    assert here.settings is not None and here.day is not None
    register = book(here.settings, book_id)
    if register is None:
        raise Refusal("register_unknown", status=404, book=book_id)
    asked = request.query_params
    try:
        year = int(asked.get("year") or here.day.year)
        first = date.fromisoformat(asked["first"]) if asked.get("first") else None
        last = date.fromisoformat(asked["last"]) if asked.get("last") else None
    except ValueError as error:
        raise Refusal("malformed", status=422, detail="year, first, last") from error
    service, part = asked.get("service") or None, asked.get("printed") or None
    rows = await found.desk.in_writer(
        lambda: found.registers.entries(
            office, book_id, year=year, first=first, last=last, service=service, printed=part
        )
    )
    years = await found.desk.in_writer(lambda: found.registers.years(office, book_id))
    names = {id_: service_name(here.versions[id_, version]) for id_, version in here.current.items()}
    trusted = sees_confidential(who)
    return {
        "office": here.settings,
        "now": now,
        "can": TABLE[who.role],
        "book": register,
        "year": year,
        "years": sorted({*years, here.day.year}, reverse=True),
        "asked": {"first": first, "last": last, "service": service, "printed": part},
        "query": request.url.query,
        "services": [(id_, names[id_]) for id_ in names if id_ in {each.service for each in rows} or id_ == service],
        "rows": [
            {
                "entry": each,
                "hidden": each.confidential and not trusted,
                "service": names.get(each.service or "") if not (each.confidential and not trusted) else None,
            }
            for each in rows
        ],
        "reasons": REASONS["void_register"],
    }
