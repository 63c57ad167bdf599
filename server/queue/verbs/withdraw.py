"""A ticket that ends before its way does: the visitor withdraws. Pure: returns drafts, changes nothing."""

from __future__ import annotations

from datetime import datetime

from server.queue.change import moved
from server.queue.command import Command, Refusal
from server.queue.event import Draft
from server.queue.office import Office
from server.queue.reasons import reason
from server.queue.ticket import State, Verb
from server.queue.verbs.preconditions import allowed, found


def cancel(office: Office, command: Command, now: datetime) -> list[Draft]:
    """The visitor withdraws."""
    ticket = found(office, command)
    allowed(ticket, Verb.CANCEL)
    if "issue_any" not in command.actor.permissions and (ticket.state is not State.WAITING or ticket.calls):
        raise Refusal("wrong_state", number=ticket.number, state=ticket.state.value, verb="cancel")
    code = reason("cancel", command.options.get("reason"))
    changes = {"state": State.CANCELLED, "counter": None, "held_reason": None}
    return [moved("cancelled", office, ticket, now=now, changes=changes, facts={"reason": code})]
