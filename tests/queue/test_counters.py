"""Who sits where: taking a counter over, whose sitting a ticket is in, and tickets sent to a person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from server.protocol import plain
from server.queue.command import SYSTEM
from server.queue.ticket import State
from tests.builders import SENIOR, WEEK, Bench, a_clerk, made_settings

SARI, BUDI, WATI = a_clerk("a-sari"), a_clerk("a-budi"), a_clerk("a-wati")


@pytest.fixture
def bench() -> Bench:
    made = Bench(hours=WEEK)
    made.open("1", actor=SARI)
    made.open("2", actor=BUDI)
    return made


def configured(bench: Bench, **changed: Any) -> None:
    bench.say("configure", actor=SYSTEM, document=plain(replace(made_settings(hours=WEEK), **changed)))


# -- taking over ------------------------------------------------------------------------------------------


def test_a_counter_is_taken_over_only_when_that_is_said(bench: Bench) -> None:
    assert bench.refused("open", counter="1", actor=WATI) == "counter_taken"
    told = bench.say("open", counter="1", actor=WATI, take_over=True).event
    assert (told.type, told.actor, told.data["clerk"], told.data["from"]) == (
        "counter_opened", "a-wati", "a-wati", "a-sari",
    )  # fmt: skip
    assert bench.office.seats["1"].clerk == "a-wati"


@pytest.mark.parametrize("state", [State.CALLED, State.SERVING])
def test_the_visitor_at_a_counter_that_is_taken_over_stays_there_with_the_new_clerk(bench: Bench, state: State) -> None:
    ticket = bench.issue("dua")
    bench.say("call_next", counter="1")
    if state is State.SERVING:
        bench.say("start", ticket)
    bench.say("open", counter="1", actor=WATI, take_over=True)
    assert (bench.state(ticket), bench.ticket(ticket).counter, bench.office.seats["1"].ticket) == (state, "1", ticket)
    verb = "finish" if state is State.SERVING else "start"
    assert bench.refused(verb, ticket, actor=SARI) == "colleagues_sitting"
    assert bench.say(verb, ticket, actor=WATI).event.actor == "a-wati"


def test_whoever_takes_over_leaves_their_own_counter_unless_somebody_is_there(bench: Bench) -> None:
    bench.say("open", counter="1", actor=BUDI, take_over=True)
    assert (bench.office.seats["1"].clerk, bench.office.seats["2"].clerk) == ("a-budi", None)
    bench.issue("satu")
    bench.say("call_next", counter="1", actor=BUDI)
    bench.open("2", actor=SARI)
    assert bench.refused("open", counter="2", actor=BUDI, take_over=True) == "counter_busy"


def test_a_break_ends_when_the_counter_is_taken_over(bench: Bench) -> None:
    bench.say("pause", counter="1", reason="salat")
    bench.say("open", counter="1", actor=WATI, take_over=True)
    assert (bench.office.seats["1"].pause, bench.office.seats["1"].clerk) == (None, "a-wati")


def test_the_sessions_say_from_whom_a_counter_was_taken_and_how_each_stretch_ended(bench: Bench) -> None:
    bench.say("pause", counter="1", reason="salat")
    bench.open("1", actor=SARI)
    bench.say("open", counter="1", actor=WATI, take_over=True)
    bench.say("close", counter="1")
    rows = sorted(
        (row for row in bench.records.sessions.values() if row["counter"] == "1"), key=lambda row: row["start_seq"]
    )
    assert [(row["clerk"], row["pause"], row["taken_from"], row["end_cause"]) for row in rows] == [
        ("a-sari", None, None, "paused"),
        ("a-sari", "salat", None, "resumed"),
        ("a-sari", None, None, "takeover"),
        ("a-wati", None, "a-sari", "clerk"),
    ]


# -- whose sitting ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("finish", {}),
        ("hold", {}),
        ("transfer", {"lane": "periksa"}),
        ("change_service", {"service": "satu"}),
        ("cancel", {}),
    ],
)
def test_a_sitting_is_its_clerks_and_a_colleague_says_when_it_is_on_their_behalf(
    bench: Bench, verb: str, said: dict[str, Any]
) -> None:
    ticket = bench.issue("dua")
    bench.say("call_next", counter="1")
    bench.say("start", ticket)
    assert bench.refused(verb, ticket, actor=BUDI, **said) == "colleagues_sitting"
    told = bench.say(verb, ticket, actor=BUDI, on_behalf=True, **said).event
    assert (told.actor, told.data["for"]) == ("a-budi", "a-sari")


@pytest.mark.parametrize("verb", ["start", "recall", "hold"])
def test_a_call_is_its_clerks(bench: Bench, verb: str) -> None:
    ticket = bench.issue("dua")
    bench.say("call_next", counter="1")
    assert bench.refused(verb, ticket, actor=BUDI) == "colleagues_sitting"
    assert "for" not in bench.say(verb, ticket, actor=SARI).event.data


def test_work_at_no_counter_is_anybodys(bench: Bench) -> None:
    ticket = bench.issue("surat")
    bench.say("call_next", counter="1")
    bench.say("start", ticket)
    bench.say("finish", ticket, then="pass_on")
    bench.say("start", ticket, actor=SARI)
    assert bench.say("finish", ticket, actor=BUDI).event.actor == "a-budi"


# -- to a person ------------------------------------------------------------------------------------------


def sent(bench: Bench, person: str = "a-budi", **said: Any) -> str:
    ticket = bench.issue("dua", priority=True)
    bench.say("transfer", ticket, actor=SARI, to_person=person, **said)
    return ticket


def test_a_ticket_sent_to_a_person_is_called_at_that_persons_counter_only(bench: Bench) -> None:
    arrived = sent(bench)
    kept = bench.ticket(arrived)
    assert (kept.person, kept.lane, kept.bound, kept.priority, kept.queued_at) == (
        "a-budi", "depan", None, True, kept.issued_at,
    )  # fmt: skip
    assert bench.refused("call_next", counter="1") == "nobody_waiting"
    assert bench.call("2") == kept.number
    bench.say("start", arrived, actor=BUDI)
    bench.say("finish", arrived, actor=BUDI, then="pass_on")
    assert bench.ticket(arrived).person is None


def test_a_person_who_moves_to_another_counter_is_found_there(bench: Bench) -> None:
    ticket = sent(bench)
    bench.open("4", actor=BUDI)
    assert bench.ticket(ticket).person == "a-budi"
    assert bench.call("4") == bench.ticket(ticket).number


def test_out_of_turn_it_can_be_called_elsewhere_with_permission_and_reason(bench: Bench) -> None:
    ticket = sent(bench)
    assert bench.refused("call_chosen", ticket, actor=SARI, counter="1", reason="janji") == "not_permitted"
    senior = replace(SENIOR, id="a-sari")
    assert bench.say("call_chosen", ticket, actor=senior, counter="1", reason="janji").event.data["rule"] == "chosen"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"to_person": "a-wati"}, "person_away"),
        ({"to_person": "a-budi", "to_counter": "1"}, "person_away"),
        ({"to_person": "a-budi", "lane": "tanda"}, "lane_not_here"),
        ({}, "target_needed"),
    ],
)
def test_only_somebody_who_is_there_and_serves_the_lane_is_sent_a_ticket(
    bench: Bench, said: dict[str, Any], code: str
) -> None:
    assert bench.refused("transfer", bench.issue("dua"), actor=SARI, **said) == code


def leaves(bench: Bench, how: str) -> None:
    if how == "closes":
        bench.say("close", counter="2")
    elif how == "is taken over":
        bench.say("open", counter="2", actor=WATI, take_over=True)
    else:
        bench.passes(days=3)
        bench.tick()


@pytest.mark.parametrize("how", ["closes", "is taken over"])
@pytest.mark.parametrize("rule", [None, "lane", "wait"])
def test_when_the_person_leaves_the_ticket_goes_to_the_lane_or_waits(bench: Bench, how: str, rule: Any) -> None:
    configured(bench, when_person_leaves=rule)
    ticket = sent(bench)
    leaves(bench, how)
    number = bench.ticket(ticket).number
    if rule == "wait":
        assert bench.ticket(ticket).person == "a-budi"
        assert bench.refused("call_next", counter="1") == "nobody_waiting"
        bench.open("4", actor=BUDI)
        assert bench.call("4") == number
    else:
        released = [each for each in bench.events if each.type == "released"]
        assert [each.data["cause"] for each in released] == ["person_left"]
        assert bench.ticket(ticket).person is None
        assert bench.call("1") == number


@pytest.mark.parametrize("rule", ["lane", "wait"])
def test_nobody_is_waited_for_over_night(bench: Bench, rule: Any) -> None:
    configured(bench, when_person_leaves=rule)
    bench.open("4", actor=BUDI)
    ticket = bench.issue("hari")
    bench.say("call_next", counter="1")
    bench.say("start", ticket)
    bench.say("finish", ticket, then="pass_on")
    bench.say("transfer", ticket, actor=SARI, to_person="a-budi")
    assert bench.refused("start", ticket, actor=SARI) == "for_a_colleague"
    leaves(bench, "the day ends")
    assert (bench.ticket(ticket).person, bench.state(ticket)) == (None, State.OUTSIDE)
    bench.open("1", actor=SARI)
    bench.say("start", ticket, actor=SARI)


def test_a_ticket_for_a_colleague_is_taken_up_on_their_behalf(bench: Bench) -> None:
    bench.open("4", actor=BUDI)
    ticket = bench.issue("surat")
    bench.say("call_next", counter="1")
    bench.say("start", ticket)
    bench.say("finish", ticket, then="pass_on")
    bench.say("transfer", ticket, actor=SARI, to_person="a-budi")
    told = bench.say("start", ticket, actor=SARI, on_behalf=True).event
    assert (told.actor, told.data["for"]) == ("a-sari", "a-budi")


# -- counters that go ------------------------------------------------------------------------------------------


def test_settings_that_drop_a_counter_release_what_waits_for_it_in_the_same_commit(bench: Bench) -> None:
    ticket = bench.issue("satu")
    bench.say("transfer", ticket, actor=SARI, to_counter="4")
    configured(bench, counters=made_settings().counters[:3])
    assert [each.type for each in bench.events[-2:]] == ["released", "office_configured"]
    assert bench.events[-2].data["cause"] == "configured"
    assert bench.ticket(ticket).bound is None
    assert bench.call("1") == bench.ticket(ticket).number


# -- mode ringkas ------------------------------------------------------------------------------------------


def test_in_the_compact_mode_whoever_opens_a_counter_serves_every_lane(bench: Bench) -> None:
    configured(bench, compact=True)
    bench.open("1", actor=SARI)
    assert bench.office.seats["1"].lanes == ("depan", "periksa", "kerja", "tanda")
    ticket = bench.issue("surat")
    bench.say("call_next", counter="1")
    bench.say("start", ticket)
    bench.say("finish", ticket, then="hand_over")
    late = [each.data.get("recorded_late", False) for each in bench.events[-3:]]
    assert (bench.state(ticket), late) == (State.FINISHED, [False, True, True])
