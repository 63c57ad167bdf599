"""What an office is told about itself: its settings, its procedures, its clock. Pure: returns drafts, changes nothing."""

from __future__ import annotations

from datetime import datetime

from server.queue.command import SYSTEM, Command, Refusal
from server.queue.documents import read_procedure, read_settings
from server.queue.event import Draft
from server.queue.office import Office
from server.queue.verbs.absence import lanes_dropped
from server.queue.verbs.release import counters_dropped
from sop.fault_words import fault_words
from sop.faults import Fault
from sop.model import Procedure
from sop.rules import kept, rules


def configure(office: Office, command: Command, now: datetime) -> list[Draft]:
    """New settings of the office; `document` is a `sop.model.Office` as JSON values."""
    settings = read_settings(office, command.options["document"])
    kept = frozenset(counter.id for counter in settings.counters)
    for seat in office.seats.values():
        if seat.clerk is not None and seat.counter not in kept:
            raise Refusal("counter_busy", counter=seat.counter, number="")
    replaces = None if office.settings is None else office.seq
    data = {"document": command.options["document"], "replaces": replaces}
    lanes = frozenset(lane.id for lane in settings.lanes)
    dropped = [*counters_dropped(office, kept, now=now), *lanes_dropped(office, lanes, now=now)]
    return [*dropped, Draft(type="office_configured", data=data)]


def publish(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    A new version of a procedure; `document` is a `sop.model.Procedure` as JSON values.

    `replaces`, where it is said, is the version the author saw: 0 for none. Raises: Refusal `version_changed` where another
    one is in force by now, `procedure_unsound` (422) with the broken rules of the catalogue in words.
    """
    procedure = read_procedure(office, command.options["document"])
    before = office.current.get(procedure.id)
    seen = command.options.get("replaces")
    if seen is not None and seen != (before or 0):
        raise Refusal("version_changed", procedure=procedure.id, version=str(before or 0))
    _check_sound(office, procedure, printed_by_hand=command.actor.id != SYSTEM.id)
    data = {
        "id": procedure.id,
        "version": (before or 0) + 1,
        "replaces": before,
        "document": command.options["document"],
    }
    return [Draft(type="procedure_published", data=data)]


def _check_sound(office: Office, procedure: Procedure, *, printed_by_hand: bool) -> None:
    """
    The rules of the catalogue; faults the version in force has already are not held against its next one.

    `printed_by_hand`: a person publishes, who may not change what a document prints; the catalogue itself may.
    """
    assert office.settings is not None
    version = office.current.get(procedure.id)
    before = office.versions[procedure.id, version].procedure if version is not None else None
    faults = rules(procedure, office.settings)
    if before is not None:
        known = set(rules(before, office.settings)) if faults else set()
        faults = tuple(fault for fault in faults if fault not in known)
        if printed_by_hand:
            faults += kept(before, procedure)
    elif printed_by_hand and procedure.origin == "document":
        faults += (Fault(f"{office.id}/{procedure.id}.toml", "id", procedure.id, "K-01 … for what no document prints"),)
    if faults:
        said = [fault_words(fault, procedure) for fault in faults[:3]]
        raise Refusal(
            "procedure_unsound",
            status=422,
            procedure=procedure.id,
            sentences=" ".join(each.id for each in said),
            sentences_en=" ".join(each.en for each in said),
        )


def confirm_clock(office: Office, command: Command, now: datetime) -> list[Draft]:
    """A person says that the clock is right after all."""
    return [Draft(type="clock_confirmed", data={})]


def tick(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Nothing of its own: only what time makes due, which every command brings with it."""
    return []
