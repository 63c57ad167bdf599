"""Complaints over HTTP: taken down, recorded, classified, answered, read; their texts pass by every event. No rules here."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request

from server import access, protocol
from server.api.tickets import issued
from server.gate.complaints import read_texts
from server.gate.context import caller, house, reply, submit

router = APIRouter(prefix="/api/v1/offices/{office}", tags=["complaints"])


@router.post("/complaints", status_code=201)
async def take(request: Request, office: str, body: protocol.Complaint) -> protocol.Issued:
    """A complaint that reached the office by any channel. The same request_id again gives the same number."""
    options = {
        "service": body.service,
        "channel": body.channel,
        "read_back": body.read_back,
        "confidential": body.confidential,
        "priority": body.priority,
        "language": body.language,
    }
    answer = await submit(
        request,
        office,
        verb="take_complaint",
        message=replace(body, text="", contact=""),
        options=options,
        texts={"complaint": body.text, "contact": body.contact},
    )
    return issued(answer)


@router.post("/tickets/{ticket_id}/record-complaint")
async def record(request: Request, office: str, ticket_id: str, body: protocol.RecordComplaint) -> protocol.TicketReply:
    """What a complainant says at the counter, or what comes later."""
    options = {"read_back": body.read_back, "confidential": body.confidential, "seen_step": body.step}
    answer = await submit(
        request,
        office,
        verb="record_complaint",
        message=replace(body, text="", contact=""),
        ticket=ticket_id,
        options=options,
        texts={"complaint": body.text, "contact": body.contact},
    )
    return reply(answer)


@router.post("/tickets/{ticket_id}/classify")
async def classify(request: Request, office: str, ticket_id: str, body: protocol.Classify) -> protocol.TicketReply:
    """How grave a complaint is, and whether it is about staff."""
    options = {"classed": body.classed, "confidential": body.confidential}
    return reply(await submit(request, office, verb="classify", message=body, ticket=ticket_id, options=options))


@router.post("/tickets/{ticket_id}/answer")
async def answer(request: Request, office: str, ticket_id: str, body: protocol.ComplaintAnswer) -> protocol.TicketReply:
    """What the complainant is told; only then can the complaint be solved."""
    said = await submit(
        request,
        office,
        verb="answer",
        message=replace(body, text=""),
        ticket=ticket_id,
        texts={"answer": body.text},
    )
    return reply(said)


@router.get("/tickets/{ticket_id}/texts")
async def texts(request: Request, office: str, ticket_id: str) -> list[protocol.TextPart]:
    """A complaint's private texts, the oldest first; those purged are not there any more."""
    found = house(request)
    here = found.desk.office(office)
    who = access.permit(caller(request), "read_private", office=office)
    return await read_texts(found, here, who, ticket_id)
