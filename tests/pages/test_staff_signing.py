"""Signing many files at once, and acting on a colleague's behalf, in a real Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.pages.conftest import Open, Person, Running
from tests.pages.test_staff_list import OFFICE, files_for, kasi

pytestmark = pytest.mark.slow


def listed(open_page: Open, person: Person, path: str = "/list") -> Page:
    """The work list, ready to be pressed."""
    page = open_page(f"/staff/{OFFICE}{path}", person)
    page.set_viewport_size({"width": 1366, "height": 768})
    expect(page.locator("#line")).to_have_attribute("data-state", "on")
    return page


def test_one_click_signs_what_is_ticked_and_says_of_each_what_became_of_it(running: Running, open_page: Open) -> None:
    first, second, third = files_for(running, 3)
    running.account("Budi", office=OFFICE).say("lanes/kasi-kesra/cover-lane", by="camat", capacity="plh", tomorrow=True)
    page = listed(open_page, running.account("Camat", office=OFFICE, lanes=("camat",)))
    expect(page.locator(f"tr[data-ticket='{first}'] .acts")).to_have_text("Plh. Kasi Kesra")
    # Nothing new reaches the page before it acts: of one file it shows an old step.
    page.route("**/list/changed**", lambda route: route.abort())
    person = kasi(running)
    person.say(f"tickets/{second}/start")
    person.say(f"tickets/{second}/finish")
    for ticket in (first, second, third):
        page.locator(f"#tick-{ticket}").check()
    page.locator("#primary").click()
    results = page.locator("#notices .results li")
    expect(results).to_have_count(3)
    assert [each.get_attribute("data-result") for each in results.all()] == ["done", "refused", "done"]
    expect(results.nth(0)).to_contain_text("A-001selesai, Plh. Kasi Kesra")
    expect(results.nth(1)).to_contain_text("tidak jadi: A-002 sudah pindah ke langkah lain.")
    expect(page.locator("#notices")).to_contain_text("2 dari 3 berkas selesai")
    signed = running.events(OFFICE, "step_finished")
    mine = [each for each in signed if each.data.get("capacity") == "plh"]
    assert [each.data["ticket"]["id"] for each in mine] == [first, third]
    assert len({each.request_id for each in mine}) == 2


def test_a_file_that_could_only_be_begun_is_put_back_as_it_was(running: Running, open_page: Open) -> None:
    (only,) = files_for(running, 1)
    page = listed(open_page, kasi(running))
    refusal = '{"code": "step_changed", "sentence": "Tidak bisa sekarang.", "next": "Coba nanti."}'
    page.route("**/finish", lambda route: route.fulfill(status=409, content_type="application/json", body=refusal))
    page.locator(f"#tick-{only}").check()
    page.locator("#primary").click()
    expect(page.locator("#notices .results li")).to_contain_text("tidak jadi: Tidak bisa sekarang. Coba nanti.")
    expect(page.locator(f"tr[data-ticket='{only}']")).to_have_attribute("data-begun", "no")
    assert len(running.events(OFFICE, "undone")) == 1


def test_a_colleagues_file_is_done_on_their_behalf_only_when_that_is_said(running: Running, open_page: Open) -> None:
    (only,) = files_for(running, 1)
    page = listed(open_page, kasi(running))
    page.locator(f"#tick-{only}").check()
    page.route("**/list/changed**", lambda route: route.abort())
    budi = running.account("Budi", office=OFFICE)
    budi.say("counters/2/open", lanes=["kasi-kesra"])
    budi.say(f"tickets/{only}/start", counter="2")
    page.locator("#primary").click()
    offer = page.get_by_role("button", name="Lakukan atas nama petugas loket 2")
    expect(page.locator("#notices .results li")).to_contain_text(
        "tidak jadi: A-001 ada di loket 2, di tangan petugas lain."
    )
    before = len(running.events(OFFICE, "step_finished"))
    offer.click()
    expect(page.locator("#notices .results li")).to_have_attribute("data-result", "done")
    last = running.events(OFFICE, "step_finished")[before:]
    assert [each.data.get("for") is not None for each in last] == [True]


def test_the_desk_offers_to_act_for_the_clerk_who_took_the_counter_over(running: Running, open_page: Open) -> None:
    sari, budi = running.account("Sari", office=OFFICE), running.account("Budi", office=OFFICE)
    sari.say("counters/1/open")
    ticket = sari.issue("000-01")["ticket_id"]
    sari.say("counters/1/call-next")
    sari.say(f"tickets/{ticket}/start")
    page = listed(open_page, sari, "")
    page.route("**/changed**", lambda route: route.abort())
    budi.say("counters/1/open", take_over=True)
    page.locator("#primary").click()
    offer = page.get_by_role("button", name="Lakukan atas nama petugas loket 1")
    expect(offer).to_be_visible()
    assert running.events(OFFICE, "step_finished") == []
    page.wait_for_function("() => !/locked|deaf|struck/.test(document.body.className)")
    offer.click()
    expect(page.locator("[data-notice=problem]")).to_have_count(0)
    (done,) = running.events(OFFICE, "step_finished")
    assert done.data["for"] is not None
