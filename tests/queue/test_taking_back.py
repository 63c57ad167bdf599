"""Mistakes: one's own last action taken back within a minute, numbers issued by mistake, and what a visitor can undo alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from server.queue.apply import EFFECTS, replay
from server.queue.event import TYPES
from server.queue.ticket import State
from server.queue.verbs.correct import UNDO, YES, Why
from server.stats.figures import figures
from server.store.rows import Rows, period_row, ticket_row
from tests.builders import KIOSK, MADE, SENIOR, Bench, a_clerk, fold, picture

#: What is left of an action that was taken back: the journal, and the answers to requests.
TRACE = {"seq", "hash", "time", "answers", "lasts"}
ONE = a_clerk("a-1")
FOUR = a_clerk("a-4")


def without_trace(bench: Bench) -> dict[str, object]:
    return {name: value for name, value in picture(bench.office).items() if name not in TRACE}


def an_office() -> Bench:
    bench = Bench()
    bench.open("1", actor=ONE)
    bench.open("4", actor=FOUR)
    return bench


def called(bench: Bench) -> str:
    ticket = bench.issue("surat")
    bench.call("1")
    return ticket


def serving(bench: Bench) -> str:
    ticket = called(bench)
    bench.passes(seconds=30)
    bench.say("start", ticket, actor=ONE)
    return ticket


def away(bench: Bench) -> str:
    ticket = serving(bench)
    bench.say("finish", ticket, actor=ONE, then="pass_on")
    return ticket


def last_step(bench: Bench) -> str:
    ticket = bench.issue("kembali")
    bench.call("1")
    bench.say("start", ticket, actor=ONE)
    bench.say("finish", ticket, actor=ONE, then="pass_on")
    bench.say("start", ticket, actor=FOUR, counter="4")
    bench.say("finish", ticket, actor=FOUR, then="keep", counter="4")
    return ticket


#: What was done, in which situation, by whom: (situation, verb, fields). Each can be taken back.
DONE: dict[str, tuple[Callable[[Bench], str], str, dict[str, object]]] = {
    "started": (called, "start", {"actor": ONE}),
    "started on a file": (away, "start", {"actor": FOUR, "counter": "4"}),
    "held while called": (called, "hold", {"actor": ONE, "reason": "fotokopi"}),
    "held while served": (serving, "hold", {"actor": ONE}),
    "transferred": (serving, "transfer", {"actor": ONE, "lane": "periksa"}),
    "changed": (serving, "change_service", {"actor": ONE, "service": "izin"}),
    "passed on": (serving, "finish", {"actor": ONE, "then": "pass_on"}),
    "finished up to the hand-over": (serving, "finish", {"actor": ONE, "then": "hand_over"}),
    "finished": (last_step, "finish", {"actor": FOUR}),
    "rejected": (serving, "finish", {"actor": ONE, "outcome": "ditolak"}),
    "withdrawn": (serving, "cancel", {"actor": ONE}),
    "voided": (called, "void", {"actor": ONE}),
}


@pytest.mark.parametrize("name", DONE)
def test_taken_back_the_office_stands_as_it_stood(name: str) -> None:
    situation, verb, said = DONE[name]
    bench = an_office()
    ticket = situation(bench)
    before, rows = without_trace(bench), (dict(bench.records.tickets), dict(bench.records.periods))
    bench.passes(seconds=20)
    bench.say(verb, ticket, **said)  # type: ignore[arg-type]
    assert without_trace(bench) != before
    bench.passes(seconds=40)
    bench.say("undo", ticket, actor=said["actor"])  # type: ignore[arg-type]
    assert without_trace(bench) == before
    # The records are as they were, too: no period of the action, and the one it ended lasts on.
    assert (bench.records.tickets, bench.records.periods) == rows
    assert picture(replay(MADE, bench.events)) == picture(bench.office)
    for batches in ([], [len(bench.events) - 1], [len(bench.events) - 2, 1], [1] * len(bench.events)):
        tables = fold(MADE, bench.events, batches=batches)
        assert (tables.tickets, tables.periods) == (bench.records.tickets, bench.records.periods)
    assert bench.refused("undo", ticket, actor=said["actor"]) == "undo_only_once"


def test_the_time_goes_on_as_if_nothing_had_been_pressed() -> None:
    bench = an_office()
    ticket = serving(bench)
    bench.passes(minutes=2)
    bench.say("finish", ticket, actor=ONE, then="pass_on")
    bench.passes(seconds=45)
    bench.say("undo", ticket, actor=ONE)
    bench.passes(seconds=15)
    bench.say("finish", ticket, actor=ONE, then="hand_over")
    assert bench.ticket(ticket).taken == 180.0
    assert bench.office.taken == {"surat": (180.0,)}
    took = [row["took"] for row in bench.records.periods.values() if row["took"] is not None]
    assert took == [180.0]


def test_a_finish_that_was_taken_back_is_in_no_figure() -> None:
    bench = an_office()
    first, other = last_step(bench), bench.issue("satu")
    bench.say("finish", first, actor=FOUR)
    bench.serve(other, "1")
    bench.say("finish", other, actor=ONE)
    bench.passes(seconds=5)
    bench.say("undo", first, actor=FOUR)
    assert set(bench.office.taken) == {"satu"}
    found = figures(
        Rows(
            tickets=tuple(ticket_row(row) for row in bench.records.tickets.values()),
            periods=tuple(period_row(row) for row in bench.records.periods.values()),
        ),
        first=date(2026, 11, 20),
        last=date(2026, 11, 20),
        versions=bench.office.versions,
        calendar=bench.office.calendar,
    )
    assert found.finished == 1
    assert [row.service for row in found.by_service if row.taken.count] == ["satu"]


def test_only_who_did_it_takes_it_back() -> None:
    bench = an_office()
    ticket = serving(bench)
    assert bench.refused("undo", ticket, actor=FOUR) == "undo_not_yours"
    # Another clerk has done something with it since: that is the last action now.
    bench.say("hold", ticket, actor=FOUR, on_behalf=True)
    assert bench.refused("undo", ticket, actor=ONE) == "undo_not_yours"
    bench.say("undo", ticket, actor=FOUR)
    assert bench.state(ticket) is State.SERVING
    # And what came before it stays: the newest is the taking back.
    assert bench.refused("undo", ticket, actor=ONE) == "undo_not_yours"


@pytest.mark.parametrize(("seconds", "refused"), [(0, False), (59, False), (60, False), (61, True), (3600, True)])
def test_a_minute_is_the_limit(seconds: int, refused: bool) -> None:
    bench = an_office()
    ticket = serving(bench)
    bench.passes(seconds=seconds)
    if refused:
        assert bench.refused("undo", ticket, actor=ONE) == "undo_too_late"
    else:
        bench.say("undo", ticket, actor=ONE)
        assert bench.state(ticket) is State.CALLED


def test_a_call_was_heard_and_a_number_is_held() -> None:
    bench = an_office()
    ticket = called(bench)
    assert bench.refused("undo", ticket, actor=ONE) == "undo_spoken"
    bench.say("recall", ticket, actor=ONE)
    assert bench.refused("undo", ticket, actor=ONE) == "undo_spoken"
    other = bench.issue("satu", actor=SENIOR)
    assert bench.refused("undo", other, actor=SENIOR) == "undo_visitor_told"


def test_what_the_board_shows_as_ready_stays() -> None:
    bench = an_office()
    ticket = away(bench)
    bench.say("start", ticket, actor=FOUR, counter="4")
    bench.say("finish", ticket, actor=FOUR, then="pass_on")
    bench.say("start", ticket, actor=ONE, counter="1")
    bench.say("finish", ticket, actor=ONE, counter="1")
    assert bench.state(ticket) is State.READY
    assert bench.refused("undo", ticket, actor=ONE) == "undo_shown"


def test_who_was_marked_absent_by_mistake_is_called_again_at_the_same_counter() -> None:
    bench = an_office()
    ticket = called(bench)
    for verb in ("recall", "recall", "no_show"):
        bench.say(verb, ticket, actor=ONE)
    bench.say("undo", ticket, actor=ONE)
    assert (bench.state(ticket), bench.ticket(ticket).calls) == (State.CALLED, 3)
    bench.say("no_show", ticket, actor=ONE)
    bench.say("reinstate", ticket, actor=ONE)
    assert bench.refused("undo", ticket, actor=ONE) == "undo_visitor_told"


def test_a_slip_that_was_printed_with_it_keeps_it() -> None:
    bench = an_office()
    ticket = serving(bench)
    bench.say("change_service", ticket, actor=ONE, service="izin", print=True)
    assert bench.office.slips[0].ticket == ticket
    assert not bench.office.slips[0].copy
    assert bench.refused("undo", ticket, actor=ONE) == "undo_printed"
    bench.say("transfer", ticket, actor=ONE, lane="periksa")
    bench.say("ask_slip", ticket, actor=ONE)
    assert bench.refused("undo", ticket, actor=ONE) == "undo_printed"


def test_a_counter_that_was_taken_since_is_not_taken_from_anybody() -> None:
    bench = an_office()
    ticket = serving(bench)
    bench.issue("satu")
    bench.say("hold", ticket, actor=ONE)
    bench.call("1")
    assert bench.refused("undo", ticket, actor=ONE) == "undo_counter"


@pytest.mark.parametrize("verb", ["pause", "close"])
def test_a_counter_that_was_left_since_is_not_sat_at(verb: str) -> None:
    bench = an_office()
    ticket = serving(bench)
    bench.say("hold", ticket, actor=ONE)
    bench.say(verb, counter="1", actor=ONE)
    assert bench.refused("undo", ticket, actor=ONE) == "undo_counter"


def test_an_action_the_person_did_not_see_is_not_taken_back() -> None:
    bench = an_office()
    ticket = serving(bench)
    seen = bench.office.seq
    bench.say("hold", ticket, actor=ONE)
    assert bench.refused("undo", ticket, actor=ONE, seq=seen) == "undo_changed"
    bench.say("undo", ticket, actor=ONE, seq=bench.office.seq)


def test_a_new_day_begins_with_nothing_to_take_back() -> None:
    bench = an_office()
    ticket = away(bench)
    bench.passes(days=1)
    bench.tick()
    assert bench.refused("undo", ticket, actor=ONE) == "undo_nothing"
    assert bench.office.lasts == {}


def test_every_type_of_event_says_whether_it_can_be_taken_back() -> None:
    assert set(UNDO) == set(TYPES)
    assert all(isinstance(why, Why) for why in UNDO.values())
    # What moves more than its ticket cannot be restored from the ticket alone.
    assert [type_ for type_, why in UNDO.items() if why is YES and type_ in EFFECTS] == []


# -- issued by mistake -----------------------------------------------------------------------------------------


def test_a_number_issued_by_mistake_stays_used_and_is_in_no_figure() -> None:
    bench = an_office()
    ticket = called(bench)
    bench.say("void", ticket, actor=ONE, reason="rangkap")
    assert bench.state(ticket) is State.VOID
    assert bench.ticket(bench.issue("surat")).number == "A-002"
    found = figures(
        Rows(
            tickets=tuple(ticket_row(row) for row in bench.records.tickets.values()),
            periods=tuple(period_row(row) for row in bench.records.periods.values()),
        ),
        first=date(2026, 11, 20),
        last=date(2026, 11, 20),
        versions=bench.office.versions,
        calendar=bench.office.calendar,
    )
    assert (found.issued, found.cancelled, found.waiting.count) == (1, 0, 0)
    assert sum(hour.arrivals for hour in found.by_hour) == 1


def test_what_was_begun_is_not_voided_away() -> None:
    bench = an_office()
    ticket = serving(bench)
    bench.say("hold", ticket, actor=ONE)
    assert bench.refused("void", ticket, actor=ONE) == "begun_already"
    assert bench.refused("void", bench.issue("satu"), actor=ONE, reason="malas") == "reason_unknown"


# -- the visitor alone, at the kiosk ---------------------------------------------------------------------------

OTHER_KIOSK = replace(KIOSK, id="kiosk-2")


@pytest.mark.parametrize("verb", ["cancel", "change_service"])
@pytest.mark.parametrize(("seconds", "refused"), [(0, None), (120, None), (121, "two_minutes_over")])
def test_the_visitor_has_two_minutes_at_the_kiosk(verb: str, seconds: int, refused: str | None) -> None:
    bench = an_office()
    ticket = bench.issue("surat")
    number = bench.ticket(ticket).number
    bench.passes(seconds=seconds)
    said = {"service": "izin"} if verb == "change_service" else {"reason": "salah_pilih"}
    if refused is not None:
        assert bench.refused(verb, ticket, actor=KIOSK, **said) == refused
        bench.say(verb, ticket, actor=ONE, **said)
    else:
        bench.say(verb, ticket, actor=KIOSK, **said)
    assert bench.ticket(ticket).number == number
    assert bench.state(ticket) is (State.CANCELLED if verb == "cancel" else State.WAITING)


def test_a_kiosk_takes_back_only_its_own_numbers() -> None:
    bench = an_office()
    ticket = bench.issue("surat")
    assert bench.refused("cancel", ticket, actor=OTHER_KIOSK) == "not_this_kiosk"
    assert bench.refused("change_service", ticket, actor=OTHER_KIOSK, service="izin") == "not_this_kiosk"
    assert bench.refused("change_service", ticket, actor=KIOSK, service="tersembunyi") == "service_not_at_kiosk"


def test_an_answer_that_came_too_late_for_the_kiosk_is_cancelled_whenever_it_comes() -> None:
    bench = an_office()
    ticket = bench.issue("surat")
    bench.passes(minutes=20)
    bench.say("cancel", ticket, actor=KIOSK, reason="kiosk_unanswered")
    assert bench.state(ticket) is State.CANCELLED
