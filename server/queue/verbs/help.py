"""A visitor at a kiosk who asks for a clerk. Pure: returns drafts, changes nothing."""

from __future__ import annotations

from datetime import datetime

from server.queue.command import Command, Refusal
from server.queue.event import Draft
from server.queue.office import Office


def ask_help(office: Office, command: Command, now: datetime) -> list[Draft]:
    """A visitor at a kiosk asks for a clerk."""
    return [Draft(type="help_asked", data={"device": command.actor.id})]


def answer_help(office: Office, command: Command, now: datetime) -> list[Draft]:
    """A clerk goes to a kiosk where somebody asked."""
    device = str(command.options.get("device"))
    if device not in office.help:
        raise Refusal("help_not_asked", status=404)
    return [Draft(type="help_answered", data={"device": device})]
