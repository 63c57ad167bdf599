"""A ticket that ends before its way does: the visitor withdraws. Pure: returns drafts, changes nothing."""

from __future__ import annotations

from datetime import datetime

from server.queue.change import moved
from server.queue.command import Command
from server.queue.event import Draft
from server.queue.office import Office
from server.queue.reasons import reason
from server.queue.ticket import State, Verb
from server.queue.verbs.preconditions import allowed, found, still_the_visitors


def cancel(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    The visitor withdraws: told to staff at any time, or at the kiosk that gave the number within two minutes.

    A kiosk that got no answer in time says so later (`kiosk_unanswered`): nobody ever held that number.
    """
    ticket = found(office, command)
    allowed(ticket, Verb.CANCEL)
    code = reason("cancel", command.options.get("reason"))
    still_the_visitors(office, ticket, actor=command.actor, now=ticket.issued_at if code == "kiosk_unanswered" else now)
    changes = {"state": State.CANCELLED, "counter": None, "held_reason": None}
    return [moved("cancelled", office, ticket, now=now, changes=changes, facts={"reason": code})]
