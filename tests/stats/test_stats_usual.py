"""What is usual on a weekday: a median over days, and silence where there are too few of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from server.queue.calendar import Calendar
from server.stats.usual import same_weekdays, usual_arrivals
from tests.builders import FRIDAY

DAY = date(2026, 11, 20)


def at(hour: int, *, weeks: int) -> datetime:
    """A number taken at an hour in Jakarta, some Fridays ago."""
    return FRIDAY.replace(hour=0) + timedelta(hours=hour - 7) - timedelta(weeks=weeks)


def test_the_same_weekday_of_eight_weeks() -> None:
    days = same_weekdays(DAY)
    assert len(days) == 8
    assert {day.weekday() for day in days} == {4}
    assert max(days) == date(2026, 11, 13)


@pytest.mark.parametrize(
    ("days", "usual"),
    [
        ([[8, 8, 9]], None),
        ([[8], [8]], None),
        ([[8, 8, 9], [8], [8, 8, 8]], {8: 2}),
        ([[8, 8, 9], [8, 9], [], [8, 8, 8, 9, 9]], {8: 2, 9: 1}),
        ([[], [], [], []], None),
    ],
)
def test_the_median_of_days_on_which_somebody_came(days: list[list[int]], usual: dict[int, int] | None) -> None:
    arrivals = {
        DAY - timedelta(weeks=week): [at(hour, weeks=week) for hour in hours] for week, hours in enumerate(days, 1)
    }
    assert usual_arrivals(arrivals, calendar=Calendar(zone="Asia/Jakarta")) == usual
