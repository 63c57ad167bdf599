"""Slips: asked of the office's printer, and what became of them. Pure: returns drafts, changes nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from server.queue.command import Command, Refusal
from server.queue.event import Draft
from server.queue.office import Office
from server.queue.reasons import reason
from server.queue.ticket import ENDED, State, Ticket
from server.queue.verbs.preconditions import found
from server.queue.verbs.returned import ahead_of


def ask_slip(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    Ask the office's printer for a paper of a ticket; a second one of the same, or one for a lost slip, bears SALINAN.

    A slip that is printed again for a reason goes to whoever the paper file belongs to: that this was looked at is said with it.
    Raises: Refusal `no_such_paper`, `identity_first`, `reason_unknown`.
    """
    ticket = found(office, command)
    kind = str(command.options.get("kind") or "ticket")
    there = {
        "ticket": True,
        "pickup": ticket.state not in ENDED and (ticket.due is not None or ticket.ready_at is not None),
        "returned": ticket.state is State.RETURNED,
        # Once it was taken down; before that there is nothing the office has received.
        "receipt": ticket.channel is not None and office.version(ticket).procedure.complaint,
    }
    if not there.get(kind, False):
        raise Refusal("no_such_paper", number=ticket.number)
    paper = paper_key(ticket, kind)
    data: dict[str, Any] = {
        "of": ticket.id,
        "ahead": ahead_of(office, lane=ticket.lane, queued_at=ticket.queued_at),
        "copy": paper in office.on_paper,
    }
    if kind != "ticket":
        data |= {"kind": kind, "paper": paper}
    if command.options.get("reason") is not None:
        if not command.options.get("identity"):
            raise Refusal("identity_first", number=ticket.number)
        code = reason("reprint", command.options["reason"])
        data |= {"copy": True, "reason": code, "identity": "paper_file"}
    return [Draft(type="slip_asked", data=data)]


def paper_key(ticket: Ticket, kind: str) -> str:
    """What `Office.on_paper` calls a paper; each return of a file has a list of its own."""
    if kind == "ticket":
        return ticket.id
    return f"{kind}:{ticket.id}:{ticket.returns if kind == 'returned' else ''}"


def report_slip(office: Office, command: Command, now: datetime) -> list[Draft]:
    """What became of a slip of a ticket that lives. The queue does not depend on it. Raises: Refusal `ticket_unknown`."""
    found(office, command)
    data = {
        "of": command.ticket,
        "outcome": command.options["outcome"],
        "copy": bool(command.options.get("copy", False)),
    }
    return [Draft(type="slip_reported", data=data)]
