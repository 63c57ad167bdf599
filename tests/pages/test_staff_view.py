"""The desk's view: what is in the middle, where its buttons lead, the lanes, the list. Pure, without HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from server.access import Principal
from server.pages.render import minutes_words
from server.protocol import DeviceState
from server.queue.ticket import CALLS_BEFORE_NO_SHOW
from server.views import staff, staff_files, staff_printer, staff_ticket
from server.views.staff import Desk, Today
from sop.model import OpenHours
from tests.builders import MADE, Bench


def person(id_: str = "a-1", *, role: str = "clerk", lanes: frozenset[str] | None = None) -> Principal:
    return Principal(id=id_, name="", role=role, office=MADE, lanes=lanes)


def desk(bench: Bench, who: Principal, *, today: Today | None = None) -> Desk:
    return staff.desk(bench.office, who, now=bench.now, taken={}, today=today, devices={})


def kinds(view: Desk) -> list[str]:
    return [each.kind for each in view.work.others]


def test_without_a_counter_the_first_free_one_that_fits_the_clerks_lanes_is_suggested() -> None:
    bench = Bench()
    bench.open("1")
    view = desk(bench, person("a-new", lanes=frozenset({"periksa"})))
    assert view.work.kind == "choose"
    assert view.work.suggested == "2"
    assert [(each.id, each.taken) for each in view.work.counters][:2] == [("1", True), ("2", False)]


def test_an_open_counter_with_nobody_waiting_says_so_and_calls_nobody() -> None:
    bench = Bench()
    bench.open("1")
    view = desk(bench, person())
    assert view.work.kind == "empty"
    assert view.work.primary is None


def test_the_next_visitor_stands_in_the_middle_with_the_reason_of_the_queue() -> None:
    bench = Bench()
    bench.issue("surat")
    bench.passes(minutes=3)
    first = bench.issue("surat", priority=True)
    bench.open("1")
    bench.passes(minutes=4)
    view = desk(bench, person())
    assert view.work.kind == "next"
    assert view.work.here is not None and view.work.here.id == first
    assert view.work.minutes == 4
    assert view.work.why is not None and "didahulukan" in view.work.why.id
    assert view.work.primary is not None and view.work.primary.path == "counters/1/call-next"
    assert [each.minutes for each in view.following] == [7]
    assert view.upcoming is None


def test_only_whoever_may_call_out_of_turn_sees_that_button() -> None:
    bench = Bench()
    bench.issue("surat")
    bench.open("1")
    assert "choose" not in kinds(desk(bench, person()))
    assert "choose" in kinds(desk(bench, person(role="senior")))


def test_a_no_show_can_be_marked_only_after_three_calls() -> None:
    bench = Bench()
    ticket = bench.issue("surat")
    bench.open("1")
    bench.call("1")
    refused = []
    for _ in range(CALLS_BEFORE_NO_SHOW):
        view = desk(bench, person())
        action = next(each for each in view.work.others if each.kind == "no_show")
        refused.append(action.refused)
        if view.work.calls < CALLS_BEFORE_NO_SHOW:
            bench.say("recall", ticket)
    assert refused == ["call_again_first", "call_again_first", None]


def test_finishing_says_beforehand_that_the_file_stays_here() -> None:
    bench = Bench()
    ticket = bench.issue("dua")
    bench.open("2")
    bench.serve(ticket, "2")
    primary = desk(bench, person("a-2")).work.primary
    assert primary is not None and primary.leads is not None
    assert (primary.leads.state, primary.leads.no, primary.leads.here) == ("serving", "2", True)


def test_finishing_says_beforehand_to_which_lane_the_file_goes() -> None:
    bench = Bench()
    ticket = bench.issue("surat")
    bench.open("1")
    bench.serve(ticket, "1")
    primary = desk(bench, person("a-1")).work.primary
    assert primary is not None and primary.leads is not None
    assert (primary.leads.state, primary.leads.lane.id) == ("waiting", "Kerja")
    bench.say("finish", ticket, counter="1")
    assert bench.ticket(ticket).lane == "kerja"


def test_at_the_handing_over_row_ready_comes_first_and_handing_over_second() -> None:
    bench = Bench()
    ticket = bench.issue("dua")
    bench.open("2")
    bench.serve(ticket, "2")
    for _ in range(2):
        bench.say("finish", ticket, counter="2")
    view = desk(bench, person("a-2"))
    assert view.work.primary is not None and view.work.primary.kind == "make_ready"
    assert view.work.others[0].kind == "hand_over" and view.work.others[0].refused is None


def test_one_counter_for_every_lane_finishes_up_to_the_hand_over_with_the_main_key() -> None:
    bench = Bench()
    ticket = bench.issue("surat")
    bench.open("4")
    bench.serve(ticket, "4")
    view = desk(bench, person("a-4"))
    assert view.compact
    assert view.work.primary is not None and view.work.primary.kind == "finish_to_end"
    assert [no for no, _, _ in view.work.remaining] == ["1", "2", "3"]
    assert "finish_only" in kinds(view)


def test_a_days_long_row_is_never_written_off_with_the_main_key() -> None:
    bench = Bench()
    ticket = bench.issue("hari")
    bench.open("4")
    bench.serve(ticket, "4")
    view = desk(bench, person("a-4"))
    assert view.work.primary is not None and view.work.primary.kind == "finish"
    assert "finish_to_end" in kinds(view)


def test_a_complaint_can_also_go_one_level_up() -> None:
    bench = Bench()
    ticket = bench.issue("keluhan")
    bench.open("3")
    bench.open("1")
    bench.serve(ticket, "1")
    bench.say("finish", ticket, counter="1")
    bench.serve(ticket, "3")
    up = next(each for each in desk(bench, person("a-3")).work.others if each.kind == "finish_naik")
    assert up.body["outcome"] == "naik"
    assert up.leads is not None and up.leads.lane.id == "Tanda tangan"


def test_the_running_clock_starts_where_the_step_has_got_to() -> None:
    bench = Bench()
    ticket = bench.issue("surat")
    bench.open("1")
    bench.serve(ticket, "1")
    bench.passes(minutes=2)
    bench.say("hold", ticket, reason="fotokopi")
    bench.passes(minutes=10)
    bench.say("resume", ticket, counter="1")
    bench.passes(minutes=1)
    timer = desk(bench, person("a-1")).work.timer
    assert timer is not None and timer.running
    shown = timer.offset + (bench.now - timer.since).total_seconds()
    assert shown == timedelta(minutes=3).total_seconds()
    assert timer.target == 5 * 60


def test_a_done_step_over_its_target_is_late_on_the_rail_and_one_recorded_late_has_no_time() -> None:
    bench = Bench()
    ticket = bench.issue("dua")
    bench.open("2")
    bench.serve(ticket, "2")
    bench.say("finish", ticket, counter="2")
    slow = staff_ticket.rail(bench.office, bench.ticket(ticket), taken={0: 301.0})
    unknown = staff_ticket.rail(bench.office, bench.ticket(ticket), taken={0: None})
    assert [each.state for each in slow] == ["late", "now", "next"]
    assert (unknown[0].state, unknown[0].taken) == ("done", None)


def test_lanes_count_visitors_and_files_and_say_the_longest_and_the_latest() -> None:
    bench = Bench()
    ticket = bench.issue("surat")
    bench.open("1")
    bench.serve(ticket, "1")
    bench.say("finish", ticket, counter="1")
    bench.issue("surat")
    bench.passes(minutes=16)
    rows = {each.id: each for each in desk(bench, person("a-1")).lanes}
    assert (rows["depan"].visitors, rows["depan"].files, rows["depan"].long) == (1, 0, True)
    assert rows["depan"].mine and not rows["kerja"].mine
    assert (rows["kerja"].files, rows["kerja"].late) == (1, 11 * 60.0)


def test_with_nobody_to_call_the_oldest_file_of_my_lanes_is_offered() -> None:
    bench = Bench()
    ticket = bench.issue("surat")
    bench.open("1")
    bench.open("3")
    bench.serve(ticket, "1")
    bench.say("finish", ticket, counter="1")
    view = desk(bench, person("a-3"))
    assert view.work.kind == "file"
    assert view.work.primary is not None and view.work.primary.path == f"tickets/{ticket}/start"


def test_a_head_looks_on_and_reception_gives_numbers() -> None:
    bench = Bench()
    assert desk(bench, person(role="head")).work.kind == "watch"
    assert desk(bench, person(role="reception")).work.kind == "reception"


@pytest.mark.parametrize(("minutes", "state"), [(1, "fine"), (4, "near"), (7, "late")])
def test_a_file_is_fine_then_near_then_late_against_its_target(minutes: int, state: str) -> None:
    bench = Bench()
    ticket = bench.issue("surat")
    bench.open("1")
    bench.serve(ticket, "1")
    bench.say("finish", ticket, counter="1")
    bench.passes(minutes=minutes)
    view = staff_files.work_list(bench.office, person("a-tu", lanes=frozenset({"kerja"})), lane=None, now=bench.now)
    (row,) = view.files
    assert row.state == state
    assert row.came_from is not None and row.came_from.id == "Depan"
    assert row.until is not None and row.until - row.since == timedelta(minutes=5)
    assert view.late == (state == "late")


def test_a_ticket_is_found_by_its_code_by_an_address_and_by_its_number() -> None:
    bench = Bench()
    ticket = bench.ticket(bench.issue("surat"))
    for said in (ticket.code, f"{ticket.code[:4]}-{ticket.code[4:]}", f"http://antre/k/{ticket.code}", "a-001", "A1"):
        assert staff_files.find(bench.office, said) == ticket
    assert staff_files.find(bench.office, "99999999") is None
    assert staff_files.find(bench.office, "halo") is None


def test_a_found_ticket_offers_only_what_would_be_carried_out() -> None:
    bench = Bench()
    bench.issue("surat")
    second = bench.issue("surat")
    bench.open("1")
    clerk = staff_files.card(bench.office, person(), bench.ticket(second), now=bench.now)
    senior = staff_files.card(bench.office, person("a-away", role="senior"), bench.ticket(second), now=bench.now)
    assert clerk.primary is None and "call_out_of_turn" not in [each.kind for each in clerk.others]
    assert "cancel" in [each.kind for each in clerk.others]
    # The senior sits nowhere, so there is nowhere to call to.
    assert "call_out_of_turn" not in [each.kind for each in senior.others]
    first = next(each for each in bench.office.tickets.values() if each.id != second)
    following = staff_files.card(bench.office, person(), first, now=bench.now)
    assert following.primary is not None and following.primary.path == "counters/1/call-next"
    bench.say("hold", second)
    held = staff_files.card(bench.office, person(), bench.ticket(second), now=bench.now)
    assert held.primary is not None and held.primary.kind == "resume_line"


def test_services_hidden_from_the_kiosk_can_be_issued_by_staff() -> None:
    bench = Bench()
    hidden = [each.id for each in staff_files.services(bench.office) if each.hidden]
    assert hidden == ["tersembunyi"]


def test_what_was_meant_for_a_step_is_refused_once_the_ticket_has_gone_on() -> None:
    bench = Bench()
    ticket = bench.issue("surat")
    bench.open("4")
    bench.serve(ticket, "4")
    action = desk(bench, person("a-4")).work.others[0]
    assert (action.kind, action.body["step"]) == ("finish_only", 0)
    bench.say("finish", ticket, counter="4")
    assert bench.refused("finish", ticket, counter="4", seen_step=action.body["step"]) == "step_changed"
    assert bench.ticket(ticket).step == 1


def test_of_several_printers_the_best_counts_and_an_old_word_is_not_believed() -> None:
    bench = Bench()

    def said(state: str, *, minutes: float = 0) -> tuple[datetime, DeviceState]:
        return bench.now - timedelta(minutes=minutes), DeviceState(version="1", printer=state)  # type: ignore[arg-type]

    def together(*each: tuple[datetime, DeviceState] | None) -> str | None:
        found = staff_printer.printer(bench.office, each, now=bench.now)
        return found.state if found is not None else None

    assert together() is None
    assert together(None) == "new"
    assert together(said("out"), said("ready")) == "ready"
    assert together(said("out"), said("ready", minutes=4)) == "out"
    assert together(said("ready", minutes=4), None) == "silent"
    assert together(said("unknown")) == together(said("none")) == "offline"


def test_a_slip_is_offered_only_with_a_printer_and_only_while_the_ticket_lives() -> None:
    bench = Bench()
    ticket = bench.issue("surat")

    def offered(*, printing: bool, role: str = "clerk") -> list[str]:
        who = person("a-9", role=role)
        card = staff_files.card(bench.office, who, bench.ticket(ticket), now=bench.now, printing=printing)
        return [each.kind for each in card.others if each.kind.startswith("print")]

    assert offered(printing=False) == []
    assert offered(printing=True) == ["print"]
    assert offered(printing=True, role="head") == []
    bench.say("ask_slip", ticket)
    assert offered(printing=True, role="reception") == ["print_again"]
    bench.say("cancel", ticket)
    assert offered(printing=True) == []


def test_a_stopped_clock_stands_still_on_the_desk_and_the_desk_says_why() -> None:
    bench = Bench()
    ticket = bench.issue("surat")
    bench.open("1")
    bench.say("call_next", counter="1")
    bench.say("start", ticket=ticket, counter="1")
    assert desk(bench, person()).notices == ()
    bench.passes(minutes=2)
    bench.say("stop_clock", reason="listrik")
    bench.passes(minutes=30)
    view = desk(bench, person())
    assert "Gangguan sistem" in view.notices[0].id
    timer = staff_ticket.timer(bench.office, bench.ticket(ticket), now=bench.now)
    assert (timer.running, timer.offset) == (False, 120)
    bench.say("go_on")
    timer = staff_ticket.timer(bench.office, bench.ticket(ticket), now=bench.now)
    assert (timer.running, timer.offset) == (True, 120 - 32 * 60)
    assert desk(bench, person()).notices == ()


def test_a_counter_with_hours_of_its_own_shows_them_to_its_clerk_on_working_days() -> None:
    bench = Bench()
    bench.open("1")
    assert desk(bench, person()).hours == ""
    settings, day = bench.office.settings, bench.office.day
    assert settings is not None and isinstance(day, date)
    own = tuple(OpenHours(weekday=each, opens="09:00", closes="11:30") for each in range(5))
    counters = tuple(replace(each, hours=own) if each.id == "1" else each for each in settings.counters)
    bench.office.settings = replace(settings, counters=counters)
    assert desk(bench, person()).hours == "09.00-11.30"
    bench.say("set_days", days=[{"day": day.isoformat(), "kind": "libur_daerah", "open": False}], remove=[])
    assert desk(bench, person()).hours == ""


@pytest.mark.parametrize(("hours", "said"), [(47, "47 jam"), (48, "2 hari"), (263.9, "10 hari")])
def test_a_wait_of_two_days_and_more_is_told_in_days(hours: float, said: str) -> None:
    assert minutes_words(hours * 3600, language="id", form="long") == said
