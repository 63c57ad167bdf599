"""Slips from the desk, in a real Chromium: printed after issuing, printed again, and what is said of a printer that cannot."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from server.protocol import DeviceState, plain
from tests.pages.conftest import Open, Person, Running

OFFICE = "kelurahan-rejomulyo"
OTHER = "kecamatan-metro-selatan"

pytestmark = pytest.mark.slow


@pytest.fixture
def clerk(running: Running) -> Person:
    """A clerk at counter 1 of an office that has no printer yet."""
    person = running.account("Sari", office=OFFICE)
    person.say("counters/1/open")
    return person


def a_printer(running: Running, said: str | None = "ready", *, office: str = OFFICE) -> None:
    """A paired printer that has just said how it is; None: it has said nothing yet."""
    running.device("printer", office=office, name="Printer depan")
    (device,) = [each for each in running.house.accounts.devices(office) if each.kind == "printer"]
    if said is not None:
        state = DeviceState(version="1", printer=said, waiting_jobs=0)  # type: ignore[arg-type]
        running.house.device_states[device.id] = (plain(running.house.desk.clock.now()), state)


def ready(page: Page) -> None:
    """The page follows its office."""
    expect(page.locator("#line")).to_have_attribute("data-state", "on")


def settled(page: Page) -> None:
    """The page is done with the last command, and listens to its main key again."""
    page.wait_for_function("() => !/locked|deaf|struck/.test(document.body.className)")


def issue(page: Page) -> None:
    """Give a number by keyboard alone."""
    page.keyboard.press("Alt+b")
    expect(page.get_by_role("dialog")).to_contain_text("Buat nomor tanpa mesin")
    settled(page)
    page.keyboard.press("Enter")
    expect(page.locator(".issued-number")).to_have_text("A-001")
    settled(page)


def test_a_number_given_at_the_desk_is_printed_with_enter_and_stays_to_be_read(
    running: Running, clerk: Person, open_page: Open
) -> None:
    a_printer(running)
    page = open_page(f"/staff/{OFFICE}", clerk)
    ready(page)
    issue(page)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Cetak karcis")).to_be_visible()
    expect(dialog.get_by_role("button", name="Selesai")).to_be_hidden()
    expect(dialog).not_to_contain_text("Printer:")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("status")).to_contain_text("Sudah dikirim ke printer")
    expect(page.locator(".issued-number")).to_be_visible()
    settled(page)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    (asked,) = running.events(OFFICE, "slip_asked")
    (issued,) = running.events(OFFICE, "issued")
    assert (asked.data["of"], asked.data["copy"]) == (issued.data["ticket"]["id"], False)
    assert running.events(OFFICE, "called") == []


def test_without_a_printer_nothing_can_be_printed_and_enter_only_closes(
    running: Running, clerk: Person, open_page: Open
) -> None:
    a_printer(running, office=OTHER)
    page = open_page(f"/staff/{OFFICE}", clerk)
    ready(page)
    issue(page)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Cetak karcis")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert len(running.events(OFFICE, "issued")) == 1
    settled(page)
    page.keyboard.press("Alt+c")
    page.get_by_label("Kode delapan angka").fill("A-001")
    settled(page)
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("Karcis A-001")
    expect(dialog.get_by_role("button", name="Cetak")).to_have_count(0)
    assert running.events(OFFICE, "slip_asked") == []


def test_a_found_ticket_is_printed_once_and_then_again_as_a_copy(
    running: Running, clerk: Person, open_page: Open
) -> None:
    a_printer(running)
    clerk.issue("002-01")
    page = open_page(f"/staff/{OFFICE}", clerk)
    ready(page)
    dialog = page.get_by_role("dialog")
    for label in ("Cetak karcis", "Cetak ulang (SALINAN)"):
        page.keyboard.press("Alt+c")
        page.get_by_label("Kode delapan angka").fill("A-001")
        settled(page)
        page.keyboard.press("Enter")
        expect(dialog.get_by_role("button", name=label)).to_be_visible()
        settled(page)
        page.keyboard.press("Alt+e")
        expect(dialog.get_by_role("status")).to_contain_text("Sudah dikirim ke printer")
        expect(dialog.get_by_role("button", name="Cetak")).to_be_hidden()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
    assert [each.data["copy"] for each in running.events(OFFICE, "slip_asked")] == [False, True]
    assert running.events(OFFICE, "called") == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("out", "Printer: kertas habis"),
        ("cover", "Printer: tutupnya terbuka"),
        ("offline", "Printer: tidak menjawab"),
        (None, "Printer: belum ada kabar"),
    ],
)
def test_a_printer_that_cannot_print_is_named_on_the_desk_and_beside_the_number(
    running: Running, clerk: Person, open_page: Open, said: str | None, words: str
) -> None:
    a_printer(running, said)
    page = open_page(f"/staff/{OFFICE}", clerk)
    ready(page)
    expect(page.locator("#side")).to_contain_text(words)
    issue(page)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(words)
    expect(dialog).to_contain_text("Tuliskan nomornya untuk warga.")
    expect(page.locator(".issued-number")).to_be_visible()


def test_a_printer_that_fell_silent_is_not_believed_any_more(running: Running, clerk: Person, open_page: Open) -> None:
    a_printer(running)
    running.passes(minutes=5)
    page = open_page(f"/staff/{OFFICE}", clerk)
    expect(page.locator("#side")).to_contain_text("Printer: tidak ada kabar sejak 09.0")
