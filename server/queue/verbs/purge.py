"""Taking private texts out of the table by hand. Pure: returns drafts, changes nothing."""

from __future__ import annotations

from datetime import datetime

from server.queue.command import Command, Refusal
from server.queue.event import Draft
from server.queue.office import Office
from server.queue.private import purged


def purge(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    Purge texts: those with the `ids` said, or all of the ticket said.

    Raises: Refusal `private_unknown` where one of them is not there (any more), or the ticket has none.
    """
    ids = list(command.options.get("ids") or ())
    if command.ticket is not None:
        ids += [id_ for id_, kept in office.private.items() if kept.ticket == command.ticket]
    if not ids or any(id_ not in office.private for id_ in ids):
        raise Refusal("private_unknown", status=404)
    return [purged(dict.fromkeys(ids), cause="person")]
