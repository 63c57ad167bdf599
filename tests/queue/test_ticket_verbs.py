"""What single verbs do beyond the table: service changed, no-show and back, holds, transfers, finishing, counters, documents."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from server.protocol import plain
from server.queue.command import SYSTEM, Command, Refusal
from server.queue.ticket import State
from tests.builders import CLERK, KIOSK, MADE_PROCEDURES, SENIOR, Bench, a_clerk, a_procedure, a_step, made_settings


@pytest.fixture
def bench() -> Bench:
    made = Bench()
    for counter in "1234":
        made.open(counter)
    return made


# -- issue ------------------------------------------------------------------------------------------


def test_numbers_of_a_series_run_without_a_gap_whatever_the_priority(bench: Bench) -> None:
    tickets = [
        bench.issue(service, priority=service == "dua") for service in ("satu", "izin", "dua", "keluhan", "satu")
    ]
    assert [bench.ticket(each).number for each in tickets] == ["A-001", "M-001", "A-002", "M-002", "A-003"]


def test_the_answer_says_how_many_wait_in_the_same_lane(bench: Bench) -> None:
    assert [bench.say("issue", service="satu").event.data["ahead"] for _ in range(3)] == [0, 1, 2]


def test_a_code_that_lives_is_not_given_twice(bench: Bench) -> None:
    def issue(request: str, *codes: str) -> Any:
        answer = bench.command(
            Command(
                verb="issue",
                actor=KIOSK,
                request_id=request,
                request_hash="x",
                options={"service": "satu"},
                codes=codes,
            )
        )
        assert answer is not None
        return answer.event.data["ticket"]["code"]

    assert issue("one", "12345678", "87654321") == "12345678"
    assert issue("two", "12345678", "87654321") == "87654321"
    with pytest.raises(Refusal, match="codes_exhausted"):
        issue("three", "12345678", "87654321")


def test_the_same_request_again_is_the_same_answer_and_with_another_body_a_conflict(bench: Bench) -> None:
    first = bench.say("issue", service="satu", request_id="once")
    count = len(bench.events)
    assert bench.say("issue", service="satu", request_id="once") == first
    assert len(bench.events) == count
    assert bench.refused("issue", service="dua", request_id="once") == "request_conflict"


def test_an_office_without_settings_can_do_nothing() -> None:
    empty = Bench()
    empty.office.settings = None
    assert empty.refused("issue", service="satu") == "office_unknown"


@pytest.mark.parametrize(("service", "code"), [("nichts", "service_unknown"), ("tersembunyi", "service_not_at_kiosk")])
def test_a_service_that_is_not_offered_is_refused_to_the_kiosk(bench: Bench, service: str, code: str) -> None:
    assert bench.refused("issue", actor=KIOSK, service=service) == code


# -- change of service -------------------------------------------------------------------------------


def test_a_changed_service_keeps_ticket_code_number_and_place_in_line(bench: Bench) -> None:
    ticket = bench.issue("izin")
    bench.issue("izin")
    before = bench.ticket(ticket)
    bench.passes(minutes=5)
    bench.say("change_service", ticket, service="dua")
    after = bench.ticket(ticket)
    assert (after.id, after.code, after.number, after.queued_at) == (
        before.id,
        before.code,
        before.number,
        before.queued_at,
    )
    assert (after.service, after.step, after.lane, after.state) == ("dua", 0, "depan", State.WAITING)
    assert bench.call("1") == "M-001"


def test_a_ready_document_cannot_become_another_service(bench: Bench) -> None:
    ticket = bench.issue("surat")
    bench.serve(ticket, "1")
    bench.say("finish", ticket, then="pass_on")
    bench.say("start", ticket)
    bench.say("finish", ticket)
    bench.say("start", ticket)
    bench.say("finish", ticket)
    bench.call("1")
    assert bench.refused("change_service", ticket, service="satu") == "already_ready"


def test_a_ticket_finishes_under_the_version_it_started_with(bench: Bench) -> None:
    ticket = bench.issue("dua")
    shorter = a_procedure("dua", a_step("1", "depan"))
    bench.say("publish", actor=SYSTEM, document=plain(shorter))
    assert (bench.ticket(ticket).version, bench.office.current["dua"]) == (1, 2)
    bench.serve(ticket, "2")
    bench.say("finish", ticket)
    assert (bench.state(ticket), bench.ticket(ticket).lane) == (State.SERVING, "periksa")
    assert bench.ticket(bench.issue("dua")).version == 2


# -- no-show and back -------------------------------------------------------------------------------


def test_a_no_show_needs_one_call_and_two_recalls_and_a_third_recall_is_refused(bench: Bench) -> None:
    ticket = bench.issue("satu")
    bench.call("1")
    assert bench.refused("no_show", ticket) == "call_again_first"
    bench.say("recall", ticket)
    assert bench.refused("no_show", ticket) == "call_again_first"
    bench.say("recall", ticket)
    assert bench.refused("recall", ticket) == "called_enough"
    bench.say("no_show", ticket)
    assert bench.state(ticket) is State.NO_SHOW
    assert bench.office.seats["1"].ticket is None


def missed(bench: Bench, ticket: str, counter: str = "1") -> None:
    """Call a ticket three times and mark it as not there."""
    bench.say("call_chosen", ticket, counter=counter, actor=SENIOR, reason="lainnya")
    bench.say("recall", ticket)
    bench.say("recall", ticket)
    bench.say("no_show", ticket)


@pytest.mark.parametrize("others", [0, 1, 2, 3, 5])
def test_a_reinstated_visitor_comes_after_three_numbers_or_at_the_end(bench: Bench, others: int) -> None:
    ticket = bench.issue("satu")
    missed(bench, ticket)
    for _ in range(others):
        bench.passes(minutes=1)
        bench.issue("satu")
    bench.passes(minutes=1)
    bench.say("reinstate", ticket)
    order = []
    for _ in range(others + 1):
        order.append(bench.call("1"))
        seated = bench.office.seats["1"].ticket
        assert seated is not None
        bench.say("cancel", seated)
    assert order.index("A-001") == min(others, 3)


# -- hold, resume, transfer -------------------------------------------------------------------------------


def test_resumed_without_a_counter_it_is_back_where_it_was_in_line(bench: Bench) -> None:
    first = bench.issue("satu")
    bench.passes(minutes=1)
    bench.issue("satu")
    bench.call("1")
    bench.say("hold", first, reason="fotokopi")
    assert bench.ticket(first).held_reason == "fotokopi"
    bench.say("resume", first)
    assert bench.ticket(first).held_reason is None
    assert bench.call("1") == "A-001"


def test_a_busy_closed_or_paused_counter_takes_nobody(bench: Bench) -> None:
    held = bench.issue("satu")
    bench.say("hold", held)
    bench.issue("satu")
    bench.call("1")
    bench.say("pause", counter="2", reason="salat")
    bench.say("close", counter="3")
    codes = [bench.refused("resume", held, counter=counter) for counter in "1239"]
    assert codes == ["counter_busy", "counter_paused", "counter_closed", "counter_unknown"]


def test_a_called_visitor_is_started_where_they_were_called(bench: Bench) -> None:
    ticket = bench.issue("satu")
    bench.call("1")
    assert bench.refused("start", ticket, counter="2") == "colleagues_sitting"
    bench.say("start", ticket)
    assert bench.ticket(ticket).counter == "1"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "target_needed"),
        ({"lane": "pemohon"}, "lane_unknown"),
        ({"lane": "dapur"}, "lane_unknown"),
        ({"to_counter": "9"}, "counter_unknown"),
        ({"lane": "kerja", "to_counter": "1"}, "lane_not_here"),
    ],
)
def test_a_transfer_needs_a_place_that_exists(bench: Bench, said: dict[str, str], code: str) -> None:
    assert bench.refused("transfer", bench.issue("satu"), **said) == code


# -- finishing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counter", "then", "state", "place"),
    [
        ("2", "auto", State.SERVING, "2"),
        ("1", "auto", State.WAITING, None),
        ("2", "pass_on", State.WAITING, None),
        ("2", "keep", State.SERVING, "2"),
    ],
)
def test_the_next_step_stays_here_where_this_counter_serves_its_lane(
    bench: Bench, counter: str, then: str, state: State, place: str | None
) -> None:
    ticket = bench.issue("dua")
    bench.serve(ticket, counter)
    bench.say("finish", ticket, then=then)
    after = bench.ticket(ticket)
    assert (after.state, after.lane, after.counter) == (state, "periksa", place)


def test_it_cannot_be_kept_where_its_lane_is_not_served(bench: Bench) -> None:
    ticket = bench.issue("dua")
    bench.serve(ticket, "1")
    assert bench.refused("finish", ticket, then="keep") == "lane_not_here"


def test_a_row_of_days_is_passed_on_even_where_its_lane_is_served(bench: Bench) -> None:
    ticket = bench.issue("hari")
    bench.serve(ticket, "4")
    bench.say("finish", ticket)
    assert (bench.state(ticket), bench.ticket(ticket).lane) == (State.OUTSIDE, "kerja")


def test_finishing_with_another_counters_name_never_seats_two_there(bench: Bench) -> None:
    other = bench.issue("satu")
    bench.call("2")
    ticket = bench.issue("dua")
    bench.call("1")
    bench.say("start", ticket)
    assert bench.refused("finish", ticket, counter="2", then="keep", on_behalf=True) == "counter_busy"
    bench.say("finish", ticket, counter="2", on_behalf=True)
    assert (bench.state(ticket), bench.ticket(ticket).counter) == (State.WAITING, None)
    assert bench.office.seats["2"].ticket == other


@pytest.mark.parametrize("said", ["Tidak", "naik", "apa saja"])
def test_an_outcome_the_row_does_not_have_is_refused(bench: Bench, said: str) -> None:
    ticket = bench.issue("surat")
    bench.serve(ticket, "1")
    assert bench.refused("finish", ticket, outcome=said) == "outcome_not_possible"
    bench.say("finish", ticket, outcome="MS")


def test_refused_for_good_ends_the_ticket_at_any_step(bench: Bench) -> None:
    ticket = bench.issue("dua")
    bench.serve(ticket, "1")
    bench.say("finish", ticket, outcome="ditolak")
    assert (bench.state(ticket), bench.ticket(ticket).outcome) == (State.FINISHED, "ditolak")
    assert bench.office.seats["1"].ticket is None


@pytest.mark.parametrize(
    ("outcome", "lane", "state"), [("selesai", "depan", 3), ("naik", "tanda", 2), (None, "depan", 3)]
)
def test_a_complaint_goes_up_or_straight_back_to_the_front(
    bench: Bench, outcome: str | None, lane: str, state: int
) -> None:
    ticket = bench.issue("keluhan")
    bench.serve(ticket, "1")
    bench.say("finish", ticket)
    bench.say("start", ticket)
    bench.say("finish", ticket, outcome=outcome, then="pass_on")
    assert (bench.ticket(ticket).lane, bench.ticket(ticket).step) == (lane, state)


def test_who_ticks_for_another_lane_is_kept_in_the_event(bench: Bench) -> None:
    ticket = bench.issue("surat")
    bench.serve(ticket, "1")
    bench.say("finish", ticket)
    bench.say("start", ticket, counter="3")
    front = a_clerk("a-front", lanes=["depan"])
    assert bench.refused("finish", ticket, actor=front) == "colleagues_sitting"
    told = bench.say("finish", ticket, actor=front, on_behalf=True).event
    assert (told.actor, told.data["on_behalf"], told.data["for"]) == ("a-front", "kerja", "a-3")


def test_a_document_that_is_not_ready_is_not_handed_over(bench: Bench) -> None:
    ticket = bench.issue("surat")
    bench.serve(ticket, "1")
    assert bench.refused("hand_over", ticket) == "not_ready_yet"


# -- counters -------------------------------------------------------------------------------------


def test_a_double_click_on_call_next_calls_one_person(bench: Bench) -> None:
    bench.issue("satu")
    bench.issue("satu")
    bench.call("1")
    assert bench.refused("call_next", counter="1") == "counter_busy"
    assert [ticket.state for ticket in bench.office.tickets.values()] == [State.CALLED, State.WAITING]


def test_somebody_elses_counter_is_taken_and_ones_own_other_one_is_closed(bench: Bench) -> None:
    assert bench.refused("open", counter="1", actor=a_clerk("a-2")) == "counter_taken"
    bench.say("close", counter="1")
    bench.say("open", counter="1", actor=a_clerk("a-2"))
    assert (bench.office.seats["1"].clerk, bench.office.seats["2"].clerk) == ("a-2", None)
    bench.issue("satu")
    bench.call("1")
    assert bench.refused("open", counter="2", actor=a_clerk("a-2")) == "counter_busy"
    assert bench.refused("close", counter="1") == "counter_busy"
    assert bench.refused("pause", counter="1") == "counter_busy"


def test_a_paused_counter_calls_nobody_until_it_is_opened_again(bench: Bench) -> None:
    bench.issue("satu")
    bench.say("pause", counter="1", reason="istirahat")
    assert bench.refused("call_next", counter="1") == "counter_paused"
    bench.open("1")
    assert bench.call("1") == "A-001"


def test_each_stretch_of_sitting_or_pausing_is_a_session_of_its_own() -> None:
    bench = Bench()
    bench.open("1")
    bench.passes(hours=1)
    bench.say("pause", counter="1", reason="salat")
    bench.passes(minutes=15)
    bench.open("1")
    bench.passes(hours=1)
    bench.say("close", counter="1")
    rows = sorted(bench.records.sessions.values(), key=lambda row: row["start_seq"])
    assert [row["pause"] for row in rows] == [None, "salat", None]
    assert [row["ended_at"] for row in rows] == [rows[1]["started_at"], rows[2]["started_at"], rows[2]["ended_at"]]
    assert rows[2]["ended_at"] is not None


@pytest.mark.parametrize("lanes", [["dapur"], ["pemohon"]])
def test_a_counter_is_not_opened_for_a_lane_that_is_not_there(bench: Bench, lanes: list[str]) -> None:
    bench.say("close", counter="1")
    assert bench.refused("open", counter="1", lanes=lanes) == "lane_unknown"


def test_help_is_asked_once_and_answered_once(bench: Bench) -> None:
    bench.say("ask_help", actor=KIOSK)
    assert list(bench.office.help) == ["kiosk-1"]
    bench.say("answer_help", device="kiosk-1")
    assert bench.refused("answer_help", device="kiosk-1") == "help_not_asked"


# -- documents -------------------------------------------------------------------------------------


def _settings(**changed: Any) -> Any:
    return plain(replace(made_settings(), **changed))


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({}, "malformed"),
        (["list"], "malformed"),
        (_settings(id="lain"), "wrong_office"),
        (_settings(zone="Asia/Atlantis"), "malformed"),
        (_settings(zone="../etc/passwd"), "malformed"),
        (_settings(groups=()), "malformed"),
        (_settings(lanes=made_settings().lanes[:2]), "malformed"),
        (_settings(lanes=(*made_settings().lanes, made_settings().lanes[1])), "malformed"),
        ({**_settings(), "hours": [{"weekday": 7, "opens": "08:00", "closes": "12:00"}]}, "malformed"),
        ({**_settings(), "hours": [{"weekday": 0, "opens": "8 pagi", "closes": "12:00"}]}, "malformed"),
        ({**_settings(), "hours": [{"weekday": 0, "opens": "12:00", "closes": "08:00"}]}, "malformed"),
        (_settings(counters=made_settings().counters[1:]), "counter_busy"),
    ],
)
def test_settings_that_would_stop_the_office_are_refused(bench: Bench, document: Any, code: str) -> None:
    assert bench.refused("configure", actor=SYSTEM, document=document) == code


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({}, "malformed"),
        (plain(replace(MADE_PROCEDURES[0], office="lain")), "wrong_office"),
        (plain(replace(MADE_PROCEDURES[0], group="tidak-ada")), "malformed"),
        (plain(replace(MADE_PROCEDURES[0], walk=(0, 1, 7))), "malformed"),
        (plain(a_procedure("x", a_step("1", "dapur"))), "malformed"),
    ],
)
def test_a_procedure_that_does_not_fit_the_office_is_refused(bench: Bench, document: Any, code: str) -> None:
    assert bench.refused("publish", actor=SYSTEM, document=document) == code


def test_a_counter_that_was_taken_away_is_gone(bench: Bench) -> None:
    bench.say("close", counter="1")
    bench.say("configure", actor=SYSTEM, document=_settings(counters=made_settings().counters[1:]))
    assert bench.refused("open", counter="1", actor=CLERK) == "counter_unknown"
    assert bench.events[-1].data["replaces"] is not None


def test_a_hold_is_no_way_to_serve_somebody_out_of_turn() -> None:
    bench = Bench()
    bench.open("1")
    bench.issue("satu")
    later = bench.issue("satu")
    bench.say("hold", later)
    assert bench.refused("resume", later, counter="1") == "call_first"
    bench.say("resume", later, counter="1", actor=SENIOR)
    assert bench.state(later) is State.SERVING


def test_a_ticket_bound_to_a_counter_that_nobody_opened_is_for_every_counter() -> None:
    bench = Bench()
    bench.open("1")
    bound = bench.issue("satu")
    bench.say("transfer", bound, to_counter="2")
    assert bench.call("1") == bench.ticket(bound).number


def test_a_slip_is_reported_of_a_ticket_that_lives() -> None:
    bench = Bench()
    assert bench.refused("report_slip", "anything at all", actor=KIOSK, outcome="printed") == "ticket_unknown"
