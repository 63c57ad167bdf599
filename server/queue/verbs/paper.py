"""Slips: asked of the office's printer, and what became of them. Pure: returns drafts, changes nothing."""

from __future__ import annotations

from datetime import datetime

from server.queue.command import Command
from server.queue.event import Draft
from server.queue.office import Office
from server.queue.ticket import State
from server.queue.verbs.preconditions import found


def ask_slip(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Ask the office's printer for a ticket's slip; a second one bears SALINAN."""
    ticket = found(office, command)
    ahead = sum(
        1
        for each in office.tickets.values()
        if each.lane == ticket.lane
        and each.state is State.WAITING
        and office.stop(each).present
        and each.queued_at < ticket.queued_at
    )
    return [Draft(type="slip_asked", data={"of": ticket.id, "ahead": ahead, "copy": ticket.id in office.on_paper})]


def report_slip(office: Office, command: Command, now: datetime) -> list[Draft]:
    """What became of a slip of a ticket that lives. The queue does not depend on it. Raises: Refusal `ticket_unknown`."""
    found(office, command)
    data = {
        "of": command.ticket,
        "outcome": command.options["outcome"],
        "copy": bool(command.options.get("copy", False)),
    }
    return [Draft(type="slip_reported", data=data)]
