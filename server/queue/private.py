"""
Texts that no event may hold: what an event says of one instead, and when one has to go.

A text (a complaint, an answer, a telephone number with consent) lies in the table `private`; the event has its id and a hash
keyed with the row's own random salt, so that the row proves the event and, once it is gone, nothing tells what it said. Pure:
the salt comes with the command, the row is written by the store in the commit of the event.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from server.queue.event import Draft
from server.queue.ticket import ENDED

if TYPE_CHECKING:
    from server.queue.office import Office

#: What a text can be for: a complaint, its answer, where to reach the complainant.
PURPOSES = ("complaint", "answer", "contact")
#: Longest text in characters; a letter of four pages fits.
LONGEST = 12_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text on its way into the table. `salt` is 32 random hexadecimal digits drawn by the caller; `id` likewise."""

    id: str
    purpose: str
    salt: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A text that is in the table: of which ticket, and the day from which it must be gone (None: until purged by hand)."""

    purpose: str
    ticket: str | None
    expires: date | None


def keyed_hash(*, salt: str, body: str) -> str:
    """HMAC-SHA-256 of a body with its row's salt, hex."""
    return hmac.new(bytes.fromhex(salt), body.encode(), hashlib.sha256).hexdigest()


def told(office: Office, texts: Iterable[Text], *, ticket: str | None) -> list[dict[str, Any]]:
    """What an event says of texts that come with it: fact `private`, a list."""
    assert office.settings is not None and office.day is not None
    days = {each.purpose: each.days for each in office.settings.retention}
    facts = []
    for text in texts:
        kept = days.get(text.purpose)
        expires = (office.day + timedelta(days=kept)).isoformat() if kept is not None else None
        facts.append(
            {
                "id": text.id,
                "purpose": text.purpose,
                "hash": keyed_hash(salt=text.salt, body=text.body),
                "ticket": ticket,
                "expires": expires,
            }
        )
    return facts


def purged(ids: Iterable[str], *, cause: str) -> Draft:
    """The event that texts were taken out of the table. `cause`: `expired`, or `person` where somebody did it."""
    return Draft(type="private_purged", data={"gone": list(ids), "cause": cause})


def expired(office: Office, now: datetime) -> list[Draft]:
    """A term: texts whose day has come go, but none of a ticket that still lives."""
    if office.expires_next is None or office.day is None or office.day < office.expires_next:
        return []
    due = [
        id_
        for id_, kept in office.private.items()
        if kept.expires is not None and kept.expires <= office.day and not _lives(office, kept.ticket)
    ]
    return [purged(due, cause="expired")] if due else []


def _lives(office: Office, ticket: str | None) -> bool:
    found = office.tickets.get(ticket or "")
    return found is not None and found.state not in ENDED
