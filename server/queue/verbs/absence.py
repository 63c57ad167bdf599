"""
A lane is not there until some time, is covered by another, is back. Pure: returns drafts, changes nothing.

What an absence does to promises is `queue.absence`; here each due day it moves becomes an event of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from server.queue.absence import CAPACITIES, LONGEST, Absence, absence_of, due_again, lost_days
from server.queue.change import moved
from server.queue.command import Command, Refusal
from server.queue.event import Draft, instant
from server.queue.office import Office
from server.queue.reasons import reason


def lane_absent(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    Nobody is in a lane until an instant (`until`), the opening of a `day`, or that of the next working day (`tomorrow`).

    Raises: Refusal `lane_unknown`, `absence_time`, `reason_unknown`, `lane_covers` (it works for another just now).
    """
    lane = _lane(office, command.options.get("lane"))
    if any(each.covered_by == lane for each in office.absences.values()):
        raise Refusal("lane_covers", lane=lane)
    until = _until(office, command, now)
    code = reason("lane_absent", command.options.get("reason"))
    lasting = office.absences.get(lane)
    data: dict[str, object] = {
        "lane": lane,
        "replaces": lasting.seq if lasting is not None else None,
        "until": instant(until),
        "reason": code,
        "days": list(lost_days(office, now=now, until=until)),
    }
    return _with_dues(office, Draft(type="lane_absent", data=data), now=now)


def cover_lane(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    Another lane (`by`) works for one whose person is not there, as `capacity`: its people see and tick the tickets of both.

    Time and reason are those of the absence that lasts, where none are said. Raises: as `lane_absent`, and `cover_not_possible`.
    """
    lane, by = (_lane(office, command.options.get(name)) for name in ("lane", "by"))
    capacity = command.options.get("capacity") or CAPACITIES[0]
    if by == lane or by in office.absences or capacity not in CAPACITIES:
        raise Refusal("cover_not_possible", lane=by)
    if any(each.covered_by == lane for each in office.absences.values()):
        raise Refusal("lane_covers", lane=lane)
    lasting = office.absences.get(lane)
    said = any(command.options.get(name) for name in ("until", "day", "tomorrow"))
    until = _until(office, command, now) if said or lasting is None else lasting.until
    code = command.options.get("reason") or (lasting.reason if lasting is not None else None)
    data: dict[str, object] = {
        "lane": lane,
        "replaces": lasting.seq if lasting is not None else None,
        "until": instant(until),
        "reason": reason("lane_absent", code),
        "days": [],
        "by": by,
        "capacity": capacity,
    }
    return _with_dues(office, Draft(type="lane_covered", data=data), now=now)


def lane_back(office: Office, command: Command, now: datetime) -> list[Draft]:
    """A lane is there again, sooner than was said. Raises: Refusal `lane_unknown`, `lane_there`."""
    lane = _lane(office, command.options.get("lane"))
    lasting = office.absences.get(lane)
    if lasting is None:
        raise Refusal("lane_there", lane=lane)
    return _with_dues(office, _back(lasting, ended=now, cause="clerk"), now=now)


def times_over(office: Office, now: datetime) -> list[Draft]:
    """Absences whose time is over end by themselves, at their time, also after nights without power."""
    over = [each for each in office.absences.values() if each.until <= now]
    drafts = [_back(each, ended=each.until, cause="system") for each in over]
    left = {lane: each for lane, each in office.absences.items() if each not in over}
    return [*_dues(office, left, now=now), *drafts] if over else []


def dues_follow(office: Office, now: datetime) -> list[Draft]:
    """A ticket whose way changed (a transfer, another service, a step back) while a lane is away counts its days too."""
    return _dues(office, office.absences, now=now) if office.absences else []


def lanes_dropped(office: Office, kept: frozenset[str], *, now: datetime) -> list[Draft]:
    """New settings without a lane that was absent or covered for another."""
    return [
        _back(each, ended=now, cause="configured")
        for lane, each in office.absences.items()
        if lane not in kept or (each.covered_by is not None and each.covered_by not in kept)
    ]


def _back(lasting: Absence, *, ended: datetime, cause: str) -> Draft:
    data = {"lane": lasting.lane, "began": lasting.seq, "ended": instant(ended), "cause": cause}
    return Draft(type="lane_back", data=data)


def _with_dues(office: Office, draft: Draft, *, now: datetime) -> list[Draft]:
    """The due days that move, then what moves them: the request is answered by the last event."""
    absences = {lane: each for lane, each in office.absences.items() if lane != draft.data["lane"]}
    if draft.type != "lane_back":
        absences[draft.data["lane"]] = absence_of(draft.data, seq=0, at=now)
    return [*_dues(office, absences, now=now), draft]


def _dues(office: Office, absences: Mapping[str, Absence], *, now: datetime) -> list[Draft]:
    return [
        moved(
            "due_moved", office, ticket, now=now, changes=changes, facts={"cause": "absence", "from": _iso(ticket.due)}
        )
        for ticket, changes in due_again(office, absences)
    ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _lane(office: Office, lane: str | None) -> str:
    assert office.settings is not None
    if not any(each.id == lane and not each.applicant for each in office.settings.lanes):
        raise Refusal("lane_unknown", status=404, lane=str(lane))
    return str(lane)


def _until(office: Office, command: Command, now: datetime) -> datetime:
    """When the lane is there again. Raises: Refusal `absence_time` for none, one that is past, or one on a closed day."""
    calendar, options = office.calendar, command.options
    assert office.day is not None
    until: datetime | None = options.get("until")
    day: date | None = options.get("day")
    if options.get("tomorrow"):
        day = calendar.working_day_after(office.day, days=1)
    if day is not None and calendar.is_working_day(day) and calendar.opening(day):
        until = calendar.opening(day)[0][0]
    if until is None or not now < until <= now + LONGEST:
        raise Refusal("absence_time")
    return until
