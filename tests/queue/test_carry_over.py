"""*Didahulukan besok*: who still waits at closing comes back with yesterday's place in line, once, and is ended by no night."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from server.queue.apply import replay
from server.queue.command import SYSTEM
from server.queue.event import read
from server.queue.ticket import State
from server.stats.waits import waits
from tests.builders import KIOSK, MADE, WEEK, Bench, picture
from tests.stats.made_rows import rows_of


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Jakarta")).astimezone(UTC)


def left_waiting(rule: str = "first_tomorrow") -> tuple[Bench, str]:
    """Thursday half past three: somebody waits, nobody calls, the office closes at four."""
    bench = Bench(hours=WEEK, at=at(19, 9))
    bench.say("close_day_rule", actor=SYSTEM, rule=rule)
    bench.now = at(19, 15, 30)
    return bench, bench.issue("satu")


def test_whoever_waited_at_closing_goes_before_everybody_of_the_next_working_day() -> None:
    bench, ticket = left_waiting()
    bench.now = at(20, 8)
    bench.open("1")
    kept = bench.ticket(ticket)
    assert (kept.state, kept.gone, kept.first_until) == (State.WAITING, True, date(2026, 11, 20))
    assert bench.office.waiting.get("depan", 0) == 0
    other = bench.issue("satu")
    bench.passes(minutes=10)
    bench.say("re_enter", actor=KIOSK, code=kept.code)
    back = bench.ticket(ticket)
    assert (back.number, back.service_day, back.queued_at) == ("R-001", date(2026, 11, 20), kept.queued_at)
    assert bench.call("1") == "R-001"
    assert bench.ticket(other).state is State.WAITING


def test_its_wait_ends_when_the_office_closes_and_goes_on_when_it_comes_back() -> None:
    bench, ticket = left_waiting()
    bench.now = at(20, 8)
    bench.open("1")
    bench.say("re_enter", actor=KIOSK, code=bench.ticket(ticket).code)
    bench.passes(minutes=5)
    bench.call("1")
    assert bench.ticket(ticket).waited_seconds == 35 * 60
    rows = rows_of(bench)
    assert [each.seconds for each in waits(rows.periods, rows.tickets)] == [35 * 60]


def test_who_does_not_come_on_that_day_is_ended_by_the_system() -> None:
    bench, ticket = left_waiting()
    bench.now = at(20, 10)
    bench.tick()
    assert bench.state(ticket) is State.WAITING
    bench.now = at(21, 0, 5)
    bench.tick()
    row = bench.records.tickets[MADE, ticket]
    assert (row["state"], row["cause"]) == ("no_show", "system")
    assert ticket not in bench.office.tickets


@pytest.mark.parametrize(
    ("now", "until"),
    [
        # Three nights without power: Friday passed while nobody could serve, so it is the first working day from then on.
        (at(22, 9), date(2026, 11, 23)),
        (at(23, 9), date(2026, 11, 23)),
        (at(24, 9), date(2026, 11, 24)),
    ],
)
def test_days_without_power_take_nobody_their_day(now: datetime, until: date) -> None:
    bench, ticket = left_waiting()
    bench.now = now
    bench.tick()
    assert bench.ticket(ticket).first_until == until
    bench.say("re_enter", actor=KIOSK, code=bench.ticket(ticket).code)
    again = replay(MADE, [read(office=MADE, seq=each.seq, text=each.text, hash_=each.hash) for each in bench.events])
    assert picture(again) == picture(bench.office)


def test_a_holiday_is_no_day_to_come_on() -> None:
    bench, ticket = left_waiting()
    bench.say("set_days", days=[{"day": "2026-11-20", "kind": "libur_nasional", "open": False}])
    bench.now = at(20, 0, 1)
    bench.tick()
    assert bench.ticket(ticket).first_until == date(2026, 11, 23)


def test_left_over_again_it_is_kept_again_with_its_first_arrival() -> None:
    bench, ticket = left_waiting()
    first = bench.ticket(ticket).queued_at
    bench.now = at(20, 8)
    bench.say("re_enter", actor=KIOSK, code=bench.ticket(ticket).code)
    bench.now = at(23, 8)
    bench.tick()
    kept = bench.ticket(ticket)
    assert (kept.state, kept.queued_at, kept.first_until) == (State.WAITING, first, date(2026, 11, 23))


def test_serve_all_ends_who_is_left_as_before() -> None:
    bench, ticket = left_waiting("serve_all")
    bench.now = at(20, 8)
    bench.tick()
    row = bench.records.tickets[MADE, ticket]
    assert (row["state"], row["cause"]) == ("no_show", "system")


def test_a_called_visitor_who_did_not_come_is_not_carried_over() -> None:
    bench, ticket = left_waiting()
    bench.open("1")
    bench.call("1")
    bench.now = at(20, 8)
    bench.tick()
    assert bench.records.tickets[MADE, ticket]["state"] == "no_show"


def test_an_unbelieved_clock_carries_nobody_over() -> None:
    bench, ticket = left_waiting()
    bench.believed = False
    bench.now = at(20, 8)
    bench.tick()
    assert bench.ticket(ticket).first_until is None
    assert replace(bench.ticket(ticket), gone=False) == bench.ticket(ticket)
