"""Taking back, several services and paper numbers, in a real Chromium, by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.pages.conftest import Open, Running

OFFICE = "kecamatan-metro-selatan"

pytestmark = pytest.mark.slow


def test_a_clerk_takes_the_last_action_back_by_one_key_while_its_minute_runs(running: Running, open_page: Open) -> None:
    clerk = running.account("Sari", office=OFFICE)
    clerk.say("counters/1/open")
    ticket = clerk.issue("000-01")["ticket_id"]
    clerk.say("counters/1/call-next")
    page = open_page(f"/staff/{OFFICE}", clerk)
    # A call was heard: there is nothing to take back.
    expect(page.locator(".work-number")).to_have_text("A-001")
    expect(page.locator("#do-undo")).to_have_count(0)
    page.wait_for_function("() => !document.body.classList.contains('struck')")
    page.keyboard.press("Enter")
    undo = page.locator("#do-undo")
    expect(undo).to_contain_text("Batalkan tindakan terakhir")
    expect(undo.locator("[data-left]")).to_contain_text("dtk)")
    page.wait_for_function("() => !document.body.classList.contains('deaf')")
    page.keyboard.press("Alt+z")
    expect(page.locator(".work-label").first).to_have_text("Sedang dipanggil")
    assert len(running.events(OFFICE, "undone")) == 1
    expect(page.locator("#do-undo")).to_have_count(0)
    # After its minute it is not offered any more.
    clerk.say(f"tickets/{ticket}/start")
    expect(page.locator("#do-undo")).to_be_visible()
    running.passes(minutes=2)
    page.reload()
    expect(page.locator("#do-undo")).to_have_count(0)


def test_another_service_and_files_are_added_at_the_desk(running: Running, open_page: Open) -> None:
    clerk = running.account("Sari", office=OFFICE)
    clerk.say("counters/1/open")
    ticket = clerk.issue("000-01")["ticket_id"]
    clerk.say("counters/1/call-next")
    clerk.say(f"tickets/{ticket}/start")
    page = open_page(f"/staff/{OFFICE}", clerk)
    expect(page.locator("#do-services")).to_be_visible()
    page.wait_for_function("() => !document.body.classList.contains('deaf')")
    page.keyboard.press("Alt+y")
    expect(page.locator("#files")).to_be_focused()
    page.locator("#files").fill("12")
    page.keyboard.press("Enter")
    expect(page.locator(".work-service")).to_contain_text("12 berkas")
    expect(page.locator("#dialog[open]")).to_have_count(0)
    page.wait_for_function("() => !document.body.classList.contains('deaf')")
    page.wait_for_function("() => !document.body.classList.contains('struck')")
    page.locator("#do-services").click()
    expect(page.locator("#files")).to_be_focused()
    page.locator("#service-search").fill("000-02")
    page.keyboard.press("Enter")
    expect(page.locator(".work-body")).to_contain_text("Lalu:")
    assert len(running.events(OFFICE, "service_added")) == 1


def test_a_sheet_of_paper_numbers_is_entered_by_keyboard(running: Running, open_page: Open) -> None:
    clerk = running.account("Sari", office=OFFICE)
    page = open_page(f"/staff/{OFFICE}/paper", clerk)
    page.keyboard.type("7")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("08.10")
    page.keyboard.press("Tab")
    page.keyboard.type("08.30")
    page.locator("#running-1").fill("7")
    page.locator("#arrived-1").fill("08.20")
    page.locator("#arrived-1").press("Enter")
    expect(page.locator("[data-result]").nth(0)).to_contain_text("Z-007 dicatat")
    expect(page.locator("[data-result]").nth(1)).to_contain_text("Z-007 sudah dicatat untuk hari itu")
    page.locator("#running-1").fill("8")
    page.locator("#arrived-1").press("Enter")
    expect(page.locator("[data-result]").nth(1)).to_contain_text("Z-008 dicatat")
    entered = running.events(OFFICE, "paper_entered")
    assert [each.data["ticket"]["state"] for each in entered] == ["finished", "waiting"]
