"""
The office's time: its service day, its working days, and how much of a stretch of time it was open.

No opening hours set means always open (DESIGN 9). Holidays come with the calendar of a later version; until then a working
day is a weekday with hours or, where no hours are set, Monday to Friday (Perpres 21/2023: five working days).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sop.model import OpenHours

_DAY = timedelta(days=1)


@lru_cache(maxsize=32)
def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises: ZoneInfoNotFoundError."""
    return ZoneInfo(name)


def service_day(now: datetime, *, zone_name: str) -> date:
    """The local date of the office at `now` (aware)."""
    return now.astimezone(zone(zone_name)).date()


def midnight_after(day: date, *, zone_name: str) -> datetime:
    """The instant at which `day` ends in the office's zone."""
    return datetime.combine(day + _DAY, time(), tzinfo=zone(zone_name))


def is_working_day(day: date, *, hours: tuple[OpenHours, ...]) -> bool:
    """Whether the office works on `day` by its weekly hours."""
    if not hours:
        return day.weekday() < 5
    return any(each.weekday == day.weekday() for each in hours)


def working_day_after(day: date, *, days: int, hours: tuple[OpenHours, ...]) -> date:
    """The working day that comes `days` (>= 0) working days after `day`; 0 gives `day` itself."""
    while days > 0:
        day += _DAY
        if is_working_day(day, hours=hours):
            days -= 1
    return day


def working_days_between(first: date, last: date, *, hours: tuple[OpenHours, ...]) -> int:
    """Working days after `first` up to and including `last`; 0 when `last` is not after `first`."""
    count = 0
    while first < last:
        first += _DAY
        count += is_working_day(first, hours=hours)
    return count


def open_seconds(start: datetime, end: datetime, *, hours: tuple[OpenHours, ...], zone_name: str) -> float:
    """Seconds of [start, end) in which the office was open; all of them where no hours are set. Never negative."""
    if end <= start:
        return 0.0
    if not hours:
        return (end - start).total_seconds()
    here = zone(zone_name)
    seconds = 0.0
    day = start.astimezone(here).date()
    last = end.astimezone(here).date()
    while day <= last:
        for each in hours:
            if each.weekday != day.weekday():
                continue
            opens = datetime.combine(day, time.fromisoformat(each.opens), tzinfo=here)
            closes = datetime.combine(day, time.fromisoformat(each.closes), tzinfo=here)
            seconds += max(0.0, (min(end, closes) - max(start, opens)).total_seconds())
        day += _DAY
    return seconds
