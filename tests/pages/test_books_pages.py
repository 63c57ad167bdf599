"""The pages of complaints and registers in a real browser: taken down, answered, risen, numbered, voided, printed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from server.protocol import plain
from server.queue.command import SYSTEM, Command
from sop.model import Register, RegisterRule, Words
from tests.pages.conftest import Person, Running

KECAMATAN = "kecamatan-001"
BODY = "Loket kosong sejak pagi."


def signed_in(browser: Browser, person: Person, path: str) -> Page:
    context = browser.new_context(extra_http_headers={"Authorization": f"Bearer {person.secret}"})
    page = context.new_page()
    page.goto(person.running.address + path)
    return page


def complaints_office(running: Running) -> str:
    return next(id_ for id_, office in running.house.desk.offices.items() if "004-01" in office.current)


def with_books(running: Running) -> None:
    settings = running.house.desk.offices[KECAMATAN].settings
    assert settings is not None
    books = (
        Register(
            id="surat", name=Words(id="Buku Surat", en="Letters"), mode="automatic", number_format="{number:03}/{year}"
        ),
        Register(id="agenda", name=Words(id="Buku Agenda", en="Agenda"), mode="paper"),
    )
    rules = (RegisterRule(book="surat"), RegisterRule(book="agenda", procedure="001-03"))
    options: dict[str, Any] = {"document": plain(replace(settings, registers=books, register_rules=rules))}
    command = Command(verb="configure", actor=SYSTEM, request_id="books", request_hash="x", options=options)
    running.do(running.house.desk.submit(KECAMATAN, command))


@pytest.mark.slow
def test_a_complaint_is_taken_down_answered_and_told(running: Running, browser: Browser) -> None:
    office = complaints_office(running)
    running.account("tim", role="complaints", office=office)
    page = signed_in(browser, running.account("depan", role="reception", office=office), f"/staff/{office}/complaints")
    page.select_option("#channel", "email")
    assert page.locator("[data-spoken-only]").is_hidden()
    page.select_option("#channel", "telepon")
    page.fill("#text", BODY)
    page.check("[name=read_back]")
    page.locator("form.send .main-button").click()
    page.locator("#receipt").wait_for(state="visible")
    assert page.locator("[data-fill=number]").inner_text() == "M-001"
    page.get_by_role("button", name="Cetak tanda terima").click()
    page.get_by_role("button", name="Cetak tanda terima").wait_for(state="hidden")
    assert [slip.kind for slip in running.house.desk.office(office).slips] == ["receipt"]
    running.passes(days=4)
    running.do(running.house.desk.submit(office, Command(verb="tick", actor=SYSTEM, request_id=None)))
    team = Person(running, "tim", office)
    page = signed_in(browser, team, f"/staff/{office}/complaints")
    assert "naik sendiri" in page.locator("tbody tr").inner_text()
    told = signed_in(browser, running.account("kepala", role="head", office=office), f"/admin/{office}")
    assert told.locator("#risen").inner_text().startswith("1 pengaduan naik sendiri")
    page.locator("tbody a").click()
    assert page.locator(".said-body").first.inner_text() == BODY
    with page.expect_response("**/print") as printed:
        page.get_by_role("button", name="Cetak tanda terima").click()
    assert printed.value.ok
    assert [slip.kind for slip in running.house.desk.office(office).slips] == ["receipt"]
    page.locator("form[data-path$='/start'] button").click()
    page.locator("#answer").fill("Loket dijaga bergantian.")
    page.locator("form[data-path$='/answer'] button").click()
    page.get_by_text("Selesai, sampaikan kepada pelapor").click()
    page.locator("form[data-path$='/hand-over'], form[data-path$='/start']").first.wait_for()
    minutes = signed_in(browser, team, page.url.removeprefix(running.address) + "/minutes")
    assert "BERITA ACARA KESEPAKATAN" in minutes.locator("main").inner_text()
    assert BODY not in minutes.content()


def to_the_end_with_a_paper_number(running: Running, browser: Browser, clerk: Person) -> None:
    """*Selesai sampai penyerahan* asks for the number too, instead of being a button that does nothing."""
    office = running.house.desk.offices[KECAMATAN]
    seat = office.seats["1"]
    if seat.ticket is not None:
        clerk.say(f"tickets/{seat.ticket}/finish", then="pass_on")
    clerk.say("counters/1/open", lanes=[each.id for each in office.settings.lanes if not each.applicant])  # type: ignore[union-attr]
    ticket = clerk.issue("001-03")["ticket_id"]
    while running.house.desk.offices[KECAMATAN].seats["1"].ticket != ticket:
        called = running.house.desk.offices[KECAMATAN].seats["1"].ticket
        if called is not None:
            clerk.say(f"tickets/{called}/finish", then="pass_on")
        clerk.say("counters/1/call-next")
    clerk.say(f"tickets/{ticket}/start")
    page = signed_in(browser, clerk, f"/staff/{KECAMATAN}")
    page.locator("[data-dialog=register_to_end]").first.click()
    page.locator("#register-number").fill("470/13/KEC")
    page.keyboard.press("Enter")
    page.locator("#dialog").wait_for(state="hidden")
    office = running.house.desk.offices[KECAMATAN]
    assert ("agenda", 2026, "470/13/KEC") in office.registered
    assert office.tickets[ticket].state.value == "finished"


@pytest.mark.slow
def test_a_number_of_a_paper_book_is_typed_and_one_of_ours_voided_and_printed(
    running: Running, browser: Browser
) -> None:
    with_books(running)
    clerk = running.account("petugas", role="senior", office=KECAMATAN)
    clerk.say(
        "counters/1/open", lanes=["petugas-pelayanan", "petugas-verifikasi", "petugas-register", "kasi-pelayanan"]
    )
    desk = signed_in(browser, clerk, f"/staff/{KECAMATAN}")
    for service in ("001-04", "001-03"):
        ticket = clerk.issue(service)["ticket_id"]
        clerk.say("counters/1/call-next")
        clerk.say(f"tickets/{ticket}/start")
        if service == "001-04":
            clerk.say(f"tickets/{ticket}/finish", then="keep")
            clerk.say(f"tickets/{ticket}/finish", then="keep")
            clerk.say(f"tickets/{ticket}/finish", then="keep")
            desk.goto(desk.url)
            # The clerk writes it on the document, so the page says it.
            assert desk.locator("[data-register]").inner_text() == "001/2026"
            clerk.say(f"tickets/{ticket}/finish", then="hand_over")
        else:
            clerk.say(f"tickets/{ticket}/finish", then="keep")
            clerk.say(f"tickets/{ticket}/finish", then="keep")
    page = signed_in(browser, clerk, f"/staff/{KECAMATAN}")
    page.locator("#primary[data-dialog=register_number]").click()
    page.locator("#register-number").fill("470/12/KEC")
    page.keyboard.press("Enter")
    page.locator("#dialog").wait_for(state="hidden")
    assert ("agenda", 2026, "470/12/KEC") in running.house.desk.offices[KECAMATAN].registered
    to_the_end_with_a_paper_number(running, browser, clerk)
    page = signed_in(browser, clerk, f"/staff/{KECAMATAN}/registers/surat")
    page.locator("details.void summary").click()
    page.locator("details.void [name=again]").check()
    page.locator("details.void button").click()
    page.locator("tr.voided").wait_for()
    assert page.locator("tbody tr").count() == 2
    page = signed_in(browser, clerk, f"/staff/{KECAMATAN}/registers/surat/print?year=2026")
    cells = page.locator("tbody tr").nth(1).locator("td").all_inner_texts()
    assert (cells[0], cells[2], cells[5:]) == ("2", "002/2026", ["", "", "", ""])
    assert len(page.pdf(prefer_css_page_size=True)) > 1000
