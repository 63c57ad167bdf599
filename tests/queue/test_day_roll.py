"""The day rolls by itself: what ends, what lives on, numbers from 001 again, and a clock that nobody should believe."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from server.queue.command import SYSTEM
from server.queue.due import clock_doubtful, office_time
from server.queue.office import Office
from server.queue.ticket import State
from tests.builders import FRIDAY, MADE, SENIOR, Bench, picture

SATURDAY = date(2026, 11, 21)


def types(bench: Bench, *, after: int = 0) -> list[str]:
    """Types of the events after a seq."""
    return [event.type for event in bench.events if event.seq > after]


def test_the_very_first_command_gives_the_office_its_day() -> None:
    bench = Bench()
    assert bench.office.day == date(2026, 11, 20)
    assert types(bench).count("day_rolled") == 1


def test_after_midnight_numbers_start_again_and_the_hour_before_nothing_happens() -> None:
    bench = Bench()
    bench.issue("satu")
    bench.issue("satu")
    bench.now = FRIDAY + timedelta(hours=14, minutes=59)
    bench.tick()
    assert bench.office.day == date(2026, 11, 20)
    bench.passes(minutes=1)
    ticket = bench.issue("satu")
    assert (bench.ticket(ticket).number, bench.ticket(ticket).service_day) == ("A-001", SATURDAY)


@pytest.mark.parametrize("state", ["waiting", "called", "serving", "held"])
def test_a_visitor_who_is_here_ends_as_a_no_show_of_the_system(state: str) -> None:
    bench = Bench()
    bench.open("1")
    ticket = bench.issue("satu")
    if state != "waiting":
        bench.call("1")
    if state in ("serving", "held"):
        bench.say("start", ticket)
    if state == "held":
        bench.say("hold", ticket)
    before = bench.office.seq
    bench.passes(days=1)
    bench.tick()
    ended = [event for event in bench.events if event.seq > before and event.type == "no_show"]
    assert [(event.actor, event.data["cause"]) for event in ended] == [("system", "system")]
    assert bench.records.tickets[MADE, ticket]["cause"] == "system"
    assert ticket not in bench.office.tickets
    assert bench.office.waiting == {"depan": 0} or not any(bench.office.waiting.values())
    assert bench.office.seats["1"].ticket is None


def test_every_counter_is_closed_by_the_system_and_its_session_ended() -> None:
    bench = Bench()
    bench.open("1")
    bench.open("2")
    bench.passes(days=1)
    bench.tick()
    assert all(seat.clerk is None for seat in bench.office.seats.values())
    assert all(row["ended_at"] is not None for row in bench.records.sessions.values())


def a_file(bench: Bench, *, until: str) -> str:
    """A ticket of `surat` brought to an away step or to the end of preparing."""
    for counter in "134":
        bench.open(counter)
    ticket = bench.issue("surat")
    bench.serve(ticket, "1")
    bench.say("finish", ticket)
    if until == "away":
        return ticket
    bench.say("start", ticket, counter="3")
    if until == "worked":
        return ticket
    bench.say("finish", ticket)
    bench.say("start", ticket)
    bench.say("finish", ticket)
    if until == "called":
        bench.call("1")
    if until == "handing":
        bench.call("1")
        bench.say("start", ticket)
    return ticket


@pytest.mark.parametrize(
    ("until", "state"),
    [
        ("away", State.WAITING),
        ("worked", State.SERVING),
        ("ready", State.READY),
        ("called", State.READY),
        ("handing", State.READY),
    ],
)
def test_a_file_lives_on_with_its_number_and_its_date_and_no_counter(until: str, state: State) -> None:
    bench = Bench()
    ticket = a_file(bench, until=until)
    code = bench.ticket(ticket).code
    bench.passes(days=1)
    bench.tick()
    lives = bench.ticket(ticket)
    assert (lives.state, lives.number, lives.service_day) == (state, "A-001", date(2026, 11, 20))
    assert (lives.code, lives.counter) == (code, None)
    assert bench.office.codes[code] == ticket


def test_yesterdays_ready_number_is_never_called_beside_todays_equal_one() -> None:
    bench = Bench()
    old = a_file(bench, until="ready")
    bench.passes(days=1)
    new = bench.issue("satu")
    bench.open("1")
    assert bench.ticket(new).number == bench.ticket(old).number == "A-001"
    assert bench.call("1") == "A-001"
    assert (bench.state(new), bench.state(old)) == (State.CALLED, State.READY)
    bench.say("cancel", new)
    assert bench.refused("call_next", counter="1") == "nobody_waiting"
    code = bench.refused("call_chosen", old, counter="1", actor=SENIOR, reason="kembali_dengan_berkas")
    assert code == "number_of_another_day"
    bench.say("hand_over", old)
    assert bench.state(old) is State.FINISHED


def test_a_file_that_waits_for_its_visitor_on_a_later_day_is_taken_up_without_a_call_and_never_ended_by_the_night() -> (
    None
):
    bench = Bench()
    bench.open("1")
    ticket = bench.issue("kembali")
    bench.serve(ticket, "1")
    bench.say("finish", ticket)
    bench.passes(days=1)
    bench.tick()
    bench.say("start", ticket)
    bench.say("finish", ticket, then="pass_on")
    assert bench.ticket(ticket).lane == "periksa"
    assert not any(bench.office.waiting.values())
    bench.passes(days=1)
    bench.tick()
    assert bench.state(ticket) is State.WAITING
    bench.open("2")
    assert bench.refused("call_next", counter="2") == "nobody_waiting"
    bench.say("start", ticket, counter="2")
    bench.say("finish", ticket)
    assert bench.state(ticket) is State.FINISHED


def test_three_nights_without_power_are_one_roll() -> None:
    bench = Bench()
    bench.issue("satu")
    before = bench.office.seq
    bench.passes(days=3)
    bench.tick()
    assert types(bench, after=before) == ["no_show", "day_rolled"]
    assert bench.events[-1].data == {"from": "2026-11-20", "to": "2026-11-23"}


def test_a_second_tick_of_the_same_day_writes_nothing() -> None:
    bench = Bench()
    before = bench.office.seq
    bench.tick()
    bench.passes(hours=3)
    bench.tick()
    assert bench.office.seq == before


def test_a_clock_that_steps_back_over_midnight_does_not_roll_back() -> None:
    bench = Bench()
    bench.passes(days=1)
    bench.tick()
    bench.passes(days=-1, hours=-1)
    ticket = bench.issue("satu")
    assert bench.office.day == SATURDAY
    assert bench.ticket(ticket).service_day == SATURDAY
    assert bench.ticket(ticket).issued_at == FRIDAY + timedelta(days=1)


def test_office_time_never_runs_before_the_last_event() -> None:
    bench = Bench()
    bench.passes(minutes=10)
    bench.issue("satu")
    assert office_time(bench.office, FRIDAY) == FRIDAY + timedelta(minutes=10)
    assert office_time(bench.office, FRIDAY + timedelta(hours=1)) == FRIDAY + timedelta(hours=1)
    assert office_time(Office("new"), FRIDAY) == FRIDAY


@pytest.mark.parametrize(
    ("moved", "doubtful"),
    [
        (timedelta(0), False),
        (timedelta(days=60), False),
        (timedelta(days=60, seconds=1), True),
        (timedelta(seconds=-60), False),
        (timedelta(seconds=-61), True),
    ],
)
def test_at_start_a_clock_behind_the_journal_or_sixty_days_ahead_is_doubted(moved: timedelta, doubtful: bool) -> None:
    assert clock_doubtful(Bench().office, FRIDAY + moved) is doubtful


def test_an_empty_journal_has_nothing_to_doubt() -> None:
    assert not clock_doubtful(Office("new"), FRIDAY)


def test_a_doubted_clock_makes_the_roll_wait_and_the_office_works_on() -> None:
    bench = Bench()
    waiting = bench.issue("satu")
    bench.believed = False
    bench.passes(days=2)
    bench.tick()
    assert bench.office.day == date(2026, 11, 20)
    second = bench.issue("satu")
    assert (bench.ticket(second).number, bench.ticket(second).service_day) == ("A-002", date(2026, 11, 20))
    bench.believed = True
    bench.tick()
    assert bench.office.day == date(2026, 11, 22)
    assert waiting not in bench.office.tickets


def test_the_first_roll_needs_no_believed_clock() -> None:
    bench = Bench.__new__(Bench)
    bench.believed = False
    Bench.__init__(bench)
    assert bench.office.day == date(2026, 11, 20)


def test_todays_requests_are_forgotten_and_what_was_taken_too() -> None:
    bench = Bench()
    bench.open("1")
    ticket = bench.issue("satu")
    bench.serve(ticket, "1")
    bench.say("finish", ticket)
    bench.say("ask_help", actor=SYSTEM)
    bench.passes(days=1)
    bench.tick()
    state = picture(bench.office)
    assert (state["answers"], state["taken"], state["calls"], state["running"], state["help"]) == ({}, {}, (), {}, {})
    assert bench.refused("reinstate", ticket) == "ticket_unknown"


def test_a_clock_set_forward_and_back_again_ends_nobodys_day() -> None:
    """While it stood ahead it was doubted, so no day rolled; once back, the day is asked of the clock as it stands."""
    bench = Bench()
    waiting = bench.issue("satu")
    bench.passes(hours=25)
    bench.believed = False
    ahead = bench.issue("satu")
    bench.passes(hours=-25)
    bench.believed = True
    bench.tick()
    assert bench.office.day == date(2026, 11, 20)
    assert [bench.state(each) for each in (waiting, ahead)] == [State.WAITING, State.WAITING]
    assert bench.ticket(bench.issue("satu")).number == "A-003"
