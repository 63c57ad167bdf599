"""
What must hold before a verb is carried out: the ticket is there, the table allows it, the counter is free.

Each asks one thing of an office and refuses by name; none changes anything.
"""

from __future__ import annotations

from server.queue.command import Actor, Command, Refusal
from server.queue.office import Office, Version
from server.queue.ticket import Ticket, Verb, WrongVerb, require


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
