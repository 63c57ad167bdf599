"""Files that go back: to the visitor with a list of what is missing, to the drafter inside the office, and back in line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from server.protocol import plain
from server.queue.command import SYSTEM, Refusal
from server.queue.ticket import State
from server.queue.verbs.returned import checking_step
from server.queue.verbs.send_back import drafter_of
from sop.model import ReturnReason
from tests.builders import KIOSK, MADE, WEEK, Bench, catalogue, made_settings, words


def an_office(**changed: Any) -> Bench:
    """The made-up office with some settings, all counters open."""
    bench = Bench(replace(made_settings(hours=WEEK), **changed))
    for counter in "134":
        bench.open(counter)
    return bench


def a_file_given_back(bench: Bench, *missing: str) -> str:
    """A ticket of `paraf` that its checking row gave back."""
    ticket = bench.issue("paraf")
    bench.serve(ticket, "1")
    bench.passes(minutes=2)
    bench.say("return_file", ticket, missing=missing or ("d1",))
    return ticket


# -- giving back -----------------------------------------------------------------------------------------------


def test_a_returned_file_names_what_it_lacks_and_leaves_the_counter_free() -> None:
    bench = an_office()
    ticket = a_file_given_back(bench, "berkas_kurang", "d2", "d2")
    back = bench.ticket(ticket)
    assert (back.state, back.missing, back.returns, back.counter) == (
        State.RETURNED,
        ("d2", "berkas_kurang"),
        1,
        None,
    )
    assert (back.expires, bench.office.seats["1"].ticket) == (None, None)
    assert bench.records.periods[MADE, ticket, bench.office.seq]["clock"] == "visitor"


@pytest.mark.parametrize("missing", [(), None, ("d3",), ("d0",), ("k1",), ("apa saja",), ("d1", "")])
def test_a_list_of_nothing_or_of_something_unknown_is_refused(missing: tuple[str, ...] | None) -> None:
    bench = an_office()
    ticket = bench.issue("paraf")
    bench.serve(ticket, "1")
    code = "missing_unknown" if missing else "missing_needed"
    assert bench.refused("return_file", ticket, missing=missing) == code
    assert bench.refused("finish", ticket, outcome="TMS", missing=missing) == code


def test_the_offices_own_reasons_take_the_samples_place() -> None:
    bench = an_office(return_reasons=(ReturnReason(code="foto_salah", words=words("Foto salah")),))
    ticket = bench.issue("paraf")
    bench.serve(ticket, "1")
    assert bench.refused("return_file", ticket, missing=("berkas_kurang",)) == "missing_unknown"
    bench.say("finish", ticket, outcome="TMS", missing=("foto_salah",))
    assert bench.state(ticket) is State.RETURNED


def test_a_document_that_is_ready_is_not_given_back() -> None:
    bench = an_office()
    ticket = bench.issue("surat")
    bench.serve(ticket, "4")
    bench.say("finish", ticket, then="keep")
    bench.say("finish", ticket, then="keep")
    bench.say("finish", ticket)
    bench.call("4")
    bench.say("start", ticket)
    assert bench.refused("return_file", ticket, missing=("berkas_kurang",)) == "already_ready"


def test_from_a_later_row_it_goes_to_the_checking_row_and_the_time_adds_up() -> None:
    bench = an_office()
    ticket = bench.issue("paraf")
    bench.serve(ticket, "1")
    bench.passes(minutes=2)
    bench.say("finish", ticket)
    bench.say("start", ticket, counter="3")
    bench.passes(minutes=3)
    bench.say("return_file", ticket, missing=("d1",))
    back = bench.ticket(ticket)
    assert (back.step, back.lane, back.total_seconds, back.step_seconds) == (0, "depan", 300.0, 0.0)
    bench.say("re_enter", actor=KIOSK, code=back.code)
    bench.call("1")
    bench.say("start", ticket)
    bench.passes(minutes=1)
    bench.say("finish", ticket)
    assert (bench.ticket(ticket).total_seconds, bench.ticket(ticket).missing) == (360.0, ())
    took = [row["took"] for row in bench.records.periods.values() if row["took"] is not None]
    assert sum(took) == 360.0


# -- coming back -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rule", "first"), [(None, True), ("arrival", True), ("end", False)])
def test_on_the_same_day_the_number_stays_and_the_place_in_line_follows_the_offices_rule(
    rule: str | None, first: bool
) -> None:
    bench = an_office(re_entry=rule)
    ticket = a_file_given_back(bench)
    other = bench.issue("satu")
    bench.passes(minutes=30)
    event = bench.say("re_enter", actor=KIOSK, code=bench.ticket(ticket).code).event
    back = bench.ticket(ticket)
    assert (back.number, back.state, back.lane) == ("A-001", State.WAITING, "depan")
    assert (event.data["purpose"], event.data["new_number"], event.data["ahead"]) == ("complete", False, int(not first))
    assert bench.call("1") == (back if first else bench.ticket(other)).number


def test_on_a_later_day_it_has_a_number_of_the_returning_series_and_keeps_priority() -> None:
    bench = an_office(returning_series="L")
    ticket = bench.issue("paraf", priority=True)
    bench.serve(ticket, "1")
    bench.say("return_file", ticket, missing=("d1",))
    bench.passes(days=3)
    bench.open("1")
    bench.issue("satu")
    bench.say("re_enter", ticket)
    back = bench.ticket(ticket)
    assert (back.number, back.priority, back.service_day) == ("L-001", True, date(2026, 11, 23))
    assert bench.call("1") == "L-001"


def test_a_visitor_who_leaves_again_keeps_the_returned_file_and_its_term() -> None:
    bench = an_office(returned_days=2)
    ticket = a_file_given_back(bench)
    assert bench.ticket(ticket).expires == date(2026, 11, 24)
    bench.say("re_enter", ticket)
    bench.call("1")
    for verb in ("recall", "recall", "no_show"):
        bench.say(verb, ticket)
    assert (bench.state(ticket), bench.ticket(ticket).missing) == (State.RETURNED, ("d1",))
    bench.say("re_enter", ticket)
    bench.passes(days=1)
    bench.tick()
    assert (bench.state(ticket), bench.ticket(ticket).expires) == (State.RETURNED, date(2026, 11, 24))


# -- the term --------------------------------------------------------------------------------------------------


def test_after_its_last_day_the_system_ends_it_and_no_human_is_counted() -> None:
    bench = an_office(returned_days=2)
    ticket = a_file_given_back(bench)
    code = bench.ticket(ticket).code
    bench.passes(days=4)
    bench.tick()
    assert bench.state(ticket) is State.RETURNED
    bench.passes(days=1)
    bench.tick()
    assert (bench.state(ticket), bench.events[-1].type) == (State.CANCELLED, "expired")
    row = bench.records.tickets[MADE, ticket]
    assert (row["cause"], row["ended_day"], row["state"]) == ("system", "2026-11-25", "cancelled")
    assert bench.refused("re_enter", actor=KIOSK, code=code) == "ticket_expired"
    before = bench.office.seq
    bench.tick()
    assert bench.office.seq == before


def test_a_doubted_clock_ends_no_term() -> None:
    bench = an_office(returned_days=1)
    ticket = a_file_given_back(bench)
    bench.believed = False
    bench.passes(days=30)
    bench.tick()
    assert bench.state(ticket) is State.RETURNED


@pytest.mark.parametrize("days", [None, 0])
def test_without_a_term_it_waits_for_ever(days: int | None) -> None:
    bench = an_office(returned_days=days)
    ticket = a_file_given_back(bench)
    bench.passes(days=400)
    bench.tick()
    assert bench.state(ticket) is State.RETURNED


# -- to the drafter --------------------------------------------------------------------------------------------


def a_file_at(bench: Bench, *, step: int) -> str:
    """A ticket of `paraf` that waits at one of its away rows."""
    ticket = bench.issue("paraf")
    bench.serve(ticket, "1")
    bench.passes(minutes=1)
    bench.say("finish", ticket, then="pass_on")
    while bench.ticket(ticket).step < step:
        bench.say("start", ticket, counter="3")
        bench.passes(minutes=1)
        bench.say("finish", ticket, then="pass_on")
    return ticket


@pytest.mark.parametrize("step", [2, 3])
@pytest.mark.parametrize("started", [False, True])
def test_a_signer_sends_it_back_to_the_drafter_and_the_visitor_is_not_called(step: int, started: bool) -> None:
    bench = an_office()
    ticket = a_file_at(bench, step=step)
    if started:
        bench.say("start", ticket, counter="3")
    bench.passes(minutes=4)
    before = bench.ticket(ticket)
    bench.say("send_back", ticket, reason="salah_ketik")
    back = bench.ticket(ticket)
    assert (back.state, back.step, back.lane, back.counter) == (State.WAITING, 1, "kerja", None)
    assert (back.due, back.number) == (before.due, before.number)
    assert back.total_seconds == before.total_seconds + 240
    assert bench.refused("call_next", counter="1") == "nobody_waiting"
    bench.say("start", ticket, counter="3")
    bench.passes(minutes=2)
    bench.say("finish", ticket, then="pass_on")
    assert (bench.ticket(ticket).step, bench.ticket(ticket).total_seconds) == (2, back.total_seconds + 120)


def test_no_sends_it_back_too() -> None:
    bench = an_office()
    ticket = a_file_at(bench, step=3)
    bench.say("start", ticket, counter="3")
    bench.say("finish", ticket, outcome="Tidak")
    assert (bench.state(ticket), bench.ticket(ticket).step) == (State.WAITING, 1)
    assert bench.events[-1].data["reason"] == "lainnya"


def test_a_row_that_signs_nothing_sends_nothing_back_and_a_reason_is_needed() -> None:
    bench = an_office()
    assert bench.refused("send_back", a_file_at(bench, step=1), reason="salah_ketik") == "not_a_signing_row"
    ticket = a_file_at(bench, step=2)
    assert bench.refused("send_back", ticket) == "reason_needed"
    assert bench.refused("send_back", ticket, reason="iseng") == "reason_unknown"


def test_a_drafter_at_whose_row_the_visitor_sat_does_it_again_without_them() -> None:
    """000-02: the row before the initials is the desk's, at which the visitor was present the first time."""
    procedure = next(each for each in catalogue().written if each.id == "000-02")
    bench = Bench(catalogue().office(procedure.office), [procedure])
    lanes = tuple(lane.id for lane in catalogue().office(procedure.office).lanes if not lane.applicant)
    bench.open("1", *lanes)
    ticket = bench.issue("000-02", actor=KIOSK)
    bench.serve(ticket, "1")
    bench.say("finish", ticket, then="pass_on")
    bench.say("send_back", ticket, reason="salah_ketik")
    again = bench.ticket(ticket)
    assert (again.state, again.step, again.sent_back) == (State.WAITING, 0, True)
    assert bench.refused("call_next", counter="1") == "nobody_waiting"
    bench.say("start", ticket, counter="1")
    bench.passes(minutes=2)
    bench.say("finish", ticket, then="pass_on")
    assert (bench.ticket(ticket).step, bench.ticket(ticket).sent_back) == (1, False)


SIGNING = [
    (procedure, step)
    for procedure in catalogue().written
    for step in procedure.steps
    if step.signs or "Tidak" in step.outcomes
]


@pytest.mark.parametrize(("procedure", "step"), SIGNING, ids=lambda each: each.id if hasattr(each, "id") else each.no)
def test_every_signing_row_of_the_forty_has_a_drafter_before_it(procedure: Any, step: Any) -> None:
    bench = Bench(catalogue().office(procedure.office), [procedure])
    version = bench.office.versions[procedure.id, 1]
    at = next(index for index, stop in enumerate(version.stops) if procedure.steps[stop.row or 0] is step)
    back = drafter_of(version, step=at)
    assert back is not None and back < at
    assert not procedure.steps[version.stops[back].row or 0].signs
    if step.returns_to is not None:
        assert version.stops[back].no == step.returns_to


@pytest.mark.parametrize("procedure", catalogue().written, ids=lambda each: each.id)
def test_every_row_of_the_forty_leads_back_to_a_row_the_visitor_is_called_to(procedure: Any) -> None:
    bench = Bench(catalogue().office(procedure.office), [procedure])
    version = bench.office.versions[procedure.id, 1]
    for step in range(len(version.stops)):
        assert version.stops[checking_step(version, step=step)].present


# -- settings --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [
        {"returned_days": -1},
        {"return_reasons": (ReturnReason(code="d1", words=words("x")),)},
        {"return_reasons": (ReturnReason(code="Pak Budi", words=words("x")),)},
        {"return_reasons": (ReturnReason(code="foto", words=words("")),)},
        {"return_reasons": (ReturnReason(code="foto", words=words("x")),) * 2},
    ],
)
def test_settings_that_would_stop_the_office_are_refused(changed: dict[str, Any]) -> None:
    bench = Bench()
    document = plain(replace(made_settings(), **changed))
    with pytest.raises(Refusal, match="malformed"):
        bench.say("configure", actor=SYSTEM, document=document)


def test_the_records_say_what_was_lacking_also_after_it_was_completed() -> None:
    bench = an_office()
    ticket = a_file_given_back(bench, "d1", "tidak_terbaca")
    bench.say("re_enter", ticket)
    bench.call("1")
    bench.say("start", ticket)
    bench.say("finish", ticket)
    row = bench.records.tickets[MADE, ticket]
    assert (row["returns"], row["returned_day"], row["lacked"]) == (1, "2026-11-20", "d1 tidak_terbaca")
