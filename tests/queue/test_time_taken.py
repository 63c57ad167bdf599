"""
*Nyata*, the time really taken (DESIGN 4), minute by minute: present, away, handing over, and what stays outside of it.

Each test moves one ticket through a day by hand; the expected minutes are counted by hand too.
"""

from __future__ import annotations

import pytest

from server.queue.ticket import State
from tests.builders import FRIDAY, MADE, SENIOR, WEEK, Bench

MINUTE = 60.0


def day(*, hours: bool = False) -> Bench:
    """A day at 09.00 on a Friday with every counter open."""
    bench = Bench(hours=WEEK if hours else ())
    for counter in "1234":
        bench.open(counter)
    return bench


def took(bench: Bench) -> list[float | None]:
    """Minutes each step really took, in the order in which steps ended."""
    return [
        None if event.data["took"] is None else event.data["took"] / MINUTE
        for event in bench.events
        if "took" in event.data
    ]


def periods(bench: Bench) -> list[float]:
    """The same from the records."""
    ended = sorted((row for row in bench.records.periods.values() if row["ended_at"]), key=lambda row: row["ended_at"])
    return [row["took"] / MINUTE for row in ended if row["took"] is not None]


def test_a_present_step_is_start_to_finish_and_waiting_is_a_second_figure() -> None:
    bench = day()
    ticket = bench.issue("satu")
    bench.passes(minutes=12)
    bench.call("1")
    bench.passes(minutes=1)
    bench.say("start", ticket)
    bench.passes(minutes=4)
    bench.say("finish", ticket)
    assert took(bench) == periods(bench) == [4]
    row = bench.records.tickets[MADE, ticket]
    assert (row["total_seconds"], row["taken"], row["waited_seconds"]) == (4 * MINUTE, 4 * MINUTE, 12 * MINUTE)


def test_an_away_step_is_arrival_in_its_lane_to_finish() -> None:
    bench = day()
    ticket = bench.issue("surat")
    bench.serve(ticket, "1")
    bench.passes(minutes=2)
    bench.say("finish", ticket)
    bench.passes(minutes=30)
    bench.say("start", ticket, counter="3")
    bench.passes(minutes=5)
    bench.say("finish", ticket)
    assert took(bench) == periods(bench) == [2, 35]
    assert bench.ticket(ticket).waited_seconds == 0


def test_handing_over_is_preparing_plus_the_sitting_without_the_wait_for_the_citizen() -> None:
    bench = day()
    ticket = bench.issue("surat")
    bench.serve(ticket, "1")
    bench.say("finish", ticket)
    bench.say("start", ticket, counter="3")
    bench.say("finish", ticket)
    bench.passes(minutes=7)
    bench.say("start", ticket, counter="1")
    bench.passes(minutes=3)
    bench.say("finish", ticket)
    assert bench.state(ticket) is State.READY
    bench.passes(minutes=45)
    bench.call("1")
    bench.passes(minutes=2)
    bench.say("start", ticket)
    bench.passes(minutes=1)
    bench.say("finish", ticket)
    assert took(bench) == periods(bench) == [0, 0, 11]
    row = bench.records.tickets[MADE, ticket]
    assert (row["taken"], row["waited_seconds"]) == (11 * MINUTE, 0)


def test_handed_over_from_the_list_is_the_preparing_alone() -> None:
    bench = day()
    ticket = bench.issue("surat")
    bench.serve(ticket, "1")
    bench.say("finish", ticket)
    bench.say("start", ticket, counter="3")
    bench.say("finish", ticket)
    bench.say("start", ticket)
    bench.passes(minutes=6)
    bench.say("finish", ticket)
    bench.passes(minutes=90)
    bench.say("hand_over", ticket)
    assert took(bench) == [0, 0, 6]


@pytest.mark.parametrize("service", ["satu", "surat"])
@pytest.mark.parametrize(
    ("reason", "expected"), [("fotokopi", 5), ("ambil_berkas", 5), ("menunggu_petugas", 35), ("lainnya", 35)]
)
def test_a_hold_counts_unless_the_visitor_fetches_something(service: str, reason: str, expected: int) -> None:
    bench = day()
    ticket = bench.issue(service)
    if service == "surat":
        bench.serve(ticket, "1")
        bench.say("finish", ticket)
        bench.say("start", ticket, counter="3")
    else:
        bench.serve(ticket, "1")
    bench.passes(minutes=2)
    bench.say("hold", ticket, reason=reason)
    bench.passes(minutes=30)
    bench.say("resume", ticket, counter="1" if service == "satu" else "3")
    bench.passes(minutes=3)
    bench.say("finish", ticket, then="pass_on")
    assert took(bench)[-1] == expected


def test_held_at_a_call_and_back_in_line_waits_on_in_the_waiting_figure() -> None:
    bench = day()
    ticket = bench.issue("satu")
    bench.passes(minutes=10)
    bench.call("1")
    bench.say("hold", ticket)
    bench.passes(minutes=20)
    bench.say("resume", ticket)
    bench.passes(minutes=5)
    bench.call("1")
    bench.say("start", ticket)
    bench.passes(minutes=1)
    bench.say("finish", ticket)
    assert bench.records.tickets[MADE, ticket]["waited_seconds"] == 15 * MINUTE
    assert took(bench) == [1]


def test_a_transfer_of_a_served_visitor_keeps_both_parts_of_the_step() -> None:
    bench = day()
    ticket = bench.issue("dua")
    bench.serve(ticket, "1")
    bench.passes(minutes=3)
    bench.say("transfer", ticket, lane="periksa")
    bench.passes(minutes=8)
    bench.call("2")
    bench.say("start", ticket)
    bench.passes(minutes=4)
    bench.say("finish", ticket, then="pass_on")
    assert took(bench) == [7]
    assert bench.ticket(ticket).waited_seconds == 8 * MINUTE


def test_several_steps_in_one_sitting_each_have_their_own_time_and_no_wait_between() -> None:
    bench = day()
    ticket = bench.issue("dua")
    bench.serve(ticket, "2")
    for minutes in (3, 4, 5):
        bench.passes(minutes=minutes)
        bench.say("finish", ticket)
    assert bench.state(ticket) is State.READY
    assert took(bench) == [3, 4]
    bench.say("hand_over", ticket)
    assert took(bench) == [3, 4, 5]
    assert bench.ticket(ticket).waited_seconds == 0


def test_recorded_late_the_first_step_is_measured_and_the_rest_have_no_time() -> None:
    bench = day()
    ticket = bench.issue("dua")
    bench.serve(ticket, "2")
    bench.passes(minutes=9)
    bench.say("finish", ticket, then="hand_over")
    assert took(bench) == [9, None, None]
    assert [event.data.get("recorded_late", False) for event in bench.events if "took" in event.data] == [
        False,
        True,
        True,
    ]
    row = bench.records.tickets[MADE, ticket]
    assert (row["recorded_late"], row["taken"], row["state"]) == (True, 9 * MINUTE, "finished")


def test_with_opening_hours_only_open_time_is_taken() -> None:
    bench = day(hours=True)
    ticket = bench.issue("surat")
    bench.serve(ticket, "1")
    bench.passes(minutes=10)
    bench.say("finish", ticket)
    # Friday 09.10 to Monday 08.30: 110 minutes until eleven, thirty on Monday.
    bench.passes(days=2, hours=23, minutes=20)
    bench.tick()
    bench.open("3")
    bench.say("start", ticket, counter="3")
    bench.say("finish", ticket)
    assert took(bench) == [10, 140]


def test_a_days_long_service_is_judged_in_working_days_until_it_is_ready() -> None:
    bench = day()
    ticket = bench.issue("hari")
    bench.serve(ticket, "1")
    bench.say("finish", ticket)
    assert str(bench.ticket(ticket).due) == "2026-11-24"
    bench.passes(days=4)
    bench.tick()
    bench.say("start", ticket)
    bench.say("finish", ticket)
    bench.say("start", ticket)
    told = bench.say("finish", ticket).event
    assert (told.type, told.data["taken"]) == ("became_ready", 2.0)
    bench.passes(days=1)
    bench.say("hand_over", ticket)
    row = bench.records.tickets[MADE, ticket]
    assert (row["taken"], row["taken_day"], row["ended_day"]) == (2.0, "2026-11-24", "2026-11-25")
    assert bench.office.taken == {}


def test_refused_for_good_is_out_of_what_compliance_judges() -> None:
    bench = day()
    ticket = bench.issue("satu")
    bench.serve(ticket, "1")
    bench.passes(minutes=5)
    bench.say("finish", ticket, outcome="ditolak")
    row = bench.records.tickets[MADE, ticket]
    assert (row["outcome"], row["taken"], row["taken_day"]) == ("ditolak", None, None)
    assert bench.office.taken == {}


def test_a_changed_service_begins_its_time_anew_and_keeps_the_wait() -> None:
    bench = day()
    ticket = bench.issue("dua")
    bench.passes(minutes=6)
    bench.call("1")
    bench.say("start", ticket)
    bench.passes(minutes=4)
    bench.say("change_service", ticket, service="satu")
    bench.passes(minutes=2)
    bench.say("call_chosen", ticket, counter="1", actor=SENIOR, reason="lainnya")
    bench.say("start", ticket)
    bench.passes(minutes=5)
    bench.say("finish", ticket)
    row = bench.records.tickets[MADE, ticket]
    assert (row["total_seconds"], row["taken"], row["waited_seconds"]) == (5 * MINUTE, 5 * MINUTE, 8 * MINUTE)


def test_what_was_taken_today_is_known_to_the_board_at_once() -> None:
    bench = day()
    for minutes in (2, 9):
        ticket = bench.issue("satu")
        bench.serve(ticket, "1")
        bench.passes(minutes=minutes)
        bench.say("finish", ticket)
    assert bench.office.taken == {"satu": (2 * MINUTE, 9 * MINUTE)}
    assert bench.now > FRIDAY
