"""
The table of texts that no event may hold: reading them, and proving that a row is the one its event told of.

Rows are written and deleted in the commit of their event, by `journal`, from what `records` makes of it. Every method blocks.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, bindparam, text

from server.queue.event import Event
from server.queue.private import Text, keyed_hash
from server.store.database import reading
from server.store.records import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateText:
    """A text as it lies in the table; `expires` None = until somebody purges it."""

    id: str
    purpose: str
    created: datetime
    expires: date | None
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderRow:
    """A stretch of a complaint's way; `by_itself`: it rose there because the level before had its day over."""

    step: int
    lane: str
    state: str
    started_at: datetime
    ended_at: datetime | None
    by_itself: bool


class Private:
    """The private texts of all offices in one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def read(self, office: str, ids: Iterable[str]) -> list[PrivateText]:
        """Texts by their ids, the oldest first; those that were purged are left out."""
        query = text(
            "SELECT id, purpose, created, expires, body FROM private WHERE office = :office AND id IN :ids"
            " ORDER BY created, id"
        ).bindparams(bindparam("ids", expanding=True))
        with reading(self._engine) as connection:
            return [
                PrivateText(
                    id=row.id,
                    purpose=row.purpose,
                    created=datetime.fromisoformat(row.created),
                    expires=date.fromisoformat(row.expires) if row.expires is not None else None,
                    body=row.body,
                )
                for row in connection.execute(query, {"office": office, "ids": list(ids)})
            ]

    def same(self, office: str, id_: str, *, body: str) -> bool | None:
        """Whether a text is the one kept under an id; None where it was purged and nobody can tell."""
        found = self.read(office, (id_,))
        return found[0].body == body if found else None

    def confidential(self, office: str, ticket: str) -> bool | None:
        """Whether a ticket of any day is a complaint about staff; None where there is no such ticket."""
        query = text("SELECT confidential FROM tickets WHERE office = :office AND id = :id")
        with reading(self._engine) as connection:
            row = connection.execute(query, {"office": office, "id": ticket}).first()
        return bool(row[0]) if row is not None else None

    def all_confidential(self, office: str) -> frozenset[str]:
        """Ids of every complaint about staff."""
        query = text("SELECT id FROM tickets WHERE office = :office AND confidential")
        with reading(self._engine) as connection:
            return frozenset(row[0] for row in connection.execute(query, {"office": office}))

    def ladder(self, office: str, ticket: str) -> list[LadderRow]:
        """Every stretch of a ticket's life in one state, step and lane, with the event that began it, in order."""
        query = text(
            "SELECT p.step, p.lane, p.state, p.started_at, p.ended_at, e.type FROM periods p"
            " JOIN events e ON e.office = p.office AND e.seq = p.start_seq"
            " WHERE p.office = :office AND p.ticket = :ticket ORDER BY p.start_seq"
        )
        with reading(self._engine) as connection:
            return [
                LadderRow(
                    step=row.step,
                    lane=row.lane,
                    state=row.state,
                    started_at=datetime.fromisoformat(row.started_at),
                    ended_at=datetime.fromisoformat(row.ended_at) if row.ended_at is not None else None,
                    by_itself=row.type == "complaint_risen",
                )
                for row in connection.execute(query, {"office": office, "ticket": ticket})
            ]

    def ticket_of(self, office: str, *, code: str) -> str | None:
        """Id of the newest ticket with this code; None where there is none."""
        query = text("SELECT id FROM tickets WHERE office = :office AND code = :code ORDER BY issued_at DESC LIMIT 1")
        with reading(self._engine) as connection:
            row = connection.execute(query, {"office": office, "code": code}).first()
        return str(row[0]) if row is not None else None

    def faults(self, office: str, events: Iterable[Event]) -> list[str]:
        """
        What is wrong between the journal and the table, in words; [] when they fit.

        A row must have the hash its event told, a text that was not purged must be there, and one that was must be gone.
        """
        told: dict[str, str] = {}
        for event in events:
            for fact in event.data.get("private", ()):
                told[fact["id"]] = fact["hash"]
            if event.type == "private_purged":
                for id_ in event.data["gone"]:
                    told.pop(id_, None)
        faults = []
        query = text("SELECT id, salt, body FROM private WHERE office = :office ORDER BY id")
        with reading(self._engine) as connection:
            for row in connection.execute(query, {"office": office}):
                hash_ = told.pop(row.id, None)
                if hash_ is None:
                    faults.append(f"{office}: private text {row.id} is in no event, or was purged")
                elif not hmac.compare_digest(keyed_hash(salt=row.salt, body=row.body), hash_):
                    faults.append(f"{office}: private text {row.id} differs from what its event told")
        faults += [f"{office}: private text {id_} is missing" for id_ in sorted(told)]
        return faults


def rows_of(events: Iterable[Event], texts: Iterable[Text]) -> list[Row]:
    """The rows of texts that came with a command, as its events tell of them."""
    by_id = {each.id: each for each in texts}
    return [
        {
            "office": event.office,
            "id": fact["id"],
            "purpose": fact["purpose"],
            "created": event.at.isoformat(),
            "expires": fact["expires"],
            "salt": by_id[fact["id"]].salt,
            "body": by_id[fact["id"]].body,
        }
        for event in events
        for fact in event.data.get("private", ())
    ]
