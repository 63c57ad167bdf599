"""A lane is not there, is covered, is back: due days, who ticks for whom, and an absence that ends by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from server.protocol import plain
from server.queue.apply import replay
from server.queue.command import SYSTEM
from server.queue.event import read
from server.queue.ticket import State
from server.views import absent, public
from tests.builders import MADE, WEEK, Bench, a_clerk, a_procedure, a_step, made_settings, picture

#: `tanda_tangan`: of minutes, signed by the lane tanda; `hari` of the builders: two days at the lane kerja.
SIGNED = a_procedure(
    "tanda_tangan",
    a_step("1", "depan"),
    replace(a_step("2", "tanda", away=True), signs=True),
    a_step("3", "depan", hands_over=True),
)
DAYS = a_procedure(
    "hari",
    a_step("1", "depan"),
    a_step("2", "kerja", away=True, minutes=0, days=2),
    replace(a_step("3", "tanda", away=True), signs=True),
    a_step("4", "depan", hands_over=True),
)
#: 09.00 on Friday 20 November; the office closes at 11.00 and opens on Monday at 08.00.
FRIDAY_DAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 11, day) for day in (20, 23, 24, 25, 26))
SARI = a_clerk("a-sari", lanes=["depan", "periksa", "kerja"])


@pytest.fixture
def bench() -> Bench:
    made = Bench(procedures=(SIGNED, DAYS), hours=WEEK)
    made.open("1", actor=SARI)
    return made


def away(bench: Bench, lane: str = "tanda", **said: Any) -> None:
    bench.say("lane_absent", actor=SARI, lane=lane, **(said or {"tomorrow": True}))


def at(hour: int, minute: int = 0, *, day: int = 20) -> datetime:
    """A Jakarta time."""
    return datetime(2026, 11, day, hour - 7, minute, tzinfo=UTC)


def to_signature(bench: Bench) -> str:
    ticket = bench.issue("tanda_tangan")
    bench.say("call_next", counter="1")
    bench.say("start", ticket)
    bench.say("finish", ticket)
    return ticket


# -- until when ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "until", "days"),
    [
        ({"until": at(10, 30)}, at(10, 30), []),
        ({"until": at(11)}, at(11), ["2026-11-20"]),
        ({"tomorrow": True}, at(8, day=23), ["2026-11-20"]),
        ({"day": TUESDAY}, at(8, day=24), ["2026-11-20", "2026-11-23"]),
        ({"until": at(13, 30, day=23)}, at(13, 30, day=23), ["2026-11-20"]),
    ],
)
def test_an_absence_lasts_until_an_instant_a_day_or_the_next_morning(
    bench: Bench, said: dict[str, Any], until: datetime, days: list[str]
) -> None:
    away(bench, **said)
    found = bench.office.absences["tanda"]
    assert (found.until, list(found.days), found.reason) == (until, days, "lainnya")


@pytest.mark.parametrize(
    ("verb", "said", "code"),
    [
        ("lane_absent", {"lane": "tanda"}, "absence_time"),
        ("lane_absent", {"lane": "tanda", "until": at(8)}, "absence_time"),
        ("lane_absent", {"lane": "tanda", "day": date(2026, 11, 21)}, "absence_time"),
        ("lane_absent", {"lane": "dapur", "tomorrow": True}, "lane_unknown"),
        ("lane_absent", {"lane": "pemohon", "tomorrow": True}, "lane_unknown"),
        ("lane_absent", {"lane": "tanda", "tomorrow": True, "reason": "malas"}, "reason_unknown"),
        ("cover_lane", {"lane": "tanda", "by": "tanda", "tomorrow": True}, "cover_not_possible"),
        ("cover_lane", {"lane": "tanda", "by": "kerja"}, "absence_time"),
        ("lane_back", {"lane": "tanda"}, "lane_there"),
    ],
)
def test_what_cannot_be_is_refused(bench: Bench, verb: str, said: dict[str, Any], code: str) -> None:
    assert bench.refused(verb, actor=SARI, **said) == code


def test_a_lane_that_covers_another_cannot_be_away_itself(bench: Bench) -> None:
    bench.say("cover_lane", actor=SARI, lane="tanda", by="kerja", tomorrow=True)
    assert bench.refused("lane_absent", actor=SARI, lane="kerja", tomorrow=True) == "lane_covers"
    bench.say("lane_back", actor=SARI, lane="tanda")
    away(bench, "kerja")
    assert bench.refused("cover_lane", actor=SARI, lane="tanda", by="kerja", tomorrow=True) == "cover_not_possible"


# -- due days ------------------------------------------------------------------------------------------


def test_due_days_of_tickets_with_the_lane_ahead_move_over_a_weekend_each_by_an_event(bench: Bench) -> None:
    ticket = bench.issue("hari")
    assert bench.ticket(ticket).due == TUESDAY
    away(bench)
    moved = [each for each in bench.events if each.type == "due_moved"]
    assert [(each.data["from"], each.data["ticket"]["due"]) for each in moved] == [("2026-11-24", "2026-11-25")]
    assert bench.ticket(ticket).due == WEDNESDAY


def test_a_new_ticket_counts_the_absence_at_once(bench: Bench) -> None:
    away(bench)
    told = bench.say("issue", service="hari").event
    assert told.data["ticket"]["due"] == WEDNESDAY.isoformat()
    short = bench.say("issue", service="tanda_tangan").event
    assert short.data["ticket"]["due"] == MONDAY.isoformat()
    kiosk = {each.id: each.collect_on for each in public.kiosk_services(bench.office)}
    assert kiosk == {"hari": WEDNESDAY, "tanda_tangan": MONDAY}


def test_work_of_minutes_is_due_when_the_lane_is_back_and_today_again_when_it_is_back_early(bench: Bench) -> None:
    ticket = to_signature(bench)
    assert bench.ticket(ticket).due is None
    away(bench)
    assert bench.ticket(ticket).due == MONDAY
    bench.say("lane_back", actor=SARI, lane="tanda")
    assert (bench.ticket(ticket).due, bench.ticket(ticket).absent_days) == (None, ())


def test_an_absence_within_the_day_moves_no_due_day(bench: Bench) -> None:
    ticket = bench.issue("hari")
    away(bench, until=at(10, 30))
    assert bench.ticket(ticket).due == TUESDAY


def test_a_lane_that_is_passed_moves_nothing(bench: Bench) -> None:
    ticket = to_signature(bench)
    bench.say("start", ticket, actor=SARI)
    bench.say("finish", ticket, actor=SARI)
    away(bench)
    assert bench.ticket(ticket).due is None


def test_two_lanes_away_on_one_day_cost_one_day(bench: Bench) -> None:
    ticket = bench.issue("hari")
    away(bench, "tanda")
    away(bench, "kerja", day=TUESDAY)
    assert bench.ticket(ticket).due == THURSDAY
    bench.say("lane_back", actor=SARI, lane="kerja")
    assert bench.ticket(ticket).due == WEDNESDAY


def test_days_that_were_lost_stay_lost_when_the_lane_comes_back_early(bench: Bench) -> None:
    ticket = bench.issue("hari")
    bench.say("call_next", counter="1")
    bench.say("start", ticket)
    bench.say("finish", ticket)
    away(bench, day=WEDNESDAY)
    assert bench.ticket(ticket).due == date(2026, 11, 27)
    bench.passes(days=3)
    bench.say("lane_back", actor=SARI, lane="tanda")
    assert (bench.ticket(ticket).due, bench.ticket(ticket).absent_days) == (WEDNESDAY, ("2026-11-20",))


def test_a_covered_lane_moves_no_due_day_and_covering_gives_it_back(bench: Bench) -> None:
    ticket = bench.issue("hari")
    away(bench)
    bench.say("cover_lane", actor=SARI, lane="tanda", by="kerja", capacity="plh")
    found = bench.office.absences["tanda"]
    assert (found.until, found.covered_by, found.capacity) == (at(8, day=23), "kerja", "plh")
    assert bench.ticket(ticket).due == TUESDAY


# -- covering ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("capacity", "kept"), [("plh", "plh"), ("an", "an"), (None, "an")])
def test_whoever_covers_ticks_for_the_lane_and_the_event_says_as_what(
    bench: Bench, capacity: str | None, kept: str
) -> None:
    ticket = to_signature(bench)
    bench.say("cover_lane", actor=SARI, lane="tanda", by="kerja", capacity=capacity, tomorrow=True)
    bench.say("start", ticket, actor=SARI)
    told = bench.say("finish", ticket, actor=SARI).event
    assert (told.actor, told.data["on_behalf"], told.data["capacity"]) == ("a-sari", "tanda", kept)


def test_the_one_who_is_named_for_the_lane_still_ticks_as_themselves(bench: Bench) -> None:
    ticket = to_signature(bench)
    bench.say("cover_lane", actor=SARI, lane="tanda", by="kerja", capacity="plh", tomorrow=True)
    camat = a_clerk("a-camat", lanes=["tanda"])
    bench.say("start", ticket, actor=camat)
    assert "on_behalf" not in bench.say("finish", ticket, actor=camat).event.data


def test_a_counter_of_the_covering_lane_calls_the_visitors_of_the_covered_one(bench: Bench) -> None:
    bench.open("3", actor=a_clerk("a-kerja"))
    ticket = bench.issue("hari")
    assert bench.refused("call_next", counter="3") == "nobody_waiting"
    bench.say("cover_lane", actor=SARI, lane="depan", by="kerja", tomorrow=True)
    assert bench.call("3") == bench.ticket(ticket).number


# -- the end ------------------------------------------------------------------------------------------


def test_an_absence_ends_by_itself_at_its_time_also_after_nights_without_power(bench: Bench) -> None:
    ticket = bench.issue("hari")
    bench.say("call_next", counter="1")
    bench.say("start", ticket)
    bench.say("finish", ticket)
    away(bench)
    bench.passes(days=6)
    bench.tick()
    (back,) = [each for each in bench.events if each.type == "lane_back"]
    assert (back.actor, back.data["cause"], back.data["ended"]) == ("system", "system", "2026-11-23T01:00:00.000000Z")
    assert bench.office.absences == {}
    assert (bench.ticket(ticket).due, bench.state(ticket)) == (WEDNESDAY, State.OUTSIDE)
    count = len(bench.events)
    bench.tick()
    assert len(bench.events) == count


def test_an_absence_lives_through_nights_and_restarts(bench: Bench) -> None:
    away(bench, day=WEDNESDAY)
    bench.passes(days=3)
    bench.tick()
    assert bench.office.absences["tanda"].until == at(8, day=25)
    events = [read(office=MADE, seq=each.seq, text=each.text, hash_=each.hash) for each in bench.events]
    assert picture(replay(MADE, events)) == picture(bench.office)


def test_a_clock_that_is_doubted_ends_no_absence(bench: Bench) -> None:
    away(bench)
    bench.believed = False
    bench.now += timedelta(days=30)
    bench.tick()
    assert "tanda" in bench.office.absences


def test_settings_without_the_lane_end_its_absence(bench: Bench) -> None:
    made = made_settings(hours=WEEK)
    away(bench, "periksa")
    lanes = tuple(each for each in made.lanes if each.id != "periksa")
    counters = tuple(replace(each, lanes=tuple(x for x in each.lanes if x != "periksa")) for each in made.counters)
    bench.say("configure", actor=SYSTEM, document=plain(replace(made, lanes=lanes, counters=counters)))
    assert bench.office.absences == {}


def test_the_records_say_when_a_lane_was_away_or_covered_and_how_that_ended(bench: Bench) -> None:
    away(bench, tomorrow=True, reason="rapat")
    bench.passes(minutes=30)
    bench.say("cover_lane", actor=SARI, lane="tanda", by="kerja", capacity="plh")
    bench.passes(days=4)
    bench.tick()
    rows = [bench.records.absences[key] for key in sorted(bench.records.absences)]
    assert [(row["reason"], row["covered_by"], row["capacity"], row["end_cause"]) for row in rows] == [
        ("rapat", None, None, "replaced"), ("rapat", "kerja", "plh", "system"),
    ]  # fmt: skip
    assert (rows[0]["ended_at"], rows[1]["ended_at"]) == (rows[1]["started_at"], rows[1]["until"])


# -- what people read ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lane", "said", "sentence"),
    [
        ("tanda", {"until": at(10, 30)}, "Tanda tangan Tanda tangan hari ini paling cepat pukul 10.30."),
        ("tanda", {"tomorrow": True}, "Tanda tangan Tanda tangan paling cepat Senin, 23 November pukul 08.00."),
        ("kerja", {"until": at(10)}, "Bagian Kerja hari ini paling cepat pukul 10.00."),
    ],
)
def test_the_board_says_when_work_goes_on_and_not_why(
    bench: Bench, lane: str, said: dict[str, Any], sentence: str
) -> None:
    away(bench, lane, reason="sakit", **said)
    assert [each.id for each in absent.notices(bench.office)] == [sentence]
    assert sentence in [each.id for each in public.notices(bench.office)]


def test_an_office_without_hours_says_the_day_alone() -> None:
    bench = Bench(procedures=(SIGNED,))
    away(bench)
    (said,) = absent.notices(bench.office)
    assert said.id == "Tanda tangan Tanda tangan paling cepat Senin, 23 November."


def test_a_covered_lane_is_no_news_for_the_hall(bench: Bench) -> None:
    bench.say("cover_lane", actor=SARI, lane="tanda", by="kerja", tomorrow=True)
    assert absent.notices(bench.office) == ()
