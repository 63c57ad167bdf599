"""
Who is next, and why, in one sentence a clerk can say to a crowd.

One rule so far (DESIGN 5): priority first, at most two in a row before one other, then by arrival. Pure; knows nothing of
counters beyond what it is told, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from server.protocol import Words
from server.queue.ticket import State, Ticket

#: Priority tickets called in a row before one other is called (DESIGN 5).
PRIORITY_IN_A_ROW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """The ticket whose turn it is. `reason` is a stable code: `collect`, `priority`, `turn`, `arrival`."""

    ticket: Ticket
    reason: str
    streak: int


def eligible(
    tickets: Iterable[Ticket],
    *,
    lanes: frozenset[str],
    counter: str | None,
    callable_steps: frozenset[str],
    open_counters: frozenset[str],
) -> list[Ticket]:
    """
    Tickets that may be called at a counter serving `lanes`, first in line first.

    Args:
        counter: the counter that calls; tickets bound to another one are left out. None: bound tickets are left out.
        open_counters: counters at which somebody sits; a ticket bound to one where nobody does is for every counter again.
        callable_steps: ids of the tickets whose visitor is wanted and here, see `verbs.preconditions.callable_now`.
    """
    found = [
        ticket
        for ticket in tickets
        if ticket.lane in lanes
        and ticket.state in (State.READY, State.WAITING)
        and ticket.id in callable_steps
        and (ticket.bound is None or ticket.bound == counter or ticket.bound not in open_counters)
    ]
    return sorted(found, key=lambda ticket: (ticket.queued_at, ticket.id))


def pick_next(line: list[Ticket], *, streak: int) -> Next | None:
    """
    Choose from a line in order of arrival.

    Args:
        line: as from `eligible`.
        streak: how many priority tickets this counter called in a row just now.

    Returns: None when nobody waits. `streak` of the answer is the new count.
    """
    if not line:
        return None
    first = next((ticket for ticket in line if ticket.priority and ticket.confirmed is not False), None)
    other = next((ticket for ticket in line if not (ticket.priority and ticket.confirmed is not False)), None)
    if first is not None and (streak < PRIORITY_IN_A_ROW or other is None):
        return Next(ticket=first, reason="priority", streak=streak + 1)
    assert other is not None
    if first is not None:
        return Next(ticket=other, reason="turn", streak=0)
    return Next(ticket=other, reason="collect" if other.state is State.READY else "arrival", streak=0)


def why(chosen: Next, *, now: datetime) -> Words:
    """The sentence for a choice. Minutes are whole ones already waited, so it is true a little later too."""
    minutes = max(0, int((now - chosen.ticket.queued_at).total_seconds() // 60))
    number = chosen.ticket.number
    waited_id = f"menunggu {minutes} menit" if minutes else "baru datang"
    waited_en = f"waiting {minutes} minutes" if minutes else "has just come"
    match chosen.reason:
        case "priority":
            return Words(
                id=f"{number} giliran berikutnya: {waited_id} dan didahulukan.",
                en=f"{number} is next: {waited_en} and goes first.",
            )
        case "turn":
            return Words(
                id=f"{number} giliran berikutnya: {waited_id}; sudah {PRIORITY_IN_A_ROW} yang didahulukan berturut-turut.",
                en=f"{number} is next: {waited_en}; {PRIORITY_IN_A_ROW} priority visitors in a row were called before.",
            )
        case "collect":
            return Words(
                id=f"{number} giliran berikutnya: berkasnya siap diambil, {waited_id}.",
                en=f"{number} is next: the document is ready to be collected, {waited_en}.",
            )
        case _:
            return Words(
                id=f"{number} giliran berikutnya: {waited_id}, paling lama di antrean ini.",
                en=f"{number} is next: {waited_en}, the longest in this line.",
            )


def rule(groups: tuple[Words, ...]) -> Words:
    """The sentence on the board about who goes first, made from the rule. `groups`: names of the groups switched on."""
    if not groups:
        return Words(id="Dipanggil menurut waktu datang.", en="Called in order of arrival.")
    return Words(
        id="Didahulukan: " + ", ".join(group.id for group in groups),
        en="Served first: " + ", ".join(group.en for group in groups),
    )
