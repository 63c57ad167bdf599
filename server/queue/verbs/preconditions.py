"""
What must hold before a verb is carried out: the ticket is there, the table allows it, the counter is free.

Each asks one thing of an office and refuses by name; none changes anything.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from server.queue.command import Actor, Command, Refusal
from server.queue.office import Office, Version
from server.queue.ticket import State, Ticket, Verb, WrongVerb, require

#: How long a visitor can cancel or change at the kiosk that gave the number (LOOKS 4, *Salah pilih? Ganti*).
VISITORS_MINUTES = timedelta(minutes=2)


def found(office: Office, command: Command) -> Ticket:
    """The ticket a command speaks of. Raises: Refusal `ticket_unknown`, `step_changed` where the person saw another step."""
    ticket = office.tickets.get(command.ticket or "")
    if ticket is None:
        raise Refusal("ticket_unknown", status=404)
    seen = command.options.get("seen_step")
    if seen is not None and seen != ticket.step:
        raise Refusal("step_changed", number=ticket.number)
    return ticket


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
