"""A number for a visitor who is here. Pure: returns drafts, changes nothing."""

from __future__ import annotations

from datetime import datetime

from server.queue.absence import promised
from server.queue.change import issued
from server.queue.command import Command, Refusal
from server.queue.event import Draft
from server.queue.office import Office
from server.queue.opening import gives_numbers, numbers_from
from server.queue.route import days_from
from server.queue.several import written
from server.queue.ticket import State, Ticket, number_text
from server.queue.verbs.several import chosen


def issue(office: Office, command: Command, now: datetime) -> list[Draft]:
    """A number for a visitor who is here, for one service or several. The code is the first free one of those drawn."""
    assert office.settings is not None and command.request_id is not None and office.day is not None
    (present, version), *following = chosen(office, command)
    _check_opening(office, command, now)
    procedure, first = version.procedure, version.stops[0]
    series = next(group.series for group in office.settings.groups if group.id == procedure.group)
    code = next((code for code in command.codes if code not in office.codes), None)
    if code is None:
        raise Refusal("codes_exhausted", status=503)
    running = office.running.get(series, 0) + 1
    ticket = Ticket(
        id=command.request_id,
        code=code,
        series=series,
        running=running,
        number=number_text(series, running),
        service_day=office.day,
        service=procedure.id,
        version=present.version,
        priority=bool(command.options.get("priority", False)),
        confirmed=None,
        help=bool(command.options.get("help", False)),
        language=str(command.options.get("language", "id")),
        state=State.WAITING,
        step=0,
        lane=first.lane,
        counter=None,
        bound=None,
        issued_at=now,
        since=now,
        arrived=now,
        queued_at=now,
        calls=0,
        begun_at=None,
        ready_at=None,
        **promised(office, lanes=(stop.lane for stop in version.stops), days=days_from(version.stops, step=0)),
        step_seconds=0.0,
        total_seconds=0.0,
        waited_seconds=0.0,
        held_reason=None,
        outcome=None,
        issued_by=command.actor.id,
        files=present.files,
        services_left=tuple(written(each) for each, _ in following),
    )
    return [issued(ticket, ahead=office.waiting.get(first.lane, 0))]


def _check_opening(office: Office, command: Command, now: datetime) -> None:
    """Whether a number is given at this hour; staff may always. Raises: Refusal `numbers_later` naming when, `numbers_closed`."""
    if "issue_any" in command.actor.permissions or gives_numbers(office, now):
        return
    begins = numbers_from(office, now)
    if begins is None:
        raise Refusal("numbers_closed")
    raise Refusal("numbers_later", when=office.calendar.local(begins).isoformat(timespec="minutes"))
