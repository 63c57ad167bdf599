"""A procedure's page in a real browser: edited, looked at, published, put back; two admins; a service of the office's own."""

from __future__ import annotations

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from server.views.public import kiosk_services
from sop.model import Duration
from tests.pages.conftest import Open, Person, Running

OFFICE = "kecamatan-metro-selatan"
pytestmark = pytest.mark.slow


@pytest.fixture
def admin(running: Running) -> Person:
    """An admin of the office."""
    return running.account("Admin", role="admin", office=OFFICE)


def look(page: Page) -> None:
    """Ask what changes."""
    page.locator("#look").click()
    expect(page.locator("#preview .notice").first).to_be_visible()


def test_a_fee_a_target_and_an_answer_are_looked_at_and_published_by_keyboard(
    running: Running, admin: Person, open_page: Open
) -> None:
    ticket = admin.issue("000-02")
    page = open_page(f"/admin/{OFFICE}/procedures/000-02", admin)
    page.locator("#fee-amount").fill("5.000")
    page.locator("#answer-biaya").fill("Lima ribu rupiah")
    page.locator('[data-row="3"] [name=minutes]').fill("12")
    page.locator("#fee-amount").press("Enter")
    expect(page.locator("[data-change]")).to_have_count(3)
    expect(page.locator("#preview")).to_contain_text("Biaya: semula belum diisi, menjadi Rp5.000.")
    expect(page.locator("#preview")).to_contain_text(
        "Baris 3, waktu dari kantor: semula belum diisi, menjadi 12 menit."
    )
    expect(page.locator("#preview .sop-sheet")).to_contain_text("tercetak 5 Menit")
    assert running.house.desk.office(OFFICE).current["000-02"] == 1
    page.keyboard.press("Enter")
    newest = page.locator(".versions > li").first
    expect(newest).to_contain_text("Versi 2")
    expect(newest).to_contain_text("Admin")
    office = running.house.desk.office(OFFICE)
    after = office.versions["000-02", 2].procedure
    assert (after.fee and after.fee.amount, after.steps[2].office_target) == (5000, (Duration(minutes=12),))
    assert after.steps[2].target_printed == "5 Menit"
    service = next(each for each in kiosk_services(office) if each.id == "000-02")
    assert service.fee is not None and service.fee.id == "Rp5.000"
    assert office.tickets[ticket["ticket_id"]].version == 1
    page.wait_for_load_state()
    page.locator('[data-put-back="1"]').click()
    page.get_by_role("button", name="Kembalikan", exact=True).last.click()
    expect(page.locator(".versions > li").first).to_contain_text("Versi 3")
    assert running.house.desk.office(OFFICE).versions["000-02", 3].procedure.fee is None


@pytest.mark.parametrize(
    ("office", "key"),
    [
        (OFFICE, "000-03"),
        ("kecamatan-001", "001-20"),
        ("kelurahan-rejomulyo", "002-01"),
        ("dukcapil-metro", "003-09"),
        ("dukcapil-metro", "003-01"),
    ],
)
def test_a_page_left_as_it_is_changes_nothing_and_is_sound_for_everybody(
    running: Running, open_page: Open, office: str, key: str
) -> None:
    page = open_page(f"/admin/{office}/procedures/{key}", running.account("Admin", role="admin", office=office))
    assert Axe().run(page).response["violations"] == []
    look(page)
    expect(page.locator("#preview")).to_contain_text("Tidak ada yang berbeda")
    expect(page.locator("#publish")).to_have_count(0)


def test_an_edit_that_breaks_a_rule_is_said_and_cannot_be_published(admin: Person, open_page: Open) -> None:
    page = open_page(f"/admin/{OFFICE}/procedures/000-02", admin)
    page.locator("#fee-amount").fill("lima ribu")
    page.locator("#board-name").fill("")
    page.locator('[data-row="2"] [name=presence]').select_option("away")
    look(page)
    expect(page.locator("[data-wrong]")).to_have_count(3)
    expect(page.locator("#preview")).to_contain_text("Langkah petugas pertama harus dengan warga")
    expect(page.locator("#publish")).to_have_count(0)


def test_the_second_of_two_admins_is_told_and_overwrites_nothing(
    running: Running, admin: Person, open_page: Open
) -> None:
    other = running.account("Lain", role="admin", office=OFFICE)
    first, second = (open_page(f"/admin/{OFFICE}/procedures/000-01", person) for person in (admin, other))
    for page, fee in ((first, "1000"), (second, "2000")):
        page.locator("#fee-amount").fill(fee)
        look(page)
    first.locator("#publish").click()
    expect(first.locator(".versions > li").first).to_contain_text("Versi 2")
    second.locator("#publish").click()
    expect(second.locator("#problem")).to_contain_text("sudah diubah orang lain")
    second.locator("#fee-amount").fill("3000")
    look(second)
    expect(second.locator("#preview")).to_contain_text("Orang lain sudah menerbitkan versi 2")
    said = running.house.desk.office(OFFICE).versions["000-01", 2].procedure.fee
    assert said is not None and said.amount == 1000


def test_the_office_adds_a_service_writes_its_rows_and_offers_it(
    running: Running, admin: Person, open_page: Open
) -> None:
    page = open_page(f"/admin/{OFFICE}/procedures", admin)
    assert Axe().run(page).response["violations"] == []
    page.locator("#title").fill("Peminjaman Aula")
    page.locator("#new-service button").click()
    page.wait_for_url("**/K-01")
    expect(page.locator("h1")).to_have_text("Peminjaman Aula")
    for activity, presence in (("Menerima permohonan", "present"), ("Menyerahkan izin", "hands_over")):
        page.locator('[data-add="own-row"]').click()
        row = page.locator("[data-own-row]").last
        row.locator("[name=activity]").fill(activity)
        row.locator("[name=lane]").select_option("staf")
        row.locator("[name=presence]").select_option(presence)
        row.locator("[name=minutes]").fill("5")
    page.locator("#kiosk").select_option("issue")
    page.locator('[data-add="item"]').click()
    page.locator("[data-item] [name=text]").fill("Surat permohonan")
    look(page)
    expect(page.locator("#preview .sop-sheet")).to_contain_text("Layanan tambahan kantor")
    page.locator("#publish").click()
    expect(page.locator(".versions > li")).to_have_count(2)
    made = running.house.desk.office(OFFICE).versions["K-01", 2].procedure
    assert (made.origin, len(made.steps), made.promised) == ("office", 2, Duration(minutes=10))
    assert made.office_requires[0].key == "k1"
    assert admin.issue("K-01")["lane"] == "staf"


def test_only_an_admin_of_the_office_may(running: Running, admin: Person) -> None:
    people = {role: running.account(role, role=role, office=OFFICE) for role in ("head", "clerk", "auditor")}
    path = f"{running.address}/admin/{OFFICE}/procedures/000-02"
    for person in people.values():
        for each in (path, f"{path}/sheet.svg"):
            assert httpx.get(each, cookies={"antrean_session": person.secret}, trust_env=False).status_code == 403
        body = {"request_id": "x", "version": 1, "replaces": 1}
        answer = httpx.post(f"{path}/put-back", json=body, cookies={"antrean_session": person.secret}, trust_env=False)
        assert answer.status_code == 403
    found = httpx.get(f"{path}/sheet.svg", cookies={"antrean_session": admin.secret}, trust_env=False)
    assert found.headers["content-type"].startswith("image/svg+xml") and found.text.startswith("<svg")
    gone = httpx.get(path.replace("000-02", "999-99"), cookies={"antrean_session": admin.secret}, trust_env=False)
    assert gone.status_code == 404
