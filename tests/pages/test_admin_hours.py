"""*Jam kerja & hari libur* and *Gangguan sistem* in a real browser: hours published, days decided, the clock stopped."""

from __future__ import annotations

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.pages.conftest import Open, Running

OFFICE = "kecamatan-metro-selatan"
pytestmark = pytest.mark.slow


def test_hours_with_a_break_are_published_after_every_wrong_field_was_named(running: Running, open_page: Open) -> None:
    page = open_page(f"/admin/{OFFICE}/hours", running.account("Admin", role="admin", office=OFFICE))
    page.click("#perpres")
    page.fill('[data-field="week.2"]', "8 sampai 99")
    page.check("#bound")
    page.fill("#opens_before", "30x")
    page.click("#look")
    expect(page.locator("[data-wrong]")).to_have_count(2)
    expect(page.locator('[data-field="week.2"]')).to_be_focused()
    expect(page.locator("[data-wrong]").first).to_contain_text("07.30")
    page.fill('[data-field="week.2"]', "07.30-12.00, 13.00-16.00")
    page.fill("#opens_before", "30")
    page.click("#look")
    expect(page.locator("#preview")).to_contain_text("37 jam 30 menit, sesuai Perpres 21/2023")
    page.keyboard.press("Enter")
    expect(page.locator("#preview")).to_be_empty()
    office = running.house.desk.office(OFFICE)
    assert office.settings is not None
    assert len(office.settings.hours) == 10
    assert office.settings.kiosk_opens_before == 30
    assert Axe().run(page).response["violations"] == []


def test_days_are_decided_one_by_one_with_the_keyboard_alone(running: Running, open_page: Open) -> None:
    page = open_page(f"/admin/{OFFICE}/hours?year=2027", running.account("Kepala", role="head", office=OFFICE))
    expect(page.locator("#hours")).to_have_count(0)
    page.locator('tr[data-day="2027-01-01"] [data-decide=closed]').focus()
    page.keyboard.press("Enter")
    expect(page.locator('tr[data-day="2027-01-01"]')).to_contain_text("Batalkan")
    expect(page.locator('tr[data-day="2027-01-05"] [data-decide=closed]')).to_be_focused()
    page.locator('tr[data-kind="cuti_bersama"] [data-decide=open]').first.click()
    expect(page.locator('tr[data-kind="cuti_bersama"]').first).to_contain_text("Batalkan")
    days = running.house.desk.office(OFFICE).days
    assert [(day, each.open) for day, each in days.items()] == [(date(2027, 1, 1), False), (date(2027, 2, 5), True)]
    page.locator('tr[data-day="2027-01-01"] [data-decide=undo]').click()
    expect(page.locator('tr[data-day="2027-01-01"] [data-decide=closed]')).to_have_count(1)
    page.check("[value=first_tomorrow]")
    expect(page.locator("#closing-said")).to_contain_text("Tersimpan")
    assert running.house.desk.office(OFFICE).closing_rule == "first_tomorrow"
    assert Axe().run(page).response["violations"] == []


def test_the_clock_is_stopped_and_goes_on_by_one_button_each(running: Running, open_page: Open) -> None:
    page = open_page(f"/admin/{OFFICE}/trouble", running.account("Senior", role="senior", office=OFFICE))
    page.check("[value=jaringan]")
    page.click("#stop .main-button")
    expect(page.locator("[data-stoppage]")).to_contain_text("Seluruh kantor")
    expect(page.locator("[data-stoppage]")).to_contain_text("jaringan")
    page.click("[data-go-on]")
    expect(page.locator("[data-stoppage]")).to_have_count(0)
    assert [each.type for each in running.events(OFFICE, "clock_stopped", "clock_went_on")] == [
        "clock_stopped",
        "clock_went_on",
    ]
    assert Axe().run(page).response["violations"] == []
