"""Every state of the staff pages under axe: nothing serious is wrong for people who cannot see, or use no mouse."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from server.protocol import DeviceState, plain
from tests.pages.conftest import Open, Person, Running

OFFICE = "kecamatan-metro-selatan"

pytestmark = pytest.mark.slow


def check(page: Page, what: str) -> None:
    """No serious or critical violation on the page as it stands."""
    found = [
        f"{what}: {each['id']} {[node['target'] for node in each['nodes']][:3]}"
        for each in Axe().run(page).response["violations"]
        if each["impact"] in ("serious", "critical")
    ]
    assert found == []


def live(page: Page) -> None:
    expect(page.locator("#line")).to_have_attribute("data-state", "on")


def a_morning(running: Running) -> Person:
    """Somebody waiting, held, absent, ready, and files that are late."""
    clerk = running.account("Sari", role="senior", office=OFFICE)
    clerk.say("counters/1/open")
    for index in range(7):
        clerk.issue("000-01", priority=index == 4, help=index == 5)
    first = clerk.say("counters/1/call-next")["ticket_id"]
    clerk.say(f"tickets/{first}/start")
    clerk.say(f"tickets/{first}/hold", reason="fotokopi")
    second = clerk.say("counters/1/call-next")["ticket_id"]
    for verb in ("recall", "recall", "no-show"):
        clerk.say(f"tickets/{second}/{verb}")
    third = clerk.say("counters/1/call-next")["ticket_id"]
    clerk.say(f"tickets/{third}/start")
    for _ in range(3):
        clerk.say(f"tickets/{third}/finish", counter="1")
    running.passes(minutes=20)
    return clerk


def test_the_pages_before_the_desk(running: Running, open_page: Open) -> None:
    running.account("Sari", office=OFFICE)
    station = running.device("station", office=OFFICE)
    for path in ("/", "/setup", "/station", f"/staff/{OFFICE}/sign-in", "/staff/tidak-ada"):
        check(open_page(path), path)
    check(open_page(f"/staff/{OFFICE}/sign-in", cookies={"antrean_station": station}), "pin")


def test_every_situation_of_the_desk(running: Running, open_page: Open) -> None:
    clerk = a_morning(running)
    newcomer = running.account("Tono", office=OFFICE)
    page = open_page(f"/staff/{OFFICE}", newcomer)
    live(page)
    check(page, "choose")
    page = open_page(f"/staff/{OFFICE}", clerk)
    live(page)
    check(page, "next")
    ticket = clerk.say("counters/1/call-next")["ticket_id"]
    expect(page.get_by_text("Sedang dipanggil")).to_be_visible()
    check(page, "called")
    clerk.say(f"tickets/{ticket}/start")
    expect(page.get_by_text("Sedang dilayani")).to_be_visible()
    check(page, "serving")
    running.passes(minutes=7)
    page.reload()
    live(page)
    check(page, "over the target")
    clerk.say(f"tickets/{ticket}/hold")
    clerk.say("counters/1/pause")
    expect(page.get_by_text("sedang istirahat")).to_be_visible()
    check(page, "paused")
    head = running.account("Kepala", role="head", office=OFFICE)
    check(open_page(f"/staff/{OFFICE}", head), "watch")


def test_every_dialog_and_the_list(running: Running, open_page: Open) -> None:
    clerk = a_morning(running)
    page = open_page(f"/staff/{OFFICE}", clerk)
    live(page)
    for key in ("Alt+b", "Alt+p", "Alt+c", "Alt+i"):
        page.keyboard.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        check(page, key)
        page.keyboard.press("Escape")
    page.get_by_role("button", name="A-001").click()
    expect(page.get_by_role("dialog")).to_contain_text("Kembali ke antrean")
    check(page, "ticket")
    page.keyboard.press("Escape")
    ticket = clerk.say("counters/1/call-next")["ticket_id"]
    clerk.say(f"tickets/{ticket}/start")
    expect(page.get_by_text("Sedang dilayani")).to_be_visible()
    for key in ("Alt+t", "Alt+a", "Alt+g", "Alt+x"):
        page.keyboard.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        check(page, key)
        page.keyboard.press("Escape")
    kasi = running.account("Kasi", office=OFFICE, lanes=("kasi-kesra",))
    listed = open_page(f"/staff/{OFFICE}/list", kasi)
    live(listed)
    listed.keyboard.press("Alt+l")
    check(listed, "list")


def test_a_number_with_a_printer_that_has_no_paper(running: Running, open_page: Open) -> None:
    clerk = running.account("Sari", office=OFFICE)
    clerk.say("counters/1/open")
    running.device("printer", office=OFFICE)
    (device,) = [each for each in running.house.accounts.devices(OFFICE) if each.kind == "printer"]
    said = DeviceState(version="1", printer="out")
    running.house.device_states[device.id] = (plain(running.house.desk.clock.now()), said)
    page = open_page(f"/staff/{OFFICE}", clerk)
    live(page)
    check(page, "desk")
    page.keyboard.press("Alt+b")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".issued-number")).to_be_visible()
    check(page, "issued")
    page.get_by_role("dialog").get_by_role("button", name="Cetak karcis").click()
    expect(page.get_by_role("status").filter(has_text="Sudah dikirim")).to_be_visible()
    check(page, "asked")


def test_at_twice_the_size_nothing_is_cut_off_sideways(running: Running, open_page: Open) -> None:
    page = open_page(f"/staff/{OFFICE}", a_morning(running))
    live(page)
    page.set_viewport_size({"width": 683, "height": 384})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    expect(page.locator("#primary")).to_be_in_viewport()
