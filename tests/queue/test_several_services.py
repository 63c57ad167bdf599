"""Several services on one ticket, one after another under one number; several files of one service."""

from __future__ import annotations

from datetime import date

import pytest

from server.protocol import plain
from server.queue.apply import replay
from server.queue.command import SYSTEM
from server.queue.several import Ahead, read, written
from server.queue.ticket import State
from tests.builders import KIOSK, MADE, Bench, a_clerk, a_procedure, a_step, fold, picture
from tests.stats.made_rows import figures_of

ONE, FOUR = a_clerk("a-1"), a_clerk("a-4")


def an_office() -> Bench:
    bench = Bench()
    bench.open("1", actor=ONE)
    bench.open("4", actor=FOUR)
    return bench


def a_family(bench: Bench, *services: str) -> str:
    return bench.issue(services[0], also=list(services[1:]))


def serve(bench: Bench, ticket: str, *, minutes: int) -> None:
    bench.call("1")
    bench.say("start", ticket, actor=ONE)
    bench.passes(minutes=minutes)


def test_one_number_for_all_of_them_and_each_is_counted_once() -> None:
    bench = an_office()
    ticket = a_family(bench, "satu", "izin", "satu")
    assert bench.ticket(ticket).services_left == ("izin@1", "satu@1")
    number, code = bench.ticket(ticket).number, bench.ticket(ticket).code
    serve(bench, ticket, minutes=3)
    bench.say("finish", ticket, actor=ONE)
    stands = bench.ticket(ticket)
    # The counter serves the next lane too: the same sitting goes on.
    assert (stands.service, stands.nth, stands.state, stands.counter) == ("izin", 1, State.SERVING, "1")
    bench.passes(minutes=4)
    bench.say("finish", ticket, actor=ONE)
    bench.passes(minutes=5)
    bench.say("finish", ticket, actor=ONE)
    stands = bench.ticket(ticket)
    assert (stands.state, stands.nth, stands.number, stands.code) == (State.FINISHED, 2, number, code)
    assert bench.office.taken == {"satu": (180.0, 300.0), "izin": (240.0,)}
    assert [(row["service"], row["taken"]) for row in bench.records.services.values()] == [
        ("satu", 180.0),
        ("izin", 240.0),
    ]
    found = figures_of(bench)
    assert (found.issued, found.finished, found.files) == (1, 1, 3)
    assert [(row.service, row.taken.count, row.taken.longest) for row in found.by_service] == [
        ("izin", 1, 240.0),
        ("satu", 2, 300.0),
    ]
    assert [(row.service, row.taken.count) for row in found.by_step] == [("izin", 1), ("satu", 2)]
    # Called once: it waited once.
    assert found.waiting.count == 1
    assert picture(replay(MADE, bench.events)) == picture(bench.office)
    for batches in ([], [1] * len(bench.events), [len(bench.events) - 2]):
        tables = fold(MADE, bench.events, batches=batches)
        assert (tables.tickets, tables.periods, tables.services) == (
            bench.records.tickets,
            bench.records.periods,
            bench.records.services,
        )


def test_in_another_lane_it_keeps_the_place_of_its_issue() -> None:
    bench = an_office()
    bench.say("publish", actor=SYSTEM, document=plain(a_procedure("lain", a_step("1", "periksa"))))
    ticket = a_family(bench, "satu", "lain")
    bench.passes(minutes=1)
    earlier = bench.issue("lain")
    serve(bench, ticket, minutes=3)
    bench.say("finish", ticket, actor=ONE)
    stands = bench.ticket(ticket)
    assert (stands.state, stands.lane, stands.counter) == (State.WAITING, "periksa", None)
    assert stands.queued_at == stands.issued_at < bench.ticket(earlier).queued_at
    assert bench.call("4") == stands.number
    assert figures_of(bench).waiting.count == 2


def test_passed_on_it_waits_in_line_even_where_the_counter_serves_the_next() -> None:
    bench = an_office()
    ticket = a_family(bench, "satu", "izin")
    serve(bench, ticket, minutes=1)
    bench.say("finish", ticket, actor=ONE, then="pass_on")
    assert bench.state(ticket) is State.WAITING


@pytest.mark.parametrize(
    ("chosen", "walked"),
    [
        (("hari", "satu", "dua"), ("satu", "dua", "hari")),
        (("satu", "hari"), ("satu", "hari")),
        (("dua", "satu", "dua"), ("dua", "satu", "dua")),
    ],
)
def test_in_the_order_chosen_and_the_days_long_one_last(chosen: tuple[str, ...], walked: tuple[str, ...]) -> None:
    bench = an_office()
    ticket = bench.ticket(a_family(bench, *chosen))
    assert (ticket.service, *(read(each).service for each in ticket.services_left)) == walked


def test_what_cannot_be_on_one_ticket() -> None:
    bench = an_office()
    assert bench.refused("issue", actor=KIOSK, service="hari", also=["satu", "hari"]) == "one_days_long"
    assert bench.refused("issue", actor=KIOSK, service="satu", also=["satu"] * 9) == "too_many_services"
    assert bench.refused("issue", actor=KIOSK, service="satu", also=["tersembunyi"]) == "service_not_at_kiosk"
    assert bench.refused("issue", actor=KIOSK, service="satu", also=["apa"]) == "service_unknown"
    for files in (0, 100, -1):
        assert bench.refused("issue", actor=KIOSK, service="satu", files=files) == "files_out_of_range"


def test_a_refused_one_does_not_end_the_others_and_is_in_no_time() -> None:
    bench = an_office()
    ticket = a_family(bench, "satu", "izin")
    serve(bench, ticket, minutes=3)
    bench.say("finish", ticket, actor=ONE, outcome="ditolak")
    assert bench.ticket(ticket).service == "izin"
    bench.passes(minutes=2)
    bench.say("finish", ticket, actor=ONE)
    assert bench.office.taken == {"izin": (120.0,)}
    found = figures_of(bench)
    assert [row.service for row in found.by_service] == ["izin"]
    assert (found.files, found.waiting.count) == (1, 0)


@pytest.mark.parametrize("verb", ["cancel", "void"])
def test_who_withdraws_withdraws_from_all(verb: str) -> None:
    bench = an_office()
    ticket = a_family(bench, "satu", "izin")
    bench.say(verb, ticket, actor=ONE)
    assert bench.state(ticket) in (State.CANCELLED, State.VOID)


def test_added_and_taken_off_while_it_lives() -> None:
    bench = an_office()
    ticket = bench.issue("hari")
    assert bench.refused("add_service", ticket, actor=ONE, service="hari") == "one_days_long"
    bench.say("add_service", ticket, actor=ONE, service="satu", files=3)
    bench.say("add_service", ticket, actor=ONE, service="izin")
    assert bench.ticket(ticket).services_left == ("satu@1*3", "izin@1")
    bench.say("drop_service", ticket, actor=ONE, service="izin")
    assert bench.refused("drop_service", ticket, actor=ONE, service="izin") == "service_not_ahead"
    bench.say("undo", ticket, actor=ONE)
    assert bench.ticket(ticket).services_left == ("satu@1*3", "izin@1")
    bench.say("cancel", ticket, actor=ONE)
    assert bench.refused("add_service", ticket, actor=ONE, service="satu") == "wrong_state"


def test_each_keeps_the_version_it_was_added_with() -> None:
    bench = an_office()
    ticket = a_family(bench, "satu", "izin")
    bench.say("publish", actor=SYSTEM, document=plain(a_procedure("izin", a_step("1", "kerja"), group="izin")))
    serve(bench, ticket, minutes=1)
    bench.say("finish", ticket, actor=ONE)
    assert (bench.ticket(ticket).version, bench.ticket(ticket).lane) == (1, "depan")


def test_handed_over_it_goes_on_to_the_next() -> None:
    bench = an_office()
    ticket = a_family(bench, "surat", "satu")
    serve(bench, ticket, minutes=2)
    bench.say("finish", ticket, actor=ONE, then="pass_on")
    bench.say("start", ticket, actor=FOUR, counter="4")
    bench.passes(minutes=6)
    bench.say("finish", ticket, actor=FOUR, then="pass_on")
    bench.say("start", ticket, actor=ONE, counter="1")
    bench.say("finish", ticket, actor=ONE)
    assert bench.state(ticket) is State.READY
    bench.say("hand_over", ticket, actor=ONE)
    stands = bench.ticket(ticket)
    assert (stands.state, stands.service, stands.ready_at, stands.taken) == (State.WAITING, "satu", None, None)
    assert bench.office.taken == {"surat": (480.0,)}
    # And taken back, its document is ready again.
    bench.say("undo", ticket, actor=ONE)
    assert (bench.state(ticket), bench.ticket(ticket).service) == (State.READY, "surat")
    assert bench.office.taken == {}
    assert bench.records.services == {}


def test_a_courier_with_twelve_is_counted_twelve_times_and_judged_not_once() -> None:
    bench = an_office()
    bench.say("publish", actor=SYSTEM, document=plain(a_procedure("satu", a_step("1", "depan"))))
    ticket = bench.issue("satu", files=12)
    other = bench.issue("satu")
    serve(bench, ticket, minutes=50)
    bench.say("finish", ticket, actor=ONE)
    serve(bench, other, minutes=4)
    bench.say("finish", other, actor=ONE)
    assert bench.office.taken == {"satu": (240.0,)}
    found = figures_of(bench)
    assert (found.finished, found.files, found.several_files, found.within_target.count) == (2, 13, 1, 1)
    (row,) = found.by_service
    assert (row.taken.count, row.several_files) == (1, 1)
    assert [step.taken.longest for step in found.by_step] == [240.0]


def test_staff_mend_the_number_of_files() -> None:
    bench = an_office()
    ticket = bench.issue("satu")
    bench.say("set_files", ticket, actor=ONE, files=7)
    assert bench.ticket(ticket).files == 7
    assert bench.refused("set_files", ticket, actor=ONE) == "files_out_of_range"
    assert bench.records.tickets[MADE, ticket]["files"] == 7


@pytest.mark.parametrize("ahead", [Ahead("000-03", 2), Ahead("003-06", 11, 5), Ahead("x@y", 1)])
def test_a_service_ahead_is_read_as_it_was_written(ahead: Ahead) -> None:
    assert read(written(ahead)) == ahead


def test_the_days_are_counted_for_the_services_behind_too() -> None:
    bench = an_office()
    ticket = a_family(bench, "satu", "izin")
    serve(bench, ticket, minutes=1)
    bench.say("finish", ticket, actor=ONE, then="hand_over")
    assert figures_of(bench, first=date(2026, 11, 20)).files == 1
    assert figures_of(bench, first=date(2026, 11, 19)).files == 0
