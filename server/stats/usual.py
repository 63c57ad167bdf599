"""What a weekday is like at this office: arrivals of the same weekday in the weeks before. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from server.queue.calendar import Calendar
from server.stats.summary import percentile

#: Weeks looked back, and days with visitors needed before anything is called usual.
WEEKS = 8
DAYS_NEEDED = 3


def same_weekdays(day: date) -> tuple[date, ...]:
    """The same weekday in each of the `WEEKS` weeks before `day`, the nearest first."""
    return tuple(day - timedelta(weeks=week) for week in range(1, WEEKS + 1))


def usual_arrivals(arrivals: Mapping[date, Sequence[datetime]], *, calendar: Calendar) -> dict[int, int] | None:
    """
    Hour of the local clock → how many numbers are usually taken in it: the median (nearest rank) over the days.

    Days on which nobody came (closed, or not yet in use) are left out. Returns: only hours above 0; None when fewer than
    `DAYS_NEEDED` days are left, because two Fridays are no habit.
    """
    days = [[calendar.local(at).hour for at in times] for times in arrivals.values() if times]
    if len(days) < DAYS_NEEDED:
        return None
    hours = sorted({hour for day in days for hour in day})
    usual = {hour: int(percentile((day.count(hour) for day in days), percent=50) or 0) for hour in hours}
    return {hour: count for hour, count in usual.items() if count}
