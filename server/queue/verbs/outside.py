"""
A file that lives on while its visitor is not here: where it rests, what becomes of it when the visitor does not come, and
where its paper lies. Pure: returns drafts, changes nothing.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from server.queue.change import moved
from server.queue.command import Command, Refusal
from server.queue.event import Draft
from server.queue.office import Office
from server.queue.route import Stop
from server.queue.ticket import State, Ticket, Verb
from server.queue.verbs.preconditions import allowed, found

#: A place is a short code, not a name: capitals, digits and `. / -`, words of at most six letters, at least one digit.
_PLACE = re.compile(r"(?=.*[0-9])(?!.*[A-Z]{7})[A-Z0-9][A-Z0-9 ./-]{0,15}")


def works_outside(stop: Stop) -> bool:
    """Whether a file that waits for this row is *outside*: the row is done without the visitor and takes days."""
    return stop.days > 0 and not stop.present


def resting(office: Office, ticket: Ticket) -> State:
    """Where a ticket rests at its step while nobody works on it."""
    if ticket.ready_at is not None:
        return State.READY
    return State.OUTSIDE if works_outside(office.stop(ticket)) else State.WAITING


def absent(office: Office, ticket: Ticket, *, now: datetime, cause: str, calls: int) -> Draft:
    """
    The visitor is not there. A document stays ready; a file that was returned, or whose visitor came back for it, is kept.

    `calls`: what the ticket's calls become where it can be called again; `cause`: `clerk` or `system`.
    """
    changes: dict[str, Any] = {"counter": None, "held_reason": None}
    facts = {"cause": cause}
    if ticket.ready_at is not None:
        changes |= {"state": State.READY, "calls": calls}
        return moved("not_collected", office, ticket, now=now, changes=changes, facts=facts)
    if ticket.missing:
        changes |= {"state": State.RETURNED, "calls": 0}
        return moved("file_kept", office, ticket, now=now, changes=changes, facts=facts)
    if ticket.came_back or ticket.channel is not None:
        # A complaint that was taken down goes on without whoever told it.
        changes |= {"state": State.WAITING, "calls": 0, "gone": True, "bound": None, "person": None}
        return moved("file_kept", office, ticket, now=now, changes=changes, facts=facts)
    return moved("no_show", office, ticket, now=now, changes={**changes, "state": State.NO_SHOW}, facts=facts)


def place(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Say where the paper file lies."""
    ticket = found(office, command)
    allowed(ticket, Verb.PLACE)
    changes = {"place": read_place(command, needed=True)}
    return [moved("placed", office, ticket, now=now, changes=changes)]


def read_place(command: Command, *, needed: bool = False) -> str | None:
    """The place a command names, in capitals; None where it names none. Raises: Refusal `place_unreadable`."""
    said = command.options.get("place")
    if not said and not needed:
        return None
    text = " ".join(str(said or "").upper().split())
    if not _PLACE.fullmatch(text):
        raise Refusal("place_unreadable", status=422)
    return text
