"""
The chain of hashes through one office's stored journal, and the columns beside it. Reads through a connection it is handed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, text

from server.queue.event import GENESIS, UnknownEvent, link, read

#: A journal from its beginning, a piece at a time.
EVENTS = text(
    "SELECT seq, type, version, at, actor, request_id, payload, hash FROM events WHERE office = :office ORDER BY seq"
).execution_options(yield_per=2000)


def chain_faults(stored: Connection, office: str) -> Iterator[str]:
    """Every break of the chain and every column that differs from its payload, in the order of the journal."""
    previous, expected = GENESIS, 1
    request: str | None = None
    for row in stored.execute(EVENTS, {"office": office}):
        if row.seq != expected:
            yield f"{office}: event {expected} is missing, {row.seq} follows ({row.at})"
        if link(previous, office=office, seq=row.seq, text=row.payload) != row.hash:
            yield f"{office}: event {row.seq} does not fit its hash ({row.at})"
        previous, expected = row.hash, row.seq + 1
        try:
            event = read(office=office, seq=row.seq, text=row.payload, hash_=row.hash)
            at = datetime.fromisoformat(row.at)
        except (UnknownEvent, ValueError, KeyError, TypeError) as error:
            yield f"{office}: event {row.seq} cannot be read: {error}"
            continue
        # A request's id stands in the column of its first event only.
        column = event.request_id if event.request_id != request else None
        request = event.request_id
        told = (row.type, row.version, at, row.actor, row.request_id)
        if told != (event.type, event.version, event.at, event.actor, column):
            yield f"{office}: the columns of event {row.seq} differ from its payload ({row.at})"
