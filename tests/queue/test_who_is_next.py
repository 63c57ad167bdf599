"""Who is next: priority first, at most two in a row before one other, then by arrival; and the sentence that says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from server.protocol import Words
from server.queue.command import Command
from server.queue.policy import DEFAULT, pick_next
from server.queue.sentences import rule, why
from server.queue.ticket import State, Ticket
from tests.builders import FRIDAY, KIOSK, SENIOR, Bench, a_clerk


def a_ticket(name: str, *, minutes: int = 0, priority: bool = False, ready: bool = False, **changed: object) -> Ticket:
    """A ticket that came `minutes` after nine."""
    at = FRIDAY + timedelta(minutes=minutes)
    values: dict[str, object] = {
        "id": name, "code": name, "series": "A", "running": 1, "number": name, "service_day": date(2026, 11, 20),
        "service": "surat", "version": 1, "priority": priority, "confirmed": None, "help": False, "language": "id",
        "state": State.READY if ready else State.WAITING, "step": 0, "lane": "depan", "counter": None, "bound": None,
        "issued_at": at, "since": at, "arrived": at, "queued_at": at, "calls": 0, "begun_at": None,
        "ready_at": at if ready else None, "due": None, "step_seconds": 0.0, "total_seconds": 0.0, "waited_seconds": 0.0,
        "held_reason": None, "outcome": None, **changed,
    }  # fmt: skip
    return Ticket(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "streak", "expected"),
    [
        ("", 0, None),
        ("a b", 0, ("a", "arrival", 0)),
        ("a B", 0, ("B", "priority", 1)),
        ("a B", 1, ("B", "priority", 2)),
        ("a B", 2, ("a", "turn", 0)),
        ("B C", 2, ("B", "priority", 3)),
        ("a B", 3, ("a", "turn", 0)),
        ("a", 2, ("a", "arrival", 0)),
    ],
)
def test_priority_goes_first_but_at_most_two_in_a_row_while_others_wait(
    line: str, streak: int, expected: tuple[str, str, int] | None
) -> None:
    tickets = [a_ticket(name, minutes=place, priority=name.isupper()) for place, name in enumerate(line.split())]
    found = pick_next(tickets, policy=DEFAULT, streak=streak, now=FRIDAY)
    assert (None if found is None else (found.ticket.number, found.reason, found.streak)) == expected


def test_a_priority_that_was_looked_at_and_denied_waits_like_everybody() -> None:
    found = pick_next(
        [a_ticket("a"), a_ticket("B", minutes=1, priority=True, confirmed=False)],
        policy=DEFAULT,
        streak=0,
        now=FRIDAY,
    )
    assert found is not None
    assert (found.ticket.number, found.reason) == ("a", "arrival")


def test_a_ready_document_is_called_in_its_place_and_says_that_it_is_collected() -> None:
    found = pick_next([a_ticket("a", ready=True), a_ticket("b", minutes=1)], policy=DEFAULT, streak=0, now=FRIDAY)
    assert found is not None
    assert found.reason == "collect"


def test_ten_of_each_are_called_two_to_one() -> None:
    bench = Bench()
    bench.open("1")
    for _ in range(6):
        bench.issue("satu", priority=True)
    for _ in range(6):
        bench.issue("satu")
    called = []
    for _ in range(12):
        called.append(bench.call("1"))
        ticket = bench.office.seats["1"].ticket
        assert ticket is not None
        bench.say("cancel", ticket)
    marks = "".join("P" if int(number[2:]) <= 6 else "." for number in called)
    assert marks == "PP.PP.PP...."


def test_the_line_is_by_arrival_and_a_transfer_keeps_priority_and_place() -> None:
    bench = Bench()
    first = bench.issue("satu")
    bench.passes(minutes=1)
    bench.issue("dua")
    bench.open("1")
    bench.open("2", "periksa", "depan")
    bench.say("transfer", first, lane="periksa")
    bench.say("transfer", first, lane="depan")
    assert bench.call("1") == "A-001"


def test_a_ticket_transferred_to_one_counter_is_called_there_only() -> None:
    bench = Bench()
    ticket = bench.issue("satu")
    bench.open("1")
    bench.open("2")
    bench.say("transfer", ticket, to_counter="2")
    assert bench.refused("call_next", counter="1") == "nobody_waiting"
    assert bench.call("2") == "A-001"


def test_the_streak_is_the_counters_own() -> None:
    bench = Bench()
    bench.open("1")
    bench.open("2")
    tickets = [bench.issue("satu", priority=priority) for priority in (True, True, True, False)]
    for ticket in tickets[:2]:
        bench.call("1")
        bench.say("cancel", ticket)
    assert bench.call("2") == "A-003"
    assert bench.call("1") == "A-004"


def test_calling_out_of_turn_needs_the_right_and_a_reason_and_is_in_the_journal() -> None:
    bench = Bench()
    bench.open("1")
    bench.issue("satu")
    second = bench.issue("satu")
    assert bench.refused("call_chosen", second, counter="1", reason="sakit") == "not_permitted"
    assert bench.refused("call_chosen", second, counter="1", actor=SENIOR) == "reason_needed"
    assert bench.refused("call_chosen", second, counter="1", actor=SENIOR, reason="teman") == "reason_unknown"
    assert bench.refused("call_chosen", second, actor=SENIOR, reason="sakit") == "counter_needed"
    told = bench.say("call_chosen", second, counter="1", actor=SENIOR, reason="sakit").event
    assert (told.data["rule"], told.data["reason"], told.actor) == ("chosen", "sakit", "a-1")


def test_only_whoever_sits_at_a_counter_calls_from_it_and_another_may_close_what_was_left_open() -> None:
    bench = Bench()
    bench.open("1")
    bench.issue("satu")
    other = a_clerk("a-other")
    for verb in ("call_next", "pause", "close"):
        assert bench.refused(verb, counter="1", actor=other) == "counter_taken"
    bench.command(
        Command(verb="close", actor=replace(SENIOR, id="a-head"), request_id="close", request_hash="close", counter="1")
    )
    assert bench.office.seats["1"].clerk is None


def test_calling_the_one_whose_turn_it_is_by_name_needs_neither() -> None:
    bench = Bench()
    bench.open("1")
    first = bench.issue("satu")
    told = bench.say("call_chosen", first, counter="1").event
    assert told.data["rule"] == "arrival"
    assert "reason" not in told.data


def test_a_file_that_is_worked_on_alone_is_never_called() -> None:
    bench = Bench()
    for counter in "14":
        bench.open(counter)
    ticket = bench.issue("surat")
    bench.serve(ticket, "1")
    bench.say("finish", ticket)
    assert bench.ticket(ticket).lane == "kerja"
    assert bench.refused("call_next", counter="4") == "nobody_waiting"
    assert bench.refused("call_chosen", ticket, counter="4", actor=SENIOR, reason="sakit") == "visitor_away"


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("priority", "A-001 giliran berikutnya: menunggu 7 menit dan didahulukan."),
        ("turn", "A-001 giliran berikutnya: menunggu 7 menit; sudah 2 yang didahulukan berturut-turut."),
        ("collect", "A-001 giliran berikutnya: berkasnya siap diambil, menunggu 7 menit."),
        ("arrival", "A-001 giliran berikutnya: menunggu 7 menit, paling lama di antrean ini."),
    ],
)
def test_why_is_one_sentence_a_clerk_can_say(reason: str, sentence: str) -> None:
    line = [a_ticket("A-001", priority=reason == "priority", ready=reason == "collect")]
    if reason == "turn":
        line.append(a_ticket("A-002", priority=True))
    found = pick_next(line, policy=DEFAULT, streak=2 if reason == "turn" else 0, now=FRIDAY)
    assert found is not None
    assert found.reason == reason
    told = why(found, now=FRIDAY + timedelta(minutes=7, seconds=59))
    assert told.id == sentence
    assert told.en.startswith("A-001 is next: ")


def test_somebody_who_just_came_is_not_said_to_have_waited_nought_minutes() -> None:
    found = pick_next([a_ticket("A-001")], policy=DEFAULT, streak=0, now=FRIDAY)
    assert found is not None
    assert "0 menit" not in why(found, now=FRIDAY + timedelta(seconds=59)).id
    assert "0 menit" not in why(found, now=FRIDAY - timedelta(minutes=3)).id


def test_the_boards_rule_names_the_groups_the_office_switched_on() -> None:
    assert rule(DEFAULT, groups=()).id == "Dipanggil menurut waktu datang."
    groups = (Words(id="lansia", en="elderly"), Words(id="hamil", en="pregnant"))
    assert rule(DEFAULT, groups=groups).id == "Didahulukan: lansia, hamil. Setelah 2 nomor didahulukan, 1 nomor lain."
    assert rule(DEFAULT, groups=groups).en == "Served first: elderly, pregnant. After 2 of them, 1 other."


def test_a_visitor_who_did_not_come_for_a_ready_document_is_not_called_for_ever() -> None:
    bench = Bench()
    bench.open("1")
    bench.open("4")
    ticket = bench.issue("surat")
    bench.serve(ticket, "1")
    bench.say("finish", ticket, then="pass_on")
    bench.say("start", ticket, counter="4")
    bench.say("finish", ticket, then="keep")
    bench.say("finish", ticket)
    assert bench.state(ticket) is State.READY
    bench.call("1")
    bench.say("recall", ticket)
    bench.say("recall", ticket)
    bench.say("no_show", ticket)
    assert bench.state(ticket) is State.READY
    assert bench.refused("call_next", counter="1") == "nobody_waiting"
    bench.say("call_chosen", ticket, counter="1", actor=SENIOR, reason="lainnya")
    assert bench.state(ticket) is State.CALLED


def test_kiosk_may_take_back_only_what_nobody_has_called() -> None:
    bench = Bench()
    bench.open("1")
    ticket = bench.issue("satu")
    other = bench.issue("satu")
    bench.call("1")
    assert bench.refused("cancel", ticket, actor=KIOSK) == "already_called"
    bench.say("cancel", other, actor=KIOSK, reason="kiosk_unanswered")
    assert bench.state(other) is State.CANCELLED
