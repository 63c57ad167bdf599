"""Numbers given on paper in an emergency, entered afterwards with the times of their sheet."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from server.queue.apply import replay
from server.queue.ticket import State
from tests.builders import FRIDAY, KIOSK, MADE, Bench, a_clerk, fold, picture
from tests.stats.made_rows import figures_of

ONE = a_clerk("a-1")


def an_office() -> Bench:
    """Friday, 11.00 in Jakarta; counter 1 is open."""
    bench = Bench(at=FRIDAY)
    bench.passes(hours=2)
    bench.open("1", actor=ONE)
    return bench


def enter(bench: Bench, running: int, **said: object) -> str:
    values: dict[str, object] = {"service": "satu", "arrived": "09:15", **said}
    answer = bench.say("enter_paper", actor=ONE, running=running, **values)  # type: ignore[arg-type]
    return str(answer.event.data["ticket"]["id"])


def test_of_today_and_not_served_it_stands_in_line_with_the_time_it_came() -> None:
    bench = an_office()
    later = bench.issue("satu")
    ticket = bench.ticket(enter(bench, 7))
    assert (ticket.number, ticket.state, ticket.recorded) == ("Z-007", State.WAITING, True)
    assert ticket.queued_at == FRIDAY + timedelta(minutes=15)
    assert bench.call("1") == "Z-007"
    assert bench.ticket(later).state is State.WAITING
    # How long it waited is by memory.
    assert figures_of(bench).waiting.count == 0


def test_served_already_it_is_counted_and_never_called() -> None:
    bench = an_office()
    ticket = bench.ticket(enter(bench, 1, finished="09.40"))
    assert (ticket.state, ticket.outcome, ticket.taken) == (State.FINISHED, "selesai", None)
    assert bench.refused("call_next", counter="1", actor=ONE) == "nobody_waiting"
    found = figures_of(bench)
    assert (found.issued, found.finished, found.files, found.within_target.count) == (1, 1, 1, 0)
    row = bench.records.tickets[MADE, ticket.id]
    assert (row["ended_at"], row["ended_day"]) == ("2026-11-20T02:40:00.000000Z", "2026-11-20")
    assert row["recorded"] and row["recorded_late"]
    assert bench.records.periods == {}


def test_of_an_earlier_day_it_is_recorded_as_done_on_that_day() -> None:
    bench = an_office()
    ticket = enter(bench, 3, day="2026-11-17")
    assert bench.state(ticket) is State.FINISHED
    assert figures_of(bench).issued == 0
    assert figures_of(bench, first=date(2026, 11, 17)).issued == 1
    assert figures_of(bench, first=date(2026, 11, 17)).finished == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"day": "2026-11-21"}, "paper_day"),
        ({"day": "2026-11-12"}, "paper_day"),
        ({"day": "kemarin"}, "paper_day"),
        ({"arrived": "11:01"}, "paper_time"),
        ({"arrived": "9.75"}, "paper_time"),
        ({"arrived": ""}, "paper_time"),
        ({"finished": "09:14"}, "paper_time"),
        ({"finished": "11:30"}, "paper_time"),
        ({"running": 0}, "paper_number_wrong"),
        ({"running": 1000}, "paper_number_wrong"),
        ({"service": "apa"}, "service_unknown"),
    ],
)
def test_what_a_sheet_cannot_say(said: dict[str, object], code: str) -> None:
    bench = an_office()
    values: dict[str, object] = {"running": 5, "service": "satu", "arrived": "09:15", **said}
    assert bench.refused("enter_paper", actor=ONE, **values) == code  # type: ignore[arg-type]


def test_a_number_is_once_on_its_day_and_gaps_are_the_sheets() -> None:
    bench = an_office()
    enter(bench, 4)
    enter(bench, 9)
    assert bench.refused("enter_paper", actor=ONE, running=4, service="satu", arrived="09:20") == "paper_number_taken"
    enter(bench, 4, day="2026-11-19")
    assert bench.ticket(bench.issue("satu", actor=KIOSK)).number == "A-001"
    # Remembered over the night, as long as its sheet can be entered.
    bench.passes(days=3)
    bench.tick()
    again = {"running": 9, "service": "satu", "arrived": "09:20", "day": "2026-11-20"}
    assert bench.refused("enter_paper", actor=ONE, **again) == "paper_number_taken"  # type: ignore[arg-type]
    bench.passes(days=9)
    bench.tick()
    assert bench.office.sheets == {}


def test_a_line_typed_wrongly_is_voided_and_entered_again() -> None:
    bench = an_office()
    wrong = enter(bench, 4, finished="09:30")
    bench.say("void", wrong, actor=ONE, reason="salah_buat")
    assert figures_of(bench).finished == 0
    enter(bench, 4, finished="09:35")
    assert figures_of(bench).finished == 1


def test_it_replays_and_its_records_are_made_again() -> None:
    bench = an_office()
    enter(bench, 4, finished="09:30")
    ticket = enter(bench, 5)
    bench.call("1")
    bench.say("start", ticket, actor=ONE)
    bench.passes(minutes=5)
    bench.say("finish", ticket, actor=ONE)
    assert picture(replay(MADE, bench.events)) == picture(bench.office)
    for batches in ([], [1] * len(bench.events)):
        tables = fold(MADE, bench.events, batches=batches)
        assert (tables.tickets, tables.periods) == (bench.records.tickets, bench.records.periods)
    # From the call on it was measured, not remembered.
    assert bench.office.taken == {"satu": (300.0,)}
    assert isinstance(bench.ticket(ticket).begun_at, datetime)
