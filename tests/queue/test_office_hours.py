"""The office's time: service days, working days and open seconds, by hand-made tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from server.queue.hours import (
    is_working_day,
    midnight_after,
    open_seconds,
    service_day,
    working_day_after,
    working_days_between,
)
from sop.model import OpenHours
from tests.builders import WEEK

JAKARTA = "Asia/Jakarta"
HOUR = 3600.0
#: With a midday break, Monday only.
SPLIT = (OpenHours(weekday=0, opens="08:00", closes="12:00"), OpenHours(weekday=0, opens="13:00", closes="15:00"))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Local time of Jakarta in November 2026 (the 20th is a Friday), as an instant."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        (datetime(2026, 11, 19, 16, 59, 59, tzinfo=UTC), JAKARTA, date(2026, 11, 19)),
        (datetime(2026, 11, 19, 17, 0, tzinfo=UTC), JAKARTA, date(2026, 11, 20)),
        (datetime(2026, 11, 19, 15, 0, tzinfo=UTC), "Asia/Jayapura", date(2026, 11, 20)),
        (datetime(2026, 11, 19, 16, 0, tzinfo=UTC), "Asia/Makassar", date(2026, 11, 20)),
    ],
)
def test_a_service_day_begins_at_local_midnight(now: datetime, zone: str, expected: date) -> None:
    assert service_day(now, zone_name=zone) == expected


def test_the_day_ends_at_the_next_local_midnight() -> None:
    assert midnight_after(date(2026, 11, 20), zone_name=JAKARTA) == datetime(2026, 11, 20, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hours", "expected"),
    [
        (20, (), True),
        (21, (), False),
        (22, (), False),
        (23, (), True),
        (20, WEEK, True),
        (21, WEEK, False),
        (24, SPLIT, False),
    ],
)
def test_working_days_are_the_days_with_hours_or_monday_to_friday(
    day: int, hours: tuple[OpenHours, ...], expected: bool
) -> None:
    assert is_working_day(date(2026, 11, day), hours=hours) is expected


@pytest.mark.parametrize(("days", "expected"), [(0, 20), (1, 23), (2, 24), (5, 27), (6, 30)])
def test_a_due_day_skips_the_weekend(days: int, expected: int) -> None:
    assert working_day_after(date(2026, 11, 20), days=days, hours=()) == date(2026, 11, expected)


@pytest.mark.parametrize(
    ("first", "last", "expected"), [(20, 20, 0), (20, 22, 0), (20, 23, 1), (20, 27, 5), (23, 20, 0), (21, 23, 1)]
)
def test_working_days_between_count_the_last_and_not_the_first(first: int, last: int, expected: int) -> None:
    assert working_days_between(date(2026, 11, first), date(2026, 11, last), hours=()) == expected


@pytest.mark.parametrize(
    ("start", "end", "hours", "expected"),
    [
        (at(19, 9), at(19, 10), (), HOUR),
        (at(19, 10), at(19, 9), (), 0.0),
        (at(19, 9), at(19, 9), WEEK, 0.0),
        (at(19, 9), at(19, 10), WEEK, HOUR),
        (at(19, 7), at(19, 9), WEEK, HOUR),
        (at(19, 15), at(19, 20), WEEK, HOUR),
        (at(19, 15), at(20, 9), WEEK, 2 * HOUR),
        (at(20, 10), at(23, 9), WEEK, 2 * HOUR),
        (at(21, 9), at(22, 18), WEEK, 0.0),
        (at(16, 0), at(23, 0), WEEK, (4 * 8 + 3) * HOUR),
        (at(23, 11), at(23, 14), SPLIT, 2 * HOUR),
        (at(20, 10), at(27, 10), (), 7 * 24 * HOUR),
    ],
)
def test_only_open_seconds_count_across_days(
    start: datetime, end: datetime, hours: tuple[OpenHours, ...], expected: float
) -> None:
    assert open_seconds(start, end, hours=hours, zone_name=JAKARTA) == expected
