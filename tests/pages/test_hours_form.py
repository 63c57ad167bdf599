"""The form *Jam kerja*, proposals and the table of days: what is read, and how every wrong value is answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from server.gate.days_csv import read_days, write_days
from server.gate.proposed_days import proposed_days
from server.pages.admin_counters import CounterRow, proposal
from server.pages.admin_hours import day_rows
from server.pages.hours_form import CounterWeek, Hours, SeasonRow, read_hours, week_texts, weekly
from server.queue.calendar import KINDS, Span, SpecialDay
from server.views.doors import empty_year
from sop.model import OpenHours
from tests.builders import WEEK, Bench, made_settings

EMPTY = ("",) * 7
MORNINGS = ("08.00-12.00",) * 5 + ("", "")


def a_form(**changed: Any) -> Hours:
    return replace(Hours(request_id="r", week=MORNINGS), **changed)


def test_what_is_shown_is_read_back_as_it_is() -> None:
    settings = replace(made_settings(hours=WEEK), kiosk_opens_before=15, last_number_before=30)
    form = a_form(week=week_texts(WEEK), bound=True, opens_before="15", last_before="30")
    assert read_hours(settings, form) == (settings, [])


def test_a_season_and_a_counter_of_its_own_are_read() -> None:
    season = SeasonRow(name=" Ramadan ", first="2027-02-08", last="2027-03-09", week=MORNINGS)
    made, wrong = read_hours(made_settings(), a_form(seasons=(season,), counters=(CounterWeek(id="2", week=MORNINGS),)))
    assert wrong == []
    assert (made.seasons[0].name.id, made.seasons[0].first) == ("Ramadan", date(2027, 2, 8))
    assert [len(counter.hours) for counter in made.counters] == [0, 5, 0, 0]
    assert weekly(made.seasons[0].hours) == timedelta(hours=20)
    assert (made.kiosk_opens_before, made.last_number_before) == (None, None)


def season(first: str = "2027-02-08", last: str = "2027-03-09", **changed: Any) -> SeasonRow:
    return replace(SeasonRow(name="Ramadan", first=first, last=last, week=MORNINGS), **changed)


@pytest.mark.parametrize(
    ("changed", "field", "kind", "right"),
    [
        ({"week": ("8-x", *MORNINGS[1:])}, "week.0", "hours", "07.30"),
        ({"bound": True, "opens_before": "30x"}, "opens_before", "minutes", "0-240"),
        ({"bound": True, "last_before": "241"}, "last_before", "minutes", "0-240"),
        ({"seasons": (season(name=" "),)}, "season.0.name", "name", "Ramadan"),
        ({"seasons": (season(first=""),)}, "season.0.first", "date", "2027-02-08"),
        ({"seasons": (season(last="2027-02-01"),)}, "season.0.last", "order", "2027-02-08"),
        ({"seasons": (season(week=EMPTY),)}, "season.0.week.0", "empty", "08.00-12.00, 12.30-15.00"),
        ({"seasons": (season(), season(first="2027-03-09", last="2027-04-01"))}, "season.1.first", "overlap", "2027-03-10"),
        ({"seasons": (season(first="2027-03-09", last="2027-04-01"), season())}, "season.0.first", "overlap", "2027-03-10"),
        ({"week": EMPTY, "seasons": (season(),)}, "week.0", "week_first", "07.30-16.00"),
        ({"counters": (CounterWeek(id="1", week=("", "9", *EMPTY[2:])),)}, "counter.1.1", "hours", "07.30-12.00, 13.00-16.00"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_with_what_would_be_right(
    changed: dict[str, Any], field: str, kind: str, right: str
) -> None:
    _, wrong = read_hours(made_settings(), a_form(**changed))
    assert [(each.field, each.kind, each.right) for each in wrong] == [(field, kind, right)]


def test_publishing_counters_keeps_the_hours_of_each() -> None:
    settings = made_settings(hours=WEEK)
    counters = (replace(settings.counters[0], hours=WEEK), *settings.counters[1:])
    rows = [CounterRow(id=each.id, plate=each.plate, lanes=each.lanes) for each in counters]
    assert proposal(replace(settings, counters=counters), rows).counters == counters


# -- proposals ---------------------------------------------------------------


def test_the_days_of_2026_are_those_of_the_joint_decree() -> None:
    kinds = [each.kind for each in proposed_days(2026)]
    assert (kinds.count("libur_nasional"), kinds.count("cuti_bersama")) == (17, 8)


def test_an_estimate_stays_visible_and_an_unknown_year_proposes_no_leave() -> None:
    estimated = [each for each in proposed_days(2027) if each.estimated]
    assert estimated and all("(perkiraan)" in each.name for each in estimated)
    assert "cuti_bersama" not in {each.kind for each in proposed_days(2029)}


def test_a_proposal_closes_nothing_until_somebody_decides() -> None:
    bench = Bench(hours=WEEK)
    christmas = date(2026, 12, 25)
    assert bench.office.calendar.is_working_day(christmas)
    row = next(each for each in day_rows(bench.office, 2026) if each.day == christmas)
    assert (row.decided, row.kind) == (None, "libur_nasional")
    told = {"day": "2026-12-25", "kind": row.kind, "open": False, "name": row.name, "source": "holidays"}
    bench.say("set_days", days=[told])
    row = next(each for each in day_rows(bench.office, 2026) if each.day == christmas)
    assert row.decided is not None and not row.decided.open


@pytest.mark.parametrize(("days", "decided", "year"), [(10, False, None), (11, False, 2027), (11, True, None)])
def test_an_empty_coming_year_is_told_from_the_first_of_december(days: int, decided: bool, year: int | None) -> None:
    bench = Bench(hours=WEEK)
    bench.passes(days=days)
    bench.tick()
    if decided:
        bench.say("set_days", days=[{"day": "2027-01-01", "kind": "libur_nasional", "open": False}])
    assert empty_year(bench.office) == year


# -- the table ---------------------------------------------------------------


def test_the_table_is_read_back_as_it_was_written() -> None:
    days = [
        SpecialDay(day=date(2027, 1, 1), kind="libur_nasional", open=False, name="Tahun Baru; Masehi"),
        SpecialDay(day=date(2027, 1, 2), kind="buka_khusus", open=True, hours=(Span("08:00", "11:00"), Span("12:00", "13:00"))),
    ]  # fmt: skip
    read, wrong = read_days(write_days(days).decode("utf-8"))
    assert wrong == ()
    assert [(each.day, each.kind, each.open, each.name) for each in read] == [
        (each.day, each.kind, each.open, each.name) for each in days
    ]
    assert [(span.opens, span.closes) for span in read[1].hours] == [("08:00", "11:00"), ("12:00", "13:00")]
    assert {each.source for each in read} == {"csv"}


@pytest.mark.parametrize(
    ("line", "column", "right"),
    [
        ("1/1/2027;libur_nasional;tidak;;", "tanggal", "2027-03-10"),
        ("2027-01-01;libur;tidak;;", "jenis", ", ".join(KINDS)),
        ("2027-01-01;libur_nasional;mungkin;;", "buka", "ya, tidak"),
        ("2027-01-01;jam_khusus;ya;8-x;", "jam", "07.30"),
        ("2027-01-01;jam_khusus;tidak;08.00-12.00;", "buka", "ya"),
    ],
)
def test_a_wrong_line_is_named_with_what_would_be_right(line: str, column: str, right: str) -> None:
    read, wrong = read_days(f"tanggal;jenis;buka;jam;nama\r\n{line}\r\n\r\n2027-01-02,x\r\n")
    assert read == ()
    assert (wrong[0].line, wrong[0].column, wrong[0].right) == (2, column, right)


def test_a_table_with_commas_is_read_too() -> None:
    read, wrong = read_days("tanggal,jenis,buka,jam,nama\n2027-01-01,libur_nasional,tidak,,Tahun Baru\n")
    assert (len(read), wrong, read[0].name) == (1, (), "Tahun Baru")


def test_weeks_are_added_up_without_their_breaks() -> None:
    assert weekly((OpenHours(weekday=0, opens="07:30", closes="12:00"),)) == timedelta(hours=4, minutes=30)
