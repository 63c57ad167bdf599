"""Voiding a number of a book: it is marked and stays in its place. Pure: returns drafts, changes nothing."""

from __future__ import annotations

from datetime import datetime

from server.queue.command import Command, Refusal
from server.queue.event import Draft
from server.queue.office import Office
from server.queue.reasons import reason
from server.queue.register import taken_by


def void(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    Void a number with a reason; with `again` the same ticket takes another number for the same row in the same commit.

    Raises: Refusal `register_entry_unknown`, `register_voided_already`, `reason_needed`, `reason_unknown`, and those of
    taking a number.
    """
    said = command.options
    entry = office.registered.get((str(said.get("book")), int(said.get("year") or 0), str(said.get("printed"))))
    if entry is None:
        raise Refusal("register_entry_unknown", status=404, register_number=str(said.get("printed") or ""))
    if entry.void is not None:
        raise Refusal("register_voided_already", register_number=entry.printed)
    code = reason("void_register", said.get("reason"), needed=True)
    drafts = [
        Draft(
            type="register_voided",
            data={
                "book": entry.book,
                "year": entry.year,
                "number": entry.number,
                "printed": entry.printed,
                "of": entry.ticket,
                "reason": code,
            },
        )
    ]
    if said.get("again"):
        fact = taken_by(office, command).again(entry)
        fact |= {"ticket": entry.ticket, "service": entry.service, "queue_number": entry.queue_number}
        drafts.append(Draft(type="register_replaced", data={"register": fact, "instead_of": entry.printed}))
    return drafts
