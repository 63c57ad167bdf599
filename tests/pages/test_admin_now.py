"""This minute on the admin page: which lane is in trouble, what is late by how much, and the one sentence on top."""

from __future__ import annotations

from datetime import timedelta

import pytest

from server.gate.figures import Day
from server.pages.admin_rows import Lead, Today
from server.pages.admin_today import today
from server.views.admin import BUSY_AFTER, LaneNow, Late, Now, now_at
from tests.builders import Bench, a_clerk
from tests.stats.made_rows import DAY, figures_of


@pytest.fixture
def bench() -> Bench:
    """The made-up office; counter 4 is open for everything."""
    made = Bench()
    made.open("4", "depan", "periksa", "kerja", "tanda")
    return made


def now(bench: Bench) -> Now:
    """The office at this moment."""
    return now_at(bench.office, now=bench.now)


def lane(bench: Bench, id_: str = "depan") -> LaneNow:
    """One lane at this moment."""
    return next(each for each in now(bench).lanes if each.lane == id_)


def late(bench: Bench) -> Late | None:
    """The only late file, if there is one."""
    found = now(bench).late
    assert len(found) <= 1
    return found[0] if found else None


def shown(bench: Bench, *, language: str = "id") -> Today:
    """The page's content."""
    settings = bench.office.settings
    assert settings is not None and bench.office.day is not None
    day = Day(
        office=bench.office.id,
        day=bench.office.day,
        zone=settings.zone,
        zone_label=settings.zone_label,
        at=bench.now,
        figures=figures_of(bench, first=bench.office.day),
        usual_arrivals=None,
        now=now(bench),
    )
    return today(day, bench.office, service=None, language="en" if language == "en" else "id")


def lead(bench: Bench) -> Lead:
    """The sentence on top."""
    return shown(bench).lead


def test_a_visitor_who_waits_is_never_late_however_long(bench: Bench) -> None:
    bench.issue("surat")
    bench.passes(minutes=50)
    assert late(bench) is None
    assert now(bench).waiting == 1 and now(bench).longest == timedelta(minutes=50)


def test_a_present_step_is_late_from_its_start_on(bench: Bench) -> None:
    ticket = bench.issue("surat")
    bench.passes(minutes=20)
    bench.serve(ticket, "4")
    bench.passes(minutes=5)
    assert late(bench) is None
    bench.passes(minutes=3)
    found = late(bench)
    assert found is not None
    assert (found.number, found.lane, found.no, found.over) == ("A-001", "depan", "1", timedelta(minutes=3))
    assert lane(bench).condition == "late"


def test_the_clock_of_a_step_stands_still_while_the_visitor_fetches_something(bench: Bench) -> None:
    ticket = bench.issue("surat")
    bench.serve(ticket, "4")
    bench.passes(minutes=4)
    bench.say("hold", ticket, reason="fotokopi")
    bench.passes(minutes=30)
    assert late(bench) is None


def test_a_file_is_late_from_its_arrival_on_and_a_ready_document_never(bench: Bench) -> None:
    ticket = bench.issue("surat")
    bench.serve(ticket, "4")
    bench.say("finish", ticket, counter="4", then="pass_on")
    bench.passes(minutes=9)
    found = late(bench)
    assert found is not None and (found.lane, found.over) == ("kerja", timedelta(minutes=4))
    bench.serve(ticket, "4")
    bench.say("finish", ticket, counter="4", then="keep")
    bench.say("finish", ticket, counter="4")
    bench.passes(hours=3)
    assert bench.state(ticket) == "ready" and late(bench) is None


def test_a_days_long_file_is_late_after_its_due_date_by_working_days(bench: Bench) -> None:
    ticket = bench.issue("hari")
    bench.serve(ticket, "4")
    bench.say("finish", ticket, counter="4", then="pass_on")
    bench.passes(days=4)  # Tuesday, the day it is due
    bench.tick()
    assert late(bench) is None
    bench.passes(days=2)
    bench.tick()
    found = late(bench)
    assert found is not None
    assert (found.over, found.over_days, found.target.days, found.service_day) == (None, 2, 2, DAY)


def test_a_row_without_a_target_is_never_late(bench: Bench) -> None:
    ticket = bench.issue("izin")
    bench.serve(ticket, "4")
    bench.passes(hours=2)
    assert late(bench) is None


def test_what_a_lane_is_called(bench: Bench) -> None:
    assert lane(bench).condition == "empty"
    bench.issue("surat")
    assert lane(bench).condition == "flowing"
    bench.passes(minutes=BUSY_AFTER.total_seconds() / 60)
    assert lane(bench).condition == "flowing"
    bench.passes(seconds=1)
    assert lane(bench).condition == "busy"


def test_nobody_there_to_call_is_busy_at_once_and_a_paused_counter_is_nobody(bench: Bench) -> None:
    assert lane(bench).plates == ("4",)
    bench.say("pause", counter="4", actor=a_clerk("a-4"), reason="salat")
    assert lane(bench).plates == ()
    bench.issue("surat")
    assert lane(bench).condition == "busy"


def test_the_applicants_lane_is_no_lane_of_the_office(bench: Bench) -> None:
    assert [each.lane for each in now(bench).lanes] == ["depan", "periksa", "kerja", "tanda"]


def test_the_sentence_names_the_worst_thing_first() -> None:
    bench = Bench()
    assert lead(bench).kind == "nothing"
    ticket = bench.issue("surat")
    assert (lead(bench).kind, lead(bench).count) == ("closed", 1)
    bench.open("4", "depan", "kerja")
    assert lead(bench).kind == "calm"
    bench.passes(minutes=16)
    assert (lead(bench).kind, lead(bench).minutes) == ("busy", 16)
    bench.serve(ticket, "4")
    bench.say("finish", ticket, counter="4", then="pass_on")
    bench.issue("surat")
    bench.passes(minutes=20)
    found = lead(bench)
    assert (found.kind, found.count) == ("late", 1)
    assert found.name is not None and found.name.id == "Kerja"


def test_the_steps_shown_are_of_the_service_that_keeps_them_least(bench: Bench) -> None:
    for service, minutes in (("surat", 4), ("dua", 9)):
        ticket = bench.issue(service)
        bench.serve(ticket, "4")
        bench.passes(minutes=minutes)
        bench.say("finish", ticket, counter="4", then="pass_on")
    found = shown(bench)
    assert found.chosen == "dua"
    assert [id_ for id_, _ in found.choices] == ["dua", "surat"]
    assert [(dots.label, dots.median, dots.over) for dots in found.dots] == [("1 1", 9, True)]
