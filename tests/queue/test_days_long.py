"""Work of days: the visitor goes home, the file works on, and the code brings them back, today or on a later day."""

from __future__ import annotations

from datetime import date

import pytest

from server.queue.ticket import State
from tests.builders import FRIDAY, KIOSK, MADE, SENIOR, WEEK, Bench, catalogue

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
NEXT_WEDNESDAY = date(2026, 11, 25)


def a_file_outside(bench: Bench) -> str:
    """A ticket of `hari` whose file waits for its row of two days."""
    for counter in "134":
        bench.open(counter)
    ticket = bench.issue("hari")
    bench.serve(ticket, "1")
    bench.say("finish", ticket, then="pass_on")
    return ticket


def later(bench: Bench, *, days: int) -> None:
    """So many nights pass, and the counters open again."""
    bench.passes(days=days)
    for counter in "134":
        bench.open(counter)


def made_ready(bench: Bench, ticket: str) -> None:
    """The row of days and the hand-over's preparation are done."""
    bench.say("finish", ticket, then="pass_on")
    bench.say("start", ticket)
    bench.say("finish", ticket)
    assert bench.state(ticket) is State.READY


def test_a_row_of_days_without_the_visitor_is_outside_with_a_working_day() -> None:
    bench = Bench(hours=WEEK)
    ticket = a_file_outside(bench)
    outside = bench.ticket(ticket)
    assert (outside.state, outside.lane, outside.due, outside.gone) == (State.OUTSIDE, "kerja", TUESDAY, True)
    assert not any(bench.office.waiting.values())


@pytest.mark.parametrize("worked_on", [False, True])
def test_it_lives_over_nights_in_its_lane(worked_on: bool) -> None:
    bench = Bench(hours=WEEK)
    ticket = a_file_outside(bench)
    if worked_on:
        bench.say("start", ticket, counter="3")
    bench.passes(days=4)
    bench.tick()
    lives = bench.ticket(ticket)
    assert (lives.state, lives.counter) == (State.SERVING if worked_on else State.OUTSIDE, None)
    assert (lives.number, lives.service_day, lives.due) == ("A-001", date(2026, 11, 20), TUESDAY)


def test_its_real_time_runs_from_arrival_to_finish_in_office_hours() -> None:
    bench = Bench(hours=WEEK)
    ticket = a_file_outside(bench)
    bench.passes(days=3, minutes=30)
    bench.say("finish", ticket, then="pass_on")
    # Friday 09.00 to 11.00 and Monday 08.00 to 09.30.
    assert bench.ticket(ticket).total_seconds == 3.5 * 3600
    clocks = {row["state"]: row["clock"] for row in bench.records.periods.values()}
    assert clocks["outside"] == "office"


def test_a_hold_and_a_transfer_leave_it_outside() -> None:
    bench = Bench()
    ticket = a_file_outside(bench)
    bench.say("hold", ticket, reason="menunggu_petugas")
    bench.say("resume", ticket)
    assert bench.state(ticket) is State.OUTSIDE
    bench.say("transfer", ticket, lane="tanda")
    assert (bench.state(ticket), bench.ticket(ticket).lane) == (State.OUTSIDE, "tanda")
    bench.say("start", ticket, counter="3")
    bench.say("transfer", ticket, lane="kerja")
    assert (bench.state(ticket), bench.ticket(ticket).due) == (State.OUTSIDE, TUESDAY)


def test_a_visitor_who_went_home_is_not_called_when_it_is_ready_the_same_day() -> None:
    bench = Bench()
    ticket = a_file_outside(bench)
    made_ready(bench, ticket)
    assert bench.refused("call_next", counter="1") == "nobody_waiting"
    assert bench.refused("call_chosen", ticket, counter="1", actor=SENIOR, reason="janji") == "visitor_gone"
    bench.say("re_enter", actor=KIOSK, code=bench.ticket(ticket).code)
    assert bench.call("1") == "A-001"


def test_on_a_later_day_the_code_gives_a_number_of_today_and_everything_else_stays() -> None:
    bench = Bench(hours=WEEK)
    ticket = a_file_outside(bench)
    before = bench.ticket(ticket)
    later(bench, days=3)
    made_ready(bench, ticket)
    bench.issue("satu")
    bench.passes(minutes=1)
    event = bench.say("re_enter", actor=KIOSK, code=before.code).event
    after = bench.ticket(ticket)
    assert (after.number, after.series, after.running, after.service_day) == ("R-001", "R", 1, MONDAY)
    assert (after.id, after.code, after.issued_at) == (before.id, before.code, before.issued_at)
    assert after.numbers_before == ("2026-11-20 A-001",)
    assert (event.data["purpose"], event.data["new_number"], event.data["ahead"]) == ("collect", True, 1)
    assert bench.office.running == {"A": 1, "R": 1}
    # The records keep the ticket on the day of its issue.
    row = bench.records.tickets[MADE, ticket]
    assert (row["number"], row["running"], row["service_day"]) == ("A-001", 1, "2026-11-20")


def test_whoever_is_in_line_already_gets_no_second_number() -> None:
    bench = Bench()
    ticket = a_file_outside(bench)
    code = bench.ticket(ticket).code
    assert bench.refused("re_enter", actor=KIOSK, code=code) == "still_outside"
    later(bench, days=3)
    made_ready(bench, ticket)
    bench.say("re_enter", actor=KIOSK, code=code)
    assert bench.refused("re_enter", actor=KIOSK, code=code) == "in_line_already"
    assert bench.call("1") == "R-001"
    assert bench.refused("re_enter", actor=KIOSK, code=code) == "called_now"
    bench.say("start", ticket)
    assert bench.refused("re_enter", actor=KIOSK, code=code) == "being_served"
    bench.say("finish", ticket)
    assert bench.refused("re_enter", actor=KIOSK, code=code) == "ticket_finished"
    assert bench.refused("re_enter", actor=KIOSK, code="00000000") == "code_unknown"


def test_a_document_that_was_not_collected_after_all_stays_ready_and_its_code_valid() -> None:
    bench = Bench()
    ticket = a_file_outside(bench)
    later(bench, days=3)
    made_ready(bench, ticket)
    bench.say("re_enter", ticket)
    bench.call("1")
    for verb in ("recall", "recall", "no_show"):
        bench.say(verb, ticket)
    assert bench.state(ticket) is State.READY
    bench.say("re_enter", ticket)
    assert (bench.call("1"), bench.ticket(ticket).came_back) == ("R-001", 2)
    later(bench, days=1)
    assert (bench.state(ticket), bench.ticket(ticket).number) == (State.READY, "R-001")
    bench.say("re_enter", ticket)
    assert bench.ticket(ticket).numbers_before == ("2026-11-20 A-001", "2026-11-23 R-001")
    assert bench.call("1") == "R-001"


def test_a_visitor_wanted_for_a_step_on_a_later_day_comes_by_the_code_and_the_night_ends_nothing() -> None:
    bench = Bench()
    bench.open("1")
    ticket = bench.issue("kembali")
    bench.serve(ticket, "1")
    bench.say("finish", ticket)
    bench.passes(days=1)
    bench.say("start", ticket)
    bench.say("finish", ticket, then="pass_on")
    bench.open("2")
    assert bench.refused("call_next", counter="2") == "nobody_waiting"
    bench.say("re_enter", actor=KIOSK, code=bench.ticket(ticket).code)
    assert bench.office.waiting["periksa"] == 1
    bench.passes(days=1)
    bench.tick()
    waits = bench.ticket(ticket)
    assert (waits.state, waits.number, waits.gone) == (State.WAITING, "R-001", True)
    assert not any(bench.office.waiting.values())
    assert [event.data["cause"] for event in bench.events if event.type == "file_kept"] == ["system"]
    bench.open("2")
    bench.say("re_enter", ticket)
    assert bench.call("2") == "R-001"
    for verb in ("recall", "recall", "no_show"):
        bench.say(verb, ticket)
    assert (bench.state(ticket), bench.ticket(ticket).gone) == (State.WAITING, True)


@pytest.mark.parametrize(
    ("said", "kept"), [("map 3", "MAP 3"), ("A-12/4", "A-12/4"), ("  lemari  2-014 ", "LEMARI 2-014")]
)
def test_a_place_is_a_short_code(said: str, kept: str) -> None:
    bench = Bench()
    ticket = a_file_outside(bench)
    bench.say("place", ticket, place=said)
    assert bench.ticket(ticket).place == kept


@pytest.mark.parametrize("said", ["", None, "Budi", "BUDIMAN 3", "A1" * 9, "3; x"])
def test_a_name_or_a_text_is_no_place(said: str | None) -> None:
    bench = Bench()
    ticket = a_file_outside(bench)
    assert bench.refused("place", ticket, place=said) == "place_unreadable"


def test_a_place_is_said_with_the_finish_that_makes_it_ready() -> None:
    bench = Bench()
    ticket = a_file_outside(bench)
    bench.say("finish", ticket, then="pass_on")
    bench.say("start", ticket)
    bench.say("finish", ticket, place="RAK 1")
    assert (bench.state(ticket), bench.ticket(ticket).place) == (State.READY, "RAK 1")


def test_two_days_of_the_business_certificate_over_a_weekend_to_the_hand_over_by_code() -> None:
    """000-05: the field check of 2 hari begun on a Friday is due on Tuesday and collected on Wednesday."""
    procedure = next(each for each in catalogue().written if each.id == "000-05")
    settings = catalogue().office(procedure.office)
    lanes = tuple(lane.id for lane in settings.lanes if not lane.applicant)
    bench = Bench(settings, [procedure], at=FRIDAY)
    bench.open("1", *lanes)
    ticket = bench.issue("000-05", actor=KIOSK)
    first = bench.ticket(ticket)
    assert first.due == TUESDAY
    bench.serve(ticket, "1")
    bench.say("finish", ticket)
    assert (bench.state(ticket), bench.ticket(ticket).due) == (State.OUTSIDE, TUESDAY)
    bench.passes(days=4)
    bench.open("1", *lanes)
    assert bench.state(ticket) is State.OUTSIDE
    for _ in range(3):
        bench.say("start", ticket, counter="1") if bench.state(ticket) is not State.SERVING else None
        bench.say("finish", ticket, then="pass_on")
    bench.say("start", ticket)
    bench.say("finish", ticket, place="RAK 2")
    assert bench.state(ticket) is State.READY
    assert bench.records.tickets[procedure.office, ticket]["taken"] == 2.0
    bench.passes(days=1)
    bench.open("1", *lanes)
    bench.say("re_enter", actor=KIOSK, code=first.code)
    assert bench.ticket(ticket).service_day == NEXT_WEDNESDAY
    assert bench.call("1") == "R-001"
    bench.say("start", ticket)
    bench.say("finish", ticket)
    done = bench.ticket(ticket)
    assert (done.state, done.outcome, done.issued_at) == (State.FINISHED, "selesai", first.issued_at)
    assert bench.office.seats["1"].ticket is None
    bench.tick()
