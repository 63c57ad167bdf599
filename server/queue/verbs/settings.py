"""What an office is told about itself: its settings, its procedures, its clock. Pure: returns drafts, changes nothing."""

from __future__ import annotations

from datetime import datetime

from server.queue.command import Command, Refusal
from server.queue.documents import read_procedure, read_settings
from server.queue.event import Draft
from server.queue.office import Office


def configure(office: Office, command: Command, now: datetime) -> list[Draft]:
    """New settings of the office; `document` is a `sop.model.Office` as JSON values."""
    settings = read_settings(office, command.options["document"])
    for seat in office.seats.values():
        if seat.clerk is not None and seat.counter not in {counter.id for counter in settings.counters}:
            raise Refusal("counter_busy", counter=seat.counter, number="")
    replaces = None if office.settings is None else office.seq
    return [Draft(type="office_configured", data={"document": command.options["document"], "replaces": replaces})]


def publish(office: Office, command: Command, now: datetime) -> list[Draft]:
    """A new version of a procedure; `document` is a `sop.model.Procedure` as JSON values."""
    procedure = read_procedure(office, command.options["document"])
    before = office.current.get(procedure.id)
    data = {
        "id": procedure.id,
        "version": (before or 0) + 1,
        "replaces": before,
        "document": command.options["document"],
    }
    return [Draft(type="procedure_published", data=data)]


def confirm_clock(office: Office, command: Command, now: datetime) -> list[Draft]:
    """A person says that the clock is right after all."""
    return [Draft(type="clock_confirmed", data={})]


def tick(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Nothing of its own: only what time makes due, which every command brings with it."""
    return []
