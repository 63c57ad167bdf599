"""A small day, worked out by hand, and what every figure of it must be."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.queue.calendar import Calendar
from server.stats.figures import Figures, figures
from server.store.rows import Rows
from tests.builders import SENIOR, Bench
from tests.stats.made_rows import DAY, a_period, a_ticket, figures_of, rows_of


@pytest.fixture(scope="module")
def played() -> Bench:
    """
    Friday from nine. `satu`: five visitors wait 2, 4, 6, 8 and 10 minutes and are served 3 minutes each, one more is refused.
    `surat`: one within 15 minutes, one at 23. One cancels, one does not come, one is left over at night.
    """
    bench = Bench()
    bench.open("4", "depan", "periksa", "kerja", "tanda")
    waiting = [bench.issue("satu") for _ in range(5)]
    for each in waiting:
        bench.passes(minutes=1)
        bench.call("4")
        bench.passes(minutes=1)
        bench.say("start", each)
        bench.say("finish", each, counter="4")
    refused = bench.issue("satu")
    bench.passes(minutes=40)
    bench.call("4")
    bench.say("start", refused)
    bench.say("finish", refused, counter="4", outcome="ditolak")
    bench.passes(minutes=20)
    for slow in (4, 7):
        surat = bench.issue("surat")
        bench.call("4")
        bench.say("start", surat)
        for _ in range(3):
            bench.passes(minutes=slow)
            bench.say("finish", surat, counter="4", then="auto")
        bench.say("call_chosen", surat, counter="4", actor=SENIOR, reason="lainnya")
        bench.say("start", surat)
        bench.passes(minutes=2)
        bench.say("hand_over", surat)
    bench.say("cancel", bench.issue("satu"))
    gone = bench.issue("satu")
    bench.call("4")
    bench.say("recall", gone)
    bench.say("recall", gone)
    bench.say("no_show", gone)
    bench.issue("satu")
    bench.passes(hours=20)
    bench.tick()
    return bench


def test_counts(played: Bench) -> None:
    found = figures_of(played)
    assert (found.issued, found.finished, found.rejected, found.cancelled) == (11, 7, 1, 1)
    assert (found.no_shows, found.no_shows_by_system) == (1, 1)


def test_what_was_issued_is_finished_or_ended_otherwise(played: Bench) -> None:
    found = figures_of(played)
    ends = found.finished + found.rejected + found.cancelled + found.expired + found.no_shows + found.no_shows_by_system
    assert ends == found.issued


def test_waiting_leaves_the_refused_one_out(played: Bench) -> None:
    # The five of `satu` waited 1, 3, 5, 7 and 9 minutes; both of `surat` and the one who did not come waited none.
    found = figures_of(played).waiting
    assert (found.count, found.median, found.p90, found.longest) == (8, 60, 9 * 60, 9 * 60)


def test_share_within_target_leaves_out_what_has_no_target(played: Bench) -> None:
    # `surat` promises 15 minutes: 12 + 2 keeps it, 21 + 2 does not; `satu` promises nothing.
    found = figures_of(played)
    assert (found.within_target.within, found.within_target.count, found.within_target.percent) == (1, 2, 50)
    assert found.within_target.few


def test_by_service(played: Bench) -> None:
    satu, surat = figures_of(played).by_service
    assert (satu.service, satu.unit, satu.taken.count, satu.within_target.count) == ("satu", "seconds", 5, 0)
    assert (satu.waiting.median, satu.waiting.p90) == (3 * 60, 9 * 60)
    assert (surat.service, surat.taken.median, surat.taken.longest) == ("surat", 14 * 60, 23 * 60)
    assert surat.within_target.percent == 50
    assert surat.late_rows == 0


def test_by_step_and_lane(played: Bench) -> None:
    found = figures_of(played)
    steps = {(each.service, each.step): each for each in found.by_step}
    assert set(steps) == {("satu", 0), ("surat", 0), ("surat", 1), ("surat", 2)}
    assert steps["surat", 1].taken.longest == 7 * 60
    assert steps["surat", 1].within_target.within == 1
    assert steps["surat", 2].taken.longest == 9 * 60
    lanes = {each.lane: each for each in found.by_lane}
    assert set(lanes) == {"depan", "kerja"}
    assert lanes["kerja"].taken.count == 2
    assert lanes["depan"].taken.count == 5 + 2 + 2


def test_by_hour_is_the_clock_of_the_office_without_a_gap(played: Bench) -> None:
    found = figures_of(played).by_hour
    assert [each.hour for each in found] == [9, 10]
    assert [each.arrivals for each in found] == [6, 5]
    assert [each.waiting.count for each in found] == [5, 3]
    assert sum(each.arrivals for each in found) == figures_of(played).issued


def test_those_left_over_at_night_belong_to_the_day_of_their_number(played: Bench) -> None:
    saturday = figures_of(played, first=DAY + timedelta(days=1))
    assert saturday.no_shows_by_system == 0
    assert (saturday.issued, saturday.finished, saturday.waiting.count) == (0, 0, 0)


def test_a_day_without_anything_says_so() -> None:
    found = figures_of(Bench())
    assert (found.issued, found.by_hour, found.by_service, found.by_lane, found.by_step) == (0, (), (), (), ())
    assert found.waiting.median is None and found.within_target.percent is None


def test_a_days_long_service_is_judged_on_the_day_it_becomes_ready() -> None:
    bench = Bench()
    bench.open("4", "depan", "kerja")
    ticket = bench.issue("hari")
    bench.serve(ticket, "4")
    bench.say("finish", ticket, counter="4", then="pass_on")
    bench.passes(days=5)
    bench.tick()
    bench.open("4", "depan", "kerja")
    bench.say("start", ticket, counter="4")
    bench.say("finish", ticket, counter="4", then="keep")
    bench.say("finish", ticket, counter="4")
    assert bench.state(ticket) == "ready"
    wednesday = date(2026, 11, 25)
    bench.passes(days=1)
    bench.tick()
    bench.say("hand_over", ticket)
    assert figures_of(bench).by_service[0].taken.count == 0
    found = figures_of(bench, first=wednesday).by_service[0]
    assert (found.service, found.unit, found.taken.median) == ("hari", "days", 3)
    assert (found.within_target.within, found.within_target.count) == (0, 1)
    assert figures_of(bench, first=wednesday + timedelta(days=1)).finished == 1


def test_what_was_recorded_late_is_judged_as_a_ticket_and_counted_beside() -> None:
    bench = Bench()
    bench.open("4", "depan", "kerja")
    ticket = bench.issue("surat")
    bench.serve(ticket, "4")
    bench.passes(minutes=6)
    bench.say("finish", ticket, counter="4", then="hand_over")
    found = figures_of(bench)
    assert (found.by_service[0].taken.median, found.by_service[0].late_rows) == (6 * 60, 1)
    assert [each.step for each in found.by_step] == [0]


def test_one_who_was_reinstated_is_no_no_show() -> None:
    bench = Bench()
    bench.open("4", "depan")
    ticket = bench.issue("satu")
    bench.call("4")
    bench.say("recall", ticket)
    bench.say("recall", ticket)
    bench.say("no_show", ticket)
    assert figures_of(bench).no_shows == 1
    bench.say("reinstate", ticket)
    assert figures_of(bench).no_shows == 0


@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 90), st.sampled_from(["selesai", "ditolak"])), max_size=25),
    st.randoms(use_true_random=False),
)
def test_rows_may_come_in_any_order(made: list[tuple[int, int, str]], random: object) -> None:
    office = Bench().office
    tickets = [a_ticket(str(n), outcome=outcome) for n, (_, _, outcome) in enumerate(made)]
    periods = [
        period
        for n, (begins, minutes, _) in enumerate(made)
        for period in (
            a_period(str(n), 1, "waiting", begins=begins, minutes=minutes),
            a_period(str(n), 2, "called", begins=begins + minutes, minutes=1),
            a_period(str(n), 3, "serving", begins=begins + minutes + 1, minutes=4, took=240.0),
        )
    ]

    def of(rows: Rows) -> Figures:
        return figures(rows, first=DAY, last=DAY, versions=office.versions, calendar=office.calendar)

    straight = of(Rows(tickets=tuple(tickets), periods=tuple(periods)))
    random.shuffle(tickets)  # type: ignore[attr-defined]
    random.shuffle(periods)  # type: ignore[attr-defined]
    assert of(Rows(tickets=tuple(tickets), periods=tuple(periods))) == straight
    kept = [minutes * 60.0 for _, minutes, outcome in made if outcome != "ditolak"]
    assert straight.waiting.count == len(kept)
    assert straight.waiting.longest == max(kept, default=None)
    assert sum(each.waiting.count for each in straight.by_hour) == len(kept)
    assert sum(each.waiting.count for each in straight.by_lane) == len(kept)


def test_no_figure_holds_a_person(played: Bench) -> None:
    rows = rows_of(played)
    names = {field.name for kind in (Figures, type(rows.tickets[0]), type(rows.periods[0])) for field in fields(kind)}
    assert not names & {"clerk", "account", "actor", "name", "code"}


def test_files_given_back_are_counted_with_what_they_lacked_and_a_term_that_ran_out_is_no_withdrawal() -> None:
    rows = Rows(
        tickets=(
            a_ticket("t-1", returned_day=DAY, lacked="d1 tidak_terbaca"),
            a_ticket("t-2", returned_day=DAY, lacked="d1", state="cancelled", outcome=None, cause="system"),
            a_ticket("t-3", returned_day=DAY - timedelta(days=1), lacked="d1"),
        ),
        periods=(),
    )
    found = figures(rows, first=DAY, last=DAY, versions={}, calendar=Calendar(zone="Asia/Jakarta", hours=()))
    assert (found.returned, found.expired, found.cancelled) == (2, 1, 0)
    assert found.lacking == {"surat d1": 2, "surat tidak_terbaca": 1}
