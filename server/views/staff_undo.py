"""
What a person can take back now: their own last action, while its minute runs. Pure; words are the pages'.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from server.access import Principal
from server.queue.office import Office
from server.queue.verbs.correct import UNDO_WITHIN
from server.views.staff_actions import try_it


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoOffer:
    """One action to take back: `seq` its last event, `until` when its minute is over (aware)."""

    ticket: str
    number: str
    seq: int
    until: datetime


def undo_offer(office: Office, person: Principal, *, now: datetime) -> UndoOffer | None:
    """The newest action of a person, if it can still be taken back; never an older one behind it."""
    own = [(said.last, id_) for id_, said in office.lasts.items() if said.actor == person.id]
    if not own:
        return None
    seq, id_ = max(own)
    ticket, said = office.tickets.get(id_), office.lasts[id_]
    if ticket is None or now - said.at > UNDO_WITHIN:
        return None
    refused, _ = try_it(office, person, "undo", ticket=ticket, options={"seq": seq}, now=now)
    if refused is not None:
        return None
    return UndoOffer(ticket=id_, number=ticket.number, seq=seq, until=said.at + UNDO_WITHIN)
