"""
Numbers that were given on paper while nothing worked, entered afterwards with the times written on the sheet.

Their series has its own rule: a number of it is equal to no other of its day, and may leave gaps, because the sheet says which
were given. Pure: returns drafts, changes nothing.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.queue.absence import promised
from server.queue.change import whole
from server.queue.command import Command, Refusal
from server.queue.event import Draft
from server.queue.office import SHEETS_KEPT, Office
from server.queue.route import days_from
from server.queue.ticket import State, Ticket, number_text
from server.queue.verbs.several import chosen

#: A sheet can be entered up to this many days after its day: over a week with a holiday, not from last month's drawer.
SHEET_DAYS = SHEETS_KEPT
#: Numbers on a sheet at most.
MOST_ON_SHEET = 999
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


def enter_paper(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    One line of an emergency sheet: `running`, `service`, `arrived` and `finished` (local `HH:MM`), `day` (ISO, None: today).

    Of today and not finished it stands in line with the time it came; everything else is recorded as done and never called.
    Raises: Refusal `paper_number_wrong`, `paper_number_taken`, `paper_day`, `paper_time`, and those of an issue.
    """
    assert office.settings is not None and command.request_id is not None and office.day is not None
    said = command.options
    ((present, version), *_) = chosen(office, command)
    day = _day(office, said.get("day"))
    running = int(said.get("running") or 0)
    series = office.settings.emergency_series
    if not 1 <= running <= MOST_ON_SHEET:
        raise Refusal("paper_number_wrong", most=str(MOST_ON_SHEET))
    if running in office.sheets.get(day, ()):
        raise Refusal("paper_number_taken", number=number_text(series, running))
    arrived = _instant(office, day, said.get("arrived"))
    finished = _instant(office, day, said["finished"]) if said.get("finished") else None
    if arrived > now or (finished is not None and not arrived <= finished <= now):
        raise Refusal("paper_time")
    code = next((code for code in command.codes if code not in office.codes), None)
    if code is None:
        raise Refusal("codes_exhausted", status=503)
    waits = day == office.day and finished is None
    lanes = [stop.lane for stop in version.stops]
    ticket = Ticket(
        id=command.request_id,
        code=code,
        series=series,
        running=running,
        number=number_text(series, running),
        service_day=day,
        service=present.service,
        version=present.version,
        files=present.files,
        priority=bool(said.get("priority", False)),
        confirmed=None,
        help=False,
        language="id",
        state=State.WAITING if waits else State.FINISHED,
        step=0,
        lane=version.stops[0].lane,
        counter=None,
        bound=None,
        issued_at=arrived,
        since=now if waits else finished or arrived,
        arrived=now if waits else arrived,
        queued_at=arrived,
        calls=0,
        begun_at=None,
        ready_at=None,
        **(promised(office, lanes=lanes, days=days_from(version.stops, step=0)) if waits else {"due": None}),
        step_seconds=0.0,
        total_seconds=0.0,
        waited_seconds=0.0,
        held_reason=None,
        outcome=None if waits else "selesai",
        issued_by=command.actor.id,
        late_rows=not waits,
        recorded=True,
    )
    return [whole("paper_entered", ticket, recorded_late=not waits)]


def _day(office: Office, text: str | None) -> date:
    """The day of the sheet. Raises: Refusal `paper_day`."""
    assert office.day is not None
    try:
        day = office.day if text is None else date.fromisoformat(text)
    except ValueError:
        raise Refusal("paper_day", days=str(SHEET_DAYS)) from None
    if not timedelta(0) <= office.day - day <= timedelta(days=SHEET_DAYS):
        raise Refusal("paper_day", days=str(SHEET_DAYS))
    return day


def _instant(office: Office, day: date, text: str | None) -> datetime:
    """A time as written on the sheet. Raises: Refusal `paper_time`."""
    found = _CLOCK.fullmatch((text or "").strip())
    if found is None:
        raise Refusal("paper_time")
    local = datetime.combine(day, time(int(found[1]), int(found[2])), tzinfo=ZoneInfo(office.calendar.zone))
    return local.astimezone(UTC)
