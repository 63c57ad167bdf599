"""A wait to be called is one wait, whatever happened in between, and nothing else is a wait."""

from __future__ import annotations

from datetime import timedelta

import pytest

from server.stats.waits import Wait, waits
from server.store.rows import PeriodRow, TicketRow
from tests.builders import SENIOR, Bench
from tests.stats.made_rows import a_period, a_ticket, rows_of


def found(bench: Bench) -> list[tuple[str, int, str, float]]:
    """(service, step, lane, minutes) of every wait, in order of its answer."""
    rows = rows_of(bench)
    each: list[Wait] = sorted(waits(rows.periods, rows.tickets), key=lambda wait: wait.answered_at)
    return [(wait.service, wait.step, wait.lane, wait.seconds / 60) for wait in each]


@pytest.fixture
def bench() -> Bench:
    made = Bench()
    made.open("4", "depan", "periksa", "kerja", "tanda")
    return made


def test_from_the_number_to_the_call(bench: Bench) -> None:
    bench.issue()
    bench.passes(minutes=7)
    bench.call("4")
    bench.passes(minutes=3)
    assert found(bench) == [("surat", 0, "depan", 7)]


def test_each_present_step_has_a_wait_of_its_own_and_an_away_step_has_none(bench: Bench) -> None:
    ticket = bench.issue("kembali")
    bench.passes(minutes=2)
    bench.serve(ticket, "4")
    bench.passes(minutes=5)
    bench.say("finish", ticket, counter="4", then="pass_on")
    bench.passes(minutes=30)
    bench.serve(ticket, "4")
    bench.say("finish", ticket, counter="4", then="pass_on")
    bench.passes(minutes=4)
    bench.serve(ticket, "4")
    assert found(bench) == [("kembali", 0, "depan", 2), ("kembali", 2, "periksa", 4)]


def test_several_steps_in_one_sitting_have_one_wait(bench: Bench) -> None:
    ticket = bench.issue("dua")
    bench.passes(minutes=6)
    bench.serve(ticket, "4")
    bench.passes(minutes=1)
    bench.say("finish", ticket, counter="4")
    bench.say("finish", ticket, counter="4")
    assert found(bench) == [("dua", 0, "depan", 6)]


def test_a_hold_a_transfer_and_another_service_do_not_begin_the_wait_anew(bench: Bench) -> None:
    ticket = bench.issue()
    bench.passes(minutes=2)
    bench.say("hold", ticket)
    bench.passes(minutes=10)
    bench.say("resume", ticket)
    bench.passes(minutes=3)
    bench.say("transfer", ticket, lane="periksa", to_counter=None)
    bench.passes(minutes=4)
    bench.say("change_service", ticket, service="satu")
    bench.passes(minutes=5)
    bench.serve(ticket, "4")
    assert found(bench) == [("satu", 0, "depan", 2 + 3 + 4 + 5)]


def test_one_who_missed_the_call_and_came_back_waited_before_and_after_but_not_while_away(bench: Bench) -> None:
    ticket = bench.issue()
    bench.passes(minutes=5)
    bench.call("4")
    for _ in range(2):
        bench.say("recall", ticket)
    bench.say("no_show", ticket)
    assert found(bench) == [("surat", 0, "depan", 5)]
    bench.passes(minutes=60)
    bench.say("reinstate", ticket)
    bench.passes(minutes=4)
    assert found(bench) == [("surat", 0, "depan", 5)]
    bench.call("4")
    assert found(bench) == [("surat", 0, "depan", 9)]


def test_a_document_that_waits_to_be_fetched_is_the_citizens_time(bench: Bench) -> None:
    ticket = bench.issue()
    bench.serve(ticket, "4")
    for _ in range(3):
        bench.say("finish", ticket, counter="4", then="keep" if bench.ticket(ticket).step < 2 else "auto")
    assert bench.state(ticket) == "ready"
    bench.passes(minutes=50)
    bench.say("call_chosen", ticket, counter="4", actor=SENIOR, reason="lainnya")
    assert found(bench) == [("surat", 0, "depan", 0)]


@pytest.mark.parametrize("how", ["cancel", "night", "still"])
def test_a_wait_without_a_call_is_no_wait_yet(bench: Bench, how: str) -> None:
    ticket = bench.issue()
    bench.passes(minutes=9)
    if how == "cancel":
        bench.say("cancel", ticket)
    if how == "night":
        bench.passes(hours=20)
        bench.tick()
    assert found(bench) == []


def test_whoever_was_refused_is_in_no_wait(bench: Bench) -> None:
    ticket = bench.issue()
    bench.passes(minutes=9)
    bench.serve(ticket, "4")
    bench.say("finish", ticket, counter="4", outcome="ditolak")
    assert found(bench) == []


def test_another_service_after_one_was_begun_is_a_second_wait(bench: Bench) -> None:
    ticket = bench.issue()
    bench.passes(minutes=3)
    bench.serve(ticket, "4")
    bench.passes(minutes=1)
    bench.say("change_service", ticket, service="satu")
    bench.passes(minutes=8)
    bench.serve(ticket, "4")
    assert found(bench) == [("surat", 0, "depan", 3), ("satu", 0, "depan", 8)]


def test_periods_of_a_ticket_without_a_row_are_passed_over() -> None:
    periods: list[PeriodRow] = [
        a_period("x", 1, "waiting", begins=0, minutes=4),
        a_period("x", 2, "called", begins=4, minutes=None),
    ]
    none: list[TicketRow] = []
    assert waits(periods, none) == ()
    only = waits(reversed(periods), [a_ticket("x")])
    assert [wait.seconds for wait in only] == [timedelta(minutes=4).total_seconds()]
