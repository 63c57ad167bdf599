"""
What a person can do with a ticket now, and where each press would lead.

Each action is tried against `decide` itself, so that a page never holds a second copy of a rule. Pure; carries nothing out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from server.access import TABLE, Principal, actor
from server.protocol import Words
from server.queue.command import Command, Refusal
from server.queue.decide import decide
from server.queue.office import Office
from server.queue.ticket import Ticket
from server.views.staff_lines import (
    lane_name,
    step_words,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leads:
    """Where an action would leave the ticket: `no` the step's number, `here` it stays at this counter."""

    state: str
    no: str
    step: Words
    lane: Words
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """
    Something the person can do now.

    Attributes:
        kind: names words, icon and key in the templates.
        path: below `/api/v1/offices/{office}/`; None where a dialog asks for more first.
        body: the command's fields without its request id.
        refused: the code with which the office would refuse it now; None when it would be carried out.
        leads: what becomes of the ticket, where that is worth saying.
    """

    kind: str
    path: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    refused: str | None = None
    leads: Leads | None = None


def try_it(
    office: Office,
    person: Principal,
    verb: str,
    *,
    ticket: Ticket | None = None,
    counter: str | None = None,
    options: Mapping[str, Any] | None = None,
    now: datetime,
) -> tuple[str | None, Mapping[str, Any]]:
    """What `decide` would say now. Returns: (refusal code or None, the ticket's fields afterwards)."""
    if verb not in TABLE[person.role]:
        return "not_permitted", {}
    said = Command(
        verb=verb,
        actor=actor(person),
        request_id=None,
        ticket=ticket.id if ticket is not None else None,
        counter=counter,
        options=options or {},
    )
    try:
        drafts = decide(office, said, now)
    except Refusal as refusal:
        return refusal.code, {}
    after: Mapping[str, Any] = drafts[-1].data.get("ticket", {}) if drafts else {}
    return None, after


def ticket_action(
    office: Office,
    person: Principal,
    verb: str,
    *,
    ticket: Ticket,
    counter: str | None,
    now: datetime,
    kind: str | None = None,
    then: str | None = None,
    outcome: str | None = None,
    reason: str | None = None,
) -> Action:
    """A verb of a ticket as an action, tried against the office first."""
    said = (("counter", counter), ("then", then), ("outcome", outcome), ("reason", reason), ("step", ticket.step))
    body: dict[str, Any] = {name: value for name, value in said if value is not None}
    options = {"reason": reason, "outcome": outcome, "then": then or "auto"}
    code, after = try_it(office, person, verb, ticket=ticket, counter=counter, options=options, now=now)
    if code == "register_number_needed" and then in (None, "hand_over"):
        # The number stands in a book of paper: it is asked for first.
        return dialog("register_number" if then is None else "register_to_end")
    return Action(
        kind=kind or verb,
        path=f"tickets/{ticket.id}/{verb.replace('_', '-')}",
        body=body,
        refused=code,
        leads=_leads(office, ticket, after, counter=counter) if after else None,
    )


def _leads(office: Office, ticket: Ticket, after: Mapping[str, Any], *, counter: str | None) -> Leads:
    no, step = step_words(office.version(ticket), step=after["step"])
    return Leads(
        state=after["state"],
        no=no,
        step=step,
        lane=lane_name(office, after["lane"]),
        here=counter is not None and after["counter"] == counter,
    )


def dialog(kind: str) -> Action:
    """An action that first asks for more."""
    return Action(kind=kind)
