"""Reading complaints for API and pages: their texts, and their way from level to level. Whether somebody may is asked here."""

from __future__ import annotations

from typing import Any, cast

from server.access import Principal, sees_confidential, visible
from server.gate.context import House
from server.protocol import TextPart
from server.queue.command import Refusal
from server.queue.office import Office
from server.store.private import LadderRow


async def read_texts(found: House, here: Office, who: Principal, ticket: str) -> list[TextPart]:
    """
    The private texts of a ticket, living or ended, for somebody who has `read_private`.

    Raises: Refusal `ticket_unknown` where there is none, or it is kept from them.
    """
    await check(found, here, who, ticket)
    ids = [id_ for id_, kept in here.private.items() if kept.ticket == ticket]
    rows = await found.desk.in_writer(lambda: found.private.read(here.id, ids))
    return [
        TextPart(
            id=each.id,
            purpose=cast(Any, each.purpose),
            created=each.created,
            expires=each.expires,
            body=each.body,
        )
        for each in rows
    ]


async def read_ladder(found: House, here: Office, who: Principal, ticket: str) -> list[LadderRow]:
    """Every stretch of a ticket's life with what began it, in order. Raises: Refusal `ticket_unknown`."""
    await check(found, here, who, ticket)
    return await found.desk.in_writer(lambda: found.private.ladder(here.id, ticket))


async def check(found: House, here: Office, who: Principal, ticket: str) -> None:
    """Whether somebody may know of a ticket, living or ended. Raises: Refusal `ticket_unknown`."""
    if ticket in here.tickets:
        if ticket not in visible(here, who).tickets:
            raise Refusal("ticket_unknown", status=404)
        return
    confidential = await found.desk.in_writer(lambda: found.private.confidential(here.id, ticket))
    if confidential is None or (confidential and not sees_confidential(who)):
        raise Refusal("ticket_unknown", status=404)


async def hidden_tickets(found: House, here: Office, who: Principal) -> frozenset[str]:
    """Ids of the tickets of any day that are kept from somebody."""
    if sees_confidential(who):
        return frozenset()
    return await found.desk.in_writer(lambda: found.private.all_confidential(here.id))
