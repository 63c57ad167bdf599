"""A lane that is not there, and a counter whose clerk left, in a real Chromium; clicks are counted."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.pages.conftest import Open, Running

OFFICE = "kecamatan-metro-selatan"

pytestmark = pytest.mark.slow


def test_a_lane_is_said_not_to_be_there_in_two_clicks_and_back_in_two(running: Running, open_page: Open) -> None:
    clerk = running.account("Sari", office=OFFICE)
    clerk.say("counters/1/open")
    page = open_page(f"/staff/{OFFICE}", clerk)
    expect(page.locator("#line")).to_have_attribute("data-state", "on")
    page.locator("#do-absence").click()
    page.locator("#absent-camat").click()
    expect(page.get_by_text("Tanda tangan Camat paling cepat")).to_be_visible()
    (event,) = running.events(OFFICE, "lane_absent")
    assert event.data["lane"] == "camat"
    page.wait_for_function("() => !/locked|deaf|struck/.test(document.body.className)")
    page.locator("#do-absence").click()
    page.locator("#back-camat").click()
    expect(page.get_by_text("Tanda tangan Camat paling cepat")).to_have_count(0)
    assert [each.data["cause"] for each in running.events(OFFICE, "lane_back")] == ["clerk"]


def test_a_counter_whose_clerk_left_is_taken_over_with_one_click(running: Running, open_page: Open) -> None:
    running.account("Sari", office=OFFICE).say("counters/1/open")
    budi = running.account("Budi", office=OFFICE)
    page = open_page(f"/staff/{OFFICE}", budi)
    expect(page.locator("#line")).to_have_attribute("data-state", "on")
    page.locator("#take-over-1").click()
    expect(page.get_by_text("Tidak ada antrean")).to_be_visible()
    assert running.events(OFFICE, "counter_opened")[-1].data["cause"] == "takeover"


def test_a_time_a_reason_and_a_cover_are_said_in_one_form_that_stays_where_refused(
    running: Running, open_page: Open
) -> None:
    running.account("Sari", office=OFFICE).say("counters/1/open")
    page = open_page(f"/staff/{OFFICE}", running.account("Budi", office=OFFICE))
    page.set_viewport_size({"width": 1366, "height": 768})
    expect(page.locator("#line")).to_have_attribute("data-state", "on")
    page.locator("#do-absence").click()
    page.locator("#absence-more").click()
    page.locator("#absence-lane").select_option("kasi-kesra")
    page.locator("#absence-reason").select_option("rapat")
    page.locator("#absence-time").fill("08:00")
    set_it = page.locator("form.absence .main-button")
    set_it.click()
    expect(page.locator("dialog .notice-fault")).to_be_visible()
    assert running.events(OFFICE, "lane_absent") == []
    page.locator("#absence-time").fill("13.30")
    page.locator("#absence-by").select_option("camat")
    page.get_by_label("Plh.").check()
    page.wait_for_function("() => !/locked|deaf|struck/.test(document.body.className)")
    set_it.click()
    expect(page.locator("dialog")).to_be_hidden()
    (event,) = running.events(OFFICE, "lane_covered")
    assert (event.data["lane"], event.data["by"], event.data["capacity"]) == ("kasi-kesra", "camat", "plh")
    assert (event.data["reason"], event.data["until"][:16]) == ("rapat", "2026-11-20T06:30")


def test_a_lane_is_not_there_until_the_morning_of_a_chosen_date(running: Running, open_page: Open) -> None:
    page = open_page(f"/staff/{OFFICE}", running.account("Budi", office=OFFICE))
    expect(page.locator("#line")).to_have_attribute("data-state", "on")
    page.locator("#do-absence").click()
    page.locator("#absence-more").click()
    page.locator("#absence-lane").select_option("camat")
    page.locator("#absence-day").fill("2026-11-25")
    page.locator("form.absence .main-button").click()
    expect(page.locator("dialog")).to_be_hidden()
    (event,) = running.events(OFFICE, "lane_absent")
    # Midnight in Jakarta: this office has said no hours.
    assert (event.data["lane"], event.data["until"][:16]) == ("camat", "2026-11-24T17:00")
