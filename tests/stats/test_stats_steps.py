"""*Nyata* as DESIGN 4 fixes it, read off real records: which step took how long, and whether it kept its own target."""

from __future__ import annotations

from datetime import date

import pytest

from server.stats.steps import StepTaken, kept, steps_taken, unit_of
from sop.model import Duration
from tests.builders import Bench
from tests.stats.made_rows import rows_of


def found(bench: Bench) -> list[StepTaken]:
    """Every step taken, in order of its end."""
    rows = rows_of(bench)
    each = steps_taken(rows.periods, rows.tickets, versions=bench.office.versions, calendar=bench.office.calendar)
    return sorted(each, key=lambda step: (step.ended_at, step.step))


def minutes(bench: Bench) -> list[tuple[int, str, float, bool | None]]:
    """(step, lane, minutes, within) of every step in minutes."""
    return [(step.step, step.lane, step.taken / 60, step.within) for step in found(bench)]


@pytest.fixture
def bench() -> Bench:
    made = Bench()
    made.open("4", "depan", "periksa", "kerja", "tanda")
    made.open("3", "kerja")
    return made


def test_a_present_step_runs_from_start_to_finish_and_its_wait_is_not_in_it(bench: Bench) -> None:
    ticket = bench.issue("satu")
    bench.passes(minutes=30)
    bench.call("4")
    bench.passes(minutes=2)
    bench.say("start", ticket)
    bench.passes(minutes=4)
    bench.say("finish", ticket, counter="4")
    assert minutes(bench) == [(0, "depan", 4, None)]


def test_an_away_step_runs_from_its_arrival_and_a_handing_over_step_leaves_the_citizens_way_out(bench: Bench) -> None:
    ticket = bench.issue("surat")
    bench.serve(ticket, "4")
    bench.passes(minutes=5)
    bench.say("finish", ticket, counter="4", then="pass_on")
    bench.passes(minutes=10)
    bench.say("start", ticket, counter="3")
    bench.passes(minutes=2)
    bench.say("finish", ticket, counter="3", then="pass_on")
    bench.passes(minutes=1)
    bench.say("start", ticket, counter="4")
    bench.passes(minutes=3)
    bench.say("finish", ticket, counter="4")
    bench.passes(minutes=90)
    bench.call("4")
    bench.say("start", ticket)
    bench.passes(minutes=1)
    bench.say("hand_over", ticket)
    assert minutes(bench) == [(0, "depan", 5, True), (1, "kerja", 12, False), (2, "depan", 1 + 3 + 1, True)]


def test_exactly_the_target_keeps_it(bench: Bench) -> None:
    ticket = bench.issue("surat")
    bench.serve(ticket, "4")
    bench.passes(minutes=5)
    bench.say("finish", ticket, counter="4")
    assert [step.within for step in found(bench)] == [True]


def test_rows_recorded_late_are_left_out(bench: Bench) -> None:
    ticket = bench.issue("surat")
    bench.serve(ticket, "4")
    bench.passes(minutes=4)
    bench.say("finish", ticket, counter="4", then="hand_over")
    assert minutes(bench) == [(0, "depan", 4, True)]


def test_a_refused_ticket_is_out_with_all_its_steps(bench: Bench) -> None:
    ticket = bench.issue("dua")
    bench.serve(ticket, "4")
    bench.say("finish", ticket, counter="4")
    assert len(found(bench)) == 1
    bench.say("finish", ticket, counter="4", outcome="ditolak")
    assert found(bench) == []


def test_a_step_that_was_broken_off_did_not_take_any_time(bench: Bench) -> None:
    cancelled, changed, left = bench.issue("satu"), bench.issue("satu"), bench.issue("satu")
    bench.serve(cancelled, "4")
    bench.passes(minutes=3)
    bench.say("cancel", cancelled)
    bench.serve(changed, "4")
    bench.passes(minutes=3)
    bench.say("change_service", changed, service="surat")
    bench.serve(left, "4")
    bench.passes(hours=20)
    bench.tick()
    assert found(bench) == []


def test_steps_of_a_service_that_was_left_keep_their_service(bench: Bench) -> None:
    ticket = bench.issue("dua")
    bench.serve(ticket, "4")
    bench.passes(minutes=2)
    bench.say("finish", ticket, counter="4", then="pass_on")
    bench.say("change_service", ticket, service="satu")
    bench.serve(ticket, "4")
    bench.passes(minutes=1)
    bench.say("finish", ticket, counter="4")
    assert [(step.service, step.step, step.taken) for step in found(bench)] == [("dua", 0, 120), ("satu", 0, 60)]


@pytest.mark.parametrize(("days", "taken", "within"), [(0, 0, True), (3, 1, True), (4, 2, True), (5, 3, False)])
def test_a_row_of_days_counts_working_days_from_its_arrival_on_friday(days: int, taken: int, within: bool) -> None:
    bench = Bench()
    bench.open("4", "depan", "kerja")
    ticket = bench.issue("hari")
    bench.serve(ticket, "4")
    bench.say("finish", ticket, counter="4", then="pass_on")
    bench.passes(days=days)
    bench.tick()
    bench.open("4", "depan", "kerja")
    bench.say("start", ticket, counter="4")
    bench.say("finish", ticket, counter="4", then="pass_on")
    step = found(bench)[-1]
    assert (step.step, step.unit, step.taken, step.within) == (1, "days", taken, within)
    assert step.ended_at.date() == date(2026, 11, 20 + days)


@pytest.mark.parametrize(
    ("target", "taken", "unit", "within"),
    [
        (None, 99, "seconds", None),
        (Duration(minutes=5), 300, "seconds", True),
        (Duration(minutes=5), 300.001, "seconds", False),
        (Duration(days=1), 1, "days", True),
        (Duration(days=1, minutes=30), 1, "days", True),
        (Duration(days=1, minutes=30), 2, "days", False),
        (Duration(), 0.5, "seconds", False),
    ],
)
def test_a_promise_is_kept_in_its_own_unit(target: Duration | None, taken: float, unit: str, within: bool) -> None:
    assert (unit_of(target), kept(taken, target=target)) == (unit, within)
