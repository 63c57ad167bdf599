"""Tickets and counters over HTTP: a body becomes a command, an answer becomes a reply. No rules here."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from server import access, protocol
from server.gate.coming_back import enter_by_code
from server.gate.context import caller, house, reply, submit
from server.protocol import encode
from server.queue import several
from server.queue.change import plain_fields
from server.queue.command import Refusal
from server.queue.office import Answer, Office
from server.queue.ticket import Ticket

router = APIRouter(prefix="/api/v1/offices/{office}", tags=["queue"])

#: Verbs of a ticket on the wire; `transfer` has a body of its own.
TICKET_VERBS = (
    "call-chosen", "recall", "start", "finish", "hold", "resume", "change-service", "no-show", "reinstate", "hand-over",
    "cancel", "void", "return-file", "send-back", "place",
)  # fmt: skip
#: Verbs about the services and files of a ticket.
SERVICES_VERBS = ("add-service", "drop-service", "set-files")
COUNTER_VERBS = ("open", "call-next", "pause", "close")


def issued(answer: Answer) -> protocol.Issued:
    """The answer to an issue, made from its event."""
    data: dict[str, Any] = dict(answer.event.data["ticket"])
    due = data["due"]
    return protocol.Issued(
        ticket_id=data["id"],
        code=data["code"],
        number=data["number"],
        series=data["series"],
        lane=data["lane"],
        issued_at=datetime.fromisoformat(data["issued_at"]),
        service=data["service"],
        service_day=date.fromisoformat(data["service_day"]),
        ahead=answer.event.data["ahead"],
        collect_on=date.fromisoformat(due) if due is not None else None,
    )


@router.get("/tickets")
async def tickets(
    request: Request, office: str, state: str | None = None, lane: str | None = None, code: str | None = None
) -> list[protocol.TicketState]:
    """Tickets of today and those that live on, in order of issue; narrowed by state, lane or code."""
    here = house(request).desk.office(office)
    here = access.visible(here, access.permit(caller(request), "see_staff", office=office))
    found = [
        ticket
        for ticket in here.tickets.values()
        if state in (None, ticket.state.value) and lane in (None, ticket.lane) and code in (None, ticket.code)
    ]
    found.sort(key=lambda ticket: (ticket.issued_at, ticket.id))
    return [ticket_state(here, ticket) for ticket in found]


@router.get("/tickets/{ticket_id}")
async def ticket(request: Request, office: str, ticket_id: str) -> protocol.TicketState:
    """One ticket by its id."""
    here = house(request).desk.office(office)
    here = access.visible(here, access.permit(caller(request), "see_staff", office=office))
    found = here.tickets.get(ticket_id)
    if found is None:
        raise Refusal("ticket_unknown", status=404)
    return ticket_state(here, found)


def ticket_state(office: Office, ticket: Ticket) -> protocol.TicketState:
    """A ticket as the wire says it."""
    return protocol.TicketState(
        ticket_id=ticket.id,
        code=ticket.code,
        number=ticket.number,
        service_day=ticket.service_day,
        service=ticket.service,
        priority=ticket.priority,
        state=ticket.state.value,
        step=office.stop(ticket).no,
        lane=ticket.lane,
        counter=ticket.counter,
        since=ticket.since,
        issued_at=ticket.issued_at,
        ready_at=ticket.ready_at,
        due=ticket.due,
        outcome=ticket.outcome,
        registers=ticket.registers,
        channel=ticket.channel,
        level_due=ticket.level_due,
        classed=ticket.classed,
    )


@router.post("/tickets", status_code=201, response_model=protocol.Issued)
async def issue(request: Request, office: str, body: protocol.Issue) -> Response:
    """A number for a visitor. The same request_id again gives the same number."""
    options = {"service": body.service, "priority": body.priority, "language": body.language, "help": body.help}
    message = issued(await submit(request, office, verb="issue", message=body, options=options))
    # Written as the protocol writes it, at once: the one answer that a morning's rush waits for.
    return Response(encode(message), status_code=201, media_type="application/json")


@router.post("/tickets/paper", status_code=201)
async def enter_paper(request: Request, office: str, body: protocol.EnterPaper) -> protocol.TicketReply:
    """A number given on paper in an emergency, with the times written on its sheet."""
    options = {
        "running": body.running,
        "service": body.service,
        "arrived": body.arrived,
        "finished": body.finished,
        "day": body.day.isoformat() if body.day is not None else None,
        "priority": body.priority,
        "files": body.files,
    }
    return reply(await submit(request, office, verb="enter_paper", message=body, options=options))


@router.post("/tickets/several", status_code=201)
async def issue_several(request: Request, office: str, body: protocol.IssueSeveral) -> protocol.IssuedSeveral:
    """One number for several services, or for several files of one. The same request_id again gives the same number."""
    options = {
        "service": body.services[0] if body.services else None,
        "also": body.services[1:],
        "files": body.files,
        "priority": body.priority,
        "language": body.language,
        "help": body.help,
    }
    answer = await submit(request, office, verb="issue", message=body, options=options)
    ticket = answer.event.data["ticket"]
    left = tuple(several.read(each).service for each in ticket["services_left"])
    return protocol.IssuedSeveral(issued=issued(answer), services=(ticket["service"], *left), files=ticket["files"])


@router.post("/tickets/{ticket_id}/transfer")
async def transfer(request: Request, office: str, ticket_id: str, body: protocol.Transfer) -> protocol.TicketReply:
    """Send a ticket to another lane or counter for the same step; priority and place in line stay."""
    options = {
        "lane": body.lane,
        "to_counter": body.to_counter,
        "to_person": body.to_person,
        "seen_step": body.step,
        "on_behalf": body.on_behalf,
    }
    return reply(await submit(request, office, verb="transfer", message=body, ticket=ticket_id, options=options))


@router.post("/tickets/{ticket_id}/undo")
async def undo(request: Request, office: str, ticket_id: str, body: protocol.Undo) -> protocol.TicketReply:
    """Take one's own last action on a ticket back, within a minute and while nobody was told what cannot be unsaid."""
    return reply(await submit(request, office, verb="undo", message=body, ticket=ticket_id, options={"seq": body.seq}))


@router.post("/tickets/{ticket_id}/slip")
async def slip(request: Request, office: str, ticket_id: str, body: protocol.SlipReport) -> protocol.TicketReply:
    """What became of a print job."""
    options = {"outcome": body.outcome, "copy": body.copy}
    return reply(await submit(request, office, verb="report_slip", message=body, ticket=ticket_id, options=options))


@router.post("/tickets/{ticket_id}/print")
async def ask_slip(request: Request, office: str, ticket_id: str, body: protocol.AskSlip) -> protocol.TicketReply:
    """Ask the office's printer for a slip; a second one of the same ticket bears SALINAN."""
    options = {"kind": body.kind, "reason": body.reason, "identity": body.identity}
    return reply(await submit(request, office, verb="ask_slip", message=body, ticket=ticket_id, options=options))


def _add_services_verb(path: str) -> None:
    verb = path.replace("-", "_")

    async def say(request: Request, office: str, ticket_id: str, body: protocol.Services) -> protocol.TicketReply:
        options = {"service": body.service, "files": body.files}
        return reply(await submit(request, office, verb=verb, message=body, ticket=ticket_id, options=options))

    router.post(f"/tickets/{{ticket_id}}/{path}", name=verb)(say)


def _prints(request: Request, office: str) -> bool:
    """Whether staff of the office call and a printer of theirs is there; a kiosk prints its own slips."""
    who = caller(request)
    if who is None or who.role not in access.PEOPLE:
        return False
    return any(each.kind == "printer" for each in house(request).accounts.devices(office))


def _add_ticket_verb(path: str) -> None:
    verb = path.replace("-", "_")

    async def say(request: Request, office: str, ticket_id: str, body: protocol.TicketCommand) -> protocol.TicketReply:
        options = {
            "reason": body.reason,
            "service": body.service,
            "outcome": body.outcome,
            "then": body.then,
            "seen_step": body.step,
            "print": verb == "change_service" and _prints(request, office),
            "register_number": body.register_number,
            "missing": body.missing,
            "place": body.place,
            "on_behalf": body.on_behalf,
        }
        answer = await submit(
            request, office, verb=verb, message=body, ticket=ticket_id, counter=body.counter, options=options
        )
        return reply(answer)

    router.post(f"/tickets/{{ticket_id}}/{path}", name=verb)(say)


def _add_counter_verb(path: str) -> None:
    verb = path.replace("-", "_")

    async def say(request: Request, office: str, counter: str, body: protocol.CounterCommand) -> protocol.TicketReply:
        options = {"lanes": body.lanes, "reason": body.reason, "take_over": body.take_over}
        return reply(await submit(request, office, verb=verb, message=body, counter=counter, options=options))

    router.post(f"/counters/{{counter}}/{path}", name=f"counter_{verb}")(say)


@router.post("/re-enter")
async def re_enter(request: Request, office: str, body: protocol.ReEnter) -> protocol.ReEntered:
    """A visitor is back with a slip: in line again for the same ticket, found by its code."""
    return re_entered(await enter_by_code(request, office, body))


@router.post("/tickets/{ticket_id}/re-enter")
async def re_enter_found(
    request: Request, office: str, ticket_id: str, body: protocol.TicketCommand
) -> protocol.ReEntered:
    """The same for a ticket that staff have found another way."""
    options = {"seen_step": body.step}
    return re_entered(await submit(request, office, verb="re_enter", message=body, ticket=ticket_id, options=options))


def re_entered(answer: Answer) -> protocol.ReEntered:
    """The answer to a re-entry, made from its event."""
    data = answer.event.data
    ticket: dict[str, Any] = dict(data["ticket"])
    return protocol.ReEntered(
        ticket_id=ticket["id"],
        code=ticket["code"],
        number=ticket["number"],
        series=data["series"],
        lane=ticket["lane"],
        at=answer.event.at,
        service=ticket["service"],
        service_day=date.fromisoformat(data["day"]),
        ahead=data["ahead"],
        purpose=data["purpose"],
        new_number=data["new_number"],
    )


for _path in TICKET_VERBS:
    _add_ticket_verb(_path)
for _path in SERVICES_VERBS:
    _add_services_verb(_path)
for _path in COUNTER_VERBS:
    _add_counter_verb(_path)


@router.post("/help")
async def help_(request: Request, office: str, body: protocol.HelpAsked) -> protocol.TicketReply:
    """A visitor at this kiosk asks for a clerk."""
    return reply(await submit(request, office, verb="ask_help", message=body))


@router.post("/help/answer")
async def answer_help(request: Request, office: str, body: protocol.HelpAnswered) -> protocol.TicketReply:
    """A clerk goes there."""
    return reply(
        await submit(request, office, verb="answer_help", message=body, options=plain_fields({"device": body.device}))
    )
