"""*Gangguan sistem*: whose clock stands still, for how long, and that what was lost stands beside what was taken."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.queue.apply import replay
from server.queue.command import SYSTEM
from server.queue.event import read
from server.stats.figures import Stopped
from server.views import doors
from tests.builders import MADE, WEEK, Bench, picture
from tests.stats.made_rows import figures_of


def begun(*, service: str = "satu", hours: Any = ()) -> tuple[Bench, str]:
    """A ticket that is being served at counter 1."""
    bench = Bench(hours=hours)
    bench.open("1")
    ticket = bench.issue(service)
    bench.serve(ticket, "1")
    return bench, ticket


@pytest.mark.parametrize(
    ("scope", "taken", "lost"),
    [
        ({}, 8, 5),
        ({"services": ["satu"]}, 8, 5),
        ({"lanes": ["depan"]}, 8, 5),
        ({"services": ["surat"], "lanes": ["depan"]}, 8, 5),
        ({"services": ["surat"]}, 13, 0),
        ({"lanes": ["kerja"]}, 13, 0),
    ],
)
def test_stopped_minutes_are_left_out_for_those_concerned_and_stand_beside(
    scope: dict[str, Any], taken: int, lost: int
) -> None:
    bench, ticket = begun()
    bench.passes(minutes=5)
    bench.say("stop_clock", actor=SYSTEM, reason="jaringan", **scope)
    bench.passes(minutes=5)
    bench.say("go_on", actor=SYSTEM)
    bench.passes(minutes=3)
    bench.say("finish", ticket)
    row = bench.records.tickets[MADE, ticket]
    assert (bench.ticket(ticket).total_seconds, bench.ticket(ticket).stopped_seconds) == (taken * 60, lost * 60)
    assert (row["taken"], row["stopped_seconds"]) == (taken * 60, lost * 60)
    periods = [each["stopped_seconds"] for each in bench.records.periods.values() if each["ticket"] == ticket]
    assert sum(periods) == lost * 60
    figures = figures_of(bench)
    assert figures.stopped == Stopped(count=1 if lost else 0, seconds=lost * 60)
    assert figures.by_service[0].stopped == figures.stopped


def test_two_stoppages_at_once_are_counted_once() -> None:
    bench, ticket = begun()
    bench.say("stop_clock", actor=SYSTEM)
    bench.passes(minutes=2)
    bench.say("stop_clock", actor=SYSTEM, lanes=["depan"])
    bench.passes(minutes=2)
    bench.say("go_on", actor=SYSTEM, stoppage=bench.office.stoppages[0].seq)
    bench.passes(minutes=2)
    bench.say("go_on", actor=SYSTEM)
    bench.passes(minutes=1)
    bench.say("finish", ticket)
    assert (bench.ticket(ticket).total_seconds, bench.ticket(ticket).stopped_seconds) == (60, 6 * 60)


def test_waiting_to_be_called_goes_on() -> None:
    bench = Bench()
    bench.open("1")
    ticket = bench.issue("satu")
    bench.say("stop_clock", actor=SYSTEM)
    bench.passes(minutes=7)
    bench.call("1")
    assert (bench.ticket(ticket).waited_seconds, bench.ticket(ticket).stopped_seconds) == (7 * 60, 0)


def test_a_stoppage_over_night_and_a_restart_takes_open_time_only() -> None:
    bench = Bench(hours=WEEK)
    bench.open("4")
    ticket = bench.issue("surat")
    bench.serve(ticket, "4")
    bench.passes(minutes=10)
    bench.say("finish", ticket, then="pass_on")
    bench.passes(minutes=20)
    bench.say("stop_clock", actor=SYSTEM, reason="listrik", lanes=["kerja"])
    # Friday 09.30 to Monday 08.45: an hour and a half of Friday, three quarters of Monday.
    bench.passes(days=2, hours=23, minutes=15)
    bench.tick()
    again = replay(MADE, [read(office=MADE, seq=each.seq, text=each.text, hash_=each.hash) for each in bench.events])
    assert picture(again) == picture(bench.office)
    assert again.stoppages == bench.office.stoppages
    bench.say("go_on", actor=SYSTEM)
    bench.passes(minutes=15)
    bench.say("open", counter="4")
    bench.say("start", ticket, counter="4")
    bench.say("finish", ticket, then="pass_on")
    assert bench.ticket(ticket).total_seconds == (10 + 20 + 15) * 60
    assert bench.ticket(ticket).stopped_seconds == (90 + 45) * 60


def test_a_day_that_was_stopped_from_morning_to_evening_is_no_working_day_of_a_days_long_service() -> None:
    bench = Bench(hours=WEEK)
    bench.open("1")
    ticket = bench.issue("hari")
    bench.serve(ticket, "1")
    bench.say("finish", ticket, then="pass_on")
    bench.passes(hours=3)
    bench.say("stop_clock", actor=SYSTEM, reason="aplikasi", services=["hari"])
    bench.passes(days=3, hours=22)
    bench.say("go_on", actor=SYSTEM)
    assert bench.office.day == date(2026, 11, 24)
    bench.say("open", counter="4")
    bench.say("start", ticket, counter="4")
    # Monday was stopped all day, Tuesday for two hours only.
    answer = bench.say("finish", ticket, counter="4", then="pass_on")
    assert answer.event.data["row_days"] == 1
    rows = [each["row_days"] for each in bench.records.periods.values() if each["row_days"] is not None]
    assert rows == [1]


def test_a_stoppage_is_forgotten_when_nothing_that_lives_has_it_behind_it() -> None:
    bench = Bench(hours=WEEK)
    bench.open("4")
    away = bench.issue("surat")
    bench.serve(away, "4")
    bench.say("finish", away, then="pass_on")
    bench.say("stop_clock", actor=SYSTEM)
    bench.passes(minutes=5)
    bench.say("go_on", actor=SYSTEM)
    bench.passes(days=1)
    bench.tick()
    kept = bench.office.stoppages
    assert [each.lanes for each in kept] == [()]
    bench.say("cancel", away)
    bench.passes(days=1)
    bench.tick()
    assert [*bench.office.stoppages] == []


@pytest.mark.parametrize(
    ("verb", "options", "code"),
    [
        ("stop_clock", {"services": ["mars"]}, "service_unknown"),
        ("stop_clock", {"lanes": ["pemohon"]}, "lane_unknown"),
        ("stop_clock", {"reason": "malas"}, "reason_unknown"),
        ("stop_clock", {}, "stopped_already"),
        ("go_on", {"stoppage": 999}, "stoppage_over"),
    ],
)
def test_what_cannot_be_stopped_is_refused_by_name(verb: str, options: dict[str, Any], code: str) -> None:
    bench = Bench()
    bench.say("stop_clock", actor=SYSTEM)
    assert bench.refused(verb, actor=SYSTEM, **options) == code


def test_everybody_is_told_since_when_and_that_their_number_stays_valid() -> None:
    bench = Bench()
    assert doors.stoppages(bench.office) == ()
    bench.say("stop_clock", actor=SYSTEM, services=["surat"])
    bench.say("stop_clock", actor=SYSTEM, lanes=["kerja"])
    bench.say("stop_clock", actor=SYSTEM)
    assert [each.id for each in doors.stoppages(bench.office)] == [
        "Gangguan sistem, sejak 09.00. Nomor Anda tetap berlaku.",
        "Gangguan sistem: surat, sejak 09.00. Nomor Anda tetap berlaku.",
        "Gangguan sistem pada sebagian layanan, sejak 09.00. Nomor Anda tetap berlaku.",
    ]
    notice = doors.opening(bench.office).notice
    assert notice is not None and notice.id.startswith("Gangguan sistem, sejak")
    bench.say("go_on", actor=SYSTEM)
    assert doors.stoppages(bench.office) == ()
