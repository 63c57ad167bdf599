"""
*Gangguan sistem*: the office's clock is stopped, and goes on. What that does to a ticket's time is `queue.stoppage`.

Pure: returns drafts, changes nothing.
"""

from __future__ import annotations

from datetime import datetime

from server.queue.command import Command, Refusal
from server.queue.event import Draft
from server.queue.office import Office
from server.queue.reasons import reason


def stop_clock(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    Stop the clock of the whole office, or of some `services` or `lanes`, for a `reason`.

    Raises: Refusal `service_unknown`, `lane_unknown`, `reason_unknown`, `stopped_already`.
    """
    assert office.settings is not None
    services = tuple(sorted(set(command.options.get("services") or ())))
    lanes = tuple(sorted(set(command.options.get("lanes") or ())))
    known = {lane.id for lane in office.settings.lanes if not lane.applicant}
    if strange := [service for service in services if service not in office.current]:
        raise Refusal("service_unknown", status=404, service=strange[0])
    if strange := [lane for lane in lanes if lane not in known]:
        raise Refusal("lane_unknown", status=404, lane=strange[0])
    code = reason("stop_clock", command.options.get("reason"))
    if any(each.until is None and (each.services, each.lanes) == (services, lanes) for each in office.stoppages):
        raise Refusal("stopped_already")
    data = {"reason": code, "services": list(services), "lanes": list(lanes)}
    return [Draft(type="clock_stopped", data=data)]


def go_on(office: Office, command: Command, now: datetime) -> list[Draft]:
    """End one stoppage (`stoppage`: its seq), or all that last. Raises: Refusal `stoppage_over`."""
    wanted = command.options.get("stoppage")
    lasting = [each.seq for each in office.stoppages if each.until is None and wanted in (None, each.seq)]
    if not lasting:
        raise Refusal("stoppage_over")
    return [Draft(type="clock_went_on", data={"stoppage": seq}) for seq in lasting]
