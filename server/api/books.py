"""The registers over HTTP, and purging private texts. No rules here."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Request

from server import access, protocol
from server.access import Principal
from server.gate.context import House, caller, house, reply, submit
from server.queue.command import Refusal
from server.queue.office import Office
from server.queue.register import book
from server.store.registers import EntryRow

router = APIRouter(prefix="/api/v1/offices/{office}", tags=["books"])


def _stand(request: Request, office: str, verb: str) -> tuple[House, Office, Principal]:
    found = house(request)
    here = found.desk.office(office)
    return found, here, access.permit(caller(request), verb, office=office)


@router.get("/registers")
async def registers(request: Request, office: str) -> list[dict[str, Any]]:
    """The office's books, each with its last automatic number of this year (null: none yet, or a book of paper)."""
    _, here, _ = _stand(request, office, "see_staff")
    assert here.settings is not None and here.day is not None
    return [
        {**protocol.plain(each), "year": here.day.year, "last": here.registers.get((each.id, here.day.year))}
        for each in here.settings.registers
    ]


@router.get("/registers/{book_id}/entries")
async def entries(
    request: Request,
    office: str,
    book_id: str,
    year: int | None = None,
    first: date | None = None,
    last: date | None = None,
    service: str | None = None,
    printed: str | None = None,
) -> list[dict[str, Any]]:
    """Entries of a book and year (this year without `year`), in the order they were taken."""
    found, here, who = _stand(request, office, "see_staff")
    assert here.settings is not None and here.day is not None
    if book(here.settings, book_id) is None:
        raise Refusal("register_unknown", status=404, book=book_id)
    asked = year if year is not None else here.day.year
    rows = await found.desk.in_writer(
        lambda: found.registers.entries(
            office, book_id, year=asked, first=first, last=last, service=service, printed=printed
        )
    )
    return [_entry(each, hidden=each.confidential and not access.sees_confidential(who)) for each in rows]


def _entry(row: EntryRow, *, hidden: bool) -> dict[str, Any]:
    """An entry as JSON; of a confidential ticket only that the number was taken."""
    return {
        "printed": row.printed,
        "number": row.number,
        "service_day": row.service_day.isoformat(),
        "at": protocol.plain(row.at),
        "ticket": None if hidden else row.ticket,
        "service": None if hidden else row.service,
        "queue_number": None if hidden else row.queue_number,
        "void": row.void,
    }


@router.post("/registers/{book_id}/void")
async def void(request: Request, office: str, book_id: str, body: protocol.VoidRegister) -> protocol.TicketReply:
    """Mark a number as void; it stays in its place and is not given again."""
    options = {
        "book": book_id,
        "year": body.year,
        "printed": body.printed,
        "reason": body.reason,
        "again": body.again,
        "register_number": body.register_number,
    }
    return reply(await submit(request, office, verb="void_register", message=body, counter=book_id, options=options))


@router.post("/private/purge")
async def purge(request: Request, office: str, body: protocol.Purge) -> protocol.TicketReply:
    """Private texts go for good: those with these ids, or all of one ticket (its id, or its eight-digit code)."""
    found, _, _ = _stand(request, office, "purge")
    ticket = body.ticket
    if ticket is not None:
        said = ticket.replace("-", "")
        if len(said) == 8 and said.isdigit():
            ticket = await found.desk.in_writer(lambda: found.private.ticket_of(office, code=said)) or ticket
    options = {"ids": body.ids}
    return reply(await submit(request, office, verb="purge", message=body, ticket=ticket, options=options))
