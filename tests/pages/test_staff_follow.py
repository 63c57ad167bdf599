"""The page of files that live on: its tabs, the search for a lost slip, and what a found ticket offers. Pure, without HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from server.access import Principal
from server.views import staff_files
from server.views.staff_follow import FollowList, Show, Sought, follow_list
from tests.builders import MADE, WEEK, Bench, made_settings

CLERK = Principal(id="a-1", name="", role="clerk", office=MADE)


def page(bench: Bench, show: Show, sought: Sought | None = None) -> FollowList:
    return follow_list(bench.office, CLERK, show=show, sought=sought or Sought(), now=bench.now)


def numbers(bench: Bench, show: Show, sought: Sought | None = None) -> list[str]:
    return [row.number for row in page(bench, show, sought).rows]


def an_office() -> Bench:
    """`A-001` outside since Friday, `A-002` given back, `A-003` waiting."""
    bench = Bench(replace(made_settings(hours=WEEK), returned_days=5))
    for counter in "134":
        bench.open(counter)
    outside, back = bench.issue("hari"), bench.issue("paraf")
    bench.issue("satu")
    bench.serve(outside, "1")
    bench.say("finish", outside, then="pass_on")
    bench.serve(back, "1")
    bench.say("return_file", back, missing=("d2", "tidak_terbaca"))
    return bench


def test_each_file_is_in_the_tabs_that_fit_it() -> None:
    bench = an_office()
    assert dict(page(bench, "due").counts) == {
        "due": 0, "overdue": 0, "ready": 0, "uncollected": 0, "returned": 1, "outside": 1,
    }  # fmt: skip
    [row] = page(bench, "returned").rows
    assert [each.id for each in row.missing] == ["Surat pengantar (bila ada)", "Berkas tidak terbaca: fotokopi ulang"]
    assert (row.number, row.until, row.state) == ("A-002", date(2026, 11, 27), "returned")


@pytest.mark.parametrize(("days", "show", "late"), [(4, "due", 0), (5, "overdue", 1), (6, "overdue", 2)])
def test_what_was_promised_is_due_and_then_overdue_by_working_days(days: int, show: Show, late: int) -> None:
    bench = an_office()
    bench.passes(days=days)
    bench.tick()
    [row] = page(bench, show).rows
    assert (row.number, row.due, row.late) == ("A-001", date(2026, 11, 24), late)


@pytest.mark.parametrize(("days", "mark"), [(6, 0), (7, 7), (13, 7), (14, 14), (29, 14), (30, 30), (60, 30)])
def test_a_ready_document_is_marked_after_7_14_and_30_days(days: int, mark: int) -> None:
    bench = an_office()
    ticket = next(each.id for each in bench.office.tickets.values() if each.service == "hari")
    bench.say("finish", ticket, then="pass_on")
    bench.say("start", ticket)
    bench.say("finish", ticket, place="RAK 3")
    bench.passes(days=days)
    bench.tick()
    [row] = page(bench, "ready").rows
    assert (row.days, row.mark, row.place, row.day) == (days, mark, "RAK 3", date(2026, 11, 20))
    assert (numbers(bench, "uncollected") == ["A-001"]) == (mark > 0)


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        (Sought(service="hari"), ["A-001"]),
        (Sought(day=date(2026, 11, 20), number="a2"), ["A-002"]),
        (Sought(number="A-002"), ["A-002"]),
        (Sought(day=date(2026, 11, 21)), []),
        (Sought(service="hari", number="A-002"), []),
        (Sought(register="474"), []),
        (Sought(), []),
    ],
)
def test_a_lost_slip_is_found_by_what_its_visitor_remembers(sought: Sought, found: list[str]) -> None:
    assert numbers(an_office(), "found", sought) == found


def test_it_is_found_by_the_number_of_its_first_day_too() -> None:
    bench = an_office()
    ticket = next(each.id for each in bench.office.tickets.values() if each.service == "paraf")
    bench.passes(days=3)
    bench.say("re_enter", ticket)
    sought = Sought(service="paraf", day=date(2026, 11, 20), number="A-002")
    assert numbers(bench, "found", sought) == ["R-001"]


def test_a_found_ticket_offers_what_would_be_carried_out() -> None:
    bench = an_office()
    kinds = {}
    for ticket in bench.office.tickets.values():
        card = staff_files.card(bench.office, CLERK, ticket, now=bench.now, printing=True)
        kinds[ticket.service] = [each.kind for each in (*([card.primary] if card.primary else []), *card.others)]
    assert kinds["paraf"][0] == "re_enter"
    assert {"place", "print_returned", "reprint"} <= set(kinds["paraf"])
    assert kinds["hari"][0] == "start_file"
    assert {"return_file", "place", "print_pickup", "reprint"} <= set(kinds["hari"])
    assert "place" not in kinds["satu"]
