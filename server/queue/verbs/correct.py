"""
Mistakes of a clerk: a number issued by mistake, and taking back what one has just done.

Taken back is one's own last action on a ticket, within a minute, while nobody was told anything that cannot be unsaid. Whether
a kind of event can be taken back is `UNDO`, and nothing else. Pure: returns drafts, changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum

from server.queue.change import moved, whole
from server.queue.command import Command, Refusal
from server.queue.event import Draft
from server.queue.office import LastAction, Office
from server.queue.reasons import reason
from server.queue.ticket import SEATED, State, Ticket, Verb
from server.queue.verbs.preconditions import allowed, found
from server.queue.verbs.release import still_there

#: How long after it an action can be taken back, of office time.
UNDO_WITHIN = timedelta(seconds=60)


class Why(Enum):
    """Why an action stays; `YES`: it can be taken back."""

    YES = "can be taken back"
    SPOKEN = "the hall heard it"
    SHOWN = "the board showed it"
    TOLD = "the visitor holds it, or was told"
    PRINTED = "it is on paper"
    GIVEN = "a number of a register was given"
    ONCE = "it was itself a taking back"
    SYSTEMS = "no person did it"
    NOT_OF_A_TICKET = "it is not about a ticket"


YES, SPOKEN, SHOWN, TOLD, PRINTED = Why.YES, Why.SPOKEN, Why.SHOWN, Why.TOLD, Why.PRINTED
GIVEN = Why.GIVEN
ONCE, SYSTEMS, NOT_OF_A_TICKET = Why.ONCE, Why.SYSTEMS, Why.NOT_OF_A_TICKET

#: Event type → `YES`, or why it stays. Every type is here; a test says so.
UNDO: Mapping[str, Why] = {
    # Only the desk, the file or the screen of a clerk moved.
    "started": YES,
    "step_finished": YES,
    "handed_over": YES,
    "finished": YES,
    "held": YES,
    "resumed": YES,
    "transferred": YES,
    "service_changed": YES,
    "service_added": YES,
    "service_dropped": YES,
    "service_ended": YES,
    "files_changed": YES,
    "no_show": YES,
    "not_collected": YES,
    # The visitor may have gone; then they are not there when called, and that can be said too.
    "cancelled": YES,
    "voided": YES,
    # The visitor still stands at the counter, or was never told; on paper it is a `slip_asked`, which stays.
    "returned": YES,
    "sent_back": YES,
    "file_kept": YES,
    "placed": YES,
    # The hall heard it, or read it on the board.
    "called": SPOKEN,
    "recalled": SPOKEN,
    "became_ready": SHOWN,
    # The visitor holds the number, or was told that they are in line again.
    "issued": TOLD,
    "paper_entered": TOLD,
    "reinstated": TOLD,
    "re_entered": TOLD,
    "slip_asked": PRINTED,
    "slip_reported": PRINTED,
    "undone": ONCE,
    "left_counter": SYSTEMS,
    "carried_over": SYSTEMS,
    "expired": SYSTEMS,
    "released": SYSTEMS,
    "due_moved": SYSTEMS,
    "lane_absent": NOT_OF_A_TICKET,
    "lane_covered": NOT_OF_A_TICKET,
    "lane_back": NOT_OF_A_TICKET,
    "office_configured": NOT_OF_A_TICKET,
    "procedure_published": NOT_OF_A_TICKET,
    "clock_confirmed": NOT_OF_A_TICKET,
    "day_rolled": NOT_OF_A_TICKET,
    "days_set": NOT_OF_A_TICKET,
    # A number of a book is given once: it is voided, not taken back.
    "register_voided": GIVEN,
    "register_replaced": GIVEN,
    "private_purged": NOT_OF_A_TICKET,
    "closing_rule_set": NOT_OF_A_TICKET,
    "opening_changed": NOT_OF_A_TICKET,
    "clock_stopped": NOT_OF_A_TICKET,
    "clock_went_on": NOT_OF_A_TICKET,
    # What was written down stays written down.
    "complaint_recorded": TOLD,
    "complaint_answered": TOLD,
    "complaint_classified": YES,
    "complaint_risen": SYSTEMS,
    "counter_opened": NOT_OF_A_TICKET,
    "counter_paused": NOT_OF_A_TICKET,
    "counter_closed": NOT_OF_A_TICKET,
    "help_asked": NOT_OF_A_TICKET,
    "help_answered": NOT_OF_A_TICKET,
}


def undo(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    Take the actor's own last action on a ticket back: the ticket stands again as it stood before, all of it.

    What was several events of one request (*Selesai sampai penyerahan*) goes back as a whole. Raises: Refusal `undo_nothing`,
    `undo_changed` (it is not the action the person saw), `undo_not_yours`, one for each `Why`, `undo_too_late`, `undo_counter`.
    """
    ticket = found(office, command)
    said = office.lasts.get(ticket.id)
    if said is None:
        raise Refusal("undo_nothing", number=ticket.number)
    seen = command.options.get("seq")
    if seen is not None and seen != said.last:
        raise Refusal("undo_changed", number=ticket.number)
    if said.actor != command.actor.id:
        raise Refusal("undo_not_yours", number=ticket.number)
    for type_ in said.types:
        _can_go_back(UNDO[type_], ticket.number)
    if now - said.at > UNDO_WITHIN:
        raise Refusal("undo_too_late", number=ticket.number)
    allowed(ticket, Verb.UNDO)
    before = said.before
    assert before is not None
    if before.registers != ticket.registers:
        _can_go_back(GIVEN, ticket.number)
    _seat_is_free(office, before, said)
    before = still_there(office, before)
    facts = {"undoes": said.first, "through": said.last, "types": list(said.types)}
    return [whole("undone", before, **facts, untaken=[list(each) for each in said.takens])]


def _can_go_back(why: Why, number: str) -> None:
    match why:
        case Why.YES:
            return
        case Why.SPOKEN:
            raise Refusal("undo_spoken", number=number)
        case Why.SHOWN:
            raise Refusal("undo_shown", number=number)
        case Why.TOLD:
            raise Refusal("undo_visitor_told", number=number)
        case Why.PRINTED:
            raise Refusal("undo_printed", number=number)
        case Why.GIVEN:
            raise Refusal("undo_given", number=number)
        case Why.ONCE:
            raise Refusal("undo_only_once", number=number)
        case Why.SYSTEMS:
            raise Refusal("undo_not_yours", number=number)
        case Why.NOT_OF_A_TICKET:
            raise Refusal("undo_nothing", number=number)


def _seat_is_free(office: Office, before: Ticket, said: LastAction) -> None:
    """Who goes back to a counter finds it as it was: the same sitting down, nobody else there. Raises: Refusal `undo_counter`."""
    if before.state not in SEATED or before.counter is None:
        return
    seat = office.seats.get(before.counter)
    if seat is None or seat.clerk is None or seat.pause is not None or seat.since_seq > said.first:
        raise Refusal("undo_counter", number=before.number, counter=before.counter)
    if seat.ticket not in (None, before.id):
        raise Refusal("undo_counter", number=before.number, counter=before.counter)


def void(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    A number issued by mistake: it stays used, and is in no figure. Only before anybody began to work on it.

    A line of a paper sheet that was typed wrongly goes the same way, done or not, and its number can be entered again.

    Raises: Refusal `begun_already`.
    """
    ticket = found(office, command)
    allowed(ticket, Verb.VOID)
    on_sheet = ticket.recorded and ticket.state is State.FINISHED and ticket.begun_at is None
    if not on_sheet and (
        ticket.state is State.FINISHED or ticket.begun_at is not None or ticket.step or ticket.ready_at
    ):
        raise Refusal("begun_already", number=ticket.number)
    code = reason("void", command.options.get("reason"))
    changes = {"state": State.VOID, "counter": None, "held_reason": None}
    return [moved("voided", office, ticket, now=now, changes=changes, facts={"reason": code})]
