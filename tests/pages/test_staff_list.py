"""The work list in a real Chromium: many files ticked, each finished by a command of its own."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.pages.conftest import Open, Person, Running

OFFICE = "kecamatan-metro-selatan"

pytestmark = pytest.mark.slow


def files_for(running: Running, count: int, *, lane: str = "kasi-kesra") -> list[str]:
    """Bring `count` tickets of 000-01 to the lane that initials them."""
    clerk = running.account("Sari", office=OFFICE)
    clerk.say("counters/1/open")
    made = []
    for _ in range(count):
        ticket = clerk.issue("000-01")["ticket_id"]
        clerk.say("counters/1/call-next")
        clerk.say(f"tickets/{ticket}/start")
        for _ in range(3):
            reply = clerk.say(f"tickets/{ticket}/finish", counter="1")
        assert reply["lane"] == lane
        made.append(ticket)
    return made


def kasi(running: Running) -> Person:
    return running.account("Kasi", office=OFFICE, lanes=("kasi-kesra",))


def test_a_clerk_without_a_counter_finishes_what_was_ticked_with_one_press(running: Running, open_page: Open) -> None:
    first, second, third = files_for(running, 3)
    running.passes(minutes=8)
    page = open_page(f"/staff/{OFFICE}/list", kasi(running))
    expect(page.locator("#line")).to_have_attribute("data-state", "on")
    expect(page.get_by_role("heading", name="Berkas menunggu")).to_be_visible()
    expect(page.get_by_text("lewat 3 mnt").first).to_be_visible()
    page.keyboard.press("Enter")
    assert len(running.events(OFFICE, "step_finished")) == 9
    page.wait_for_function("() => !document.body.classList.contains('struck')")
    page.locator(f"#tick-{first}").check()
    page.locator(f"#tick-{second}").check()
    expect(page.locator("#primary")).to_contain_text("Selesai, 2 berkas")
    page.keyboard.press("Enter")
    expect(page.locator("tr[data-ticket]")).to_have_count(1)
    expect(page.locator("#primary")).to_contain_text("Centang yang sudah selesai")
    done = running.events(OFFICE, "step_finished")[-2:]
    assert [each.data["ticket"]["id"] for each in done] == [first, second]
    assert len({each.request_id for each in done}) == 2
    assert all(each.data["ticket"]["lane"] == "camat" for each in done)
    page.keyboard.press("Alt+l")
    expect(page.locator(f"#tick-{third}")).to_be_checked()


def test_a_file_somebody_else_finished_is_named_and_the_others_are_done(running: Running, open_page: Open) -> None:
    first, second = files_for(running, 2)
    person = kasi(running)
    page = open_page(f"/staff/{OFFICE}/list", person)
    expect(page.locator("#line")).to_have_attribute("data-state", "on")
    page.locator(f"#tick-{first}").check()
    page.locator(f"#tick-{second}").check()
    # Nothing new reaches the page before it acts: the list it shows is old.
    page.route("**/list/changed**", lambda route: route.abort())
    person.say(f"tickets/{first}/start")
    person.say(f"tickets/{first}/finish")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("1 dari 2 berkas selesai")
    expect(page.locator("#notices")).to_contain_text("A-001 sudah pindah ke langkah lain.")
    assert [each.data["ticket"]["id"] for each in running.events(OFFICE, "step_finished")[-2:]] == [first, second]


def test_a_file_can_be_started_now_and_finished_later(running: Running, open_page: Open) -> None:
    (only,) = files_for(running, 1)
    page = open_page(f"/staff/{OFFICE}/list", kasi(running))
    page.locator(f"#tick-{only}").check()
    page.keyboard.press("Alt+k")
    expect(page.locator(f"tr[data-ticket='{only}']")).to_have_attribute("data-begun", "yes")
    page.wait_for_function("() => !/locked|deaf|struck/.test(document.body.className)")
    page.locator(f"#tick-{only}").check()
    page.keyboard.press("Enter")
    expect(page.locator("tr[data-ticket]")).to_have_count(0)


def test_the_list_of_another_lane_is_reached_by_its_row(running: Running, open_page: Open) -> None:
    files_for(running, 1)
    person = running.account("Camat", office=OFFICE, lanes=("camat",))
    page = open_page(f"/staff/{OFFICE}/list", person)
    expect(page.get_by_text("Tidak ada yang menunggu di sini.")).to_be_visible()
    page.get_by_role("link", name="Kasi Kesra").click()
    expect(page.locator("tr[data-ticket]")).to_have_count(1)
