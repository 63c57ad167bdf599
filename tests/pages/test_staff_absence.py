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
