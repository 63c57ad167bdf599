"""
What must hold before a verb is carried out: the ticket is there, the table allows it, the counter is free.

Each asks one thing of an office and refuses by name; none changes anything.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from server.queue.command import Actor, Command, Refusal
from server.queue.office import Office, Version
from server.queue.ticket import SEATED, State, Ticket, Verb, WrongVerb, require

#: How long a visitor can cancel or change at the kiosk that gave the number (LOOKS 4, *Salah pilih? Ganti*).
VISITORS_MINUTES = timedelta(minutes=2)

#: Verbs of a ticket that ask nothing of whose sitting it is: they are about its paper, are one's own (`undo`), or no sitting
#: allows them at all.
OF_ANYBODY = frozenset({"ask_slip", "report_slip", "undo", "call_chosen"})
#: Verbs that take up a ticket that waits; one that waits for a person is taken up by that person.
_TAKES_UP = frozenset({"start", "resume", "finish"})


def found(office: Office, command: Command) -> Ticket:
    """
    The ticket a command speaks of.

    Raises: Refusal `ticket_unknown`, `step_changed` where the person saw another step, `colleagues_sitting` where it is called to
    or served at a colleague's counter, `for_a_colleague` where it waits for one, both unless said on their behalf.
    """
    ticket = office.tickets.get(command.ticket or "")
    if ticket is None or hidden(office, ticket, command):
        raise Refusal("ticket_unknown", status=404)
    seen = command.options.get("seen_step")
    if seen is not None and seen != ticket.step:
        raise Refusal("step_changed", number=ticket.number)
    staff = "issue_any" in command.actor.permissions
    if staff and command.verb not in OF_ANYBODY and not command.options.get("on_behalf"):
        clerk = sitting_of(office, ticket)
        if clerk not in (None, command.actor.id):
            raise Refusal("colleagues_sitting", number=ticket.number, counter=ticket.counter or "")
        if clerk is None and command.verb in _TAKES_UP and ticket.person not in (None, command.actor.id):
            raise Refusal("for_a_colleague", number=ticket.number)
    return ticket


def sitting_of(office: Office, ticket: Ticket) -> str | None:
    """The clerk at whose counter a ticket is called or served; None where it is at none."""
    if ticket.state not in SEATED or ticket.counter is None:
        return None
    seat = office.seats.get(ticket.counter)
    return seat.clerk if seat is not None else None


def said_for(office: Office, command: Command) -> dict[str, str]:
    """What events say of a command given on behalf of the colleague whose sitting or ticket it is: `{"for": their id}`, or {}."""
    ticket = office.tickets.get(command.ticket or "")
    if ticket is None or not command.options.get("on_behalf"):
        return {}
    clerk = sitting_of(office, ticket) or ticket.person
    return {"for": clerk} if clerk not in (None, command.actor.id) else {}


def hidden(office: Office, ticket: Ticket, command: Command) -> bool:
    """
    Whether a ticket is kept from whoever says a command: a complaint about staff, from all who may not see those.

    Two know of it anyway: the clerk at whose counter it is, and whoever took it down, who may have its receipt printed. A
    printer says of any slip what became of it.
    """
    actor = command.actor
    if not ticket.confidential or "see_confidential" in actor.permissions or command.verb == "report_slip":
        return False
    if command.verb == "ask_slip" and ticket.issued_by == actor.id:
        return False
    seat = office.seats.get(ticket.counter or "")
    return seat is None or seat.ticket != ticket.id or seat.clerk != actor.id


def allowed(ticket: Ticket, verb: Verb) -> None:
    """Check the verb against the table. Raises: Refusal `wrong_state`, naming both."""
    try:
        require(ticket.state, verb)
    except WrongVerb as wrong:
        raise Refusal("wrong_state", number=ticket.number, state=wrong.state.value, verb=verb.value) from wrong


def offered(office: Office, service: str | None, *, command: Command) -> Version:
    """The present version of a service. Raises: Refusal `service_unknown`, `service_not_at_kiosk`."""
    version = office.current.get(service or "")
    if version is None:
        raise Refusal("service_unknown", status=404, service=service or "")
    found_version = office.versions[service or "", version]
    if found_version.procedure.kiosk != "issue" and "issue_any" not in command.actor.permissions:
        raise Refusal("service_not_at_kiosk", service=service or "")
    return found_version


def still_the_visitors(office: Office, ticket: Ticket, *, actor: Actor, now: datetime) -> None:
    """
    What the kiosk may take back or change: a number it gave itself, whom nobody has called, within two minutes.

    Staff (`issue_any`) are not asked. Raises: Refusal `not_this_kiosk`, `wrong_state`, `two_minutes_over`.
    """
    if "issue_any" in actor.permissions:
        return
    if ticket.issued_by != actor.id:
        raise Refusal("not_this_kiosk", status=403, number=ticket.number)
    if ticket.state is not State.WAITING or ticket.calls or ticket.begun_at is not None:
        raise Refusal("already_called", number=ticket.number)
    if now - ticket.issued_at > VISITORS_MINUTES:
        raise Refusal("two_minutes_over", number=ticket.number)


def free_seat(office: Office, counter: str, *, actor: Actor) -> None:
    """Check that the actor can begin a sitting at a counter. Raises: Refusal `counter_unknown|closed|taken|paused|busy`."""
    seat = office.seats.get(counter)
    if seat is None:
        raise Refusal("counter_unknown", status=404, counter=counter)
    if seat.clerk is None:
        raise Refusal("counter_closed", counter=counter)
    if seat.clerk != actor.id:
        raise Refusal("counter_taken", counter=counter)
    if seat.pause is not None:
        raise Refusal("counter_paused", counter=counter)
    if seat.ticket is not None:
        raise Refusal("counter_busy", counter=counter, number=office.tickets[seat.ticket].number)
