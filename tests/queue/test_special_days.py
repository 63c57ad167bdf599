"""Days that a person decides about: what is refused with what would be right, and what the office then lives by."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from server.protocol import plain
from server.queue.apply import replay
from server.queue.command import SYSTEM, Refusal
from server.queue.event import read
from tests.builders import MADE, WEEK, Bench, made_settings, picture


def a_day(day: str, **told: Any) -> dict[str, Any]:
    return {"day": day, "kind": "libur_nasional", "open": False, **told}


def test_a_confirmed_holiday_moves_a_due_date_and_removing_it_moves_the_next_one_back() -> None:
    bench = Bench(hours=WEEK)
    before = bench.issue("hari")
    bench.say("set_days", days=[a_day("2026-11-23", name="Hari Contoh", source="holidays")])
    during = bench.issue("hari")
    bench.say("set_days", remove=["2026-11-23"])
    after = bench.issue("hari")
    # Two working days from Friday: Tuesday, with the holiday Wednesday. A changed rule never changes the past.
    assert [bench.ticket(each).due for each in (before, during, after)] == [
        date(2026, 11, 24),
        date(2026, 11, 25),
        date(2026, 11, 24),
    ]
    again = replay(MADE, [read(office=MADE, seq=each.seq, text=each.text, hash_=each.hash) for each in bench.events])
    assert picture(again) == picture(bench.office)


def test_leave_closes_the_office_only_where_the_person_says_so() -> None:
    bench = Bench(hours=WEEK)
    bench.say("set_days", days=[a_day("2026-12-24", kind="cuti_bersama", open=True)])
    assert bench.office.calendar.is_working_day(date(2026, 12, 24))
    bench.say("set_days", days=[a_day("2026-12-24", kind="cuti_bersama", open=False)])
    assert not bench.office.calendar.is_working_day(date(2026, 12, 24))


def test_days_outlive_new_settings() -> None:
    bench = Bench(hours=WEEK)
    bench.say("set_days", days=[a_day("2026-12-25")])
    bench.say("configure", actor=SYSTEM, document=plain(made_settings()))
    assert not bench.office.calendar.is_working_day(date(2026, 12, 25))
    assert bench.office.calendar.hours == ()


def test_a_holiday_stops_the_clock_of_a_file_that_is_worked_on() -> None:
    bench = Bench(hours=WEEK)
    bench.open("4")
    ticket = bench.issue("surat")
    bench.serve(ticket, "4")
    bench.say("finish", ticket, then="pass_on")
    bench.say("set_days", days=[a_day("2026-11-23")])
    bench.passes(days=4)
    bench.say("open", counter="4")
    bench.say("start", ticket, counter="4")
    bench.say("finish", ticket, then="pass_on")
    # Friday nine to eleven, and Tuesday from eight to nine; Monday counts nothing.
    assert bench.ticket(ticket).total_seconds == timedelta(hours=3).total_seconds()


@pytest.mark.parametrize(
    ("told", "code", "words"),
    [
        ({}, "nothing_to_set", ""),
        ({"remove": ["2026-12-25"]}, "nothing_to_set", ""),
        ({"days": [a_day("2026-12-25", kind="buka_khusus")]}, "malformed", "open: true"),
        ({"days": [a_day("2026-12-26", kind="buka_khusus", open=True)]}, "day_hours_needed", ""),
        ({"days": [a_day("2026-12-23", kind="jam_khusus", open=True)]}, "day_hours_needed", ""),
        ({"days": [a_day("2026-12-25"), a_day("2026-12-25")]}, "malformed", "each date once"),
        ({"days": [a_day("2026-12-25", source="somebody")]}, "malformed", "holidays, csv, kantor"),
        ({"days": [a_day("2026-12-25", name="x" * 81)]}, "malformed", "0-80"),
        ({"days": [a_day("2026-12-25", kind="libur")]}, "malformed", "libur_nasional"),
        ({"days": [a_day("25-12-2026")]}, "malformed", "day"),
        ({"days": [a_day("2026-12-25", hours=[{"opens": "08:00", "closes": "12:00"}])]}, "malformed", "closed day"),
        (
            {"days": [a_day("2026-12-23", open=True, hours=[{"opens": "8", "closes": "12:00"}])]},
            "malformed",
            "07:30, not '8'",
        ),
        (
            {"days": [a_day("2026-12-23", open=True, hours=[{"opens": "12:00", "closes": "08:00"}])]},
            "malformed",
            "a closing time after 12:00",
        ),
    ],
)
def test_a_wrong_day_is_refused_and_says_what_would_be_right(told: dict[str, Any], code: str, words: str) -> None:
    bench = Bench(hours=WEEK)
    with pytest.raises(Refusal) as refused:
        bench.say("set_days", **told)
    assert refused.value.code == code
    assert words in refused.value.facts.get("detail", "")


def _week(*rows: tuple[int, str, str]) -> list[dict[str, Any]]:
    return [{"weekday": weekday, "opens": opens, "closes": closes} for weekday, opens, closes in rows]


_MORNING = _week((0, "08:00", "12:00"))
_NAME = {"id": "Ramadan", "en": "Ramadan"}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"hours": _week((7, "08:00", "12:00"))}, "weekday 0 to 6"),
        ({"hours": _week((0, "8.00", "12:00"))}, "a time such as 07:30"),
        ({"hours": _week((0, "12:00", "08:00"))}, "a closing time after 12:00"),
        ({"hours": _week((0, "08:00", "12:00"), (0, "11:00", "15:00"))}, "not 11:00"),
        ({"kiosk_opens_before": 241}, "0 to 240 minutes"),
        ({"last_number_before": -1}, "0 to 240 minutes"),
        ({"seasons": [{"name": _NAME, "first": "2027-02-08", "last": "2027-02-01", "hours": _MORNING}]}, "2027-02-08"),
        ({"seasons": [{"name": _NAME, "first": "2027-02-08", "last": "2027-03-09", "hours": []}]}, "at least one"),
        (
            {
                "seasons": [
                    {"name": _NAME, "first": "2027-02-08", "last": "2027-03-09", "hours": _MORNING},
                    {"name": _NAME, "first": "2027-03-09", "last": "2027-03-20", "hours": _MORNING},
                ]
            },
            "after 2027-03-09",
        ),
        (
            {"hours": [], "seasons": [{"name": _NAME, "first": "2027-02-08", "last": "2027-03-09", "hours": _MORNING}]},
            "usual week's hours first",
        ),
    ],
)
def test_wrong_working_time_is_refused_and_says_what_would_be_right(changed: dict[str, Any], words: str) -> None:
    bench = Bench(hours=WEEK)
    with pytest.raises(Refusal) as refused:
        bench.say("configure", actor=SYSTEM, document={**plain(made_settings(hours=WEEK)), **changed})
    assert refused.value.code == "malformed"
    assert words in refused.value.facts["detail"]
