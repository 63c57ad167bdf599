"""The clerk's desk in a real Chromium against a real server: by keyboard alone, by a barcode reader, cut off, and in a race."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.pages.conftest import Cable, Open, Person, Running

KELURAHAN = "kelurahan-rejomulyo"
KECAMATAN = "kecamatan-metro-selatan"
DUKCAPIL = "dukcapil-metro"

pytestmark = pytest.mark.slow


def ready(page: Page) -> None:
    """The page follows its office."""
    expect(page.locator("#line")).to_have_attribute("data-state", "on")


def primary(page: Page) -> Any:
    """The one main button, expected to be free."""
    button = page.locator("#primary")
    expect(button).not_to_have_attribute("aria-busy", "true")
    return button


def settled(page: Page) -> None:
    """The page is done with the last command, and listens to its main key again."""
    page.wait_for_function("() => !/locked|deaf|struck/.test(document.body.className)")


def press(page: Page, key: str, *, then: str) -> None:
    """Press a key as a person does, after the page is done with the last one, and see what the main button says then."""
    settled(page)
    page.keyboard.press(key)
    expect(page.locator("#primary")).to_contain_text(then)


def scan(page: Page, text: str) -> None:
    """What a barcode reader types: every key 8 ms after the one before, Enter last."""
    reader = page.context.new_cdp_session(page)
    at = time.time()
    for index, each in enumerate([*text, "Enter"]):
        key = {"key": each, "text": "\r" if each == "Enter" else each, "timestamp": at + index * 0.008}
        reader.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
        reader.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": each, "timestamp": at + index * 0.008 + 0.004})


@pytest.fixture
def clerk(running: Running) -> Person:
    """A clerk at counter 1 of the kelurahan, which serves every lane."""
    person = running.account("Sari", office=KELURAHAN)
    person.say("counters/1/open")
    return person


def test_a_visitor_is_served_from_sign_in_to_hand_over_by_keyboard_alone(running: Running, open_page: Open) -> None:
    clerk = running.account("Sari", office=KELURAHAN)
    ticket = clerk.issue("002-01")["ticket_id"]
    page = open_page(f"/staff/{KELURAHAN}")
    page.keyboard.type("Sari")
    page.keyboard.press("Tab")
    page.keyboard.type("kata-sandi-Sari")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Anda di loket berapa?")).to_be_visible()
    ready(page)
    press(page, "Enter", then="Panggil A-001")
    press(page, "Enter", then="Mulai")
    press(page, "Enter", then="Selesai sampai penyerahan")
    for step in ("3", "4", "5"):
        press(page, "Alt+1", then="Selesai sampai penyerahan")
        expect(page.locator("[aria-current=step] .rail-dot")).to_have_text(step)
    press(page, "Alt+1", then="Siap diambil, panggil warga")
    press(page, "Enter", then="Panggil A-001")
    press(page, "Enter", then="Mulai")
    press(page, "Enter", then="Selesai, sudah diterima warga")
    press(page, "Enter", then="Tidak ada antrean")
    types = [event.type for event in running.events(KELURAHAN, *_LIFE) if event.data["ticket"]["id"] == ticket]
    assert types == [
        "issued", "called", "started", *["step_finished"] * 4, "became_ready", "called", "started", "handed_over",
    ]  # fmt: skip


_LIFE = ("issued", "called", "started", "step_finished", "became_ready", "handed_over")


def test_one_press_writes_every_remaining_step_and_marks_it_as_recorded_late(
    running: Running, clerk: Person, open_page: Open
) -> None:
    clerk.issue("002-01")
    page = open_page(f"/staff/{KELURAHAN}", clerk)
    ready(page)
    press(page, "Enter", then="Mulai")
    press(page, "Enter", then="Selesai sampai penyerahan")
    expect(page.get_by_text("Sekali tekan mencatat langkah 2 sampai 6")).to_be_visible()
    press(page, "Enter", then="Tidak ada antrean")
    late = [
        event.data.get("recorded_late", False) for event in running.events(KELURAHAN, "step_finished", "handed_over")
    ]
    assert late == [False, True, True, True, True]


def test_enter_struck_twice_calls_one_person_and_starts_nothing(
    running: Running, clerk: Person, open_page: Open
) -> None:
    clerk.issue("002-01")
    clerk.issue("002-01")
    page = open_page(f"/staff/{KELURAHAN}", clerk)
    ready(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(primary(page)).to_contain_text("Mulai")
    settled(page)
    page.dblclick("#primary")
    expect(primary(page)).to_contain_text("Selesai")
    assert [event.type for event in running.events(KELURAHAN, "called", "started", "step_finished")] == [
        "called",
        "started",
    ]


def test_a_scan_shows_the_ticket_and_is_never_a_command(running: Running, clerk: Person, open_page: Open) -> None:
    clerk.issue("002-01")
    second = clerk.issue("002-01")
    page = open_page(f"/staff/{KELURAHAN}", clerk)
    ready(page)
    scan(page, second["code"])
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("A-002")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+b")
    field = dialog.get_by_label("Layanan", exact=True).first
    expect(field).to_be_focused()
    page.keyboard.type("surat", delay=80)
    scan(page, second["code"])
    expect(dialog).to_contain_text("A-002")
    page.keyboard.press("Escape")
    scan(page, "99999999")
    expect(page.locator("#notices")).to_contain_text("Karcis itu tidak ditemukan")
    assert running.events(KELURAHAN, "called") == []
    assert len(running.events(KELURAHAN, "issued")) == 2


def test_bare_letters_and_digits_do_nothing(running: Running, clerk: Person, open_page: Open) -> None:
    clerk.issue("002-01")
    page = open_page(f"/staff/{KELURAHAN}", clerk)
    ready(page)
    before = len(running.events(KELURAHAN, *_LIFE, "counter_paused", "held"))
    for key in "rntasgxipb123 ":
        page.keyboard.press(key)
    assert not page.locator("#dialog").evaluate("(each) => each.open")
    assert len(running.events(KELURAHAN, *_LIFE, "counter_paused", "held")) == before


def test_the_page_follows_its_office_without_being_loaded_again(
    running: Running, clerk: Person, open_page: Open
) -> None:
    page = open_page(f"/staff/{KELURAHAN}", clerk)
    ready(page)
    page.evaluate("window.sameDocument = true")
    expect(primary(page)).to_contain_text("Tidak ada antrean")
    clerk.issue("002-01", priority=True)
    expect(primary(page)).to_contain_text("Panggil A-001")
    expect(page.get_by_text("didahulukan").first).to_be_visible()
    assert page.evaluate("window.sameDocument")


def test_a_press_while_the_cable_is_pulled_says_so_and_is_carried_out_once(
    running: Running, cable: Cable, clerk: Person, open_page: Open
) -> None:
    clerk.issue("002-01")
    clerk.issue("002-01")
    page = open_page(f"/staff/{KELURAHAN}", clerk, at=cable.address)
    ready(page)
    cable.pull()
    pulled = time.monotonic()
    page.keyboard.press("Enter")
    expect(page.locator("#line")).to_contain_text("Terputus sejak", timeout=10_000)
    assert time.monotonic() - pulled < 10
    expect(page.locator("#notices")).to_contain_text("Belum terkirim: Panggil A-001", timeout=10_000)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert running.events(KELURAHAN, "called") == []
    cable.plug()
    expect(page.locator("#primary")).to_contain_text("Mulai", timeout=15_000)
    expect(page.locator("#line")).to_contain_text("Tersambung", timeout=15_000)
    expect(page.locator("#notices")).to_be_empty()
    assert [event.data["ticket"]["number"] for event in running.events(KELURAHAN, "called")] == ["A-001"]


def test_a_server_that_stops_and_comes_back_finds_the_page_waiting(
    running: Running, clerk: Person, open_page: Open
) -> None:
    clerk.issue("002-01")
    page = open_page(f"/staff/{KELURAHAN}", clerk)
    ready(page)
    page.evaluate("window.sameDocument = true")
    running.stop()
    expect(page.locator("#line")).to_contain_text("Terputus sejak", timeout=10_000)
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("Belum terkirim")
    running.start()
    expect(page.locator("#primary")).to_contain_text("Mulai", timeout=20_000)
    expect(page.locator("#line")).to_contain_text("Tersambung", timeout=20_000)
    assert page.evaluate("window.sameDocument")
    assert len(running.events(KELURAHAN, "called")) == 1


def test_of_two_clerks_on_one_ticket_the_second_reads_what_happened(
    running: Running, clerk: Person, open_page: Open
) -> None:
    ticket = clerk.issue("002-01")
    clerk.say("counters/1/call-next")
    clerk.say(f"tickets/{ticket['ticket_id']}/hold", reason="fotokopi")
    other = running.account("Tono", office=KELURAHAN)
    other.say("counters/2/open")
    page = open_page(f"/staff/{KELURAHAN}", other)
    ready(page)
    page.get_by_role("button", name="A-001").click()
    expect(page.get_by_role("dialog")).to_contain_text("Lanjutkan A-001")
    clerk.say(f"tickets/{ticket['ticket_id']}/resume", counter="1")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("A-001 ada di loket 1, di tangan petugas lain.")
    assert [event.data["ticket"]["counter"] for event in running.events(KELURAHAN, "resumed")] == ["1"]


def test_hold_with_a_reason_and_go_on_again(running: Running, clerk: Person, open_page: Open) -> None:
    clerk.issue("002-01")
    page = open_page(f"/staff/{KELURAHAN}", clerk)
    ready(page)
    press(page, "Enter", then="Mulai")
    press(page, "Enter", then="Selesai")
    page.keyboard.press("Alt+t")
    expect(page.get_by_role("dialog")).to_contain_text("Tunda A-001")
    page.keyboard.press("ArrowDown")
    settled(page)
    page.keyboard.press("Enter")
    expect(primary(page)).to_contain_text("Tidak ada antrean")
    assert running.events(KELURAHAN, "held")[0].data["ticket"]["held_reason"] == "fotokopi"
    page.keyboard.press("Alt+c")
    page.get_by_label("Kode delapan angka").fill("a1")
    settled(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Lanjutkan A-001")
    settled(page)
    page.keyboard.press("Enter")
    expect(primary(page)).to_contain_text("Selesai")


def test_three_calls_then_no_show_then_back_into_the_line(running: Running, clerk: Person, open_page: Open) -> None:
    clerk.issue("002-01")
    page = open_page(f"/staff/{KELURAHAN}", clerk)
    ready(page)
    press(page, "Enter", then="Mulai")
    press(page, "Alt+n", then="Mulai")
    assert running.events(KELURAHAN, "no_show") == []
    for call in ("2", "3"):
        press(page, "Alt+r", then="Mulai")
        expect(page.get_by_text(f"Panggilan {call} dari 3")).to_be_visible()
    press(page, "Alt+n", then="Tidak ada antrean")
    page.keyboard.press("Alt+c")
    page.get_by_label("Kode delapan angka").fill("A-001")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Kembali ke antrean")
    settled(page)
    page.keyboard.press("Enter")
    expect(primary(page)).to_contain_text("Panggil A-001")


def test_a_service_the_kiosk_hides_is_issued_here_and_its_number_shown_large(running: Running, open_page: Open) -> None:
    clerk = running.account("Budi", office=DUKCAPIL)
    page = open_page(f"/staff/{DUKCAPIL}", clerk)
    ready(page)
    page.keyboard.press("Alt+b")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type("biwa", delay=70)
    page.keyboard.press("Enter")
    expect(page.locator(".issued-number")).to_be_visible()
    (issued,) = running.events(DUKCAPIL, "issued")
    assert issued.data["ticket"]["service"] == "003-04"
    expect(page.locator(".issued-number")).to_have_text(issued.data["ticket"]["number"])


def test_calling_out_of_turn_needs_the_permission_and_leaves_its_reason(running: Running, open_page: Open) -> None:
    clerk = running.account("Sari", office=KELURAHAN)
    senior = running.account("Tono", role="senior", office=KELURAHAN)
    clerk.say("counters/2/open")
    senior.say("counters/1/open")
    clerk.issue("002-01")
    clerk.issue("002-01")
    page = open_page(f"/staff/{KELURAHAN}", clerk)
    ready(page)
    page.keyboard.press("Alt+p")
    assert not page.locator("#dialog").evaluate("(each) => each.open")
    page = open_page(f"/staff/{KELURAHAN}", senior)
    ready(page)
    page.keyboard.press("Alt+p")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("A-002").click()
    dialog.get_by_text("Sakit").click()
    page.keyboard.press("Enter")
    expect(primary(page)).to_contain_text("Mulai")
    (called,) = running.events(KELURAHAN, "called")
    assert (called.data["ticket"]["number"], called.data["reason"]) == ("A-002", "sakit")


def test_a_kiosk_that_asks_for_a_clerk_is_answered_from_the_desk(
    running: Running, clerk: Person, open_page: Open
) -> None:
    kiosk = running.device("kiosk", office=KELURAHAN, name="Mesin depan")
    page = open_page(f"/staff/{KELURAHAN}", clerk)
    ready(page)
    answer = httpx.post(
        f"{running.address}/api/v1/offices/{KELURAHAN}/help",
        json={"request_id": "tolong"},
        headers={"Authorization": f"Bearer {kiosk}"},
        trust_env=False,
    )
    assert answer.status_code == 200
    expect(page.get_by_text("Mesin depan")).to_be_visible()
    page.keyboard.press("Alt+j")
    expect(page.get_by_text("Mesin depan")).to_have_count(0)
    assert len(running.events(KELURAHAN, "help_answered")) == 1


def test_a_break_and_the_end_of_it_and_closing(running: Running, clerk: Person, open_page: Open) -> None:
    page = open_page(f"/staff/{KELURAHAN}", clerk)
    ready(page)
    page.keyboard.press("Alt+i")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Loket 1 sedang istirahat")).to_be_visible()
    press(page, "Enter", then="Tidak ada antrean")
    page.keyboard.press("Alt+i")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Alt+o")
    expect(page.get_by_text("Anda di loket berapa?")).to_be_visible()
    assert [event.data["cause"] for event in running.events(KELURAHAN, "counter_closed")] == ["clerk"]


def test_the_page_turns_english_and_back(running: Running, clerk: Person, open_page: Open) -> None:
    page = open_page(f"/staff/{KELURAHAN}", clerk)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("Nobody is waiting")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="Bahasa Indonesia").click()
    expect(page.get_by_text("Tidak ada yang menunggu")).to_be_visible()
