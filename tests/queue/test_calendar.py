"""The office's working time: days and open seconds by hand-made tables, and what must hold for any calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.queue.calendar import Calendar, Span, SpecialDay
from sop.model import OpenHours, Season, Words
from tests.builders import WEEK

JAKARTA = "Asia/Jakarta"
MINUTE = 60.0
HOUR = 3600.0


def hours(*rows: tuple[int, str, str]) -> tuple[OpenHours, ...]:
    """Weekly hours from (weekday, opens, closes)."""
    return tuple(OpenHours(weekday=weekday, opens=opens, closes=closes) for weekday, opens, closes in rows)


#: Perpres 21/2023: five days, 37 h 30 without breaks, from 07.30; a break of 60 minutes, on Friday of 90.
PERPRES = hours(
    *((day, "07:30", "12:00") for day in range(4)),
    *((day, "13:00", "16:00") for day in range(4)),
    (4, "07:30", "11:30"),
    (4, "13:00", "16:30"),
)
#: The same in Ramadan: 32 h 30 from 08.00, a break of 30 minutes, on Friday of 60.
RAMADAN = Season(
    name=Words(id="Ramadan", en="Ramadan"),
    first=date(2027, 2, 8),
    last=date(2027, 3, 9),
    hours=hours(
        *((day, "08:00", "12:00") for day in range(4)),
        *((day, "12:30", "15:00") for day in range(4)),
        (4, "08:00", "11:30"),
        (4, "12:30", "15:30"),
    ),
)


def closed(day: date) -> SpecialDay:
    return SpecialDay(day=day, kind="libur_nasional", open=False)


#: 2026-11-20 is a Friday. Tuesday the 24th is a holiday, Wednesday a day of leave on which the office works, Saturday the 28th
#: an extra morning, Monday the 30th a short day.
DAYS = {
    each.day: each
    for each in (
        closed(date(2026, 11, 24)),
        SpecialDay(day=date(2026, 11, 25), kind="cuti_bersama", open=True),
        SpecialDay(day=date(2026, 11, 28), kind="buka_khusus", open=True, hours=(Span("08:00", "11:00"),)),
        SpecialDay(day=date(2026, 11, 30), kind="jam_khusus", open=True, hours=(Span("09:00", "10:00"),)),
    )
}
OFFICE = Calendar(zone=JAKARTA, hours=PERPRES, seasons=(RAMADAN,), days=DAYS)
ALWAYS = Calendar(zone=JAKARTA)
WEEKLY = Calendar(zone=JAKARTA, hours=WEEK)
ALWAYS_BUT = Calendar(zone=JAKARTA, days=DAYS)


def at(day: int, hour: int, minute: int = 0, *, month: int = 11, year: int = 2026, zone: str = JAKARTA) -> datetime:
    """Local time as an instant; November 2026 unless said otherwise."""
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        (datetime(2026, 11, 19, 16, 59, 59, tzinfo=UTC), JAKARTA, date(2026, 11, 19)),
        (datetime(2026, 11, 19, 17, 0, tzinfo=UTC), JAKARTA, date(2026, 11, 20)),
        (datetime(2026, 11, 19, 15, 0, tzinfo=UTC), "Asia/Jayapura", date(2026, 11, 20)),
        (datetime(2026, 11, 19, 16, 0, tzinfo=UTC), "Asia/Makassar", date(2026, 11, 20)),
        (datetime(2026, 11, 19, 15, 59, tzinfo=UTC), "Asia/Makassar", date(2026, 11, 19)),
    ],
)
def test_a_service_day_begins_at_local_midnight(now: datetime, zone: str, expected: date) -> None:
    calendar = Calendar(zone=zone, hours=PERPRES)
    assert calendar.service_day(now) == expected
    assert calendar.midnight(expected) <= now < calendar.midnight(expected + timedelta(days=1))


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
def test_the_same_week_is_worked_in_each_of_the_three_zones(zone: str) -> None:
    calendar = Calendar(zone=zone, hours=PERPRES)
    monday, saturday = at(16, 0, zone=zone), at(21, 0, zone=zone)
    assert calendar.open_seconds(monday, saturday) == 37.5 * HOUR
    assert calendar.is_open(at(16, 7, 30, zone=zone))
    assert not calendar.is_open(at(16, 7, 29, zone=zone))


@pytest.mark.parametrize(
    ("day", "calendar", "expected"),
    [
        (date(2026, 11, 20), ALWAYS, True),
        (date(2026, 11, 21), ALWAYS, False),
        (date(2026, 11, 22), ALWAYS, False),
        (date(2026, 11, 20), WEEKLY, True),
        (date(2026, 11, 21), WEEKLY, False),
        (date(2026, 11, 24), Calendar(zone=JAKARTA, hours=hours((0, "08:00", "12:00"))), False),
        (date(2026, 11, 24), OFFICE, False),
        (date(2026, 11, 25), OFFICE, True),
        (date(2026, 11, 28), OFFICE, True),
        (date(2026, 11, 29), OFFICE, False),
        (date(2026, 11, 24), ALWAYS_BUT, False),
        (date(2026, 11, 28), ALWAYS_BUT, True),
    ],
)
def test_working_days_are_days_with_hours_or_monday_to_friday(day: date, calendar: Calendar, expected: bool) -> None:
    assert calendar.is_working_day(day) is expected


@pytest.mark.parametrize(
    ("calendar", "days", "expected"),
    [
        *((ALWAYS, days, day) for days, day in ((0, 20), (1, 23), (2, 24), (5, 27), (6, 30))),
        # The holiday in the span is passed over; the extra Saturday counts.
        *((OFFICE, days, day) for days, day in ((1, 23), (2, 25), (4, 27), (5, 28), (6, 30))),
    ],
)
def test_a_due_day_skips_weekends_and_holidays_but_no_extra_day(calendar: Calendar, days: int, expected: int) -> None:
    assert calendar.working_day_after(date(2026, 11, 20), days=days) == date(2026, 11, expected)


@pytest.mark.parametrize(
    ("first", "last", "expected"), [(20, 20, 0), (20, 22, 0), (20, 23, 1), (20, 27, 5), (23, 20, 0), (21, 23, 1)]
)
def test_working_days_between_count_the_last_and_not_the_first(first: int, last: int, expected: int) -> None:
    assert ALWAYS.working_days_between(date(2026, 11, first), date(2026, 11, last)) == expected


def test_an_office_that_never_works_still_has_a_next_day() -> None:
    never = Calendar(
        zone=JAKARTA,
        hours=hours((0, "08:00", "12:00")),
        days={day: closed(day) for day in (date(2026, 1, 1) + timedelta(days=n) for n in range(900))},
    )
    assert never.working_day_after(date(2026, 1, 2), days=2) == date(2026, 1, 4)
    assert never.opens_next(at(2, 9, month=1)) is None


@pytest.mark.parametrize(
    ("calendar", "start", "end", "expected"),
    [
        (ALWAYS, at(19, 9), at(19, 10), HOUR),
        (ALWAYS, at(19, 10), at(19, 9), 0.0),
        (ALWAYS, at(20, 10), at(27, 10), 7 * 24 * HOUR),
        (ALWAYS_BUT, at(23, 12), at(25, 12), 24 * HOUR),
        (WEEKLY, at(19, 9), at(19, 9), 0.0),
        (WEEKLY, at(19, 9), at(19, 10), HOUR),
        (WEEKLY, at(19, 7), at(19, 9), HOUR),
        (WEEKLY, at(19, 15), at(19, 20), HOUR),
        (WEEKLY, at(19, 15), at(20, 9), 2 * HOUR),
        (WEEKLY, at(20, 10), at(23, 9), 2 * HOUR),
        (WEEKLY, at(21, 9), at(22, 18), 0.0),
        (WEEKLY, at(16, 0), at(23, 0), (4 * 8 + 3) * HOUR),
        # Perpres 21/2023: a week, across the break, Friday's longer break, over night.
        (OFFICE, at(16, 0), at(23, 0), 37.5 * HOUR),
        (OFFICE, at(19, 11, 50), at(19, 13, 10), 20 * MINUTE),
        (OFFICE, at(19, 12), at(19, 13), 0.0),
        (OFFICE, at(20, 11), at(20, 13, 30), HOUR),
        (OFFICE, at(19, 15, 59), at(20, 7, 31), 2 * MINUTE),
        # Across the holiday of the 24th; the extra Saturday; the short Monday.
        (OFFICE, at(23, 15), at(25, 8, 30), 2 * HOUR),
        (OFFICE, at(28, 0), at(29, 0), 3 * HOUR),
        (OFFICE, at(30, 0), at(30, 23), HOUR),
        # Ramadan: a week, and the evening before it begins to its first morning.
        (OFFICE, at(8, 0, month=2, year=2027), at(15, 0, month=2, year=2027), 32.5 * HOUR),
        (OFFICE, at(5, 16, month=2, year=2027), at(8, 9, month=2, year=2027), 1.5 * HOUR),
        (OFFICE, at(12, 11, month=2, year=2027), at(12, 13, month=2, year=2027), HOUR),
    ],
)
def test_only_open_seconds_count(calendar: Calendar, start: datetime, end: datetime, expected: float) -> None:
    assert calendar.open_seconds(start, end) == expected


@pytest.mark.parametrize(
    ("now", "open_", "opens_next", "closes_at"),
    [
        (at(19, 7), False, at(19, 7, 30), at(19, 16)),
        (at(19, 7, 30), True, at(19, 13), at(19, 16)),
        (at(19, 12), False, at(19, 13), at(19, 16)),
        (at(19, 14), True, at(20, 7, 30), at(19, 16)),
        (at(19, 16), False, at(20, 7, 30), at(19, 16)),
        (at(20, 17), False, at(23, 7, 30), at(20, 16, 30)),
        (at(24, 9), False, at(25, 7, 30), None),
        (at(27, 17), False, at(28, 8), at(27, 16, 30)),
    ],
)
def test_the_office_knows_when_it_opens_and_closes(
    now: datetime, open_: bool, opens_next: datetime, closes_at: datetime | None
) -> None:
    assert (OFFICE.is_open(now), OFFICE.opens_next(now), OFFICE.closes_at(now)) == (open_, opens_next, closes_at)


def test_an_office_without_hours_is_always_open_and_never_opens() -> None:
    for calendar in (ALWAYS, ALWAYS_BUT):
        assert calendar.is_open(at(22, 3))
        assert calendar.closes_at(at(22, 3)) is None
    assert ALWAYS.opens_next(at(22, 3)) is None
    # Closed on the 24th: it opens again when that day is over.
    assert ALWAYS_BUT.opens_next(at(23, 3)) == at(25, 0)


def test_calendars_are_equal_by_what_they_say_and_not_by_what_was_asked() -> None:
    other = Calendar(zone=JAKARTA, hours=PERPRES, seasons=(RAMADAN,), days=dict(DAYS))
    other.open_seconds(at(1, 0), at(30, 0))
    assert other == OFFICE


# -- any calendar ---------------------------------------------------------------

_CLOCKS = st.integers(0, 23 * 12).map(lambda five: time(five * 5 // 60, five * 5 % 60).strftime("%H:%M"))


@st.composite
def _spans(draw: st.DrawFn) -> tuple[Span, ...]:
    clocks = sorted(draw(st.sets(_CLOCKS, min_size=2, max_size=4)))
    return tuple(Span(opens, closes) for opens, closes in zip(clocks[::2], clocks[1::2], strict=False))


@st.composite
def _week(draw: st.DrawFn, *, least: int) -> tuple[OpenHours, ...]:
    weekdays = draw(st.sets(st.integers(0, 6), min_size=least, max_size=6))
    return tuple(
        OpenHours(weekday=weekday, opens=span.opens, closes=span.closes)
        for weekday in weekdays
        for span in draw(_spans())
    )


_DATES = st.dates(date(2026, 11, 1), date(2026, 12, 31))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any calendar an office can have: with or without hours, a season in December, a few special days."""
    week = draw(_week(least=0))
    days = {
        day: SpecialDay(day=day, kind="jam_khusus", open=open_, hours=draw(_spans()) if open_ else ())
        for day, open_ in draw(st.dictionaries(_DATES, st.booleans(), max_size=5)).items()
    }
    season = Season(name=RAMADAN.name, first=date(2026, 12, 1), last=date(2026, 12, 20), hours=draw(_week(least=1)))
    zone = draw(st.sampled_from([JAKARTA, "Asia/Makassar", "Asia/Jayapura"]))
    return Calendar(zone=zone, hours=week, seasons=(season,) if week else (), days=days)


_INSTANTS = st.integers(0, 60 * 24 * 3600).map(lambda second: at(1, 0) + timedelta(seconds=second, milliseconds=37))


@given(calendars(), st.lists(_INSTANTS, min_size=3, max_size=3).map(sorted))
def test_open_seconds_add_up_and_stay_within_the_time_that_passed(calendar: Calendar, times: list[datetime]) -> None:
    first, second, third = times
    whole = calendar.open_seconds(first, third)
    assert abs(whole - calendar.open_seconds(first, second) - calendar.open_seconds(second, third)) < 1e-5
    assert 0 <= whole <= (third - first).total_seconds()
    assert calendar.open_seconds(third, first) == 0 or first == third


@given(calendars(), _DATES, st.integers(0, 12))
def test_counting_working_days_undoes_going_on_by_working_days(calendar: Calendar, day: date, days: int) -> None:
    later = calendar.working_day_after(day, days=days)
    assert calendar.working_days_between(day, later) == days
    assert days == 0 or calendar.is_working_day(later)


@given(calendars(), _INSTANTS)
def test_the_office_is_open_exactly_in_its_stretches(calendar: Calendar, now: datetime) -> None:
    second = timedelta(seconds=1)
    now = now.replace(microsecond=0)
    assert (calendar.open_seconds(now, now + second) == 1) is calendar.is_open(now)
    opens = calendar.opens_next(now)
    if opens is not None:
        assert opens > now
        assert calendar.is_open(opens)
        assert not calendar.is_open(opens - second)
        if not calendar.is_open(now):
            assert calendar.open_seconds(now, opens) == 0
    closes = calendar.closes_at(now)
    if closes is not None:
        assert not calendar.is_open(closes)
        assert calendar.service_day(closes - second) == calendar.service_day(now)
