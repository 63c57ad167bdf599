"""What a person decides about the office's days: holidays, leave, extra days, and how a day ends. Pure: returns drafts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from server.protocol import Malformed, SetDays, SpecialDayPart, from_plain
from server.queue.calendar import Span
from server.queue.command import Command, Refusal
from server.queue.documents import check_spans
from server.queue.event import Draft
from server.queue.office import Office

#: Longest name of a day that fits a notice.
NAME_LENGTH = 80
#: Where a date may come from.
SOURCES = ("holidays", "csv", "kantor")
#: What becomes of visitors still waiting when the day ends.
CLOSING_RULES = ("serve_all", "first_tomorrow")


def set_days(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    Set and remove special days; `days` are `protocol.SpecialDayPart` as JSON values, `remove` dates.

    Raises: Refusal `malformed` (422), `day_hours_needed`, `nothing_to_set`.
    """
    told = {"request_id": "", "days": command.options.get("days", []), "remove": command.options.get("remove", [])}
    try:
        asked = from_plain(SetDays, told)
    except Malformed as error:
        raise Refusal("malformed", status=422, detail=str(error)) from error
    if len({day.day for day in asked.days}) != len(asked.days):
        raise Refusal("malformed", status=422, detail="days: each date once")
    set_ = [_told(office, day) for day in asked.days]
    removed = [day.isoformat() for day in asked.remove if day in office.days]
    if not set_ and not removed:
        raise Refusal("nothing_to_set")
    return [Draft(type="days_set", data={"set": set_, "removed": removed})]


def _told(office: Office, asked: SpecialDayPart) -> dict[str, Any]:
    day = asked.day
    key = f"days.{day}"
    if asked.source not in SOURCES:
        raise Refusal("malformed", status=422, detail=f"{key}.source: {', '.join(SOURCES)}")
    if len(asked.name) > NAME_LENGTH:
        raise Refusal("malformed", status=422, detail=f"{key}.name: 0-{NAME_LENGTH}")
    spans = tuple(Span(each.opens, each.closes) for each in asked.hours)
    check_spans(key, spans)
    if spans and not asked.open:
        raise Refusal("malformed", status=422, detail=f"{key}.hours: a closed day has none")
    if asked.kind in ("buka_khusus", "jam_khusus") and not asked.open:
        raise Refusal("malformed", status=422, detail=f"{key}.open: true, or another kind")
    needed = asked.kind == "jam_khusus" or (office.calendar.hours and not office.calendar.usual(day))
    if asked.open and not spans and needed:
        raise Refusal("day_hours_needed", date=day.isoformat())
    return {
        "day": day.isoformat(),
        "kind": asked.kind,
        "open": asked.open,
        "hours": [list(span) for span in sorted(spans)],
        "name": asked.name,
        "source": asked.source,
    }


def close_day_rule(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Choose what becomes of visitors still waiting when the day ends, from now on. Raises: Refusal `malformed`."""
    rule = command.options.get("rule")
    if rule not in CLOSING_RULES:
        raise Refusal("malformed", status=422, detail=f"rule: {', '.join(CLOSING_RULES)}")
    return [Draft(type="closing_rule_set", data={"rule": rule})]
